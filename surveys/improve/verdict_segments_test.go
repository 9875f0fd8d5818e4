package improve

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/surveystest/lives"
	"halte/surveys/worlds"
)

// among gives every answer one of n values of a segment, by chance.
func among(r *rand.Rand, n int) func(*surveys.Response) {
	return func(a *surveys.Response) { a.Segments = map[string]string{"country": strconv.Itoa(r.IntN(n))} }
}

// bySegment gives the verdicts of a lifetime by value.
func bySegment(t *testing.T, l lifetime, seed uint64, small bool) map[string]SegmentVerdict {
	t.Helper()
	i, cells, today := l.folded(t, rand.New(rand.NewPCG(seed, 21)))
	out := map[string]SegmentVerdict{}
	for _, v := range segmentVerdicts(&i, cells, today, small) {
		out[v.Value] = v
	}
	return out
}

// lifted makes promoters of most who live in a, after the change; those in b stay as
// they are.
func lifted(r *rand.Rand) func(*surveys.Response) {
	return func(a *surveys.Response) {
		a.Segments = map[string]string{"country": "b"}
		if r.IntN(2) == 0 {
			a.Segments["country"] = "a"
			if a.Survey == "s" && a.Day >= changed && r.IntN(3) > 0 {
				a.Rating = 10
			}
		}
	}
}

func TestAChangeThatReachesOneGroupIsSaidOfThatGroup(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 21))
	got := bySegment(t, lifetime{World: worlds.World{PerDay: 40}, with: lifted(r)}, 1, true)
	if a, b := got["a"], got["b"]; a.State != Improved || a.Words != After || b.State == Improved {
		t.Errorf("the group that it reached is said to be %s %s, the other %s", a.State, a.Words, b.State)
	}
	got = bySegment(t, lifetime{World: worlds.World{PerDay: 40, Control: 40}, with: lifted(r)}, 2, true)
	if a, b := got["a"], got["b"]; a.State != Improved || a.Words != BecauseOf || b.State == Improved {
		t.Errorf("with controls the group that it reached is said to be %s %s, the other %s", a.State, a.Words, b.State)
	}
}

func TestWhatTouchpointsAndControlsDidByThemselvesCountsInEveryGroup(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 21))
	i, cells, today := lifetime{World: worlds.World{PerDay: 40, Control: 40}, with: among(r, 2)}.folded(t, r)
	widths := func() (out []float64) {
		for _, v := range segmentVerdicts(&i, cells, today, true) {
			out = append(out, v.AgainstControls.Interval[1]-v.AgainstControls.Interval[0])
		}
		return out
	}
	narrow := widths()
	cells.wander = 100
	for at, wide := range widths() {
		if wide < 1.2*narrow[at] {
			t.Errorf("the interval of a group is %.1f wide, and was %.1f", wide, narrow[at])
		}
	}
}

func TestAStepThatTheControlsShareIsOfNoGroup(t *testing.T) {
	t.Parallel()
	got := bySegment(t, lifetime{World: worlds.World{PerDay: 100, Control: 100, Step: 25}, with: among(rand.New(rand.NewPCG(3, 21)), 2)}, 3, true)
	for value, v := range got {
		if v.State == Improved || !v.Change.Clear {
			t.Errorf("%s is said to be %s; its score moved clearly: %v", value, v.State, v.Change.Clear)
		}
	}
}

func TestTheGroupsOfAnImprovementShareItsAlpha(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 10} {
		i, cells, today := lifetime{World: worlds.World{PerDay: 20}, with: among(rand.New(rand.NewPCG(4, 21)), n)}.folded(t, rand.New(rand.NewPCG(4, 22)))
		got := segmentVerdicts(&i, cells, today, true)
		if len(got) != n {
			t.Fatalf("%d of %d groups are judged", len(got), n)
		}
		for _, v := range got {
			if spent := 1 - v.Change.Level; math.Abs(spent-i.Alpha/float64(n)) > 1e-12 {
				t.Errorf("one of %d groups may spend %v of %v", n, spent, i.Alpha)
			}
		}
	}
}

func TestWhatChangedNothingIsSeldomClaimedOfAnyOfTwentyGroups(t *testing.T) {
	t.Parallel()
	r, n, claimed := rand.New(rand.NewPCG(5, 21)), lives.Quartered(12, 600), 0.0
	for range n {
		var all []surveys.Response
		group := among(r, 20)
		i, _, today := lifetime{World: worlds.World{PerDay: 60, Regulars: 300, Regular: 30, Repeats: .6}, with: func(a *surveys.Response) {
			group(a)
			all = append(all, *a)
		}}.folded(t, r)
		found := false
		for day := surveys.AddDays(today, -70); day <= today && !found; day = surveys.AddDays(day, 14) {
			cells, _ := fold(&i, func(fn func(surveys.Response) error) error {
				for _, a := range all {
					if a.Day <= lastCounted(day) {
						_ = fn(a)
					}
				}
				return nil
			})
			for _, v := range segmentVerdicts(&i, cells, day, true) {
				found = found || v.State == Improved || v.State == Worsened
			}
		}
		if found {
			claimed++
		}
	}
	share := claimed / float64(n)
	t.Logf("%.1f%% of lives have a group of which something is claimed in six looks", 100*share)
	if share > 0.05+slack(0.05, n) {
		t.Errorf("of %.1f%% of improvements that changed nothing a group is claimed", 100*share)
	}
}

func TestAGroupIsAsSureAsItsOwnPeopleMakeIt(t *testing.T) {
	t.Parallel()
	got := bySegment(t, lifetime{World: worlds.World{PerDay: 20, Regulars: 280, Repeats: .8}, with: func(a *surveys.Response) {
		a.Segments = map[string]string{"comes": surveys.IfElse(a.Respondent > 0, "again", "once")}
	}}, 6, true)
	if again, once := got["again"].Change, got["once"].Change; again.Paired != 280 || again.Phi >= .9 || once.Paired != 0 || once.Phi < 1 {
		t.Errorf("of regulars %d are paired, with %.2f of the variance; of those who come once %d, with %.2f", again.Paired, again.Phi, once.Paired, once.Phi)
	}
}

func TestAGroupOfFewBeforeTheChangeIsNotJudged(t *testing.T) {
	t.Parallel()
	n := 0
	got := bySegment(t, lifetime{World: worlds.World{PerDay: 20}, with: func(a *surveys.Response) {
		value := "usual"
		if a.Day >= changed { // all of the few but 19 come after the change
			value = "few"
		} else if n++; n < 20 {
			value = "few"
		}
		a.Segments = map[string]string{"country": value}
	}}, 7, true)
	if _, judged := got["few"]; judged || len(got) != 1 {
		t.Errorf("judged are %v", got)
	}
}

func TestFiguresOfAGroupTellOfNoSingleAnswer(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 21))
	world := lifetime{World: worlds.World{PerDay: 5}, with: func(a *surveys.Response) {
		a.Segments = map[string]string{"country": surveys.IfElse(r.IntN(6) > 0, "many", "few")}
	}}
	got := bySegment(t, world, 8, false)
	for value, v := range got {
		if v.Before%10 != 0 || v.After%10 != 0 {
			t.Errorf("%s has %d and %d answers, to the last one", value, v.Before, v.After)
		}
	}
	if few := got["few"]; few.State == "" || few.Change != nil || few.NoLargerThan != nil {
		t.Errorf("of few there is %+v", few)
	}
	many := got["many"].Change
	if many == nil {
		t.Fatal("of many there is no difference")
	}
	least := float64(min(got["many"].Before, got["many"].After) + 10) // of 200 points, one answer moves as many as this into them
	for _, x := range []float64{many.Difference, many.Adjusted, many.Interval[0], many.Interval[1]} {
		if x != 0 && math.Abs(x) < surveys.SmallCell*200/least {
			t.Errorf("of %v answers there is %v, less than five of them move", least, x)
		}
	}
}

func TestAStepOfFiguresOfAGroupIsWhatFiveAnswersMove(t *testing.T) {
	t.Parallel()
	i := &surveys.Improvement{}
	i.Metric, i.Smallest = metric.NPS, 10
	for n := int64(leastToTell); n < 3000; n += 7 {
		j := Judgement{Difference: 12.34, Adjusted: 12.3, Level: .95, Paired: 37, variance: 12}
		step := stepOf(200, n)
		got := j.inSteps(i, step)
		if step < 5*200/float64(n) || math.Remainder(got.Difference, step) > 1e-9 || got.Paired != 30 {
			t.Errorf("of %d answers a step is %v points, a judgement %+v", n, step, got)
		}
	}
}

// The evidence grows with the square of the difference, so that steps of its own would be
// finer than those of the difference.
func TestTheEvidenceThatIsToldIsThatOfTheSteps(t *testing.T) {
	t.Parallel()
	i := &surveys.Improvement{}
	i.Metric, i.Smallest = metric.NPS, 10
	told := func(adjusted, variance float64) Judgement {
		j := Judgement{Difference: adjusted, Adjusted: adjusted, Interval: [2]float64{adjusted - 9.9, adjusted + 9.9}, Level: .95, Phi: 1, variance: variance}
		out := *j.coarse(i)
		out.variance = 0 // is not told
		return out
	}
	if a, b := told(23.9, 12.1), told(24.1, 12.2); a != b || a.LogE < 10 || a.P > 1e-4 {
		t.Errorf("of two differences of 24 points the evidence is %+v and %+v", a, b)
	}
	clear := Judgement{Adjusted: 9.6, Interval: [2]float64{.1, 19.1}, Level: .95, Clear: true, variance: 15}
	if got := clear.coarse(i); got.Interval[0] <= 0 || got.LogE < 2.99 || got.P > .0501 {
		t.Errorf("a difference that is clear is told as %+v", got)
	}
}
