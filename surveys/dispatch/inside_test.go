package dispatch_test

import (
	"context"
	"errors"
	"testing"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/respond"
	. "halte/surveys/surveystest"
)

// inside is a store whose pool nobody may read.
type inside struct {
	dispatch.Store
	testing.TB
}

func (s inside) Read(ctx context.Context) dispatch.Reader {
	s.Helper()
	s.Error("the pool is read")
	return s.Store.Read(ctx)
}

// What is read beside a transaction may have changed before its commit, and takes
// a second connection while the first is held.
func TestWhatIsDecidedOfAMailIsReadInItsTransaction(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 14d", due(AfterDelivery, "24h", "correlate: event.properties.order"), due(AfterReturn, "32h", "")),
		func(o *Options) { o.Stores.Dispatch = inside{o.Stores.Dispatch, t} })
	now := On(Monday)
	first := Event("order.delivered", Of("jo"), now, MailedAt("both@example.org"), With("order", "1"))
	second := Event("order.returned", Of("al"), now, MailedAt("both@example.org"))
	elsewhere := Event("order.rated", Of("jo"), now, MailedAt("both@example.org"), With("order", "2"))
	h.Happens(first, second, elsewhere)
	rating := 8
	h.Gives(false, respond.ExternalResponse{EventID: elsewhere.ID, Survey: "delivery-nps", ContactID: "jo", Rating: &rating})
	h.Later(surveys.Day)
	h.Later(surveys.Day)
	if mails := len(h.Outbox.Mails()); mails != 1 || h.Invited(second).Status != surveys.StatusOutweighed {
		t.Errorf("%d mails went out, and the other is %s", mails, h.Invited(second).Status)
	}
}

// forgetful is a store that cannot read contacts while it forgets.
type forgetful struct {
	dispatch.Store
	forgets bool
}

var errForgotten = errors.New("the disk gave no answer")

func (f *forgetful) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	return f.Store.Update(ctx, func(tx dispatch.Tx) error { return fn(forgetfulTx{tx, f}) })
}

type forgetfulTx struct {
	dispatch.Tx
	*forgetful
}

func (tx forgetfulTx) ContactsLock(ids []string) (map[string]surveys.Contact, error) {
	if tx.forgets {
		return nil, errForgotten
	}
	return tx.Tx.ContactsLock(ids)
}

// A contact that cannot be read is another thing than one who has no address.
func TestAMailWaitsWhileItsContactCannotBeRead(t *testing.T) {
	t.Parallel()
	s := &forgetful{}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { s.Store, o.Stores.Dispatch = o.Stores.Dispatch, s })
	e := Delivered("jo")
	h.Happens(e)
	s.forgets = true
	for _, lease := range h.Leases() {
		if err := h.Deliver(t.Context(), lease); !errors.Is(err, errForgotten) {
			t.Errorf("the delivery ends with %v", err)
		}
	}
	if inv := h.Invited(e); inv.Status != surveys.StatusScheduled {
		t.Errorf("meanwhile it is %s: %s", inv.Status, h.Says(inv.Reason))
	}
	s.forgets = false
	h.Later(dispatch.LeaseTime)
	if inv := h.Invited(e); inv.Status != surveys.StatusSent {
		t.Errorf("afterwards it is %s: %s", inv.Status, h.Says(inv.Reason))
	}
}

func TestWhatAReportChangesIsReadInItsTransaction(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { o.Stores.Dispatch = inside{o.Stores.Dispatch, t} })
	first, _ := h.Invites("jo")
	second, _ := h.Invites("al")
	bounce := Reported(h.Invited(first), surveys.ReportBounce, "5.1.1")
	complaint := Reported(h.Invited(second), surveys.ReportBounce, "")
	complaint.Kind = surveys.ReportComplaint
	for _, report := range []surveys.MailReport{bounce, complaint} {
		if taken := Takes(t, h, report); len(taken.Changed) == 0 {
			t.Errorf("a %s changes nothing: %s", report.Kind, taken.Reason.Code)
		}
	}
}
