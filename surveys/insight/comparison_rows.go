package insight

import (
	"math"

	"halte/surveys/metric"
)

// compare tells tallies of one metric apart. Rows with fewer answers than say
// anything, and rows that are held back, stand outside: a rest that holds them
// would give them away.
func compare(m metric.Metric, sides []side) Comparison {
	c := Comparison{Metric: m, Rows: make([]ComparedRow, len(sides)), Groups: []ComparisonGroup{}}
	var ranks []*RankInterval
	c.ranked, ranks = rank(m, sides)
	var inside []side
	var tested []*ComparedRow
	for i, side := range sides {
		row := &c.Rows[i]
		*row = ComparedRow{Key: side.key, Figures: side.figures(), Rank: ranks[i], cell: -1}
		if row.Untested = side.untested(); row.Untested == "" {
			row.cell = len(tested)
			inside, tested = append(inside, side), append(tested, row)
		}
	}
	c.flag(m, tested, inside)
	c.group(tested)
	c.Worth = c.worth()
	c.Notes = c.notes(len(tested))
	return c
}

// untested says why a side stands outside the tests; "" when it does not.
func (s side) untested() string {
	switch f := s.figures(); {
	case f.N == 0 && !f.Held:
		return "no_answers"
	case f.Held && f.N >= metric.LeastToCompare, f.N == 0:
		return "held_back"
	case f.N < metric.LeastToCompare:
		return "fewer_than_five"
	case s.apart:
		return "other_days"
	}
	return ""
}

// ranked is the cells of what is tested, and what tells them apart.
type ranked struct {
	cells   []metric.Cell
	once    []metric.Cell // where two of them are looked at by themselves
	ranking metric.Ranking
}

// rank gives each side its rank; nil for those outside the tests.
func rank(m metric.Metric, sides []side) (ranked, []*RankInterval) {
	var r ranked
	out, at := make([]*RankInterval, len(sides)), []int{}
	for i, side := range sides {
		if side.untested() == "" {
			r.cells, r.once, at = append(r.cells, side.cell()), append(r.once, side.once()), append(at, i)
		}
	}
	r.ranking = metric.Rank(r.cells, alpha)
	for k, i := range at {
		out[i] = &RankInterval{1, r.ranking.Ranks[k].Best, r.ranking.Ranks[k].Worst}
		for _, other := range r.cells {
			if other.Center > r.cells[k].Center {
				out[i].Rank++
			}
		}
	}
	return r, out
}

// Ranks gives the rows of one metric their ranks; nil for those that are not tested.
func Ranks(m metric.Metric, rows []Figures) []*RankInterval {
	sides := make([]side, len(rows))
	for i, row := range rows {
		sides[i] = side{metric: m, tally: row.tally, effect: row.effect}
	}
	_, ranks := rank(m, sides)
	return ranks
}

// flag compares every tested row with the others pooled.
func (c *Comparison) flag(m metric.Metric, tested []*ComparedRow, sides []side) {
	if len(tested) < 2 {
		return
	}
	// The days of the rest are not summed: what lifts all rows at once drops out of
	// their difference, so that the rest counts as its rows do.
	var all metric.Tally
	var once, many float64 // answers, each as often as it hangs together with others
	for _, s := range sides {
		n := float64(s.tally.N())
		all, once, many = all.Plus(s.tally), once+s.effect.Once*n, many+s.effect.Beyond*n
	}
	rest := make([]*Difference, len(tested))
	for i, s := range sides {
		others, n := all.Minus(s.tally), float64(s.tally.N())
		worth := func(hanging float64) metric.Cell { return m.CellWorth(others, hanging/float64(others.N())) }
		rest[i] = differenceOf(m, [2]metric.Cell{worth(once - s.effect.Once*n), s.once()}, [2]metric.Cell{worth(many - s.effect.Beyond*n), s.cell()})
	}
	adjust(rest)
	daily := significant(rest)
	for i, d := range rest {
		side := "above"
		if d.Adjusted < 0 {
			side = "below"
		}
		when := func(flagged bool) string {
			if flagged {
				return side
			}
			return ""
		}
		tested[i].Rest = d
		tested[i].Flags = &Flags{Screen: when(*d.PBH < alpha), Action: when(*d.PHolm < alpha), Daily: when(daily[i])}
	}
}

// group brackets the rows that cannot be told apart.
func (c *Comparison) group(tested []*ComparedRow) {
	for g, members := range c.ranking.Groups(c.cells, alpha) {
		group := ComparisonGroup{Name: letter(g), Keys: []string{}}
		in := make([]bool, len(tested))
		for _, i := range members {
			in[i] = true
		}
		for i, row := range tested {
			if in[i] {
				group.Keys = append(group.Keys, row.Key)
				row.Groups = append(row.Groups, group.Name)
			}
		}
		c.Groups = append(c.Groups, group)
	}
}

// letter names the g-th group: a to z, then aa, ab and so on.
func letter(g int) string {
	name := string(rune('a' + g%26))
	if g >= 26 {
		return letter(g/26-1) + name
	}
	return name
}

// worth counts how much of an order by score is more than noise.
func (c *Comparison) worth() OrderWorth {
	w := OrderWorth{Pairs: len(c.ranking.P)}
	for _, p := range c.ranking.P {
		if p < alpha {
			w.ToldApart++
		}
	}
	for _, r := range c.ranking.Ranks {
		if r.Best == 1 {
			w.First++
		}
	}
	return w
}

// notes says which rows were left out.
func (c *Comparison) notes(tested int) []ComparisonNote {
	notes := []ComparisonNote{}
	small, held, apart := 0, 0, 0
	for _, r := range c.Rows {
		switch r.Untested {
		case "fewer_than_five":
			small++
		case "held_back":
			held++
		case "other_days":
			apart++
		}
	}
	if small > 0 {
		notes = append(notes, ComparisonNote{NoteFewAnswers, small})
	}
	if held > 0 {
		notes = append(notes, ComparisonNote{NoteHeldBack, held})
	}
	if apart > 0 {
		notes = append(notes, ComparisonNote{NoteOtherDays, apart})
	}
	if tested < 2 {
		notes = append(notes, ComparisonNote{Code: NoteNothingToCompare})
	}
	return notes
}

// Tested gives how many rows are compared.
func (c Comparison) Tested() int { return len(c.cells) }

// pairP gives the Holm-adjusted p of two tested rows.
func (c Comparison) pairP(i, j int) float64 {
	if i == j {
		return math.NaN()
	}
	i, j = min(i, j), max(i, j)
	k := len(c.cells)
	return c.ranking.P[i*(2*k-i-1)/2+j-i-1]
}
