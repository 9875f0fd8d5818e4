package surveys

import (
	"context"
	"errors"
	"time"
)

// Resent is what came of the wish to send one invitation again.
type Resent struct {
	ID     string       `json:"id" doc:"Of the invitation"`
	Status ResentStatus `json:"status" enum:"accepted,waiting,refused"`
	Reason string       `json:"reason,omitempty" doc:"Why it was refused"`
}

// ResentStatus says what came of the wish to send an invitation again.
type ResentStatus string

// What can come of it.
const (
	ResendAccepted ResentStatus = "accepted"
	ResendWaiting  ResentStatus = "waiting" // somebody wanted it before, and it has not gone out yet
	ResendRefused  ResentStatus = "refused"
)

// Resend sends the mail again of an invitation that is unknown, with the same
// Message-ID: whoever gets it twice sees it once in most programs. It goes out
// like any other, through every rule but the quarantine, which it started itself;
// the first call is counted, and another one changes nothing until it went out.
// NotFound when there is no such invitation; what may not be sent again is refused
// in the result.
func (s *Service) Resend(ctx context.Context, id string) (out Resent, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		out = Resent{ID: id, Status: ResendAccepted}
		inv, err := tx.Invitation(id)
		if err != nil {
			return err
		}
		if inv.Resending {
			out.Status = ResendWaiting
			return nil
		}
		answers, err := tx.ResponsesTo([]string{id})
		if err != nil {
			return err
		}
		_, answered := answers[id]
		if out.Reason = inv.whyNotAgain(answered, s.now()); out.Reason != "" {
			out.Status = ResendRefused
			return nil
		}
		inv.Resending, inv.NextAt, inv.Attempts = true, s.now(), 0
		return tx.PutInvitation(inv, s.now())
	})
	if KindOf(err) == NotFound {
		err = Errorf(NotFound, "There is no invitation %q.", truncate(id, 60))
	}
	if err == nil && out.Status == ResendAccepted {
		s.nudge()
	}
	return out, err
}

// whyNotAgain says why an invitation may not be sent again; empty when it may.
func (i *Invitation) whyNotAgain(answered bool, now time.Time) string {
	switch {
	case i.Status == StatusSending:
		return "it is being sent right now"
	case i.Status != StatusUnknown:
		return "it is " + string(i.Status) + ": only what is unknown is sent again"
	case i.ContactID == "":
		return "the contact was erased"
	case answered:
		return "it was answered, so it arrived"
	case !i.CanAnswer(now):
		return "its link closed at " + stamp(i.ClosesAt)
	case now.After(i.SendBy):
		return "it expired at " + stamp(i.SendBy)
	}
	return ""
}

// ResentAll is what came of sending again all that is unknown.
type ResentAll struct {
	Accepted int      `json:"accepted"`
	Waiting  int      `json:"waiting" doc:"Were wanted again before, and have not gone out yet"`
	Refused  int      `json:"refused"`
	Refusals []Resent `json:"refusals" doc:"The first hundred that were refused, each with the reason"`
}

// ResendUnknown does Resend for every unknown invitation, of one touchpoint unless
// it is empty. After an error, what was done before it stays done, and doing it
// again goes on.
func (s *Service) ResendUnknown(ctx context.Context, touchpoint string) (ResentAll, error) {
	out := ResentAll{Refusals: []Resent{}}
	f := InvitationFilter{Touchpoint: touchpoint, Status: StatusUnknown, Limit: 500}
	for {
		page, err := s.Invitations(ctx, f)
		if err != nil {
			return out, err
		}
		for _, inv := range page {
			one, err := s.Resend(ctx, inv.ID)
			if err != nil {
				return out, err
			}
			out.count(one)
		}
		if len(page) < f.Limit {
			return out, nil
		}
		last := page[len(page)-1]
		f.After = last.ID
	}
}

// ResendThese does Resend for some invitations.
func (s *Service) ResendThese(ctx context.Context, ids []string) (ResentAll, error) {
	out := ResentAll{Refusals: []Resent{}}
	for _, id := range ids {
		one, err := s.Resend(ctx, id)
		if err != nil {
			return out, err
		}
		out.count(one)
	}
	return out, nil
}

func (a *ResentAll) count(one Resent) {
	switch one.Status {
	case ResendAccepted:
		a.Accepted++
	case ResendWaiting:
		a.Waiting++
	case ResendRefused:
		if a.Refused++; len(a.Refusals) < 100 {
			a.Refusals = append(a.Refusals, one)
		}
	}
}

// resent changes the invitation by what came of its mail the second time. What a
// server put off is tried again, for the wish still stands; otherwise, unless it
// was taken now, it is as unknown as before, and a person decides again.
func (i *Invitation) resent(p *Plan, now time.Time, outcome error) {
	var failed *SendError
	switch {
	case outcome == nil:
		i.settle(StatusSent, "")
	case errors.As(outcome, &failed) && failed.Outcome == SendUnknown:
		i.settle(StatusUnknown, "sent again, and the mail server did not reply after the mail was handed over")
	case i.Resending && (failed == nil || failed.Outcome == SendTemporary):
		wait := i.backoff()
		if failed != nil && failed.Wait > 0 { // nobody was asked, so it was no attempt
			wait = i.turn(now, failed.Wait)
		}
		if next := now.Add(wait); wait > 0 && !next.After(i.SendBy) && i.CanAnswer(next) {
			i.settle(StatusUnknown, "waiting to be sent again: "+sendReason(outcome))
			i.Resending, i.Resends, i.NextAt = true, i.Resends-1, next
			return
		}
		fallthrough
	default:
		i.settle(StatusUnknown, "sending it again did not work: "+sendReason(outcome))
	}
	i.Attempts = 0
	i.NextAt = i.reminderAt(p, now)
}
