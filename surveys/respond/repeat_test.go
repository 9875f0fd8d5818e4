package respond_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

func repeatsOf(t *testing.T, h *surveystest.Halte) (all []surveys.Repeat) {
	t.Helper()
	err := h.DB.Update(t.Context(), func(tx store.Tx) (err error) {
		all, err = tx.RepeatsAll()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTwoAnswersOfOneContactAreAPairWithTheirDaysAndValues(t *testing.T) {
	t.Parallel()
	const day = 24
	h := surveystest.Open(t, surveystest.Relationship)
	h.Gives(true,
		surveystest.Gave("c", "delivery-nps", 1*day, 10), surveystest.Gave("c", "delivery-nps", 4*day, 2), surveystest.Gave("c", "relationship-nps", 6*day, 9),
		surveystest.Gave("c", "returns-csat", 6*day, 4), // of another metric
		surveystest.Gave("d", "delivery-nps", 2*day, 2)) // of another contact
	var sum, across surveys.Repeat
	for _, r := range repeatsOf(t, h) {
		to := &sum
		if r.B != "" {
			to = &across
		}
		to.N, to.SumLag, to.Sum, to.SumAB = to.N+r.N, to.SumLag+r.SumLag, to.Sum+r.Sum, to.SumAB+r.SumAB
	}
	if want := (surveys.Repeat{N: 1, SumLag: 3, Sum: 0, SumAB: -10000}); sum != want {
		t.Errorf("the pairs of one survey are %+v, want %+v", sum, want)
	}
	if want := (surveys.Repeat{N: 2, SumLag: 7, Sum: 200, SumAB: 0}); across != want {
		t.Errorf("the pairs of two surveys are %+v, want %+v", across, want)
	}
}

// Whatever is answered and changed in whatever order, the stored sums are those that
// the responses give, also after an erasure.
func TestRepeatedAnswersAreAFoldOverTheResponses(t *testing.T) {
	t.Parallel()
	scale := map[string][2]int{"delivery-nps": {0, 10}, "returns-csat": {1, 5}, "service-ces": {1, 7}, "relationship-nps": {0, 10}}
	request := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) respond.ExternalResponse {
		survey := rapid.SampledFrom([]string{"delivery-nps", "returns-csat", "service-ces", "relationship-nps"}).Draw(r, "survey")
		return surveystest.Gave(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(r, "contact"), survey,
			rapid.IntRange(0, 300*24).Draw(r, "hour"), rapid.IntRange(scale[survey][0], scale[survey][1]).Draw(r, "rating"))
	}), 1, 12)
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Relationship+"triggers:\n  - "+surveystest.AfterDelivery+"\n")
		_, link := h.Invites("b")
		for i := range 20 {
			h.Gives(i%2 == 0, request.Example(i)...)
			if i%3 == 0 {
				h.Answers(link, i%11, nil)
				h.Clock.Pass(time.Hour)
			}
			if i == 12 {
				if _, err := h.EraseContact(t.Context(), "a"); err != nil {
					t.Fatal(err)
				}
			}
		}
		before := repeatsOf(t, h)
		if len(before) == 0 {
			t.Fatal("nobody answered twice")
		}
		if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
			t.Fatalf("%v, %v", differences, err)
		}
		if _, err := h.RebuildRollups(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := repeatsOf(t, h); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("a rebuild makes\n%v of\n%v", after, before)
		}
	})
}

func TestSumsOfRepeatedAnswersThatWereChangedByHandAreFoundAndMended(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Relationship)
	h.Gives(true, surveystest.Gave("c", "delivery-nps", 1, 7), surveystest.Gave("c", "delivery-nps", 2, 4))
	good := repeatsOf(t, h)
	err := h.DB.Update(t.Context(), func(tx store.Tx) error {
		return tx.RepeatsAdd([]surveys.Repeat{{A: "delivery-nps", Earlier: good[0].Earlier, Later: good[0].Later, Sum: 100}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) != 1 {
		t.Errorf("found are %q, %v", differences, err)
	}
	if _, err := h.RebuildRollups(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := repeatsOf(t, h); fmt.Sprint(got) != fmt.Sprint(good) {
		t.Errorf("after a rebuild the sums are %v, want %v", got, good)
	}
}
