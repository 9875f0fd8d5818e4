package dispatch

import (
	"context"
	"fmt"
	"time"

	"halte/surveys"
)

// Restoring says what to do after the database was restored from a backup.
type Restoring struct {
	Since         time.Time // of the backup; zero for when invitations were leased last
	Until         time.Time // when the database before it sent its last mail, at the latest; zero for now
	KeepReminders bool      // reminders that were not due until then are sent
	Resume        bool      // sending goes on afterwards
	DryRun        bool      // only count
}

// Restored is what followed from a Restoring.
type Restored struct {
	Since, Until time.Time // zero: from the first mail on
	Unknown      int       // invitations whose next mail may have gone out
	Reminders    int       // that come later, and are called off
	Paused       bool      // whether sending is paused afterwards
}

// restoredAtOnce is how many invitations are changed in one transaction.
const restoredAtOnce = 500

// Restore takes the database for one that was restored from a backup. What may have been
// mailed since becomes unknown, so that nobody is mailed twice unless a person sends it
// again. Reminders that come later are called off, because an answer may be lost that
// came since. Answers and scores stay as they are. An event that comes in afterwards, and
// whose mail had been due before Until, leads to an invitation that is unknown too: it may
// be one that is sent again. Sending is paused meanwhile, and stays so unless Resume says
// otherwise. After an error another call does the rest. Invalid for an Until that is
// before Since, or yet to come.
func (s *Service) Restore(ctx context.Context, o Restoring) (out Restored, err error) {
	by := surveys.ActorOf(ctx)
	furthest, _, err := s.compare(ctx)
	if err != nil {
		return out, err
	}
	st, err := s.store.Read(ctx).Sending()
	if err != nil {
		return out, err
	}
	out = Restored{Since: o.Since, Until: o.Until, Paused: !st.Paused.IsZero()}
	if out.Since.IsZero() {
		out.Since = st.Mark.At
	}
	if out.Until.IsZero() {
		out.Until = s.now()
	}
	switch {
	case out.Until.After(s.now()):
		return out, surveys.Refuse("until", "is yet to come")
	case out.Until.Before(out.Since):
		return out, surveys.Refuse("until", "is before the time of the backup, %s", out.Since.UTC().Format(time.RFC3339))
	}
	if o.DryRun {
		mails, reminders, err := s.store.Read(ctx).InvitationsInDoubt(out.Since, out.Until)
		out.Unknown, out.Reminders = int(mails), surveys.IfElse(o.KeepReminders, 0, int(reminders))
		return out, err
	}
	if err := s.store.Update(ctx, func(tx Tx) error {
		st, err := tx.Sending()
		if err != nil || !st.Paused.IsZero() {
			return err
		}
		st.Paused = s.now()
		return tx.SendingPut(st)
	}); err != nil {
		return out, err
	}
	why := surveys.Because(surveys.ReasonRestored)
	if out.Unknown, err = s.inBatches(ctx, func(tx Tx) (int, error) {
		return tx.InvitationsDoubt(out.Since, out.Until, s.now(), why, restoredAtOnce)
	}); err != nil {
		return out, err
	}
	if !o.KeepReminders {
		if out.Reminders, err = s.inBatches(ctx, func(tx Tx) (int, error) {
			return tx.RemindersDrop(out.Until, s.now(), surveys.Because(surveys.ReasonReminderRestored), restoredAtOnce)
		}); err != nil {
			return out, err
		}
	}
	out.Paused = !o.Resume
	return out, s.vouch(ctx, furthest, func(tx Tx, st *surveys.Sending) error {
		st.Restored = surveys.Later(st.Restored, out.Until)
		if o.Resume {
			st.Paused = time.Time{}
		}
		after := fmt.Sprintf("%d unknown, %d reminders called off", out.Unknown, out.Reminders)
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionRestored, "", "", after))
	})
}

// inBatches calls do in a transaction of its own until it did nothing, and gives what it
// did in all.
func (s *Service) inBatches(ctx context.Context, do func(Tx) (int, error)) (all int, err error) {
	for {
		n := 0
		if err := s.store.Update(ctx, func(tx Tx) error {
			n, err = do(tx)
			return err
		}); err != nil {
			return all, err
		}
		if n == 0 {
			return all, nil
		}
		all += n
	}
}

// vouch stores that a person takes the database for the right one: its mark goes past
// all that is known. change changes what else is to be stored with it.
func (s *Service) vouch(ctx context.Context, furthest surveys.Mark, change func(Tx, *surveys.Sending) error) error {
	var to surveys.Mark
	if err := s.store.Update(ctx, func(tx Tx) error {
		st, err := tx.Sending()
		if err != nil {
			return err
		}
		st.Older, st.Vouched = surveys.Reason{}, s.now()
		if err := change(tx, &st); err != nil {
			return err
		}
		if err := tx.SendingPut(st); err != nil {
			return err
		}
		to = st.Mark
		to.At, err = tx.MarkRaise(surveys.Later(s.now(), furthest.At.Add(time.Microsecond)))
		return err
	}); err != nil {
		return err
	}
	s.marks.raised(ctx, to, s.now())
	s.KeepMark(ctx)
	s.nudge()
	return nil
}

// perhapsMailed makes an invitation unknown that came to be after the database was
// restored, when its mail had been due before: its event may have been sent again, and
// have led to a mail that the database does not know of. It says whether it is so.
func (s *Service) perhapsMailed(tx Tx, i *surveys.Invitation, st surveys.Sending) (bool, error) {
	if i.Status != surveys.StatusScheduled || !i.CreatedAt.After(st.Vouched) || i.DueAt.After(st.Restored) {
		return false, nil
	}
	i.Settle(surveys.StatusUnknown, surveys.Because(surveys.ReasonRestored))
	i.AskedAt, i.SentAt, i.ClosesAt, i.Attempts = st.Restored, st.Restored, st.Restored.Add(i.OpenFor.Duration()), 0
	return true, tx.MailedAdd(i.Survey, i.Day, 1)
}
