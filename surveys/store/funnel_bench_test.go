package store_test

import (
	"fmt"
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/surveystest/servers"
)

// BenchmarkFunnel counts what became of events over 90 days at 20 touchpoints:
// four in ten pages are opened, one in five questions is answered, and for every
// invitation another event is held back.
func BenchmarkFunnel(b *testing.B) {
	const n = 1_000_000
	b.Run("postgres", func(b *testing.B) {
		benchFunnel(b, servers.Postgres(b), n, "generate_series(1, %d) AS n", "lpad(n::text, 12, '0')", "(DATE '2026-01-01' + n %% 90)::text", "now()")
	})
	b.Run("sqlite", func(b *testing.B) {
		benchFunnel(b, sqliteURL(b), n, "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < %d) SELECT n FROM c)",
			"printf('%012d', n)", "date('2026-01-01', '+' || (n %% 90) || ' days')", "'2026-01-01 00:00:00+00:00'")
	})
}

func benchFunnel(b *testing.B, url string, n int, series, key, day, now string) {
	s := migrated(b, url)
	db := raw(b, url)
	from, on := fmt.Sprintf(series, n), strings.ReplaceAll(day, "%%", "%")
	where := "'touchpoint-' || (n / 7 % 20)"
	for _, sql := range []string{
		"INSERT INTO invitations (id, event_id, trigger, survey, version, touchpoint, contact_id, person, language, segments, correlation, day, created_at, open_for, status, reason, wave, attempts, epoch)" +
			" SELECT " + key + ", 'event-' || " + key + ", 'after-' || (n / 7 % 20), 'survey', 1, " + where + ", 'c-' || " + key + ", 'person-0123456789abcdef' || n, 'nl', '{\"persona\":\"commuter\"}', '10021', " + on + ", " + now +
			", 1, CASE WHEN n % 50 = 0 THEN 'unknown' WHEN n % 9 = 0 THEN 'quarantined' ELSE 'sent' END, '', n % 2, 1, 3 FROM " + from,
		"INSERT INTO decisions (event_id, trigger, survey, touchpoint, contact_id, outcome, checks, segments, invitation, day)" +
			" SELECT 'held-' || " + key + ", 'after-' || (n / 7 % 20), 'survey', " + where + ", 'c', CASE WHEN n % 3 = 0 THEN 'sampled_out' ELSE 'quarantined' END, '[]', '{}', '', " + on + " FROM " + from,
		"INSERT INTO responses (id, revision, invitation, event_id, survey, version, touchpoint, contact_id, person, respondent, rating, answers, locale, wave, source, imported, segments, day, answered_at)" +
			" SELECT " + key + ", 1, " + key + ", 'e', 'survey', 1, " + where + ", 'c-' || " + key + ", 'person', n, n % 11, '{\"why\":[\"the box was late\"]}', 'nl', 'first', 'mail', false, '{}', " + on + ", " + now + " FROM " + from + " WHERE n % 5 = 0",
		"INSERT INTO intents (invitation, touchpoint, day, rating, at) SELECT " + key + ", " + where + ", " + on + ", -1, " + now + " FROM " + from + " WHERE n % 5 < 2",
		vacuum(url),
	} {
		if _, err := db.Exec(sql); err != nil {
			b.Fatal(strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
	for _, q := range []insight.FunnelQuery{
		{Touchpoint: "touchpoint-3", From: "2026-03-02", To: "2026-03-31"},
		{Touchpoint: "touchpoint-3", From: "2026-01-01", To: "2026-03-31"},
		{From: "2026-01-01", To: "2026-03-31"},
	} {
		b.Run(fmt.Sprint("of ", q.Touchpoint, " from ", q.From), func(b *testing.B) {
			for b.Loop() {
				if rows, err := s.Read(b.Context()).FunnelCounts(q); err != nil || len(rows) < 5 {
					b.Fatal(rows, err)
				}
			}
		})
	}
}
