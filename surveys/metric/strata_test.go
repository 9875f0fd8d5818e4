package metric_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
	"halte/surveys/worlds"
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

// Five segments, of which the small ones answer least and are the least
// satisfied. Where much of them cannot be weighed the word is refused; where it is
// not, the interval holds the truth as often as it says.
func TestAWeightedScoreCoversTheTruthOrIsNotCalledWeighted(t *testing.T) {
	t.Parallel()
	for _, w := range worlds.Unequal {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(w.Asked), 8))
			const lives = 3000
			shown, covered, narrow, raw := 0, 0, 0, 0
			for range lives {
				strata := w.Draw(random)
				s := metric.NPS.Stratify(strata, 0.95)
				var all metric.Tally
				for _, x := range strata {
					all = all.Plus(x.Tally)
				}
				if metric.NPS.Score(all).Interval.Contains(w.Truth()) {
					raw++
				}
				if s.Refused {
					continue
				}
				shown++
				if s.Interval.Contains(w.Truth()) {
					covered++
				}
				without := make([]metric.Segment, len(s.Cells))
				for i, c := range s.Cells {
					without[i] = metric.Segment{Share: float64(c.Invited) / float64(w.Asked), Tally: c.Tally}
				}
				if metric.NPS.PostStratify(without, 0.95).Interval.Contains(w.Truth()) {
					narrow++
				}
			}
			percent := func(n, of int) string { return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(max(of, 1))) }
			t.Logf("truth %.1f: refused %s, covered %s (without the gap %s, as answered %s)",
				w.Truth(), percent(lives-shown, lives), percent(covered, shown), percent(narrow, shown), percent(raw, lives))
			if shown < lives/20 {
				return // refused
			}
			if rate := float64(covered) / float64(shown); rate < 0.93 || rate > 0.97 {
				t.Errorf("the interval covers %s", percent(covered, shown))
			}
		})
	}
}
