package dispatch_test

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	. "halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// crowded is a store in which a delivery goes on only when another one has come as
// far, or waits for its lock. It counts the transactions of deliveries.
type crowded struct {
	dispatch.Store
	url    string
	watch  atomic.Bool
	runs   atomic.Int32
	inside atomic.Int32
}

func (c *crowded) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	return c.Store.Update(ctx, func(tx dispatch.Tx) error { return fn(crowdedTx{tx, c, ctx}) })
}

type crowdedTx struct {
	dispatch.Tx
	*crowded
	ctx context.Context
}

func (tx crowdedTx) InvitationsLeased(leases []surveys.Lease) (map[string]surveys.Invitation, error) {
	tx.runs.Add(1)
	return tx.Tx.InvitationsLeased(leases)
}

func (tx crowdedTx) InvitationsScheduledTo(persons []surveys.Person, touchpoint string) ([]surveys.Invitation, error) {
	if !tx.watch.Load() {
		return tx.Tx.InvitationsScheduledTo(persons, touchpoint)
	}
	db, err := sql.Open("pgx", tx.url)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	waits := false
	for tx.inside.Add(1); err == nil && tx.inside.Load() < 2 && !waits; {
		err = db.QueryRowContext(tx.ctx, "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waits)
	}
	if err != nil {
		return nil, err
	}
	return tx.Tx.InvitationsScheduledTo(persons, touchpoint)
}

func TestTwoDeliveriesAtOnceToOneNewAddressWaitForEachOther(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	db := OpenStore(t, url)
	Must(t, db.Migrate(t.Context()))
	c := &crowded{url: url}
	h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("delay: 1d")), func(o *Options) { c.Store, o.Stores.Dispatch = o.Stores.Dispatch, c })
	other := New(t, db, "", func(o *Options) { o.Stores.Dispatch, o.Mailer, o.Now = c, h.Outbox, h.Clock.Now }) // another process
	jo, al := Delivered("jo"), Delivered("al")
	h.Happens(jo, al)
	moves(h, "jo", "new@example.org")
	moves(h, "al", "New@Example.org")
	h.Clock.Pass(surveys.Day)
	leases := h.Leases()
	c.watch.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var both sync.WaitGroup
	for i, process := range []*Halte{h, other} {
		both.Go(func() {
			if err := process.Deliver(ctx, leases[i]); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	wantStatus(t, h, jo, surveys.StatusSent, "")
	wantStatus(t, h, al, surveys.StatusOutweighed, "only one of the two may go out")
	if mails, runs := len(h.Outbox.Mails()), c.runs.Load(); mails != 1 || runs != 2 {
		t.Errorf("%d mails went out in %d transactions, want 1 in 2: the database gave one up for the other", mails, runs)
	}
}
