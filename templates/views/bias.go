package views

import (
	"html/template"
	"io"

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
	Metric     metric.Metric

	Invited, Delivered, Unknown, Failed, Answered int64

	Rate            metric.Interval  // of the response rate, in percent
	Raw             SurveyScore      // of those who answered an invitation
	Bounds          *metric.Interval // of the score of all invited; nil without answers
	Target          float64          // the middle of the scale
	Needed          *float64         // what those who kept silent would need for Target; nil when nobody did
	Possible        bool             // Needed lies on the scale
	First, Reminder SurveyScore
	Waves           bool             // somebody answered a reminder
	WaveGap         *metric.Interval // nil for too few answers
	WaveGapValue    float64
	WavesDiffer     bool
	Segments        []BiasSegment
}

// BiasSegment is what one segment explains.
type BiasSegment struct {
	Name             string
	Weighted         *SurveyScore // its n is the number of answers it is worth; nil for too few
	Gap              float64      // weighted minus raw
	Flagged          bool         // the gap is larger than half the interval of the raw score
	Lowest, Highest  string       // values with the lowest and highest response rate
	Representativity *float64
	Together         float64 // share of those asked, 0 to 1, in parts that had to be put together
	Refused          bool    // that share is too large to call a score weighted
	Parts            []BiasPart
}

// BiasPart is one value of a segment.
type BiasPart struct {
	Value             string
	Invited, Answered int64
	Rate              metric.Interval // 95 percent interval of the response rate, in percent
	Score             SurveyScore
	Collapsed         bool
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

// Asked is how many were asked, and how many of them answered.
func (v biasView) Asked() string {
	return locales.Fill(v.L.Bias.Asked, "share", v.L.Part(v.Page.Answered, v.Page.Invited),
		"interval", v.L.PercentRange(v.Page.Rate.Lo, v.Page.Rate.Hi, 0), "answered", v.L.Count(v.Page.Answered), "asked", v.L.Count(v.Page.Invited))
}

// Mails says what became of the mails.
func (v biasView) Mails() string {
	s := locales.Fill(v.L.Bias.Delivered, "n", v.L.Count(v.Page.Delivered))
	if v.Page.Unknown > 0 {
		s += " " + locales.Fill(v.L.Bias.UnknownMails, "n", v.L.Count(v.Page.Unknown))
	}
	if v.Page.Failed > 0 {
		s += " " + locales.Fill(v.L.Bias.FailedMails, "n", v.L.Count(v.Page.Failed))
	}
	return s
}

// Raw is the score of those who answered.
func (v biasView) Raw() charts.Figure { return v.figure(v.Page.Raw) }

// A biasRow is a score with its place on the scale.
type biasRow struct {
	Name, Note string
	Figure     charts.Figure
	Whisker    template.HTML
}

func (v biasView) row(name, note string, s SurveyScore) biasRow {
	return biasRow{name, note, v.figure(s), charts.Whisker(v.L, s, 260)}
}

// Sides are the raw score and the weighted ones, one below the other.
func (v biasView) Sides() []biasRow {
	rows := []biasRow{v.row(v.L.Bias.RawScore, "", v.Page.Raw)}
	for _, s := range v.Page.Segments {
		if s.Weighted == nil {
			continue
		}
		note := locales.Fill(v.L.Bias.GapSmall, "gap", v.points(s.Gap))
		if s.Flagged {
			note = locales.Fill(v.L.Bias.GapLarge, "gap", v.points(s.Gap))
		}
		rows = append(rows, v.row(locales.Fill(v.L.Bias.WeightedBy, "segment", s.Name), note, *s.Weighted))
	}
	return rows
}

// Unweighed says of each segment how much of it could not be weighed.
func (v biasView) Unweighed() []string {
	var out []string
	for _, s := range v.Page.Segments {
		phrase := v.L.Bias.Unweighed
		if s.Refused {
			phrase = v.L.Bias.Refused
		}
		if s.Refused || s.Together > 0 && s.Weighted != nil {
			out = append(out, locales.Fill(phrase, "segment", s.Name, "share", v.L.PercentOf(100*s.Together, 0)))
		}
	}
	return out
}

// Unweighted names the segments with fewer than two parts to weigh.
func (v biasView) Unweighted() []string {
	var names []string
	for _, s := range v.Page.Segments {
		if s.Weighted == nil && !s.Refused {
			names = append(names, s.Name)
		}
	}
	return names
}

// points writes a difference of scores with its sign.
func (v biasView) points(x float64) string { return v.L.Signed(x, v.Page.Metric.Decimals()) }

// Bounds draws how far silence could move the score, and says it.
func (v biasView) Bounds(width float64) template.HTML {
	s := v.Page.Raw
	s.Score.Interval, s.Target = *v.Page.Bounds, nil
	return charts.Whisker(v.L, s, width)
}

// BoundsText is the same as a sentence.
func (v biasView) BoundsText() string {
	m := v.Page.Metric
	return locales.Fill(v.L.Bias.Bounds, "lo", v.L.Value(m, v.Page.Bounds.Lo), "hi", v.L.Value(m, v.Page.Bounds.Hi))
}

// Needed says what those who kept silent would have to think; "" when nobody did.
func (v biasView) Needed() string {
	if v.Page.Needed == nil {
		return ""
	}
	m := v.Page.Metric
	target := v.L.Value(m, v.Page.Target)
	if !v.Page.Possible {
		return locales.Fill(v.L.Bias.NeededNever, "target", target)
	}
	return locales.Fill(v.L.Bias.Needed, "needed", v.L.Value(m, *v.Page.Needed), "target", target, "metric", charts.MetricName(v.L, m))
}

// Waves are the scores of those who answered the first mail and the reminder.
func (v biasView) Waves() []biasRow {
	return []biasRow{v.row(v.L.Bias.First, "", v.Page.First), v.row(v.L.Bias.Reminder, "", v.Page.Reminder)}
}

// WavesText says whether they differ.
func (v biasView) WavesText() string {
	if v.Page.WaveGap == nil {
		return v.L.Bias.WavesFew
	}
	phrase := v.L.Bias.WavesAlike
	if v.Page.WavesDiffer {
		phrase = v.L.Bias.WavesDiffer
	}
	return locales.Fill(phrase, "gap", v.points(v.Page.WaveGapValue), "lo", v.points(v.Page.WaveGap.Lo), "hi", v.points(v.Page.WaveGap.Hi))
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
	for _, s := range v.Page.Segments {
		split := biasSplit{Name: s.Name}
		if s.apart() {
			split.Text = locales.Fill(v.L.Bias.LowestHighest, "lowest", v.valueName(s.Lowest), "highest", v.valueName(s.Highest))
		}
		if s.Representativity != nil {
			split.Text += " " + locales.Fill(v.L.Bias.Indicator, "r", v.L.Number(100**s.Representativity, 0))
		}
		for _, p := range s.Parts {
			row := biasPartRow{
				Value: v.valueName(p.Value), Asked: v.L.Count(p.Invited), Answered: v.L.Count(p.Answered),
				Rate: v.L.Part(p.Answered, p.Invited), Figure: v.figure(p.Score), Drawn: v.rate(p),
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
func (s BiasSegment) apart() bool {
	var lowest, highest metric.Interval
	for _, p := range s.Parts {
		if p.Value == s.Lowest {
			lowest = p.Rate
		}
		if p.Value == s.Highest {
			highest = p.Rate
		}
	}
	return lowest.Hi < highest.Lo
}

// rate draws a response rate and its interval.
func (v biasView) rate(p BiasPart) template.HTML {
	desc := v.L.Part(p.Answered, p.Invited) + ", " + v.L.PercentRange(p.Rate.Lo, p.Rate.Hi, 0)
	return charts.RateBar(v.L.Bias.Rate, desc, 100*float64(p.Answered)/float64(max(p.Invited, 1)), p.Rate)
}
