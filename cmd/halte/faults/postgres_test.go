package faults

import (
	"strings"
	"testing"

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

// The program wants up to sixteen connections, and there are five.
func TestMailsWaitForAConnectionAndNotForTheirLease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, servers.Postgres(t), servers.Redis(t), heads)
	w.invite(400)
	w.connections(5)
	p := w.serve("worker")
	w.settlesUnaided()
	if n := strings.Count(p.log.String(), "mails wait for it"); n != 1 {
		t.Errorf("that they wait is logged %d times:\n%s", n, p.log.String())
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
