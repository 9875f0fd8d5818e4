package views

import (
	"cmp"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// ComparePage shows scores of one metric side by side, with what tells them
// apart.
type ComparePage struct {
	Console
	Period
	Back       Link   // the journey, or the touchpoint that is split
	Of         string // name of the touchpoint that is split; "" for all of them
	Metrics    []Link
	Groupings  []Link
	By         string              // what the rows are, for their heading
	Places     map[string]RowPlace // of rows, by key; one without is named by its key
	Comparison insight.Comparison
}

// RowPlace names a row that is a part of a journey.
type RowPlace struct {
	Link
	Within string // the stage of a touchpoint, or the journey of a stage; "" for none
}

// Compare writes the comparison: a forest plot that is a table.
func (t *Pages) Compare(w io.Writer, p ComparePage) error {
	v := compareView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.Title, v.AtCompare = v.L.Compare.Title, true
	if p.Of != "" {
		v.Title = locales.Fill(v.L.Compare.TitleOf, "touchpoint", p.Of)
	}
	scores := make([]charts.SurveyScore, len(p.Comparison.Rows))
	for i, r := range p.Comparison.Rows {
		scores[i] = v.score(r)
	}
	v.drawing = charts.NewForest(p.Comparison.Metric, scores)
	return t.render(w, "compare.html", v)
}

type compareView struct {
	consoleView
	Page    ComparePage
	drawing charts.Forest
}

func (v compareView) score(r insight.ComparedRow) charts.SurveyScore {
	return scoreOf(v.Page.Comparison.Metric, r.Figures)
}

// Lead says in one sentence what can be told apart.
func (v compareView) Lead() string {
	c, worth := v.L.Compare, v.Page.Comparison.Worth
	apart, pairs := strconv.Itoa(worth.ToldApart), strconv.Itoa(worth.Pairs)
	switch {
	case worth.Pairs == 0:
		return c.NoPairs
	case worth.ToldApart == 0:
		return c.NoneApart
	case worth.ToldApart == worth.Pairs:
		return c.AllApart
	}
	for _, r := range v.Page.Comparison.Rows {
		if r.Rank != nil && r.Rank.Worst == 1 {
			return locales.Fill(c.OneFirst, "row", v.nameOf(r.Key), "apart", apart, "pairs", pairs)
		}
	}
	return locales.Fill(c.SomeApart, "apart", apart, "pairs", pairs, "first", strconv.Itoa(worth.First))
}

// Days says which days are compared; "" where it is all of them.
func (v compareView) Days() string {
	c := v.Page.Comparison
	if c.Worth.Pairs == 0 || len(c.Days) == 0 {
		return ""
	}
	return locales.Fill(v.L.Compare.Days, "days", v.spans(c.Days))
}

// Zoomed says which part of the scale is drawn; "" when it is all of it.
func (v compareView) Zoomed() string {
	lo, hi := v.drawing.Zoom(v.L)
	if lo == "" {
		return ""
	}
	return locales.Fill(v.L.Compare.Zoomed, "lo", lo, "hi", hi)
}

// Brackets is how many brackets are drawn; 0 where there are too many to draw,
// or nothing to compare.
func (v compareView) Brackets() int {
	if n := len(v.Page.Comparison.Groups); n <= 12 && v.Page.Comparison.Worth.Pairs > 0 {
		return n
	}
	return 0
}

// Axis writes the scale above the rows.
func (v compareView) Axis() template.HTML { return v.drawing.Axis(v.L) }

// Rows are the lines of the table.
func (v compareView) Rows() []compareRow {
	c := v.Page.Comparison
	first, last := map[string]int{}, map[string]int{} // rows of each group
	for i, r := range c.Rows {
		for _, g := range r.Groups {
			if _, seen := first[g]; !seen {
				first[g] = i
			}
			last[g] = i
		}
	}
	var rows []compareRow
	for i, r := range c.Rows {
		score, place := v.score(r), v.Page.Places[r.Key]
		row := compareRow{RowPlace: place, Figure: v.figure(score), Forest: v.drawing.Row(v.L, v.nameOf(r.Key), score)}
		row.Name = v.nameOf(r.Key)
		if r.Rank != nil && c.Worth.Pairs > 0 {
			row.RankText = v.rank(charts.Rank(*r.Rank))
		}
		if row.Verdict, row.Clear = v.verdict(r); c.Worth.Pairs == 0 || r.Untested != "" {
			row.Days = v.daysOf(r.Figures)
		}
		var letters []string
		for _, g := range r.Groups {
			if first[g] != last[g] { // a group of one has nobody to share its letter with
				letters = append(letters, g)
			}
		}
		row.Letters = strings.Join(letters, ", ")
		for _, g := range c.Groups[:v.Brackets()] {
			class := "out"
			if from, there := first[g.Name]; there && from <= i && i <= last[g.Name] {
				class = "through"
				switch {
				case from == last[g.Name]:
					class = "alone"
				case i == from:
					class = "first"
				case i == last[g.Name]:
					class = "last"
				}
				if slices.Contains(r.Groups, g.Name) {
					class += " member"
				}
			}
			row.Marks = append(row.Marks, class)
		}
		rows = append(rows, row)
	}
	return rows
}

type compareRow struct {
	RowPlace
	Figure   charts.Figure
	Forest   template.HTML
	RankText string
	Verdict  string
	Days     string // that it is of, where these are not those of the comparison
	Clear    bool   // it differs from another row
	Letters  string
	Marks    []string // of each bracket
}

// nameOf names a row.
func (v compareView) nameOf(key string) string {
	switch v.Page.Comparison.By {
	case "channel":
		return v.ChannelName(key)
	case surveys.DimensionLocale:
		return v.L.LanguageName(key)
	case surveys.DimensionWave:
		return cmp.Or(map[string]string{surveys.WaveFirst: v.L.Bias.First, surveys.WaveReminder: v.L.Bias.Reminder}[key], key)
	case surveys.DimensionSource:
		return cmp.Or(v.L.Reasons.Sources[key], key)
	}
	return cmp.Or(v.Page.Places[key].Name, key)
}

// verdict says how a row stands to the others, as its rank has it: what stands
// beside the rank and the brackets must not follow another rule.
func (v compareView) verdict(r insight.ComparedRow) (verdict string, clear bool) {
	c := v.L.Compare
	switch {
	case v.score(r).Absent():
		return "", false
	case r.Untested != "":
		return c.Untested[r.Untested], false
	case r.Rank == nil || v.Page.Comparison.Worth.Pairs == 0:
		return "", false
	}
	rows := 0
	for _, other := range v.Page.Comparison.Rows {
		if other.Rank != nil {
			rows++
		}
	}
	above, below, others := rows-r.Rank.Worst, r.Rank.Best-1, rows-1
	switch {
	case above+below == 0:
		return c.NoClearDifference, false
	case above == others:
		return c.AboveAll, true
	case below == others:
		return c.BelowAll, true
	case below == 0:
		return locales.Fill(c.Above, "n", strconv.Itoa(above), "others", strconv.Itoa(others)), true
	case above == 0:
		return locales.Fill(c.Below, "n", strconv.Itoa(below), "others", strconv.Itoa(others)), true
	}
	return locales.Fill(c.Between, "above", strconv.Itoa(above), "below", strconv.Itoa(below), "others", strconv.Itoa(others)), true
}

// rank writes a rank as the interval it is.
func (v consoleView) rank(r charts.Rank) string {
	if r.Best == r.Worst {
		return locales.Fill(v.L.Compare.RankSure, "rank", strconv.Itoa(r.Rank))
	}
	return locales.Fill(v.L.Compare.Rank, "rank", strconv.Itoa(r.Rank), "best", strconv.Itoa(r.Best), "worst", strconv.Itoa(r.Worst))
}

// difference writes a difference with its interval: "+12, 4 to 20".
func (v consoleView) difference(m metric.Metric, d charts.Delta) string {
	return v.L.Signed(d.Value, m.Decimals()) + ", " + v.L.Range(v.L.Figure(m, d.Interval.Lo), v.L.Figure(m, d.Interval.Hi))
}

// rankOf writes the rank of a score; "" where it has none to speak of.
func (v consoleView) rankOf(s charts.SurveyScore) string {
	if s.Rank == nil || !s.Shown() {
		return ""
	}
	return v.rank(*s.Rank)
}

// changed says in short how a score moved since an earlier time; noise has no number and
// no arrow.
func (v consoleView) changed(s charts.SurveyScore) string {
	if s.Since == nil || !s.Shown() {
		return ""
	}
	change := v.L.Compare.Changes[s.Since.Change]
	if s.Since.Change == string(insight.NoClearChange) {
		return change
	}
	return change + ": " + v.difference(s.DrawnMetric(), *s.Since)
}
