package insight_test

import (
	"errors"
	"fmt"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	. "halte/surveys/surveystest"
)

func TestAScoreSaysHowManyAnswersItTakesToKnowItMoreClosely(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	for i := range 20 {
		_, link := h.Invites(fmt.Sprint("c", i), On("2026-03-01T12:00:00Z"))
		if i%2 == 0 {
			h.Answers(link, 5+i%3*2, nil)
		}
	}
	ask := func(q insight.ScoreQuery) *insight.Precision {
		t.Helper()
		q.Touchpoint, q.Survey = "delivery", "delivery-nps"
		s, err := h.TouchpointScore(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return s.Precision
	}
	five := ask(insight.ScoreQuery{})
	if five == nil || five.HalfWidth != 5 || five.Needed < 900 || five.Needed > 1200 || five.More != five.Needed-10 || *five.Invitations != 2*five.More {
		t.Errorf("of ±5 it says %+v", five)
	}
	if ten := ask(insight.ScoreQuery{HalfWidth: 10}); ten.HalfWidth != 10 || ten.Needed < five.Needed/4-3 || ten.Needed > five.Needed/4+3 {
		t.Errorf("of ±10 it says %+v, of ±5 %+v", ten, five)
	}
	if enough := ask(insight.ScoreQuery{HalfWidth: 90}); enough.More != 0 || *enough.Invitations != 0 {
		t.Errorf("with enough answers it says %+v", enough)
	}
	if nobody := ask(insight.ScoreQuery{From: "2026-01-01", To: "2026-01-31"}); nobody.Needed != 996 || nobody.More != 996 || nobody.Invitations != nil {
		t.Errorf("without answers it says %+v", nobody)
	}
}

func TestWhereNobodyAnsweredNobodyKnowsHowManyToInvite(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Invites("silent", On("2026-03-01T12:00:00Z"))
	s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Survey: "delivery-nps"})
	if err != nil || s.ResponseRate == nil || *s.ResponseRate != 0 || s.Precision == nil || s.Precision.Invitations != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAPlanOfAScoreThatIsHeldBackIsHeldToo(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	Rated(h, "delivery-nps", "2026-03-01T12:00:00Z", 10, 3, 2)
	for small, want := range map[bool]bool{true: true, false: false} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Small: small})
		if err != nil || (s.Precision != nil) != want {
			t.Errorf("with small cells %v: %+v, %v", small, s.Precision, err)
		}
	}
}

func TestAHalfWidthThatNoScoreCanHaveIsRefused(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	for _, half := range []float64{-5, 0.019, 100.1} {
		_, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", HalfWidth: half})
		var refused *surveys.Error
		if !errors.As(err, &refused) || refused.Field != "half_width" {
			t.Errorf("±%v: %v", half, err)
		}
	}
}
