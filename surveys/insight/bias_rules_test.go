package insight

import (
	"math"
	"testing"

	"halte/surveys/metric"
)

func reached(persona string, invited int64, first, reminder metric.Tally) Reach {
	return Reach{Day: "2026-11-20", Segments: map[string]string{"persona": persona}, Delivered: invited, First: first, Reminder: reminder}
}

func kinds(b ResponseBias) (out string) {
	for _, c := range b.Cautions {
		out += string(c.Kind) + " " + c.Segment + ";"
	}
	return out
}

func TestAGroupThatAnswersLessAndThinksWorseIsWeighedUp(t *testing.T) {
	t.Parallel()
	// Half of those invited are commuters: 200 of 400 answer, at +50. The other
	// half are families: 40 of 400 answer, at -50. Of all invited the score is 0.
	b := biasOf(metric.NPS, []Reach{
		reached("commuter", 400, metric.Tally{10: 150, 0: 50}, metric.Tally{}),
		reached("family", 400, metric.Tally{10: 10, 0: 30}, metric.Tally{}),
	}, []string{"persona"}, true)
	s := b.Segments[0]
	if w := s.Weighted; w == nil || math.Abs(w.Score) > 1e-9 || !w.Flagged || math.Abs(*b.Raw.Score+w.Gap) > 1e-9 {
		t.Errorf("the raw score is %v, the weighted one %+v", *b.Raw.Score, s.Weighted)
	}
	if s.Lowest != "family" || s.Highest != "commuter" || math.Abs(*s.Representativity-0.6) > 1e-9 {
		t.Errorf("%s to %s, R %v", s.Lowest, s.Highest, *s.Representativity)
	}
	if *b.ResponseRate != 0.3 || math.Abs(b.RateInterval[0]-0.2693) > 5e-5 || math.Abs(b.RateInterval[1]-0.3326) > 5e-5 || kinds(b) != "weighted_differs persona;" {
		t.Errorf("rate %v, cautions %q", *b.ResponseRate, kinds(b))
	}
	// 0.3 of them at 33.3: silence could make it -60 to +80; -14.3 would make it 0.
	if math.Abs(b.Bounds[0]+60) > 1e-9 || math.Abs(b.Bounds[1]-80) > 1e-9 || math.Abs(b.Silent.Needed+100.0/7) > 1e-9 || !b.Silent.Possible {
		t.Errorf("bounds %v, silent %+v", *b.Bounds, b.Silent)
	}
}

func TestThoseWhoNeededAReminderAreSetBesideTheOthers(t *testing.T) {
	t.Parallel()
	differ := biasOf(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80, 0: 20}, metric.Tally{10: 20, 0: 60})}, nil, true)
	if kinds(differ) != "waves_differ ;" || differ.Waves.Difference.Value != -110 {
		t.Errorf("cautions %q, %+v", kinds(differ), differ.Waves.Difference)
	}
	alike := biasOf(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80, 0: 20}, metric.Tally{10: 16, 0: 4})}, nil, true)
	if kinds(alike) != "" || alike.Waves.Difference == nil {
		t.Errorf("cautions %q, %+v", kinds(alike), alike.Waves)
	}
	few := biasOf(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80}, metric.Tally{0: 4})}, nil, true)
	if kinds(few) != "" || few.Waves.Difference != nil {
		t.Errorf("four answers are compared: %+v", few.Waves.Difference)
	}
}

func TestWithoutInvitationsNothingIsSaid(t *testing.T) {
	t.Parallel()
	b := biasOf(metric.CSAT, []Reach{{Segments: map[string]string{"persona": "a"}, Failed: 3}}, []string{"persona"}, true)
	if b.Invited != 0 || b.Failed != 3 || b.ResponseRate != nil || b.Raw.Score != nil || b.Bounds != nil || b.Waves != nil || len(b.Segments) != 0 {
		t.Errorf("%+v", b)
	}
}

func TestFewAnswersAreHeldBackFromWhomTheyAreNotFor(t *testing.T) {
	t.Parallel()
	rows := []Reach{
		reached("a", 40, metric.Tally{10: 12}, metric.Tally{}), reached("b", 40, metric.Tally{0: 12}, metric.Tally{}), reached("c", 4, metric.Tally{10: 2}, metric.Tally{}),
	}
	b := biasOf(metric.NPS, rows, []string{"persona"}, false)
	shown := 0
	for _, v := range b.Segments[0].Values {
		if v.Shown() {
			shown++
		}
	}
	if shown != 1 || b.Segments[0].Values[2].Answered != 2 {
		t.Errorf("%d values are shown, of which the others follow: %+v", shown, b.Segments[0].Values)
	}
	if b = biasOf(metric.NPS, rows[2:], []string{"persona"}, false); b.Raw.Score != nil || b.Bounds != nil {
		t.Errorf("two answers are shown: %+v", b)
	}
}

func TestAScoreIsNotCalledWeightedWhereAQuarterOfThoseAskedCouldNotBeWeighed(t *testing.T) {
	t.Parallel()
	rows := func(small int64) []Reach {
		return []Reach{
			reached("commuter", 400, metric.Tally{10: 150, 0: 50}, metric.Tally{}), reached("family", 400, metric.Tally{10: 10, 0: 30}, metric.Tally{}),
			reached("racer", small, metric.Tally{10: 1, 0: 4}, metric.Tally{}), reached("courier", small, metric.Tally{10: 2, 0: 4}, metric.Tally{}),
		}
	}
	in := biasOf(metric.NPS, rows(130), []string{"persona"}, true).Segments[0]
	if in.Weighted == nil || in.NotWeighted || math.Abs(in.CollapsedShare-260.0/1060) > 1e-12 || in.Weighted.Unweighed <= 0 {
		t.Errorf("with %v together it is %+v", in.CollapsedShare, in.Weighted)
	}
	out := biasOf(metric.NPS, rows(140), []string{"persona"}, true)
	s := out.Segments[0]
	if s.Weighted != nil || !s.NotWeighted || math.Abs(s.CollapsedShare-280.0/1080) > 1e-12 || s.Representativity == nil || kinds(out) != "" {
		t.Errorf("with %v together it is %+v, and the cautions are %q", s.CollapsedShare, s.Weighted, kinds(out))
	}
}
