package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store"
)

// The large company: 60 touchpoints, three years.
const (
	mapTouchpoints = 60
	mapDays        = 3 * 365
	mapAnswered    = 90 // days of which there are responses too: a guard reads them
)

// measurePages measures the figures and pages of a large company. Its rollups are made
// directly: what is read does not depend on how they came to be.
func (b *bencher) measurePages(ctx context.Context) error {
	return b.onPostgreSQL(ctx, func(db database) error {
		h, profiles, err := b.start(ctx, db)
		if err != nil {
			return err
		}
		defer h.stop()
		if _, err := h.run(ctx, mapDefinition(), "apply", "-"); err != nil {
			return err
		}
		responses, err := fillMap(ctx, db.url, b.responses)
		if err != nil {
			return err
		}
		if err := errors.Join(fillPairs(ctx, db.url), fillRepeats(ctx, db.url)); err != nil {
			return err
		}
		if err := h.settle(ctx); err != nil {
			return err
		}
		times := 100
		if b.quick {
			times = 20
		}
		name := fmt.Sprintf("PostgreSQL, %s responses", number(float64(responses)))
		if err := profiles.during(ctx, "pages", 20*time.Second, func() error { return b.pages(ctx, h, name, times) }); err != nil {
			return err
		}
		b.figure(row{Work: "resident memory, peak", Database: name, Unit: "MB"}, h.peak())
		return nil
	})
}

func (b *bencher) pages(ctx context.Context, h *program, name string, times int) error {
	for _, q := range largeReads() {
		s, _, err := h.latency(ctx, h.key, q.path, times)
		if err != nil {
			return err
		}
		b.add(row{Work: q.name, Database: name, Unit: "ms", Target: q.target, Median: s.Value, Low: s.Value, High: s.Value, P99: s.P99})
		if q.unguarded {
			continue
		}
		if s, _, err = h.latency(ctx, h.read, q.path, max(times/10, 5)); err != nil {
			return err
		}
		b.add(row{Work: "the same without `small_cells`", Database: name, Unit: "ms", Median: s.Value, Low: s.Value, High: s.Value, P99: s.P99})
	}
	return nil
}

// largeRead is something that is read of the large company.
type largeRead struct {
	name, path, target string
	unguarded          bool // no key without small_cells: a guard would look for responses of three years
}

func largeReads() []largeRead {
	today := time.Now()
	years := "from=" + today.AddDate(0, 0, 1-mapDays).Format(time.DateOnly)
	quarter := "from=" + today.AddDate(0, 0, 1-mapAnswered).Format(time.DateOnly)
	const page = "<= 100"
	return []largeRead{
		{"scores, intervals, ranks, groups: three years", "/v1/comparison?" + years, "", false},
		{"the same, two quarters", "/v1/comparison", "", false},
		{"the same by segment, three years", "/v1/comparison?by=segment.country&" + years, "", true},
		{"one touchpoint by segment, 90 days", "/v1/comparison?by=segment.country&touchpoint=t7&" + quarter, "", false},
		{"every touchpoint by segment, 90 days", "/v1/comparison?by=segment.country&" + quarter, "", false},
		{"scores against the year before", "/v1/scores?compare=previous&from=" + today.AddDate(-1, 0, 0).Format(time.DateOnly), "", false},
		{"score of a touchpoint with its weekly trend", "/v1/touchpoints/t7/score?trend=week&" + quarter, "", false},
		{"moments of truth", "/v1/journeys/j/moments", "", false},
		{"page: journey, 90 days", "/?" + quarter, page, false},
		{"page: journey, three years", "/?" + years, page, false},
		{"page: touchpoint, 90 days", "/touchpoints/t7?" + quarter, page, false},
		{"page: touchpoint, three years", "/touchpoints/t7?" + years, page, true},
		{"page: compare, three years", "/compare?" + years, page, false},
		{"page: moments of truth", "/journeys/j/moments", page, false},
		{"page: paths", "/journeys/j/paths", page, false},
		{"page: improvements", "/improvements", page, false},
		{"page: alerts", "/alerts", page, false},
	}
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

// fillMap stores a rollup for every touchpoint and day, for the total and for every
// dimension, and gives of how many responses: about as many as wanted.
func fillMap(ctx context.Context, url string, wanted int) (responses int64, err error) {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	random := rand.New(rand.NewPCG(1, 2))
	perDay := wanted/(mapTouchpoints*mapDays) + 1
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
			return responses, err
		}
		for some := range slices.Chunk(answers, 1000) {
			if err := db.Update(ctx, func(tx store.Tx) error { return tx.ResponsesAppend(some, func(string) (int, int) { return 0, 10 }) }); err != nil {
				return responses, err
			}
		}
	}
	return responses, nil
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
