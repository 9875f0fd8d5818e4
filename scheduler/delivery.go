package scheduler

import (
	"context"

	"halte/surveys"
)

// Deliveries leases the invitations whose mail is due, and sends them.
type Deliveries interface {
	// LeaseDue leases up to limit invitations that are due for some minutes, the
	// earliest first. All processes together hold no more than about cap. While
	// sending is paused it leases none.
	LeaseDue(ctx context.Context, limit, cap int) ([]surveys.Lease, error)
	// Take says that this process is going to deliver leases, also those that another
	// one leased: should it stop, they are due again.
	Take(ctx context.Context, leases []surveys.Lease) error
	// Deliver settles the invitation of a lease. It does nothing when somebody else
	// settled it, or leased it again. An error means that nothing could be decided:
	// it may be asked again, and the invitation is due again when the lease was given
	// back or has ended. It may be called twice with the same lease, also at the same
	// time: Redis may lose a task or give it twice.
	Deliver(ctx context.Context, c surveys.Lease) error
	// GiveBack ends leases that will not be delivered here, and gives how many of
	// them still held. Deliver refuses them from then on.
	GiveBack(ctx context.Context, leases []surveys.Lease) (int, error)
	// ReleaseLost calls the mails unknown that are still being sent after their lease
	// ended, and gives how many there were.
	ReleaseLost(ctx context.Context) (int, error)
	// Watch says that this process is alive, ends the leases of processes that seem to
	// be dead, and gives how many those were. It is called at every tick.
	Watch(ctx context.Context) (int, error)
}
