package faults

import (
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

func TestAProcessThatIsKilledLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, heads, func(t *testing.T, w *world, role string) {
		w.invite(scaled(20_000, 200))
		for _, n := range w.moments(scaled(20, 3)) {
			p := w.serve(role)
			w.reaches(n)
			w.kill(p)
			if w.random.IntN(2) == 0 { // it is a while before somebody starts it again
				w.leasesEnd()
			}
		}
		w.leasesEnd()
		w.serve(role)
		w.settles()
	})
}

// Here no lease is put into the past: what was held has to be found in time.
func TestWhatAKilledProcessHeldGoesOutLongBeforeItsLeaseEnds(t *testing.T) {
	t.Parallel()
	onBoth(t, heads, func(t *testing.T, w *world, role string) {
		w.invite(200)
		p := w.serve(role)
		w.reaches(20)
		w.kill(p)
		w.serve(role)
		w.settlesUnaided()
	})
}

func TestWhatOneOfTwoKilledProcessesHeldGoesOutLongBeforeItsLeaseEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, servers.Postgres(t), servers.Redis(t), smtpsink.Options{HeadOnly: true, Latency: 5 * time.Millisecond})
	w.invite(400)
	p := w.serve("worker")
	w.serve("worker")
	w.reaches(40)
	p.Kill()
	w.killed++
	w.sending() // also of the other one; it goes on
	w.settlesUnaided()
}

func TestAProcessThatWakesUpAfterItsLeaseRepeatsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, servers.Postgres(t)+"&idle_in_transaction_session_timeout=2000", servers.Redis(t), heads)
	w.invite(scaled(20_000, 200))
	sleeper := w.serve("worker")
	w.serve("worker")
	freezes := scaled(5, 2)
	for i := range freezes {
		w.reaches(w.invited * (i + 1) / 8)
		sleeper.Freeze()
		w.leasesEnd()
		w.reaches(w.invited * (i + 2) / 8) // the other one goes on by itself
		w.leasesEnd()
		// What it was sending when it froze may be unknown for good: where the mail
		// server hung up meanwhile, nobody can tell.
		w.sending()
		sleeper.Wake()
	}
	w.settles()
	if n := w.states()[surveys.StatusUnknown]; n > freezes*workers*mostAtWork {
		t.Errorf("%d are unknown after %d freezes", n, freezes)
	}
}
