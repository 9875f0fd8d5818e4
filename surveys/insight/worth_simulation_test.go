package insight_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// The tests in this file live through organisations whose answers hang together, with
// the program as it is, and count how often what it says is wrong. They are seeded.
// HALTE_SIMULATE=long lives through many more.

func organisations(short, long int) int {
	if os.Getenv("HALTE_SIMULATE") == "long" {
		return long
	}
	return short
}

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

// ratingOf makes a rating of a standard normal variable: 22 detractors, 24 passives and
// 54 promoters in a hundred.
func ratingOf(z float64) int {
	switch {
	case z < -0.7722:
		return 3
	case z < -0.1004:
		return 8
	}
	return 10
}

const alikeScore = 32.0

func TestTheIntervalOfAScoreHoldsWhatCustomersThinkWhoAnswerSixTimes(t *testing.T) {
	t.Parallel()
	covered, all, worth := 0, 0, 0.0
	for world := range organisations(2, 25) {
		r := rand.New(rand.NewPCG(uint64(world), 21))
		h := surveystest.Open(t, alikeCompany())
		last := h.Clock.Now()
		for s := range alike {
			var answers []respond.ExternalResponse
			for who := range 100 {
				own := math.Sqrt(0.6) * r.NormFloat64()
				for range 6 {
					rating, at := ratingOf(own+math.Sqrt(0.4)*r.NormFloat64()), last.Add(-time.Duration(r.IntN(89*24))*time.Hour)
					answers = append(answers, respond.ExternalResponse{
						Survey: fmt.Sprint("s", s), ContactID: fmt.Sprintf("%d-%d", s, who), Rating: &rating, OccurredAt: at, AnsweredAt: at,
					})
				}
			}
			h.Gives(true, answers...)
		}
		m, err := h.Map(t.Context(), insight.MapQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, score := range m.Surveys {
			if score.Worth == nil {
				t.Fatalf("600 answers of 100 people count as independent: %+v", score.Figures)
			}
			if all++; score.Interval[0] <= alikeScore && alikeScore <= score.Interval[1] {
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

// dayWorld is an organisation in which each day, and each week, lifts or lowers a score.
type dayWorld struct {
	name        string
	perDay      int
	days, weeks float64 // standard deviations, in points
}

func TestDaysAndWeeksOfTheirOwnMakeNoDifferences(t *testing.T) {
	t.Parallel()
	for _, w := range []dayWorld{{"independent", 20, 0, 0}, {"days", 20, 10, 0}, {"days, many answers", 100, 10, 0}, {"weeks", 20, 0, 8}} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			var said, covered, changed, above, all int
			worlds := organisations(2, 60)
			for world := range worlds {
				h := surveystest.Open(t, alikeCompany())
				w.fill(t, h, rand.New(rand.NewPCG(uint64(world), uint64(w.perDay))))
				m, err := h.Map(t.Context(), insight.MapQuery{})
				if err != nil {
					t.Fatal(err)
				}
				anyChanged := false
				for _, s := range m.Surveys {
					if all++; s.Difference.Interval[0] <= 0 && 0 <= s.Difference.Interval[1] {
						covered++
					}
					anyChanged = anyChanged || s.Changed
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
			t.Logf("%s: %.1f%% of %d intervals of a change hold none; of %d organisations %d show a change, and %d tell touchpoints apart", w.name, 100*share, all, worlds, changed, above)
			if off := 2 * math.Sqrt(0.95*0.05/float64(all)); share < 0.93-off || share > 0.97+off {
				t.Errorf("%.1f%% of the intervals of a change that was none hold 0, want 93 to 97%%", 100*share)
			}
			for what, n := range map[string]int{"show a change": changed, "tell touchpoints apart": above} {
				if most := 0.05*float64(worlds) + 2*math.Sqrt(0.05*0.95*float64(worlds)); float64(n) > most+1 {
					t.Errorf("%d of %d organisations %s in which there is nothing", n, worlds, what)
				}
			}
		})
	}
}

// fill stores the rollups of 180 days.
func (w dayWorld) fill(t *testing.T, h *surveystest.Halte, r *rand.Rand) {
	t.Helper()
	var rows []surveys.Rollup
	for s := range alike {
		var week float64
		for day := range 180 {
			at := h.Clock.Now().AddDate(0, 0, day-179)
			if day == 0 || at.Weekday() == time.Monday {
				week = w.weeks * r.NormFloat64()
			}
			move := (week + w.days*r.NormFloat64()) / 200
			row := surveys.Rollup{Survey: fmt.Sprint("s", s), Day: at.Format(time.DateOnly)}
			for range w.perDay {
				switch u := r.Float64(); {
				case u < 0.22-move:
					row.Tally[3]++
				case u < 0.46-move:
					row.Tally[8]++
				default:
					row.Tally[10]++
				}
			}
			rows = append(rows, row)
		}
	}
	surveystest.Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.RollupsAdd(rows) }))
}
