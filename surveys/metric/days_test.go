package metric_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func drawDays(t *rapid.T, m metric.Metric) []metric.Tally {
	return rapid.SliceOfN(tallies(m), 0, 12).Draw(t, "days")
}

func TestWithoutForgettingTheSmoothedScoreIsThatOfAllDays(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		var all metric.Tally
		days := drawDays(t, m)
		for i, s := range m.Smooth(days, 0, 0.95) {
			all = all.Plus(days[i])
			if s.Absent() != all.IsZero() || !near(s.EffectiveN, float64(all.N())) {
				t.Fatalf("%d responses count as %v", all.N(), s.EffectiveN)
			}
			if c := m.Cell(all); !s.Absent() && (!near(s.Value, c.Raw) || !nearInterval(s.Interval, c.Interval(0.95))) {
				t.Fatalf("%+v is not %+v", s, c)
			}
		}
	})
}

func TestTheSmoothedScoreLiesInItsIntervalAndCountsNoMoreThanTheResponses(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		var n int64
		days := drawDays(t, m)
		for i, s := range m.Smooth(days, rapid.Float64Range(0.001, 1).Draw(t, "decay"), 0.95) {
			n += days[i].N()
			if s.EffectiveN > float64(n)*(1+1e-9) {
				t.Fatalf("%d responses count as %v", n, s.EffectiveN)
			}
			if !s.Absent() && !s.Interval.Contains(s.Value) || s.Interval.Within(m.Range()) != s.Interval {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func TestEmptyDaysDoNotChangeTheSmoothedScore(t *testing.T) {
	t.Parallel()
	days := append([]metric.Tally{{9: 7, 3: 2}}, make([]metric.Tally, 3000)...)
	smoothed := metric.NPS.Smooth(days, 0.05, 0.95)
	if last := smoothed[len(smoothed)-1]; !near(last.Value, smoothed[0].Value) || !near(last.EffectiveN, 9) {
		t.Errorf("after years without responses: %+v", last)
	}
	for _, s := range metric.NPS.Smooth(days, 0.9, 0.95) {
		if math.IsNaN(s.Value) || math.IsNaN(s.EffectiveN) || math.IsNaN(s.Interval.Lo) {
			t.Fatalf("%+v", s)
		}
	}
}

func TestDispersionDoesNotDependOnTheOrderOfDaysOrOnEmptyOnes(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		days := drawDays(t, m)
		one := m.Dispersion(days)
		slices.Reverse(days)
		other := m.Dispersion(append(days, metric.Tally{}))
		if one.Blocks != other.Blocks || !near(one.Raw, other.Raw) || one.Phi < 1 {
			t.Fatalf("%+v is not %+v", one, other)
		}
		if one.Absent() && (one.Phi != 1 || one.Raw != 0) {
			t.Fatalf("%+v of fewer than two days", one)
		}
	})
}

func TestDaysAlikeAreNotDispersedAndDaysApartAre(t *testing.T) {
	t.Parallel()
	alike := []metric.Tally{{9: 10, 0: 10}, {9: 10, 0: 10}, {9: 10, 0: 10}}
	if d := metric.NPS.Dispersion(alike); d.Raw > 1e-12 || d.Phi != 1 {
		t.Errorf("alike: %+v", d)
	}
	apart := []metric.Tally{{9: 20}, {0: 20}, {9: 20}, {0: 20}}
	if d := metric.NPS.Dispersion(apart); d.Phi < 10 {
		t.Errorf("apart: %+v", d)
	}
	// A shock that strikes treated and control alike is none to their difference.
	if d := metric.NPS.DispersionOfDifferences(apart, apart); d.Raw != 0 || d.Phi != 1 || d.Blocks != 4 {
		t.Errorf("apart in step: %+v", d)
	}
	if d := metric.NPS.DispersionOfDifferences(apart, alike); d.Phi < 5 || d.Blocks != 3 {
		t.Errorf("apart against alike: %+v", d)
	}
}

func TestADetectorStaysQuietWhileTheScoreHoldsAndSpeaksWhenItDrops(t *testing.T) {
	t.Parallel()
	const threshold, streams = 365, 200
	w := world{rand.New(rand.NewPCG(5, 1)), 20}
	alarms := 0
	var delays []int
	for range streams {
		detector := metric.NPS.Detect(metric.NPS.Cell(w.days(90, typical)), false, 1)
		year, drop := make([]metric.Tally, 365), make([]metric.Tally, 60)
		for i := range year {
			year[i] = w.day(typical)
		}
		for i := range drop {
			drop[i] = w.day(worse)
		}
		var watch metric.Watch
		for _, day := range year {
			if watch = detector.Next(watch, day); watch.Evidence() >= threshold {
				alarms, watch = alarms+1, nil
			}
		}
		delay := 1
		for _, day := range drop {
			if watch = detector.Next(watch, day); watch.Evidence() >= threshold {
				break
			}
			delay++
		}
		delays = append(delays, delay)
	}
	slices.Sort(delays)
	t.Logf("%d false alarms in %d stream-years, median delay %d days", alarms, streams, delays[streams/2])
	if alarms > streams {
		t.Errorf("%d false alarms in %d stream-years", alarms, streams)
	}
	if delays[streams/2] > 10 {
		t.Errorf("a drop of 20 points is told after %d days", delays[streams/2])
	}
}

func TestADetectorOfRisesIsOneOfDropsTurnedOver(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		baseline, days := tallies(m).Draw(t, "baseline"), drawDays(t, m)
		turned := make([]metric.Tally, len(days))
		for i := range days {
			turned[i] = reverse(m, days[i])
		}
		drop, first := m.Detect(m.Cell(baseline), false, 1.5).Follow(days, 365)
		rise, second := m.Detect(m.Cell(reverse(m, baseline)), true, 1.5).Follow(turned, 365)
		for i := range drop {
			// Millions of responses a day multiply the last digit, too.
			if !(math.Abs(math.Log1p(drop[i])-math.Log1p(rise[i])) < 1e-3) {
				t.Fatalf("day %d: %v and %v", i, drop[i], rise[i])
			}
		}
		if first != second {
			t.Fatalf("alarms on %d and %d", first, second)
		}
	})
}

func TestAnUnwatchedStreamHasNoEvidence(t *testing.T) {
	t.Parallel()
	var w metric.Watch
	if w.Evidence() != 0 {
		t.Error(w.Evidence())
	}
	if got := metric.Threshold(40, 2); got != 7300 {
		t.Errorf("threshold of 40 streams at two alarms a year: %v", got)
	}
}

func TestAShiftOfTheMixAndWithinAddUpToTheChange(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		segments := rapid.IntRange(1, 5).Draw(t, "segments")
		before := rapid.SliceOfN(tallies(m), segments, segments).Draw(t, "before")
		after := rapid.SliceOfN(tallies(m), segments, segments).Draw(t, "after")
		var all0, all1 metric.Tally
		for h := range before {
			all0, all1 = all0.Plus(before[h]), all1.Plus(after[h])
		}
		shift, exists := m.MixShift(before, after)
		if exists == (all0.IsZero() || all1.IsZero()) {
			t.Fatalf("exists: %v", exists)
		}
		change := m.Score(all1).Value - m.Score(all0).Value
		if exists && math.Abs(shift.Mix+shift.Within-change) > 1e-9 {
			t.Fatalf("%+v is not a change of %v", shift, change)
		}
	})
}

func TestAChangeOfMixAloneIsNoAdjustedChange(t *testing.T) {
	t.Parallel()
	glad, sad := metric.Tally{10: 90, 0: 10}, metric.Tally{10: 30, 0: 70}
	more := glad.Plus(glad).Plus(glad)
	shift, _ := metric.NPS.MixShift([]metric.Tally{glad, sad}, []metric.Tally{more, sad})
	if shift.Within != 0 || !near(shift.Mix, 30) {
		t.Errorf("%+v", shift)
	}
	cells := func(tallies ...metric.Tally) (cells []metric.Cell) {
		for _, t := range tallies {
			cells = append(cells, metric.NPS.Cell(t))
		}
		return cells
	}
	adjusted := metric.MixAdjusted([]float64{0.5, 0.5}, cells(glad, sad), cells(more, sad))
	if adjusted.Center != 0 || adjusted.Least != 100 || adjusted.Variance <= 0 {
		t.Errorf("%+v", adjusted)
	}
	if !metric.MixAdjusted([]float64{0.5, 0.5}, cells(glad, sad), cells(glad, metric.Tally{})).Absent() {
		t.Error("a segment without responses has changed")
	}
}

func TestASteadyRiseBeforeTheChangeIsATrend(t *testing.T) {
	t.Parallel()
	var rising, level []metric.Contrast
	for week := range int64(12) {
		if week == 5 { // nobody answered, but the week went by
			rising = append(rising, metric.Contrasting(metric.Term{Coefficient: 1, Cell: metric.NPS.Cell(metric.Tally{})}))
			continue
		}
		up := metric.NPS.Cell(metric.Tally{10: 500 + 10*week, 0: 500 - 10*week})
		rising = append(rising, metric.Contrasting(metric.Term{Coefficient: 1, Cell: up}))
		level = append(level, metric.Contrasting(metric.Term{Coefficient: 1, Cell: metric.NPS.Cell(metric.Tally{10: 600, 0: 400})}))
	}
	if s := metric.PreTrend(rising, 1, 0.95); !near(s.PerWeek, 2) || s.P > 0.001 || s.Weeks != 11 || s.Interval.Contains(0) {
		t.Errorf("rising: %+v", s)
	}
	if s := metric.PreTrend(level, 1, 0.95); math.Abs(s.PerWeek) > 1e-9 || s.P < 0.99 {
		t.Errorf("level: %+v", s)
	}
	if s := metric.PreTrend(level[:1], 1, 0.95); !s.Absent() || s.P != 1 {
		t.Errorf("one week: %+v", s)
	}
}
