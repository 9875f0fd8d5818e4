package validate

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/worlds"
)

// A stream has a year before its first baseline, so that seasons may be known, and
// is watched for a year after it.
const (
	watchedFrom = -365 - improve.BaselineDays - improve.SettledAfter
	watchedDays = 365
)

// quiet are the worlds without a change.
var quiet = []worlds.World{
	{Name: "independent answers", PerDay: 20},
	{Name: "independent answers", PerDay: 100},
	{Name: "one every other day", PerDay: .5},
	{Name: "weekends 15 points lower", PerDay: 20, Weekend: -15},
	{Name: "days with a score of their own, sd 10", PerDay: 20, Days: 10},
	{Name: "days with a score of their own, sd 10", PerDay: 100, Days: 10},
	{Name: "weeks with a score of their own, sd 8", PerDay: 20, Weeks: 8},
	{Name: "300 regulars beside the others", PerDay: 20, Shares: fewer, Regulars: 300, Regular: 30, Repeats: .6},
	{Name: "those who answer late 15 points lower", PerDay: 100, Slow: -15},
	{Name: "those who answer late 30 points lower", PerDay: 100, Slow: -30},
	{Name: "a score that wanders: AR(.95), sd 5", PerDay: 20, Wander: 5},
	{Name: "a drift of 1.5 points a month", PerDay: 20, Drift: 1.5},
	{Name: "a season of 10 points up and down", PerDay: 20, Season: 10},
}

var falseAlarms = experiment{
	key: "alarms", title: "Alerts where nothing breaks",
	promise: "At most one false alarm a year for each survey and direction.",
	how:     "A survey is watched for a year, every day, after a year of history. Alerts a year of one direction, on average. Where the score goes somewhere by itself an alert is no false alarm; there nothing is promised.",
	columns: []string{"drops", "rises"},
	live: func(r run) (rows []Row, err error) {
		for _, w := range quiet {
			n := max(2, int(float64(r.Lives)*min(1, 10/(w.PerDay+10))/2))
			lives, err := each(r, "alarms: "+rowName(w), n, func(random *rand.Rand) ([]surveys.Alert, error) { return watch(random, w, watchedDays) })
			if err != nil {
				return nil, err
			}
			counts := [2][]float64{}
			for _, alerts := range lives {
				var n [2]float64
				for _, a := range alerts {
					n[surveys.IfElse(a.Direction == surveys.Drop, 0, 1)]++
				}
				counts[0], counts[1] = append(counts[0], n[0]), append(counts[1], n[1])
			}
			bar := AtMost(1)
			if moves(w) {
				bar = nil
			}
			rows = append(rows, Row{rowName(w), len(lives), []Figure{mean(counts[0], PerYear, bar), mean(counts[1], PerYear, bar)}})
		}
		return rows, nil
	},
}

// drops come on day 0; a survey is watched for 60 days from then on.
var drops = []worlds.World{
	{Name: "a drop of 10 points", PerDay: 20, Effect: -10},
	{Name: "a drop of 20 points", PerDay: 20, Effect: -20},
	{Name: "a drop of 30 points", PerDay: 20, Effect: -30},
	{Name: "a drop of 10 points", PerDay: 100, Effect: -10},
	{Name: "a drop of 20 points", PerDay: 100, Effect: -20},
	{Name: "a drop of 20 points, half answering late", PerDay: 20, Effect: -20, Slow: -.001},
}

var delays = experiment{
	key: "delays", title: "How soon a drop is told",
	promise: "Each survey is held against its own 90 days, every day.",
	how:     "Days from the drop to the alert, the day of the alert included; lives in which it was told within 60 days.",
	columns: []string{"half within", "9 of 10 within", "told in 60 days"},
	live: func(r run) (rows []Row, err error) {
		const days = 60
		for _, w := range drops {
			n := max(2, int(float64(r.Lives)*min(1, 20/(w.PerDay+10))/2))
			lives, err := each(r, "delays: "+rowName(w), n, func(random *rand.Rand) ([]surveys.Alert, error) { return watch(random, w, days) })
			if err != nil {
				return nil, err
			}
			var after []float64
			told := 0
			for _, alerts := range lives {
				delay := math.Inf(1)
				for _, a := range alerts {
					if day := dayOf(a.Day); a.Direction == surveys.Drop && day >= 0 && math.IsInf(delay, 1) {
						delay = float64(day + 1)
						told++
					}
				}
				after = append(after, delay)
			}
			rows = append(rows, Row{rowName(w), len(lives), []Figure{quantile(after, .5, Days, nil), quantile(after, .9, Days, nil), share(told, len(lives), nil)}})
		}
		return rows, nil
	},
}

// watch lets a survey be watched for so many days from day 0 on, and gives the alerts
// about them. One look at the end finds what a look every day would have found: an
// answer counts from the day on which it was given.
func watch(random *rand.Rand, w worlds.World, days int) ([]surveys.Alert, error) {
	m := newMemory([]string{"t0"}, watchedFrom, days-1)
	w.Live(random, watchedFrom, days-1, func(a worlds.Answer) { m.add("t0", a) })
	told, err := m.improve(days).UpdateAlerts(context.Background(), improve.AlertUpdate{})
	return slices.DeleteFunc(told, func(a surveys.Alert) bool { return dayOf(a.Day) < 0 }), err
}
