package respond_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestAnAnswerFromElsewhereTakesNoCustomersPlace(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		event, link := h.Invites("jo")
		inv := h.Invited(event)
		attack := respond.ExternalResponse{ID: inv.ID, Survey: "service-ces", ContactID: "eve", Rating: Rating(7)}
		for range 2 { // before and after the customer answers
			if got := h.Gives(false, attack)[0]; got.Status != respond.AnswerConflict || got.Field != "id" || got.ID != inv.ID {
				t.Errorf("two answers would have one id: %+v", got)
			}
			h.Answers(link, 9, nil)
		}
		if r := h.Answers(link, 10, nil); r.ID != inv.ID || r.Survey != "delivery-nps" || r.ContactID != "jo" || r.Rating != 10 || r.Invitation != inv.ID {
			t.Errorf("the customer's answer became %+v", r)
		}
		if n := countsOf(t, h); n["delivery-nps 10 jo"] != 1 || len(n) != 1 {
			t.Errorf("stored are %v", n)
		}
		verified(t, h)
	})
}

func TestAnIDBelongsToOneSurveyAndOneContact(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	first := respond.ExternalResponse{ID: "r", Survey: "delivery-nps", ContactID: "jo", Rating: Rating(9)}
	anonymous := respond.ExternalResponse{ID: "a", Survey: "delivery-nps", Rating: Rating(9)}
	h.Gives(false, first, anonymous)
	otherSurvey, otherContact, nobody, somebody := first, first, first, anonymous
	otherSurvey.Survey, otherSurvey.Rating = "service-ces", Rating(7)
	otherContact.ContactID, nobody.ContactID, somebody.ContactID = "eve", "", "eve"
	for i, got := range h.Gives(false, otherSurvey, otherContact, nobody, somebody, first) {
		want := respond.AnswerConflict
		if i == 4 {
			want = surveys.EventDuplicate
		}
		if got.Status != want || (got.Field == "id") != (want == respond.AnswerConflict) {
			t.Errorf("the answer %d is told %+v", i, got)
		}
	}
	h.Erases("jo")
	if got := h.Gives(false, first); got[0].Status != surveys.EventDuplicate {
		t.Errorf("a repeat after the erasure is told %+v", got)
	}
	if n := countsOf(t, h); len(n) != 1 || n["delivery-nps 9 "] != 2 {
		t.Errorf("stored are %v", n)
	}
}

func TestAnAnswerToAnEventOfAnotherContactIsAConflict(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		e := Delivered("jo")
		h.Happens(e)
		at := h.Clock.Now()
		of := func(id, contact string, occurred time.Time) respond.ExternalResponse {
			return respond.ExternalResponse{ID: id, EventID: e.ID, Survey: "delivery-nps", ContactID: contact, OccurredAt: occurred, Rating: Rating(9)}
		}
		for i, got := range h.Gives(false, of("a", "eve", time.Time{}), of("b", "eve", at), of("c", "jo", time.Time{}), of("d", "jo", at), of("e", "", at)) {
			if foreign := i < 2; (got.Status == respond.AnswerConflict) != foreign || (got.Field == "event_id") != foreign {
				t.Errorf("the answer %d is told %+v", i, got)
			}
		}
		h.Erases("jo")
		if got := h.Gives(false, of("f", "eve", at)); got[0].Status != surveys.EventAccepted {
			t.Errorf("of an event that nobody knows any more it is told %+v", got)
		}
	})
}

// before stores a response as it was kept when ids from elsewhere had no name space of
// their own.
func before(t *testing.T, h *Halte, r surveys.Response) {
	t.Helper()
	r.Revision, r.Touchpoint, r.Source, r.Day = 1, "delivery", surveys.SourceAPI, "2026-03-01"
	r.OccurredAt, r.AnsweredAt, r.RecordedAt = h.Clock.Now(), h.Clock.Now(), h.Clock.Now()
	Must(t, h.Update(t.Context(), func(tx store.Tx) error {
		return tx.ResponsesAppend([]surveys.Response{r}, func(string) (int, int) { return 0, 10 })
	}))
	_, err := h.RebuildRollups(t.Context())
	Must(t, err)
}

func TestWhatWasRecordedUnderABareIDStaysADuplicate(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	before(t, h, surveys.Response{ID: "r", Survey: "delivery-nps", ContactID: "jo", Rating: 9})
	again := respond.ExternalResponse{ID: "r", Survey: "delivery-nps", ContactID: "jo", Rating: Rating(9)}
	other := again
	other.Survey, other.Rating = "service-ces", Rating(1)
	namesake := respond.ExternalResponse{ID: "external:r", Survey: "delivery-nps", ContactID: "jo", Rating: Rating(3)}
	got := h.Gives(false, again, other, namesake)
	if got[0].Status != surveys.EventDuplicate || got[0].Differs || got[1].Status != respond.AnswerConflict || got[2].Status != surveys.EventAccepted {
		t.Errorf("%+v", got)
	}
	verified(t, h)
}

func TestAnAnswerThatTookACustomersPlaceBeforeGivesItBack(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	event, link := h.Invites("jo")
	inv := h.Invited(event)
	before(t, h, surveys.Response{ID: inv.ID, Survey: "service-ces", ContactID: "eve", Rating: 7})
	for i, rating := range []int{10, 8} {
		h.Clock.Pass(time.Minute)
		if r := h.Answers(link, rating, nil); r.Survey != "delivery-nps" || r.ContactID != "jo" || r.Rating != rating || r.Revision != i+1 {
			t.Errorf("the customer's answer became %+v", r)
		}
	}
	if r, err := h.Read(t.Context()).ResponseToInvitation(inv.ID); err != nil || r.Rating != 8 {
		t.Errorf("the invitation is answered by %+v, %v", r, err)
	}
	verified(t, h)
}

func TestVerifyingSeesARatingThatIsOnNoScaleOfItsSurvey(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	before(t, h, surveys.Response{ID: "r", Survey: "service-ces", ContactID: "jo", Rating: 10})
	_, differences, err := h.VerifyRollups(t.Context())
	if err != nil || len(differences) != 1 || !strings.Contains(differences[0], "response r to service-ces has the rating 10, which is not a whole number from 1 to 7") {
		t.Errorf("it says %q, %v", differences, err)
	}
}

// countsOf counts the answers by survey, rating and contact.
func countsOf(t *testing.T, h *Halte) map[string]int {
	t.Helper()
	list, err := h.Read(t.Context()).ResponseList(surveys.ResponseFilter{Limit: 100})
	Must(t, err)
	n := map[string]int{}
	for _, r := range list {
		n[r.Survey+" "+fmt.Sprint(r.Rating)+" "+r.ContactID]++
	}
	return n
}

func verified(t *testing.T, h *Halte) {
	t.Helper()
	if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
		t.Errorf("the rollups differ: %v, %v", differences, err)
	}
}
