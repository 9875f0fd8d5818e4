package views

import (
	"cmp"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"

	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// MomentsPage shows which touchpoints go together with the relationship, beside
// what the team believes, and how well each does.
type MomentsPage struct {
	Console
	Period
	Journey     string          // its name
	Tabs        []Link          // the pages about the journey
	Touchpoints map[string]Link // of the journey, by key
	Moments     journey.Moments
	Score       journey.Score // of the journey as a whole
}

// Moments writes the page.
func (t *Pages) Moments(w io.Writer, p MomentsPage) error {
	v := momentsView{consoleView: t.view(p.Console, p.Period), Page: p, Rows: p.rows()}
	for _, row := range v.Rows {
		v.shares = append(v.shares, row.share())
	}
	for i := range v.Rows {
		v.describe(&v.Rows[i])
	}
	v.Title = v.L.Moments.Title
	return t.render(w, "moments.html", v)
}

type momentsView struct {
	consoleView
	Page   MomentsPage
	Rows   []momentRow // in the order of the journey
	shares charts.Shares
}

// momentRow is a touchpoint in the forest plot.
type momentRow struct {
	Link
	Moment journey.Moment
	Survey string // tells surveys of one touchpoint apart
	Twins  []Link // touchpoints that cannot be told from it: the share is that of all of them
	Told   bool   // one of these stands before it on the journey, and stands for it

	Bar           template.HTML
	Size, Range   string
	Pairs         string
	Verdict       string
	Figure        charts.Figure
	Best, Urgency string
}

// rows gives the touchpoints in the order of the journey, with their names and twins.
func (p MomentsPage) rows() []momentRow {
	surveys := map[string]int{} // of each touchpoint
	for _, m := range p.Moments.Touchpoints {
		surveys[m.Touchpoint]++
	}
	rows := make([]momentRow, len(p.Moments.Touchpoints))
	for i, m := range p.Moments.Touchpoints {
		rows[i] = momentRow{Link: p.Touchpoints[m.Touchpoint], Moment: m}
		if surveys[m.Touchpoint] > 1 {
			rows[i].Survey = m.Survey
		}
	}
	for i := range rows {
		row := &rows[i]
		for k, other := range rows {
			if slices.Contains(row.Moment.Twins, other.Moment.Survey) {
				row.Twins = append(row.Twins, Link{Name: strings.TrimSpace(other.Name + " " + other.Survey), URL: other.URL})
				row.Told = row.Told || k < i
			}
		}
	}
	return rows
}

// Shared reports that it has a share.
func (r momentRow) Shared() bool { return r.Moment.Share != nil }

func (r momentRow) score() charts.SurveyScore { return scoreOf(r.Moment.Metric, r.Moment.Performance) }

// share is what is drawn of it.
func (r momentRow) share() charts.Share {
	s := charts.Share{Name: r.Name, Known: r.Shared(), Together: 1 + len(r.Twins), Score: r.score()}
	if r.Shared() {
		s.Value, s.Interval = *r.Moment.Share, intervalOf(*r.Moment.Interval)
	}
	return s
}

// Shared reports that there are shares to draw.
func (v momentsView) Shared() bool { return v.shares.Known() }

// Sentences is what the figures say, a sentence or two each.
func (v momentsView) Sentences() []string {
	found := v.Page.Moments
	n := v.L.Count(found.Respondents)
	switch found.Standing {
	case journey.NoRelationship:
		return []string{v.L.Moments.NoRelationship}
	case journey.TooFewAnswers:
		return []string{locales.Fill(v.L.Moments.TooFewAnswers, "n", n, "least", v.L.Count(metric.LeastToIndicate))}
	case journey.TooFewTouchpoints:
		return []string{locales.Fill(v.L.Moments.TooFewTouchpoints, "n", n, "least", v.L.Count(found.Least))}
	}
	first := v.nameOf(v.byShare()[0])
	chance := v.L.Number(min(99, math.Floor(100**found.FirstChance)), 0)
	out := []string{locales.Fill(v.L.Moments.FirstOpen, "touchpoint", first, "chance", chance)}
	if found.FirstDecided {
		out[0] = locales.Fill(v.L.Moments.First, "touchpoint", first, "chance", chance)
	}
	if !found.SecondKnown {
		out = append(out, v.secondOpen())
	}
	if found.Standing == journey.Indicative {
		return append(out, locales.Fill(v.L.Moments.Indicative, "n", n, "least", v.L.Count(metric.LeastToRank)))
	}
	return append(out, locales.Fill(v.L.Moments.Ranking, "n", n))
}

// byShare gives the rows with a share, the largest first; of twins the first alone.
func (v momentsView) byShare() []momentRow {
	var out []momentRow
	for _, row := range v.Rows {
		if row.Shared() && !row.Told {
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(a, b momentRow) int { return cmp.Compare(*b.Moment.Share, *a.Moment.Share) })
	return out
}

// secondOpen names those who may be second, when they are few enough to name.
func (v momentsView) secondOpen() string {
	var names []string
	for _, row := range v.byShare()[1:] {
		if row.Moment.Ranks[0] <= 2 && row.Moment.Interval[1] > v.shares.Equal() {
			names = append(names, v.nameOf(row))
		}
	}
	if len(names) < 2 || len(names) > 4 {
		return v.L.Moments.SecondOpen
	}
	last := len(names) - 1
	return locales.Fill(v.L.Moments.SecondAmong, "touchpoints", strings.Join(names[:last], ", ")+" "+v.L.Moments.Or+" "+names[last])
}

// nameOf names a touchpoint with its twins.
func (v momentsView) nameOf(row momentRow) string {
	names := []string{row.Name}
	for _, twin := range row.Twins {
		names = append(names, twin.Name)
	}
	last := len(names) - 1
	if last == 0 {
		return row.Name
	}
	return strings.Join(names[:last], ", ") + " " + v.L.Moments.With + " " + names[last]
}

// Since says which answers the shares stand on; "" before there are any.
func (v momentsView) Since() string {
	if v.Page.Moments.Since == "" {
		return ""
	}
	return locales.Fill(v.L.Moments.Since, "since", v.L.Day(v.Page.Moments.Since))
}

// Equal is the share each would have if all had the same.
func (v momentsView) Equal() string { return v.percent(v.shares.Equal()) }

func (v momentsView) percent(share float64) string { return charts.SharePercent(v.L, share) }

// WantOf names the touchpoints that are held back for want of pairs.
func (v momentsView) WantOf() string {
	var names []string
	for _, row := range v.Rows {
		if row.Moment.WantOfPairs {
			names = append(names, row.Name+" ("+v.L.Count(row.Moment.Respondents)+")")
		}
	}
	if len(names) == 0 || v.Page.Moments.Standing == journey.NoRelationship {
		return ""
	}
	return locales.Fill(v.L.Moments.WantOfPairs, "touchpoints", strings.Join(names, ", "), "least", v.L.Count(v.Page.Moments.Least))
}

// Whole writes the journey's score.
func (v momentsView) Whole() string {
	s := v.Page.Score
	if s.Score == nil {
		return ""
	}
	value, interval, phrase := v.L.Number(*s.Score, 0), v.L.Range(v.L.Number(s.Interval[0], 0), v.L.Number(s.Interval[1], 0)), v.L.Moments.WholePercent
	m := metric.Metric(s.Scale) // or percent
	if m.Known() {
		value, interval, phrase = v.L.Value(m, *s.Score), v.L.Interval(m, intervalOf(*s.Interval)), v.L.Moments.WholeMetric
	}
	text := locales.Fill(phrase, "score", value, "interval", interval, "metric", charts.MetricName(v.L, m), "n", v.L.Count(s.N),
		"measured", v.L.Count(int64(s.Measured)), "surveyed", v.L.Count(int64(s.Surveyed)))
	if s.Measured < s.Surveyed {
		text += " " + locales.Fill(v.L.Moments.WeightMeasured, "weight", v.percent(s.WeightMeasured))
	}
	return text
}

// Poor tells how many contacts had a bad touchpoint.
func (v momentsView) Poor() string {
	s := v.Page.Score
	if s.PoorShare == nil {
		return ""
	}
	return locales.Fill(v.L.Moments.Poor, "share", v.L.PercentOf(*s.PoorShare, 0),
		"interval", v.L.PercentRange(s.PoorInterval[0], s.PoorInterval[1], 0), "n", v.L.Count(*s.Respondents))
}

// describe writes what is said of a touchpoint, and draws its share.
func (v momentsView) describe(row *momentRow) {
	m := row.Moment
	row.Figure, row.Verdict, row.Pairs = v.figure(row.score()), v.verdict(*row), v.pairs(m)
	if row.Shared() {
		row.Size = v.percent(*m.Share)
		row.Range = charts.ShareRange(v.L, intervalOf(*m.Interval))
	}
	if m.Best != nil {
		row.Best = v.L.Value(m.Metric, *m.Best)
	}
	if m.Priority != nil {
		row.Urgency = v.L.Number(*m.Priority, 1)
	}
	row.Bar = v.shares.Bar(v.L, row.share(), row.Verdict)
}

// pairs says how much a share stands on.
func (v momentsView) pairs(m journey.Moment) string {
	if m.Respondents == m.Pairs {
		return locales.Fill(v.L.Moments.Pairs, "n", v.L.Count(m.Pairs))
	}
	return locales.Fill(v.L.Moments.PairsOf, "n", v.L.Count(m.Pairs), "customers", v.L.Count(m.Respondents))
}

// verdict sets what was found beside what the team believes.
func (v momentsView) verdict(row momentRow) string {
	m := row.Moment
	switch {
	case m.WantOfPairs:
		return locales.Fill(v.L.Moments.FewPairs, "n", v.L.Count(m.Respondents), "least", v.L.Count(v.Page.Moments.Least))
	case m.Share == nil:
		return locales.Fill(v.L.Moments.Pairs, "n", v.L.Count(m.Pairs))
	}
	phrases := map[bool]map[string]string{
		true:  {"more": v.L.Moments.BelievedFound, "open": v.L.Moments.BelievedOpen, "less": v.L.Moments.BelievedLess},
		false: {"more": v.L.Moments.FoundOnly, "open": v.L.Moments.Open, "less": v.L.Moments.Less},
	}
	found := phrases[m.Believed][m.Found]
	if len(row.Twins) > 0 {
		found += "; " + v.L.Moments.Twins
	}
	return found
}

// Axis draws the scale that the bars share.
func (v momentsView) Axis() template.HTML { return v.shares.Axis(v.L) }

// Priority draws the priority map for a wide screen.
func (v momentsView) Priority() template.HTML { return v.shares.Priority(v.L, 1040, 520) }

// PrioritySlim draws it for a phone.
func (v momentsView) PrioritySlim() template.HTML { return v.shares.Priority(v.L, 358, 420) }
