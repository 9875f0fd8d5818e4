// Command haltebench measures Halte on this machine: it starts private servers,
// runs the halte program as a process of its own, and prints rates, latencies and
// memory for both databases. Beside each rate on PostgreSQL stands the ratio to
// the bare parts (gin, pgx and asynq without anything of Halte), measured in the
// same run: machines differ, ratios less so.
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
	flag.IntVar(&o.clients, "c", 16, "concurrent connections")
	flag.DurationVar(&o.duration, "d", 5*time.Second, "length of each measurement")
	flag.IntVar(&o.responses, "responses", 1_000_000, "responses for the queries; 0 leaves them out")
	flag.IntVar(&o.repeat, "repeat", 3, "measurements of each rate; the median is printed")
	flag.BoolVar(&o.journeyMap, "map", false, "measure the journey map of a large company on PostgreSQL, and nothing else")
	flag.IntVar(&o.growth, "growth", 0, "fill PostgreSQL with as many events, measure what reads of them against a nearly empty one, and nothing else")
	flag.IntVar(&o.sending, "sending", 0, "let as many mails become due and measure how fast they go out, and nothing else")
	flag.StringVar(&o.profile, "profile", "", "folder for profiles of the program, where a measurement takes any")
	flag.StringVar(&o.only, "db", "", "sqlite or postgres; both when left out")
	flag.Parse()
	exit(bench(ctx, o))
}

type settings struct {
	clients   int
	duration  time.Duration
	responses int
	repeat    int
	only      string
	profile   string

	journeyMap bool
	growth     int
	sending    int
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "haltebench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// bench builds the program and measures it on each database.
func bench(ctx context.Context, o settings) (err error) {
	folder, err := os.MkdirTemp("", "haltebench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	program, err := build(ctx, folder)
	if err != nil {
		return err
	}
	if o.journeyMap {
		return benchMap(ctx, program)
	}
	if o.growth > 0 {
		return benchGrowth(ctx, program, o.growth)
	}
	if o.sending > 0 {
		return benchSending(ctx, o, program, folder)
	}
	if o.only != "postgres" {
		db := "sqlite://" + filepath.Join(folder, "data", "halte.db")
		if err := benchOn(ctx, o, program, "SQLite and embedded Redis", map[string]string{"HALTE_DATABASE_URL": db}, ""); err != nil {
			return err
		}
	}
	if o.only == "sqlite" {
		return nil
	}
	db, redis, stop, err := servers.Outside()
	if err != nil {
		return fmt.Errorf("PostgreSQL and Redis are needed: %w", err)
	}
	defer stop()
	floor, end, err := startFloor(ctx, db, redis)
	if err != nil {
		return err
	}
	defer end()
	return benchOn(ctx, o, program, "PostgreSQL and Redis", map[string]string{
		"HALTE_DATABASE_URL": db, "HALTE_REDIS_URL": redis, "HALTE_SECRET": surveystest.ProgramSecret,
	}, floor)
}

// benchOn measures everything on one database and prints the report. floor is the
// address of the bare parts, or empty.
func benchOn(ctx context.Context, o settings, program, name string, env map[string]string, floor string) error {
	fmt.Printf("\n%s, %d connections, median of %d times %s\n", name, o.clients, o.repeat, o.duration)
	h, err := startHalte(ctx, program, env)
	if err != nil {
		return err
	}
	defer h.stop()
	if err := h.settle(ctx); err != nil {
		return err
	}
	fmt.Printf("  %-42s %6.1f MB\n", "resident memory, idle", h.resident())
	for _, w := range []struct {
		name, path string
		perRequest int
		clients    int
		body       func(n int64) []byte
		floor      string
	}{
		{"events, one per request", "/v1/events", 1, o.clients, oneEvent, "/event"},
		{"events, 500 per request", "/v1/events", 500, 4, manyEvents(500), ""},
		{"answers on one hot touchpoint", "/v1/responses", 1, o.clients, oneAnswer, "/answer"},
	} {
		bare := ""
		if floor != "" && w.floor != "" {
			bare = floor + w.floor
		}
		rate, err := h.load(ctx, o, w.path, w.clients, w.perRequest, w.body, bare)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		ratio := ""
		if bare != "" {
			ratio = fmt.Sprintf("  %.2f x the bare parts", rate.ratio)
		}
		fmt.Printf("  %-42s %6.0f /s  p50 %.1f ms  p99 %.1f ms%s\n", w.name, rate.perSecond, rate.p50, rate.p99, ratio)
	}
	fmt.Printf("  %-42s %6.1f MB\n", "resident memory, peak under load", h.peak())
	if o.responses == 0 {
		return nil
	}
	if err := h.restartFilled(ctx, o); err != nil {
		return err
	}
	for _, q := range []struct{ name, path string }{
		{"score of a touchpoint, 90 days", "/v1/touchpoints/t7/score"},
		{"the same with its weekly trend", "/v1/touchpoints/t7/score?trend=week"},
		{"the same of a country, a locale and a source", "/v1/touchpoints/t7/score?segment=country:NL&locale=nl&source=mail"},
		{"scores of all 20 touchpoints", "/v1/scores?by=touchpoint"},
		{"journey page", "/"},
	} {
		l, err := h.latency(ctx, h.key, q.path, 200)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		fmt.Printf("  %-42s %6.2f ms  p99 %.2f ms  (%d responses)\n", q.name, l.p50, l.p99, o.responses)
	}
	return nil
}
