package store_test

import (
	"fmt"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

func TestNoMoreIsClaimedThanAskedForWhateverTheDatabaseBelievesOfTheTable(t *testing.T) {
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
	var claims []surveys.Claim
	err := s.Update(t.Context(), func(tx store.Tx) (err error) {
		claims, err = tx.InvitationClaimDue(noon, time.Minute, 3, 100)
		return err
	})
	if err != nil || len(claims) != 3 {
		t.Errorf("%d were claimed, of 3 asked for (%v)", len(claims), err)
	}
}
