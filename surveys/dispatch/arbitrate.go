package dispatch

import (
	"halte/surveys"
	"halte/surveys/rules"
)

// findOthers finds the other scheduled invitations of each person, locked, that are due
// within LookAhead and that the one asked for would send into quarantine. None of them
// need pass its own rules.
func (g *admitting) findOthers(asked []asking) error {
	var persons []surveys.Person
	for _, a := range asked {
		if a.Inv.Status == surveys.StatusScheduled && (g.everywhere() || rules.Guards(g.plan, a.Inv.Touchpoint)) {
			persons = append(persons, a.Contact.Person)
		}
	}
	if len(persons) == 0 {
		return nil
	}
	scheduled, err := g.tx.InvitationsScheduledTo(persons, "")
	if err != nil {
		return err
	}
	contacts := map[string]*surveys.Contact{}
	for _, a := range asked {
		contacts[a.Contact.ID] = a.Contact
	}
	by := map[surveys.Person][]*surveys.Invitation{}
	for i := range scheduled {
		inv := &scheduled[i]
		if contacts[inv.ContactID] == nil {
			// Another id with the same address. It is not locked: a transaction that
			// changes it may be waiting for this person.
			contact, err := g.tx.Contact(inv.ContactID)
			if surveys.KindOf(err) == surveys.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			contacts[contact.ID] = &contact
		}
		who := contacts[inv.ContactID].Person
		by[who] = append(by[who], inv)
	}
	for i := range asked {
		asked[i].others = g.candidates(asked[i], by[asked[i].Contact.Person], contacts)
	}
	return nil
}

// everywhere says whether a mail keeps a person from being asked at other touchpoints too.
func (g *admitting) everywhere() bool { return g.plan.Definition.Organisation.Quarantine > 0 }

// candidates picks them from all scheduled ones of the person, but for those that are
// decided already in this transaction.
func (g *admitting) candidates(a asking, scheduled []*surveys.Invitation, contacts map[string]*surveys.Contact) (found []rules.Candidate) {
	if a.Inv.Status != surveys.StatusScheduled {
		return nil
	}
	soon := g.now.Add(rules.LookAhead)
	for _, inv := range scheduled {
		other := rules.Candidate{Inv: inv, Rule: g.plan.TriggerByKey[inv.Trigger], Contact: contacts[inv.ContactID]}
		if g.invitations[inv.ID] != nil || other.Rule == nil || other.Rule.Survey != inv.Survey || inv.NextAt.After(soon) ||
			!g.everywhere() && inv.Touchpoint != a.Inv.Touchpoint {
			continue
		}
		other.At = surveys.Later(inv.NextAt, g.now)
		if other.Rule.Window != nil {
			other.At = other.Rule.Window.Next(other.At, g.plan.ZoneOf(other.Contact)).UTC()
		}
		if !other.At.After(soon) && rules.Rests(other.Rule, g.plan, a.Inv.Touchpoint, other.At.Sub(g.now)) {
			found = append(found, other)
		}
	}
	return found
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
func (g *admitting) arbitrate(k *rules.SendContext, a asking) (rules.Blocker, error) {
	c := a.Candidate
	var able []rules.Candidate
	for _, other := range a.others {
		if _, o := k.Blocked(other); o.Passes() {
			able = append(able, other)
		}
	}
	if len(able) == 0 {
		return rules.Blocker{}, nil
	}
	w, err := g.priority(g.tx, k.Plan)
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
		g.invitations[other.Inv.ID] = other.Inv
	}
	return rules.Blocker{}, nil
}
