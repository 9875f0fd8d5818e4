package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// The company of the map: 60 touchpoints, three years, ten million responses.
const (
	mapTouchpoints = 60
	mapDays        = 3 * 365
	mapResponses   = 10_000_000
	mapAnswered    = 90 // days of which there are responses too: a guard reads them
)

// benchMap measures the journey map of a large company. Its rollups are made
// directly: what is read does not depend on how they came to be.
func benchMap(ctx context.Context, program string) error {
	db, redis, stop, err := servers.Outside()
	if err != nil {
		return fmt.Errorf("PostgreSQL and Redis are needed: %w", err)
	}
	defer stop()
	h, err := startHalte(ctx, program, map[string]string{
		"HALTE_DATABASE_URL": db, "HALTE_REDIS_URL": redis, "HALTE_SECRET": surveystest.ProgramSecret,
	})
	if err != nil {
		return err
	}
	defer h.stop()
	if _, err := h.run(ctx, mapDefinition(), "apply", "-"); err != nil {
		return err
	}
	begin := time.Now()
	rows, responses, err := fillMap(ctx, db)
	if err != nil {
		return err
	}
	pairs, err := fillPairs(ctx, db)
	if err != nil {
		return err
	}
	repeats, err := fillRepeats(ctx, db)
	if err != nil {
		return err
	}
	fmt.Printf("\nPostgreSQL, %d touchpoints, %d days, %d responses in %d rollups, %d sums of pairs and %d of repeated answers (filled in %s)\n",
		mapTouchpoints, mapDays, responses, rows, pairs, repeats, time.Since(begin).Round(time.Second))
	if err := h.settle(ctx); err != nil {
		return err
	}
	fmt.Printf("  %-58s %6.1f MB\n", "resident memory before", h.resident())
	today := time.Now()
	years := "from=" + today.AddDate(0, 0, 1-mapDays).Format(time.DateOnly)
	quarter := "from=" + today.AddDate(0, 0, 1-mapAnswered).Format(time.DateOnly)
	for _, q := range []struct{ name, path string }{
		{"scores, intervals, ranks, groups: all three years", "/v1/comparison?" + years},
		{"the same, two quarters", "/v1/comparison"},
		{"the same, by segment: all three years", "/v1/comparison?by=segment.country&" + years},
		{"one touchpoint by segment: 90 days", "/v1/comparison?by=segment.country&touchpoint=t7&" + quarter},
		{"the same, every touchpoint", "/v1/comparison?by=segment.country&" + quarter},
		{"scores against the year before", "/v1/scores?compare=previous&from=" + today.AddDate(-1, 0, 0).Format(time.DateOnly)},
		{"journey page with trends: all three years", "/?" + years},
		{"journey page with trends: 90 days", "/"},
		{"comparison page: all three years", "/compare?" + years},
		{"moments of truth", "/v1/journeys/j/moments"},
		{"moments of truth, the page", "/journeys/j/moments"},
	} {
		l, err := h.latency(ctx, h.key, q.path, 200)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		fmt.Printf("  %-58s %6.2f ms  p99 %.2f ms\n", q.name, l.p50, l.p99)
		if strings.Contains(q.path, years) && strings.Contains(q.path, "by=") {
			continue // a guard would look for responses of three years
		}
		if l, err = h.latency(ctx, h.read, q.path, 20); err != nil {
			return fmt.Errorf("%s, guarded: %w", q.name, err)
		}
		fmt.Printf("  %-58s %6.2f ms  the first time %.2f ms, then resident %.1f MB\n", "    for a key without small_cells", l.p50, l.first, h.resident())
	}
	fmt.Printf("  %-58s %6.1f MB\n", "resident memory, peak", h.peak())
	return nil
}

// mapDefinition is a company with sixty touchpoints in six stages.
func mapDefinition() string {
	var b strings.Builder
	b.WriteString(`{"organisation":{"name":"Bench","timezone":"Europe/Amsterdam","languages":["en"],"quarantine":"7d"},
"segments":{"country":"contact.properties.country"},"journeys":[{"key":"j","name":{"en":"J"},"stages":[`)
	for stage := range 6 {
		fmt.Fprintf(&b, `%s{"key":"st%d","name":{"en":"Stage %d"},"touchpoints":[`, comma(stage), stage, stage)
		for i := range mapTouchpoints / 6 {
			n := strconv.Itoa(stage*mapTouchpoints/6 + i)
			fmt.Fprintf(&b, `%s{"key":"t%s","name":{"en":"Touchpoint %s"},"channel":"web","owner":"team %d"}`, comma(i), n, n, i)
		}
		b.WriteString(`]}`)
	}
	b.WriteString(`]},{"key":"whole","name":{"en":"Whole"},"stages":[{"key":"all","name":{"en":"All"},"touchpoints":[{"key":"relationship","name":{"en":"Relationship"},"channel":"email"}]}]}],"surveys":[`)
	for i := range mapTouchpoints {
		fmt.Fprintf(&b, `%s{"key":"s%d","touchpoint":"t%d","metric":"nps","question":{"en":"How likely?"}}`, comma(i), i, i)
	}
	fmt.Fprintf(&b, `,{"key":%q,"touchpoint":"relationship","metric":"nps","question":{"en":"All in all?"}}]}`, relationship)
	return b.String()
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// fillMap stores a rollup for every touchpoint and day, for the total and for
// every dimension.
func fillMap(ctx context.Context, url string) (rows int, responses int64, err error) {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	random := rand.New(rand.NewPCG(1, 2))
	perDay := mapResponses/(mapTouchpoints*mapDays) + 1
	split := map[string][]string{"segment.country": {"NL", "BE", "DE", "FR"}, "locale": {"nl", "en", "de"}, "wave": {"first", "reminder"}, "source": {"mail", "link"}}
	today := time.Now()
	for touchpoint := range mapTouchpoints {
		var batch []surveys.Rollup
		var answers []surveys.Response
		for day := range mapDays {
			row := surveys.Rollup{Survey: "s" + strconv.Itoa(touchpoint), Day: today.AddDate(0, 0, -day).Format(time.DateOnly)}
			row.Tally = someAnswers(random, perDay, touchpoint)
			responses += row.Tally.N()
			batch = append(batch, row)
			if day < mapAnswered {
				answers = append(answers, answersOf(random, row, split)...)
			}
			for dimension, values := range split {
				left := row.Tally
				for i, value := range values {
					part := left
					if i < len(values)-1 {
						for rating := range part {
							part[rating] /= 2
						}
					}
					left = left.Minus(part)
					batch = append(batch, surveys.Rollup{Survey: row.Survey, Day: row.Day, Dimension: dimension, Value: value, Tally: part})
				}
			}
		}
		if err := db.Update(ctx, func(tx store.Tx) error { return tx.RollupsAdd(batch) }); err != nil {
			return rows, responses, err
		}
		for some := range slices.Chunk(answers, 1000) {
			if err := db.Update(ctx, func(tx store.Tx) error { return tx.ResponsesAppend(some, func(string) (int, int) { return 0, 10 }) }); err != nil {
				return rows, responses, err
			}
		}
		rows += len(batch)
	}
	return rows, responses, nil
}

// answersOf gives the answers of a day, with some value of every dimension.
func answersOf(random *rand.Rand, day surveys.Rollup, split map[string][]string) (all []surveys.Response) {
	now := time.Now()
	pick := func(dimension string) string { return split[dimension][random.IntN(len(split[dimension]))] }
	for rating, n := range day.Tally {
		for range n {
			all = append(all, surveys.Response{
				ID: fmt.Sprintf("%s-%s-%d", day.Survey, day.Day, len(all)), Revision: 1, Survey: day.Survey, Touchpoint: "t" + day.Survey[1:],
				Rating: rating, Day: day.Day, OccurredAt: now, AnsweredAt: now, RecordedAt: now, Locale: pick("locale"), Wave: pick("wave"), Source: surveys.Source(pick("source")),
				Segments: map[string]string{"country": pick("segment.country")},
			})
		}
	}
	return all
}

// someAnswers is a day's tally; some touchpoints are a little better than others.
func someAnswers(random *rand.Rand, n, touchpoint int) metric.Tally {
	var t metric.Tally
	for range n {
		rating := int(random.NormFloat64()*2.2 + 8 + float64(touchpoint%7)*0.05)
		t[min(max(rating, 0), 10)]++
	}
	return t
}
