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

// biasOfAll weighs all that was reached, as for whoever may see small cells.
func biasOfAll(m metric.Metric, rows []Reach, names []string) ResponseBias {
	return biasOf(m, rows, names, everyAnswer(rows, names))
}

func TestAGroupThatAnswersLessAndThinksWorseIsWeighedUp(t *testing.T) {
	t.Parallel()
	// Half of those invited are commuters: 200 of 400 answer, at +50. The other
	// half are families: 40 of 400 answer, at -50. Of all invited the score is 0.
	b := biasOfAll(metric.NPS, []Reach{
		reached("commuter", 400, metric.Tally{10: 150, 0: 50}, metric.Tally{}),
		reached("family", 400, metric.Tally{10: 10, 0: 30}, metric.Tally{}),
	}, []string{"persona"})
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
	differ := biasOfAll(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80, 0: 20}, metric.Tally{10: 20, 0: 60})}, nil)
	if kinds(differ) != "waves_differ ;" || differ.Waves.Difference.Value != -110 {
		t.Errorf("cautions %q, %+v", kinds(differ), differ.Waves.Difference)
	}
	alike := biasOfAll(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80, 0: 20}, metric.Tally{10: 16, 0: 4})}, nil)
	if kinds(alike) != "" || alike.Waves.Difference == nil {
		t.Errorf("cautions %q, %+v", kinds(alike), alike.Waves)
	}
	few := biasOfAll(metric.NPS, []Reach{reached("", 500, metric.Tally{10: 80}, metric.Tally{0: 4})}, nil)
	if kinds(few) != "" || few.Waves.Difference != nil {
		t.Errorf("four answers are compared: %+v", few.Waves.Difference)
	}
}

func TestWithoutInvitationsNothingIsSaid(t *testing.T) {
	t.Parallel()
	b := biasOfAll(metric.CSAT, []Reach{{Segments: map[string]string{"persona": "a"}, Failed: 3}}, []string{"persona"})
	if b.Invited != 0 || b.Failed != 3 || b.ResponseRate != nil || b.Raw.Score != nil || b.Bounds != nil || b.Waves != nil || len(b.Segments) != 0 {
		t.Errorf("%+v", b)
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
	in := biasOfAll(metric.NPS, rows(130), []string{"persona"}).Segments[0]
	if in.Weighted == nil || in.NotWeighted || math.Abs(in.CollapsedShare-260.0/1060) > 1e-12 || in.Weighted.Unweighed <= 0 {
		t.Errorf("with %v together it is %+v", in.CollapsedShare, in.Weighted)
	}
	out := biasOfAll(metric.NPS, rows(140), []string{"persona"})
	s := out.Segments[0]
	if s.Weighted != nil || !s.NotWeighted || math.Abs(s.CollapsedShare-280.0/1080) > 1e-12 || s.Representativity == nil || kinds(out) != "" {
		t.Errorf("with %v together it is %+v, and the cautions are %q", s.CollapsedShare, s.Weighted, kinds(out))
	}
}
