package console

import (
	"context"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
	"halte/templates/views"
)

// choosers are the respondents whose choices are shown.
type choosers struct {
	category followup.Category // empty for every rating
	segment  string            // NAME:VALUE; empty for everybody
}

// chosen gives what people chose in the follow-ups of a survey, week by week and
// beside the period before. The page knows the period.
func (v view) chosen(ctx context.Context, s surveys.Survey, page views.TouchpointPage, by choosers) (*views.Chosen, error) {
	report, err := v.FollowUp.FollowUps(ctx, followup.Query{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: page.From, To: page.To, Category: by.category, Segment: by.segment,
		Compare: followup.ComparePrevious, Trend: "week", Small: small(ctx),
	})
	if err != nil {
		return nil, err
	}
	out := &views.Chosen{Compared: views.Period{From: report.Previous.From, To: report.Previous.To}}
	link := func(to choosers) views.Link {
		query := keep(v.query, "from", "to")
		query.Set("survey", s.Key)
		if to.category != "" {
			query.Set("category", string(to.category))
		}
		if to.segment != "" {
			query.Set("segment", to.segment)
		}
		return views.Link{URL: withQuery("/touchpoints/"+s.Touchpoint, query) + "#chosen", Current: to == by}
	}
	for _, c := range append([]followup.Category{""}, followup.Categories...) {
		out.Categories = append(out.Categories, link(choosers{c, by.segment}))
	}
	for _, q := range report.Questions {
		out.Questions = append(out.Questions, v.chosenQuestion(q))
	}
	return out, nil
}

func (v view) chosenQuestion(q followup.Question) views.ChosenQuestion {
	asked := views.ChosenQuestion{Type: q.Type, Text: v.textOr(q.Question, q.Key), Several: q.Type.Several(), Retired: q.Retired, N: q.N, Worth: q.N}
	if q.Worth != nil {
		asked.Worth = *q.Worth
	}
	for _, o := range q.Options {
		asked.Options = append(asked.Options, v.chosenOption(q, o))
	}
	for _, step := range q.Trend {
		week := views.ChosenWeek{Start: step.Start, N: step.N}
		for _, share := range step.Shares {
			week.Shares = append(week.Shares, views.ChosenShare{Share: share.Metric(), Held: share.Held})
		}
		asked.Weeks = append(asked.Weeks, week)
	}
	return asked
}

func (v view) chosenOption(q followup.Question, o followup.Choice) views.ChosenOption {
	option := views.ChosenOption{Key: o.Key, Text: v.textOr(o.Text, o.Key), Retired: o.Retired && !q.Retired, ChosenShare: views.ChosenShare{Share: o.Metric(), Held: o.Held}}
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
