package metric_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

var usual = metric.ConfidenceSequence{Tau: 10, Alpha: 0.05}

func TestASequenceClaimsExactlyWhenItsIntervalLeavesOutZero(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		s := metric.ConfidenceSequence{Tau: m.SmallestEffect(), Alpha: rapid.SampledFrom([]float64{0.01, 0.05, 0.1}).Draw(t, "alpha")}
		change := metric.Change(m.Cell(tallies(m).Draw(t, "before")), m.Cell(tallies(m).Draw(t, "after")))
		look := s.At(change)
		outside := !look.Interval.Contains(0)
		if (look.P < s.Alpha) != outside {
			t.Fatalf("p = %v, interval %v", look.P, look.Interval)
		}
		if look.Moved != (outside && change.Least >= metric.LeastToClaim) {
			t.Fatalf("moved %v: %+v", look.Moved, look)
		}
	})
}

func TestASequenceIsWiderThanASingleLookByAtLeastHalf(t *testing.T) {
	t.Parallel()
	narrowest := math.Inf(1)
	for v := 1e-6; v < 1e6; v *= 1.01 {
		narrowest = min(narrowest, usual.HalfWidth(v)/(1.959963984540054*math.Sqrt(v)))
	}
	if narrowest < 1.54 || narrowest > 1.56 {
		t.Errorf("at best %v times as wide, want 1.55", narrowest)
	}
}

func TestTheRunningPNeverRisesAndWaitsForResponses(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		before := m.Cell(tallies(m).Draw(t, "before"))
		var after metric.Tally
		var looks []metric.Contrast
		for range rapid.IntRange(0, 15).Draw(t, "days") {
			after = after.Plus(tally(t, m, rapid.Int64Range(0, 4)))
			looks = append(looks, metric.Change(before, m.Cell(after)))
		}
		path := metric.ConfidenceSequence{Tau: m.SmallestEffect(), Alpha: 0.05}.Follow(looks, 20)
		last := 1.0
		for i, p := range path.P {
			if p > last || (looks[i].Least < 20 && p != last) {
				t.Fatalf("look %d of %v", i, path.P)
			}
			if claimed := path.First > 0 && i+1 >= path.First; claimed != (p < 0.05) {
				t.Fatalf("claimed at %d: %v", path.First, path.P)
			}
			last = p
		}
	})
}

func TestTheOrderOfCellsInAContrastDoesNotMatter(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		terms := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) metric.Term {
			return metric.Term{Coefficient: rapid.SampledFrom([]float64{1, -1, 0.5}).Draw(t, "coefficient"), Cell: m.Cell(tallies(m).Draw(t, "tally"))}
		}), 1, 5).Draw(t, "terms")
		one := metric.Contrasting(terms...)
		slices.Reverse(terms)
		other := metric.Contrasting(terms...)
		if !near(one.Center, other.Center) || !near(one.Raw, other.Raw) || !near(one.Variance, other.Variance) || one.Least != other.Least {
			t.Fatalf("%+v is not %+v", one, other)
		}
	})
}

func TestWhatMovesControlsAndTreatedAlikeDropsOut(t *testing.T) {
	t.Parallel()
	before, after := metric.NPS.Cell(metric.Tally{10: 50, 0: 50}), metric.NPS.Cell(metric.Tally{10: 80, 0: 20})
	did := metric.DifferenceInDifferences(before, after, before, after)
	if did.Raw != 0 || did.Center != 0 || did.Variance != 2*metric.Change(before, after).Variance {
		t.Errorf("%+v", did)
	}
}

func TestHugeAndVanishingEvidenceStaysFinite(t *testing.T) {
	t.Parallel()
	all, none := metric.NPS.Cell(metric.Tally{10: 1e9}), metric.NPS.Cell(metric.Tally{0: 1e9})
	look := usual.At(metric.Change(none, all))
	if math.IsNaN(look.LogEvidence) || math.IsInf(look.LogEvidence, 0) || look.P != 0 || !look.Moved {
		t.Errorf("%+v", look)
	}
	if !math.IsInf(look.Evidence(), 1) {
		t.Errorf("evidence %v", look.Evidence())
	}
	if usual.HalfWidth(0) != 0 || usual.LogEvidence(0, 0) != 0 {
		t.Error("no variance, no width, no evidence")
	}
}

func TestAllVersionsOfAnImprovementTogetherSpendOneAlpha(t *testing.T) {
	t.Parallel()
	var spent float64
	for version := 1; version < 60; version++ {
		spent += metric.VersionAlpha(0.05, version)
	}
	if !near(spent, 0.05) {
		t.Errorf("spent %v", spent)
	}
}

// world draws days of NPS responses from shares of detractors, passives and
// promoters.
type world struct {
	random *rand.Rand
	perDay int
}

func (w world) day(shares [3]float64) (day metric.Tally) {
	for range w.perDay {
		switch u := w.random.Float64(); {
		case u < shares[0]:
			day[3]++
		case u < shares[0]+shares[1]:
			day[7]++
		default:
			day[10]++
		}
	}
	return day
}

func (w world) days(n int, shares [3]float64) (sum metric.Tally) {
	for range n {
		sum = sum.Plus(w.day(shares))
	}
	return sum
}

var (
	typical = [3]float64{.22, .24, .54}
	better  = [3]float64{.17, .24, .59} // 10 points more
	best    = [3]float64{.12, .24, .64} // 20 points more
	worse   = [3]float64{.32, .24, .44} // 20 points less
)

// claims returns how often 90 daily looks after an 84-day baseline at 20
// responses a day end in a claim, by the sequence and by the declared end.
func claims(seed uint64, runs int, after [3]float64) (sequence, planned float64) {
	w := world{rand.New(rand.NewPCG(seed, 1)), 20}
	for range runs {
		before := metric.NPS.Cell(w.days(84, typical))
		var sum metric.Tally
		var looks []metric.Contrast
		crossed, over := false, false
		for range 90 {
			sum = sum.Plus(w.day(after))
			cell := metric.NPS.Cell(sum)
			looks = append(looks, metric.Change(before, cell))
			if b := metric.PlannedBoundary(before, cell, 90*20, 0.05); !over {
				crossed, over = crossed || b.Crossed, b.Final
			}
		}
		if usual.Follow(looks, metric.LeastToClaim).First > 0 {
			sequence++
		}
		if crossed {
			planned++
		}
	}
	return sequence / float64(runs), planned / float64(runs)
}

func TestDailyLooksAtNoEffectSeldomEndInAClaim(t *testing.T) {
	t.Parallel()
	sequence, planned := claims(1, 1500, typical)
	t.Logf("sequence %.1f%%, declared end %.1f%%", 100*sequence, 100*planned)
	if sequence > 0.05 || planned > 0.07 {
		t.Errorf("false claims: sequence %.3f, declared end %.3f", sequence, planned)
	}
}

func TestTenPointsAreFoundInNinetyDaysAtTwentyResponsesADay(t *testing.T) {
	t.Parallel()
	sequence, planned := claims(2, 600, better)
	t.Logf("sequence %.1f%%, declared end %.1f%%", 100*sequence, 100*planned)
	if sequence < 0.80 || planned < 0.90 {
		t.Errorf("found: sequence %.3f, declared end %.3f", sequence, planned)
	}
	if sequence, _ := claims(3, 300, best); sequence < 0.98 {
		t.Errorf("of 20 points found: %.3f", sequence)
	}
}

func TestTwentyIdleImprovementsWatchedDailySeldomYieldAClaim(t *testing.T) {
	t.Parallel()
	const runs, improvements = 60, 20
	w := world{rand.New(rand.NewPCG(4, 1)), 20}
	shown := 0
	for range runs {
		claimed := false
		var before, after [improvements]metric.Tally
		for i := range before {
			before[i] = w.days(84, typical)
		}
		for range 90 {
			e := make([]float64, improvements)
			for i := range e {
				after[i] = after[i].Plus(w.day(typical))
				e[i] = usual.At(metric.Change(metric.NPS.Cell(before[i]), metric.NPS.Cell(after[i]))).Evidence()
			}
			k, _ := metric.EBH(e, 0.05)
			claimed = claimed || k > 0
		}
		if claimed {
			shown++
		}
	}
	t.Logf("%d of %d screens", shown, runs)
	if shown > 6 {
		t.Errorf("%d of %d screens showed a false claim", shown, runs)
	}
}

func TestMoreResponsesShowSmallerEffects(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := metric.SampleSize{
			Alpha: rapid.SampledFrom([]float64{0.01, 0.05}).Draw(t, "alpha"),
			Power: rapid.SampledFrom([]float64{0.5, 0.8, 0.95}).Draw(t, "power"),
			Tau:   rapid.SampledFrom([]float64{5, 10, 20}).Draw(t, "tau"),
		}
		variance := rapid.Float64Range(100, 10_000).Draw(t, "variance")
		effect := rapid.Float64Range(0.5, 100).Draw(t, "effect")
		sizes := plan.PerArm(variance, effect)
		for _, c := range []struct {
			n        int64
			smallest func(metric.Effects) float64
		}{
			{sizes.Fixed, func(e metric.Effects) float64 { return e.Fixed }},
			{sizes.Planned, func(e metric.Effects) float64 { return e.Planned }},
			{sizes.Anytime, func(e metric.Effects) float64 { return e.Anytime }},
		} {
			if c.smallest(plan.Detectable(2*variance/float64(c.n))) > effect {
				t.Fatalf("%d are not enough", c.n)
			}
			if c.n > 1 && c.smallest(plan.Detectable(2*variance/float64(c.n-1))) <= effect {
				t.Fatalf("%d are more than enough", c.n)
			}
		}
		if sizes.Fixed > sizes.Planned || sizes.Planned > sizes.Anytime {
			t.Fatalf("looking more often is not free: %+v", sizes)
		}
	})
}

func TestANoisyBaselineMakesAnEffectUnfindableForEver(t *testing.T) {
	t.Parallel()
	plan := metric.SampleSize{Alpha: 0.05, Power: 0.8, Tau: 10}
	for _, n0 := range []int64{0, 100} {
		if sizes := plan.After(6500, n0, 6500, 5); sizes != (metric.Sizes{}) {
			t.Errorf("baseline of %d: %+v", n0, sizes)
		}
	}
	if sizes := plan.PerArm(6500, 0); sizes != (metric.Sizes{}) {
		t.Errorf("no effect is found with %+v", sizes)
	}
	if effects := plan.Detectable(math.Inf(1)); !math.IsInf(effects.Anytime, 1) || !math.IsInf(effects.Fixed, 1) {
		t.Errorf("nobody shows %+v", effects)
	}
}
