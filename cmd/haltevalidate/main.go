// Command haltevalidate lives through made-up worlds with Halte's own code, and
// reports how often each promise of the README held: as Markdown, and as a page with
// charts. The same seed gives the same figures, on any number of cores.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"time"

	"halte/surveys/validate"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	debug.SetGCPercent(400) // a life is short and large
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "haltevalidate:", err)
		os.Exit(1)
	}
}

// What a run lives through: the short one takes about a quarter of an hour on two cores.
const (
	shortLives = 500
	longLives  = 10 * shortLives
)

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := validate.Options{Tell: func(line string) { fmt.Fprintln(stderr, line) }}
	flags := flag.NewFlagSet("haltevalidate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same figures")
	flags.IntVar(&o.Lives, "lives", shortLives, "lives of a world with 20 answers a day; larger ones get fewer")
	long := flags.Bool("long", false, "live ten times as often, which takes hours")
	only := flags.String("only", "", "parts to live through, between commas: "+strings.Join(validate.Keys(), ","))
	markdown := flags.String("markdown", "", "file for the report as Markdown; printed when empty")
	page := flags.String("page", "", "file for the page with charts; none when empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *long {
		o.Lives = longLives
	}
	if *only != "" {
		o.Only = strings.Split(*only, ",")
	}
	r, err := validate.Run(ctx, o)
	if err != nil {
		return err
	}
	written := document{Report: r, Date: time.Now().Format(time.DateOnly), Command: command(o)}
	if *page != "" {
		html, err := written.page()
		if err == nil {
			err = os.WriteFile(*page, html, 0o644) //nolint:gosec // a report for anybody
		}
		if err != nil {
			return err
		}
	}
	if *markdown == "" {
		_, err := io.WriteString(stdout, written.markdown())
		return err
	}
	return os.WriteFile(*markdown, []byte(written.markdown()), 0o644) //nolint:gosec // a report for anybody
}

// command is what gives the same figures again.
func command(o validate.Options) string {
	c := fmt.Sprintf("go run ./cmd/haltevalidate -seed %d -lives %d", o.Seed, o.Lives)
	if len(o.Only) > 0 {
		c += " -only " + strings.Join(o.Only, ",")
	}
	return c
}

// document is a report with what its reader needs to repeat it.
type document struct {
	validate.Report
	Date, Command string
}
