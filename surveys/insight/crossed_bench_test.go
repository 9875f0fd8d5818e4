package insight_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// BenchmarkTwoSegments reads figures of a country's personas among 200,000 answers of
// 90 days: counted from the answers, and from sums that are kept. It also names the pair
// in the definition, which counts all of them.
func BenchmarkTwoSegments(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"postgres": servers.Postgres,
		"sqlite":   func(tb testing.TB) string { return "sqlite://" + tb.TempDir() + "/halte.db" },
	} {
		b.Run(name, func(b *testing.B) {
			shop := surveystest.Shop("", surveystest.AfterDelivery)
			h := surveystest.New(b, surveystest.Migrated(b, url(b)), shop)
			seed(b, h, 200_000)
			b.Run("counted", func(b *testing.B) { benchTwoSegments(b, h) })
			b.Run("named in the definition", func(b *testing.B) {
				for b.Loop() {
					h.Applies(shop)
					h.Applies(surveystest.Crossed(shop))
				}
			})
			b.Run("kept", func(b *testing.B) { benchTwoSegments(b, h) })
		})
	}
}

func benchTwoSegments(b *testing.B, h *surveystest.Halte) {
	of := pick.Filter{Segments: []string{"persona:persona-1", "carrier:carrier-1"}}
	from, to := "2025-12-02", "2026-03-01"
	b.Run("score", func(b *testing.B) {
		for b.Loop() {
			s, err := h.TouchpointScore(b.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: from, To: to, Filter: of, Small: true})
			if err != nil || s.N == 0 {
				b.Fatal(s.N, err)
			}
		}
	})
	b.Run("scores", func(b *testing.B) {
		for b.Loop() {
			s, err := h.Scores(b.Context(), insight.ScoresQuery{By: "touchpoint", From: from, To: to, Filter: of, Small: true})
			if err != nil || len(s.Scores) == 0 {
				b.Fatal(len(s.Scores), err)
			}
		}
	})
}

// seed writes answers to three surveys of 90 days, with 12 carriers and 6 personas.
func seed(b *testing.B, h *surveystest.Halte, n int) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	ofTouchpoint := [][2]string{{"delivery-nps", "delivery"}, {"returns-csat", "returns"}, {"service-ces", "service"}}
	for first := 0; first < n; first += 5000 {
		rows := make([]surveys.Response, 5000)
		for i := range rows {
			at := time.Date(2025, 12, 2+rnd.IntN(90), 10, 0, 0, 0, time.UTC)
			of := ofTouchpoint[rnd.IntN(3)]
			rows[i] = surveys.Response{
				ID: fmt.Sprintf("r%07d", first+i), Revision: 1, Survey: of[0], Version: 1, Touchpoint: of[1], Rating: 1 + rnd.IntN(5), Locale: "nl",
				Source: surveys.SourceLink, Respondent: int64(first + i + 1), Day: at.Format(time.DateOnly), OccurredAt: at, AnsweredAt: at, RecordedAt: at,
				Segments: map[string]string{"persona": fmt.Sprint("persona-", rnd.IntN(6)), "carrier": fmt.Sprint("carrier-", rnd.IntN(12))},
			}
		}
		surveystest.Must(b, h.DB.Update(b.Context(), func(tx store.Tx) error {
			return tx.ResponsesAppend(rows, func(string) (lowest, highest int) { return 0, 10 })
		}))
	}
	if _, err := h.RebuildRollups(b.Context()); err != nil {
		b.Fatal(strings.ReplaceAll(err.Error(), "\n", " "))
	}
}
