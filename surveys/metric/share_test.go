package metric_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

// The eight examples of Newcombe (1998), table II, method 10.
func TestDifferencesOfSharesHaveTheIntervalsOfNewcombe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, m, b, n int64
		lo, hi     float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1.0000},
		{10, 10, 0, 10, 0.6075, 1.0000},
	} {
		d, i := metric.ShareOf(c.a, c.m, 1, 0.95).Less(metric.ShareOf(c.b, c.n, 1, 0.95))
		want := 100 * (float64(c.a)/float64(c.m) - float64(c.b)/float64(c.n))
		if math.Abs(d-want) > 1e-9 || math.Abs(i.Lo-100*c.lo) > 0.006 || math.Abs(i.Hi-100*c.hi) > 0.006 {
			t.Errorf("%d of %d less %d of %d is %g in [%g, %g], want %g in [%g, %g]", c.a, c.m, c.b, c.n, d, i.Lo, i.Hi, want, 100*c.lo, 100*c.hi)
		}
	}
}

func TestSharesOfRespondentsWhoHangTogetherAreThoseOfFewer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5000).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		twice, once := metric.ShareOf(2*k, 2*n, 2, 0.95), metric.ShareOf(k, n, 1, 0.95)
		if math.Abs(twice.Interval.Lo-once.Interval.Lo) > 1e-9 || math.Abs(twice.Interval.Hi-once.Interval.Hi) > 1e-9 || twice.Value != once.Value {
			t.Errorf("%v is not %v", twice, once)
		}
		if once.Interval != metric.Wilson(k, n, 0.95) {
			t.Errorf("%v is not Wilson's", once)
		}
	})
}

func TestAShareOfNobodyIsAnything(t *testing.T) {
	t.Parallel()
	if s := metric.ShareOf(0, 0, 1, 0.95); s != (metric.Share{Interval: metric.Interval{Lo: 0, Hi: 100}}) {
		t.Errorf("it is %v", s)
	}
}
