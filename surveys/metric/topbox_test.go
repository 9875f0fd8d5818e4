package metric_test

import (
	"math"
	"slices"
	"testing"

	"halte/surveys/metric"
)

func TestTheUsualTopBoxOfCSATIsItsScore(t *testing.T) {
	t.Parallel()
	tally := metric.Tally{0: 50, 1: 10, 3: 20, 4: 40, 5: 30}
	score, top := metric.CSAT.ScoreWorth(tally, 2), metric.CSAT.Top(tally, metric.CSAT.Tops()[0], 2, 0.95)
	if top.Value != score.Value || top.Interval != score.Interval || top.K != 70 || top.N != 100 {
		t.Errorf("the score is %+v, the top box %+v", score, top)
	}
}

func TestATopBoxCountsThoseWhoGaveAtLeastItsRating(t *testing.T) {
	t.Parallel()
	if top := metric.CSAT.Top(metric.Tally{1: 10, 3: 20, 4: 40, 5: 30}, 5, 1, 0.95); top.Value != 30 || math.Abs(top.Interval.Lo-21.895) > 0.005 || math.Abs(top.Interval.Hi-39.585) > 0.005 {
		t.Errorf("of CSAT %+v", top)
	}
	if easy := metric.CES.Top(metric.Tally{1: 10, 4: 30, 5: 20, 7: 40}, metric.CES.Tops()[0], 1, 0.95); easy.Value != 60 || easy.K != 60 {
		t.Errorf("easy is %+v", easy)
	}
	if none := metric.CES.Top(metric.Tally{}, 5, 1, 0.95); none.N != 0 {
		t.Errorf("of nobody %+v", none)
	}
}

func TestATopBoxIsOfHappyRatings(t *testing.T) {
	t.Parallel()
	for _, m := range metric.All() {
		for i, from := range m.Tops() {
			if m.Side(from) != 1 || i == 0 && m.Side(from-1) == 1 {
				t.Errorf("a top box of %s begins at %d", m, from)
			}
		}
	}
	if !slices.Equal(metric.CSAT.Tops(), []int{4, 5}) || metric.NPS.Tops() != nil {
		t.Errorf("CSAT has %v, NPS %v", metric.CSAT.Tops(), metric.NPS.Tops())
	}
}
