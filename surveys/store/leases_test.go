package store_test

import (
	"fmt"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

func TestNoMoreIsLeasedThanAskedForWhateverTheDatabaseBelievesOfTheTable(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s := migrated(t, url)
	add := func(n int) {
		list := make([]surveys.Invitation, n)
		for i := range list {
			list[i] = surveys.Invitation{ID: fmt.Sprint(n, "-", i), Status: surveys.StatusScheduled, CreatedAt: noon, NextAt: noon}
		}
		if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.InvitationsAppend(list) }); err != nil {
			t.Fatal(err)
		}
	}
	add(1)
	if _, err := raw(t, url).Exec("ANALYZE invitations"); err != nil {
		t.Fatal(err)
	}
	add(40)
	var leases []surveys.Lease
	err := s.Update(t.Context(), func(tx store.Tx) (err error) {
		leases, err = tx.InvitationLeaseDue("here", noon, time.Minute, 3, 100)
		return err
	})
	if err != nil || len(leases) != 3 {
		t.Errorf("%d were leased, of 3 asked for (%v)", len(leases), err)
	}
}
