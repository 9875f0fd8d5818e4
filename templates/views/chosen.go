package views

import (
	"cmp"
	"html/template"
	"slices"

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
	Type    surveys.FollowUpType // empty where nobody knows it any more
	Text    string
	Several bool // more than one choice was possible
	Retired bool // asked no more
	N       int64
	Worth   int64 // N where nothing hangs together
	Options []ChosenOption
	Weeks   []ChosenWeek // from the first on
}

// ChosenWeek is the shares of one week.
type ChosenWeek struct {
	Start  string // the Monday
	N      int64
	Shares []ChosenShare // in the order of the options
}

// ChosenShare is how many chose something; Held says that it is not shown.
type ChosenShare struct {
	metric.Share
	Held bool
}

// ChosenOption is one choice.
type ChosenOption struct {
	Key     string
	Text    string // not read where its type has words of its own
	Retired bool   // offered no more
	ChosenShare
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
	By        []chosenBy
	Questions []chosenQuestion
	Note      string
}

// chosenBy is one way to choose whose choices are shown.
type chosenBy struct {
	Name  string
	Links []Link
}

type chosenQuestion struct {
	Text, N, Few, Note, Nobody string
	Rows                       []chosenRow
	Weeks                      []chosenWeek // newest first; none of one week alone
}

type chosenWeek struct {
	Start, N string
	Few      bool
	Shares   []string
}

type chosenRow struct {
	Note, Held, Share, Interval, Verdict, Points string
	Few, Clear                                   bool
	Text, Bar                                    template.HTML
}

// Chosen is the section about what people chose; nil where no question has choices.
func (v touchpointView) Chosen() (*chosenView, error) {
	c := v.Page.Chosen
	if c == nil || len(c.Questions) == 0 {
		return nil, nil
	}
	out := &chosenView{}
	names := []string{v.L.Chosen.Everybody}
	for _, kind := range []charts.Kind{charts.Low, charts.Middle, charts.High} {
		names = append(names, charts.KindName(v.L, v.Page.Survey.DrawnMetric(), kind))
	}
	ratings := chosenBy{Name: v.L.Chosen.Rating}
	for i, link := range c.Categories {
		link.Name = names[i]
		ratings.Links = append(ratings.Links, link)
	}
	out.By = append(out.By, ratings)
	compared := false
	for _, q := range c.Questions {
		asked, err := v.chosenQuestion(q)
		if err != nil {
			return nil, err
		}
		out.Questions = append(out.Questions, asked)
		for _, o := range q.Options {
			compared = compared || o.Difference != nil
		}
	}
	out.Note = v.L.Chosen.Use
	if compared {
		out.Note += " " + locales.Fill(v.L.Chosen.Before, "span", v.L.Span(c.Compared.From, c.Compared.To))
	}
	return out, nil
}

func (v touchpointView) chosenQuestion(q ChosenQuestion) (chosenQuestion, error) {
	phrases := v.L.Chosen
	out := chosenQuestion{Text: q.Text}
	if q.Retired {
		out.Note = phrases.Retired
	}
	if q.N == 0 {
		out.Nobody = phrases.Nobody
		return out, nil
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
		row := v.chosenRow(o, few)
		// The template of its type knows how an answer reads.
		answer := followUpView{
			FollowUp: FollowUp{Type: cmp.Or(q.Type, surveys.Single), Choices: []Choice{{o.Key, o.Text}}, Values: []string{o.Key}}, L: v.L, html: v.html,
		}
		var err error
		if row.Text, err = answer.Answer(); err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, row)
	}
	if len(q.Weeks) > 1 {
		for _, w := range slices.Backward(q.Weeks) {
			out.Weeks = append(out.Weeks, v.chosenWeek(w))
		}
	}
	return out, nil
}

func (v touchpointView) chosenWeek(w ChosenWeek) chosenWeek {
	out := chosenWeek{Start: v.L.Day(w.Start), N: v.L.Count(w.N), Few: w.N < surveys.FewAnswers}
	for _, s := range w.Shares {
		text := ""
		switch {
		case s.Held:
			text = v.L.Touchpoint.NotShown
		case s.N > 0:
			text = v.share(s) + ", " + v.shareInterval(s)
		}
		out.Shares = append(out.Shares, text)
	}
	return out
}

func (v touchpointView) share(s ChosenShare) string { return v.L.PercentOf(s.Value, 0) }

func (v touchpointView) shareInterval(s ChosenShare) string {
	return v.L.PercentRange(s.Interval.Lo, s.Interval.Hi, 0)
}

func (v touchpointView) chosenRow(o ChosenOption, few bool) chosenRow {
	row := chosenRow{Few: few}
	if o.Retired {
		row.Note = v.L.Chosen.RetiredOption
	}
	if o.Held {
		row.Held = v.L.Chosen.Held
		row.Bar = charts.ChosenBar(row.Held, "", o.Share, false, few)
		return row
	}
	row.Share, row.Interval = v.share(o.ChosenShare), v.shareInterval(o.ChosenShare)
	row.Bar = charts.ChosenBar(row.Share, row.Interval, o.Share, true, few)
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
