package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"halte/surveys/surveystest/smtpsink"
)

// aLot is how many mails are due at once when memory is measured.
const aLot = 1_000_000

// measureMillion lets a million mails become due, sends some of them for half a minute,
// and reports the memory that took: it must not depend on how many wait.
func (b *bencher) measureMillion(ctx context.Context) error {
	return b.onPostgreSQL(ctx, func(db database) error {
		sink, err := smtpsink.Listen(smtpsink.Options{CountOnly: true})
		if err != nil {
			return err
		}
		defer sink.Close()
		db.env["HALTE_SMTP_URL"] = sink.URL()
		h, _, err := b.start(ctx, db)
		if err != nil {
			return err
		}
		defer h.stop()
		if err := h.due(ctx, 1); err != nil { // the first of them, and sending is paused
			return err
		}
		n := aLot
		if b.quick {
			n /= 10
		}
		if err := fillDue(ctx, db.url, n); err != nil {
			return err
		}
		if _, err := h.run(ctx, "", "resume"); err != nil {
			return err
		}
		begin, before := time.Now(), sink.Count()
		for end := begin.Add(30 * b.duration); time.Now().Before(end) && ctx.Err() == nil; {
			time.Sleep(100 * time.Millisecond)
		}
		took, mails := time.Since(begin).Seconds(), sink.Count()-before
		if mails == 0 {
			return fmt.Errorf("no mail went out: %s", h.log.String())
		}
		due := number(float64(n)) + " mails due"
		b.figure(row{Work: "sent of " + due, Database: db.name, Unit: "/s"}, float64(mails)/took)
		b.figure(row{Work: "resident memory, peak with " + due, Database: db.name, Unit: "MB", Target: "<= 128"}, h.peak())
		return ctx.Err()
	})
}

// fillDue writes invitations that are due now, as copies of the newest one and its contact.
func fillDue(ctx context.Context, url string, n int) (err error) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	for _, sql := range []string{
		`CREATE TEMP TABLE one AS SELECT * FROM invitations WHERE status = 'scheduled' ORDER BY created_at DESC LIMIT 1`,
		fmt.Sprintf(`INSERT INTO contacts (id, email, person, name, locale, timezone, properties, seen_at, respondent, created_at)
			SELECT 'due-' || n, 'due' || n || '@example.test', md5(n::text), '', 'en', '', '{}', now(), 1000000 + n, now() FROM generate_series(1, %d) AS n`, n),
		fmt.Sprintf(`INSERT INTO invitations (id, event_id, trigger, survey, version, touchpoint, contact_id, person, language, segments, correlation, occurred_at, day, created_at, due_at, send_by, open_for, status, reason, wave, next_at, attempts, epoch)
			SELECT one.id || '-' || n, 'due-' || n, one.trigger, one.survey, one.version, one.touchpoint, 'due-' || n, md5(n::text), one.language, one.segments, '', now(), one.day, now(), now(), now() + interval '21 days',
				one.open_for, 'scheduled', '', 0, now(), 0, 0 FROM one, generate_series(1, %d) AS n`, n),
		"VACUUM ANALYZE",
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%.60s: %w", sql, err)
		}
	}
	return nil
}
