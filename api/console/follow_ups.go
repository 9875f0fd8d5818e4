package console

import (
	"context"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
	"halte/templates/views"
)

// chosen gives what people chose in the follow-ups of a survey, beside the period
// before; all of them, or those of one category.
func (v view) chosen(ctx context.Context, s surveys.Survey, period views.Period, category string) (*views.Chosen, error) {
	report, err := v.FollowUp.FollowUps(ctx, followup.Query{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Category: followup.Category(category),
		Compare: followup.ComparePrevious, Small: small(ctx),
	})
	if err != nil {
		return nil, err
	}
	out := &views.Chosen{Compared: views.Period{From: report.Previous.From, To: report.Previous.To}}
	for _, c := range append([]followup.Category{""}, followup.Categories...) {
		query := keep(v.query, "from", "to")
		query.Set("survey", s.Key)
		if c != "" {
			query.Set("category", string(c))
		}
		out.Categories = append(out.Categories, views.Link{URL: withQuery("/touchpoints/"+s.Touchpoint, query) + "#chosen", Current: c == report.Category})
	}
	for _, q := range report.Questions {
		asked := views.ChosenQuestion{Text: v.textOr(q.Question, q.Key), Several: q.Type.Several(), Retired: q.Retired, N: q.N, Worth: q.N}
		if q.Worth != nil {
			asked.Worth = *q.Worth
		}
		for _, o := range q.Options {
			asked.Options = append(asked.Options, v.chosenOption(q, o))
		}
		out.Questions = append(out.Questions, asked)
	}
	return out, nil
}

func (v view) chosenOption(q followup.Question, o followup.Choice) views.ChosenOption {
	option := views.ChosenOption{Text: v.textOr(o.Text, o.Key), Retired: o.Retired && !q.Retired, Held: o.Held, Share: o.Metric()}
	if q.Type == surveys.YesNo {
		option.Text = surveys.IfElse(o.Key == "yes", v.locale.Respondent.Yes, v.locale.Respondent.No)
	}
	if d := o.Difference; d != nil {
		option.Difference = &views.ChosenDifference{
			Value: d.Value, Interval: metric.Interval{Lo: d.Interval[0], Hi: d.Interval[1]}, Verdict: string(d.Verdict),
		}
	}
	return option
}

// textOr is a text in the reader's language; the key where nobody knows the text.
func (v view) textOr(t surveys.Text, key string) string {
	if len(t) == 0 {
		return key
	}
	return v.name(t)
}
