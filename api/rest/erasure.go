package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/privacy"
)

// certificate says what an erasure removed and what stays, and why. It names nobody.
type certificate struct {
	ErasedAt time.Time `json:"erased_at"`
	Removed  []erased  `json:"removed" doc:"What was there of the contact, by kind"`
	Kept     []kept    `json:"kept" doc:"What stays, by kind, under numbers that lead to nobody"`
}

type erased struct {
	Kind  string `json:"kind" enum:"contact,events,decisions,invitations,status_changes,reminders,links,answers"`
	Count int64  `json:"count"`
	What  string `json:"what" doc:"For a person to read"`
}

type kept struct {
	Kind  string `json:"kind" enum:"ratings,sums,suppressions,erased_ids"`
	Count *int64 `json:"count,omitempty" doc:"Left out of what is not counted by person"`
	What  string `json:"what" doc:"For a person to read"`
	Why   string `json:"why" doc:"For a person to read"`
}

func certificateOf(e privacy.Erasure) certificate {
	r, k := e.Removed, e.Kept
	return certificate{
		ErasedAt: e.At,
		Removed: []erased{
			{"contact", r.Contacts, "Its id, address, name, language, time zone and properties."},
			{"events", r.Events, "Whose they were, their ids and their properties."},
			{"decisions", r.Decisions, "Whom they were about, and what was found."},
			{"invitations", r.Invitations, "To whom they went. Those that were scheduled are called off."},
			{"status_changes", r.StatusChanges, "Where invitations stood, and when."},
			{"reminders", r.Reminders, "Why they did or did not go out."},
			{"links", r.Links, "The links of mails: they open nothing any more."},
			{"answers", r.Answers, "Whose they were, what was written and chosen, and ids from elsewhere."},
		},
		Kept: []kept{
			{"ratings", &k.Ratings, "The number that was given, its day, survey, language and segments, under random numbers.", "So that every figure stays what it was."},
			{"sums", nil, "How often each rating and each choice was given, with those of everybody else.", "So that every figure stays what it was."},
			{"suppressions", &k.Suppressions, "A keyed hash of the address, where it is not to be mailed.", "So that somebody who asked for no more mail gets none."},
			{"erased_ids", nil, "A keyed hash of the id of each event, and of each answer from elsewhere.", "So that an event or an answer that is sent again is known to be a repeat, and mails nobody."},
		},
	}
}

// erasure mounts the erasure of a contact.
func (a *api) erasure() {
	handle(a, route{
		method: http.MethodDelete, path: "/v1/contacts/{id}", id: "erase-contact", tag: "Contacts", scope: surveys.ScopeContacts,
		summary: "Erase a contact",
		more: "Addresses, names, texts, links and the ids of its events go; what was scheduled is cancelled. Ratings, days, segments and a random number stay, " +
			"so that every figure stays what it was. The answer certifies this, and names nobody.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *ContactID) (certificate, error) {
		done, err := a.Privacy.EraseContact(ctx, in.ID)
		return certificateOf(done), err
	})
}
