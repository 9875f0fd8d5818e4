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

// forgetful is a store that once, when it is told to, cannot read contacts.
type forgetful struct {
	respond.Store
	forgets bool
}

var errForgotten = errors.New("the disk gave no answer")

func (f *forgetful) fails() bool {
	fails := f.forgets
	f.forgets = false
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
	if tx.fails() {
		return nil, errForgotten
	}
	return tx.Tx.ContactsLock(ids)
}

func TestAnAnswerIsNotRecordedWithoutItsRespondent(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		s := &forgetful{}
		h := New(t, db, Shop("", AfterDelivery), func(o *Options) { s.Store, o.Stores.Respond = o.Stores.Respond, s })
		e, link := h.Invites("jo")
		jo, err := h.Read(t.Context()).Contact("jo")
		Must(t, err)
		s.forgets = true
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
