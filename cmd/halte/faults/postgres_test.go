package faults

import (
	"strings"
	"testing"
	"time"

	"halte/surveys/surveystest/servers"
)

func TestWhatWasHeldWhilePostgreSQLWasAwayGoesOutWhenItIsBack(t *testing.T) {
	t.Parallel()
	server := servers.OwnPostgres(t)
	w := newWorld(t, server.URL(), servers.Redis(t), heads)
	w.invite(200)
	w.serve("worker")
	w.reaches(20)
	server.Kill()
	server.Start()
	w.settlesUnaided()
}

// Mails share their transactions, so that a worker wants few connections. There are fewer.
func TestMailsWaitForAConnectionAndNotForTheirLease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, servers.Postgres(t), servers.Redis(t), heads)
	w.invite(400)
	w.connections(2)
	p, began := w.serve("worker"), time.Now()
	w.settlesUnaided()
	// It is told again only after ten seconds in which all went well.
	if n, most := strings.Count(p.log.String(), "mails wait for it"), 1+int(time.Since(began)/(10*time.Second)); n < 1 || n > most {
		t.Errorf("that they wait is logged %d times, want 1 to %d:\n%s", n, most, p.log.String())
	}
}

func TestAPostgreSQLThatIsRestartedInTheMiddleLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	server := servers.OwnPostgres(t)
	w := newWorld(t, server.URL(), servers.Redis(t), heads)
	w.invite(scaled(20_000, 200))
	w.serve("worker")
	for _, n := range w.moments(scaled(5, 2)) {
		w.reaches(n)
		server.Kill() // as `pg_ctl restart -m immediate` does
		server.Start()
	}
	w.settles()
}
