package console

import (
	"context"

	"halte/surveys"
	"halte/surveys/followup"
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
	out := &views.Chosen{Report: report}
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
	return out, nil
}
