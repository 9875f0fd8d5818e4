package improve

import (
	"math/rand/v2"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/surveystest/lives"
)

// What a change looks like is said where the days tell it, and hardly ever wrongly: few
// days tell little, and it stays open.
func TestAShapeIsSaidWhereTheDaysTellIt(t *testing.T) {
	t.Parallel()
	for seed, c := range []struct {
		name string
		world
		is   surveys.Shape
		said map[int]float64 // at least so often, by days after the change began
	}{
		{"a break of 20, 20 a day", world{perDay: 20, change: -20}, surveys.Break, map[int]float64{5: .2, 12: .35, 60: .5}},
		{"a break of 20, 100 a day", world{perDay: 100, change: -20}, surveys.Break, map[int]float64{5: .8, 12: .85, 30: .85, 60: .95}},
		{"a break of 10, 100 a day", world{perDay: 100, change: -10}, surveys.Break, map[int]float64{12: .4, 60: .6}},
		{"a drift of 5 a month, 20 a day", world{perDay: 20, change: -30, over: 180}, surveys.Drift, nil},
		{"a drift of 10 a month, 20 a day", world{perDay: 20, change: -60, over: 180}, surveys.Drift, nil},
		{"a drift of 10 a month, 100 a day", world{perDay: 100, change: -60, over: 180}, surveys.Drift, map[int]float64{60: .65}},
		{"a drift of 10 a month, 100 a day, weeks of sd 8", world{perDay: 100, change: -60, over: 180, weeks: 8}, surveys.Drift, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := c.world
			w.shares, w.from = typical, BaselineDays+SettledAfter
			wrong := map[surveys.Shape]surveys.Shape{surveys.Break: surveys.Drift, surveys.Drift: surveys.Break}[c.is]
			for _, after := range []int{5, 12, 30, 60} {
				r, runs, n := rand.New(rand.NewPCG(3, uint64(seed))), lives.Of(60, 100, 1000), map[surveys.Shape]int{}
				for range runs {
					h := w.lives(r, simulatedFrom, w.from+after)
					first := surveys.DayNumber(simulatedFrom)
					b := h.baseline(metric.NPS, first, first+BaselineDays-1)
					n[h.shape(metric.NPS, b, first+w.from+after-1)]++
				}
				share := func(s surveys.Shape) float64 { return float64(n[s]) / float64(runs) }
				t.Logf("after %d days said to be a %s in %.0f of 100, a %s in %.0f, open in %.0f", after, c.is, 100*share(c.is), wrong, 100*share(wrong), 100*share(surveys.Open))
				if share(c.is) < c.said[after] || share(wrong) > .15 {
					t.Errorf("after %d days it is said to be a %s in %.0f of 100, and wrongly a %s in %.0f", after, c.is, 100*share(c.is), wrong, 100*share(wrong))
				}
			}
		})
	}
}
