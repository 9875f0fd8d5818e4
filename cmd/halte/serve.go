package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/net/netutil"

	"halte/api"
	"halte/api/console"
	"halte/api/respond"
	"halte/api/rest"
	"halte/scheduler"
	"halte/surveys"
	"halte/surveys/mailer"
)

type serveCommand struct {
	Role string `enum:"all,api,worker" default:"all" help:"all, api or worker. Any number of each may run on one PostgreSQL and one Redis."`
}

func (c serveCommand) Run(env *environment) error {
	if err := c.allowed(env); err != nil {
		return err
	}
	return withService(env, func(a *application) error {
		ctx := surveys.WithActor(env.ctx, surveys.Actor{Kind: surveys.ActorHalte}) // what nobody asks for
		return a.serve(ctx, c.Role, func(address string) {
			fmt.Fprintf(env.stdout, "Halte listens on http://%s (%s).\n", address, c.Role)
			switch {
			case a.mailbox == nil || c.Role != "all":
			case a.config.showsMailbox():
				fmt.Fprintf(env.stdout, "No mail server is set: mails stay in the development mailbox, %s/dev/mailbox\n", a.config.baseURL)
			default:
				a.log.Warn("no mail server is set, and nobody sees the mails: set HALTE_SMTP_URL to a mail server, or to " + mailboxName + " for the development mailbox")
			}
		})
	})
}

// allowed refuses a split of roles over parts that live in one process, before
// anything is made.
func (c serveCommand) allowed(env *environment) error {
	if c.Role == "all" {
		return nil
	}
	config, err := readConfig(env.getenv)
	if err != nil {
		return err
	}
	for _, single := range []struct {
		is   bool
		what string
	}{
		{config.sqlite(), "SQLite is for one process: set HALTE_DATABASE_URL to a PostgreSQL address"},
		{config.redis.Embedded(), "the embedded Redis is for one process: set HALTE_REDIS_URL"},
		{config.smtpURL == "", "the development mailbox is for one process: set HALTE_SMTP_URL"},
	} {
		if single.is {
			return usageError{fmt.Errorf("--role=%s cannot work: %s", c.Role, single.what)}
		}
	}
	return nil
}

// The times of a shutdown: requests first, then what is being sent.
const (
	drainRequests   = 10 * time.Second
	drainDeliveries = 100 * time.Second
)

// serve runs the roles until ctx ends, then drains and returns. ready is called
// once with the address it listens on.
func (a *application) serve(ctx context.Context, role string, ready func(address string)) error {
	// Before anything is sent: when the port is taken, the program must not have begun.
	listener, err := net.Listen("tcp", a.config.listen)
	if err != nil {
		return fmt.Errorf("HALTE_LISTEN: %w", err)
	}
	defer listener.Close()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // the heap is small: half the collections for a few more megabytes
	}
	limitMemory(a.log)
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(newBacklogCollector(a.store, a.log), a.reports)
	if a.smtp != nil {
		registry.MustRegister(a.smtp.Collectors()...)
	}
	database := newReadiness(a.store, time.Now)
	database.tell(ctx, a.log)
	checks := map[string]func(context.Context) error{"database": database.check}
	if role != "api" {
		if err := a.makeScheduler(role, registry, checks); err != nil {
			return err
		}
		defer a.drainDeliveries(ctx)
		if err := a.scheduler.Start(ctx); err != nil {
			return err
		}
	}
	handler, err := a.handler(role, registry, checks)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 2)
	stopInbound, err := a.takeMails(role, failed)
	if err != nil {
		return err
	}
	defer stopInbound()
	defer a.everyMinute(ctx, database)()
	debug.FreeOSMemory() // what only starting took
	go func() { failed <- server.Serve(netutil.LimitListener(listener, a.config.connections)) }()
	ready(listener.Addr().String())
	prepared := a.prepare(ctx, role)
	defer func() { <-prepared }()
	var outdated error
	select {
	case err := <-failed:
		return err
	case outdated = <-database.outdated:
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRequests)
	defer cancel()
	if err := server.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return outdated
}

// makeScheduler makes what sends, with its metrics and, where nothing else is done, its
// check.
func (a *application) makeScheduler(role string, registry *prometheus.Registry, checks map[string]func(context.Context) error) (err error) {
	a.scheduler, err = scheduler.New(scheduler.Options{Deliveries: a.dispatch, Daily: daily{a.improve, a.privacy}, Redis: a.config.redis, Log: a.log})
	if err != nil {
		return err
	}
	registry.MustRegister(a.scheduler.Collectors()...)
	if role == "worker" { // all else is served without Redis, and mails go out
		checks["redis"] = a.scheduler.Ping
	}
	if a.config.redis.Embedded() && !a.config.sqlite() {
		a.log.Warn("the embedded Redis is for a single process; set HALTE_REDIS_URL to run more")
	}
	return nil
}

// everyMinute stores which API keys were used, does what an erasure owes, and looks
// whether the database still is one for this program. What it gives does so a last time,
// when ctx has ended and nobody is served any more.
func (a *application) everyMinute(ctx context.Context, database *readiness) (finish func()) {
	keep := func(ctx context.Context) {
		if err := a.access.KeepUses(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("when API keys were used could not be stored", "error", err)
		}
		if err := a.store.Settle(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("what was erased still stands in the log of the database", "error", err)
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ticker := time.NewTicker(time.Minute); ; {
			select {
			case <-ctx.Done():
				ticker.Stop()
				return
			case <-ticker.C:
				keep(ctx)
				_ = database.check(ctx) // who asks for readiness is told
			}
		}
	}()
	return func() {
		cancel()
		<-done
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRequests)
		defer cancel()
		keep(drain)
	}
}

// drainDeliveries ends the scheduler, and lets mails that are being sent come to an end.
func (a *application) drainDeliveries(ctx context.Context) {
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainDeliveries)
	defer cancel()
	if err := a.scheduler.Shutdown(drain); err != nil {
		a.log.Warn("some mails were still being sent at the end", "error", err)
	}
	a.dispatch.KeepMark(drain)
}

// prepare decides beforehand what keys that may see no small cells are told, where
// there are such keys. The channel is closed at the end.
func (a *application) prepare(ctx context.Context, role string) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		keys, err := a.store.Read(ctx).Keys()
		guarded := func(k surveys.Key) bool {
			return k.RevokedAt.IsZero() && k.Has(surveys.ScopeRead) && !k.Has(surveys.ScopeSmallCells)
		}
		if err == nil && role != "worker" && slices.ContainsFunc(keys, guarded) {
			err = a.insight.Prepare(ctx)
		}
		if err != nil && ctx.Err() == nil {
			a.log.Warn("what is told without small cells is decided when it is asked for", "error", err)
		}
	}()
	return done
}

// takeMails listens for mails that came back, where that is asked for: on every
// process but those that only send. It gives what ends it.
func (a *application) takeMails(role string, failed chan<- error) (end func(), err error) {
	if a.config.inbound == "" || role == "worker" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", a.config.inbound)
	if err != nil {
		return nil, fmt.Errorf("HALTE_INBOUND_LISTEN: %w", err)
	}
	inbound := mailer.NewInboundServer(mailer.InboundServerOptions{
		Name: a.config.host(), Ours: a.dispatch.OursToTake, Take: a.dispatch.TakeMail, Log: a.log,
	})
	a.log.Info("mails that come back are taken", "address", listener.Addr().String())
	go func() {
		if err := inbound.Serve(listener); err != nil {
			failed <- fmt.Errorf("take mails that come back: %w", err)
		}
	}()
	return func() {
		drain, cancel := context.WithTimeout(context.Background(), drainRequests)
		defer cancel()
		if err := inbound.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			a.log.Warn("the inbound listener did not end well", "error", err)
		}
	}, nil
}

// handler is everything that is served over HTTP.
func (a *application) handler(role string, registry *prometheus.Registry, checks map[string]func(context.Context) error) (http.Handler, error) {
	cursors := a.config.secret.Cursors()
	o := api.Options{
		Access: a.access,
		Rest: rest.Services{
			Plans: a.plans, Definition: a.definition, Intake: a.intake, Dispatch: a.dispatch, Respond: a.respond, FollowUp: a.followup, Insight: a.insight, Journey: a.journey, Improve: a.improve, Privacy: a.privacy,
			Cursors: cursors,
		},
		Respond: respond.Services{Plans: a.plans, Respond: a.respond, Dispatch: a.dispatch},
		Console: console.Services{Plans: a.plans, FollowUp: a.followup, Insight: a.insight, Journey: a.journey, Improve: a.improve, Cursors: cursors},
		BaseURL: a.config.baseURL, Limits: a.config.rates, Now: time.Now, Templates: a.templates, Log: a.log, Registry: registry, Checks: checks,
		OperationsOnly: role == "worker",
	}
	if !a.config.redis.Embedded() && !o.OperationsOnly { // then there may be several processes
		buckets := scheduler.NewBuckets(a.config.redis)
		a.closers = append(a.closers, buckets.Close)
		o.Buckets = buckets
	}
	if a.mailbox != nil && a.config.showsMailbox() {
		o.Mailbox = a.mailbox
	}
	return api.New(o)
}

// limitMemory lets the program collect its garbage before it takes the memory that its
// container may have (cgroups), unless GOMEMLIMIT says how much that is.
func limitMemory(log *slog.Logger) {
	limit, err := memlimit.Set()
	switch {
	case err != nil && !errors.Is(err, memlimit.ErrCgroupsNotSupported):
		log.Warn("the memory limit of this container cannot be read; set GOMEMLIMIT", "error", err)
	case err == nil && limit < math.MaxInt64:
		log.Info("memory is limited", "bytes", limit)
	}
}
