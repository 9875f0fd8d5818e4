package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// pairsOf sums over every two ratings of one person.
func pairsOf(m metric.Metric, ratings ...int) (p metric.Pairs) {
	for i, a := range ratings {
		for _, b := range ratings[i+1:] {
			x, y := float64(m.Value(a)), float64(m.Value(b))
			p = p.Plus(metric.Pairs{N: 1, Sum: x + y, SumProduct: x * y}, 1)
		}
	}
	return p
}

func anyRatings(t *rapid.T, m metric.Metric, least, most int) []int {
	lowest, highest := m.Scale()
	return rapid.SliceOfN(rapid.IntRange(lowest, highest), least, most).Draw(t, "ratings")
}

func tallyOf(ratings ...int) (t metric.Tally) {
	for _, r := range ratings {
		t[r]++
	}
	return t
}

func TestOneAnswerAPersonIsWorthOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metrics).Draw(t, "metric")
		tally := tallyOf(anyRatings(t, m, 0, 60)...)
		if e := m.PersonEffect(tally, metric.Pairs{}); e != 1 {
			t.Fatalf("the effect is %g", e)
		}
		if got, want := m.ScoreWorth(tally, 1), m.Score(tally); got != want || got.Worth != got.N {
			t.Fatalf("the score is %+v, want %+v", got, want)
		}
	})
}

func TestSayingEverythingTwiceIsWorthHalf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metrics).Draw(t, "metric")
		lowest, highest := m.Scale()
		once := append(anyRatings(t, m, 300, 600), lowest, highest) // not all alike
		var p metric.Pairs
		for _, r := range once {
			p = p.Plus(pairsOf(m, r, r), 1)
		}
		n := int64(2 * len(once))
		twice := tallyOf(append(once, once...)...)
		e := m.PersonEffect(twice, p)
		if worth := metric.Worth(n, e); math.Abs(float64(worth)-float64(n)/2) > 0.02*float64(n) {
			t.Fatalf("%d answers that are there twice are worth %d", n, worth)
		}
		half, full := m.ScoreWorth(twice, 2), m.Score(tallyOf(once...))
		if math.Abs(half.Interval.Lo-full.Interval.Lo)+math.Abs(half.Interval.Hi-full.Interval.Hi) > 1e-9 || half.Value != m.Score(twice).Value {
			t.Fatalf("with half the worth the score is %+v, once %+v", half, full)
		}
	})
}

func TestADesignEffectIsAtLeastOneAndNoneBelowFivePercent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metrics).Draw(t, "metric")
		var all []int
		var p metric.Pairs
		for range rapid.IntRange(1, 20).Draw(t, "persons") {
			own := anyRatings(t, m, 1, 5)
			all, p = append(all, own...), p.Plus(pairsOf(m, own...), 1)
		}
		if e := m.PersonEffect(tallyOf(all...), p); e < 1 || e > 1 && e < 1.05 {
			t.Fatalf("the effect is %g", e)
		}
	})
}

func TestAnIntervalWidensWithTheDesignEffectAndHoldsTheSameScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metrics).Draw(t, "metric")
		tally := tallyOf(anyRatings(t, m, 1, 200)...)
		narrow, wide := m.Score(tally), m.ScoreWorth(tally, rapid.Float64Range(1.05, 20).Draw(t, "effect"))
		if wide.Value != narrow.Value || wide.N != narrow.N || wide.Worth > narrow.N || wide.Worth < 1 {
			t.Fatalf("%+v became %+v", narrow, wide)
		}
		if wide.Interval.Lo > wide.Value+1e-9 || wide.Interval.Hi < wide.Value-1e-9 {
			t.Fatalf("the interval does not hold the score: %+v", wide)
		}
	})
}

// someBlocks are days of n answers around a mean, each moved by a shock.
func someBlocks(r *rand.Rand, days, n int, mean, shock float64) (b metric.Blocks) {
	for range days {
		sum := float64(n)*(mean+shock*r.NormFloat64()) + math.Sqrt(float64(n)*6600)*r.NormFloat64()
		b = b.Plus(metric.Blocks{Blocks: 1, N: float64(n), Sum: sum, Squares: sum * sum / float64(n)})
	}
	return b
}

func TestDaysCountWhereTheyDifferBeyondChance(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 9))
	c := metric.Cell{Spread: 6600}
	effect := func(days ...metric.Blocks) float64 { return metric.DayEffect(c, days, nil) }
	found := 0
	for range 200 {
		if effect(someBlocks(r, 90, 20, 30, 0), someBlocks(r, 90, 20, 50, 0)) > 1 {
			found++
		}
	}
	if found > 25 {
		t.Errorf("days that do not differ were found to differ in %d of 200 times", found)
	}
	if e := effect(someBlocks(r, 2000, 20, 30, 20)); math.Abs(e-2.2) > 0.3 {
		t.Errorf("days of 20 answers with shocks of 20 points have an effect of %.2f, want about 2.2", e)
	}
	if e := effect(someBlocks(r, 19, 20, 30, 200)); e != 1 {
		t.Errorf("19 days have an effect of %.2f", e)
	}
	if e := metric.DayEffect(c, nil, []metric.Blocks{someBlocks(r, 8, 140, 30, 100)}); e < 2 {
		t.Errorf("eight weeks of shocks have an effect of %.2f", e)
	}
}

// someDays are days of about n answers each, in weeks that begin on one of their days
// and have a score of their own.
func someDays(r *rand.Rand, days, n int, weeks float64, begins int) (all []metric.Day) {
	week := weeks * r.NormFloat64()
	for day := range days {
		if day%7 == begins {
			week = weeks * r.NormFloat64()
		}
		all = append(all, metric.Day{N: float64(n), Sum: float64(n)*(30+week) + math.Sqrt(float64(n)*6600)*r.NormFloat64()})
	}
	return all
}

func TestWeeksCountOnWhateverDayTheyBegin(t *testing.T) {
	t.Parallel()
	c := metric.Cell{Spread: 6600}
	const truth = 1 + 8*8*140/6600.0 // of weeks of 140 answers that move by 8
	for begins := range 7 {
		r, sum, once := rand.New(rand.NewPCG(3, uint64(begins))), 0.0, 0.0
		for range 300 {
			e := metric.ShockEffect(c, [][]metric.Day{someDays(r, 90, 20, 8, begins), someDays(r, 90, 20, 8, begins)})
			sum, once = sum+e.Many, once+e.Once
		}
		if mean := once / 300; mean < .8*truth || mean > sum/300/1.1 {
			t.Errorf("weeks that begin on day %d have an effect of %.2f on one statement, want about %.2f, and less than the %.2f on many", begins, mean, truth, sum/300)
		}
		if mean := sum / 300; mean < truth || mean > 1.4*truth {
			t.Errorf("weeks that begin on day %d have an effect of %.2f, want %.2f, and a little more since they are few", begins, mean, truth)
		}
	}
}

func TestDaysAndWeeksThatDoNotDifferSeldomWidenAnything(t *testing.T) {
	t.Parallel()
	r, found, sum := rand.New(rand.NewPCG(4, 4)), 0, 0.0
	for range 400 {
		e := metric.ShockEffect(metric.Cell{Spread: 6600}, [][]metric.Day{someDays(r, 90, 20, 0, 0), someDays(r, 90, 20, 0, 0)}).Many
		if sum += e; e > 1 {
			found++
		}
	}
	if found > 120 || sum/400 > 1.25 {
		t.Errorf("they were found to differ in %d of 400 times, and by %.2f on average", found, sum/400)
	}
	if e := metric.ShockEffect(metric.Cell{Spread: 6600}, [][]metric.Day{someDays(r, 19, 20, 200, 3)}).Many; e != 1 {
		t.Errorf("19 days have an effect of %.2f", e)
	}
	apart := [][]metric.Day{{{N: 20, Sum: 20 * 90}}, {{N: 20, Sum: -20 * 90}}}
	for range 89 {
		apart[0], apart[1] = append(apart[0], apart[0][0]), append(apart[1], apart[1][0])
	}
	if e := metric.ShockEffect(metric.Cell{Spread: 6600}, apart).Many; e != 1 {
		t.Errorf("a change from one time to the other has an effect of %.2f", e)
	}
}

func TestTouchpointsThatGoTheirOwnWayAreKnownByTheYearBefore(t *testing.T) {
	t.Parallel()
	year := func(r *rand.Rand, days int, apart, together float64) (all [][2]metric.Tally) {
		var own [2]float64
		shared := 0.0
		for range days {
			shared = .95*shared + together*math.Sqrt(1-.95*.95)*r.NormFloat64()
			var d [2]metric.Tally
			for side := range d {
				own[side] = .95*own[side] + apart*math.Sqrt(1-.95*.95)*r.NormFloat64()
				for range 60 {
					d[side][worlds.Typical.Moved(own[side]+shared).Rating(r.Float64())]++
				}
			}
			all = append(all, d)
		}
		return all
	}
	r := rand.New(rand.NewPCG(5, 5))
	for _, c := range []struct {
		name            string
		days            int
		apart, together float64
		least, most     float64
	}{
		{"each wanders by 5", 448, 5, 0, 15, 40},
		{"they wander together by 10", 448, 0, 10, 0, 2},
		{"nobody wanders", 448, 0, 0, 0, 2},
		{"each wanders, and nobody looked for long", 60, 5, 0, 0, 0},
	} {
		sum := 0.0
		for range 40 {
			sum += metric.NPS.Wander(year(r, c.days, c.apart, c.together)) / 40
		}
		if sum < c.least || sum > c.most {
			t.Errorf("%s: the variance is %.1f, want %g to %g", c.name, sum, c.least, c.most)
		}
	}
}

func TestPairsWithoutValuesAreTakenForRatherAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metrics).Draw(t, "metric")
		lowest, highest := m.Scale()
		n := float64(rapid.IntRange(1, 1000).Draw(t, "pairs"))
		tally := tallyOf(append(anyRatings(t, m, 100, 200), lowest, highest)...)
		got := m.PersonEffect(tally, metric.Pairs{N: n, Held: n})
		want := 1 + 2*n/float64(tally.N())*(10*.5+n*.7)/(10+n)
		if want < 1.05 {
			want = 1
		}
		if math.Abs(got-want) > 1e-9 {
			t.Fatalf("%g pairs among %d answers have the effect %g, want %g", n, tally.N(), got, want)
		}
	})
}
