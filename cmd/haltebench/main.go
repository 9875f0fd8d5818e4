// Command haltebench measures Halte on this machine: it starts private servers,
// runs the halte program as a process of its own, and reports rates, latencies,
// processor time and memory for both databases, as tables and as JSON. Beside
// each rate on PostgreSQL stands the ratio to the bare parts (gin, pgx and asynq
// without anything of Halte), measured in turns with Halte's: machines differ,
// ratios less so.
//
// Everything runs on loopback, for a bounded time, against servers it started.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) > 1 && os.Args[1] == "floor" {
		exit(runFloor(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == "floorsend" {
		exit(runFloorSending(os.Args[2:]))
	}
	var o settings
	var only string
	var quick bool
	flag.StringVar(&only, "only", "", "sections to measure, with commas: "+strings.Join(sectionNames(), ", ")+"; all when left out")
	flag.StringVar(&o.database, "db", "", "sqlite or postgres; both when left out")
	flag.BoolVar(&quick, "quick", false, "measure each thing once, over less")
	flag.DurationVar(&o.duration, "d", time.Second, "length of each measurement")
	flag.IntVar(&o.repeat, "repeat", 5, "measurements of each rate; the median counts")
	flag.IntVar(&o.mails, "mails", 10_000, "mails that are due in the section sending")
	flag.IntVar(&o.responses, "responses", 10_000_000, "responses of the large company in the section pages")
	flag.IntVar(&o.events, "events", 300_000, "events in the section growth, which is not measured unless it is named")
	flag.StringVar(&o.profile, "profile", "", "folder for processor, allocation and waiting profiles of the program")
	flag.StringVar(&o.json, "json", "", "file for the report as JSON")
	flag.Parse()
	if quick {
		o.repeat, o.duration, o.mails, o.responses, o.quick = 1, 500*time.Millisecond, 3_000, 1_000_000, true
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	exit(bench(ctx, o))
}

type settings struct {
	only      []string
	database  string
	quick     bool
	duration  time.Duration
	repeat    int
	mails     int
	responses int
	events    int
	profile   string
	json      string
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "haltebench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// bencher is what the sections share.
type bencher struct {
	settings
	*report

	program string // built for this run
	folder  string // for what is gone afterwards
}

// section is a part of the report that can be measured by itself.
type section struct {
	name, title string
	measure     func(*bencher, context.Context) error
	asked       bool // it is measured only when it is named
}

func sections() []section {
	return []section{
		{"program", "The program", (*bencher).measureProgram, false},
		{"intake", "What comes in", (*bencher).measureIntake, false},
		{"sending", "Mails that go out", (*bencher).measureSending, false},
		{"million", "A million mails due", (*bencher).measureMillion, false},
		{"pages", "Figures and pages of a large company", (*bencher).measurePages, false},
		{"growth", "What reads take as a company grows", (*bencher).measureGrowth, true},
	}
}

func sectionNames() (names []string) {
	for _, s := range sections() {
		names = append(names, s.name)
	}
	return names
}

// bench builds the program, measures the sections that were asked for, and reports.
func bench(ctx context.Context, o settings) (err error) {
	for _, name := range o.only {
		if !slices.Contains(sectionNames(), name) {
			return fmt.Errorf("there is no section %q; there are %s", name, strings.Join(sectionNames(), ", "))
		}
	}
	folder, err := os.MkdirTemp("", "haltebench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	b := &bencher{settings: o, report: newReport(o), folder: folder}
	if b.program, err = build(ctx, folder); err != nil {
		return err
	}
	for _, s := range sections() {
		if len(o.only) == 0 && s.asked || len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		b.section = s.title
		if err := s.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return b.write(o.json)
}

// database is one that is measured on.
type database struct {
	name  string
	env   map[string]string
	redis string // empty with the embedded one
	url   string
}

// on measures on each database that was asked for.
func (b *bencher) on(ctx context.Context, fn func(database) error) error {
	if b.database != "postgres" {
		url := "sqlite://" + filepath.Join(b.folder, strings.ReplaceAll(b.section, " ", "-"), "halte.db")
		if err := fn(database{name: "SQLite", env: map[string]string{"HALTE_DATABASE_URL": url}, url: url}); err != nil {
			return err
		}
	}
	if b.database == "sqlite" {
		return nil
	}
	return b.onPostgreSQL(ctx, fn)
}

func (b *bencher) onPostgreSQL(_ context.Context, fn func(database) error) error {
	url, redis, stop, err := servers.Outside()
	if err != nil {
		return fmt.Errorf("PostgreSQL and Redis are needed: %w", err)
	}
	defer stop()
	return fn(database{name: "PostgreSQL", url: url, redis: redis, env: map[string]string{
		"HALTE_DATABASE_URL": url, "HALTE_REDIS_URL": redis, "HALTE_SECRET": surveystest.ProgramSecret,
	}})
}

// start runs the program on a database; its profiles are fetched where they were asked for.
func (b *bencher) start(ctx context.Context, db database) (*program, profiles, error) {
	p, err := newProfiles(b.profile, db.env)
	if err != nil {
		return nil, p, err
	}
	h, err := startHalte(ctx, b.program, db.env)
	return h, p, err
}
