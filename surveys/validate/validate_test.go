package validate

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/worlds"
)

func ran(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReportHoldsEveryPromiseAgainstEveryWorld(t *testing.T) {
	t.Parallel()
	r := ran(t, Options{Seed: 1, Lives: 2})
	if len(r.Tables) != len(Keys()) {
		t.Fatalf("it has %d tables, want %d", len(r.Tables), len(Keys()))
	}
	for _, table := range r.Tables {
		promised := 0
		for _, row := range table.Rows {
			if row.Lives < 2 || len(row.Figures) != len(table.Columns) {
				t.Errorf("%s, %s: %d figures of %d lives for %d columns", table.Key, row.World, len(row.Figures), row.Lives, len(table.Columns))
			}
			for i, f := range row.Figures {
				if f.Bar != nil {
					promised++
				}
				if f.Unit == Percent && f.N > 0 && (f.Error <= 0 || f.Value < 0 || f.Value > 1) {
					t.Errorf("%s, %s, %s is %+v", table.Key, row.World, table.Columns[i], f)
				}
			}
		}
		if promised == 0 && table.Key != "delays" {
			t.Errorf("%s holds nothing against a promise", table.Key)
		}
	}
	for _, world := range append(idle(20), idle(100)...) {
		for _, key := range []string{"alone", "controls"} {
			if r.Table(key).row(rowName(world)) == nil {
				t.Errorf("%s does not know the world %q", key, rowName(world))
			}
		}
	}
}

func (t *Table) row(world string) *Row {
	for i := range t.Rows {
		if t.Rows[i].World == world {
			return &t.Rows[i]
		}
	}
	return nil
}

func TestASeedGivesTheSameReportAgain(t *testing.T) {
	t.Parallel()
	o := Options{Seed: 3, Lives: 4, Only: []string{"weighted", "delays"}}
	first, again := ran(t, o), ran(t, o)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed gave other figures")
	}
	if o.Seed = 4; reflect.DeepEqual(first.Tables, ran(t, o).Tables) {
		t.Error("another seed gave the same figures")
	}
}

// A judge that takes all answers for independent is what a wrong Halte would be.
func TestAJudgeThatIgnoresDaysWeeksAndPersonsIsNoticed(t *testing.T) {
	t.Parallel()
	broken := map[string]bool{}
	for _, f := range ran(t, Options{Seed: 2, Lives: 40, Only: []string{"alone"}, Product: Rival("mSPRT")}).Outcomes(Broken) {
		broken[f.World] = true
	}
	for _, w := range []worlds.World{{Name: "weeks with a score of their own, sd 8", PerDay: 100}, {Name: "days with a score of their own, sd 10", PerDay: 100}, {Name: "the same customers at five touchpoints", PerDay: 100}} {
		if !broken[rowName(w)] {
			t.Errorf("nobody noticed it in the world %q; it was in %v", rowName(w), broken)
		}
	}
	if broken[rowName(worlds.World{Name: "independent answers", PerDay: 20})] {
		t.Error("it is said to be wrong about independent answers, where it is right")
	}
}

func TestHalteItselfIsNotSaidToBeBrokenWhereDaysAndWeeksDiffer(t *testing.T) {
	t.Parallel()
	r := run{Options{Seed: 2, Lives: 24, Product: Halte}, t.Context()}
	for _, w := range []worlds.World{{Name: "weeks", PerDay: 100, Weeks: 8}, {Name: "days", PerDay: 100, Days: 10}} {
		lives, err := r.judge(w, "test", surveys.AlwaysValid)
		if err != nil {
			t.Fatal(err)
		}
		if f := share(count(lives, made), len(lives), AtMost(.05)); f.Outcome() == Broken {
			t.Errorf("%s: %s of lives claim", w.Name, f)
		}
	}
}

func TestAFigureMissesItsPromiseBeyondTwoErrorsOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   Figure
		want Outcome
	}{
		{share(3, 100, AtMost(.05)), Holds},
		{share(7, 100, AtMost(.05)), Near},
		{share(20, 100, AtMost(.05)), Broken},
		{share(60, 100, AtLeast(.75)), Broken},
		{share(0, 0, AtLeast(.75)), Unpromised},
		{share(20, 100, nil), Unpromised},
		{share(999, 1000, covers), Cautious},
		{share(900, 1000, covers), Broken},
		{mean([]float64{3, 3, 3, 4}, PerYear, AtMost(1)), Broken},
	} {
		if got := c.of.Outcome(); got != c.want {
			t.Errorf("%s is %q, want %q", c.of, got, c.want)
		}
	}
}

func TestCasesOfOneLifeThatHangTogetherMakeAShareLessSure(t *testing.T) {
	t.Parallel()
	apart, together := make([]int, 50), make([]int, 50)
	of := make([]int, 50)
	for i := range of {
		of[i], apart[i], together[i] = 20, 10, 20*(i%2)
	}
	a, b := clusteredShare(apart, of, nil), clusteredShare(together, of, nil)
	if a.Value != .5 || b.Value != .5 || b.Error < 3*a.Error {
		t.Errorf("%s apart, %s together", a, b)
	}
}

func TestAnInterruptedRunIsNoReport(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Run(ctx, Options{Lives: 2}); err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAWorldMovesAsItsNameSays(t *testing.T) {
	t.Parallel()
	score := func(w worlds.World, from, to int, of func(worlds.Answer) bool) float64 {
		var sum, n float64
		w.Live(rand.New(rand.NewPCG(1, 1)), from, to, func(a worlds.Answer) {
			if of == nil || of(a) {
				sum, n = sum+a.Expected, n+1
			}
		})
		return sum / n
	}
	typical := worlds.Typical.Score()
	for name, c := range map[string]struct{ got, want float64 }{
		"before a change": {score(worlds.World{PerDay: 50, Effect: 10}, -20, -1, nil), typical},
		"after it":        {score(worlds.World{PerDay: 50, Effect: 10}, 0, 20, nil), typical + 10},
		"a control after": {score(worlds.World{Control: 50, Effect: 10}, 0, 20, nil), typical},
		"after a step":    {score(worlds.World{Control: 50, Step: 5}, 0, 20, nil), typical + 5},
		"a drift":         {score(worlds.World{PerDay: 50, Drift: 30.4}, 5, 5, nil), typical + 5},
		"Saturday":        {score(worlds.World{PerDay: 50, Weekend: -15}, 5, 5, nil), typical - 15},
		"the late":        {score(worlds.World{PerDay: 50, Slow: -30}, 0, 20, func(a worlds.Answer) bool { return a.Delay > 0 }), typical - 30},
		"the prompt":      {score(worlds.World{PerDay: 50, Slow: -30}, 0, 20, func(a worlds.Answer) bool { return a.Delay == 0 }), typical},
	} {
		if diff := c.got - c.want; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: the score is %g, want %g", name, c.got, c.want)
		}
	}
}
