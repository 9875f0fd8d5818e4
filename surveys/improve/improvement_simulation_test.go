package improve

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// The tests in this file live through many improvements, from their daily cells
// to their verdicts, and count how often the verdict is wrong. They are seeded.
// HALTE_SIMULATE=long lives through many more.

func lifetimes(short, long int) int {
	if os.Getenv("HALTE_SIMULATE") == "long" {
		return long
	}
	return short
}

// trinomial is the shares of detractors, passives and promoters.
type trinomial [3]float64

// customers are the distributions that the targets are set for.
var customers = map[string]trinomial{"typical": {.22, .24, .54}, "excellent": {.05, .18, .77}, "polarised": {.47, .21, .32}, "extreme": {.01, .06, .93}}

// rating draws one, from a detractor's, a passive's and a promoter's.
func (t trinomial) rating(r *rand.Rand) int {
	switch u := r.Float64(); {
	case u < t[0]:
		return 3
	case u < t[0]+t[1]:
		return 8
	}
	return 10
}

// lifetime is an improvement that is written down on its day and lives for 90.
type lifetime struct {
	before, after trinomial
	perDay        float64
	rule          surveys.Rule
	shock         float64 // standard deviation of a day's own score, in points
}

const (
	changed = "2026-06-01"
	lived   = 90 // days of experiences after the change
)

// live gives the improvement and its daily cells, as a fold would.
func (l lifetime) live(t testing.TB, r *rand.Rand) (surveys.Improvement, daily, string) {
	t.Helper()
	i := surveys.Improvement{Version: 1, Surveys: []string{"s"}, ImprovementDraft: surveys.ImprovementDraft{
		Name: "n", Touchpoints: []string{"t"}, Metric: metric.NPS, Day: changed, Smallest: metric.NPS.SmallestEffect(), Rule: l.rule,
	}}
	if err := schedule(&i, changed); err != nil {
		t.Fatal(err)
	}
	i.Alpha = alphaOf(i.Version, i.Retrospective)
	i.CreatedAt, _ = time.Parse(time.DateOnly, changed)
	var cells []ImprovementCell
	last := surveys.AddDays(changed, lived-1)
	for day := i.BaselineFrom; day <= last; day = surveys.AddDays(day, 1) {
		from := l.before
		if day >= changed {
			from = l.after
		}
		if l.shock > 0 {
			move := l.shock * r.NormFloat64() / 200
			from = trinomial{from[0] - move, from[1], from[2] + move}
		}
		c := ImprovementCell{Side: Treated, Day: day}
		for range poissonDraw(r, l.perDay) {
			c.Tally[from.rating(r)]++
		}
		cells = append(cells, c)
	}
	days := dailyOf(cells, func(t time.Time) string { return t.Format(time.DateOnly) })
	freeze(&i, days, changed)
	return i, days, surveys.AddDays(last, surveys.TimelyDays+1)
}

// poissonDraw is exact for the rates that are used here.
func poissonDraw(r *rand.Rand, mean float64) int {
	n, p, least := 0, r.Float64(), math.Exp(-mean)
	for ; p > least; n++ {
		p *= r.Float64()
	}
	return n
}

// claimed counts the lifetimes in which a difference was claimed on any day.
func claimed(t testing.TB, l lifetime, n int, seed uint64) (share float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	for range n {
		i, days, today := l.live(t, r)
		if v := judge(&i, days, today, nil, true); v.Change != nil && v.Change.Claim != nil {
			share++
		}
	}
	return share / float64(n)
}

func TestDaysThatHaveTheirOwnScoreMakeNoFalseClaims(t *testing.T) {
	t.Parallel()
	for _, perDay := range []float64{20, 60} {
		n := lifetimes(60, 6000)
		got := claimed(t, lifetime{before: customers["typical"], after: customers["typical"], perDay: perDay, rule: surveys.AlwaysValid, shock: 10}, n, 11)
		t.Logf("%g a day: %.1f%%", perDay, 100*got)
		if got > 0.05+slack(0.05, n) {
			t.Errorf("%g a day: %.1f%% of improvements that changed nothing were claimed, want at most 5%%", perDay, 100*got)
		}
	}
}

// slack is what a share of n may be off by chance: two standard errors.
func slack(share float64, n int) float64 { return 2 * math.Sqrt(share*(1-share)/float64(n)) }

func TestWhatChangedNothingIsSeldomClaimedHoweverOftenOneLooks(t *testing.T) {
	t.Parallel()
	for rule, most := range map[surveys.Rule]float64{surveys.AlwaysValid: 0.05, surveys.Planned: 0.055} {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			each, all, n := lifetimes(12, 4000), 0.0, 0.0
			for name, shares := range customers {
				for _, perDay := range []float64{5, 20, 60} {
					got := claimed(t, lifetime{before: shares, after: shares, perDay: perDay, rule: rule}, each, uint64(perDay)+uint64(len(name)))
					t.Logf("%s, %g a day: %.1f%%", name, perDay, 100*got)
					if got > most+slack(most, each) {
						t.Errorf("%s, %g a day: %.1f%% of improvements that changed nothing were claimed, want at most %.1f%%", name, perDay, 100*got, 100*most)
					}
					all, n = all+got, n+1
				}
			}
			if all/n > most+slack(most, int(n)*each) {
				t.Errorf("%.1f%% of improvements that changed nothing were claimed, want at most %.1f%%", 100*all/n, 100*most)
			}
		})
	}
}

func TestTenPointsMoreAreFoundFourTimesInFive(t *testing.T) {
	t.Parallel()
	for rule, least := range map[surveys.Rule]float64{surveys.AlwaysValid: 0.8, surveys.Planned: 0.9} {
		n := lifetimes(100, 8000)
		got := claimed(t, lifetime{before: customers["typical"], after: trinomial{.17, .24, .59}, perDay: 20, rule: rule}, n, 7)
		t.Logf("%s: %.1f%%", rule, 100*got)
		if got < least-slack(least, n) {
			t.Errorf("%s found +10 points at 20 answers a day by day 90 in %.1f%%, want %.0f%%", rule, 100*got, 100*least)
		}
	}
}

func TestTwentyPointsMoreAreNearlyAlwaysFound(t *testing.T) {
	t.Parallel()
	got := claimed(t, lifetime{before: customers["typical"], after: trinomial{.12, .24, .64}, perDay: 20, rule: surveys.AlwaysValid}, lifetimes(60, 4000), 8)
	if got < 0.98 {
		t.Errorf("+20 points were found in %.1f%%, want 98%%", 100*got)
	}
}

func TestTwentyImprovementsWatchedTogetherSeldomMakeAFalseClaimThatStands(t *testing.T) {
	t.Parallel()
	const together = 20
	r, wrong, n := rand.New(rand.NewPCG(9, 1)), 0.0, lifetimes(6, 1000)
	for range n {
		evidence := map[string][]float64{} // by day
		for range together {
			i, days, today := lifetime{before: customers["typical"], after: customers["typical"], perDay: 20, rule: surveys.AlwaysValid}.live(t, r)
			for _, l := range looksOf(&i, days, today) {
				evidence[l.today] = append(evidence[l.today], evidenceOf(l.change.logE, int64(l.change.Least)))
			}
		}
		for _, all := range evidence {
			stands := false
			for _, one := range significant(all) {
				stands = stands || one
			}
			if stands {
				wrong++
				break
			}
		}
	}
	t.Logf("any false claim of twenty that stood on any of 90 days: %.1f%%", 100*wrong/float64(n))
	if wrong/float64(n) > 0.05 {
		t.Errorf("a false claim stood in %.1f%% of the screens, want at most 5%%", 100*wrong/float64(n))
	}
}

func TestTheDayOfAClaimDoesNotDependOnWhoLookedWhen(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(10, 1))
	for range lifetimes(2, 100) {
		i, days, today := lifetime{before: customers["typical"], after: trinomial{.12, .24, .64}, perDay: 20, rule: surveys.AlwaysValid}.live(t, r)
		first := ""
		for day := changed; day <= today && first == ""; day = surveys.AddDays(day, 1) {
			if v := judge(&i, days, day, nil, true); v.Change != nil && v.Change.Clear {
				first = day
			}
		}
		late := judge(&i, days, today, nil, true).Change.Claim
		if late == nil || late.Day != first {
			t.Errorf("looking every day it is claimed on %s, looking once at the end on %+v", first, late)
		}
	}
}
