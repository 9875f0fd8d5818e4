package improve

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
)

// runs is how many years a simulation lives through: few in every run of the
// tests, many where HALTE_SIMULATE asks for the long form.
func simulated(few, many int) int {
	if os.Getenv("HALTE_SIMULATE") == "long" {
		return many
	}
	return few
}

// world is a touchpoint that answers come from.
type world struct {
	shares [3]float64 // detractors, passives, promoters
	perDay float64    // answers, Poisson
	shock  float64    // standard deviation of a day's own score, in points
	change float64    // points that the score moves by on day changes
	from   int        // number of days before the change
}

// typical is distribution A: NPS 32.
var typical = [3]float64{.22, .24, .54}

// lives gives the daily rollups of so many days.
func (w world) lives(r *rand.Rand, first string, days int) []surveys.Rollup {
	rows := make([]surveys.Rollup, 0, days)
	for day := range days {
		move := w.shock * r.NormFloat64()
		if w.change != 0 && day >= w.from {
			move += w.change
		}
		// A drop turns promoters into detractors, a rise the other way round.
		detractors, promoters := w.shares[0]-move/200, w.shares[2]+move/200
		row := surveys.Rollup{Survey: "s", Day: surveys.DayName(surveys.DayNumber(first) + day)}
		for range poisson(r, w.perDay) {
			switch u := r.Float64(); {
			case u < detractors:
				row.Tally[3]++
			case u > 1-promoters:
				row.Tally[10]++
			default:
				row.Tally[8]++
			}
		}
		if row.Tally.N() > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// poisson draws a count (Knuth).
func poisson(r *rand.Rand, mean float64) int {
	n, p, least := 0, r.Float64(), math.Exp(-mean)
	for p > least {
		n++
		p *= r.Float64()
	}
	return n
}

// watched folds rollups as UpdateAlerts does, and gives the alerts.
func watched(rows []surveys.Rollup, until string) []surveys.Alert {
	_, alerts := Stream{Survey: "s"}.advance(metric.NPS, historyOf(rows, until), until, metric.Threshold(1, 1))
	return alerts
}

const simulatedFrom = "2026-01-01"

func TestQuietTouchpointsRaiseAtMostOneFalseAlarmAYear(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]world{
		"5 a day":                       {shares: typical, perDay: 5},
		"20 a day":                      {shares: typical, perDay: 20},
		"one every other day":           {shares: typical, perDay: .5},
		"20 a day, shocks of 10":        {shares: typical, perDay: 20, shock: 10},
		"100 a day, shocks of 10":       {shares: typical, perDay: 100, shock: 10},
		"excellent, 20 a day":           {shares: [3]float64{.05, .18, .77}, perDay: 20},
		"polarised, 20 a day, shocks 5": {shares: [3]float64{.47, .21, .32}, perDay: 20, shock: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(8, uint64(len(name))))
			runs, alarms := simulated(25, 500), 0
			days := BaselineDays + SettledAfter + 365
			until := surveys.DayName(surveys.DayNumber(simulatedFrom) + days - 1)
			for range runs {
				alarms += len(watched(w.lives(r, simulatedFrom, days), until))
			}
			perStream := float64(alarms) / float64(2*runs)
			t.Logf("%.3f false alarms in a year of a stream", perStream)
			if perStream > 1 {
				t.Errorf("%.2f false alarms in a year of a stream, at most 1", perStream)
			}
		})
	}
}

func TestADropOfTwentyPointsIsFoundWithinTenDays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 20))
	const quiet = BaselineDays + SettledAfter + 30
	w := world{shares: typical, perDay: 20, change: -20, from: quiet}
	until := surveys.DayName(surveys.DayNumber(simulatedFrom) + quiet + 60 - 1)
	var delays, off []int
	for range simulated(400, 3000) {
		delay := math.MaxInt
		for _, a := range watched(w.lives(r, simulatedFrom, quiet+60), until) {
			if after := surveys.DayNumber(a.Day) - surveys.DayNumber(simulatedFrom) - quiet + 1; after > 0 && a.Direction == surveys.Drop {
				delay = after
				off = append(off, surveys.DayNumber(a.Since)-surveys.DayNumber(simulatedFrom)-quiet)
				break
			}
		}
		delays = append(delays, delay)
	}
	slices.Sort(delays)
	slices.Sort(off)
	median := delays[len(delays)/2]
	t.Logf("found after %d days (median), 9 of 10 within %d; the day it is dated to is %d days off (median), 8 of 10 from %d to %d", median,
		delays[len(delays)*9/10], off[len(off)/2], off[len(off)/10], off[len(off)*9/10])
	if median > 10 {
		t.Errorf("half of the drops were found after %d days or more, want 10", median)
	}
	if m := off[len(off)/2]; m < -3 || m > 3 {
		t.Errorf("half of the drops are dated %d days off", m)
	}
}
