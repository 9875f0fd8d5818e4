package dispatch

import (
	"context"
	"errors"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Resent is what came of the wish to send one invitation again.
type Resent struct {
	ID     string       `json:"id,omitempty" doc:"Of the invitation; in a list left out without the scope contacts"`
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
	err = s.store.Update(ctx, func(tx Tx) error {
		out = Resent{ID: id, Status: ResendAccepted}
		inv, err := tx.InvitationLock(id)
		if err != nil {
			return err
		}
		if inv.Resending {
			out.Status = ResendWaiting
			return nil
		}
		answers, err := tx.ResponsesToInvitations([]string{id})
		if err != nil {
			return err
		}
		_, answered := answers[id]
		if out.Reason = whyNotAgain(&inv, answered, s.now()); out.Reason != "" {
			out.Status = ResendRefused
			return nil
		}
		inv.Resending, inv.NextAt, inv.Attempts = true, s.now(), 0
		return tx.InvitationPut(inv, s.now())
	})
	if surveys.KindOf(err) == surveys.NotFound {
		err = surveys.Errorf(surveys.NotFound, "There is no invitation %q.", surveys.Truncate(id, 60))
	}
	if err == nil && out.Status == ResendAccepted {
		s.nudge()
	}
	return out, err
}

// whyNotAgain says why an invitation may not be sent again; empty when it may.
func whyNotAgain(i *surveys.Invitation, answered bool, now time.Time) string {
	switch {
	case i.Status == surveys.StatusSending:
		return "it is being sent right now"
	case i.Status != surveys.StatusUnknown:
		return "it is " + string(i.Status) + ": only what is unknown is sent again"
	case i.ContactID == "":
		return "the contact was erased"
	case answered:
		return "it was answered, so it arrived"
	case !i.CanAnswer(now):
		return "its link closed at " + surveys.FormatInstant(i.ClosesAt)
	case now.After(i.SendBy):
		return "it expired at " + surveys.FormatInstant(i.SendBy)
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
	f := surveys.InvitationFilter{Touchpoint: touchpoint, Status: surveys.StatusUnknown, Limit: 500}
	for {
		page, err := s.store.Read(ctx).InvitationList(f)
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

// afterResending changes the invitation by what came of its mail the second time. What a
// server put off is tried again, for the wish still stands; otherwise, unless it
// was taken now, it is as unknown as before, and a person decides again.
func afterResending(i *surveys.Invitation, p *definition.Plan, now time.Time, outcome error) {
	var failed *surveys.SendError
	switch {
	case outcome == nil:
		i.Settle(surveys.StatusSent, surveys.Reason{})
	case errors.As(outcome, &failed) && failed.Outcome == surveys.SendUnknown:
		i.Settle(surveys.StatusUnknown, surveys.Because(surveys.ReasonNoReplyAgain))
	case i.Resending && (failed == nil || failed.Outcome == surveys.SendTemporary):
		wait := backoff(i)
		if failed != nil && failed.Wait > 0 { // nobody was asked, so it was no attempt
			wait = turn(i, now, failed.Wait)
		}
		if next := now.Add(wait); wait > 0 && !next.After(i.SendBy) && i.CanAnswer(next) {
			i.Settle(surveys.StatusUnknown, surveys.BecauseOf(surveys.ReasonWaitingAgain, sendReason(outcome)))
			i.Resending, i.Resends, i.NextAt = true, i.Resends-1, next
			return
		}
		fallthrough
	default:
		i.Settle(surveys.StatusUnknown, surveys.BecauseOf(surveys.ReasonAgainFailed, sendReason(outcome)))
	}
	i.Attempts = 0
	i.NextAt = reminderAt(i, p, now)
}
