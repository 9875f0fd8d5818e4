package rest

import (
	"context"
	"net/http"
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/pick"
)

// InPeriod are the parameters of what is said about a survey of a touchpoint.
type InPeriod struct {
	Key    string `path:"key"`
	Survey string `query:"survey" doc:"Needed when the touchpoint has several"`
	From   string `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
	To     string `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
}

// bias mounts what says how far a score may be off for want of answers.
func (a *api) bias() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/bias", id: "get-bias", tag: "Scores", scope: surveys.ScopeRead,
		summary: "How far a score may be off because some answered and others did not",
		more: "Only answers to invitations count here, not imported ones or those that came by a link. The weighted score is what it would be " +
			"had all values of a segment answered equally often (post-stratification); it repairs what that segment explains and no more. " +
			"The bounds suppose the worst, and the best, of everybody who kept silent.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		InPeriod
		Segment []string `query:"segment,explode" doc:"A name: weigh by this segment; by all when left out. NAME:VALUE: only invitations to customers with this value. It may stand several times" example:"[\"persona\"]" maxItems:"50"`
		Locale  []string `query:"locale,explode" doc:"Only invitations written in this language; several are alternatives" example:"[\"nl\"]" maxItems:"50"`
		Wave    []string `query:"wave,explode" doc:"first: all who were invited, and who answered the first mail. reminder: those who were reminded, and who answered that" enum:"first,reminder" maxItems:"2"`
		Channel []string `query:"channel,explode" doc:"Refused unless it is the channel of the touchpoint" maxItems:"50"`
		Source  []string `query:"source,explode" doc:"Refused: invitations go out by mail, whatever the source of an answer" maxItems:"50"`
	},
	) (insight.ResponseBias, error) {
		q := insight.BiasQuery{
			Touchpoint: in.Key, Survey: in.Survey, From: in.From, To: in.To, Small: maySeeSmallCells(ctx),
			Filter: pick.Filter{Locales: in.Locale, Waves: in.Wave, Channels: in.Channel, Sources: in.Source},
		}
		for _, segment := range in.Segment {
			if strings.Contains(segment, ":") {
				q.Filter.Segments = append(q.Filter.Segments, segment)
			} else {
				q.By = append(q.By, segment)
			}
		}
		return a.Insight.Bias(ctx, q)
	})
}
