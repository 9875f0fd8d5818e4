package respond_test

import (
	"context"
	"errors"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// forgetful is a store that once, when it is told to, cannot answer a query.
type forgetful struct {
	respond.Store
	forgets string // the query; "" for none
}

var errForgotten = errors.New("the disk gave no answer")

func (f *forgetful) fails(query string) bool {
	fails := f.forgets == query
	if fails {
		f.forgets = ""
	}
	return fails
}

func (f *forgetful) Update(ctx context.Context, fn func(respond.Tx) error) error {
	return f.Store.Update(ctx, func(tx respond.Tx) error { return fn(forgetfulTx{tx, f}) })
}

type forgetfulTx struct {
	respond.Tx
	*forgetful
}

func (tx forgetfulTx) ContactsLock(ids []string) (map[string]surveys.Contact, error) {
	if tx.fails("contacts") {
		return nil, errForgotten
	}
	return tx.Tx.ContactsLock(ids)
}

func (tx forgetfulTx) SegmentsOfEvents(ids []string) (map[string]map[string]string, error) {
	if tx.fails("segments") {
		return nil, errForgotten
	}
	return tx.Tx.SegmentsOfEvents(ids)
}

func (tx forgetfulTx) EventHeads(ids []string) (map[string]surveys.StoredEvent, error) {
	if tx.fails("times") {
		return nil, errForgotten
	}
	return tx.Tx.EventHeads(ids)
}

func TestAnExternalResponseIsNotRecordedWithoutWhatItTakesFromElsewhere(t *testing.T) {
	t.Parallel()
	s := &forgetful{}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { s.Store, o.Stores.Respond = o.Stores.Respond, s })
	e := Delivered("jo")
	h.Happens(e)
	for _, query := range []string{"contacts", "segments", "times"} {
		s.forgets = query
		answer := respond.ExternalResponse{EventID: e.ID, Survey: "delivery-nps", ContactID: "jo", Rating: Rating(9)}
		if results, err := h.RecordAnswers(t.Context(), []respond.ExternalResponse{answer}, false); !errors.Is(err, errForgotten) {
			t.Errorf("while %s cannot be read, it is recorded: %+v, %v", query, results, err)
		}
	}
	Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
		t.Errorf("%s is stored", r.ID)
		return nil
	}))
}

func TestAnAnswerIsNotRecordedWithoutItsRespondent(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		s := &forgetful{}
		h := New(t, db, Shop("", AfterDelivery), func(o *Options) { s.Store, o.Stores.Respond = o.Stores.Respond, s })
		e, link := h.Invites("jo")
		jo, err := h.Read(t.Context()).Contact("jo")
		Must(t, err)
		s.forgets = "contacts"
		if r, err := h.Answer(t.Context(), link, respond.Submission{Rating: Rating(9)}); !errors.Is(err, errForgotten) {
			t.Errorf("while the contact cannot be read, an answer is recorded of respondent %d, %v", r.Respondent, err)
		}
		_, err = h.Read(t.Context()).ResponseToInvitation(h.Invited(e).ID)
		WantKind(t, err, surveys.NotFound, "")
		h.Answers(link, 9, nil)
		if r, err := h.Read(t.Context()).ResponseToInvitation(h.Invited(e).ID); err != nil || r.Respondent != jo.Respondent {
			t.Errorf("the answer is of respondent %d, %v; want %d", r.Respondent, err, jo.Respondent)
		}
	})
}
