package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/intake"
	"halte/surveys/respond"
	"halte/surveys/sheet"
)

// The made-up bicycle shop: its definition, and what happened and was answered
// there from April to October 2026.
var (
	//go:embed demo/definition.yaml
	demoDefinition []byte
	//go:embed demo/events.ndjson.gz
	demoEvents []byte
	//go:embed demo/answers.csv.gz
	demoAnswers []byte
)

// demoEnd is when the history of the shop ends: the day after the last experience.
// Some answers to it came later.
var demoEnd = time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC)

type demoCommand struct {
	Listen string `help:"Address to listen on. HALTE_LISTEN, or 127.0.0.1:8080, when it is left out."`
}

// Run starts everything on a database of its own, which is gone afterwards.
func (c demoCommand) Run(env *environment) (err error) {
	folder, err := os.MkdirTemp("", "halte-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	bare := *env
	bare.getenv = func(name string) string {
		return map[string]string{
			"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(folder, "halte.db"),
			"HALTE_LISTEN":       cmp.Or(c.Listen, env.getenv("HALTE_LISTEN")),
			"HALTE_BASE_URL":     env.getenv("HALTE_BASE_URL"),
			"HALTE_SMTP_URL":     mailboxName,
		}[name]
	}
	a, err := assemble(&bare)
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Fprintln(env.stdout, "Loading De Ketting, a made-up bicycle shop, with half a year of its history ...")
	ctx := surveys.WithActor(env.ctx, surveys.Actor{Kind: surveys.ActorHalte})
	key, err := loadDemo(ctx, a.rooms, time.Now())
	if err != nil {
		return err
	}
	return a.serve(ctx, "all", func(string) { greet(env.stdout, a.config.baseURL, key) })
}

// loadDemo fills an empty database and gives an API key for it. The history is
// shifted by whole weeks, so that it ends in the week before now.
func loadDemo(ctx context.Context, halte rooms, now time.Time) (string, error) {
	if _, err := halte.definition.Apply(ctx, demoDefinition, false); err != nil {
		return "", err
	}
	p, err := halte.plans.Current(ctx)
	if err != nil {
		return "", err
	}
	shift := demoShift(now, p.Zone)
	events, err := gzip.NewReader(bytes.NewReader(demoEvents))
	if err != nil {
		return "", err
	}
	r, err := importAllEvents(ctx, halte.intake, intake.EventLines(events), false, func(e *surveys.Event) { e.OccurredAt = shift(e.OccurredAt) })
	if err != nil || r.refused > 0 {
		return "", fmt.Errorf("the events of the demo: %d refused %v %w", r.refused, r.refusals, err)
	}
	answers, err := gzip.NewReader(bytes.NewReader(demoAnswers))
	if err != nil {
		return "", err
	}
	read, err := respond.ReadAnswersCSV(answers, sheet.Form{})
	if err != nil {
		return "", err
	}
	r, err = importAllAnswers(ctx, halte.respond, answeredByNow(read, shift, now))
	if err != nil || r.refused > 0 {
		return "", fmt.Errorf("the answers of the demo: %d refused %v %w", r.refused, r.refusals, err)
	}
	for _, d := range demoImprovements {
		if err := d.writeDown(ctx, halte.improve, shift); err != nil {
			return "", fmt.Errorf("the improvements of the demo: %w", err)
		}
	}
	if err := halte.improve.RefreshImprovements(ctx); err != nil {
		return "", fmt.Errorf("the verdicts of the demo: %w", err)
	}
	if _, err := halte.improve.UpdateAlerts(ctx, improve.AlertUpdate{}); err != nil {
		return "", fmt.Errorf("the alerts of the demo: %w", err)
	}
	key, _, err := halte.access.CreateKey(ctx, "demo", surveys.Scopes(), time.Time{})
	return key, err
}

// answeredByNow moves answers by shift and leaves out those that nobody has given yet.
func answeredByNow(answers iter.Seq[respond.ReadAnswer], shift func(time.Time) time.Time, now time.Time) iter.Seq[respond.ReadAnswer] {
	return func(yield func(respond.ReadAnswer) bool) {
		for read := range answers {
			g := &read.Answer
			g.OccurredAt, g.AnsweredAt = shift(g.OccurredAt), shift(g.AnsweredAt)
			g.Answers = demoChoice(g)
			if !g.AnsweredAt.After(now) && !yield(read) {
				return
			}
		}
	}
}

// demoChoice says how the bicycle of a delivery arrived, which the history does not
// tell: the lower the rating, the likelier with some damage; of every five, two skip the
// question. The id alone decides, so that each demo says the same.
func demoChoice(g *respond.ExternalResponse) map[string][]string {
	if g.Survey != "delivery-nps" {
		return nil
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(g.ID))
	lot := int(h.Sum32() % 500) // a fifth of it is the lot among those who chose
	if lot%5 < 2 {
		return nil
	}
	whole := 46
	switch {
	case *g.Rating >= 9:
		whole = 93
	case *g.Rating >= 7:
		whole = 80
	}
	choice := "incomplete"
	switch lot /= 5; {
	case lot < whole:
		choice = "perfect"
	case lot < whole+(100-whole)*3/4:
		choice = "scratched"
	}
	return map[string][]string{"condition": {choice}}
}

// demoShift moves a time by the whole weeks that bring the end of the history to
// the last days before now: weekdays and clock times stay what they were.
func demoShift(now time.Time, zone *time.Location) func(time.Time) time.Time {
	y, m, d := now.In(zone).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
	weeks := int(midnight.Sub(demoEnd).Hours()) / (7 * 24)
	if midnight.Before(demoEnd.AddDate(0, 0, 7*weeks)) {
		weeks--
	}
	return func(t time.Time) time.Time { return t.In(zone).AddDate(0, 0, 7*weeks) }
}

func greet(w io.Writer, base, key string) {
	fmt.Fprintf(w, `
Halte is ready.

  journey    %[1]s/
  verdicts   %[1]s/improvements
  mailbox    %[1]s/dev/mailbox
  API        %[1]s/docs

1. Tell it that a bicycle was delivered:

curl -s %[1]s/v1/events -H 'Authorization: Bearer %[2]s' -H 'Content-Type: application/json' -d '{
  "id": "order-'$(date +%%s)'", "name": "order.delivered",
  "contact": {"id": "c-'$(date +%%s)'", "email": "jo'$(date +%%s)'@example.org", "name": "Jo", "locale": "en"},
  "properties": {"order_id": "'$(date +%%s)'", "value": 129.5}}'

2. Open the mailbox: the question is there. Click a rating and write a comment.
3. Open the journey: the stop "Delivery" has one answer more.

Ctrl-C ends the demo; nothing of it stays.
`, base, key)
}
