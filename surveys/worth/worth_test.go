package worth_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worlds"
	"halte/surveys/worth"
)

// days is a store with the answers to one survey, of people who never come again.
type days map[string]metric.Tally

func (days) RepeatSums(surveys.RepeatQuery) ([]surveys.RepeatSum, error) { return nil, nil }

func (d days) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	for day, t := range d {
		if day < q.From || day > q.To {
			continue
		}
		total := surveys.DayTotal{Survey: "s", Day: day, N: t.N()}
		for rating, n := range t {
			total.Sum += n * q.Metric.Value(rating)
		}
		fn(total)
	}
	return nil
}

// A period and the one before are as long as on the pages, and begin on any day.
func TestAnswersAreWorthLessWhereWeeksMoveThemOnWhateverDayTheseBegin(t *testing.T) {
	t.Parallel()
	last := time.Date(2026, 8, 30, 0, 0, 0, 0, time.UTC)
	name := func(back int) string { return last.AddDate(0, 0, -back).Format(time.DateOnly) }
	for begins := range 7 {
		r, sum := rand.New(rand.NewPCG(1, uint64(begins))), 0.0
		const lives = 60
		for range lives {
			store := days{}
			worlds.World{PerDay: 20, Weeks: 8, Begins: begins}.Live(r, -179, 0, func(a worlds.Answer) {
				t := store[name(-a.Day)]
				t[a.Rating]++
				store[name(-a.Day)] = t
			})
			now, before := surveys.Period{From: name(89), To: name(0)}, surveys.Period{From: name(179), To: name(90)}
			q, key := worth.Single(surveys.Survey{Key: "s", Metric: metric.NPS}, surveys.DimensionTotal, "", now, before)
			answers, err := worth.Read(store, q)
			if err != nil {
				t.Fatal(err)
			}
			var all metric.Tally
			for day, t := range store {
				if day >= now.From {
					all = all.Plus(t)
				}
			}
			sum += answers.Of(key, 0, all).Beyond / lives
		}
		if sum < 2.1 || sum > 3.4 { // 64 points beside 6500 / 140 make 2.4
			t.Errorf("weeks that begin on day %d have an effect of %.2f", begins, sum)
		}
	}
}
