package insight_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	. "halte/surveys/surveystest"
)

func topBoxes(t *testing.T, m string, q insight.ScoreQuery) (insight.TouchpointScore, error) {
	t.Helper()
	h := Open(t, strings.Replace(Relationship, "metric: nps", "metric: "+m, 1))
	Rated(h, "delivery-nps", "2026-02-20T12:00:00Z", 5, 5, 5, 1, 1, 4)
	Rated(h, "delivery-nps", "2026-02-10T12:00:00Z", 1, 4, 4, 4, 5)
	q.Touchpoint, q.Survey, q.From, q.To = "delivery", "delivery-nps", "2026-02-16", "2026-02-22"
	q.Trend, q.Compare = "week", []string{insight.ComparePrevious}
	return h.TouchpointScore(t.Context(), q)
}

func TestTheTopBoxOfCSATIsAChoice(t *testing.T) {
	t.Parallel()
	for asked, want := range map[int][3]float64{0: {100 * 4. / 6, 4, 80}, 4: {100 * 4. / 6, 4, 80}, 5: {50, 3, 20}} {
		s, err := topBoxes(t, "csat", insight.ScoreQuery{TopBox: asked})
		if err != nil || s.TopBox == nil {
			t.Fatalf("%+v, %v", s, err)
		}
		if math.Abs(s.TopBox.Share-want[0]) > 1e-9 || float64(s.TopBox.Count) != want[1] || math.Abs(s.Previous.TopBox.Share-want[2]) > 1e-9 || s.TopBox.To != 5 {
			t.Errorf("from %d on: %+v, before %+v", asked, s.TopBox, s.Previous.TopBox)
		}
		if len(s.Trend) != 1 || s.Trend[0].TopBox.Share != s.TopBox.Share {
			t.Errorf("the week from %d on is %+v", asked, s.Trend)
		}
		if math.Abs(*s.Score-100*4./6) > 1e-9 {
			t.Errorf("the score became %v", *s.Score)
		}
	}
}

func TestTheScoreOfCESHasTheShareOfThoseWhoFoundItEasy(t *testing.T) {
	t.Parallel()
	s, err := topBoxes(t, "ces", insight.ScoreQuery{})
	if err != nil || s.TopBox == nil || s.TopBox.Share != 50 || s.TopBox.From != 5 || s.TopBox.To != 7 || s.TopBox.Interval[0] < 15 || s.TopBox.Interval[1] > 85 {
		t.Errorf("%+v, %v", s.TopBox, err)
	}
}

func TestATopBoxIsHeldBackWithTheScore(t *testing.T) {
	t.Parallel()
	h := Open(t, strings.Replace(Relationship, "metric: nps", "metric: csat", 1))
	Rated(h, "delivery-nps", "2026-03-01T12:00:00Z", 5, 3, 2)
	for small, want := range map[bool]bool{true: true, false: false} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-23", To: "2026-03-01", Trend: "week", Small: small})
		if err != nil || (s.TopBox != nil) != want || (s.Trend[len(s.Trend)-1].TopBox != nil) != want {
			t.Errorf("with small cells %v: %+v, %v", small, s.TopBox, err)
		}
	}
}

func TestATopBoxThatAMetricHasNotIsRefused(t *testing.T) {
	t.Parallel()
	for m, asked := range map[string]int{"nps": 4, "ces": 4, "csat": 3, "stars": 5} {
		_, err := topBoxes(t, m, insight.ScoreQuery{TopBox: asked})
		var refused *surveys.Error
		if !errors.As(err, &refused) || refused.Field != "top_box" {
			t.Errorf("%s from %d on: %v", m, asked, err)
		}
	}
	if s, err := topBoxes(t, "nps", insight.ScoreQuery{}); err != nil || s.TopBox != nil {
		t.Errorf("an NPS has the top box %+v, %v", s.TopBox, err)
	}
}
