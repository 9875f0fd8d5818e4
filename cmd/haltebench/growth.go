package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// grownFrom is how many events the nearly empty company has.
const grownFrom = 2_000

// measureGrowth measures what is read of a nearly empty company, gives it events, and
// measures the same again: what takes longer then grows with what is stored. The bare
// part of a row is the nearly empty company here.
func (b *bencher) measureGrowth(ctx context.Context) error {
	return b.onPostgreSQL(ctx, func(db database) error {
		h, _, err := b.start(ctx, db)
		if err != nil {
			return err
		}
		defer func() { h.stop() }()
		small, err := h.grown(ctx, db.url, 0, grownFrom)
		if err != nil {
			return err
		}
		full, err := h.grown(ctx, db.url, grownFrom, b.events)
		if err != nil {
			return err
		}
		for i, q := range grownReads() {
			ratio := full[i].Value / small[i].Value
			b.add(row{
				Work: q.name, Database: fmt.Sprintf("PostgreSQL, %s events", number(float64(b.events))), Unit: "ms", Target: "ratio <= 1.5",
				Median: full[i].Value, Low: full[i].Value, High: full[i].Value, P99: full[i].P99, Bare: small[i].Value, Ratio: ratio, RatioLow: ratio, RatioHigh: ratio,
			})
		}
		return nil
	})
}

// grownReads are the routes that could read more the more is stored.
func grownReads() []struct{ name, path string } {
	today := time.Now()
	ago := func(days int) string { return today.AddDate(0, 0, -days).Format(time.DateOnly) }
	year, quarter := "from="+ago(364), "from="+ago(89)
	month := "from=" + ago(330) + "&to=" + ago(300)
	return []struct{ name, path string }{
		{"funnel, a year", "/v1/funnel?" + year},
		{"funnel, 90 days", "/v1/funnel?" + quarter},
		{"funnel of a touchpoint, 90 days", "/v1/funnel?touchpoint=t7&" + quarter},
		{"page of a touchpoint, a year", "/touchpoints/t7?" + year},
		{"page of a touchpoint, 90 days", "/touchpoints/t7?" + quarter},
		{"report of a moment", "/v1/report?as_of=" + ago(30) + "&" + quarter},
		{"paths", "/v1/journeys/j/paths"},
		{"page of paths", "/journeys/j/paths"},
		{"score of a journey", "/v1/journeys/j/score"},
		{"page of moments", "/journeys/j/moments"},
		{"page of comparison", "/compare"},
		{"journey page", "/"},
		{"journey page, a year", "/?" + year},
		{"invitations of status unknown", "/v1/invitations?status=unknown"},
		{"invitations of status failed", "/v1/invitations?status=failed"},
		{"invitations of status bounced", "/v1/invitations?status=bounced"},
		{"newest responses", "/v1/responses"},
		{"responses of an old month", "/v1/responses?survey=s7&" + month},
		{"responses with comments of a survey without", "/v1/responses?survey=s19&with_comment=true"},
		{"comments", "/v1/touchpoints/t7/comments?" + quarter},
		{"words", "/v1/touchpoints/t7/words?" + quarter},
		{"who answered, 90 days", "/v1/touchpoints/t7/bias?" + quarter},
		{"score of a touchpoint, 90 days", "/v1/touchpoints/t7/score?" + quarter},
		{"alerts", "/v1/alerts"},
	}
}

// grown fills the database up to a number of events and measures each read.
func (h *program) grown(ctx context.Context, url string, from, to int) ([]sample, error) {
	h.stop()
	if err := fillGrown(ctx, url, from, to); err != nil {
		return nil, err
	}
	if _, err := h.run(ctx, "", "rollup", "rebuild"); err != nil {
		return nil, err
	}
	if err := h.serve(ctx); err != nil {
		return nil, err
	}
	var all []sample
	for _, q := range grownReads() {
		l, _, err := h.latency(ctx, h.key, q.path, 9)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// fillGrown writes the rows that events from one number to another leave behind, over
// the last year: a contact has four events, of a hundred mails ninety went out, six of
// ten are opened and half of all are answered, three in ten of these with words; only
// survey s19 hears none.
func fillGrown(ctx context.Context, url string, from, to int) (err error) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	const (
		contact = "'c-' || n / 4"
		person  = "md5((n / 4)::text)"
		country = `'{"country":"' || (ARRAY['NL','BE','DE','FR'])[1 + n / 4 % 4] || '"}'`
		sent    = "(n % 10 > 0)"
	)
	// A step coprime to the days spreads each contact, and each touchpoint, over the year.
	rows := fmt.Sprintf(`(SELECT n, at, to_char(at AT TIME ZONE 'Europe/Amsterdam', 'YYYY-MM-DD') AS day,
			lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '-' || lpad(n::text, 9, '0') AS id, n * 13 %% 20 AS t
		FROM (SELECT n, timestamptz '%s' - interval '2 hours' - (n::bigint * 7919 %% 31536000) * interval '1 second' AS at FROM generate_series(%d, %d) AS n) AS s) AS e`, time.Now().Format(time.RFC3339), from, to-1)
	for _, sql := range []string{
		"INSERT INTO contacts (id, email, person, name, locale, timezone, properties, seen_at, respondent, created_at) SELECT DISTINCT ON (n / 4) " +
			contact + ", 'u' || n / 4 || '@example.test', " + person + ", '', 'en', '', " + country + ", at, 1 + n / 4, at FROM " + rows,
		"INSERT INTO events (id, name, contact_id, occurred_at, received_at, properties, imported, digest) SELECT 'e-' || id, 'event.' || t, " + contact +
			", at, at, '{\"order\":\"A-' || n || '\"}', false, md5(n::text) FROM " + rows,
		"INSERT INTO decisions (event_id, trigger, survey, touchpoint, contact_id, outcome, checks, segments, invitation, day, due_at, decided_at) SELECT 'e-' || id, 'r' || t, 's' || t, 't' || t, " + contact +
			", 'scheduled', '[]', " + country + ", id, day, at, at FROM " + rows,
		"INSERT INTO invitations (id, event_id, trigger, survey, version, touchpoint, contact_id, person, language, segments, correlation, occurred_at, day, created_at, due_at, send_by, open_for, status, reason, wave, attempts, sent_at, asked_at, closes_at, epoch)" +
			" SELECT id, 'e-' || id, 'r' || t, 's' || t, 1, 't' || t, " + contact + ", " + person + ", 'en', " + country + ", '', at, day, at, at, at + interval '21 days', 1814400000000000," +
			" CASE WHEN " + sent + " THEN 'sent' WHEN n % 10000 = 0 THEN 'unknown' WHEN n % 1000 = 10 THEN 'failed' ELSE 'quarantined' END, '', 0, 1," +
			" CASE WHEN " + sent + " THEN at END, CASE WHEN " + sent + " THEN at END, at + interval '30 days', 1 FROM " + rows,
		"INSERT INTO passages (invitation, at, status, reason, wave) SELECT id, at, status, '', 0 FROM " + rows + ", (VALUES ('sending'), ('sent')) AS v (status) WHERE " + sent,
		"INSERT INTO tokens (hash, invitation, wave, created_at) SELECT md5(id), id, 0, at FROM " + rows + " WHERE " + sent,
		"INSERT INTO intents (invitation, touchpoint, day, rating, at) SELECT id, 't' || t, day, -1, at FROM " + rows + " WHERE " + sent + " AND n / 20 % 10 < 6",
		"INSERT INTO responses (id, revision, invitation, event_id, survey, version, touchpoint, contact_id, person, respondent, rating, answers, locale, wave, source, imported, segments, day, occurred_at, answered_at, recorded_at)" +
			" SELECT id, 1, id, 'e-' || id, 's' || t, 1, 't' || t, " + contact + ", " + person + ", 1 + n / 4, (hashint4(n) & 1023) % 11," +
			" CASE WHEN t <> 19 AND n / 20 % 10 < 3 THEN '{\"why\":[\"the box was late again\"]}' ELSE '{}' END," +
			" 'en', 'first', 'mail', false, " + country + ", day, at, at + interval '1 hour', at + interval '1 hour' FROM " + rows + " WHERE " + sent + " AND n / 20 % 2 = 0",
		"VACUUM ANALYZE",
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%.60s: %w", sql, err)
		}
	}
	return nil
}
