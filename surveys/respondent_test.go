package surveys_test

import (
	"context"
	"errors"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// forgetful is a store that once, when it is told to, cannot read contacts.
type forgetful struct {
	surveys.Store
	forgets bool
}

var errForgotten = errors.New("the disk gave no answer")

func (f *forgetful) fails() bool {
	fails := f.forgets
	f.forgets = false
	return fails
}

func (f *forgetful) Contact(ctx context.Context, id string) (surveys.Contact, error) {
	if f.fails() {
		return surveys.Contact{}, errForgotten
	}
	return f.Store.Contact(ctx, id)
}

func (f *forgetful) Update(ctx context.Context, fn func(surveys.Tx) error) error {
	return f.Store.Update(ctx, func(tx surveys.Tx) error { return fn(forgetfulTx{tx, f}) })
}

type forgetfulTx struct {
	surveys.Tx
	*forgetful
}

func (tx forgetfulTx) Contacts(ids []string) (map[string]surveys.Contact, error) {
	if tx.fails() {
		return nil, errForgotten
	}
	return tx.Tx.Contacts(ids)
}

func TestAnAnswerIsNotRecordedWithoutItsRespondent(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.Store) {
		s := &forgetful{Store: db}
		h := New(t, s, shop("", AfterDelivery))
		e, link := h.Invites("jo")
		jo, err := h.Contact(t.Context(), "jo")
		must(t, err)
		s.forgets = true
		if r, err := h.Answer(t.Context(), link, surveys.Submission{Rating: rating(9)}); !errors.Is(err, errForgotten) {
			t.Errorf("while the contact cannot be read, an answer is recorded of respondent %d, %v", r.Respondent, err)
		}
		_, err = h.ResponseTo(t.Context(), h.Invited(e).ID)
		wantKind(t, err, surveys.NotFound, "")
		h.Answers(link, 9, nil)
		if r, err := h.ResponseTo(t.Context(), h.Invited(e).ID); err != nil || r.Respondent != jo.Respondent {
			t.Errorf("the answer is of respondent %d, %v; want %d", r.Respondent, err, jo.Respondent)
		}
	})
}
