package insight_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/lives"
	"halte/surveys/worlds"
)

// The tests in this file live through organisations whose answers hang together, with
// the program as it is, and count how often what it says is wrong. They are seeded.
// HALTE_SIMULATE=long lives through many more.

const alike = 20 // touchpoints of an organisation, which do not differ

// alikeCompany is an organisation with touchpoints t0, t1 and so on, each asking NPS.
func alikeCompany() string {
	var b, asked strings.Builder
	b.WriteString(`{"organisation":{"name":"Alike","timezone":"UTC","languages":["en"],"quarantine":"0d"},"journeys":[{"key":"j","name":{"en":"J"},"stages":[{"key":"s","name":{"en":"S"},"touchpoints":[`)
	for i := range alike {
		comma := ","
		if i == alike-1 {
			comma = ""
		}
		fmt.Fprintf(&b, `{"key":"t%d","name":{"en":"T"},"channel":"web"}%s`, i, comma)
		fmt.Fprintf(&asked, `{"key":"s%d","touchpoint":"t%d","metric":"nps","question":{"en":"How likely?"}}%s`, i, i, comma)
	}
	return b.String() + `]}]}],"surveys":[` + asked.String() + `]}`
}

// given gives the answers of a world about so many days up to today, a Monday, at each
// of the touchpoints by itself.
func given(h *surveystest.Halte, w worlds.World, r *rand.Rand, days int, fn func(touchpoint int, at time.Time, a worlds.Answer)) {
	for s := range alike {
		w.Live(r, 1-days, 0, func(a worlds.Answer) { fn(s, h.Clock.Now().AddDate(0, 0, a.Day), a) })
	}
}

func TestTheIntervalOfAScoreHoldsWhatCustomersThinkWhoAnswerSixTimes(t *testing.T) {
	t.Parallel()
	covered, all, worth := 0, 0, 0.0
	for world := range lives.Of(2, 2, 25) {
		r := rand.New(rand.NewPCG(uint64(world), 21))
		h := surveystest.Open(t, alikeCompany())
		answers := make([][]respond.ExternalResponse, alike)
		people := worlds.World{Regulars: 100, Every: 15, Repeats: 0.6}
		given(h, people, r, 90, func(s int, at time.Time, a worlds.Answer) {
			answers[s] = append(answers[s], respond.ExternalResponse{
				Survey: fmt.Sprint("s", s), ContactID: fmt.Sprintf("%d-%d", s, a.Respondent), Rating: &a.Rating, OccurredAt: at, AnsweredAt: at,
			})
		})
		for _, of := range answers {
			h.Gives(true, of...)
		}
		m, err := h.Map(t.Context(), journey.MapQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, score := range m.Surveys {
			if score.Worth == nil {
				t.Fatalf("600 answers of 100 people count as independent: %+v", score.Figures)
			}
			if all++; score.Interval[0] <= worlds.Typical.Score() && worlds.Typical.Score() <= score.Interval[1] {
				covered++
			}
			worth += float64(*score.Worth)
		}
	}
	share := float64(covered) / float64(all)
	t.Logf("%.1f%% of %d intervals hold the score, 600 answers are worth %.0f", 100*share, all, worth/float64(all))
	if off := 2 * math.Sqrt(0.95*0.05/float64(all)); share < 0.93-off || share > 0.97+off {
		t.Errorf("%.1f%% of the intervals hold the score of the customers, want 93 to 97%%", 100*share)
	}
}

func TestDaysAndWeeksOfTheirOwnMakeNoDifferences(t *testing.T) {
	t.Parallel()
	for _, w := range []worlds.World{
		{Name: "independent", PerDay: 20},
		{Name: "days", PerDay: 20, Days: 10},
		{Name: "days, many answers", PerDay: 100, Days: 10},
		{Name: "weeks", PerDay: 20, Weeks: 8},
	} {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			var said, covered, changed, above, all int
			runs := lives.Of(2, 2, 60)
			for world := range runs {
				h := surveystest.Open(t, alikeCompany())
				fill(t, h, w, rand.New(rand.NewPCG(uint64(world), uint64(w.PerDay))), 180)
				m, err := h.Map(t.Context(), journey.MapQuery{})
				if err != nil {
					t.Fatal(err)
				}
				anyChanged := false
				for _, s := range m.Surveys {
					if all++; s.Difference.Interval[0] <= 0 && 0 <= s.Difference.Interval[1] {
						covered++
					}
					anyChanged = anyChanged || s.Difference.Change.Clear()
				}
				c, err := h.Compare(t.Context(), insight.ComparisonQuery{Metric: metric.NPS, From: m.Period.From, To: m.Period.To})
				if err != nil {
					t.Fatal(err)
				}
				if anyChanged {
					changed++
				}
				if said += len(c.Rows); c.Worth.ToldApart > 0 {
					above++
				}
			}
			share := float64(covered) / float64(all)
			t.Logf("%s: %.1f%% of %d intervals of a change hold none; of %d organisations %d show a change, and %d tell touchpoints apart", w.Name, 100*share, all, runs, changed, above)
			if off := 2 * math.Sqrt(0.95*0.05/float64(all)); share < 0.93-off || share > 0.97+off {
				t.Errorf("%.1f%% of the intervals of a change that was none hold 0, want 93 to 97%%", 100*share)
			}
			for what, n := range map[string]int{"show a change": changed, "tell touchpoints apart": above} {
				if most := 0.05*float64(runs) + 2*math.Sqrt(0.05*0.95*float64(runs)); float64(n) > most+1 {
					t.Errorf("%d of %d organisations %s in which there is nothing", n, runs, what)
				}
			}
		})
	}
}

// fill stores the rollups of so many days.
func fill(t *testing.T, h *surveystest.Halte, w worlds.World, r *rand.Rand, of int) {
	t.Helper()
	days := map[surveys.Rollup]metric.Tally{}
	given(h, w, r, of, func(s int, at time.Time, a worlds.Answer) {
		row := surveys.Rollup{Survey: fmt.Sprint("s", s), Day: at.Format(time.DateOnly)}
		tally := days[row]
		tally[a.Rating]++
		days[row] = tally
	})
	var rows []surveys.Rollup
	for row, tally := range days {
		row.Tally = tally
		rows = append(rows, row)
	}
	surveystest.Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.RollupsAdd(rows) }))
}
