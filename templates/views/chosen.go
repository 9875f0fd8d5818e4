package views

import (
	"cmp"
	"html/template"
	"slices"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Chosen is what people chose in the follow-ups of a survey, beside the period before.
type Chosen struct {
	followup.Report
	Categories []Link // everybody, then each side of the scale; without names
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
	Note, Share, Interval, Verdict, Points string
	Few, Clear                             bool
	Text, Bar                              template.HTML
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
		names = append(names, charts.KindName(v.L, v.score.DrawnMetric(), kind))
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
	if c.CountedFrom != "" {
		out.Note += " " + v.L.Chosen.Counted
	}
	if compared && c.Previous != nil {
		out.Note += " " + locales.Fill(v.L.Chosen.Before, "span", v.L.Span(c.Previous.From, c.Previous.To))
	}
	return out, nil
}

func (v touchpointView) chosenQuestion(q followup.Question) (chosenQuestion, error) {
	phrases := v.L.Chosen
	out := chosenQuestion{Text: v.textOr(q.Question, q.Key)}
	if q.Retired {
		out.Note = phrases.Retired
	}
	if q.N == 0 {
		out.Nobody = phrases.Nobody
		return out, nil
	}
	out.N = v.L.Console.N + " " + v.L.Count(q.N)
	if q.Worth != nil {
		out.N += ", " + locales.Fill(v.L.Chart.Worth, "n", v.L.Count(*q.Worth))
	}
	few := q.N < surveys.FewAnswers
	if few {
		out.Few = phrases.Few
	}
	if q.Type.Several() {
		out.Note = joinSentences(out.Note, phrases.Several)
	}
	for _, o := range q.Options {
		row := v.chosenRow(o, q.Retired, few)
		// The template of its type knows how an answer reads.
		answer := followUpView{
			FollowUp: FollowUp{Type: cmp.Or(q.Type, surveys.Single), Choices: []Choice{{o.Key, v.textOr(o.Text, o.Key)}}, Values: []string{o.Key}}, L: v.L, html: v.html,
		}
		var err error
		if row.Text, err = answer.Answer(); err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, row)
	}
	if len(q.Trend) > 1 {
		for _, w := range slices.Backward(q.Trend) {
			out.Weeks = append(out.Weeks, v.chosenWeek(w))
		}
	}
	return out, nil
}

// textOr is a text in the reader's language; the key where nobody knows the text.
func (v consoleView) textOr(t surveys.Text, key string) string {
	if len(t) == 0 {
		return key
	}
	return v.name(t)
}

func (v touchpointView) chosenWeek(w followup.Step) chosenWeek {
	out := chosenWeek{Start: v.L.Day(w.Start), N: v.L.Count(w.N), Few: w.N < surveys.FewAnswers}
	for _, s := range w.Shares {
		text := ""
		if s.Shown() {
			share, interval := v.share(s.Share)
			text = share + ", " + interval
		}
		out.Shares = append(out.Shares, text)
	}
	return out
}

// share writes a share and its interval.
func (v consoleView) share(s followup.Share) (share, interval string) {
	of := shareOf(s)
	return v.L.PercentOf(of.Value, 0), v.L.PercentRange(of.Interval.Lo, of.Interval.Hi, 0)
}

// shareOf gives a share as charts draw it.
func shareOf(s followup.Share) metric.Share {
	if !s.Shown() {
		return metric.Share{}
	}
	return metric.Share{Value: *s.Share, Interval: intervalOf(*s.Interval)}
}

func (v touchpointView) chosenRow(o followup.Choice, retired, few bool) chosenRow {
	row := chosenRow{Few: few}
	if o.Retired && !retired { // of a question that is asked no more all options are
		row.Note = v.L.Chosen.RetiredOption
	}
	row.Share, row.Interval = v.share(o.Share)
	row.Bar = charts.ChosenBar(row.Share, row.Interval, shareOf(o.Share), few)
	if d := o.Difference; d != nil {
		row.Verdict = v.L.Chosen.Verdicts[string(d.Verdict)]
		row.Clear = d.Verdict == followup.MoreOften || d.Verdict == followup.LessOften
		row.Points = locales.Fill(v.L.Chosen.Points, "points", v.L.Signed(d.Value, 0),
			"interval", v.L.Range(v.L.Signed(d.Interval[0], 0), v.L.Signed(d.Interval[1], 0)))
	}
	return row
}

func joinSentences(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
