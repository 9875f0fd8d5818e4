package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// alert says that a survey's score is another than it was.
type alert struct {
	ID           string            `json:"id"`
	Touchpoint   string            `json:"touchpoint"`
	Survey       string            `json:"survey"`
	Metric       metric.Metric     `json:"metric" enum:"nps,csat,ces,stars"`
	Direction    surveys.Direction `json:"direction" enum:"drop,rise"`
	Day          string            `json:"day" doc:"The alert was raised when the answers to the experiences up to this day were known"`
	Since        string            `json:"since" doc:"First day of the stretch that speaks loudest for the change"`
	LogEvidence  float64           `json:"log_evidence" doc:"Natural logarithm of the e-detector's value on that day"`
	LogThreshold float64           `json:"log_threshold" doc:"Natural logarithm of what that value had to reach: 365 days, for one false alarm a year in each stream, unless organisation.false_alarms says otherwise"`
	Phi          float64           `json:"phi" doc:"How much more the days of the baseline differ than chance has it, at least 1; evidence was tempered by it"`
	Before       stretch           `json:"before" doc:"The baseline, frozen before the survey was watched"`
	After        stretch           `json:"after" doc:"Since the change, as it was known when the alert was raised. These days were picked because they stand out: the true change is likely to be smaller"`
	LooksLike    surveys.Shape     `json:"looks_like,omitempty" enum:"break,drift" doc:"A break from one day to the next, or a slow drift: no single day stands out. Left out for alerts of before they were told apart"`
	LastYear     *lastYear         `json:"last_year,omitempty" doc:"The same weeks of the year before, which did not go as far the same way; left out when too few answered then, so that it may be the season"`
	Segment      *insight.Around   `json:"segment,omitempty" doc:"What the customers of the segment asked for answered on the same days"`
	RecordedAt   time.Time         `json:"recorded_at" doc:"When Halte wrote it down; long after day where history was imported"`
}

// lastYear is the score of the year before on either side of a change.
type lastYear struct {
	Before stretch `json:"before" doc:"364 days before the days of before; those days themselves once they lie a year back"`
	After  stretch `json:"after" doc:"364 days before the days of after, and a fortnight around them"`
}

// stretch is the score of some days.
type stretch struct {
	From string `json:"from"`
	To   string `json:"to"`
	insight.Figures
}

func alertOf(a surveys.Alert, before, after insight.Figures, small bool) alert {
	out := alert{
		ID: a.ID, Touchpoint: a.Touchpoint, Survey: a.Survey, Metric: a.Metric, Direction: a.Direction, Day: a.Day, Since: a.Since,
		LogEvidence: a.Evidence, LogThreshold: a.Threshold, Phi: a.Baseline.Phi,
		Before:     stretch{a.Baseline.From, a.Baseline.To, before},
		After:      stretch{a.After.From, a.After.To, after},
		LooksLike:  a.Shape,
		RecordedAt: a.RecordedAt,
	}
	if last := a.LastYear; last != nil && small {
		out.LastYear = &lastYear{
			stretch{last.Before.From, last.Before.To, insight.NewFigures(a.Metric, surveys.Sum{Tally: last.Before.Tally})},
			stretch{last.After.From, last.After.To, insight.NewFigures(a.Metric, surveys.Sum{Tally: last.After.Tally})},
		}
	}
	return out
}

// alertList is a page of alerts.
type alertList struct {
	Alerts []alert `json:"alerts" doc:"Newest first"`
	Next   string  `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
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
	}, func(ctx context.Context, in *alertQuery) (alertList, error) {
		after, err := a.cursor(in.Paging)
		if err == nil {
			err = day("from", in.From)
		}
		if err == nil {
			err = day("to", in.To)
		}
		if p, wrong := a.Plans.Current(ctx); err == nil {
			if err = wrong; err == nil {
				_, err = pick.Filter{Segments: in.Segment}.Values(p)
			}
		}
		if err != nil {
			return alertList{}, err
		}
		found, err := a.Insight.Read(ctx).Alerts(surveys.AlertFilter{Touchpoint: in.Touchpoint, From: in.From, To: in.To, After: after, Limit: in.Limit})
		out := alertList{Alerts: []alert{}}
		for _, one := range found {
			before, after, err := a.Improve.AlertFigures(ctx, one, maySeeSmallCells(ctx))
			if err != nil {
				return out, err
			}
			told := alertOf(one, before, after, maySeeSmallCells(ctx))
			if len(in.Segment) > 0 {
				of, err := a.Insight.Around(ctx, one, pick.Filter{Segments: in.Segment}, maySeeSmallCells(ctx))
				if err != nil {
					return out, err
				}
				told.Segment = &of
			}
			out.Alerts = append(out.Alerts, told)
		}
		out.Next = a.next(in.Paging, len(found), func() surveys.Cursor {
			last := found[len(found)-1]
			return surveys.DayCursor(last.Day, last.ID)
		})
		return out, err
	})
}
