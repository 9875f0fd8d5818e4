package views

import (
	"html/template"
	"io"

	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// BiasPage says who answered at a touchpoint and who did not, and how far that
// may have moved its score.
type BiasPage struct {
	Console
	Period
	Touchpoint Link   // the way back
	Surveys    []Link // all surveys of the touchpoint; shown from two on
	Bias       insight.ResponseBias
}

// Bias writes the page about who answered.
func (t *Pages) Bias(w io.Writer, p BiasPage) error {
	v := biasView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.Title = v.L.Bias.Title
	return t.render(w, "bias.html", v)
}

type biasView struct {
	consoleView
	Page BiasPage
}

// score gives figures of the page as they are drawn.
func (v biasView) score(f insight.Figures) charts.SurveyScore { return scoreOf(v.Page.Bias.Metric, f) }

// Taken says which days count, where these are not those of the page; "" where they are.
func (v biasView) Taken() string {
	b := v.Page.Bias
	switch {
	case b.Held:
		return v.L.Bias.Held
	case b.From == v.Page.From && b.To == v.Page.To:
		return ""
	}
	return locales.Fill(v.L.Bias.Taken, "span", v.L.Span(b.From, b.To))
}

// Asked is how many were asked, and how many of them answered.
func (v biasView) Asked() string {
	rate := v.Page.Bias.RateInterval
	if rate == nil {
		rate = &[2]float64{}
	}
	return locales.Fill(v.L.Bias.Asked, "share", v.L.Part(v.Page.Bias.Answered, v.Page.Bias.Invited),
		"interval", v.L.PercentRange(100*rate[0], 100*rate[1], 0), "answered", v.L.Count(v.Page.Bias.Answered), "asked", v.L.Count(v.Page.Bias.Invited))
}

// Mails says what became of the mails.
func (v biasView) Mails() string {
	b := v.Page.Bias
	s := locales.Fill(v.L.Bias.Delivered, "n", v.L.Count(b.Delivered))
	if b.Unknown > 0 {
		s += " " + locales.Fill(v.L.Bias.UnknownMails, "n", v.L.Count(b.Unknown))
	}
	if b.Failed > 0 {
		s += " " + locales.Fill(v.L.Bias.FailedMails, "n", v.L.Count(b.Failed))
	}
	return s
}

// Raw is the score of those who answered.
func (v biasView) Raw() charts.Figure { return v.figure(v.score(v.Page.Bias.Raw)) }

// A biasRow is a score with its place on the scale.
type biasRow struct {
	Name, Note string
	Figure     charts.Figure
	Whisker    template.HTML
}

func (v biasView) row(name, note string, s charts.SurveyScore) biasRow {
	return biasRow{name, note, v.figure(s), charts.Whisker(v.L, s, 260)}
}

// Sides are the raw score and the weighted ones, one below the other.
func (v biasView) Sides() []biasRow {
	rows := []biasRow{v.row(v.L.Bias.RawScore, "", v.score(v.Page.Bias.Raw))}
	for _, s := range v.Page.Bias.Segments {
		w := s.Weighted
		if w == nil {
			continue
		}
		note := locales.Fill(v.L.Bias.GapSmall, "gap", v.points(w.Gap))
		if w.Flagged {
			note = locales.Fill(v.L.Bias.GapLarge, "gap", v.points(w.Gap))
		}
		rows = append(rows, v.row(locales.Fill(v.L.Bias.WeightedBy, "segment", s.Name), note, v.weighted(*w)))
	}
	return rows
}

// weighted gives a weighted score as it is drawn: its n is the number of answers
// it is worth.
func (v biasView) weighted(w insight.BiasWeighted) charts.SurveyScore {
	m := v.Page.Bias.Metric
	return charts.SurveyScore{Metric: m, Score: metric.Score{Metric: m, N: int64(w.EffectiveN), Value: w.Score, Interval: intervalOf(w.Interval)}}
}

// Unweighed says of each segment how much of it could not be weighed.
func (v biasView) Unweighed() []string {
	var out []string
	for _, s := range v.Page.Bias.Segments {
		phrase := v.L.Bias.Unweighed
		if s.NotWeighted {
			phrase = v.L.Bias.Refused
		}
		if s.NotWeighted || s.CollapsedShare > 0 && s.Weighted != nil {
			out = append(out, locales.Fill(phrase, "segment", s.Name, "share", v.L.PercentOf(100*s.CollapsedShare, 0)))
		}
	}
	return out
}

// Unweighted names the segments with fewer than two parts to weigh.
func (v biasView) Unweighted() []string {
	var names []string
	for _, s := range v.Page.Bias.Segments {
		if s.Weighted == nil && !s.NotWeighted {
			names = append(names, s.Name)
		}
	}
	return names
}

// points writes a difference of scores with its sign.
func (v biasView) points(x float64) string { return v.L.Signed(x, v.Page.Bias.Metric.Decimals()) }

// Bounds draws how far silence could move the score, and says it.
func (v biasView) Bounds(width float64) template.HTML {
	s := v.score(v.Page.Bias.Raw)
	s.Score.Interval = intervalOf(*v.Page.Bias.Bounds)
	return charts.Whisker(v.L, s, width)
}

// BoundsText is the same as a sentence.
func (v biasView) BoundsText() string {
	m, bounds := v.Page.Bias.Metric, v.Page.Bias.Bounds
	return locales.Fill(v.L.Bias.Bounds, "lo", v.L.Value(m, bounds[0]), "hi", v.L.Value(m, bounds[1]))
}

// Needed says what those who kept silent would have to think; "" when nobody did.
func (v biasView) Needed() string {
	m, silent := v.Page.Bias.Metric, v.Page.Bias.Silent
	if silent == nil {
		return ""
	}
	target := v.L.Value(m, silent.Target)
	if !silent.Possible {
		return locales.Fill(v.L.Bias.NeededNever, "target", target)
	}
	return locales.Fill(v.L.Bias.Needed, "needed", v.L.Value(m, silent.Needed), "target", target, "metric", charts.MetricName(v.L, m))
}

// Waves are the scores of those who answered the first mail and the reminder.
func (v biasView) Waves() []biasRow {
	w := v.Page.Bias.Waves
	return []biasRow{v.row(v.L.Bias.First, "", v.score(w.First)), v.row(v.L.Bias.Reminder, "", v.score(w.Reminder))}
}

// WavesText says whether they differ.
func (v biasView) WavesText() string {
	d := v.Page.Bias.Waves.Difference
	if d == nil {
		return v.L.Bias.WavesFew
	}
	phrase := v.L.Bias.WavesAlike
	if wavesDiffer(v.Page.Bias.Cautions) {
		phrase = v.L.Bias.WavesDiffer
	}
	return locales.Fill(phrase, "gap", v.points(d.Value), "lo", v.points(d.Interval[0]), "hi", v.points(d.Interval[1]))
}

// A biasSplit is a segment with its response rates.
type biasSplit struct {
	Name, Text string
	Rows       []biasPartRow
}

type biasPartRow struct {
	Value, Note     string
	Asked, Answered string
	Rate            string
	Drawn           template.HTML
	Figure          charts.Figure
}

// Splits are the response rates by segment.
func (v biasView) Splits() []biasSplit {
	var all []biasSplit
	for _, s := range v.Page.Bias.Segments {
		split := biasSplit{Name: s.Name}
		if apart(s) {
			split.Text = locales.Fill(v.L.Bias.LowestHighest, "lowest", v.valueName(s.Lowest), "highest", v.valueName(s.Highest))
		}
		if s.Representativity != nil {
			split.Text += " " + locales.Fill(v.L.Bias.Indicator, "r", v.L.Number(100**s.Representativity, 0))
		}
		for _, p := range s.Values {
			row := biasPartRow{
				Value: v.valueName(p.Value), Asked: v.L.Count(p.Invited), Answered: v.L.Count(p.Answered),
				Rate: v.L.Part(p.Answered, p.Invited), Figure: v.figure(v.score(p.Figures)), Drawn: v.rate(p),
			}
			if p.Collapsed {
				row.Note = v.L.Bias.Collapsed
			}
			split.Rows = append(split.Rows, row)
		}
		all = append(all, split)
	}
	return all
}

func (v biasView) valueName(value string) string {
	if value == "" {
		return v.L.Bias.NoValue
	}
	return value
}

// apart says whether the response rates differ by more than chance explains: the
// intervals of the lowest and the highest do not touch.
func apart(s insight.SegmentBias) bool {
	var lowest, highest metric.Interval
	for _, p := range s.Values {
		if p.Value == s.Lowest {
			lowest = rateOf(p)
		}
		if p.Value == s.Highest {
			highest = rateOf(p)
		}
	}
	return lowest.Hi < highest.Lo
}

// rateOf gives the interval of a response rate, in percent.
func rateOf(p insight.ReachedPart) metric.Interval {
	if p.RateInterval == nil {
		return metric.Interval{}
	}
	return metric.Interval{Lo: 100 * p.RateInterval[0], Hi: 100 * p.RateInterval[1]}
}

// rate draws a response rate and its interval.
func (v biasView) rate(p insight.ReachedPart) template.HTML {
	interval := rateOf(p)
	desc := v.L.Part(p.Answered, p.Invited) + ", " + v.L.PercentRange(interval.Lo, interval.Hi, 0)
	return charts.RateBar(v.L.Bias.Rate, desc, 100*float64(p.Answered)/float64(max(p.Invited, 1)), interval)
}
