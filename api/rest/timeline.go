package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
)

// timelineEntry is one thing that happened to a contact.
type timelineEntry struct {
	At         time.Time            `json:"at"`
	Kind       insight.TimelineKind `json:"kind" enum:"event,decision,suppression,invitation,opened,answer"`
	Says       string               `json:"says" doc:"What happened and why, for a person to read"`
	EventID    string               `json:"event_id,omitempty"`
	Name       string               `json:"name,omitempty" doc:"Of the event"`
	ReceivedAt time.Time            `json:"received_at,omitzero" doc:"Of an event or an answer: when Halte was told"`
	Imported   bool                 `json:"imported,omitempty" doc:"Brought along as history"`
	Trigger    string               `json:"trigger,omitempty"`
	Survey     string               `json:"survey,omitempty"`
	Touchpoint string               `json:"touchpoint,omitempty" doc:"Of a suppression: left out when it is for all of them"`
	Invitation string               `json:"invitation,omitempty"`
	Outcome    surveys.Outcome      `json:"outcome,omitempty" doc:"Of a decision"`
	Checks     []check              `json:"checks,omitempty" doc:"Of a decision: the rules in the order in which they were asked"`
	DueAt      time.Time            `json:"due_at,omitzero" doc:"Of a decision to ask"`
	Status     surveys.Status       `json:"status,omitempty" doc:"What an invitation came to; claimed when a worker took it up"`
	Reason     string               `json:"reason,omitempty" doc:"Why, in the words that were written down"`
	Wave       int                  `json:"wave,omitempty" doc:"0 is the first mail, 1 and 2 are reminders; of an answer 1 for any reminder"`
	Rating     *int                 `json:"rating,omitempty" doc:"Left out without the scope small_cells"`
	Revision   int                  `json:"revision,omitempty" doc:"Of an answer, from 1; changes within one minute are one revision"`
	Answers    map[string][]string  `json:"answers,omitempty" doc:"By follow-up key; left out without the scope small_cells"`
	Source     surveys.Source       `json:"source,omitempty" doc:"Of an answer"`
}

// timelinePage is a page of what happened to a contact.
type timelinePage struct {
	Contact  string          `json:"contact"`
	Timeline []timelineEntry `json:"timeline" doc:"Earliest first"`
	Next     string          `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

// timeline mounts everything that happened to a contact.
func (a *api) timeline() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/contacts/{id}/timeline", id: "get-timeline", tag: "Contacts", scope: surveys.ScopeContacts,
		summary: "Everything that happened to a contact and why, earliest first",
		more: "Events, decisions with their reasons, invitations and what became of them, links that were followed (by a person, or by a machine that looks at mail), " +
			"answers and changes of answers, and what keeps the contact from being mailed. What a contact answered is told to keys that have the scope small_cells too. An erasure leaves nothing.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		ContactID
		Paging
	},
	) (timelinePage, error) {
		after, err := a.cursor(in.Paging)
		if err != nil {
			return timelinePage{}, err
		}
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return timelinePage{}, err
		}
		found, err := a.Insight.Timeline(ctx, in.ID, after, in.Limit)
		out := timelinePage{Contact: in.ID, Timeline: []timelineEntry{}}
		for _, e := range found {
			if !maySeeSmallCells(ctx) {
				e.Rating, e.Answers = nil, nil
			}
			out.Timeline = append(out.Timeline, timelineEntry{
				At: e.At, Kind: e.Kind, Says: explain(p).Entry(e), EventID: e.Event, Name: e.Name, ReceivedAt: e.ReceivedAt, Imported: e.Imported,
				Trigger: e.Trigger, Survey: e.Survey, Touchpoint: e.Touchpoint, Invitation: e.Invitation, Outcome: e.Outcome, Checks: checksOf(p, e.Checks),
				DueAt: e.DueAt, Status: e.Status, Reason: reasonOf(p, e), Wave: e.Wave, Rating: e.Rating, Revision: e.Revision, Answers: e.Answers, Source: e.Source,
			})
		}
		out.Next = a.next(in.Paging, len(found), func() surveys.Cursor { return found[len(found)-1].Cursor() })
		return out, err
	})
}

// reasonOf gives why something happened; of a suppression, its reason by name.
func reasonOf(p *definition.Plan, e insight.TimelineEntry) string {
	if e.Kind == insight.TimelineSuppression {
		return string(e.Suppression)
	}
	return explain(p).Reason(e.Reason)
}
