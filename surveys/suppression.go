package surveys

import (
	"context"
	"encoding/hex"
	"strings"
	"time"
)

// Suppression keeps a person from being mailed. Touchpoint is empty when it
// holds for all of them.
type Suppression struct {
	Person     Person
	Touchpoint string
	Reason     SuppressionReason
	Since      time.Time
}

// SuppressionReason says why a person is not mailed.
type SuppressionReason string

// The reasons for a suppression.
const (
	Unsubscribed SuppressionReason = "unsubscribed"
	HardBounce   SuppressionReason = "hard_bounce"  // nobody reads mail at the address
	SoftBounces  SuppressionReason = "soft_bounces" // mail after mail came back
	Complaint    SuppressionReason = "complaint"    // called a mail unwanted
	Manual       SuppressionReason = "manual"       // somebody put it on the list
)

// words tells why and since when, as a sentence that goes on from "not mailed:".
func (s Suppression) words() string {
	from := "everything"
	if s.Touchpoint != "" {
		from = "this touchpoint"
	}
	on := " on " + stamp(s.Since)
	switch s.Reason {
	case Unsubscribed:
		return "unsubscribed from " + from + on
	case HardBounce:
		return "a mail to the address came back for good" + on
	case SoftBounces:
		return "mail after mail to the address came back, the last" + on
	case Complaint:
		return "called a mail unwanted" + on
	}
	return "put on the suppression list for " + from + on
}

// SuppressionReasons lists every reason there is.
func SuppressionReasons() []SuppressionReason {
	return []SuppressionReason{Unsubscribed, HardBounce, SoftBounces, Complaint, Manual}
}

// SuppressionStore reads the suppression list.
type SuppressionStore interface {
	// Suppression gives all that keeps a person from being mailed, by touchpoint.
	Suppression(ctx context.Context, p Person) ([]Suppression, error)
	// SuppressionList gives a page of suppressions, newest (since, person,
	// touchpoint) first.
	SuppressionList(ctx context.Context, after Cursor, limit int) ([]Suppression, error)
}

// Cursor is the suppression's place in the list.
func (s Suppression) Cursor() Cursor {
	return Cursor{At: s.Since, ID: string(s.Person) + " " + s.Touchpoint}
}

// PersonOf gives who reads a mail address; it is also what stands for the address
// in the list: Invalid when it is neither an address nor such a Person.
func (s *Service) PersonOf(who string) (Person, error) {
	if isPerson(who) {
		return Person(who), nil
	}
	a, err := ParseAddress(who)
	if err != nil {
		return "", Refuse("address", "%s", err)
	}
	return s.secret.Person(a, ""), nil
}

func isPerson(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 32 && s == strings.ToLower(s)
}

// Suppress keeps persons from being mailed, and gives how many of the
// suppressions are new. One that exists stays as it is. What was scheduled for
// them is not sent.
func (s *Service) Suppress(ctx context.Context, list []Suppression) (added int, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		added, err = s.suppress(tx, list)
		return err
	})
	return added, err
}

// suppress is Suppress inside a transaction.
func (s *Service) suppress(tx Tx, list []Suppression) (added int, err error) {
	type key struct {
		person     Person
		touchpoint string
	}
	persons := make([]Person, len(list))
	for i, one := range list {
		persons[i] = one.Person
	}
	persons = unique(persons) // in one order, so that nobody waits in a circle
	for _, p := range persons {
		if err := tx.LockPerson(p); err != nil {
			return 0, err
		}
	}
	before, err := tx.Suppressions(persons)
	if err != nil {
		return 0, err
	}
	known := map[key]bool{}
	for _, one := range before {
		known[key{one.Person, one.Touchpoint}] = true
	}
	var fresh []Suppression
	for _, one := range list {
		if k := (key{one.Person, one.Touchpoint}); !known[k] {
			known[k] = true
			fresh = append(fresh, one)
		}
	}
	if err := tx.PutSuppressions(fresh); err != nil {
		return 0, err
	}
	for _, one := range fresh {
		scheduled, err := tx.ScheduledTo(one.Person, one.Touchpoint)
		if err != nil {
			return 0, err
		}
		for _, inv := range scheduled {
			inv.settle(StatusSuppressed, one.words())
			if err := tx.PutInvitation(inv, s.now()); err != nil {
				return 0, err
			}
		}
	}
	return len(fresh), nil
}

// Unsubscribe keeps the person behind a link from being mailed about one
// touchpoint, or (everything) about any. What was scheduled is not sent. Doing it
// again changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, token string, everything bool) error {
	who, touchpoint, err := s.secret.ReadUnsubscribe(token)
	if err != nil {
		return err
	}
	if everything {
		touchpoint = ""
	}
	_, err = s.Suppress(ctx, []Suppression{{Person: who, Touchpoint: touchpoint, Reason: Unsubscribed, Since: s.now()}})
	return err
}

// LiftSuppression lets a person be mailed again: about one touchpoint, or about
// everything when touchpoint is nil. NotFound when nothing kept it from that.
func (s *Service) LiftSuppression(ctx context.Context, who Person, touchpoint *string) error {
	return s.Update(ctx, func(tx Tx) error {
		if err := tx.LockPerson(who); err != nil {
			return err
		}
		list, err := tx.Suppressions([]Person{who})
		if err != nil {
			return err
		}
		lifted := 0
		for _, one := range list {
			if touchpoint != nil && *touchpoint != one.Touchpoint {
				continue
			}
			if err := tx.DeleteSuppression(who, one.Touchpoint); err != nil {
				return err
			}
			lifted++
		}
		if lifted == 0 {
			return Errorf(NotFound, "This address is not on the suppression list.")
		}
		return nil
	})
}
