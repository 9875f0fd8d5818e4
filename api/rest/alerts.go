package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/pick"
)

// alertList is a page of alerts.
type alertList struct {
	Alerts []improve.Alert `json:"alerts" doc:"Newest first"`
	Next   string          `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

type alertQuery struct {
	Paging
	Touchpoint string `query:"touchpoint"`
	From       string `query:"from" doc:"First day on which they were raised"`
	To         string `query:"to" doc:"Last day on which they were raised"`

	Segment []string `query:"segment,explode" doc:"Puts beside every alert what customers with this value of a segment, as NAME:VALUE, answered on its days. It picks no alerts: surveys are watched for all customers together, and one false alarm a year would be many if each segment were watched too. It may stand several times; several segments together need the scope small_cells" example:"[\"persona:commuter\"]" maxItems:"50"`
}

// alerts mounts the list of alerts.
func (a *api) alerts() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/alerts", id: "list-alerts", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Alerts: scores that are other than they were, newest first",
		more: "Every survey is watched for a drop and for a rise, day by day, against a frozen baseline of 90 days: each answer against those that came as many days after the experience, and leniently where the same weeks of last year went the same way. Whatever the answers look like, and however often one looks, " +
			"false alarms stay within what organisation.false_alarms tolerates: one a year for each survey and direction when it is left out.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *alertQuery) (alertList, error) {
		after, err := a.cursor(in.Paging)
		if err == nil {
			err = day("from", in.From)
		}
		if err == nil {
			err = day("to", in.To)
		}
		if err == nil && in.From != "" && in.To != "" && in.From > in.To {
			err = surveys.Refuse("from", "lies after to")
		}
		if err != nil {
			return alertList{}, err
		}
		p, err := a.Plans.Current(ctx)
		if err == nil {
			_, err = pick.Filter{Segments: in.Segment}.Values(p)
		}
		if err != nil {
			return alertList{}, err
		}
		small := maySeeSmallCells(ctx)
		found, err := a.Improve.Alerts(ctx, surveys.AlertFilter{Touchpoint: in.Touchpoint, From: in.From, To: in.To, After: after, Limit: in.Limit}, small)
		if err != nil {
			return alertList{}, err
		}
		if len(found) == 0 && in.Touchpoint != "" && p.TouchpointByKey[in.Touchpoint] == nil { // those of one that was taken out stay
			return alertList{}, surveys.Errorf(surveys.NotFound, "There is no touchpoint %q.", surveys.Truncate(in.Touchpoint, 60))
		}
		if len(in.Segment) > 0 {
			for i := range found {
				of, err := a.Insight.Around(ctx, found[i].Raised, pick.Filter{Segments: in.Segment}, small)
				if err != nil {
					return alertList{}, err
				}
				found[i].Segment = &of
			}
		}
		out := alertList{Alerts: found}
		out.Next = a.next(in.Paging, len(found), func() surveys.Cursor {
			last := found[len(found)-1]
			return surveys.DayCursor(last.Day, last.ID)
		})
		return out, err
	})
}
