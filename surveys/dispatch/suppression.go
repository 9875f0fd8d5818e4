package dispatch

import (
	"context"
	"strconv"

	"halte/surveys"
)

// PersonOf gives who reads a mail address; it is also what stands for the address
// in the list: Invalid when it is neither an address nor such a Person.
func (s *Service) PersonOf(who string) (surveys.Person, error) {
	if surveys.IsPerson(who) {
		return surveys.Person(who), nil
	}
	a, err := surveys.ReadAddress(who)
	if err != nil {
		return "", surveys.Refuse("address", "%s", err)
	}
	return s.secret.Person(a, ""), nil
}

// Suppress keeps persons from being mailed, and gives how many of the
// suppressions are new. One that exists stays as it is. What was scheduled for
// them is not sent.
func (s *Service) Suppress(ctx context.Context, list []surveys.Suppression) (added int, err error) {
	by := surveys.ActorOf(ctx)
	err = s.store.Update(ctx, func(tx Tx) error {
		if added, err = s.suppress(tx, list); err != nil || added == 0 {
			return err
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionSuppressionsAdded, "", "", strconv.Itoa(added)))
	})
	return added, err
}

// suppress is Suppress inside a transaction.
func (s *Service) suppress(tx Tx, list []surveys.Suppression) (added int, err error) {
	type key struct {
		person     surveys.Person
		touchpoint string
	}
	persons := make([]surveys.Person, len(list))
	for i, one := range list {
		persons[i] = one.Person
	}
	persons = surveys.Unique(persons) // in one order, so that nobody waits in a circle
	for _, p := range persons {
		if err := tx.PersonLock(p); err != nil {
			return 0, err
		}
	}
	before, err := tx.SuppressionsOfPersons(persons)
	if err != nil {
		return 0, err
	}
	known := map[key]bool{}
	for _, one := range before {
		known[key{one.Person, one.Touchpoint}] = true
	}
	var fresh []surveys.Suppression
	for _, one := range list {
		if k := (key{one.Person, one.Touchpoint}); !known[k] {
			known[k] = true
			fresh = append(fresh, one)
		}
	}
	if err := tx.SuppressionsPut(fresh); err != nil {
		return 0, err
	}
	for _, one := range fresh {
		scheduled, err := tx.InvitationsScheduledTo([]surveys.Person{one.Person}, one.Touchpoint)
		if err != nil {
			return 0, err
		}
		for _, inv := range scheduled {
			inv.Settle(surveys.StatusSuppressed, one.Why())
			if err := tx.InvitationPut(inv, s.now()); err != nil {
				return 0, err
			}
		}
	}
	return len(fresh), nil
}

// LiftSuppression lets a person be mailed again: about one touchpoint, or about
// everything when touchpoint is nil. NotFound when nothing kept it from that.
func (s *Service) LiftSuppression(ctx context.Context, who surveys.Person, touchpoint *string) error {
	by := surveys.ActorOf(ctx)
	return s.store.Update(ctx, func(tx Tx) error {
		if err := tx.PersonLock(who); err != nil {
			return err
		}
		list, err := tx.SuppressionsOfPersons([]surveys.Person{who})
		if err != nil {
			return err
		}
		lifted := 0
		for _, one := range list {
			if touchpoint != nil && *touchpoint != one.Touchpoint {
				continue
			}
			if err := tx.SuppressionDelete(who, one.Touchpoint); err != nil {
				return err
			}
			lifted++
		}
		if lifted == 0 {
			return surveys.Errorf(surveys.NotFound, "This address is not on the suppression list.")
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionSuppressionsLifted, "", strconv.Itoa(lifted), ""))
	})
}
