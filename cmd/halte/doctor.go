package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"halte/api"
	"halte/scheduler"
	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/improve"
	"halte/surveys/store"
)

type doctorCommand struct{}

// mark says how urgent a finding is.
type mark string

const (
	fine mark = "ok"
	look mark = "look" // it may be as it should; only a person can tell
	bad  mark = "bad"  // it has to be mended
)

// finding is what the doctor says of one part.
type finding struct {
	part   string
	mark   mark
	what   string
	advice string // what to do about it; empty when nothing is
}

// Run checks every part and prints all findings; it fails when one of them has
// to be mended. It changes nothing anywhere.
func (doctorCommand) Run(env *environment) error {
	return diagnose(env, net.DefaultResolver, patience)
}

// patience is how long the doctor waits for one part.
const patience = 20 * time.Second

func diagnose(env *environment, dns resolver, patience time.Duration) error {
	c, err := readConfig(env.getenv)
	if err != nil {
		return err
	}
	mend := 0
	for _, f := range examine(waiting{env.ctx, patience}, c, dns) {
		if f.mark == bad {
			mend++
		}
		fmt.Fprintf(env.stdout, "%-4s %-12s %s\n", f.mark, f.part, f.what)
		if f.advice != "" {
			fmt.Fprintf(env.stdout, "     %-12s %s\n", "", f.advice)
		}
	}
	if mend > 0 {
		return fmt.Errorf("%s to mend", counted(mend, "finding"))
	}
	return nil
}

// waiting gives every part a time of its own: that one never answers says nothing
// of the next.
type waiting struct {
	ctx      context.Context // it lives as long as one call of examine
	patience time.Duration
}

func (w waiting) each(look func(context.Context) []finding) []finding {
	ctx, cancel := context.WithTimeout(w.ctx, w.patience)
	defer cancel()
	return look(ctx)
}

func (w waiting) one(look func(context.Context) finding) finding {
	return w.each(func(ctx context.Context) []finding { return []finding{look(ctx)} })[0]
}

func examine(w waiting, c config, dns resolver) []finding {
	var revision *surveys.Revision
	found := w.each(func(ctx context.Context) (found []finding) {
		found, revision = examineDatabase(ctx, c)
		return found
	})
	found = append(found, w.each(func(ctx context.Context) []finding { return examineRedis(ctx, c) })...)
	found = append(found, examineMail(w, c, revision, dns)...)
	found = append(found, finding{"rate limits", fine, c.rates.String(), "HALTE_RATE_LIMITS sets others: requests of one key, with events or answers, of one link, and without a good key."})
	return append(found, w.one(func(ctx context.Context) finding { return examineBaseURL(ctx, c) }),
		w.one(func(ctx context.Context) finding { return examineAccess(ctx, c) }))
}

// examineDatabase looks at the database and at the definition in it, which it
// gives too; nil when there is none.
func examineDatabase(ctx context.Context, c config) ([]finding, *surveys.Revision) {
	s, err := store.Open(ctx, c.databaseURL, store.Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		return []finding{
			{"database", fine, "SQLite, " + c.databaseFile() + ", which does not exist yet", "The first command that needs it makes it."},
			noDefinition,
		}, nil
	}
	if err == nil {
		defer s.Close()
		err = s.Ping(ctx)
	}
	if err != nil {
		return []finding{{"database", bad, "does not answer: " + explain(err), "Check HALTE_DATABASE_URL, and that the server is up and lets this user in."}}, nil
	}
	found := []finding{examineSchema(ctx, c, s)}
	if found[0].mark == bad {
		return found, nil
	}
	found = append(found, examineSending(ctx, c, s))
	if !c.sqlite() {
		found = append(found, examineClock(ctx, "the database", s.Clock))
	}
	r, err := s.Read(ctx).Revision()
	switch {
	case err != nil:
		return append(found, finding{"definition", bad, explain(err), ""}), nil
	case r.Number == 0:
		return append(found, noDefinition), nil
	}
	found = append(found, finding{"definition", fine, fmt.Sprintf("number %d, %s, %s", r.Number,
		counted(len(r.Definition.Surveys), "survey"), counted(len(r.Definition.Triggers), "trigger")), ""})
	return append(found, examineSegments(s.Read(ctx))...), &r
}

var noDefinition = finding{"definition", bad, "none is in force", "Write one and apply it: `halte apply FILE`."}

func examineSchema(ctx context.Context, c config, s *store.Store) finding {
	pending, err := s.Lacks(ctx)
	switch {
	case err != nil:
		return finding{"database", bad, explain(err), "Run the newest halte on this database."}
	case pending > 0 && c.sqlite():
		return finding{"database", look, fmt.Sprintf("SQLite, lacks %d migrations", pending), "The first command that needs it runs them; make a backup before."}
	case pending > 0:
		return finding{"database", bad, fmt.Sprintf("lacks %d migrations", pending), "Make a backup and run `halte migrate`."}
	case c.sqlite():
		return finding{"database", fine, "SQLite, for a single process", ""}
	}
	return finding{"database", fine, "PostgreSQL, schema up to date", ""}
}

// examineSending looks whether mails go out, and whether a restored backup would be known
// for one.
func examineSending(ctx context.Context, c config, s *store.Store) finding {
	st, err := s.Read(ctx).Sending()
	switch {
	case err != nil:
		return finding{"sending", bad, explain(err), ""}
	case !st.Older.IsZero():
		return finding{
			"sending", bad, "paused since " + st.Paused.Format(time.RFC3339) + ": " + tell(st.Older),
			"Run `halte restored --dry-run`, then `halte restored --resume`. If it is the right database, and nobody was mailed from a newer one, run `halte resume --anyway`.",
		}
	case !st.Paused.IsZero():
		return finding{"sending", look, "paused since " + st.Paused.Format(time.RFC3339), "`halte resume` goes on."}
	case c.redis.Embedded() && c.markFolder() == "":
		return finding{
			"sending", look, "goes on; a restored backup would not be known for one", "How far sending came is kept nowhere outside the database: set HALTE_REDIS_URL, or HALTE_DATA to a folder that stays. Else run `halte restored` before you start a restored backup.",
		}
	}
	return finding{"sending", fine, "goes on", ""}
}

// mostSkew is how far clocks may be apart. Leases are minutes long; answers and
// quarantines are stamped by the process, so that seconds show.
const mostSkew = 2 * time.Second

// examineClock compares the clock of this machine with another one.
func examineClock(ctx context.Context, of string, ask func(context.Context) (time.Time, error)) finding {
	before := time.Now()
	there, err := ask(ctx)
	if err != nil {
		return finding{"clock", look, of + " does not tell its time: " + err.Error(), ""}
	}
	after := time.Now()
	skew := before.Add(after.Sub(before) / 2).Sub(there)
	// What the question took may be skew, too.
	if apart := skew.Abs() - after.Sub(before)/2; apart > mostSkew {
		way := "ahead of"
		if skew < 0 {
			way = "behind"
		}
		return finding{
			"clock", bad, fmt.Sprintf("this machine is %s %s %s", skew.Abs().Round(time.Second), way, of),
			"Run a time service (chrony, systemd-timesyncd) on both: mails would be due, and links close, at the wrong time.",
		}
	}
	return finding{"clock", fine, "agrees with " + of, ""}
}

func examineRedis(ctx context.Context, c config) []finding {
	if c.redis.Embedded() {
		return []finding{{"redis", fine, "embedded, for a single process", ""}}
	}
	s, err := scheduler.New(scheduler.Options{Deliveries: dispatch.New(dispatch.Options{}), Daily: improve.New(improve.Options{}), Redis: c.redis, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		defer func() { _ = s.Shutdown(ctx) }() // nothing was started
		err = s.Ping(ctx)
	}
	if err != nil {
		return []finding{{"redis", bad, "does not answer: " + err.Error(), "Check HALTE_REDIS_URL. Mails go out without it, from the process that finds them due."}}
	}
	return []finding{{"redis", fine, "answers", ""}, examineClock(ctx, "Redis", s.Clock)}
}

func examineBaseURL(ctx context.Context, c config) finding {
	u, err := url.Parse(c.baseURL)
	if err != nil {
		return finding{"base URL", bad, "cannot be read", "Set HALTE_BASE_URL to the address customers reach, such as https://ask.example.org."}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.baseURL+"/healthz", nil)
	if err != nil {
		return finding{"base URL", bad, err.Error(), ""}
	}
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			err = errors.New(response.Status)
		}
	}
	local := api.Loopback(c.baseURL)
	switch {
	case err != nil && local:
		return finding{"base URL", fine, c.baseURL + " does not answer; nothing is serving now", ""}
	case err != nil:
		return finding{"base URL", bad, c.baseURL + " does not answer: " + err.Error(), "Links in mails lead there. Start `halte serve`, and check the proxy and DNS in front of it."}
	case u.Scheme != "https" && !local:
		return finding{"base URL", bad, c.baseURL + " is not https", "Put a TLS proxy in front and set HALTE_BASE_URL to its https address."}
	}
	return finding{"base URL", fine, c.baseURL + " answers", ""}
}
