package metric_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"halte/surveys/metric"
)

// leaving gives the shares of touchpoints when each of twenty groups is left out:
// they vary by so much, the first two against each other, the rest with all.
func leaving(shares []float64, against, noise float64) [][]float64 {
	random := rand.New(rand.NewPCG(3, 5))
	out := make([][]float64, 20)
	for g := range out {
		x := random.NormFloat64() * against
		out[g] = slices.Clone(shares)
		out[g][0] += x
		out[g][1] -= x
		for i := range shares {
			out[g][i] += random.NormFloat64() * noise
		}
	}
	return out
}

func correlated(k int, r01 float64) [][]float64 {
	r := make([][]float64, k)
	for i := range r {
		r[i] = make([]float64, k)
		r[i][i] = 1
	}
	r[0][1], r[1][0] = r01, r01
	return r
}

func TestTouchpointsAreTwinsWhenTheirRatingsGoTogetherAndTheAnswersCannotTellThemApart(t *testing.T) {
	t.Parallel()
	equal, ahead := []float64{0.4, 0.38, 0.22}, []float64{0.7, 0.08, 0.22}
	for _, c := range []struct {
		sentence       string
		r              float64
		shares         []float64
		against, noise float64
		twins          bool
	}{
		{"ratings above 0.9, whatever the shares", 0.91, ahead, 0, 0.001, true},
		{"related ratings, whose shares trade with one another", 0.6, equal, 0.02, 0.002, true},
		{"ratings of their own, though the shares trade: they sum to 1", 0.1, equal, 0.02, 0.002, false},
		{"related ratings of which one is clearly ahead", 0.6, ahead, 0.005, 0.001, false},
		{"related ratings whose shares do not trade", 0.6, equal, 0, 0.02, false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			t.Parallel()
			drivers, _ := metric.DriversOf(correlated(3, c.r), c.shares, leaving(c.shares, c.against, c.noise))
			if together := len(drivers) == 2 && slices.Equal(drivers[0].Members, []int{0, 1}); together != c.twins {
				t.Errorf("the drivers are %+v", drivers)
			}
		})
	}
}

func TestTwinsAreSurerTogetherThanEachAlone(t *testing.T) {
	t.Parallel()
	shares := []float64{0.4, 0.38, 0.22}
	leftOut := leaving(shares, 0.02, 0.002)
	apart, _ := metric.DriversOf(correlated(3, 0), shares, leftOut)
	together, second := metric.DriversOf(correlated(3, 0.95), shares, leftOut)
	d := together[0]
	if d.Share != 0.78 || d.SE > apart[0].SE/3 || d.Ranks != (metric.Ranks{Best: 1, Worst: 1}) || d.First != 1 || second != 1 {
		t.Errorf("together they are %+v, apart %+v", d, apart[0])
	}
	if apart[0].First > 0.9 || apart[0].Ranks.Worst < 2 {
		t.Errorf("alone the first is decided: %+v", apart[0])
	}
}

func TestATwinOfATwinBelongsToBoth(t *testing.T) {
	t.Parallel()
	r := correlated(4, 0)
	for _, p := range [][2]int{{0, 3}, {1, 3}} {
		r[p[0]][p[1]], r[p[1]][p[0]] = 0.95, 0.95
	}
	shares := []float64{0.3, 0.2, 0.4, 0.1}
	drivers, _ := metric.DriversOf(r, shares, leaving(shares, 0, 0.01))
	if len(drivers) != 2 || !slices.Equal(drivers[0].Members, []int{0, 1, 3}) || !slices.Equal(drivers[1].Members, []int{2}) {
		t.Errorf("the drivers are %+v", drivers)
	}
}

func TestRoughDriversFollowFromSharesAndErrorsInSteps(t *testing.T) {
	t.Parallel()
	rough := func(shares, errors []float64, steps int) (out []metric.Driver, second float64) {
		for i := range shares {
			out = append(out, metric.Driver{Members: []int{i}, Share: shares[i], SE: errors[i], First: 0.5})
		}
		return metric.Roughly(out, steps)
	}
	one, second := rough([]float64{0.523, 0.303, 0.174}, []float64{0.02, 0.06, 0.0}, 10)
	other, same := rough([]float64{0.548, 0.252, 0.2}, []float64{0.05, 0.1, 0.01}, 10)
	for i, want := range []metric.Driver{{Share: 0.5, SE: 0.05}, {Share: 0.3, SE: 0.1}, {Share: 0.2, SE: 0.05}} {
		a, b := one[i], other[i]
		if !near(a.Share, want.Share) || !near(a.SE, want.SE) || a.First != b.First || a.Ranks != b.Ranks || a.Interval != b.Interval || second != same {
			t.Errorf("driver %d is %+v and %+v, want the share %v and the error %v", i, a, b, want.Share, want.SE)
		}
	}
	many, _ := rough(slices.Repeat([]float64{0.02}, 50), slices.Repeat([]float64{0.01}, 50), 20)
	for _, d := range many {
		if !near(d.Share, 0.02) {
			t.Fatalf("of fifty alike one has the share %v", d.Share)
		}
	}
}
