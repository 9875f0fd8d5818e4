package dispatch

import (
	"context"
	"errors"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Resent is the answer to a request to send one invitation again.
type Resent struct {
	ID     string // of the invitation
	Status ResentStatus
	Reason surveys.Reason // why it was refused; zero when it was not
}

// ResentStatus says whether an invitation is sent again.
type ResentStatus string

// The answers to a request to send an invitation again.
const (
	ResendAccepted ResentStatus = "accepted"
	ResendWaiting  ResentStatus = "waiting" // it was requested before, and has not gone out yet
	ResendRefused  ResentStatus = "refused"
)

// Resend sends the mail again of an invitation that is unknown, with the same
// Message-ID, so that most mail programs show it once. Every rule is asked again, but
// the quarantine is not: this mail started it. Until it went out, another call changes
// nothing. NotFound when there is no such invitation. When it may not be sent again,
// the result is refused and gives the reason.
func (s *Service) Resend(ctx context.Context, id string) (out Resent, err error) {
	by := surveys.ActorOf(ctx)
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
		if out.Reason = whyNotAgain(&inv, answered, s.now()); !out.Reason.IsZero() {
			out.Status = ResendRefused
			return nil
		}
		inv.Resending, inv.NextAt, inv.Attempts = true, s.now(), 0
		if err := tx.InvitationPut(inv, s.now()); err != nil {
			return err
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionMailResent, inv.Touchpoint, "", ""))
	})
	if surveys.KindOf(err) == surveys.NotFound {
		err = surveys.Errorf(surveys.NotFound, "There is no invitation %q.", surveys.Truncate(id, 60))
	}
	if err == nil && out.Status == ResendAccepted {
		s.nudge()
	}
	return out, err
}

// whyNotAgain says why an invitation may not be sent again; zero when it may.
func whyNotAgain(i *surveys.Invitation, answered bool, now time.Time) surveys.Reason {
	switch {
	case i.Status == surveys.StatusSending:
		return surveys.Because(surveys.ReasonBeingSent)
	case i.Status != surveys.StatusUnknown:
		return surveys.Because(surveys.ReasonNotUnknown, "status", string(i.Status))
	case i.ContactID == "":
		return surveys.Because(surveys.ReasonErased)
	case answered:
		return surveys.Because(surveys.ReasonAnsweredSo)
	case !i.CanAnswer(now):
		return surveys.Because(surveys.ReasonLinkClosed, "at", surveys.ReasonTime(i.ClosesAt))
	case now.After(i.SendBy):
		return surveys.Because(surveys.ReasonExpiredAt, "at", surveys.ReasonTime(i.SendBy))
	}
	return surveys.Reason{}
}

// ResentAll counts the answers to a request to send several invitations again.
type ResentAll struct {
	Accepted int
	Waiting  int
	Refused  int
	Refusals []Resent // the first hundred that were refused
}

// ResendUnknown does Resend for every unknown invitation, of one touchpoint unless it
// is empty. An error does not undo the invitations before it; another call does the
// rest.
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

// afterResending changes the invitation after its mail was sent again. When a server put
// the mail off, it is tried again, because the request still holds. When a server took
// it, the invitation is sent. Else it stays unknown, and a person decides again.
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
