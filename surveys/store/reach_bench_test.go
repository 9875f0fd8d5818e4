package store_test

import (
	"fmt"
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/surveystest/servers"
)

// BenchmarkReach counts who was invited and who answered at one touchpoint over
// 90 days: one invitation in ten is answered.
func BenchmarkReach(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("postgres/%d invitations", n), func(b *testing.B) {
			url := servers.Postgres(b)
			benchReach(b, url, n, "generate_series(1, %d) AS n", "lpad(%s::text, 12, '0')", "(DATE '2026-01-01' + (%s))::text", "now()")
		})
		b.Run(fmt.Sprintf("sqlite/%d invitations", n), func(b *testing.B) {
			benchReach(b, sqliteURL(b), n, "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < %d) SELECT n FROM c)", "printf('%%012d', %s)", "date('2026-01-01', '+' || (%s) || ' days')", "'2026-01-01 00:00:00+00:00'")
		})
	}
}

func benchReach(b *testing.B, url string, n int, series, id, day, now string) {
	s := migrated(b, url)
	db := raw(b, url)
	text := "CASE n % 5 WHEN 0 THEN '{\"country\":\"BE\",\"persona\":\"commuter\"}' WHEN 1 THEN '{\"country\":\"NL\",\"persona\":\"family\"}' ELSE '{\"country\":\"NL\",\"persona\":\"commuter\"}' END"
	key := fmt.Sprintf(id, "n")
	on := fmt.Sprintf(day, fmt.Sprintf("n * 90 / %d", n+1))
	from := fmt.Sprintf(series, n)
	for _, sql := range []string{
		"INSERT INTO invitations (id, event_id, trigger, survey, version, touchpoint, contact_id, person, language, segments, correlation, day, created_at, open_for, status, reason, wave, attempts, epoch)" +
			" SELECT " + key + ", 'event-' || " + key + ", 'after-delivery', 'delivery-nps', 1, 'delivery', 'c-' || " + key + ", 'person-0123456789abcdef' || n, 'nl', " + text + ", '10021', " + on + ", " + now + ", 1, CASE WHEN n % 50 = 0 THEN 'unknown' ELSE 'sent' END, '', n % 2, 1, 3 FROM " + from,
		"INSERT INTO responses (id, revision, invitation, event_id, survey, version, touchpoint, contact_id, person, respondent, rating, answers, locale, wave, source, imported, segments, day, answered_at)" +
			" SELECT " + key + ", 1, " + key + ", 'e', 'delivery-nps', 1, 'delivery', 'c-' || " + key + ", 'person', n, n % 11, '{\"why\":[\"the box was late\"]}', 'nl', CASE WHEN n % 3 = 0 THEN 'reminder' ELSE 'first' END, 'mail', false, " + text + ", " + on + ", " + now + " FROM " + from + " WHERE n % 10 = 0",
		vacuum(url),
	} {
		if _, err := db.Exec(sql); err != nil {
			b.Fatal(strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
	b.ResetTimer()
	for b.Loop() {
		rows, err := s.Read(b.Context()).InvitationsReached(insight.ReachQuery{Survey: "delivery-nps", From: "2026-01-01", To: "2026-03-31"})
		if err != nil || len(rows) == 0 {
			b.Fatal(len(rows), err)
		}
	}
}

func vacuum(url string) string {
	if strings.HasPrefix(url, "sqlite") {
		return "ANALYZE"
	}
	return "VACUUM ANALYZE"
}
