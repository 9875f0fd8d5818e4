package metric_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func TestASingleSegmentIsWeightedToItself(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		tally := filled(m).Draw(t, "tally")
		w := m.PostStratify([]metric.Segment{{Share: 1, Tally: tally}}, 0.95)
		n := float64(tally.N())
		if !near(w.Value, m.Score(tally).Value) || !near(w.EffectiveN, n) || !near(w.N, n) || !near(w.DF, n-1) {
			t.Fatalf("%+v of %v", w, tally)
		}
	})
}

func TestWeightingUndoesUnequalResponseRates(t *testing.T) {
	t.Parallel()
	glad, sad := metric.Tally{10: 90, 0: 10}, metric.Tally{10: 10, 0: 40}
	w := metric.NPS.PostStratify([]metric.Segment{{Share: 0.5, Tally: glad}, {Share: 0.5, Tally: sad}}, 0.95)
	if !near(w.Value, 10) || !near(w.EffectiveN, 1/(0.25/100+0.25/50)) {
		t.Errorf("%+v", w)
	}
}

func TestASegmentThatDidNotAnswerMakesTheWeightedScoreAbsent(t *testing.T) {
	t.Parallel()
	some := metric.Tally{10: 30, 0: 10}
	for name, segments := range map[string][]metric.Segment{
		"silent segment": {{Share: 0.5, Tally: some}, {Share: 0.5}},
		"nobody":         {{Share: 1}},
		"no segments":    nil,
		"no shares":      {{Share: 0, Tally: some}},
	} {
		w := metric.NPS.PostStratify(segments, 0.95)
		if !w.Absent() || w.Interval != metric.NPS.Range() || w.DF != 0 {
			t.Errorf("%s: %+v", name, w)
		}
	}
	w := metric.NPS.PostStratify([]metric.Segment{{Share: 1, Tally: some}, {Share: 0}}, 0.95)
	if w.Absent() || w.N != 40 {
		t.Errorf("a segment nobody was invited of: %+v", w)
	}
}

func TestASegmentOfOneLeavesTheWeightedScoreWithoutAnInterval(t *testing.T) {
	t.Parallel()
	w := metric.NPS.PostStratify([]metric.Segment{
		{Share: 0.5, Tally: metric.Tally{10: 30, 0: 10}}, {Share: 0.5, Tally: metric.Tally{8: 1}},
	}, 0.95)
	if w.Absent() || !near(w.Value, 25) || w.DF != 0 || w.Interval != metric.NPS.Range() {
		t.Errorf("%+v", w)
	}
}

func TestManyResponsesMakeStudentsIntervalNormal(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{4_000, 6_000, 1e6, 1e9} {
		w := metric.NPS.PostStratify([]metric.Segment{{Share: 1, Tally: metric.Tally{10: n, 0: n}}}, 0.95)
		t95 := w.Interval.Width() / 2 / w.SE
		if want := 1.959963984540054 + 2.3722712/w.DF; math.Abs(t95-want) > 1e-7 {
			t.Errorf("n = %d: t = %.12f, want %.12f", 2*n, t95, want)
		}
	}
}

func TestTheScoreOfAllInvitedLiesWithinTheBounds(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		answered, silent := filled(m).Draw(t, "answered"), tallies(m).Draw(t, "silent")
		invited := answered.N() + silent.N()
		r := m.Nonresponse(invited, answered)
		all := m.Score(answered.Plus(silent)).Value
		slack := metric.Interval{Lo: r.Bounds.Lo - 1e-9, Hi: r.Bounds.Hi + 1e-9}
		if !slack.Contains(all) || !slack.Contains(r.Value) {
			t.Fatalf("%v of all is not in %v", all, r.Bounds)
		}
		needed, exists := r.NeededFor(all)
		if exists == silent.IsZero() {
			t.Fatalf("%d of %d answered, needed exists: %v", answered.N(), invited, exists)
		}
		// Backed out of a sum in which the silent may be one in a billion.
		if exists && silent.N() > answered.N()/1000 && math.Abs(needed-m.Score(silent).Value) > 1e-6 {
			t.Fatalf("the silent score %v, needed is said to be %v", m.Score(silent).Value, needed)
		}
	})
}

func TestNobodyInvitedAndNobodyAnsweredAreNotAScore(t *testing.T) {
	t.Parallel()
	for _, invited := range []int64{0, 100} {
		r := metric.NPS.Nonresponse(invited, metric.Tally{})
		if _, exists := r.NeededFor(0); exists || !r.Absent() || r.Bounds != metric.NPS.Range() || r.ResponseRate != 0 {
			t.Errorf("%d invited: %+v", invited, r)
		}
	}
	r := metric.NPS.Nonresponse(0, metric.Tally{10: 1, 0: 3}) // came in without an invitation
	if r.Bounds != (metric.Interval{Lo: -50, Hi: -50}) || r.ResponseRate != 0 {
		t.Errorf("%+v", r)
	}
}

func TestSegmentsThatAnswerAlikeAreRepresentative(t *testing.T) {
	t.Parallel()
	if r := metric.Representativity([]metric.Invited{{100, 20}, {50, 10}, {0, 0}}); r != 1 {
		t.Errorf("alike: %v", r)
	}
	if r := metric.Representativity([]metric.Invited{{100, 40}, {100, 0}}); !near(r, 0.6) {
		t.Errorf("one segment silent: %v", r)
	}
	if r := metric.Representativity(nil); r != 1 {
		t.Errorf("nobody: %v", r)
	}
}

func TestAStabilisedScoreLiesBetweenItsOwnAndThePrior(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		own, parent := filled(metric.NPS).Draw(t, "own"), filled(metric.NPS).Draw(t, "parent")
		prior := metric.PriorOf(parent, []metric.Tally{own, parent})
		s := own.Categories().Stabilise(prior, 0.95)
		a, b := metric.NPS.Score(own).Value, metric.NPS.Score(parent).Value
		if s.Value < min(a, b)-1e-9 || s.Value > max(a, b)+1e-9 || math.IsNaN(s.SD) {
			t.Fatalf("%+v between %v and %v", s, a, b)
		}
		if prior.Strength < 5 || prior.Strength > 200 {
			t.Fatalf("strength %v", prior.Strength)
		}
	})
}

func TestAPriorIsStrongWhereTouchpointsAreAlikeAndWeakWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	glad, sad := metric.Tally{10: 100}, metric.Tally{0: 100}
	if s := metric.Strength([]metric.Tally{glad, glad, glad}); s != 200 {
		t.Errorf("alike: %v", s)
	}
	if s := metric.Strength([]metric.Tally{glad, sad, glad, sad}); s != 5 {
		t.Errorf("different: %v", s)
	}
	if s := metric.Strength([]metric.Tally{glad, {}}); s != 10 {
		t.Errorf("alone: %v", s)
	}
}

func TestNeitherResponsesNorPriorIsAbsent(t *testing.T) {
	t.Parallel()
	if s := (metric.Categories{}).Stabilise(metric.Prior{}, 0.95); !s.Absent() || s.Interval != metric.NPS.Range() {
		t.Errorf("%+v", s)
	}
	if s := (metric.Categories{}).Stabilise(metric.Prior{Detractors: .2, Passives: .3, Promoters: .5, Strength: 10}, 0.95); s.Absent() || !near(s.Value, 30) {
		t.Errorf("%+v", s)
	}
}
