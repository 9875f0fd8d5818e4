package faults

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

// readmeCommands are the commands of README for a backup and a restore, in their order.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n**Backup.**")
	section, _, _ = strings.Cut(section, "\n**If you forget it**")
	var all []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(section, -1) {
		all = append(all, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	if len(all) != 10 {
		t.Fatalf("README has %d commands, not 10: %q", len(all), all)
	}
	return all
}

// commandFor gives the one command that has words in it.
func commandFor(t *testing.T, words string) string {
	t.Helper()
	var found []string
	for _, line := range readmeCommands(t) {
		if strings.Contains(line, words) {
			found = append(found, line)
		}
	}
	if len(found) != 1 {
		t.Fatalf("README has %d commands with %q", len(found), words)
	}
	return found[0]
}

// types runs a command of README in a folder.
func (w *world) types(folder, command string) string {
	w.t.Helper()
	if program, _, _ := strings.Cut(command, " "); program == "sqlite3" || program == "pg_dump" || program == "pg_restore" {
		if _, err := exec.LookPath(program); err != nil && os.Getenv("HALTE_TEST_REQUIRE") == "" {
			w.t.Skipf("%s is not installed", program)
		}
	}
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Env = folder, append(slices.Clone(w.env), "PATH="+filepath.Dir(halte(w.t))+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// moves lets everything that follows use another database.
func (w *world) moves(url string) {
	w.t.Helper()
	w.env = append(w.env, "HALTE_DATABASE_URL="+url)
	w.url = url
	driver, source := "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		w.t.Fatal(err)
	}
	w.db.Close()
	w.db = db
}

// ends asks a program to end, in order.
func (w *world) ends(p *running) {
	w.t.Helper()
	if status := p.Terminate(); status != 0 {
		w.t.Errorf("asked to end, a program ended with status %d:\n%s", status, p.log.String())
	}
}

// sendsAll serves until every invitation is settled, and then kills or ends the program.
func (w *world) sendsAll(role string, end func(*running)) {
	w.t.Helper()
	p := w.serve(role)
	w.eventually("all are sent", func() bool { return w.states()[surveys.StatusSent] == w.invited })
	end(p)
}

func TestARestoredBackupMailsNobodyTwice(t *testing.T) {
	t.Parallel()
	for _, place := range []struct {
		name           string
		postgres, away bool // Redis is away when the backup is started
		data           bool // a folder of its own outlives that the database is lost
	}{
		{name: "SQLite and its folder"},
		{name: "PostgreSQL and Redis", postgres: true},
		{name: "PostgreSQL and a folder while Redis is away", postgres: true, away: true, data: true},
	} {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.Mkdir(filepath.Join(folder, "data"), 0o700); err != nil {
				t.Fatal(err)
			}
			url, redis, role := "sqlite://"+filepath.Join(folder, "data", "halte.db"), "", "all"
			var server *servers.Server
			backup, restore := commandFor(t, "VACUUM INTO"), commandFor(t, "mv data")
			if place.postgres {
				url, server, role = servers.Postgres(t), servers.OwnRedis(t), "worker"
				redis = server.URL()
				backup, restore = commandFor(t, "pg_dump"), commandFor(t, "pg_restore")
			}
			w := newWorld(t, url, redis, heads)
			if place.data {
				w.env = append(w.env, "HALTE_DATA="+t.TempDir())
			}
			w.invite(600)
			w.types(folder, backup)
			w.sendsAll(role, w.ends)

			if place.postgres {
				url = servers.Postgres(t)
			}
			w.types(folder, restoreOn(w, url, restore))
			w.moves(url)
			if place.away {
				server.Kill()
			}
			p := w.serve(role)
			w.eventually("it is paused", func() bool { return len(w.rows("SELECT name, value FROM settings WHERE name = 'older'")) == 1 })
			if states := w.states(); states[surveys.StatusScheduled] != 600 || w.sink.Count() != 600 {
				t.Errorf("the mail server took %d mails, and the invitations are %v", w.sink.Count(), states)
			}
			if out := w.refused("resume"); !strings.Contains(out, "halte restored") {
				t.Errorf("to resume is refused with %q", out)
			}
			w.ends(p)

			for _, words := range []string{"halte migrate", "restored --dry-run", "halte restored  ", "rollup verify"} {
				out := w.types(folder, commandFor(t, words))
				if strings.Contains(words, "restored") && !strings.Contains(out, "600 invitations") {
					t.Errorf("%s says\n%s", words, out)
				}
			}
			w.invite(1)
			p = w.serve(role)
			w.types(folder, commandFor(t, "halte resume"))
			w.eventually("the new one is sent", func() bool { return w.states()[surveys.StatusSent] == 1 })
			w.ends(p)
			w.inFlight = map[string]bool{}
			for _, id := range w.ids("SELECT id FROM invitations WHERE status = 'unknown'") {
				w.inFlight[id] = true
			}
			w.counts()
			if states := w.states(); states[surveys.StatusUnknown] != 600 || w.sink.Count() != 601 {
				t.Errorf("the mail server took %d mails, and the invitations are %v", w.sink.Count(), states)
			}
		})
	}
}

// restoreOn lets a command of README restore into another database.
func restoreOn(w *world, url, command string) string {
	return fmt.Sprintf("export HALTE_DATABASE_URL='%s'; %s", url, command)
}

// refused runs a command that has to fail, and gives what it says.
func (w *world) refused(args ...string) string {
	w.t.Helper()
	cmd := exec.Command(halte(w.t), args...)
	cmd.Env = w.env
	out, err := cmd.CombinedOutput()
	if err == nil {
		w.t.Errorf("halte %s is not refused: %s", strings.Join(args, " "), out)
	}
	return string(out)
}

// A process that is killed in the middle of sending, and started again on what it left,
// goes on.
func TestADatabaseThatWasNotRestoredIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	onBoth(t, heads, func(t *testing.T, w *world, role string) {
		w.invite(200)
		for _, n := range []int{1, 60, 120} {
			p := w.serve(role)
			w.reaches(n)
			w.kill(p)
			w.leasesEnd()
		}
		w.serve(role)
		w.settles()
		if rows := w.rows("SELECT name, value FROM settings WHERE name IN ('older', 'paused')"); len(rows) > 0 {
			t.Errorf("it is taken for a restored backup: %v", rows)
		}
	})
}
