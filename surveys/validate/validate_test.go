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
	r := ran(t, Options{Seed: 1, Lives: 2, Product: Rival("mSPRT")}) // the harness is what is tested
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

// claiming is how the share of lives in which a judge claims stands to the 5% that are
// promised of worlds without a change.
func claiming(t *testing.T, judge Judge, lives int, w worlds.World) Outcome {
	t.Helper()
	r := run{Options{Seed: 2, Lives: lives, Product: judge}, t.Context()}
	judged, err := r.judge(w, "test", surveys.AlwaysValid)
	if err != nil {
		t.Fatal(err)
	}
	f := share(count(judged, made), len(judged), AtMost(.05))
	t.Logf("%s: %s of lives claim", rowName(w), f)
	return f.Outcome()
}

// A judge that takes all answers for independent is what a wrong Halte would be.
func TestAJudgeThatIgnoresDaysWeeksAndPersonsIsNoticed(t *testing.T) {
	t.Parallel()
	naive := Rival("mSPRT")
	for _, w := range []worlds.World{{Name: "weeks", PerDay: 100, Weeks: 8}, {Name: "days", PerDay: 100, Days: 10}, {Name: "the same customers at five touchpoints", PerDay: 100, Places: 5, Repeats: .6}} {
		if got := claiming(t, naive, 100, w); got != Broken {
			t.Errorf("in the world %q it is said to be %q", w.Name, got)
		}
	}
	if claiming(t, naive, 100, worlds.World{Name: "independent answers", PerDay: 20}) == Broken {
		t.Error("it is said to be wrong about independent answers, where it is right")
	}
}

func TestHalteItselfIsNotSaidToBeBrokenWhereDaysAndWeeksDiffer(t *testing.T) {
	t.Parallel()
	for _, w := range []worlds.World{{Name: "weeks", PerDay: 100, Weeks: 8}, {Name: "days", PerDay: 100, Days: 10}, {Name: "a step that the control shares", PerDay: 20, Control: 20, Step: 15}, {Name: "a control that goes its own way", PerDay: 30, Control: 30, Wander: 12, Apart: true}} {
		if claiming(t, Halte, 24, w) == Broken {
			t.Errorf("it is in the world %q", w.Name)
		}
	}
}

func TestWhatMissesItsPromiseIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	fine, missed := share(3, 100, AtMost(.05)), share(20, 100, AtMost(.05))
	r := Report{Tables: []Table{
		{Title: "Scores", Columns: []string{"holds", "told"}, Rows: []Row{{"quiet", 100, []Figure{fine, fine}}, {"loud", 100, []Figure{fine, missed}}}},
		{Title: "Alerts", Columns: []string{"drops"}, Rows: []Row{{"loud", 100, []Figure{fine}}}},
	}}
	if got, want := r.Outcomes(Broken), []Find{{"Scores", "loud", "told", missed}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
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
