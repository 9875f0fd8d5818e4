package insight_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"halte/surveys/insight"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/lives"
	"halte/surveys/worlds"
)

func TestATouchpointOnItsTargetIsSeldomSurelyAboveOrBelow(t *testing.T) {
	t.Parallel()
	for _, w := range []struct {
		worlds.World
		most float64
	}{
		{worlds.World{Name: "independent", PerDay: 20}, .05},
		{worlds.World{Name: "days", PerDay: 100, Days: 10}, .05},
		{worlds.World{Name: "weeks", PerDay: 20, Weeks: 8}, .05},
	} {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			wrong, found, all := 0, 0, 0
			for run := range lives.Of(1, 1, 12) {
				h := surveystest.Open(t, strings.ReplaceAll(alikeCompany(), `"channel":"web"`, `"channel":"web","target":{"nps":32}`)) // as many as Typical gives
				fill(t, h, w.World, rand.New(rand.NewPCG(uint64(run), 22)), 90+360)
				standing := func(touchpoint string, ago int) insight.TargetStanding {
					to := h.Clock.Now().AddDate(0, 0, -ago)
					q := insight.ScoreQuery{Touchpoint: touchpoint, From: to.AddDate(0, 0, -89).Format(time.DateOnly), To: to.Format(time.DateOnly), Small: true}
					return scoreOf(t, h, q).Target.Standing
				}
				for s := range alike {
					claimed := false
					for ago := 0; ago <= 360; ago += 20 {
						claimed = claimed || standing(fmt.Sprint("t", s), ago) != insight.TargetOpen
					}
					if all++; claimed {
						wrong++
					}
				}
				h.Applies(strings.ReplaceAll(alikeCompany(), `"channel":"web"`, `"channel":"web","target":{"nps":22}`))
				for s := range alike {
					if standing(fmt.Sprint("t", s), 0) == insight.AboveTarget {
						found++
					}
				}
			}
			share := float64(wrong) / float64(all)
			t.Logf("%s: of %d touchpoints on their target %.1f%% are surely above or below it at some look in a year; of those 10 points above it %.0f%% surely are", w.Name, all, 100*share, 100*float64(found)/float64(all))
			if share > w.most+2*math.Sqrt(w.most*(1-w.most)/float64(all)) {
				t.Errorf("%.1f%% of touchpoints on their target are surely above or below it", 100*share)
			}
			if found < all/3 {
				t.Errorf("of %d touchpoints 10 points above their target %d are surely above it", all, found)
			}
		})
	}
}
