package faults

import (
	"testing"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

func TestAMailServerThatFailsLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault smtpsink.Fault
	}{
		{"answers 421", smtpsink.Busy},
		{"hangs before the greeting", smtpsink.Silent},
		{"closes in the middle of DATA", smtpsink.CloseInData},
		{"takes the final dot and never replies", smtpsink.SilentAtDot},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, servers.Postgres(t), servers.Redis(t), heads)
			w.invite(scaled(20_000, 200))
			w.sink.Fail(c.fault)
			w.serve("worker")
			// It fails for so long that it did harm.
			w.goesOn("mails came to nothing", func() bool {
				if c.fault == smtpsink.SilentAtDot {
					return w.sink.Count() >= scaled(8, 1)
				}
				return len(w.ids("SELECT id FROM invitations WHERE status = 'unknown' OR status = 'scheduled' AND attempts > 0")) >= scaled(8, 1)
			})
			w.sink.Fail(smtpsink.None)
			if !long { // it would come back by itself, but not for a minute
				w.end()
				w.serve("worker")
			}
			w.settles()
		})
	}
}

// A mail that the server took without a word is unknown, however often Halte is
// started again.
func TestWhatIsUnknownStaysUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, servers.Postgres(t), servers.Redis(t), heads)
	w.invite(20)
	w.sink.Fail(smtpsink.CloseAtDot)
	w.serve("worker")
	w.goesOn("something is unknown", func() bool { return w.states()[surveys.StatusUnknown] > 0 })
	w.end()
	w.sink.Fail(smtpsink.None)
	unknown := w.sink.Count()
	for range 2 {
		w.leasesEnd()
		w.hoursPass()
		w.serve("worker")
		w.settles()
		if n := w.states()[surveys.StatusUnknown]; n != unknown {
			t.Errorf("%d are unknown, want %d", n, unknown)
		}
		w.invite(5)
	}
	w.serve("worker")
	w.settles()
}
