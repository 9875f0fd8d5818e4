package metric_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func TestSmallStrataArePutTogetherAndNobodyIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var strata []metric.Stratum
		var asked int64
		var all metric.Tally
		for _, n := range rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 8).Draw(t, "answers") {
			s := metric.Stratum{Invited: n + rapid.Int64Range(1, 50).Draw(t, "silent"), Tally: metric.Tally{9: n}}
			strata, asked, all = append(strata, s), asked+s.Invited, all.Plus(s.Tally)
		}
		got := metric.NPS.Stratify(strata, 0.95)
		var invited, put int64
		var sum metric.Tally
		for _, c := range got.Cells {
			invited, sum = invited+c.Invited, sum.Plus(c.Tally)
			if c.Tally.N() < metric.LeastInCell && len(got.Cells) > 1 {
				t.Fatalf("a cell of %d among %d", c.Tally.N(), len(got.Cells))
			}
		}
		for i, s := range strata {
			if got.Together[i] {
				put += s.Invited
			} else if s.Tally.N() < metric.LeastInCell {
				t.Fatalf("stratum %d stands alone", i)
			}
		}
		if invited != asked || sum != all || math.Abs(got.Share-float64(put)/float64(asked)) > 1e-12 || got.Refused != (got.Share > 0.25) {
			t.Fatalf("%+v of %+v", got, strata)
		}
	})
}

func TestWithoutSmallStrataTheScoreIsPostStratified(t *testing.T) {
	t.Parallel()
	glad, sad := metric.Tally{10: 90, 0: 10}, metric.Tally{10: 10, 0: 40}
	got := metric.NPS.Stratify([]metric.Stratum{{400, glad}, {400, sad}}, 0.95)
	want := metric.NPS.PostStratify([]metric.Segment{{Share: 0.5, Tally: glad}, {Share: 0.5, Tally: sad}}, 0.95)
	if got.Weighted != want || got.Gap != 0 || got.Share != 0 {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// A segmented is a customer base whose segments think and answer differently.
type segmented struct {
	name               string
	shares, rates, nps []float64
	asked              int
}

// drawn asks everybody once and gives who answered what.
func (w segmented) drawn(random *rand.Rand) []metric.Stratum {
	out := make([]metric.Stratum, len(w.shares))
	for i, share := range w.shares {
		out[i].Invited = int64(math.Round(share * float64(w.asked)))
		for range out[i].Invited {
			switch {
			case random.Float64() >= w.rates[i]:
			case random.Float64() < 0.2:
				out[i].Tally[8]++
			case random.Float64() < 0.5+w.nps[i]/160:
				out[i].Tally[10]++
			default:
				out[i].Tally[3]++
			}
		}
	}
	return out
}

func (w segmented) truth() (nps float64) {
	for i, share := range w.shares {
		nps += share * w.nps[i]
	}
	return nps
}

// Five segments, of which the small ones answer least and are the least
// satisfied. Where much of them cannot be weighed the word is refused; where it is
// not, the interval holds the truth as often as it says.
func TestAWeightedScoreCoversTheTruthOrIsNotCalledWeighted(t *testing.T) {
	t.Parallel()
	shares, rates, nps := []float64{0.38, 0.25, 0.16, 0.12, 0.09}, []float64{0.30, 0.20, 0.08, 0.05, 0.03}, []float64{53, 30, 0, -25, -50}
	fewSmall := []float64{0.55, 0.20, 0.15, 0.06, 0.04}
	for _, w := range []segmented{
		{"the small ones are a third, few were asked", shares, rates, nps, 400},
		{"the small ones are a third", shares, rates, nps, 1000},
		{"the small ones are a third, many were asked", shares, rates, nps, 2500},
		{"the small ones are a tenth, few were asked", fewSmall, []float64{0.30, 0.20, 0.15, 0.04, 0.03}, []float64{45, 15, -10, -40, -60}, 600},
		{"the small ones are a tenth", fewSmall, []float64{0.30, 0.20, 0.15, 0.04, 0.03}, []float64{45, 15, -10, -40, -60}, 1500},
		{"one of them hardly answers", fewSmall, []float64{0.30, 0.20, 0.15, 0.10, 0.01}, []float64{45, 15, -10, -40, -60}, 1500},
		{"they all think alike", shares, rates, []float64{20, 20, 20, 20, 20}, 2500},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(w.asked), 8))
			const lives = 3000
			shown, covered, narrow, raw := 0, 0, 0, 0
			for range lives {
				strata := w.drawn(random)
				s := metric.NPS.Stratify(strata, 0.95)
				var all metric.Tally
				for _, x := range strata {
					all = all.Plus(x.Tally)
				}
				if metric.NPS.Score(all).Interval.Contains(w.truth()) {
					raw++
				}
				if s.Refused {
					continue
				}
				shown++
				if s.Interval.Contains(w.truth()) {
					covered++
				}
				without := make([]metric.Segment, len(s.Cells))
				for i, c := range s.Cells {
					without[i] = metric.Segment{Share: float64(c.Invited) / float64(w.asked), Tally: c.Tally}
				}
				if metric.NPS.PostStratify(without, 0.95).Interval.Contains(w.truth()) {
					narrow++
				}
			}
			percent := func(n, of int) string { return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(max(of, 1))) }
			t.Logf("truth %.1f: refused %s, covered %s (without the gap %s, as answered %s)",
				w.truth(), percent(lives-shown, lives), percent(covered, shown), percent(narrow, shown), percent(raw, lives))
			if shown < lives/20 {
				return // refused
			}
			if rate := float64(covered) / float64(shown); rate < 0.93 || rate > 0.97 {
				t.Errorf("the interval covers %s", percent(covered, shown))
			}
		})
	}
}
