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

func (days) ScoreChanges([]string, string, string) ([]surveys.ScoreChange, error) { return nil, nil }

// changed is days of which an alert says since when the score is another.
type changed struct {
	days
	since string
}

func (c changed) ScoreChanges([]string, string, string) ([]surveys.ScoreChange, error) {
	return []surveys.ScoreChange{{Survey: "s", Since: c.since}}, nil
}

// A period and the one before are as long as on the pages, and begin on any day.
func TestAnswersAreWorthLessWhereWeeksMoveThemOnWhateverDayTheseBegin(t *testing.T) {
	t.Parallel()
	for begins := range 7 {
		r, sum := rand.New(rand.NewPCG(1, uint64(begins))), 0.0
		const lives = 60
		for range lives {
			store := live(r, worlds.World{PerDay: 20, Weeks: 8, Begins: begins})
			sum += beyond(t, store, store) / lives
		}
		if sum < 2.1 || sum > 3.4 { // 64 points beside 6500 / 140 make 2.4
			t.Errorf("weeks that begin on day %d have an effect of %.2f", begins, sum)
		}
	}
}

// name gives the day so many days before the last of a life.
func name(back int) string {
	return time.Date(2026, 8, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -back).Format(time.DateOnly)
}

// beyond gives the effect of the last 90 days of a store.
func beyond(t *testing.T, store worth.Reader, of days) float64 {
	t.Helper()
	now := surveys.Period{From: name(89), To: name(0)}
	q, key := worth.Single(surveys.Survey{Key: "s", Metric: metric.NPS}, surveys.DimensionTotal, "", now)
	answers, err := worth.Read(store, q)
	if err != nil {
		t.Fatal(err)
	}
	var all metric.Tally
	for day, t := range of {
		if day >= now.From {
			all = all.Plus(t)
		}
	}
	return answers.Of(key, all).Beyond
}

func live(r *rand.Rand, w worlds.World) days {
	store := days{}
	w.Live(r, -179, 0, func(a worlds.Answer) {
		t := store[name(-a.Day)]
		t[a.Rating]++
		store[name(-a.Day)] = t
	})
	return store
}

func TestAChangeThatAnAlertFoundIsNoShockThatHidesIt(t *testing.T) {
	t.Parallel()
	r, hidden, found := rand.New(rand.NewPCG(4, 1)), 0.0, 0.0
	const lives = 40
	for range lives {
		store := live(r, worlds.World{PerDay: 20})
		for back := range 179 { // up by some 35 points, two weeks into the period
			day := store[name(back)]
			for rating := range 7 {
				for range day[rating] {
					if back < 75 && r.IntN(2) == 0 {
						day[rating], day[10] = day[rating]-1, day[10]+1
					}
				}
			}
			store[name(back)] = day
		}
		hidden += beyond(t, store, store) / lives
		found += beyond(t, changed{store, name(74)}, store) / lives
	}
	t.Logf("weeks have an effect of %.2f, and of %.2f once the change is known", hidden, found)
	if hidden < 2.4 || found > 1.6 {
		t.Errorf("the effect of weeks is %.2f, and %.2f once the change is known", hidden, found)
	}
}

// An alert that is wrong dates itself to the day at which weeks moved the score most.
// It comes once a year at most, and even then weeks are still seen.
func TestAFalseAlertHidesLittleOfWhatWeeksDo(t *testing.T) {
	t.Parallel()
	r, open, known := rand.New(rand.NewPCG(5, 1)), 0.0, 0.0
	const lives = 40
	for range lives {
		store := live(r, worlds.World{PerDay: 20, Weeks: 8})
		least := beyond(t, store, store)
		open += least / lives
		for back := 10; back < 80; back += 5 {
			least = min(least, beyond(t, changed{store, name(back)}, store))
		}
		known += least / lives
	}
	t.Logf("weeks have an effect of %.2f, and of %.2f where an alert hides the most that it can", open, known)
	if known < 1.3 {
		t.Errorf("of an effect of %.2f, an alert leaves %.2f", open, known)
	}
}

// shop is a store in which the same answers were given to each of some surveys.
type shop struct{ days }

func (s shop) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	for _, survey := range q.Surveys {
		_ = s.days.RollupDayEach(q, func(d surveys.DayTotal) {
			d.Survey = survey
			fn(d)
		})
	}
	return nil
}

// Two surveys that are put together are read by whole quarters, and with them all others.
func TestWhatAnswersAreWorthDoesNotHangOnWhatElseIsAsked(t *testing.T) {
	t.Parallel()
	store := days{}
	worlds.World{PerDay: 20, Weeks: 15}.Live(rand.New(rand.NewPCG(7, 1)), -400, 0, func(a worlds.Answer) {
		day := store[name(-a.Day)]
		day[a.Rating]++
		store[name(-a.Day)] = day
	})
	for _, of := range []surveys.Period{{From: name(89), To: name(0)}, {From: name(176), To: name(87)}, {From: name(9), To: name(3)}, {From: name(300), To: name(0)}} {
		read := func(keys ...string) worth.Effect {
			answers, err := worth.Read(shop{store}, worth.Question{Surveys: keys, Period: of, Of: func(survey, _ string) worth.Sum {
				return worth.Sum{Key: surveys.IfElse(survey == "s", "s", "others"), Metric: metric.NPS}
			}})
			if err != nil {
				t.Fatal(err)
			}
			return answers.Of(worth.Sum{Key: "s", Metric: metric.NPS}, metric.Tally{3: 800, 10: 1000})
		}
		if alone, beside := read("s"), read("s", "t", "u"); alone != beside || alone.Beyond == 1 {
			t.Errorf("from %s to %s the answers have the effect %+v, and beside others %+v", of.From, of.To, alone, beside)
		}
	}
}
