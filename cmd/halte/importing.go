package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/intake"
	"halte/surveys/respond"
	"halte/surveys/sheet"
)

// importCommand reads files of any size without holding them.
type importCommand struct {
	Events  importEvents  `cmd:"" help:"Read events, one JSON object on each line."`
	Answers importAnswers `cmd:"" help:"Read answers from CSV with a header line."`
}

type importEvents struct {
	File string `arg:"" help:"NDJSON; - for standard input."`
	Live bool   `help:"Treat them as events of today: people may be mailed. Without it they are history."`

	Encoding string `help:"Encoding of the file, such as windows-1252, where it is not UTF-8."`
}

func (c importEvents) Run(env *environment) error {
	return withService(env, func(a *application) error {
		return withFile(env, c.File, func(r io.Reader) (report, error) {
			events, err := intake.EncodedEventLines(r, c.Encoding)
			if err != nil {
				return report{}, err
			}
			return importAllEvents(env.ctx, a.intake, events, c.Live, nil)
		})
	})
}

type importAnswers struct {
	File string `arg:"" help:"CSV with the columns response_id, event_id, touchpoint, survey, contact_id, occurred_at, answered_at, locale, source, rating, comment; - for standard input."`

	csvFlags
}

// csvFlags say how a file is written, as far as it does not tell by itself.
type csvFlags struct {
	Encoding      string `help:"Encoding of the file, such as windows-1252, where it is neither UTF-8 nor UTF-16 with a mark."`
	Timezone      string `help:"Zone of times that name none, such as Europe/Amsterdam."`
	Dates         string `enum:"day-first,month-first," default:"" help:"What comes first in days such as 03/04/2026 and 3-4-26: day-first or month-first."`
	IgnoreColumns bool   `help:"Leave out columns that are not known."`
}

func (f csvFlags) form() (sheet.Form, error) {
	return sheet.NewForm(f.Encoding, f.Timezone, f.Dates, f.IgnoreColumns)
}

func (c importAnswers) Run(env *environment) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	return withService(env, func(a *application) error {
		return withFile(env, c.File, func(r io.Reader) (report, error) {
			answers, err := respond.ReadAnswersCSV(r, form)
			if err != nil {
				return report{}, err
			}
			out, err := importAllAnswers(env.ctx, a.respond, answers)
			if err == nil && out.accepted > 0 {
				_, err = a.improve.UpdateAlerts(env.ctx, improve.AlertUpdate{Rebaseline: true})
			}
			return out, err
		})
	})
}

// report counts the lines of a file by their outcome.
type report struct {
	accepted, duplicate, differing, refused, noted int

	refusals, notes []string // the first of them
}

// linesShown bounds how many lines of a kind are listed.
const linesShown = 50

// note keeps what was left out of a line that was taken.
func (r *report) note(line int, id, note string) {
	if r.noted++; len(r.notes) < linesShown {
		r.notes = append(r.notes, fmt.Sprintf("line %d (%s): %s", line, id, note))
	}
}

func (r *report) count(line int, id string, status surveys.EventStatus, differs bool, field, reason string) {
	switch status {
	case surveys.EventAccepted:
		r.accepted++
	case surveys.EventDuplicate:
		r.duplicate++
		if differs {
			r.differing++
		}
	default:
		r.refused++
		if len(r.refusals) < linesShown {
			if id != "" {
				id = " (" + id + ")"
			}
			r.refusals = append(r.refusals, strings.TrimSpace(fmt.Sprintf("line %d%s: %s %s", line, id, field, reason)))
		}
	}
}

// importBatch is how many lines are committed together.
const importBatch = 500

// importAllEvents records events batch by batch. change, unless nil, is applied
// to each before it is recorded.
func importAllEvents(ctx context.Context, s *intake.Service, events iter.Seq[intake.ReadEvent], live bool, change func(*surveys.Event)) (report, error) {
	return inBatches(events, func(out *report, batch []intake.ReadEvent) error {
		if change != nil {
			for i := range batch {
				change(&batch[i].Event)
			}
		}
		results, err := s.Record(ctx, batch, intake.RecordOptions{History: !live})
		for i, r := range results {
			out.count(batch[i].Line, r.ID, r.Status, r.Differs, r.Field, r.Reason)
			if r.Note != "" {
				out.note(batch[i].Line, r.ID, r.Note)
			}
		}
		return err
	})
}

// importAllAnswers records answers batch by batch, as answers of the past.
func importAllAnswers(ctx context.Context, s *respond.Service, answers iter.Seq[respond.ReadAnswer]) (report, error) {
	return inBatches(answers, func(out *report, batch []respond.ReadAnswer) error {
		given := make([]respond.ExternalResponse, 0, len(batch))
		lines := make([]int, 0, len(batch))
		for _, read := range batch {
			if read.Refused != nil {
				out.count(read.Line, read.Answer.ID, surveys.EventRefused, false, read.Refused.Field, read.Refused.Message)
				continue
			}
			given, lines = append(given, read.Answer), append(lines, read.Line)
		}
		results, err := s.RecordAnswers(ctx, given, true)
		for i, r := range results {
			out.count(lines[i], r.ID, r.Status, r.Differs, r.Field, r.Reason)
		}
		return err
	})
}

func inBatches[T any](items iter.Seq[T], commit func(*report, []T) error) (report, error) {
	var out report
	batch := make([]T, 0, importBatch)
	for item := range items {
		if batch = append(batch, item); len(batch) == importBatch {
			if err := commit(&out, batch); err != nil {
				return out, err
			}
			batch = batch[:0]
		}
	}
	if len(batch) == 0 {
		return out, nil
	}
	return out, commit(&out, batch)
}

// withFile opens a file, shows how far the reading is when a person watches, and
// prints the report.
func withFile(env *environment, name string, read func(io.Reader) (report, error)) error {
	r := env.stdin
	size := int64(-1)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
		r = f
	}
	finish := func() error { return nil }
	if out, ok := env.stderr.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
		bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(out), progressbar.OptionShowBytes(true),
			progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		r, finish = io.TeeReader(r, bar), bar.Finish
	}
	rep, err := read(r)
	_ = finish()
	rep.print(env.stdout)
	if err == nil && rep.refused > 0 {
		err = fmt.Errorf("%s refused; mend them and import the file again: what is in already is not counted twice", counted(rep.refused, "line"))
	}
	return err
}

func (r report) print(w io.Writer) {
	for _, list := range []struct {
		lines []string
		of    int
		kind  string
	}{{r.notes, r.noted, "lines of which something was left out"}, {r.refusals, r.refused, "refused lines"}} {
		for _, line := range list.lines {
			fmt.Fprintln(w, line)
		}
		if hidden := list.of - len(list.lines); hidden > 0 {
			fmt.Fprintf(w, "and %d more %s\n", hidden, list.kind)
		}
	}
	fmt.Fprintf(w, "%d accepted, %d already there", r.accepted, r.duplicate)
	if r.differing > 0 {
		fmt.Fprintf(w, " (%d of them with other content; the first one stands)", r.differing)
	}
	fmt.Fprintf(w, ", %d refused\n", r.refused)
}
