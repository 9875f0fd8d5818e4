package metric_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

// opinions draws ratings of k touchpoints and the relationship that share some of
// what moves them.
func opinions(t *rapid.T, k int) (x [][]float64, y []float64) {
	rating := rapid.IntRange(0, 10)
	for range rapid.IntRange(k+5, 40).Draw(t, "contacts") {
		mood := rating.Draw(t, "mood")
		row := make([]float64, k)
		for j := range row {
			row[j] = float64(mood + rating.Draw(t, "x"))
		}
		x, y = append(x, row), append(y, float64(mood+rating.Draw(t, "y")))
	}
	return x, y
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func TestImportanceIsSharedOutWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, ry := metric.Correlations(opinions(t, rapid.IntRange(1, 6).Draw(t, "touchpoints")))
		exact, err := metric.LMG(r, ry)
		if err != nil {
			t.Skip(err) // a touchpoint that everybody rated the same
		}
		quick, err := metric.RelativeWeights(r, ry)
		if err != nil {
			t.Fatal(err)
		}
		for name, i := range map[string]metric.Importance{"LMG": exact, "relative weights": quick} {
			if !near(sum(i.Weights), i.R2) || i.R2 < 0 || i.R2 > 1+1e-9 || (i.Shares != nil && !near(sum(i.Shares), 1)) {
				t.Fatalf("%s: %+v", name, i)
			}
			for _, w := range i.Weights {
				if w < -1e-9 {
					t.Fatalf("%s: %+v", name, i)
				}
			}
		}
		if !near(exact.R2, quick.R2) {
			t.Fatalf("R² %v and %v", exact.R2, quick.R2)
		}
	})
}

func TestUncorrelatedTouchpointsKeepTheirOwn(t *testing.T) {
	t.Parallel()
	r, ry := [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, []float64{0.5, -0.3, 0}
	for name, of := range map[string]func([][]float64, []float64) (metric.Importance, error){"LMG": metric.LMG, "relative weights": metric.RelativeWeights} {
		i, err := of(r, ry)
		if err != nil || !near(i.Weights[0], 0.25) || !near(i.Weights[1], 0.09) || !near(i.Weights[2], 0) {
			t.Errorf("%s: %+v, %v", name, i, err)
		}
	}
}

func TestTwoCopiesOfATouchpointShareItsImportance(t *testing.T) {
	t.Parallel()
	r, ry := [][]float64{{1, 1, 0.2}, {1, 1, 0.2}, {0.2, 0.2, 1}}, []float64{0.6, 0.6, 0.3}
	alone, err := metric.LMG([][]float64{{1, 0.2}, {0.2, 1}}, []float64{0.6, 0.3})
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]func([][]float64, []float64) (metric.Importance, error){"LMG": metric.LMG, "relative weights": metric.RelativeWeights} {
		i, err := of(r, ry)
		if err != nil || !near(i.Weights[0], i.Weights[1]) || !near(i.R2, alone.R2) {
			t.Errorf("%s: %+v, %v; want R² %v", name, i, err, alone.R2)
		}
	}
}

func TestCorrelationsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	of := map[string]func([][]float64, []float64) (metric.Importance, error){"LMG": metric.LMG, "relative weights": metric.RelativeWeights}
	for name, importance := range of {
		for what, r := range map[string][][]float64{
			"contradiction": {{1, .9, -.9}, {.9, 1, .9}, {-.9, .9, 1}},
			"missing":       {{1, math.NaN(), 0}, {math.NaN(), 1, 0}, {0, 0, 1}},
			"ragged":        {{1, 0, 0}, {0, 1}, {0, 0, 1}},
			"too small":     {{1, 0}, {0, 1}},
		} {
			if i, err := importance(r, []float64{.1, .2, .3}); err == nil {
				t.Errorf("%s of %s: %+v", name, what, i)
			}
		}
		none, err := importance([][]float64{{1, 0}, {0, 1}}, []float64{0, 0})
		if err != nil || none.R2 != 0 || none.Shares != nil {
			t.Errorf("%s of nothing explained: %+v, %v", name, none, err)
		}
		if empty, err := importance(nil, nil); err != nil || empty.R2 != 0 || len(empty.Weights) != 0 {
			t.Errorf("%s of no touchpoints: %+v, %v", name, empty, err)
		}
	}
	if _, err := metric.LMG(identity(21), make([]float64, 21)); err == nil {
		t.Error("two million subsets were tried")
	}
}

func identity(k int) [][]float64 {
	r := make([][]float64, k)
	for i := range r {
		r[i] = make([]float64, k)
		r[i][i] = 1
	}
	return r
}

func TestShrinkingReconcilesCorrelationsThatContradict(t *testing.T) {
	t.Parallel()
	r, ry := [][]float64{{1, .9, -.9}, {.9, 1, .9}, {-.9, .9, 1}}, []float64{.3, .2, .1}
	pairs := [][]float64{{0, 50, 50}, {50, 0, 50}, {50, 50, 0}}
	shrunk, lambda := metric.Shrink(r, ry, pairs)
	if _, err := metric.LMG(shrunk, ry); err != nil || lambda <= 0 || lambda >= 1 || shrunk[1][1] != 1 {
		t.Errorf("lambda %v: %v, %v", lambda, shrunk, err)
	}
	calm := [][]float64{{1, .5}, {.5, 1}}
	if _, lambda := metric.Shrink(calm, []float64{.3, .2}, [][]float64{{0, 1e6}, {1e6, 0}}); lambda > 1e-4 {
		t.Errorf("a million pairs were shrunk by %v", lambda)
	}
}

func TestPairwiseCorrelationsLeaveOutWhatWasNotRated(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	r, ry := metric.Correlations([][]float64{{1, nan}, {2, 5}, {3, 7}, {4, 9}, {5, nan}}, []float64{2, 4, 6, nan, 10})
	if !near(r[0][1], 1) || !near(ry[0], 1) || !near(ry[1], 1) || r[0][1] != r[1][0] {
		t.Errorf("%v, %v", r, ry)
	}
	if r, _ := metric.Correlations([][]float64{{3.3, 1}, {3.3, 2}}, []float64{1, 2}); !math.IsNaN(r[0][1]) {
		t.Errorf("a touchpoint everybody rated alike: %v", r)
	}
}

func TestMomentsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := opinions(t, 1)
		var one, two metric.Moments
		for i := range x {
			if i%2 == 0 {
				one = one.With(x[i][0], y[i])
			} else {
				two = two.With(x[i][0], y[i])
			}
		}
		_, ry := metric.Correlations(x, y)
		whole := one.Plus(two)
		if got := whole.Correlation(); !(near(got, ry[0]) || math.IsNaN(got) && math.IsNaN(ry[0])) {
			t.Fatalf("%v, want %v", got, ry[0])
		}
		if whole.Minus(two) != one {
			t.Fatalf("%+v without %+v", whole, two)
		}
	})
}

func TestTheJackknifeOfAMeanIsItsStandardError(t *testing.T) {
	t.Parallel()
	values := []float64{3, 7, 8, 2, 10}
	var leftOut []float64
	for i := range values {
		leftOut = append(leftOut, (30-values[i])/4)
	}
	if se := metric.JackknifeSE(leftOut); !near(se, math.Sqrt(46.0/4/5)) {
		t.Errorf("%v", se)
	}
	if !math.IsNaN(metric.JackknifeSE([]float64{1})) {
		t.Error("one group has a standard error")
	}
}

func TestJourneyWeightsComeFromEqualToImportance(t *testing.T) {
	t.Parallel()
	shares := []float64{0.7, 0.2, 0.1, 0}
	if w := metric.JourneyWeights(shares, 0); !near(w[0], 0.25) || !near(w[3], 0.25) {
		t.Errorf("nobody: %v", w)
	}
	if w := metric.JourneyWeights(shares, 500); !near(w[0], 0.475) || !near(sum(w), 1) {
		t.Errorf("500: %v", w)
	}
}

func TestRankCorrelationMirrorsAndStaysInItsInterval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var pairs, turned, mirrored metric.PairTally
		for range rapid.IntRange(0, 40).Draw(t, "kinds") {
			x, y := rapid.IntRange(0, 10).Draw(t, "x"), rapid.IntRange(0, 10).Draw(t, "y")
			n := rapid.Int64Range(0, 1e8).Draw(t, "n")
			pairs[x][y] += n
			turned[y][x] += n
			mirrored[x][10-y] += n
		}
		a, b, c := pairs.Spearman(0.95), turned.Spearman(0.95), mirrored.Spearman(0.95)
		if a.Absent != b.Absent || a.Absent != c.Absent || !near(a.Rho, b.Rho) || !near(a.Rho, -c.Rho) || a.N != pairs.N() {
			t.Fatalf("%+v, turned %+v, mirrored %+v", a, b, c)
		}
		if !a.Absent && !a.Interval.Contains(a.Rho) && !near(math.Abs(a.Rho), 1) {
			t.Fatalf("%+v", a)
		}
		if twice := pairs.Plus(pairs).Spearman(0.95); !near(twice.Rho, a.Rho) || twice.Interval.Width() > a.Interval.Width()+1e-9 {
			t.Fatalf("%+v, twice %+v", a, twice)
		}
	})
}

func TestRatingsThatDoNotVaryHaveNoRankCorrelation(t *testing.T) {
	t.Parallel()
	var nobody, alike, few metric.PairTally
	for y := range alike[8] {
		alike[8][y] = 3
	}
	few[1][2], few[5][4] = 1, 2
	if !nobody.Spearman(0.95).Absent || !alike.Spearman(0.95).Absent {
		t.Error("found one")
	}
	if a := few.Spearman(0.95); a.Absent || !near(a.Rho, 1) || a.Interval != (metric.Interval{Lo: -1, Hi: 1}) {
		t.Errorf("three pairs: %+v", a)
	}
}
