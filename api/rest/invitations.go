package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// invitation is one request to one contact to answer one survey.
type invitation struct {
	ID         string            `json:"id"`
	EventID    string            `json:"event_id"`
	Trigger    string            `json:"trigger"`
	Survey     string            `json:"survey"`
	Version    int               `json:"version,omitempty" doc:"Of the survey, as the newest mail showed it; left out before the first"`
	Touchpoint string            `json:"touchpoint"`
	ContactID  string            `json:"contact_id"`
	Language   string            `json:"language,omitempty"`
	Segments   map[string]string `json:"segments,omitempty"`
	Status     surveys.Status    `json:"status" enum:"scheduled,sending,sent,unknown,failed,cancelled,expired,quarantined,outweighed,suppressed,unreachable,bounced"`
	Reason     string            `json:"reason,omitempty" doc:"Why it ended or waits, for a person to read"`
	Wave       int               `json:"wave" doc:"The mail that is being sent or was sent last: 0 is the first, 1 and 2 are reminders"`
	Attempts   int               `json:"attempts,omitempty" doc:"Of sending the present wave"`
	Resends    int               `json:"resends,omitempty" doc:"How often the mail of the present wave was sent again because nobody knew whether it had arrived"`
	Resending  bool              `json:"resending,omitempty" doc:"It waits to be sent again, or is being sent again"`
	Day        string            `json:"day" doc:"Of the experience, in the organisation's zone"`
	OccurredAt time.Time         `json:"occurred_at"`
	CreatedAt  time.Time         `json:"created_at"`
	DueAt      time.Time         `json:"due_at"`
	SendBy     time.Time         `json:"send_by" doc:"Nothing is sent later than this"`
	NextAt     time.Time         `json:"next_at,omitzero" doc:"When the next mail is due; left out when none is"`
	SentAt     time.Time         `json:"sent_at,omitzero" doc:"When the first mail was sent"`
	ClosesAt   time.Time         `json:"closes_at,omitzero" doc:"Until when the link takes an answer"`
	Bounce     surveys.Bounce    `json:"bounce,omitempty" enum:"address,mailbox,policy,unknown" doc:"Why a mail came back: nobody reads the address, the mailbox took none, the sender was refused, or nobody can tell"`
	BouncedAt  time.Time         `json:"bounced_at,omitzero" doc:"When that was told"`
}

func invitationOf(p *definition.Plan, i surveys.Invitation) invitation {
	return invitation{
		ID: i.ID, EventID: i.EventID, Trigger: i.Trigger, Survey: i.Survey, Version: i.Version, Touchpoint: i.Touchpoint,
		ContactID: i.ContactID, Language: i.Language, Segments: i.Segments, Status: i.Status, Reason: explain(p).Reason(i.Reason),
		Wave: i.Wave, Attempts: i.Attempts, Resends: i.Resends, Resending: i.Resending, Day: i.Day, OccurredAt: i.OccurredAt, CreatedAt: i.CreatedAt,
		DueAt: i.DueAt, SendBy: i.SendBy, NextAt: i.NextAt, SentAt: i.SentAt, ClosesAt: i.ClosesAt,
		Bounce: i.Bounce, BouncedAt: i.BouncedAt,
	}
}

// invitationList is a page of invitations.
type invitationList struct {
	Invitations []invitation `json:"invitations" doc:"Newest first"`
	Next        string       `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

type invitationQuery struct {
	Paging
	Touchpoint string         `query:"touchpoint"`
	Contact    string         `query:"contact"`
	Status     surveys.Status `query:"status" enum:"scheduled,sending,sent,unknown,failed,cancelled,expired,quarantined,outweighed,suppressed,unreachable,bounced"`
}

// invitations mounts the list of invitations and each of them.
func (a *api) invitations() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/invitations", id: "list-invitations", tag: "Invitations", scope: surveys.ScopeContacts,
		summary: "Invitations, newest first",
	}, func(ctx context.Context, in *invitationQuery) (invitationList, error) {
		after, err := a.cursor(in.Paging)
		if err != nil {
			return invitationList{}, err
		}
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return invitationList{}, err
		}
		found, err := a.Insight.Read(ctx).InvitationList(surveys.InvitationFilter{
			Touchpoint: in.Touchpoint, Contact: in.Contact, Status: in.Status, After: after.ID, Limit: in.Limit,
		})
		out := invitationList{Invitations: []invitation{}}
		for _, i := range found {
			out.Invitations = append(out.Invitations, invitationOf(p, i))
		}
		out.Next = a.next(in.Paging, len(found), func() surveys.Cursor {
			last := found[len(found)-1]
			return surveys.NewCursor(last.CreatedAt, last.ID)
		})
		return out, err
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/invitations/{id}", id: "get-invitation", tag: "Invitations", scope: surveys.ScopeContacts,
		summary: "An invitation", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"200"`
	},
	) (invitation, error) {
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return invitation{}, err
		}
		i, err := a.Insight.Read(ctx).Invitation(in.ID)
		if err == nil && i.ContactID == "" {
			err = erasedWith("invitation")
		}
		if err != nil {
			return invitation{}, err
		}
		return invitationOf(p, i), nil
	})
	a.resend()
	a.decisions()
}
