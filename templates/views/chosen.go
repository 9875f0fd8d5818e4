package views

import (
	"html/template"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Chosen is what people chose in the follow-ups of a survey.
type Chosen struct {
	Categories []Link // everybody, then each side of the scale; without names
	Compared   Period // the period before
	Questions  []ChosenQuestion
}

// ChosenQuestion is a follow-up with its choices.
type ChosenQuestion struct {
	Text    string
	Several bool // more than one choice was possible
	Retired bool // asked no more
	N       int64
	Worth   int64 // N where nothing hangs together
	Options []ChosenOption
}

// ChosenOption is one choice.
type ChosenOption struct {
	Text       string
	Retired    bool // offered no more
	Held       bool
	Share      metric.Share
	Difference *ChosenDifference // from the period before; nil where nothing is told
}

// ChosenDifference is how much more often something was chosen than before.
type ChosenDifference struct {
	Value    float64 // percentage points
	Interval metric.Interval
	Verdict  string // more_often, less_often, may_be_chance or no_clear_difference
}

// chosenView is Chosen ready to read.
type chosenView struct {
	Categories []Link
	Questions  []chosenQuestion
	Note       string
}

type chosenQuestion struct {
	Text, N, Few, Note, Nobody string
	Rows                       []chosenRow
}

type chosenRow struct {
	Text, Note, Held, Share, Interval, Verdict, Points string
	Few, Clear                                         bool
	Bar                                                template.HTML
}

// Chosen is the section about what people chose; nil where no question has choices.
func (v touchpointView) Chosen() *chosenView {
	c := v.Page.Chosen
	if c == nil || len(c.Questions) == 0 {
		return nil
	}
	out := &chosenView{}
	names := []string{v.L.Chosen.Everybody}
	for _, kind := range []charts.Kind{charts.Low, charts.Middle, charts.High} {
		names = append(names, charts.KindName(v.L, v.Page.Survey.DrawnMetric(), kind))
	}
	for i, link := range c.Categories {
		link.Name = names[i]
		out.Categories = append(out.Categories, link)
	}
	compared := false
	for _, q := range c.Questions {
		out.Questions = append(out.Questions, v.chosenQuestion(q))
		for _, o := range q.Options {
			compared = compared || o.Difference != nil
		}
	}
	out.Note = v.L.Chosen.Use
	if compared {
		out.Note += " " + locales.Fill(v.L.Chosen.Before, "span", v.L.Span(c.Compared.From, c.Compared.To))
	}
	return out
}

func (v touchpointView) chosenQuestion(q ChosenQuestion) chosenQuestion {
	phrases := v.L.Chosen
	out := chosenQuestion{Text: q.Text}
	if q.Retired {
		out.Note = phrases.Retired
	}
	if q.N == 0 {
		out.Nobody = phrases.Nobody
		return out
	}
	out.N = v.L.Console.N + " " + v.L.Count(q.N)
	if q.Worth != q.N {
		out.N += ", " + locales.Fill(v.L.Chart.Worth, "n", v.L.Count(q.Worth))
	}
	few := q.N < surveys.FewAnswers
	if few {
		out.Few = phrases.Few
	}
	if q.Several {
		out.Note = joinSentences(out.Note, phrases.Several)
	}
	for _, o := range q.Options {
		out.Rows = append(out.Rows, v.chosenRow(o, few))
	}
	return out
}

func (v touchpointView) chosenRow(o ChosenOption, few bool) chosenRow {
	row := chosenRow{Text: o.Text, Few: few}
	if o.Retired {
		row.Note = v.L.Chosen.RetiredOption
	}
	if o.Held {
		row.Held = v.L.Chosen.Held
		row.Bar = charts.ChosenBar(o.Text, row.Held, o.Share, false, few)
		return row
	}
	row.Share = v.L.PercentOf(o.Share.Value, 0)
	row.Interval = v.L.PercentRange(o.Share.Interval.Lo, o.Share.Interval.Hi, 0)
	row.Bar = charts.ChosenBar(o.Text, row.Share+", "+row.Interval, o.Share, true, few)
	if d := o.Difference; d != nil {
		row.Verdict = v.L.Chosen.Verdicts[d.Verdict]
		row.Clear = d.Verdict == "more_often" || d.Verdict == "less_often"
		row.Points = locales.Fill(v.L.Chosen.Points, "points", v.L.Signed(d.Value, 0),
			"interval", v.L.Range(v.L.Signed(d.Interval.Lo, 0), v.L.Signed(d.Interval.Hi, 0)))
	}
	return row
}

func joinSentences(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
