package insight

import (
	"cmp"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// Whoever may see no small cells gets rows of which some days are held back, and not the
// same of each. A difference between them would be one of days as well. So rows are
// compared over the days that all of them have, whole cells at a time; a row that would
// leave less than half of the answers of the largest stands apart, with days of its own.

// dayCell is answers that are told together or not at all, over days counted from the
// first of the period.
type dayCell struct {
	from, to int
	tally    metric.Tally // of what is told; zero where it is held back
}

// sameDays puts sides over the same days, and gives these. Sides that have others are
// marked as apart.
func sameDays(from pick.Reader, p *definition.Plan, by grouping, asked []string, period surveys.Period, sides []side) ([]surveys.Days, error) {
	if len(asked) == 0 {
		return []surveys.Days{}, nil
	}
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: asked, From: period.From, To: period.To, Dimension: by.dimension, PerDay: true})
	if err != nil {
		return nil, err
	}
	keys := by.keys(p)
	cells := make([][]dayCell, len(sides))
	for _, row := range rows {
		key := row.Value
		if by.dimension == surveys.DimensionTotal {
			key = keys[p.SurveyByKey[row.Survey].Touchpoint]
		}
		if at := slices.IndexFunc(sides, func(s side) bool { return s.key == key }); at >= 0 {
			cells[at] = append(cells[at], cellsOf(row, period)...)
		}
	}
	order := make([]int, 0, len(sides)) // sides with something to tell, those of most answers first
	for i, s := range sides {
		if s.tally.N() > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sides[b].tally.N(), sides[a].tally.N()) })
	chosen, left := chooseDays(cells, order, period.Days())
	compared := make([]bool, period.Days())
	for _, i := range order {
		if sides[i].apart = !slices.Contains(chosen, i); sides[i].apart {
			continue
		}
		sides[i].keep(cells[i], left, period)
		for _, c := range keptOf(cells[i], left) {
			copy(compared[c.from:], left[c.from:c.to+1])
		}
	}
	return narrowed(daysIn(left, true, period), daysIn(compared, true, period)), nil
}

// keys gives the key of each touchpoint's answers, where they are put together by place.
func (g grouping) keys(p *definition.Plan) map[string]string {
	out := map[string]string{}
	if g.keyOf != nil {
		for _, at := range p.Positions() {
			out[at.Touchpoint.Key] = g.keyOf(at)
		}
	}
	return out
}

// cellsOf reads what a row of a day tells and lacks.
func cellsOf(row surveys.Rollup, period surveys.Period) (out []dayCell) {
	day := func(name string) int { return surveys.DaysBetween(period.From, name) }
	if row.Tally.N() > 0 {
		out = append(out, dayCell{day(row.Held.From), day(row.Held.To), row.Tally})
	}
	for span := range strings.FieldsSeq(row.Held.Without) {
		from, to, _ := strings.Cut(span, "..")
		out = append(out, dayCell{from: day(from), to: day(to)})
	}
	return out
}

// chooseDays gives the sides that are compared, and of each day whether it counts.
func chooseDays(cells [][]dayCell, order []int, days int) (chosen []int, left []bool) {
	left = make([]bool, days)
	least := int64(0) // answers of the first side, half of them
	for _, i := range order {
		some := append(slices.Clone(chosen), i)
		try := commonDays(cells, some, days)
		var n int64
		for _, c := range keptOf(cells[some[0]], try) {
			n += c.tally.N()
		}
		if slices.ContainsFunc(some, func(i int) bool { return keptOf(cells[i], try) == nil }) || n < least {
			continue
		}
		if chosen, left = some, try; len(chosen) == 1 {
			least = (n + 1) / 2
		}
	}
	return chosen, left
}

// commonDays leaves out the days of every cell that is held back, and of each that such
// days are a part of, until whole cells are left.
func commonDays(cells [][]dayCell, of []int, days int) []bool {
	left := slices.Repeat([]bool{true}, days)
	for changed := true; changed; {
		changed = false
		for _, i := range of {
			for _, c := range cells[i] {
				span := left[c.from : c.to+1]
				out := slices.Contains(span, false)
				if (out || c.tally.N() == 0) && slices.Contains(span, true) {
					changed = true
					clear(span)
				}
			}
		}
	}
	return left
}

// keptOf gives the cells whose days count; nil for none.
func keptOf(cells []dayCell, left []bool) (out []dayCell) {
	for _, c := range cells {
		if left[c.from] && c.tally.N() > 0 {
			out = append(out, c)
		}
	}
	return out
}

// keep narrows a side to the cells whose days count.
func (s *side) keep(cells []dayCell, left []bool, period surveys.Period) {
	all := s.tally.N()
	s.tally = metric.Tally{}
	first, last := len(left), 0
	for _, c := range keptOf(cells, left) {
		s.tally = s.tally.Plus(c.tally)
		first, last = min(first, c.from), max(last, c.to)
	}
	s.held.N += all - s.tally.N()
	s.held.From, s.held.To = surveys.AddDays(period.From, first), surveys.AddDays(period.From, last)
	s.held.Without = ""
	for _, d := range daysIn(left, false, period) {
		s.held.Without += d.From + ".." + d.To + " "
	}
}

// narrowed begins and ends each span with a day of others within it; those that hold none
// are left out. Both come in their order.
func narrowed(spans, within []surveys.Days) []surveys.Days {
	out := []surveys.Days{}
	for _, span := range spans {
		first := true
		for _, d := range within {
			switch {
			case d.From < span.From || d.To > span.To:
			case first:
				out, first = append(out, d), false
			default:
				out[len(out)-1].To = d.To
			}
		}
	}
	return out
}

// daysIn gives the spans of days that count, or of those that do not.
func daysIn(left []bool, counts bool, period surveys.Period) []surveys.Days {
	out := []surveys.Days{}
	for i, is := range left {
		day := surveys.AddDays(period.From, i)
		switch {
		case is != counts:
		case i > 0 && left[i-1] == counts:
			out[len(out)-1].To = day
		default:
			out = append(out, surveys.Days{From: day, To: day})
		}
	}
	return out
}

// OtherDays reports that rows are told over unlike days, so that what is between them is
// one of days as well: of the days that any of them counts, more than a tenth are not
// those of all. Rows of which nothing is told say nothing, and those that nothing is
// held back of count every day.
func OtherDays(rows []Figures, period surveys.Period) bool {
	some, all, guarded := 0, 0, func(r Figures) bool { return r.Shown() && r.Taken != nil }
	if !slices.ContainsFunc(rows, guarded) {
		return false
	}
	for day := period.From; day <= period.To; day = surveys.AddDays(day, 1) {
		with, without := false, false
		for _, r := range rows {
			if r.Shown() {
				counts := r.Taken == nil || r.Taken.counts(day)
				with, without = with || counts, without || !counts
			}
		}
		if with {
			some++
		}
		if with && !without {
			all++
		}
	}
	return 10*(some-all) > some
}

// counts reports whether all answers of a day count.
func (t *Taken) counts(day string) bool {
	return t.From <= day && day <= t.To && !slices.ContainsFunc(t.Without, func(d surveys.Days) bool { return d.From <= day && day <= d.To })
}
