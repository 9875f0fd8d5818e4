package store

import (
	"context"

	"halte/surveys/access"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/journey"
	"halte/surveys/privacy"
	"halte/surveys/respond"
)

// room is a store as one room of the domain sees it: with the reader R and the
// transaction T that the room asks for, and nothing else of them.
type room[R, T any] struct {
	*Store
	reader func(Reader) R
	tx     func(Tx) T
}

func (r room[R, T]) Read(ctx context.Context) R { return r.reader(r.Store.Read(ctx)) }

func (r room[R, T]) Update(ctx context.Context, fn func(T) error) error {
	return r.Store.Update(ctx, func(tx Tx) error { return fn(r.tx(tx)) })
}

// Access is the store of package access.
func (s *Store) Access() access.Store {
	return room[access.Reader, access.Tx]{s, func(r Reader) access.Reader { return r }, func(tx Tx) access.Tx { return tx }}
}

// Definition is the store of package definition.
func (s *Store) Definition() definition.Store {
	return room[definition.Reader, definition.Tx]{s, func(r Reader) definition.Reader { return r }, func(tx Tx) definition.Tx { return tx }}
}

// Intake is the store of package intake.
func (s *Store) Intake() intake.Store {
	return room[Reader, intake.Tx]{s, func(r Reader) Reader { return r }, func(tx Tx) intake.Tx { return tx }}
}

// Privacy is the store of package privacy.
func (s *Store) Privacy() privacy.Store {
	return room[privacy.Reader, privacy.Tx]{s, func(r Reader) privacy.Reader { return r }, func(tx Tx) privacy.Tx { return tx }}
}

// Dispatch is the store of package dispatch.
func (s *Store) Dispatch() dispatch.Store {
	return room[dispatch.Reader, dispatch.Tx]{s, func(r Reader) dispatch.Reader { return r }, func(tx Tx) dispatch.Tx { return tx }}
}

// Respond is the store of package respond.
func (s *Store) Respond() respond.Store {
	return room[respond.Reader, respond.Tx]{s, func(r Reader) respond.Reader { return r }, func(tx Tx) respond.Tx { return tx }}
}

// FollowUp is the store of package followup.
func (s *Store) FollowUp() followup.Store {
	return room[followup.Reader, Tx]{s, func(r Reader) followup.Reader { return r }, func(tx Tx) Tx { return tx }}
}

// Insight is the store of package insight.
func (s *Store) Insight() insight.Store {
	return room[insight.Reader, Tx]{s, func(r Reader) insight.Reader { return r }, func(tx Tx) Tx { return tx }}
}

// Journey is the store of package journey.
func (s *Store) Journey() journey.Store {
	return room[journey.Reader, Tx]{s, func(r Reader) journey.Reader { return r }, func(tx Tx) Tx { return tx }}
}

// Improve is the store of package improve.
func (s *Store) Improve() improve.Store {
	return room[improve.Reader, improve.Tx]{s, func(r Reader) improve.Reader { return r }, func(tx Tx) improve.Tx { return tx }}
}
