package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/privacy"
)

// personalData is everything that is kept under the name of a contact.
type personalData struct {
	ExportedAt   time.Time         `json:"exported_at"`
	Contact      contact           `json:"contact"`
	Events       []storedEvent     `json:"events"`
	Decisions    []eventDecision   `json:"decisions" doc:"Whether it was asked after an event, and why"`
	Invitations  []invitation      `json:"invitations"`
	Steps        []invitationStep  `json:"steps" doc:"Where invitations stood, and when"`
	Openings     []invitationVisit `json:"openings" doc:"When links were followed, by a person or by a machine that looks at mail"`
	Answers      []response        `json:"answers" doc:"Every revision"`
	Suppressions []suppression     `json:"suppressions" doc:"What keeps the address from being mailed"`
}

type eventDecision struct {
	EventID  string   `json:"event_id"`
	Decision decision `json:"decision"`
}

type invitationStep struct {
	Invitation string         `json:"invitation"`
	At         time.Time      `json:"at"`
	Status     surveys.Status `json:"status"`
	Reason     string         `json:"reason,omitempty" doc:"For a person to read"`
	Wave       int            `json:"wave"`
}

type invitationVisit struct {
	Invitation string    `json:"invitation"`
	At         time.Time `json:"at"`
	Rating     *int      `json:"rating,omitempty" doc:"Left out when the link carried none"`
}

func personalDataOf(p *definition.Plan, d privacy.PersonalData, now time.Time) personalData {
	out := personalData{
		ExportedAt: now, Contact: contactOf(d.Contact), Events: []storedEvent{}, Decisions: []eventDecision{}, Invitations: []invitation{},
		Steps: []invitationStep{}, Openings: []invitationVisit{}, Answers: []response{}, Suppressions: suppressionsOf(d.Suppressions).Suppressions,
	}
	for _, e := range d.Events {
		out.Events = append(out.Events, storedEventOf(e))
	}
	for _, e := range d.Decisions {
		out.Decisions = append(out.Decisions, eventDecision{e.EventID, decisionOf(p, e, nil, d.Reminders)})
	}
	for _, i := range d.Invitations {
		out.Invitations = append(out.Invitations, invitationOf(p, i))
	}
	for _, s := range d.Steps {
		out.Steps = append(out.Steps, invitationStep{s.Invitation, s.At, s.Status, explain(p).Reason(s.Reason), s.Wave})
	}
	for _, o := range d.Openings {
		visit := invitationVisit{Invitation: o.Invitation, At: o.At}
		if o.Rating != surveys.NoRating {
			visit.Rating = &o.Rating
		}
		out.Openings = append(out.Openings, visit)
	}
	for _, r := range d.Answers {
		out.Answers = append(out.Answers, responseOf(r))
	}
	return out
}

// personalData mounts what a person may ask for: everything that is kept of it.
func (a *api) personalData() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/contacts/{id}/export", id: "export-contact", tag: "Contacts", scope: surveys.ScopeContacts, also: surveys.ScopeSmallCells,
		summary: "Everything that is kept of a contact, for the person who asks for it",
		more:    "The contact itself, its events, what was decided about them, invitations and what became of them, links that were followed, answers with every change, and what keeps it from being mailed. Nothing of anybody else.",
		errors:  []int{http.StatusNotFound},
	}, func(ctx context.Context, in *ContactID) (personalData, error) {
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return personalData{}, err
		}
		d, err := a.Privacy.PersonalData(ctx, in.ID)
		return personalDataOf(p, d, a.Privacy.Now()), err
	})
}
