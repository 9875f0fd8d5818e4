package journey_test

import (
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

// heard makes the pairs of n relationship answers. A delivery of the last days
// went into each by so much; the other touchpoints have nothing to do with it,
// and returns were rated by so many only.
func heard(n int, delivery float64, returns int) surveys.Covariances {
	random := rand.New(rand.NewPCG(1, 2))
	whole := func(x, lo, hi float64) int { return int(math.Round(min(max(x, lo), hi))) }
	moments := map[[2]string]*[surveys.CovarianceParts]surveys.Covariance{}
	tallies, respondents := map[string]*metric.PairTally{}, map[string]int64{}
	count := func(a, b string, part, x, y int) {
		if moments[[2]string{a, b}] == nil {
			moments[[2]string{a, b}] = &[surveys.CovarianceParts]surveys.Covariance{}
		}
		m := &moments[[2]string{a, b}][part]
		*m = surveys.Covariance{
			Relationship: "relationship-nps", A: a, B: b, Part: part, N: m.N + 1, SumA: m.SumA + int64(x), SumB: m.SumB + int64(y),
			SumAA: m.SumAA + int64(x*x), SumBB: m.SumBB + int64(y*y), SumAB: m.SumAB + int64(x*y),
		}
	}
	for i := range n {
		d, s := whole(7+2*random.NormFloat64(), 0, 10), whole(5+random.NormFloat64(), 1, 7)
		y := whole(7+delivery*float64(d-7)+2*random.NormFloat64(), 0, 10)
		part := i % surveys.CovarianceParts
		said := []struct {
			survey string
			rating int
		}{{"delivery-nps", d}, {"returns-csat", whole(3+random.NormFloat64(), 1, 5)}, {"service-ces", s}}
		count("relationship-nps", "relationship-nps", part, y, y)
		respondents[surveys.IfElse(i < returns, "delivery-nps,returns-csat,service-ces", "delivery-nps,service-ces")]++
		for j, a := range said {
			if a.survey == "returns-csat" && i >= returns {
				continue
			}
			count(a.survey, "relationship-nps", part, a.rating, y)
			if tallies[a.survey] == nil {
				tallies[a.survey] = &metric.PairTally{}
			}
			tallies[a.survey][a.rating][y]++
			for _, b := range said[j+1:] {
				if b.survey != "returns-csat" || i < returns {
					count(a.survey, b.survey, part, a.rating, b.rating)
				}
			}
		}
	}
	var out surveys.Covariances
	for _, parts := range moments {
		for _, m := range parts {
			if m.N > 0 {
				out.Moments = append(out.Moments, m)
			}
		}
	}
	for with, n := range respondents {
		out.Respondents = append(out.Respondents, surveys.CovarianceRespondents{Relationship: "relationship-nps", Surveys: with, N: n})
	}
	for survey, t := range tallies {
		for rating, tally := range t {
			out.Tallies = append(out.Tallies, surveys.CovarianceTally{Relationship: "relationship-nps", Survey: survey, Rating: rating, Tally: tally})
		}
	}
	return out
}

func momentsOf(t *testing.T, p surveys.Covariances) journey.Moments {
	t.Helper()
	h := surveystest.Open(t, surveystest.Relationship)
	return momentsIn(t, h, p)
}

func momentsIn(t *testing.T, h *surveystest.Halte, p surveys.Covariances) journey.Moments {
	t.Helper()
	if err := h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.CovariancesReplace(p) }); err != nil {
		t.Fatal(err)
	}
	m, err := h.Moments(t.Context(), journey.Query{Journey: "order", Small: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestThereIsNoRankingBelowTwoHundredAnswersAndItIsIndicativeBelowAThousand(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]journey.Standing{
		0: journey.TooFewAnswers, 199: journey.TooFewAnswers, 200: journey.Indicative, 999: journey.Indicative, 1000: journey.Ranking,
	} {
		m := momentsOf(t, heard(n, 0.8, n))
		if m.Standing != want || m.Answers != int64(n) {
			t.Errorf("%d answers are %q, want %q", m.Answers, m.Standing, want)
		}
		for _, at := range m.Touchpoints {
			if shown := want != journey.TooFewAnswers; (at.Share != nil) != shown || (at.Ranks != nil) != shown {
				t.Errorf("of %d answers, %s has the share %v and the ranks %v", n, at.Touchpoint, at.Share, at.Ranks)
			}
		}
	}
}

func TestATouchpointWithoutThirtyPairsIsHeldBack(t *testing.T) {
	t.Parallel()
	m := momentsOf(t, heard(500, 0.8, 29))
	for _, at := range m.Touchpoints {
		if held := at.Touchpoint == "returns"; at.WantOfPairs != held || (at.Share == nil) != held || (at.Rho == nil) != held {
			t.Errorf("%s with %d pairs is held back: %v (%v)", at.Touchpoint, at.Pairs, at.WantOfPairs, at.Share)
		}
	}
	if m = momentsOf(t, heard(500, 0.8, 30)); m.Touchpoints[1].WantOfPairs {
		t.Errorf("with %d pairs it is held back too", m.Touchpoints[1].Pairs)
	}
}

func TestWhatGoesTogetherWithTheRelationshipIsFoundAndTheRestIsUndecided(t *testing.T) {
	t.Parallel()
	m := momentsOf(t, heard(2000, 0.8, 2000))
	delivery := m.Touchpoints[0]
	if *delivery.Ranks != [2]int{1, 1} || delivery.Found != "more" || !m.FirstDecided || *delivery.Share < 0.9 {
		t.Errorf("delivery has the share %v, the ranks %v and is found %q", *delivery.Share, *delivery.Ranks, delivery.Found)
	}
	if *m.Touchpoints[1].Ranks != [2]int{2, 3} || m.SecondKnown {
		t.Errorf("returns has the ranks %v; the second place is decided: %v", *m.Touchpoints[1].Ranks, m.SecondKnown)
	}
	if m = momentsOf(t, heard(300, 0, 300)); m.FirstDecided {
		t.Errorf("where nothing goes together the first place is decided, with a chance of %v", *m.FirstChance)
	}
}

func TestWhatMayBeReadGoesByTheCustomersOfThisJourneyNotByAllAnswers(t *testing.T) {
	t.Parallel()
	// 2,600 customers of other journeys answered about the relationship as well.
	elsewhere := func(p surveys.Covariances) surveys.Covariances {
		p.Moments = append(p.Moments, surveys.Covariance{Relationship: "relationship-nps", A: "relationship-nps", B: "relationship-nps", Part: surveys.CovarianceParts - 1, N: 2600})
		p.Respondents = append(p.Respondents, surveys.CovarianceRespondents{Relationship: "relationship-nps", Surveys: "elsewhere-nps", N: 2600})
		return p
	}
	few := heard(80, 0.8, 80)
	few.Moments = slices.DeleteFunc(few.Moments, func(m surveys.Covariance) bool { return m.A == m.B && m.Part == surveys.CovarianceParts-1 })
	m := momentsOf(t, elsewhere(few))
	if m.Standing != journey.TooFewAnswers || m.Respondents != 80 || m.Answers != 2676 || m.Touchpoints[0].Share != nil {
		t.Errorf("80 customers among %d answers are %q (%d)", m.Answers, m.Standing, m.Respondents)
	}
	// Answers of 50 customers who were asked again and again are those of 50.
	often := heard(2000, 0.8, 2000)
	often.Respondents = []surveys.CovarianceRespondents{
		{Relationship: "relationship-nps", Surveys: "delivery-nps,returns-csat", N: 29}, {Relationship: "relationship-nps", Surveys: "service-ces", N: 300},
	}
	m = momentsOf(t, often)
	if m.Respondents != 329 || m.Touchpoints[0].Pairs != 2000 || m.Touchpoints[0].Respondents != 29 || !m.Touchpoints[0].WantOfPairs {
		t.Errorf("29 customers with %d pairs are not held back: %+v", m.Touchpoints[0].Pairs, m.Touchpoints[0])
	}
}

func TestTouchpointsWhoseRatingsRepeatOneAnotherAreReportedAsOne(t *testing.T) {
	t.Parallel()
	p := heard(2000, 0.8, 2000)
	// The rating of returns becomes a copy of that of delivery.
	copied := map[[2]string]surveys.Covariance{}
	key := func(m surveys.Covariance) [2]string { return [2]string{m.A + m.B, fmt.Sprint(m.Part)} }
	for _, m := range p.Moments {
		copied[key(m)] = m
	}
	for i, m := range p.Moments {
		of := m
		switch m.A + m.B {
		case "returns-csatrelationship-nps", "returns-csatservice-ces":
			of = copied[[2]string{strings.Replace(m.A, "returns-csat", "delivery-nps", 1) + m.B, fmt.Sprint(m.Part)}]
		case "delivery-npsreturns-csat":
			d := copied[[2]string{"delivery-npsservice-ces", fmt.Sprint(m.Part)}]
			of.SumA, of.SumB, of.SumAA, of.SumBB, of.SumAB = d.SumA, d.SumA, d.SumAA, d.SumAA, d.SumAA
		}
		of.A, of.B = m.A, m.B
		p.Moments[i] = of
	}
	m := momentsOf(t, p)
	delivery, returns, service := m.Touchpoints[0], m.Touchpoints[1], m.Touchpoints[2]
	if !slices.Equal(delivery.Twins, []string{"returns-csat"}) || !slices.Equal(returns.Twins, []string{"delivery-nps"}) || service.Twins != nil {
		t.Fatalf("the twins are %v, %v and %v", delivery.Twins, returns.Twins, service.Twins)
	}
	if *delivery.Share != *returns.Share || math.Abs(*delivery.Share+*service.Share-1) > 1e-9 || *returns.Ranks != [2]int{1, 1} || !m.FirstDecided || returns.Found != "more" {
		t.Errorf("together they have the share %v and the ranks %v; service has %v", *delivery.Share, *returns.Ranks, *service.Share)
	}
}

func TestTheSharesSaySinceWhenAndDoNotGoByThePeriod(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Relationship)
	h.Gives(true, surveystest.Gave("a", "delivery-nps", 24, 7), surveystest.Gave("a", "relationship-nps", 48, 8), surveystest.Gave("b", "relationship-nps", 72, 8))
	surveystest.Rated(h, "delivery-nps", "2026-02-18T09:00:00Z", 7, 7, 7, 7, 7, 7)
	all := momentsIn(t, h, heard(500, 0.8, 500))
	day, err := h.Moments(t.Context(), journey.Query{Journey: "order", From: all.To, To: all.To, Small: true})
	if err != nil || day.Since == "" || day.Since != all.Since || *day.Touchpoints[0].Share != *all.Touchpoints[0].Share {
		t.Errorf("of one day they are %+v, of ninety %+v (%v)", day, all, err)
	}
	if now, of := day.Touchpoints[0].Performance.N, all.Touchpoints[0].Performance.N; day.From != all.To || now != 0 || of != 6 {
		t.Errorf("since %s the score is of %d answers, of ninety days of %d", day.From, now, of)
	}
}

func TestAJourneyWithoutARelationshipSaysSo(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	m, err := h.Moments(t.Context(), journey.Query{Journey: "order"})
	if err != nil || m.Standing != journey.NoRelationship || m.Relationship != nil || len(m.Touchpoints) != 3 {
		t.Errorf("the report is %+v, %v", m, err)
	}
	_, err = h.Moments(t.Context(), journey.Query{Journey: "none"})
	surveystest.WantKind(t, err, surveys.NotFound, "")
	_, err = h.Moments(t.Context(), journey.Query{Journey: "order", From: "yesterday"})
	surveystest.WantKind(t, err, surveys.Invalid, "from")
}

func TestAJourneyIsScoredOnWhatWasMeasured(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship)
		var answers []respond.ExternalResponse
		for i := range 20 {
			contact := string(rune('a' + i))
			answers = append(answers, surveystest.Gave(contact, "delivery-nps", surveystest.LongLife-24-i, 10-i%2*8), surveystest.Gave(contact, "service-ces", surveystest.LongLife-48-i, 4+i%4))
		}
		answers = append(answers, surveystest.Gave("a", "returns-csat", surveystest.LongLife-30, 1), surveystest.Gave("a", "relationship-nps", surveystest.LongLife-20, 1))
		h.Gives(true, answers...)
		got, err := h.Score(t.Context(), journey.Query{Journey: "order", Small: true})
		if err != nil {
			t.Fatal(err)
		}
		if got.Measured != 2 || got.Surveyed != 3 || got.N != 40 || math.Abs(got.WeightMeasured-2.0/3) > 1e-12 || got.Weights != "equal" || got.Scale != "percent" {
			t.Errorf("the score is %+v", got)
		}
		// NPS 0 is half of its range, CES 5.5 three quarters of it.
		if got.Score == nil || math.Abs(*got.Score-62.5) > 1e-9 || got.Interval[0] >= 62.5 || got.Interval[1] <= 62.5 {
			t.Errorf("the score is %v in %v", *got.Score, got.Interval)
		}
		if *got.Respondents != 20 || *got.Poor != 11 || got.PoorInterval[0] >= 55 || got.PoorInterval[1] <= 55 {
			t.Errorf("%v of %v contacts had a bad touchpoint", *got.Poor, *got.Respondents)
		}
		if _, err := h.EraseContact(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		after, err := h.Score(t.Context(), journey.Query{Journey: "order", Small: true})
		if err != nil || *after.Poor != *got.Poor || *after.Respondents != *got.Respondents || *after.Score != *got.Score {
			t.Errorf("after an erasure it is %+v, %v", after, err)
		}
	})
}

func TestAJourneyThatNobodyAnsweredHasNoScore(t *testing.T) {
	t.Parallel()
	got, err := surveystest.Open(t, surveystest.Relationship).Score(t.Context(), journey.Query{Journey: "order"})
	if err != nil || got.Score != nil || got.Interval != nil || got.PoorShare != nil || got.Measured != 0 || got.Surveyed != 3 {
		t.Errorf("the score is %+v, %v", got, err)
	}
}
