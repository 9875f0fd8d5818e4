package improve

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/surveystest/lives"
	"halte/surveys/worlds"
)

// The tests in this file live through many improvements, from their daily cells
// to their verdicts, and count how often the verdict is wrong. They are seeded.
// HALTE_SIMULATE=long lives through many more.

// lifetime is an improvement in a world that is written down on the day before its
// change and lives for 90.
type lifetime struct {
	worlds.World
	rule surveys.Rule            // AlwaysValid when empty
	with func(*surveys.Response) // what else is known of each answer; nil for nothing
}

const (
	changed = "2026-06-01" // day 0 of its world
	lived   = 90           // days of experiences after the change
)

// live gives the improvement and its daily cells, folded from responses.
func (l lifetime) live(t testing.TB, r *rand.Rand) (surveys.Improvement, daily, string) {
	t.Helper()
	i, cells, today := l.folded(t, r)
	return i, dailyOf(cells, func(t time.Time) string { return t.Format(time.DateOnly) }), today
}

// folded gives the improvement and its cells.
func (l lifetime) folded(t testing.TB, r *rand.Rand) (surveys.Improvement, ImprovementCells, string) {
	t.Helper()
	i := surveys.Improvement{Version: 1, Surveys: []string{"s"}, ImprovementDraft: surveys.ImprovementDraft{
		Name: "n", Touchpoints: []string{"t"}, Metric: metric.NPS, Day: changed, Smallest: metric.NPS.SmallestEffect(), Rule: l.rule,
	}}
	if l.Control > 0 {
		i.Controls, i.ControlSurveys = []string{"c"}, []string{"c"}
	}
	written := surveys.AddDays(changed, -1)
	if err := schedule(&i, written); err != nil {
		t.Fatal(err)
	}
	i.Alpha = alphaOf(&i, nil)
	i.CreatedAt, _ = time.Parse(time.DateOnly, written)
	last := surveys.AddDays(changed, lived-1)
	cells, _ := fold(&i, func(fn func(surveys.Response) error) error {
		answersOf(l.World, r, surveys.DaysBetween(changed, i.BaselineFrom), lived-1, func(r surveys.Response) error {
			if l.with != nil {
				l.with(&r)
			}
			return fn(r)
		})
		return nil
	})
	freeze(&i, dailyOf(cells, func(t time.Time) string { return t.Format(time.DateOnly) }), written)
	return i, cells, surveys.AddDays(last, surveys.TimelyDays+1)
}

// answersOf gives the answers of a world as responses: those at the control to c, all
// others to s.
func answersOf(w worlds.World, r *rand.Rand, first, last int, fn func(surveys.Response) error) {
	zero, _ := time.Parse(time.DateOnly, changed)
	n, names := 0, map[int]string{}
	w.Live(r, first, last, func(a worlds.Answer) {
		n++
		survey := surveys.IfElse(a.Place == worlds.Control, "c", "s")
		at := zero.AddDate(0, 0, a.Day)
		if names[a.Day] == "" {
			names[a.Day] = at.Format(time.DateOnly)
		}
		_ = fn(surveys.Response{
			ID: strconv.Itoa(n), Revision: 1, Survey: survey, Touchpoint: survey, Respondent: a.Respondent, Rating: a.Rating,
			Day: names[a.Day], OccurredAt: at, AnsweredAt: at.AddDate(0, 0, a.Delay),
		})
	})
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
	r, n := rand.New(rand.NewPCG(12, 1)), lives.Quartered(40, 2000)
	sum, claims := 0.0, 0.0
	for range n {
		i, days, today := lifetime{World: worlds.World{PerDay: 20, Regulars: 300, Regular: 30}}.live(t, r)
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
	r, n := rand.New(rand.NewPCG(13, 1)), lives.Quartered(30, 2000)
	found, factor, without := 0.0, 0.0, 0.0
	for range n {
		// 280 people, each every fortnight, who mostly say what they said before.
		world := lifetime{World: worlds.World{Regulars: 280, Repeats: 0.6, Lift: 0.147}}
		i, days, today := world.live(t, r)
		v := judge(&i, days, today, nil)
		if factor += v.Change.Phi; v.Change.Claim != nil {
			found++
		}
		world.Lift = 0
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

func TestWeeksThatHaveTheirOwnScoreMakeNoFalseClaimsOnWhateverDayTheyBegin(t *testing.T) {
	t.Parallel()
	for _, begins := range []int{0, 3} {
		for _, perDay := range []float64{20, 100} {
			n := lives.Quartered(60, 4000)
			got := claimed(t, lifetime{World: worlds.World{PerDay: perDay, Weeks: 8, Begins: begins}}, n, 14)
			t.Logf("%g a day, weeks from day %d on: %.1f%%", perDay, begins, 100*got)
			if got > 0.05+slack(0.05, n) {
				t.Errorf("%g a day, weeks from day %d on: %.1f%% of improvements that changed nothing were claimed, want at most 5%%", perDay, begins, 100*got)
			}
		}
	}
}

// yearBefore is the daily answers of a touchpoint s and a control c.
type yearBefore map[string]map[string]metric.Tally

func (y yearBefore) RollupSums(q surveys.RollupQuery) (rows []surveys.Rollup, err error) {
	for day, t := range y[q.Surveys[0]] {
		if q.From <= day && day <= q.To {
			rows = append(rows, surveys.Rollup{Survey: q.Surveys[0], Day: day, Tally: t})
		}
	}
	return rows, nil
}

func TestTouchpointsOfWhichEachGoesItsOwnWayAreNotTakenForTheImprovement(t *testing.T) {
	t.Parallel()
	r, n := rand.New(rand.NewPCG(16, 1)), lives.Quartered(20, 1000)
	claims, without := 0.0, 0.0
	for range n {
		i, _, today := lifetime{World: worlds.World{PerDay: 1, Control: 1}}.live(t, r)
		before, all := yearBefore{"s": {}, "c": {}}, []surveys.Response{}
		answersOf(worlds.World{PerDay: 100, Control: 100, Wander: 5, Apart: true}, r, -yearOfWeeks-i.Baseline, lived-1, func(r surveys.Response) error {
			t := before[r.Survey][r.Day]
			t[r.Rating]++
			before[r.Survey][r.Day], all = t, append(all, r)
			return nil
		})
		cells, err := fold(&i, func(fn func(surveys.Response) error) error {
			for _, r := range all {
				_ = fn(r)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		days := dailyOf(cells, nil)
		if judge(&i, days, today, nil).AgainstControls.Claim != nil {
			without++
		}
		if days.wander, err = wanderOf(before, &i); err != nil {
			t.Fatal(err)
		}
		if judge(&i, days, today, nil).AgainstControls.Claim != nil {
			claims++
		}
	}
	t.Logf("%.1f%% claimed, and %.1f%% without what the year before says", 100*claims/float64(n), 100*without/float64(n))
	if claims/float64(n) > 0.05+slack(0.05, n) {
		t.Errorf("%.1f%% of what each touchpoint did by itself was put down to the improvement", 100*claims/float64(n))
	}
	if n >= 20 && without/float64(n) < 0.1 {
		t.Errorf("without the year before only %.1f%% are claimed: this world tests nothing", 100*without/float64(n))
	}
}

func TestAStepThatTheControlsShareIsNotTheImprovements(t *testing.T) {
	t.Parallel()
	r, n := rand.New(rand.NewPCG(15, 1)), lives.Quartered(40, 2000)
	states := map[VerdictState]int{}
	for range n {
		i, days, today := lifetime{World: worlds.World{PerDay: 50, Control: 50, Step: 15}}.live(t, r)
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
		n := lives.Quartered(60, 6000)
		got := claimed(t, lifetime{World: worlds.World{PerDay: perDay, Days: 10}}, n, 11)
		t.Logf("%g a day: %.1f%%", perDay, 100*got)
		if got > 0.05+slack(0.05, n) {
			t.Errorf("%g a day: %.1f%% of improvements that changed nothing were claimed, want at most 5%%", perDay, 100*got)
		}
	}
}

// slack is what a share of n may be off by chance: two standard errors, or one life.
func slack(share float64, n int) float64 {
	return max(2*math.Sqrt(share*(1-share)/float64(n)), 1/float64(n))
}

func TestWhatChangedNothingIsSeldomClaimedHoweverOftenOneLooks(t *testing.T) {
	t.Parallel()
	for rule, most := range map[surveys.Rule]float64{surveys.AlwaysValid: 0.05, surveys.Planned: 0.055} {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			each, all, n := lives.Quartered(12, 4000), 0.0, 0.0
			for name, shares := range worlds.Customers {
				for _, perDay := range []float64{5, 20, 60} {
					got := claimed(t, lifetime{worlds.World{Shares: shares, PerDay: perDay}, rule, nil}, each, uint64(perDay)+uint64(len(name)))
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

func TestTenPointsMoreAreFoundThreeTimesInFour(t *testing.T) {
	t.Parallel()
	for rule, least := range map[surveys.Rule]float64{surveys.AlwaysValid: 0.75, surveys.Planned: 0.9} {
		n := lives.Quartered(160, 8000)
		got := claimed(t, lifetime{worlds.World{PerDay: 20, Effect: 10}, rule, nil}, n, 7)
		t.Logf("%s: %.1f%%", rule, 100*got)
		if got < least-slack(least, n) {
			t.Errorf("%s found +10 points at 20 answers a day by day 90 in %.1f%%, want %.0f%%", rule, 100*got, 100*least)
		}
	}
}

func TestTwentyPointsMoreAreNearlyAlwaysFound(t *testing.T) {
	t.Parallel()
	got := claimed(t, lifetime{World: worlds.World{PerDay: 20, Effect: 20}}, lives.Quartered(60, 4000), 8)
	if got < 0.98 {
		t.Errorf("+20 points were found in %.1f%%, want 98%%", 100*got)
	}
}

func TestTwentyImprovementsWatchedTogetherSeldomMakeAFalseClaimThatStands(t *testing.T) {
	t.Parallel()
	const together = 20
	r, wrong, n := rand.New(rand.NewPCG(9, 1)), 0.0, lives.Quartered(6, 1000)
	for range n {
		evidence := map[string][]float64{} // by day
		for range together {
			i, days, today := lifetime{World: worlds.World{PerDay: 20}}.live(t, r)
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
	for range lives.Quartered(2, 100) {
		i, days, today := lifetime{World: worlds.World{PerDay: 20, Effect: 20}}.live(t, r)
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
