package console

import (
	"context"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/pick"
	"halte/templates/views"
)

// choosers are the respondents whose choices are shown.
type choosers struct {
	category followup.Category // empty for every rating
	filter   pick.Filter
}

// chosen gives what people chose in the follow-ups of a survey, week by week and
// beside the period before. The page knows the period.
func (v view) chosen(ctx context.Context, s surveys.Survey, page views.TouchpointPage, by choosers) (*views.Chosen, error) {
	report, err := v.FollowUp.FollowUps(ctx, followup.Query{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: page.From, To: page.To, Category: by.category, Filter: by.filter,
		Compare: followup.ComparePrevious, Trend: "week", Small: small(ctx),
	})
	if err != nil {
		return nil, err
	}
	out := &views.Chosen{Report: report}
	link := func(category followup.Category) views.Link {
		query := keep(v.query, "from", "to", "segment")
		query.Set("survey", s.Key)
		if category != "" {
			query.Set("category", string(category))
		}
		return views.Link{URL: withQuery("/touchpoints/"+s.Touchpoint, query) + "#chosen", Current: category == by.category}
	}
	for _, c := range append([]followup.Category{""}, followup.Categories...) {
		out.Categories = append(out.Categories, link(c))
	}
	return out, nil
}
