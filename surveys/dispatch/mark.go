package dispatch

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"halte/surveys"
)

// MarkKeeper keeps marks outside the database, where they outlive that it is restored.
type MarkKeeper interface {
	// MarkRaise keeps a mark unless one of that database is there that has come as far, and
	// gives the furthest. Of a zero time it keeps nothing.
	MarkRaise(ctx context.Context, m surveys.Mark) (surveys.Mark, error)
}

const (
	markEvery  = time.Second      // between two times that marks are kept outside
	markAgain  = 5 * time.Second  // after a keeper did not answer
	markAwaits = 30 * time.Second // how long a process that starts waits for a keeper to answer
)

// marks hold how far the database came against what is kept of that outside.
//
// A mark is kept outside after the commit that raised it, so it may be behind the
// database for a second, or for as long as its keeper is away, and is never ahead of it.
// One that is behind can miss a backup of its last second. One that is ahead would stop
// the mails of a database that is as it should be.
type marks struct {
	keepers []MarkKeeper
	log     *slog.Logger

	mu       sync.Mutex
	here     surveys.Mark // as this process saw it in the database last; zero before
	furthest surveys.Mark // that is known; zero before one is
	began    time.Time    // when it was asked first
	kept     time.Time    // when keepers were asked last
	outside  surveys.Mark // that they were given then; at the start what the database had
	grew     time.Time    // when they were given one that was new
	answered bool         // whether one has ever answered
	away     bool         // whether one did not answer last
}

// compare gives the furthest mark that is known, and asks the keepers when it is time
// to. It is called before a transaction begins, so that whatever was committed then is
// what the transaction reads. wait says that no keeper has answered yet since the
// process started a moment ago: nothing may be sent.
func (s *Service) compare(ctx context.Context) (furthest surveys.Mark, wait bool, err error) {
	m := &s.marks
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.keepers) == 0 {
		return m.furthest, false, nil
	}
	if m.here.Database == "" {
		st, err := s.store.Read(ctx).Sending()
		if err != nil {
			return surveys.Mark{}, true, err
		}
		m.here, m.outside, m.began = st.Mark, st.Mark, s.now()
	}
	if m.here.Database == "" {
		return surveys.Mark{}, false, nil // somebody emptied its settings: there is nothing to compare by
	}
	m.keep(ctx, m.kept, s.now())
	return m.furthest, !m.answered && s.now().Sub(m.began) < markAwaits, nil
}

// raised notes a mark that was committed, and keeps it outside when it is time to.
func (m *marks) raised(ctx context.Context, to surveys.Mark, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.here.Database != to.Database || to.Further(m.here) {
		m.here = to
	}
	m.note(m.here)
	if m.here != m.outside {
		m.keep(ctx, m.grew, now)
	}
}

// note takes a mark for the furthest, if it is.
func (m *marks) note(one surveys.Mark) {
	if m.furthest.Database != one.Database || one.Further(m.furthest) {
		m.furthest = one
	}
}

// keep gives the mark to the keepers, if there is one, unless that was a moment ago.
func (m *marks) keep(ctx context.Context, last, now time.Time) {
	every := surveys.IfElse(m.away, markAgain, markEvery)
	if since := now.Sub(last); m.here.Database == "" || !last.IsZero() && since >= 0 && since < every {
		return
	}
	m.keepNow(ctx, now)
}

func (m *marks) keepNow(ctx context.Context, now time.Time) {
	m.kept = now
	if m.here != m.outside {
		m.grew, m.outside = now, m.here
	}
	var failed error
	for _, keeper := range m.keepers {
		there, err := keeper.MarkRaise(ctx, m.here)
		if err != nil {
			failed = err
			continue
		}
		m.answered = true
		m.note(there)
	}
	if failed != nil && !m.away && ctx.Err() == nil {
		m.log.Warn("how far the database came cannot be compared with what is kept of that outside it; it is tried again", "error", failed)
	}
	m.away = failed != nil
}

// KeepMark keeps outside at once how far the database came, as far as this process knows.
// It is for the end of a process.
func (s *Service) KeepMark(ctx context.Context) {
	s.marks.mu.Lock()
	defer s.marks.mu.Unlock()
	if s.marks.here.Database != "" {
		s.marks.keepNow(ctx, s.now())
	}
}

// doubt pauses sending when the database is behind a mark of it that is further, and
// gives how it stands then.
func (s *Service) doubt(tx Tx, furthest surveys.Mark) (surveys.Sending, error) {
	st, err := tx.Sending()
	if err != nil || !st.Older.IsZero() || !furthest.Further(st.Mark) {
		return st, err
	}
	return s.pauseOlder(tx, st, surveys.Because(surveys.ReasonDatabaseOlder, "at", surveys.ReasonTime(furthest.At)))
}

func (s *Service) pauseOlder(tx Tx, st surveys.Sending, why surveys.Reason) (surveys.Sending, error) {
	st.Older = why
	if st.Paused.IsZero() {
		st.Paused = s.now()
	}
	if err := tx.SendingPut(st); err != nil {
		return st, err
	}
	by := surveys.Actor{Kind: surveys.ActorHalte}
	return st, tx.AuditAppend(by.Did(s.now(), surveys.ActionSendingPaused, "", "", string(why.Code)))
}

// tellOlder says in the log that sending is paused because the database is an older one:
// once in each process.
func (s *Service) tellOlder(st surveys.Sending) {
	if was := s.older.Swap(!st.Older.IsZero()); !was && !st.Older.IsZero() {
		s.log.Error("sending is paused: the database is older than it should be, such as a restored backup; run `halte restored`", "reason", st.Older.Code, "at", st.Older.Args["at"])
	}
}

// witness pauses sending when a mail came to a return path that we made for a mail of
// which the database believes that it was never handed to a server: then it is an older
// one. Nobody can make such a path who did not get that mail.
func (s *Service) witness(ctx context.Context, r surveys.MailReport) error {
	paths := r.To
	if r.Kind == surveys.ReportComplaint {
		paths = append(slices.Clone(paths), r.Original.ReturnPath)
	}
	for _, path := range paths {
		id, wave, err := s.secret.ReadReturnPath(path)
		if err != nil {
			continue
		}
		var st surveys.Sending
		if err := s.store.Update(ctx, func(tx Tx) error {
			inv, err := tx.Invitation(id)
			if surveys.KindOf(err) == surveys.NotFound {
				return nil
			}
			if err != nil {
				return err
			}
			if st, err = tx.Sending(); err != nil || !st.Older.IsZero() || !neverHandedOver(inv, wave) || !inv.CreatedAt.After(st.Vouched) {
				return err
			}
			st, err = s.pauseOlder(tx, st, surveys.Because(surveys.ReasonMailedBefore, "at", surveys.ReasonTime(s.now())))
			return err
		}); err != nil {
			return err
		}
		s.tellOlder(st)
	}
	return nil
}

// neverHandedOver says whether no server was ever given the mail of a wave, as far as
// the database knows.
func neverHandedOver(i surveys.Invitation, wave int) bool {
	return i.Attempts == 0 && i.Status != surveys.StatusSending && (wave > i.Wave || i.SentAt.IsZero() && i.AskedAt.IsZero())
}
