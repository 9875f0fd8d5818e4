package dispatch

import (
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// candidates gives the other scheduled invitations of the person, locked, that
// are due within LookAhead and that c would send into quarantine. None of them
// need pass its own rules.
func (s *Service) candidates(tx Tx, p *definition.Plan, c rules.Candidate, now time.Time) ([]rules.Candidate, error) {
	touchpoint := c.Inv.Touchpoint
	if p.Definition.Organisation.Quarantine > 0 {
		touchpoint = ""
	}
	if c.Inv.Status != surveys.StatusScheduled || touchpoint != "" && !rules.Guards(p, touchpoint) {
		return nil, nil
	}
	scheduled, err := tx.InvitationsScheduledTo(c.Contact.Person, touchpoint)
	if err != nil {
		return nil, err
	}
	contacts := map[string]*surveys.Contact{c.Contact.ID: c.Contact}
	var found []rules.Candidate
	for i := range scheduled {
		other := rules.Candidate{Inv: &scheduled[i], Rule: p.TriggerByKey[scheduled[i].Trigger]}
		if other.Inv.ID == c.Inv.ID || other.Rule == nil || other.Rule.Survey != other.Inv.Survey || other.Inv.NextAt.After(now.Add(rules.LookAhead)) {
			continue
		}
		if contacts[other.Inv.ContactID] == nil {
			// Another id with the same address. It is not locked: a transaction that
			// changes it may be waiting for this person.
			contact, err := tx.Contact(other.Inv.ContactID)
			if surveys.KindOf(err) == surveys.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			contacts[contact.ID] = &contact
		}
		other.Contact = contacts[other.Inv.ContactID]
		other.At = surveys.Later(other.Inv.NextAt, now)
		if other.Rule.Window != nil {
			other.At = other.Rule.Window.Next(other.At, p.ZoneOf(other.Contact)).UTC()
		}
		if !other.At.After(now.Add(rules.LookAhead)) && rules.Rests(other.Rule, p, c.Inv.Touchpoint, other.At.Sub(now)) {
			found = append(found, other)
		}
	}
	return found, nil
}

// arbitrate decides which of several invitations a person gets of whom only one may
// go out. Where c is worth the most, the others end; where another one is, c ends
// now, and that one goes out in its own time.
//
// The choice is made once and stays, also when the one that won is called off
// afterwards: to keep the loser waiting for that would delay it, and its moment
// passes. Only those compete that would pass every rule now. Along a chain of
// later and later ones each must be worth strictly more than the one before, since
// of equals the earlier wins: it is no longer than there are surveys.
func (s *Service) arbitrate(tx Tx, k *rules.SendContext, c rules.Candidate, others []rules.Candidate, now time.Time) (rules.Blocker, error) {
	var able []rules.Candidate
	for _, other := range others {
		if _, o := k.Blocked(other); o.Passes() {
			able = append(able, other)
		}
	}
	if len(able) == 0 {
		return rules.Blocker{}, nil
	}
	w, err := s.priority(tx, k.Plan)
	if err != nil {
		return rules.Blocker{}, err
	}
	best := c
	for _, other := range able {
		if _, over := w.Higher(other, best); over {
			best = other
		}
	}
	if best.Inv != c.Inv {
		return rules.Blocker{Rule: "arbitration", Status: surveys.StatusOutweighed, Reason: w.Reason(best, c)}, nil
	}
	for _, other := range able {
		other.Inv.Settle(surveys.StatusOutweighed, w.Reason(c, other))
		if err := tx.InvitationPut(*other.Inv, now); err != nil {
			return rules.Blocker{}, err
		}
	}
	return rules.Blocker{}, nil
}
