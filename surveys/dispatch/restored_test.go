package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	. "halte/surveys/surveystest"
)

// shelf keeps marks in memory.
type shelf struct {
	mu    sync.Mutex
	marks map[string]time.Time
	asked int
	away  bool
}

func (s *shelf) MarkRaise(_ context.Context, m surveys.Mark) (surveys.Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked++; s.away {
		return surveys.Mark{}, errors.New("nobody is there")
	}
	if s.marks == nil {
		s.marks = map[string]time.Time{}
	}
	if m.At.After(s.marks[m.Database]) {
		s.marks[m.Database] = m.At
	}
	return surveys.Mark{Database: m.Database, At: s.marks[m.Database]}, nil
}

// keptOn gives the option to keep marks there.
func keptOn(shelves ...*shelf) func(*Options) {
	return func(o *Options) {
		o.ReturnPath = Returns
		for _, s := range shelves {
			o.Marks = append(o.Marks, s)
		}
	}
}

// backup copies a database as README says, and gives the file.
func backup(t *testing.T, h *Halte) string {
	t.Helper()
	file := t.TempDir() + "/backup.db"
	_, err := h.DB.Pools[0].ExecContext(t.Context(), "VACUUM INTO ?", file)
	Must(t, err)
	return file
}

// stands gives whether mails go out.
func stands(t *testing.T, h *Halte) surveys.Sending {
	t.Helper()
	st, err := h.Read(t.Context()).Sending()
	Must(t, err)
	return st
}

// restores starts a process on a backup, beside the marks of a database that is lost.
func restores(t *testing.T, lost *Halte, file string, change ...func(*Options)) *Halte {
	t.Helper()
	return lost.Again(OpenStore(t, "sqlite://"+file), change...)
}

// copyFile lets several processes begin on the same backup.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	Must(t, err)
	Must(t, os.WriteFile(to, data, 0o600))
}

// dueInBackup gives a database, a backup of when n mails were due that then went out, and
// their events. One mail had gone out before, whose reminder is to come.
func dueInBackup(t *testing.T, n int, s *shelf) (h *Halte, file string, events []surveys.Event) {
	t.Helper()
	h = Open(t, Shop("", AfterDeliveryWith(twice)), keptOn(s))
	h.Invites("before")
	h.Later(time.Hour)
	for i := range n {
		events = append(events, Event("order.delivered", Of(fmt.Sprintf("c%d", i)), On(h.Clock.Now().Format(time.RFC3339))))
	}
	h.Happens(events...)
	file = backup(t, h)
	h.Later(time.Minute)
	if mails := len(h.Outbox.Mails()); mails != n+1 {
		t.Fatalf("%d mails went out, want %d", mails, n+1)
	}
	h.KeepMark(t.Context())
	return h, file, events
}

func TestARestoredBackupMailsNobodyAgainAndCallsWhatWasDueUnknown(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h, file, events := dueInBackup(t, 20, kept)
	h.Clock.Pass(time.Hour)
	r := restores(t, h, file, keptOn(kept))
	for range 3 {
		r.Later(time.Minute)
	}
	if mails := len(h.Outbox.Mails()); mails != 21 {
		t.Fatalf("%d mails went out, want 21", mails)
	}
	if st := stands(t, r); st.Older.Code != surveys.ReasonDatabaseOlder || st.Paused.IsZero() {
		t.Errorf("sending stands so: %+v", st)
	}
	if err := r.Resume(t.Context()); surveys.KindOf(err) != surveys.Conflict || !strings.Contains(err.Error(), "halte restored") {
		t.Errorf("it is resumed: %v", err)
	}

	dry, err := r.Restore(t.Context(), dispatch.Restoring{DryRun: true})
	Must(t, err)
	out, err := r.Restore(t.Context(), dispatch.Restoring{Resume: true})
	Must(t, err)
	if dry.Unknown != 20 || dry.Reminders != 1 || out.Unknown != 20 || out.Reminders != 1 || out.Paused {
		t.Errorf("counted %+v, done %+v", dry, out)
	}
	for _, e := range events {
		if inv := r.Invited(e); inv.Status != surveys.StatusUnknown || inv.Reason.Code != surveys.ReasonRestored || !inv.NextAt.IsZero() {
			t.Fatalf("%s is %s: %s", e.ID, inv.Status, r.Says(inv.Reason))
		}
	}
	for range 30 {
		r.Later(surveys.Day)
	}
	if mails := len(h.Outbox.Mails()); mails != 21 {
		t.Errorf("a month later %d mails went out, want 21", mails)
	}
	page, err := r.Read(t.Context()).AuditList(surveys.AuditFilter{Action: surveys.ActionRestored, Limit: 9})
	Must(t, err)
	if len(page) != 1 || page[0].After != "20 unknown, 1 reminders called off" {
		t.Errorf("the audit log holds %+v", page)
	}
}

func TestAfterARestoredBackupNewMailsGoOutAndUnknownOnesWhenAPersonSaysSo(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h, file, events := dueInBackup(t, 2, kept)
	r := restores(t, h, file, keptOn(kept))
	r.Later(time.Minute)
	_, err := r.Restore(t.Context(), dispatch.Restoring{Resume: true})
	Must(t, err)
	r.Invites("new")
	again, err := r.Resend(t.Context(), r.Invited(events[0]).ID)
	Must(t, err)
	r.Later(time.Minute)
	if mails := len(h.Outbox.Mails()); again.Status != dispatch.ResendAccepted || mails != 5 {
		t.Errorf("%d mails went out, want 5; %+v", mails, again)
	}
	if inv := r.Invited(events[0]); inv.Status != surveys.StatusSent {
		t.Errorf("it is %s", inv.Status)
	}
	// The next start, with the mark as it is kept, finds nothing.
	next := restores(t, h, file, keptOn(kept))
	next.Later(time.Minute)
	if st := stands(t, next); !st.Paused.IsZero() {
		t.Errorf("it is paused again: %+v", st)
	}
}

func TestAnEventThatIsSentAgainAfterARestoredBackupMailsNobody(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h := Open(t, Shop("", AfterDelivery), keptOn(kept))
	h.Invites("before")
	file := backup(t, h)
	h.Clock.Pass(time.Hour)
	lost, _ := h.Invites("lost")
	h.Clock.Pass(time.Hour)
	r := restores(t, h, file, keptOn(kept))
	r.Later(0)
	_, err := r.Restore(t.Context(), dispatch.Restoring{Resume: true})
	Must(t, err)
	r.Clock.Pass(time.Minute)
	fresh := Event("order.delivered", Of("fresh"), On(r.Clock.Now().Format(time.RFC3339Nano)))
	r.Happens(lost, fresh)
	r.Later(time.Minute)
	if inv := r.Invited(lost); inv.Status != surveys.StatusUnknown || inv.Reason.Code != surveys.ReasonRestored {
		t.Errorf("the mail of an event that is sent again is %s: %s", inv.Status, r.Says(inv.Reason))
	}
	if inv := r.Invited(fresh); inv.Status != surveys.StatusSent {
		t.Errorf("the mail of a new event is %s: %s", inv.Status, r.Says(inv.Reason))
	}
	n, err := r.Read(t.Context()).InvitationCounts([]string{"delivery-nps"}, "2026-01-01", "2026-12-31")
	Must(t, err)
	if n["delivery-nps"].Sent != 3 {
		t.Errorf("%d mails are counted, want 3", n["delivery-nps"].Sent)
	}
}

func TestWhoKnowsBetterResumesAnOlderDatabase(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h, file, _ := dueInBackup(t, 3, kept)
	r := restores(t, h, file, keptOn(kept))
	r.Later(time.Minute)
	Must(t, r.ResumeOlder(t.Context()))
	r.Later(time.Minute)
	if mails := len(h.Outbox.Mails()); mails != 7 {
		t.Errorf("%d mails went out, want the 3 again, and so 7", mails)
	}
}

// Each of these happens to a database that is as it should be.
func TestADatabaseThatIsTheNewestIsNeverTakenForAnOlderOne(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]func(h *Halte, s *shelf) []*shelf{
		"started again": func(_ *Halte, s *shelf) []*shelf { return []*shelf{s} },
		"killed before the mark was kept": func(h *Halte, s *shelf) []*shelf {
			h.Invites("last")
			return []*shelf{s}
		},
		"the marks are lost":  func(*Halte, *shelf) []*shelf { return []*shelf{{}} },
		"the keeper is away":  func(*Halte, *shelf) []*shelf { return []*shelf{{away: true}} },
		"the marks are older": func(_ *Halte, s *shelf) []*shelf { return []*shelf{older(s)} },
		"one of two is away":  func(_ *Halte, s *shelf) []*shelf { return []*shelf{{away: true}, s} },
		"another's mark is there": func(_ *Halte, s *shelf) []*shelf {
			s.marks["another"] = time.Now().AddDate(9, 0, 0)
			return []*shelf{s}
		},
		"the clock went back": func(h *Halte, s *shelf) []*shelf {
			h.Clock.Pass(-time.Minute)
			return []*shelf{s}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := &shelf{}
			h := Open(t, Shop("", AfterDelivery), keptOn(kept))
			h.Invites("one")
			h.Clock.Pass(time.Second)
			h.Invites("two")
			next := h.Again(h.DB, keptOn(meanwhile(h, kept)...))
			before := len(next.Outbox.Mails())
			next.Happens(Event("order.delivered", Of("three"), On(h.Clock.Now().Format(time.RFC3339Nano))))
			next.Sweeps()
			h.Clock.Pass(time.Minute)
			next.Sweeps()
			if st := stands(t, next); !st.Paused.IsZero() {
				t.Errorf("it is paused: %+v", st)
			}
			if mails := len(next.Outbox.Mails()) - before; mails != 1 {
				t.Errorf("%d mails went out, want 1", mails)
			}
		})
	}
}

// older gives the marks as they were a day ago.
func older(s *shelf) *shelf {
	was := &shelf{marks: map[string]time.Time{}}
	for id, at := range s.marks {
		was.marks[id] = at.AddDate(0, 0, -1)
	}
	return was
}

func TestOneKeeperOfSeveralIsEnoughToKnowARestoredBackup(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h, file, _ := dueInBackup(t, 3, kept)
	for name, shelves := range map[string][]*shelf{"the other is away": {{away: true}, kept}, "the other is older": {kept, older(kept)}, "the other is empty": {{}, kept}} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir() + "/restored.db"
			copyFile(t, file, copied)
			r := restores(t, h, copied, keptOn(shelves...))
			r.Sweeps()
			if st := stands(t, r); st.Older.IsZero() {
				t.Error("it is not known for one")
			}
		})
	}
}

func TestAProcessThatKnowsNoMarkYetWaitsHalfAMinuteForItsKeeper(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h, file, _ := dueInBackup(t, 3, kept)
	kept.away = true
	r := restores(t, h, file, keptOn(kept))
	r.Sweeps()
	r.Later(20 * time.Second)
	if mails := len(h.Outbox.Mails()); mails != 4 {
		t.Fatalf("%d mails went out meanwhile", mails-4)
	}
	kept.away = false
	r.Later(6 * time.Second)
	if st := stands(t, r); st.Older.IsZero() || len(h.Outbox.Mails()) != 4 {
		t.Errorf("%d mails went out, and sending stands so: %+v", len(h.Outbox.Mails()), st)
	}
}

func TestADatabaseThatIsReplacedUnderARunningProcessIsKnownForAnOlderOne(t *testing.T) {
	t.Parallel()
	h, file, _ := dueInBackup(t, 3, &shelf{})
	swapped := &swap{Store: h.DB.Dispatch()}
	running := h.Again(h.DB, func(o *Options) { o.Stores.Dispatch = swapped })
	h.Clock.Pass(time.Minute)
	running.Invites("late")
	before := len(h.Outbox.Mails())
	there := OpenStore(t, "sqlite://"+file)
	swapped.Store = there.Dispatch()
	leases, err := running.LeaseDue(t.Context(), 100, 100)
	Must(t, err)
	st, err := there.Read(t.Context()).Sending()
	Must(t, err)
	if len(leases) > 0 || st.Older.IsZero() || len(h.Outbox.Mails()) != before {
		t.Errorf("%d are leased, and sending stands so: %+v", len(leases), st)
	}
}

type swap struct{ dispatch.Store }

// A task may wait in Redis that was put there before the database was replaced.
func TestALeaseFromBeforeIsNotDeliveredOnAnOlderDatabase(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h := Open(t, Shop("", AfterDelivery), keptOn(kept))
	h.Happens(Delivered("jo"))
	leases := h.Leases()
	file := backup(t, h)
	for _, c := range leases {
		Must(t, h.Deliver(t.Context(), c))
	}
	h.Clock.Pass(time.Minute)
	h.Invites("later")
	r := restores(t, h, file, keptOn(kept))
	before := len(h.Outbox.Mails())
	for _, c := range leases {
		Must(t, r.Deliver(t.Context(), c))
	}
	if n := len(h.Outbox.Mails()) - before; n != 0 || stands(t, r).Older.IsZero() {
		t.Errorf("%d mails went out again", n)
	}
}

func TestMarksAreKeptOutsideAtTheRateOfSecondsNotOfMails(t *testing.T) {
	t.Parallel()
	kept := &shelf{}
	h := Open(t, Shop("", AfterDelivery), keptOn(kept))
	for i := range 50 {
		h.Invites(fmt.Sprintf("c%d", i))
		h.Clock.Pass(100 * time.Millisecond)
	}
	if kept.asked > 12 {
		t.Errorf("asked %d times in five seconds", kept.asked)
	}
	h.KeepMark(t.Context())
	if st := stands(t, h); !kept.marks[st.Mark.Database].Equal(st.Mark.At) {
		t.Errorf("%v is kept of %v", kept.marks, st.Mark)
	}
}

func TestAMailThatComesBackAndWasNeverSentProvesAnOlderDatabase(t *testing.T) {
	t.Parallel()
	h, file, events := dueInBackup(t, 2, &shelf{})
	for name, report := range map[string]surveys.MailReport{
		"a bounce":            Reported(h.Invited(events[0]), surveys.ReportBounce, "5.1.1"),
		"an automatic answer": {Kind: surveys.ReportAutomatic, To: []string{Secret.ReturnPath(Returns, h.Invited(events[1]).ID, 0)}},
		"a complaint":         {Kind: surveys.ReportComplaint, Original: surveys.Original{ReturnPath: Secret.ReturnPath(Returns, h.Invited(events[1]).ID, 0)}},
		"a reminder":          {Kind: surveys.ReportAutomatic, To: []string{Secret.ReturnPath(Returns, h.Invited(events[1]).ID, 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir() + "/restored.db"
			copyFile(t, file, copied)
			r := restores(t, h, copied, keptOn())
			Takes(t, r, report)
			if st := stands(t, r); st.Older.Code != surveys.ReasonMailedBefore || st.Paused.IsZero() {
				t.Errorf("sending stands so: %+v", st)
			}
			Must(t, r.ResumeOlder(t.Context()))
			Takes(t, r, report)
			if st := stands(t, r); !st.Paused.IsZero() {
				t.Error("the same proof counts again after somebody knew better")
			}
		})
	}
}

func TestNobodyPausesSendingByWhatHeSends(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(twice)), keptOn())
	mailed, _ := h.Invites("mailed")
	waits := Event("order.delivered", Of("waits"), On(h.Clock.Now().Format(time.RFC3339)))
	h.Happens(waits)
	forged := surveys.Secret(strings.Repeat("f", 32))
	tried, waiting := h.Invited(mailed), h.Invited(waits)
	for name, report := range map[string]surveys.MailReport{
		"a mail that was sent":            Reported(tried, surveys.ReportBounce, "4.2.2"),
		"a return path of another key":    {Kind: surveys.ReportBounce, To: []string{forged.ReturnPath(Returns, waiting.ID, 0)}, Fates: []surveys.Fate{{Kind: surveys.ReportBounce, Status: "5.1.1"}}},
		"a message id":                    {Kind: surveys.ReportComplaint, Original: surveys.Original{MessageID: "<" + waiting.ID + ".0@halte.example>"}},
		"an invitation that is not there": {Kind: surveys.ReportBounce, To: []string{Secret.ReturnPath(Returns, surveys.NewID(), 0)}},
	} {
		Takes(t, h, report)
		if st := stands(t, h); !st.Paused.IsZero() {
			t.Errorf("%s pauses sending: %+v", name, st)
		}
	}
}

// A server may say that it did not take a mail, and return it later.
func TestAMailThatAServerPutOffProvesNothing(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery), keptOn())
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary})
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, "5.1.1"))
	if st := stands(t, h); h.Invited(e).Attempts != 1 || !st.Paused.IsZero() {
		t.Errorf("sending stands so: %+v", st)
	}
}
