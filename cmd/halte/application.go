package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"halte/scheduler"
	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/mailer"
	"halte/surveys/store"
	"halte/templates"
)

// application is the parts, put together.
type application struct {
	config config
	log    *slog.Logger
	store  *store.Store
	rooms
	templates *templates.Templates
	mailbox   *mailer.Mailbox // nil when a mail server is configured
	smtp      *mailer.SMTP    // nil otherwise
	reports   *prometheus.CounterVec
	scheduler *scheduler.Scheduler
	marks     []dispatch.MarkKeeper
	closers   []func() error
}

// assemble opens the database and builds the service. A SQLite file is brought
// to the present schema; PostgreSQL has to be there already.
func assemble(env *environment) (*application, error) {
	c, err := readConfig(env.getenv)
	if err != nil {
		return nil, err
	}
	if len(c.secret) == 0 {
		if c.secret, err = keptSecret(c.databaseFolder()); err != nil {
			return nil, usageError{fmt.Errorf("HALTE_SECRET is not set, and none could be kept: %w", err)}
		}
	}
	return assembleFrom(env, c)
}

// assembleFrom is assemble for a configuration that is complete.
func assembleFrom(env *environment, c config) (_ *application, err error) {
	a := &application{config: c, log: newLog(env, c), reports: newReportCounter()}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.store, err = openStore(env.ctx, c); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, a.store.Close)
	if err := upToDate(env.ctx, c, a.store); err != nil {
		return nil, err
	}
	if a.templates, err = templates.New(); err != nil {
		return nil, err
	}
	var m surveys.Mailer
	if c.smtpURL == "" {
		a.mailbox = mailer.NewMailbox(a.templates.Mail, time.Now)
		m = a.mailbox
	} else {
		if a.smtp, err = mailer.NewSMTP(c.smtpURL, mailer.Options{
			Templates: a.templates.Mail, Now: time.Now, LocalName: c.host(), Limits: c.limits, Keys: c.keys, Log: a.log,
		}); err != nil {
			return nil, usageError{fmt.Errorf("HALTE_SMTP_URL: %w", err)}
		}
		a.closers = append(a.closers, func() error { a.smtp.Close(); return nil })
		m = a.smtp
	}
	var closeMarks func() error
	a.marks, closeMarks = c.marks()
	a.closers = append(a.closers, closeMarks)
	a.rooms = a.open(m)
	return a, nil
}

// Close closes what was opened, the last first.
func (a *application) Close() error {
	var all []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		all = append(all, a.closers[i]())
	}
	return errors.Join(all...)
}

func openStore(ctx context.Context, c config) (*store.Store, error) {
	if c.sqlite() {
		if err := os.MkdirAll(c.databaseFolder(), 0o700); err != nil {
			return nil, err
		}
	}
	return store.Open(ctx, c.databaseURL, store.Options{})
}

// upToDate sees to it that the schema is the one this program knows.
func upToDate(ctx context.Context, c config, s *store.Store) error {
	pending, err := s.Pending(ctx)
	if err != nil || pending == 0 {
		return err
	}
	if c.sqlite() {
		return s.Migrate(ctx)
	}
	return fmt.Errorf("the database lacks %d migrations; make a backup and run `halte migrate`", pending)
}

func newLog(env *environment, c config) *slog.Logger {
	if c.logJSON {
		return slog.New(slog.NewJSONHandler(env.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(env.stderr, nil))
}

// withService runs fn over an assembled service and closes it.
func withService(env *environment, fn func(*application) error) error {
	a, err := assemble(env)
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Close())
}
