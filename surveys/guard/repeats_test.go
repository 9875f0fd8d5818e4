package guard_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/metric"
)

// regulars are people who answer several times, each around an opinion of her own.
type regulars struct {
	sum   surveys.RepeatSum
	tally metric.Tally
}

func (p *regulars) answers(m metric.Metric, ratings ...int) {
	for i, b := range ratings {
		p.tally[b]++
		for _, a := range ratings[:i] {
			p.sum.N, p.sum.SumLag = p.sum.N+1, p.sum.SumLag+9
			p.sum.Sum, p.sum.SumAB = p.sum.Sum+m.Value(a)+m.Value(b), p.sum.SumAB+m.Value(a)*m.Value(b)
		}
	}
	if len(ratings) > 1 {
		p.sum.People++
	}
}

func TestOfFewPeopleNothingIsToldOfTheValuesOfTheirPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var one, other regulars
		for range rapid.IntRange(1, 19).Draw(t, "people") { // each with many pairs
			n := rapid.IntRange(2, 9).Draw(t, "answers")
			one.answers(metric.NPS, rapid.SliceOfN(rapid.IntRange(0, 10), n, n).Draw(t, "ratings")...)
			other.answers(metric.NPS, rapid.SliceOfN(rapid.IntRange(0, 10), n, n).Draw(t, "other ratings")...)
		}
		a, b := guard.Repeats([]surveys.RepeatSum{one.sum}), guard.Repeats([]surveys.RepeatSum{other.sum})
		if len(a) != len(b) || len(a) == 1 && a[0] != b[0] {
			t.Fatalf("their answers are told apart: %+v, %+v", a, b)
		}
	})
}

func TestAPairMoreOrLessIsMostlyNotSeen(t *testing.T) {
	t.Parallel()
	seen := 0
	for n := range int64(100) {
		sum := func(n int64) surveys.RepeatSum {
			return surveys.RepeatSum{Repeat: surveys.Repeat{N: n, SumLag: 7 * n, Sum: 200 * n, SumAB: 10000 * n, People: 3}}
		}
		a, b := guard.Repeats([]surveys.RepeatSum{sum(n)}), guard.Repeats([]surveys.RepeatSum{sum(n + 1)})
		if len(a) != len(b) || len(a) == 1 && a[0] != b[0] {
			seen++
		}
	}
	if seen != 100/surveys.SmallCell {
		t.Errorf("of 100 steps of a pair %d are seen", seen)
	}
}

// A key that may not see small cells reads intervals that are about as wide as those that
// everything would give.
func TestTheEffectOfPeopleIsNearlyThatOfTheExactSums(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 46))
	for _, m := range []metric.Metric{metric.NPS, metric.CSAT, metric.CES} {
		lowest, highest := m.Scale()
		for _, alike := range []float64{0, 0.3, 0.7, 1} { // how much of an answer is the person's own opinion
			var p regulars
			for range 200 {
				own := r.IntN(highest - lowest + 1)
				ratings := []int{}
				for range 1 + r.IntN(4) {
					if r.Float64() >= alike {
						own = r.IntN(highest - lowest + 1)
					}
					ratings = append(ratings, lowest+own)
				}
				p.answers(m, ratings...)
			}
			exact := m.PersonEffect(p.tally, p.sum.Metric())
			told := m.PersonEffect(p.tally, guard.Repeats([]surveys.RepeatSum{p.sum})[0].Metric())
			if math.Abs(math.Sqrt(told)-math.Sqrt(exact)) > 0.06*math.Sqrt(exact) {
				t.Errorf("%s, alike %g: the effect is %.3f, exactly %.3f", m, alike, told, exact)
			}
		}
	}
}
