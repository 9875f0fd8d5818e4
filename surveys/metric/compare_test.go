package metric_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func TestADifferenceIsSignificantExactlyWhenItsIntervalLeavesOutZero(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		level := rapid.SampledFrom([]float64{0.8, 0.9, 0.95, 0.99}).Draw(t, "level")
		a, b := tallies(m).Draw(t, "a"), tallies(m).Draw(t, "b")
		d := metric.Compare(m.Cell(a), m.Cell(b), level)
		if significant := d.P < 1-level; significant == d.Interval.Contains(0) {
			t.Fatalf("p = %v at %v, interval %v", d.P, level, d.Interval)
		}
		if finite := d.Z + d.P + d.SE + d.Value; math.IsNaN(finite) || math.IsInf(finite, 0) {
			t.Fatalf("%+v", d)
		}
	})
}

func TestADifferenceSeenFromTheOtherSideIsItsMirror(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		a, b := m.Cell(tallies(m).Draw(t, "a")), m.Cell(tallies(m).Draw(t, "b"))
		there, back := metric.Compare(a, b, 0.95), metric.Compare(b, a, 0.95)
		if there.Value != -back.Value || there.P != back.P ||
			!nearInterval(there.Interval, metric.Interval{Lo: -back.Interval.Hi, Hi: -back.Interval.Lo}) {
			t.Fatalf("%+v and back %+v", there, back)
		}
	})
}

func TestATouchpointDoesNotDifferFromItself(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		c := m.Cell(tallies(m).Draw(t, "tally"))
		if d := metric.Compare(c, c, 0.95); d.P != 1 || d.Value != 0 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestAComparisonWithNobodyIsAbsentAndOneOfAFewIsTooFew(t *testing.T) {
	t.Parallel()
	nobody, four, five := metric.NPS.Cell(metric.Tally{}), metric.NPS.Cell(metric.Tally{9: 4}), metric.NPS.Cell(metric.Tally{9: 5})
	if !metric.Compare(nobody, five, 0.95).Absent() || metric.Compare(four, five, 0.95).Absent() {
		t.Error("absence is not told from small numbers")
	}
	if !metric.Compare(four, five, 0.95).TooFew() || metric.Compare(five, five, 0.95).TooFew() {
		t.Error("four are enough, or five are not")
	}
}

func TestEveryTouchpointIsComparedWithAllOthersPooled(t *testing.T) {
	t.Parallel()
	good, bad, fair := metric.Tally{10: 80, 0: 20}, metric.Tally{10: 20, 0: 80}, metric.Tally{10: 50, 0: 50}
	d := metric.NPS.AgainstRest([]metric.Tally{good, bad, fair}, 0.95)
	if d[0].Value != 90 || d[1].Value != -90 || d[2].Value != 0 {
		t.Errorf("%+v", d)
	}
}

func probabilities() *rapid.Generator[[]float64] {
	return rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.01, 1})), 0, 20)
}

func TestCorrectionsForManyTestsNeverMakeOneMoreCertain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := probabilities().Draw(t, "p")
		holm, bh := metric.Holm(p), metric.BenjaminiHochberg(p)
		for i := range p {
			if holm[i] < bh[i] || bh[i] < p[i] || holm[i] > 1 {
				t.Fatalf("p %v: Holm %v, BH %v", p[i], holm[i], bh[i])
			}
			for j := range p {
				if p[i] < p[j] && (holm[i] > holm[j] || bh[i] > bh[j]) {
					t.Fatalf("%v and %v changed places", p[i], p[j])
				}
				if p[i] == p[j] && (holm[i] != holm[j] || bh[i] != bh[j]) {
					t.Fatalf("equal p, unequal results: %v, %v", holm, bh)
				}
			}
		}
	})
}

func TestEvidenceThatStandsAmongManyMeetsItsBar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 2000), rapid.Just(math.Inf(1))), 0, 20).Draw(t, "e")
		k, stands := metric.EBH(e, 0.05)
		count := 0
		for i := range e {
			if stands[i] {
				count++
				if e[i] < float64(len(e))/(0.05*float64(k)) {
					t.Fatalf("%v stands among %d of %d", e[i], k, len(e))
				}
			} else if e[i] >= float64(len(e))/(0.05*float64(k+1)) {
				t.Fatalf("%v does not stand beside %d of %d", e[i], k, len(e))
			}
		}
		if count != k {
			t.Fatalf("%d stand, %d are said to", count, k)
		}
	})
}

func TestARankMovesOnlyAsFarAsSignificantDifferencesAllow(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		drawn := rapid.SliceOfN(tallies(m), 0, 8).Draw(t, "tallies")
		cells := make([]metric.Cell, len(drawn))
		for i := range drawn {
			cells[i] = m.Cell(drawn[i])
		}
		ranking := metric.Rank(cells, 0.05)
		if len(ranking.P) != len(cells)*(len(cells)-1)/2 {
			t.Fatalf("%d pairs of %d", len(ranking.P), len(cells))
		}
		for i, a := range ranking.Ranks {
			observed := 1
			for j := range cells {
				if cells[j].Center > cells[i].Center {
					observed++
				}
			}
			if a.Best < 1 || a.Best > observed || a.Worst < observed || a.Worst > len(cells) {
				t.Fatalf("rank %d is not among %+v", observed, a)
			}
		}
	})
}
