package faults

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

// definition asks about every delivery, at once.
var definition = surveystest.Shop("sender: {name: De Ketting, address: ask@deketting.example}", surveystest.AfterDelivery)

// world is a database, perhaps a Redis, a mail server, and programs on them.
type world struct {
	t      *testing.T
	env    []string
	url    string // of the database
	db     *sql.DB
	sink   *smtpsink.Sink
	random *rand.Rand

	invited  int
	killed   int             // programs
	inFlight map[string]bool // invitations that were in sending when their program was killed
	most     int             // of those, at one kill
	programs []*running
	began    time.Time
}

// running is a program that serves.
type running struct {
	*servers.Program
	base string
	log  tail
}

// heads are all that is kept of mails where they are only counted.
var heads = smtpsink.Options{HeadOnly: true}

// newWorld puts a definition in force in an empty database. redisURL is empty for
// the embedded Redis.
func newWorld(t *testing.T, databaseURL, redisURL string, mails smtpsink.Options) *world {
	t.Helper()
	// A failure can be had again: the same test draws the same numbers.
	seed := fnv.New64a()
	fmt.Fprint(seed, t.Name())
	w := &world{
		t: t, url: databaseURL, random: rand.New(rand.NewPCG(seed.Sum64(), 1)), inFlight: map[string]bool{},
		sink: smtpsink.Start(t, mails), began: time.Now(),
	}
	w.env = []string{
		"PATH=" + os.Getenv("PATH"), "HALTE_DATABASE_URL=" + databaseURL, "HALTE_REDIS_URL=" + redisURL,
		"HALTE_SMTP_URL=" + w.sink.URL(), "HALTE_SECRET=" + surveystest.ProgramSecret, "HALTE_LISTEN=127.0.0.1:0",
		"HALTE_BASE_URL=http://halte.localhost", "HALTE_RATE_LIMITS=off",
	}
	w.inside(func(h *surveystest.Halte) { h.Applies(definition) })
	driver, source := "pgx", databaseURL
	if path, ok := strings.CutPrefix(databaseURL, "sqlite://"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	w.db = db
	t.Cleanup(func() { w.db.Close() })
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(w.report())
		}
	})
	return w
}

// onBoth runs a test with PostgreSQL and Redis, where workers have a process of
// their own, and with the embedded defaults, where one process does all.
func onBoth(t *testing.T, mails smtpsink.Options, test func(t *testing.T, w *world, role string)) {
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, servers.Postgres(t), servers.Redis(t), mails), "worker")
	})
	t.Run("SQLite and the embedded Redis", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "halte.db")), "", mails), "all")
	})
}

// halte runs a command to its end.
func (w *world) halte(args ...string) string {
	w.t.Helper()
	cmd := exec.Command(halte(w.t), args...)
	cmd.Env = w.env
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("halte %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// inside gives a service of this process on the database, while no program runs.
func (w *world) inside(do func(*surveystest.Halte)) {
	w.t.Helper()
	db, err := store.Open(w.t.Context(), w.url, store.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	do(surveystest.New(w.t, db, "", func(o *surveystest.Options) { o.Now = time.Now }))
}

// connections lets the programs that are started from now on have n connections to
// PostgreSQL together.
func (w *world) connections(n int) {
	w.t.Helper()
	u, err := url.Parse(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	role := "few" + strings.TrimPrefix(u.Path, "/")
	w.exec(fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD 'few' CONNECTION LIMIT %d; GRANT ALL ON ALL TABLES IN SCHEMA public TO %[1]s", role, n))
	w.t.Cleanup(func() { w.exec("DROP OWNED BY " + role + "; DROP ROLE " + role) })
	u.User = url.UserPassword(role, "few")
	w.env = append(w.env, "HALTE_DATABASE_URL="+u.String())
}

// invite makes n invitations that are due at once.
func (w *world) invite(n int) {
	w.t.Helper()
	w.inside(func(h *surveystest.Halte) {
		for first := w.invited; w.invited < first+n; {
			var events []surveys.Event
			for range min(500, first+n-w.invited) {
				w.invited++
				events = append(events, surveystest.Event("order.delivered",
					surveystest.Of(fmt.Sprintf("c%d", w.invited)), surveystest.ID(fmt.Sprintf("order-%d", w.invited))))
			}
			h.Happens(events...)
		}
	})
	if n := len(w.ids("SELECT id FROM invitations")); n != w.invited {
		w.t.Fatalf("there are %d invitations, want %d", n, w.invited)
	}
}

// serve starts a program and returns when it serves.
func (w *world) serve(role string) *running {
	w.t.Helper()
	p := &running{}
	ready := make(chan string, 1)
	cmd := exec.Command(halte(w.t), "serve", "--role="+role)
	cmd.Env, cmd.Stderr, cmd.Stdout = w.env, &p.log, &greeting{ready: ready}
	p.Program = servers.Start(w.t, cmd)
	w.programs = append(w.programs, p)
	select {
	case p.base = <-ready:
	case <-p.Ended():
		w.t.Fatalf("halte serve --role=%s ended at once:\n%s", role, p.log.String())
	case <-time.After(patience):
		w.t.Fatalf("halte serve --role=%s is not ready:\n%s", role, p.log.String())
	}
	return p
}

// kill kills a program, and looks what it was sending. It must be the only one
// that sends.
func (w *world) kill(p *running) {
	w.t.Helper()
	p.Kill()
	w.killed++
	// A commit that was on its way when its program died may yet come about.
	if strings.HasPrefix(w.url, "postgres") {
		w.eventually("the connections of the dead are gone", func() bool {
			var n int
			err := w.db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'halte' AND datname = current_database()`).Scan(&n)
			return err == nil && n == 0
		})
	}
	w.most = max(w.most, w.sending())
}

// sending notes what is being sent and may become unknown, and says how many
// there are that were not noted before.
func (w *world) sending() int {
	w.t.Helper()
	before := len(w.inFlight)
	for _, id := range w.ids("SELECT id FROM invitations WHERE status IN ('sending', 'unknown')") {
		w.inFlight[id] = true
	}
	return len(w.inFlight) - before
}

// leasesEnd lets time pass until nobody holds anything any more.
func (w *world) leasesEnd() {
	w.t.Helper()
	w.exec("UPDATE invitations SET leased_until = created_at WHERE leased_until IS NOT NULL")
}

// hoursPass lets what waits become due, be it for a lease or for another attempt.
// What is being sent has its time.
func (w *world) hoursPass() {
	w.t.Helper()
	w.exec("UPDATE invitations SET leased_until = CASE WHEN leased_until IS NOT NULL THEN created_at END, next_at = created_at WHERE status = 'scheduled' AND (leased_until > created_at OR next_at > created_at)")
}

// reaches waits until the mail server took n mails, and then a moment of random
// length, so that what is done next meets the program anywhere.
func (w *world) reaches(n int) {
	w.t.Helper()
	w.goesOn(fmt.Sprintf("%d mails were taken", n), func() bool { return w.sink.Count() >= n })
	time.Sleep(time.Duration(w.random.IntN(30_000)) * time.Microsecond)
}

// moments gives n numbers of mails in their order, at which to do harm: none
// among the last, so that there is something to do harm to.
func (w *world) moments(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = 1 + w.random.IntN(w.invited*9/10)
	}
	slices.Sort(at)
	return at
}

// goesOn waits until something holds, for as long as mails come. When none comes
// for a moment, hours pass; then a longer moment, or on a busy machine no claim
// would live for long enough.
func (w *world) goesOn(what string, holds func() bool) {
	w.t.Helper()
	moment := scaled(3*time.Second, time.Second)
	moved, next, last := time.Now(), moment, w.sink.Count()
	for ; !holds(); time.Sleep(20 * time.Millisecond) {
		if n := w.sink.Count(); n != last {
			moved, next, last = time.Now(), moment, n
		}
		if time.Since(moved) > patience {
			w.t.Fatalf("no mail came for %s and still not: %s", patience, what)
		}
		if time.Since(moved) > next {
			w.hoursPass()
			next *= 2
		}
	}
}

// eventually waits until something holds.
func (w *world) eventually(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("after %s still not: %s", patience, what)
		}
	}
}

// exec changes the database, as soon as it answers.
func (w *world) exec(query string) {
	w.t.Helper()
	w.eventually("the database answers", func() bool {
		_, err := w.db.Exec(query)
		return err == nil
	})
}

// rows reads two texts of every row, as soon as the database answers.
func (w *world) rows(query string) (all [][2]string) {
	w.t.Helper()
	w.eventually("the database answers", func() bool {
		all = nil
		rows, err := w.db.Query(query)
		if err != nil {
			return false
		}
		defer rows.Close()
		for rows.Next() {
			var row [2]string
			if rows.Scan(&row[0], &row[1]) != nil {
				return false
			}
			all = append(all, row)
		}
		return rows.Err() == nil
	})
	return all
}

func (w *world) ids(query string) (all []string) {
	w.t.Helper()
	for _, row := range w.rows("SELECT id, '' FROM (" + query + ") AS q") {
		all = append(all, row[0])
	}
	return all
}

// states counts the invitations in each state.
func (w *world) states() map[surveys.Status]int {
	w.t.Helper()
	states := map[surveys.Status]int{}
	for _, row := range w.rows("SELECT status, cast(count(*) AS text) FROM invitations GROUP BY status") {
		var n int
		fmt.Sscan(row[1], &n)
		states[surveys.Status(row[0])] = n
	}
	return states
}

// greeting finds the address in what a program prints when it is ready.
type greeting struct {
	text  strings.Builder
	ready chan string
	said  bool
}

func (g *greeting) Write(b []byte) (int, error) {
	g.text.Write(b)
	if _, rest, ok := strings.Cut(g.text.String(), "listens on "); ok && !g.said {
		if address, _, whole := strings.Cut(rest, " "); whole {
			g.said = true
			g.ready <- address
		}
	}
	return len(b), nil
}

// tail keeps the end of a log.
type tail struct{ text atomic.Pointer[string] }

func (l *tail) Write(b []byte) (int, error) {
	text := l.String() + string(b)
	if len(text) > 4000 {
		text = "…" + text[len(text)-4000:]
	}
	l.text.Store(&text)
	return len(b), nil
}

func (l *tail) String() string {
	if text := l.text.Load(); text != nil {
		return *text
	}
	return ""
}

// within ends with the patience of a test.
func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
