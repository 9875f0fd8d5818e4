package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"halte/scheduler"
)

type doctorCommand struct{}

// finding is what the doctor says of one part.
type finding struct {
	part   string
	ok     bool
	what   string
	advice string // what to do about it; empty when nothing is
}

// Run checks every part and prints all findings; it fails when one of them has
// to be mended.
func (doctorCommand) Run(env *environment) error {
	c, err := readConfig(env.getenv)
	if err != nil {
		return err
	}
	bad := 0
	for _, f := range examine(env, c) {
		mark := "ok  "
		if !f.ok {
			mark = "bad "
			bad++
		}
		fmt.Fprintf(env.stdout, "%s %-10s %s\n", mark, f.part, f.what)
		if f.advice != "" {
			fmt.Fprintf(env.stdout, "     %-10s %s\n", "", f.advice)
		}
	}
	if bad > 0 {
		return fmt.Errorf("%s to mend", counted(bad, "finding"))
	}
	return nil
}

func examine(env *environment, c config) []finding {
	ctx, cancel := context.WithTimeout(env.ctx, 30*time.Second)
	defer cancel()
	checked := *env
	checked.ctx = ctx
	checked.stderr = io.Discard
	if c.sqlite() {
		if _, err := os.Stat(c.databaseFile()); errors.Is(err, os.ErrNotExist) {
			return []finding{
				{"database", true, "SQLite, " + c.databaseFile() + ", which does not exist yet", "The first command that needs it makes it."},
				noDefinition, examineBaseURL(ctx, c),
			}
		}
	}
	found := []finding{examineDatabase(ctx, c)}
	if !found[0].ok || found[0].advice != "" {
		return append(found, examineBaseURL(ctx, c))
	}
	a, err := assembleFrom(&checked, c)
	if err != nil {
		return append(found, finding{"parts", false, explain(err), ""})
	}
	defer a.Close()
	return append(found, examineDefinition(ctx, a), examineRedis(ctx, a), examineMail(ctx, a), examineBaseURL(ctx, c))
}

func examineDatabase(ctx context.Context, c config) finding {
	s, err := openStore(ctx, c)
	if err == nil {
		defer s.Close()
		err = s.Ping(ctx)
	}
	if err != nil {
		return finding{"database", false, "does not answer: " + explain(err), "Check HALTE_DATABASE_URL, and that the server is up and lets this user in."}
	}
	pending, err := s.Pending(ctx)
	switch {
	case err != nil:
		return finding{"database", false, explain(err), "Run the newest halte on this database."}
	case pending > 0 && !c.sqlite():
		return finding{"database", false, fmt.Sprintf("lacks %d migrations", pending), "Make a backup and run `halte migrate`."}
	case pending > 0:
		return finding{"database", true, fmt.Sprintf("SQLite, lacks %d migrations", pending), "The first command that needs it runs them; make a backup before."}
	case c.sqlite():
		return finding{"database", true, "SQLite, for a single process", ""}
	}
	return finding{"database", true, "PostgreSQL, schema up to date", ""}
}

var noDefinition = finding{"definition", false, "none is in force", "Write one and apply it: `halte apply FILE`."}

func examineDefinition(ctx context.Context, a *application) finding {
	p, err := a.service.Plan(ctx)
	switch {
	case err != nil:
		return finding{"definition", false, explain(err), ""}
	case p.Number == 0:
		return noDefinition
	case a.smtp != nil && p.Definition.Organisation.Sender == nil:
		return finding{"definition", false, "names no sender", "Add organisation.sender with name and address; without it no mail goes out."}
	}
	return finding{"definition", true, fmt.Sprintf("number %d, %s, %s", p.Number, counted(len(p.Definition.Surveys), "survey"), counted(len(p.Definition.Triggers), "trigger")), ""}
}

func examineRedis(ctx context.Context, a *application) finding {
	if a.config.redis.Embedded() {
		return finding{"redis", true, "embedded, for a single process", ""}
	}
	s, err := scheduler.New(scheduler.Options{Work: a.service, Redis: a.config.redis, Log: a.log})
	if err == nil {
		err = errors.Join(s.Ping(ctx), s.Shutdown(ctx))
	}
	if err != nil {
		return finding{"redis", false, "does not answer: " + err.Error(), "Check HALTE_REDIS_URL. Mails go out without it, from the process that finds them due."}
	}
	return finding{"redis", true, "answers", ""}
}

func examineMail(ctx context.Context, a *application) finding {
	if a.smtp == nil {
		return finding{"mail", true, "stays in the development mailbox", "Set HALTE_SMTP_URL to send for real."}
	}
	if err := a.smtp.Check(ctx); err != nil {
		return finding{"mail", false, "the server does not take us: " + err.Error(), "Check HALTE_SMTP_URL: host, port, user, password, and smtps:// for a port that begins with TLS."}
	}
	return finding{"mail", true, "the server takes us", ""}
}

func examineBaseURL(ctx context.Context, c config) finding {
	u, err := url.Parse(c.baseURL)
	if err != nil {
		return finding{"base URL", false, "cannot be read", "Set HALTE_BASE_URL to the address customers reach, such as https://ask.example.org."}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.baseURL+"/healthz", nil)
	if err != nil {
		return finding{"base URL", false, err.Error(), ""}
	}
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			err = errors.New(response.Status)
		}
	}
	local := u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.")
	switch {
	case err != nil && local:
		return finding{"base URL", true, c.baseURL + " does not answer; nothing is serving now", ""}
	case err != nil:
		return finding{"base URL", false, c.baseURL + " does not answer: " + err.Error(), "Links in mails lead there. Start `halte serve`, and check the proxy and DNS in front of it."}
	case u.Scheme != "https" && !local:
		return finding{"base URL", false, c.baseURL + " is not https", "Put a TLS proxy in front and set HALTE_BASE_URL to its https address."}
	}
	return finding{"base URL", true, c.baseURL + " answers", ""}
}
