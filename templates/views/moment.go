package views

import (
	"html/template"
	"io"
	"math"
	"strings"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// MomentsPage shows which touchpoints go together with the relationship, beside
// what the team believes, and how well each does.
type MomentsPage struct {
	Console
	Period
	Journey     string // its name
	Tabs        []Link // the pages about the journey
	Standing    string // as the report says it
	Respondents int64  // customers of this journey who rated the relationship too
	Since       string // day of the first answer about the relationship; "" before there is one
	Chance      float64
	Decided     bool // the first place
	SecondKnown bool
	Moments     []Moment
	Score       JourneyFigure
}

// Moment is a touchpoint as the report has it; Share and its Interval mean
// nothing without Shared.
type Moment struct {
	Name, Link  string
	Survey      string // tells surveys of one touchpoint apart
	Believed    bool
	Pairs       int64
	Respondents int64  // whose pairs they are
	Twins       []Link // touchpoints that cannot be told from it: the share is that of all of them
	Told        bool   // one of these stands before it on the journey, and stands for it
	Held        bool   // for want of pairs
	Shared      bool
	Share       float64
	Interval    metric.Interval
	Ranks       metric.Ranks
	Found       string // more, less or open
	Score       SurveyScore
	Best        *float64
	Priority    *float64
}

// JourneyFigure is the score of the journey as a whole; without Shown nothing is
// measured.
type JourneyFigure struct {
	Shown              bool
	Metric             metric.Metric // "" for percent of each scale
	Value              float64
	Interval           metric.Interval
	N                  int64
	Measured, Surveyed int
	WeightMeasured     float64

	Respondents  int64
	PoorShown    bool
	Poor         float64 // percent of respondents
	PoorInterval metric.Interval
}

// Moments writes the page.
func (t *Pages) Moments(w io.Writer, p MomentsPage) error {
	v := momentsView{consoleView: t.view(p.Console, p.Period), Page: p}
	for _, m := range p.Moments {
		v.shares = append(v.shares, m.share())
	}
	v.Title = v.L.Moments.Title
	return t.render(w, "moments.html", v)
}

type momentsView struct {
	consoleView
	Page   MomentsPage
	shares charts.Shares
}

// share is what is drawn of a touchpoint.
func (m Moment) share() charts.Share {
	return charts.Share{Name: m.Name, Known: m.Shared, Value: m.Share, Interval: m.Interval, Together: 1 + len(m.Twins), Score: m.Score}
}

// Shared reports that there are shares to draw.
func (v momentsView) Shared() bool { return v.shares.Known() }

// Sentences is what the figures say, a sentence or two each.
func (v momentsView) Sentences() []string {
	n := v.L.Count(v.Page.Respondents)
	switch v.Page.Standing {
	case "no_relationship":
		return []string{v.L.Moments.NoRelationship}
	case "too_few_answers":
		return []string{locales.Fill(v.L.Moments.TooFewAnswers, "n", n, "least", v.L.Count(metric.LeastToIndicate))}
	case "too_few_touchpoints":
		return []string{locales.Fill(v.L.Moments.TooFewTouchpoints, "n", n, "least", v.L.Count(metric.LeastPairs))}
	}
	first := v.nameOf(v.byShare()[0])
	chance := v.L.Number(min(99, math.Floor(100*v.Page.Chance)), 0)
	out := []string{locales.Fill(v.L.Moments.FirstOpen, "touchpoint", first, "chance", chance)}
	if v.Page.Decided {
		out[0] = locales.Fill(v.L.Moments.First, "touchpoint", first, "chance", chance)
	}
	if !v.Page.SecondKnown {
		out = append(out, v.secondOpen())
	}
	if v.Page.Standing == "indicative" {
		return append(out, locales.Fill(v.L.Moments.Indicative, "n", n, "least", v.L.Count(metric.LeastToRank)))
	}
	return append(out, locales.Fill(v.L.Moments.Ranking, "n", n))
}

// byShare gives the moments with a share, the largest first.
func (v momentsView) byShare() []Moment {
	var out []Moment
	for _, m := range v.Page.Moments {
		if !m.Shared || m.Told {
			continue
		}
		i := len(out)
		for i > 0 && out[i-1].Share < m.Share {
			i--
		}
		out = append(out[:i:i], append([]Moment{m}, out[i:]...)...)
	}
	return out
}

// secondOpen names those who may be second, when they are few enough to name.
func (v momentsView) secondOpen() string {
	var names []string
	for _, m := range v.byShare()[1:] {
		if m.Ranks.Best <= 2 && m.Interval.Hi > v.shares.Equal() {
			names = append(names, v.nameOf(m))
		}
	}
	if len(names) < 2 || len(names) > 4 {
		return v.L.Moments.SecondOpen
	}
	last := len(names) - 1
	return locales.Fill(v.L.Moments.SecondAmong, "touchpoints", strings.Join(names[:last], ", ")+" "+v.L.Moments.Or+" "+names[last])
}

// nameOf names a touchpoint with its twins.
func (v momentsView) nameOf(m Moment) string {
	names := []string{m.Name}
	for _, twin := range m.Twins {
		names = append(names, twin.Name)
	}
	last := len(names) - 1
	if last == 0 {
		return m.Name
	}
	return strings.Join(names[:last], ", ") + " " + v.L.Moments.With + " " + names[last]
}

// Since says which answers the shares stand on; "" before there are any.
func (v momentsView) Since() string {
	if v.Page.Since == "" {
		return ""
	}
	return locales.Fill(v.L.Moments.Since, "since", v.L.Day(v.Page.Since))
}

// Equal is the share each would have if all had the same.
func (v momentsView) Equal() string { return v.percent(v.shares.Equal()) }

func (v momentsView) percent(share float64) string { return charts.SharePercent(v.L, share) }

// WantOf names the touchpoints that are held back for want of pairs.
func (v momentsView) WantOf() string {
	var names []string
	for _, m := range v.Page.Moments {
		if m.Held {
			names = append(names, m.Name+" ("+v.L.Count(m.Respondents)+")")
		}
	}
	if len(names) == 0 || v.Page.Standing == "no_relationship" {
		return ""
	}
	return locales.Fill(v.L.Moments.WantOfPairs, "touchpoints", strings.Join(names, ", "), "least", v.L.Count(metric.LeastPairs))
}

// Whole writes the journey's score.
func (v momentsView) Whole() string {
	s := v.Page.Score
	if !s.Shown {
		return ""
	}
	value, interval, phrase := v.L.Number(s.Value, 0), v.L.Range(v.L.Number(s.Interval.Lo, 0), v.L.Number(s.Interval.Hi, 0)), v.L.Moments.WholePercent
	if s.Metric.Known() {
		value, interval, phrase = v.L.Value(s.Metric, s.Value), v.L.Interval(s.Metric, s.Interval), v.L.Moments.WholeMetric
	}
	text := locales.Fill(phrase, "score", value, "interval", interval, "metric", charts.MetricName(v.L, s.Metric), "n", v.L.Count(s.N),
		"measured", v.L.Count(int64(s.Measured)), "surveyed", v.L.Count(int64(s.Surveyed)))
	if s.Measured < s.Surveyed {
		text += " " + locales.Fill(v.L.Moments.WeightMeasured, "weight", v.percent(s.WeightMeasured))
	}
	return text
}

// Poor tells how many contacts had a bad touchpoint.
func (v momentsView) Poor() string {
	s := v.Page.Score
	if !s.PoorShown {
		return ""
	}
	return locales.Fill(v.L.Moments.Poor, "share", v.L.PercentOf(s.Poor, 0),
		"interval", v.L.PercentRange(s.PoorInterval.Lo, s.PoorInterval.Hi, 0), "n", v.L.Count(s.Respondents))
}

// momentRow is a touchpoint in the forest plot.
type momentRow struct {
	Moment
	Bar           template.HTML
	Size, Range   string
	Pairs, Rank   string
	Verdict       string
	Figure        charts.Figure
	Best, Urgency string
}

// Rows gives the touchpoints in the order of the journey.
func (v momentsView) Rows() []momentRow {
	rows := make([]momentRow, len(v.Page.Moments))
	for i, m := range v.Page.Moments {
		row := momentRow{Moment: m, Figure: v.figure(m.Score), Verdict: v.verdict(m)}
		row.Pairs = v.pairs(m)
		if m.Shared {
			row.Size = v.percent(m.Share)
			row.Range = charts.ShareRange(v.L, m.Interval)
			row.Rank = locales.Fill(v.L.Moments.Rank, "best", v.L.Count(int64(m.Ranks.Best)), "worst", v.L.Count(int64(m.Ranks.Worst)))
			if m.Ranks.Best == m.Ranks.Worst {
				row.Rank = locales.Fill(v.L.Moments.RankSure, "rank", v.L.Count(int64(m.Ranks.Best)))
			}
		}
		if m.Best != nil {
			row.Best = v.L.Value(m.Score.DrawnMetric(), *m.Best)
		}
		if m.Priority != nil {
			row.Urgency = v.L.Number(*m.Priority, 1)
		}
		row.Bar = v.shares.Bar(v.L, m.share(), row.Verdict)
		rows[i] = row
	}
	return rows
}

// pairs says how much a share stands on.
func (v momentsView) pairs(m Moment) string {
	if m.Respondents == m.Pairs {
		return locales.Fill(v.L.Moments.Pairs, "n", v.L.Count(m.Pairs))
	}
	return locales.Fill(v.L.Moments.PairsOf, "n", v.L.Count(m.Pairs), "customers", v.L.Count(m.Respondents))
}

// verdict sets what was found beside what the team believes.
func (v momentsView) verdict(m Moment) string {
	switch {
	case m.Held:
		return locales.Fill(v.L.Moments.FewPairs, "n", v.L.Count(m.Respondents), "least", v.L.Count(metric.LeastPairs))
	case !m.Shared:
		return locales.Fill(v.L.Moments.Pairs, "n", v.L.Count(m.Pairs))
	}
	phrases := map[bool]map[string]string{
		true:  {"more": v.L.Moments.BelievedFound, "open": v.L.Moments.BelievedOpen, "less": v.L.Moments.BelievedLess},
		false: {"more": v.L.Moments.FoundOnly, "open": v.L.Moments.Open, "less": v.L.Moments.Less},
	}
	found := phrases[m.Believed][m.Found]
	if len(m.Twins) > 0 {
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
