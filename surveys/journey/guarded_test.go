package journey_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// crowd is what customers answered, each at three touchpoints and about the relationship.
// The answers to a survey are all of one day: two of them that change places change no score.
type crowd [][4]int

var crowdSurveys = [4]string{"delivery-nps", "returns-csat", "service-ces", "relationship-nps"}

func newCrowd(n int, seed uint64) crowd {
	r := rand.New(rand.NewPCG(3, seed))
	all := make(crowd, n)
	for i := range all {
		mood := r.IntN(11)
		about := func(by, lo, hi int) int {
			return lo + (hi-lo)*min(10, max(0, mood+r.IntN(2*by+1)-by))/10
		}
		all[i] = [4]int{about(3, 0, 10), about(5, 1, 5), about(8, 1, 7), about(2, 0, 10)}
	}
	return all
}

// answers are those of which the first so many customers gave one about returns.
func (c crowd) answers(returns int) (all []respond.ExternalResponse) {
	for i, ratings := range c {
		for s, survey := range crowdSurveys {
			if survey != "returns-csat" || i < returns {
				all = append(all, surveystest.Gave(fmt.Sprint("c", i), survey, surveystest.LongLife-24*(5-s), ratings[s]))
			}
		}
	}
	return all
}

// pairs are the pairs of these answers.
func (c crowd) pairs(returns int) (out surveys.Covariances) {
	moments, tallies, with := map[[3]int]surveys.Covariance{}, map[int]*metric.PairTally{0: {}, 1: {}, 2: {}}, map[string]int64{}
	for i, ratings := range c {
		asked := surveys.IfElse(i < returns, []int{0, 1, 2, 3}, []int{0, 2, 3})
		var keys []string
		for _, a := range asked {
			for _, b := range asked {
				if a > b || a == b && a != 3 {
					continue
				}
				at, x, y := [3]int{a, b, i % surveys.CovarianceParts}, int64(ratings[a]), int64(ratings[b])
				m := moments[at]
				moments[at] = surveys.Covariance{
					Relationship: crowdSurveys[3], A: crowdSurveys[a], B: crowdSurveys[b], Part: at[2], N: m.N + 1,
					SumA: m.SumA + x, SumB: m.SumB + y, SumAA: m.SumAA + x*x, SumBB: m.SumBB + y*y, SumAB: m.SumAB + x*y,
				}
			}
			if a < 3 {
				tallies[a][ratings[a]][ratings[3]]++
				keys = append(keys, crowdSurveys[a])
			}
		}
		with[strings.Join(keys, ",")]++
	}
	for _, m := range moments {
		out.Moments = append(out.Moments, m)
	}
	for s, t := range tallies {
		for rating, tally := range t {
			out.Tallies = append(out.Tallies, surveys.CovarianceTally{Relationship: crowdSurveys[3], Survey: crowdSurveys[s], Rating: rating, Tally: tally})
		}
	}
	for keys, n := range with {
		out.Respondents = append(out.Respondents, surveys.CovarianceRespondents{Relationship: crowdSurveys[3], Surveys: keys, N: n})
	}
	return out
}

// keep puts the pairs of these answers into a database.
func (c crowd) keep(t *testing.T, h *surveystest.Halte, returns int) {
	t.Helper()
	if err := h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.CovariancesReplace(c.pairs(returns)) }); err != nil {
		t.Fatal(err)
	}
}

// told is all that a reader is told of a journey.
func told(t *testing.T, h *surveystest.Halte, small bool) (journey.Moments, journey.Score, string) {
	t.Helper()
	m, s, err := h.Overview(t.Context(), journey.Query{Journey: "order", Small: small})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]any{m, s})
	if err != nil {
		t.Fatal(err)
	}
	return m, s, string(text)
}

func TestTwoCustomersWhoChangePlacesOnAJourneyAreMostlyNotSeen(t *testing.T) {
	t.Parallel()
	h, c := surveystest.Open(t, surveystest.Relationship), newCrowd(230, 1)
	for answers := range slices.Chunk(c.answers(230), 500) {
		h.Gives(true, answers...)
	}
	r := rand.New(rand.NewPCG(4, 2))
	var rough, exact string
	var swaps, seen, seenExactly int
	for swaps < 120 {
		if swaps%6 == 0 { // the pairs of others, beside the same scores
			c = newCrowd(230, uint64(swaps))
			c.keep(t, h, 230)
			var m journey.Moments
			var s journey.Score
			if m, s, rough = told(t, h, false); m.Standing != journey.Indicative || s.Score == nil || s.Weights != "importance" {
				t.Fatalf("the journey is %+v, %+v", m, s)
			}
			_, _, exact = told(t, h, true)
		}
		a, b, at := r.IntN(len(c)), r.IntN(len(c)), r.IntN(4)
		if c[a][at] == c[b][at] {
			continue
		}
		swaps++
		c[a][at], c[b][at] = c[b][at], c[a][at]
		c.keep(t, h, 230)
		_, _, now := told(t, h, false)
		_, _, exactly := told(t, h, true)
		c[a][at], c[b][at] = c[b][at], c[a][at]
		seen += surveys.IfElse(now != rough, 1, 0)
		seenExactly += surveys.IfElse(exactly != exact, 1, 0)
	}
	t.Logf("%d of %d swaps are seen, with small_cells %d", seen, swaps, seenExactly)
	if seen > swaps/4 || seenExactly < swaps*9/10 {
		t.Errorf("%d of %d swaps are seen without small_cells, %d with it", seen, swaps, seenExactly)
	}
}

// inSteps says whether shares that sum to 1 are whole steps, but for one common factor.
func inSteps(shares []float64, step float64) bool {
	for steps := 1.; steps <= 2/step; steps++ {
		whole := math.Abs(steps*step-1) < 2*step
		for _, x := range shares {
			whole = whole && (x < 0 || math.Abs(x*steps-math.Round(x*steps)) < 1e-9)
		}
		if whole {
			return true
		}
	}
	return false
}

func TestWithoutSmallCellsAJourneyIsMadeOfSharesInSteps(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		customers, returns int
		share, rho         float64 // the steps of shares, and of the correlation of returns
	}{{230, 230, .1, .2}, {1000, 1000, .05, .1}, {1000, 100, .1, .2}, {1000, 99, .05, .1}} {
		h, c := surveystest.Open(t, surveystest.Relationship), newCrowd(k.customers, 2)
		c.keep(t, h, k.returns)
		exact, _, _ := told(t, h, true)
		m, s, _ := told(t, h, false)
		if m.Least != 100 || exact.Least != 30 || exact.Touchpoints[1].Share == nil {
			t.Fatalf("touchpoints count from %d and %d customers, and returns is %+v", m.Least, exact.Least, exact.Touchpoints[1])
		}
		var shares []float64
		known, sum := 0.0, 0.0
		for i, at := range m.Touchpoints {
			if held := i == 1 && k.returns < 100; at.WantOfPairs != held || (at.Share == nil) != held || (at.Rho == nil) != held {
				t.Errorf("%s with %d customers is held back: %v", at.Touchpoint, at.Respondents, at.WantOfPairs)
			}
			if shares = append(shares, -1); at.Share == nil {
				continue
			}
			known += 1. / 3
			shares[i] = *at.Share
			sum += *at.Share
			of := exact.Touchpoints[i]
			step := k.rho
			if i != 1 && k.customers == 1000 {
				step = .1
			}
			in := func(x, step float64) bool { return math.Abs(x/step-math.Round(x/step)) < 1e-9 }
			if !in(*at.Rho, step) || !in(*at.ShareError, k.share/2) || math.Abs(*at.Rho-*of.Rho) > step/2 || at.RhoInterval[0] > of.RhoInterval[0] || at.RhoInterval[1] < of.RhoInterval[1] {
				t.Errorf("of %d: share %v, error %v, rho %v in %v is told of %v, %v, %v in %v", k.returns, *at.Share, *at.ShareError, *at.Rho, *at.RhoInterval, *of.Share, *of.ShareError, *of.Rho, *of.RhoInterval)
			}
			if k.returns >= 100 && (*at.ShareError < *of.ShareError || at.Interval[0] > of.Interval[0] || at.Interval[1] < of.Interval[1]) {
				t.Errorf("of %d: the share in %v is told of %v", k.returns, *at.Interval, *of.Interval)
			}
		}
		if math.Abs(sum-1) > 1e-9 || !inSteps(shares, k.share) {
			t.Errorf("of %d: the shares %v sum to %v", k.returns, shares, sum)
		}
		for i, x := range shares {
			shares[i] = surveys.IfElse(x < 0, 1./3, known*x)
		}
		for i, w := range metric.JourneyWeights(shares, m.Answers) {
			if math.Abs(s.Touchpoints[i].Weight-w) > 1e-12 {
				t.Errorf("of %d: %s weighs %v, want %v of the shares %v that are told", k.returns, s.Touchpoints[i].Survey, s.Touchpoints[i].Weight, w, shares)
			}
		}
	}
}

func TestPriorityIsMadeOfTheShareThatIsTold(t *testing.T) {
	t.Parallel()
	h, c := surveystest.Open(t, strings.Replace(strings.Replace(surveystest.Relationship, "metric: csat", "metric: nps", 1), "metric: ces", "metric: nps", 1)), newCrowd(230, 2)
	for answers := range slices.Chunk(c.answers(230), 500) {
		h.Gives(true, answers...)
	}
	c.keep(t, h, 230)
	m, _, _ := told(t, h, false)
	priorities := 0
	for _, at := range m.Touchpoints {
		if at.Priority == nil {
			t.Errorf("%s has no priority: %+v", at.Survey, at)
			continue
		}
		if want := 100 * *at.Share * max(0, *at.Best-*at.Performance.Score) / 200; math.Abs(*at.Priority-want) > 1e-9 {
			t.Errorf("%s has the priority %v, want %v of what is told", at.Survey, *at.Priority, want)
		}
		priorities += surveys.IfElse(*at.Priority > 0, 1, 0)
	}
	if priorities == 0 {
		t.Error("nothing has a priority")
	}
}
