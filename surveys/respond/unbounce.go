package respond

import (
	"time"

	"halte/surveys"
)

// unbounce takes back that a mail came back: somebody answers it.
func unbounce(tx Tx, id string, now time.Time) error {
	inv, err := tx.InvitationLock(id)
	if err != nil || inv.Status != surveys.StatusBounced {
		return err
	}
	before := inv.Mailed()
	inv.Arrived()
	if err := tx.InvitationPut(inv, now); err != nil || inv.Mailed() == before {
		return err
	}
	return tx.MailedAdd(inv.Survey, inv.Day, inv.Mailed()-before)
}
