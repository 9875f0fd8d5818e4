package faults

import (
	"testing"

	"halte/surveys/surveystest/servers"
)

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
