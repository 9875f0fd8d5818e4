package respond_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// pairsOf gives the tally of a survey against the relationship as "rating→rating".
func pairsOf(t *testing.T, h *surveystest.Halte, survey string) []string {
	t.Helper()
	pairs, err := h.Read(t.Context()).Covariances("relationship-nps")
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, row := range pairs.Tallies {
		for rating, n := range row.Tally {
			for range n {
				if row.Survey == survey {
					found = append(found, fmt.Sprintf("%d→%d", row.Rating, rating))
				}
			}
		}
	}
	return found
}

func TestARelationshipAnswerIsPairedWithTheLatestRatingOfTheNinetyDaysBeforeIt(t *testing.T) {
	t.Parallel()
	const day = 24
	for _, c := range []struct {
		sentence string
		answers  []respond.ExternalResponse
		want     []string
	}{
		{"the latest before it", []respond.ExternalResponse{
			surveystest.Gave("c", "delivery-nps", 1*day, 2), surveystest.Gave("c", "delivery-nps", 5*day, 7), surveystest.Gave("c", "relationship-nps", 9*day, 8),
		}, []string{"7→8"}},
		{"whatever comes in first", []respond.ExternalResponse{
			surveystest.Gave("c", "relationship-nps", 9*day, 8), surveystest.Gave("c", "delivery-nps", 5*day, 7), surveystest.Gave("c", "delivery-nps", 1*day, 2),
		}, []string{"7→8"}},
		{"never one after it", []respond.ExternalResponse{
			surveystest.Gave("c", "relationship-nps", 9*day, 8), surveystest.Gave("c", "delivery-nps", 9*day+1, 7),
		}, []string{}},
		{"one of just ninety days", []respond.ExternalResponse{
			surveystest.Gave("c", "delivery-nps", 0, 7), surveystest.Gave("c", "relationship-nps", 90*day, 8),
		}, []string{"7→8"}},
		{"none that is older", []respond.ExternalResponse{
			surveystest.Gave("c", "delivery-nps", 0, 7), surveystest.Gave("c", "relationship-nps", 90*day+1, 8),
		}, []string{}},
		{"none of another contact", []respond.ExternalResponse{
			surveystest.Gave("d", "delivery-nps", 1*day, 7), surveystest.Gave("c", "relationship-nps", 2*day, 8),
		}, []string{}},
		{"one rating with every relationship answer", []respond.ExternalResponse{
			surveystest.Gave("c", "delivery-nps", 1*day, 7), surveystest.Gave("c", "relationship-nps", 2*day, 8), surveystest.Gave("c", "relationship-nps", 3*day, 9),
		}, []string{"7→8", "7→9"}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			t.Parallel()
			h := surveystest.Open(t, surveystest.Relationship)
			for _, a := range c.answers {
				h.Gives(true, a)
			}
			if got := pairsOf(t, h, "delivery-nps"); !slices.Equal(got, c.want) {
				t.Errorf("the pairs are %v, want %v", got, c.want)
			}
		})
	}
}

func TestARespondentIsCountedOnceWithAllThatHisAnswersArePairedWith(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship)
		wants := func(want string) {
			t.Helper()
			pairs, err := h.Read(t.Context()).Covariances("relationship-nps")
			if got := fmt.Sprint(pairs.Respondents); err != nil || got != want {
				t.Errorf("the respondents are %s, want %s (%v)", got, want, err)
			}
		}
		h.Gives(true, surveystest.Gave("c", "delivery-nps", 1, 7), surveystest.Gave("c", "relationship-nps", 2, 8), surveystest.Gave("c", "relationship-nps", 3, 9))
		h.Gives(true, surveystest.Gave("d", "delivery-nps", 1, 7), surveystest.Gave("d", "relationship-nps", 2, 8), surveystest.Gave("e", "relationship-nps", 2, 8))
		wants("[{relationship-nps delivery-nps 2}]")
		h.Gives(true, surveystest.Gave("c", "returns-csat", 4, 3), surveystest.Gave("c", "relationship-nps", 5, 9))
		wants("[{relationship-nps delivery-nps 1} {relationship-nps delivery-nps,returns-csat 1}]")
		if _, err := h.EraseContact(t.Context(), "c"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.RebuildRollups(t.Context()); err != nil {
			t.Fatal(err)
		}
		wants("[{relationship-nps delivery-nps 1} {relationship-nps delivery-nps,returns-csat 1}]")
	})
}

func TestPairsOutliveAnErasure(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship)
		h.Gives(true, surveystest.Gave("c", "delivery-nps", 1, 7), surveystest.Gave("c", "returns-csat", 2, 4), surveystest.Gave("c", "relationship-nps", 3, 8))
		before, err := h.Read(t.Context()).Covariances("relationship-nps")
		if err != nil || len(before.Moments) != 4 || len(before.Tallies) != 2 {
			t.Fatalf("the pairs are %+v, %v", before, err)
		}
		if _, err := h.EraseContact(t.Context(), "c"); err != nil {
			t.Fatal(err)
		}
		if rows, err := h.RebuildRollups(t.Context()); err != nil || rows == 0 {
			t.Fatal(rows, err)
		}
		after, err := h.Read(t.Context()).Covariances("relationship-nps")
		if err != nil || fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("after the erasure the pairs are\n%v, before\n%v (%v)", after, before, err)
		}
	})
}

func TestPairsAreComputedAgainWhenAnotherTouchpointBecomesTheRelationship(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Relationship)
	h.Gives(true, surveystest.Gave("c", "delivery-nps", 1, 7), surveystest.Gave("c", "returns-csat", 2, 4), surveystest.Gave("c", "relationship-nps", 3, 8))
	h.Applies(replaced(surveystest.Relationship, "key: returns, name: {en: Return}, channel: post", "key: returns, name: {en: Return}, channel: post, relationship: true"))
	pairs, err := h.Read(t.Context()).Covariances("returns-csat")
	want := []surveys.CovarianceTally{{Relationship: "returns-csat", Survey: "delivery-nps", Rating: 7, Tally: metric.Tally{4: 1}}}
	if err != nil || fmt.Sprint(pairs.Tallies) != fmt.Sprint(want) {
		t.Errorf("the pairs are %v, want %v (%v)", pairs.Tallies, want, err)
	}
	if got := pairsOf(t, h, "delivery-nps"); len(got) > 0 {
		t.Errorf("the pairs with the relationship of before are %v, want none", got)
	}
}

// Whatever is answered in whatever order, the stored pairs are those that the
// responses give, also after an erasure.
func TestPairsAreAFoldOverTheResponses(t *testing.T) {
	t.Parallel()
	scale := map[string][2]int{"delivery-nps": {0, 10}, "returns-csat": {1, 5}, "service-ces": {1, 7}, "relationship-nps": {0, 10}}
	request := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) respond.ExternalResponse {
		survey := rapid.SampledFrom([]string{"delivery-nps", "returns-csat", "service-ces", "relationship-nps"}).Draw(r, "survey")
		return surveystest.Gave(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(r, "contact"), survey,
			rapid.IntRange(0, 120*24).Draw(r, "hour"), rapid.IntRange(scale[survey][0], scale[survey][1]).Draw(r, "rating"))
	}), 1, 12)
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship)
		for i := range 20 {
			h.Gives(i%2 == 0, request.Example(i)...)
			if i == 12 {
				if _, err := h.EraseContact(t.Context(), "a"); err != nil {
					t.Fatal(err)
				}
			}
		}
		rows, differences, err := h.VerifyRollups(t.Context())
		if err != nil || len(differences) > 0 || rows == 0 {
			t.Fatalf("%d rows, %v, %v", rows, differences, err)
		}
		before := pairsOf(t, h, "delivery-nps")
		if _, err := h.RebuildRollups(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := pairsOf(t, h, "delivery-nps"); !slices.Equal(before, after) || len(after) == 0 {
			t.Errorf("a rebuild makes %v of %v", after, before)
		}
	})
}

func replaced(s, old, new string) string {
	if !strings.Contains(s, old) {
		panic(old + " is not there")
	}
	return strings.Replace(s, old, new, 1)
}

func TestAChangedAnswerChangesItsPairs(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship+"triggers:\n  - "+surveystest.AfterDelivery+"\n")
		_, link := h.Invites("c")
		h.Answers(link, 3, nil)
		h.Clock.Pass(24 * time.Hour)
		h.Gives(true, surveystest.Gave("c", "relationship-nps", surveystest.LongLife+12, 8))
		if got := pairsOf(t, h, "delivery-nps"); !slices.Equal(got, []string{"3→8"}) {
			t.Fatalf("the pairs are %v", got)
		}
		h.Answers(link, 9, nil)
		if got := pairsOf(t, h, "delivery-nps"); !slices.Equal(got, []string{"9→8"}) {
			t.Errorf("after the change the pairs are %v", got)
		}
		if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
			t.Error(differences, err)
		}
	})
}
