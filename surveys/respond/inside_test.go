package respond_test

import (
	"context"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
	. "halte/surveys/surveystest"
)

// inside is a store whose pool nobody may read.
type inside struct {
	respond.Store
	testing.TB
}

func (s inside) Read(ctx context.Context) respond.Reader {
	s.Helper()
	s.Error("the pool is read")
	return s.Store.Read(ctx)
}

// What is read beside a transaction may have changed before its commit.
func TestWhatIsDecidedOfAnExternalResponseIsReadInItsTransaction(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { o.Stores.Respond = inside{o.Stores.Respond, t} })
	yesterday, ahead := Delivered("jo", On("2026-03-01T12:00:00Z")), Delivered("al", On("2026-03-20T12:00:00Z"))
	h.Happens(yesterday, ahead)
	to := func(e, contact string) respond.ExternalResponse {
		return respond.ExternalResponse{ID: "to " + e, EventID: e, Touchpoint: "delivery", ContactID: contact, Rating: Rating(9)}
	}
	given := h.Gives(false, to(yesterday.ID, "jo"), to(ahead.ID, "al"), to("an event that is not there", "jo"))
	if given[0].Status != surveys.EventAccepted || given[2].Status != surveys.EventAccepted {
		t.Errorf("they are %+v", given)
	}
	if given[1].Status != surveys.EventRefused || given[1].Field != "occurred_at" || given[1].ID != "to "+ahead.ID || given[1].Reason == "" {
		t.Errorf("an answer about what is still to come is %+v", given[1])
	}
	days := map[string]string{}
	Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
		days[r.EventID] = r.Day
		return nil
	}))
	if len(days) != 2 || days[yesterday.ID] != "2026-03-01" || days["an event that is not there"] != "2026-03-02" {
		t.Errorf("they belong to %v", days)
	}
}
