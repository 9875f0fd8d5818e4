package improve

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
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
func (t trinomial) rating(r *rand.Rand) int { return t.at(r.Float64()) }

// at is the rating below which a share u of the others lies.
func (t trinomial) at(u float64) int {
	switch {
	case u < t[0]:
		return 3
	case u < t[0]+t[1]:
		return 8
	}
	return 10
}

// lifetime is an improvement that is written down on the day before its change and
// lives for 90.
type lifetime struct {
	before, after trinomial
	perDay        float64
	rule          surveys.Rule
	shock         float64 // standard deviation of a day's own score, in points
	week          float64 // the same of a week
	regulars      int     // people who answer every 14 days, besides
	regular       float64 // how much higher they score, in points
	repeats       float64 // correlation of two ratings of one regular
	lift          float64 // chance that a regular who is no promoter is made one by the change, each time
	controls      float64 // answers a day at a control; 0 for none
	step          float64 // by which everything rises on the day of the change
}

const (
	changed = "2026-06-01"
	lived   = 90 // days of experiences after the change
)

// moved is the shares with a score so many points higher.
func (t trinomial) moved(points float64) trinomial {
	by := min(max(points/200, -t[2]), t[0])
	return trinomial{t[0] - by, t[1], t[2] + by}
}

// live gives the improvement and its daily cells, folded from responses.
func (l lifetime) live(t testing.TB, r *rand.Rand) (surveys.Improvement, daily, string) {
	t.Helper()
	i := surveys.Improvement{Version: 1, Surveys: []string{"s"}, ImprovementDraft: surveys.ImprovementDraft{
		Name: "n", Touchpoints: []string{"t"}, Metric: metric.NPS, Day: changed, Smallest: metric.NPS.SmallestEffect(), Rule: l.rule,
	}}
	if l.controls > 0 {
		i.Controls, i.ControlSurveys = []string{"c"}, []string{"c"}
	}
	written := surveys.AddDays(changed, -1)
	if err := schedule(&i, written); err != nil {
		t.Fatal(err)
	}
	i.Alpha = alphaOf(&i, nil)
	i.CreatedAt, _ = time.Parse(time.DateOnly, written)
	last := surveys.AddDays(changed, lived-1)
	cells, _ := fold(&i, func(fn func(surveys.Response) error) error { l.answers(r, i.BaselineFrom, last, fn); return nil })
	days := dailyOf(cells, func(t time.Time) string { return t.Format(time.DateOnly) })
	freeze(&i, days, written)
	return i, days, surveys.AddDays(last, surveys.TimelyDays+1)
}

// answers makes the answers of a lifetime.
func (l lifetime) answers(r *rand.Rand, from, last string, fn func(surveys.Response) error) {
	usual, week, n, number := make([]float64, l.regulars), 0.0, 0, 0
	for k := range usual {
		usual[k] = r.Float64()
	}
	for day := from; day <= last; day = surveys.AddDays(day, 1) {
		at, _ := time.Parse(time.DateOnly, day)
		answer := func(survey string, respondent int64, rating int) {
			n++
			_ = fn(surveys.Response{
				ID: strconv.Itoa(n), Revision: 1, Survey: survey, Touchpoint: survey, Respondent: respondent, Rating: rating,
				Day: day, OccurredAt: at, AnsweredAt: at,
			})
		}
		if number%7 == 0 {
			week = l.week * r.NormFloat64()
		}
		common, of := week+l.shock*r.NormFloat64(), l.before
		if day >= changed {
			common, of = common+l.step, l.after
		}
		for range poissonDraw(r, l.perDay) {
			answer("s", 0, of.moved(common).rating(r))
		}
		for range poissonDraw(r, l.controls) {
			answer("c", 0, l.before.moved(common).rating(r))
		}
		for k := range l.regulars {
			if (number+k)%14 == 0 {
				u := usual[k] // what he mostly says
				if r.Float64() >= math.Sqrt(l.repeats) {
					u = r.Float64()
				}
				rating := of.moved(common + l.regular).at(u)
				if day >= changed && r.Float64() < l.lift {
					rating = 10
				}
				answer("s", int64(k+1), rating)
			}
		}
		number++
	}
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
		if v := judge(&i, days, today, nil); v.Change != nil && v.Change.Claim != nil {
			share++
		}
	}
	return share / float64(n)
}

func TestRegularsBesideOneOffCustomersMakeNoDifferenceOfTheirOwn(t *testing.T) {
	t.Parallel()
	r, n := rand.New(rand.NewPCG(12, 1)), lifetimes(40, 2000)
	sum, claims := 0.0, 0.0
	for range n {
		i, days, today := lifetime{before: customers["typical"], after: customers["typical"], perDay: 20, rule: surveys.AlwaysValid, regulars: 300, regular: 30}.live(t, r)
		v := judge(&i, days, today, nil)
		if sum += v.Change.Difference; v.Change.Claim != nil {
			claims++
		}
	}
	t.Logf("nothing changes, and the difference is %+.2f points on average; %.1f%% claimed", sum/float64(n), 100*claims/float64(n))
	if most := 1 + 2*2.2/math.Sqrt(float64(n)); math.Abs(sum/float64(n)) > most {
		t.Errorf("nothing changed, and the difference is %+.2f points on average", sum/float64(n))
	}
	if claims/float64(n) > 0.05+slack(0.05, n) {
		t.Errorf("%.1f%% of improvements that changed nothing were claimed", 100*claims/float64(n))
	}
}

func TestTheSamePeopleBeforeAndAfterMakeADifferenceSurer(t *testing.T) {
	t.Parallel()
	r, n := rand.New(rand.NewPCG(13, 1)), lifetimes(30, 2000)
	found, factor, without := 0.0, 0.0, 0.0
	for range n {
		// 280 people, each every fortnight, who mostly say what they said before.
		world := lifetime{before: customers["typical"], after: customers["typical"], rule: surveys.AlwaysValid, regulars: 280, repeats: 0.6, lift: 0.147}
		i, days, today := world.live(t, r)
		v := judge(&i, days, today, nil)
		if factor += v.Change.Phi; v.Change.Claim != nil {
			found++
		}
		world.lift = 0
		i, days, today = world.live(t, r)
		if judge(&i, days, today, nil).Change.Claim != nil {
			without++
		}
	}
	share := float64(n)
	t.Logf("+10 points found in %.1f%%, nothing in %.1f%%; the variance is %.2f of independent answers", 100*found/share, 100*without/share, factor/share)
	if found/share < 0.9-slack(0.9, n) || factor/share >= 1 {
		t.Errorf("+10 points of the same people were found in %.1f%%, want 90%%; the variance is %.2f of independent answers", 100*found/share, factor/share)
	}
	if without/share > 0.05+slack(0.05, n) {
		t.Errorf("%.1f%% of improvements that changed nothing were claimed", 100*without/share)
	}
}

func TestWeeksThatHaveTheirOwnScoreMakeNoFalseClaims(t *testing.T) {
	t.Parallel()
	for _, perDay := range []float64{20, 100} {
		n := lifetimes(60, 4000)
		got := claimed(t, lifetime{before: customers["typical"], after: customers["typical"], perDay: perDay, rule: surveys.AlwaysValid, week: 8}, n, 14)
		t.Logf("%g a day: %.1f%%", perDay, 100*got)
		if got > 0.05+slack(0.05, n) {
			t.Errorf("%g a day: %.1f%% of improvements that changed nothing were claimed, want at most 5%%", perDay, 100*got)
		}
	}
}

func TestAStepThatTheControlsShareIsNotTheImprovements(t *testing.T) {
	t.Parallel()
	r, n := rand.New(rand.NewPCG(15, 1)), lifetimes(40, 2000)
	states := map[VerdictState]int{}
	for range n {
		i, days, today := lifetime{before: customers["typical"], after: customers["typical"], perDay: 100, controls: 100, rule: surveys.AlwaysValid, step: 15}.live(t, r)
		v := judge(&i, days, today, nil)
		states[v.State]++
	}
	t.Logf("states: %v", states)
	if wrong := float64(states[Improved]+states[Worsened]) / float64(n); wrong > 0.05+slack(0.05, n) {
		t.Errorf("a step of all touchpoints was put down to the improvement in %.1f%%", 100*wrong)
	}
	if states[Moved] == 0 || states[NotBecauseOf] == 0 {
		t.Errorf("the states are %v: some should have moved, and of some the controls should say that it was not the improvement", states)
	}
}

func TestDaysThatHaveTheirOwnScoreMakeNoFalseClaims(t *testing.T) {
	t.Parallel()
	for _, perDay := range []float64{20, 100} {
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
		n := lifetimes(400, 8000)
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
				evidence[l.today] = append(evidence[l.today], evidenceOf(l.change.logE, l.change.Least))
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
			if v := judge(&i, days, day, nil); v.Change != nil && v.Change.Clear {
				first = day
			}
		}
		late := judge(&i, days, today, nil).Change.Claim
		if late == nil || late.Day != first {
			t.Errorf("looking every day it is claimed on %s, looking once at the end on %+v", first, late)
		}
	}
}
