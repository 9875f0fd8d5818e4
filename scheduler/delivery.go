package scheduler

import (
	"context"

	"halte/surveys"
)

// Deliveries is the sending of what is due.
type Deliveries interface {
	// ClaimDue claims up to limit invitations that are due, for a lease of some
	// minutes, the earliest first; none beyond cap held at once, and none while
	// sending is paused.
	ClaimDue(ctx context.Context, limit, cap int) ([]surveys.Claim, error)
	// Deliver settles the claim in one way or another. A claim that somebody
	// else settled, or has claimed again, is nothing to do. An error means that
	// nothing could be decided; the claim then waits for its lease to end. It is
	// called again with the same claim, also at the same time, whenever Redis
	// leaves doubt.
	Deliver(ctx context.Context, c surveys.Claim) error
	// GiveBack lets go of claims that will not be delivered here, and says how
	// many of them still held. Deliver refuses them from then on.
	GiveBack(ctx context.Context, claims []surveys.Claim) (int, error)
	// ReleaseLost gives up on what is still being sent after its lease, and says
	// how many there were.
	ReleaseLost(ctx context.Context) (int, error)
}
