package dispatch

import (
	"context"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// admitGroup admits mails to different persons in one transaction. One that was asked for
// before, and may have been admitted then although the database did not say so, stays
// as it is.
func (s *Service) admitGroup(ctx context.Context, list []*admission) error {
	list = slices.DeleteFunc(slices.Clone(list), func(a *admission) bool { return a.mail != nil && s.admitted(ctx, *a.mail) })
	if len(list) == 0 {
		return nil
	}
	return s.store.Update(ctx, func(tx Tx) error {
		g := admitting{Service: s, tx: tx, now: s.now(), invitations: map[string]*surveys.Invitation{}}
		return g.admit(list)
	})
}

// admitting is a transaction that admits mails.
type admitting struct {
	*Service
	tx          Tx
	plan        *definition.Plan
	now         time.Time
	invitations map[string]*surveys.Invitation // that change, by id
	tokens      []surveys.Token
}

// admit asks every rule once more, just before the mails go out. When all pass, the
// invitation becomes sending, and there is a mail. Else the invitation gets the
// status and the reason that keep it back.
func (g *admitting) admit(list []*admission) error {
	leases := make([]surveys.Lease, len(list))
	furthest := list[0].furthest
	for i, a := range list {
		a.mail, a.again, leases[i] = nil, false, a.lease
		if a.furthest.Further(furthest) {
			furthest = a.furthest
		}
	}
	leased, err := g.tx.InvitationsLeased(leases)
	if err != nil {
		return err
	}
	if g.plan, err = g.plans.In(g.tx); err != nil {
		return err
	}
	st, err := g.doubt(g.tx, furthest)
	if err != nil {
		return err
	}
	var asked []asking
	for _, a := range list {
		inv, ok := leased[a.lease.Invitation]
		switch {
		case !ok || inv.Epoch != a.lease.Epoch:
			continue // somebody else has it, or it is settled
		case g.invitations[inv.ID] != nil:
			a.again = true
			continue
		}
		a.before = inv.Status
		g.invitations[inv.ID] = &inv
		passes, err := g.stands(&inv, st)
		if err != nil {
			return err
		}
		if passes {
			asked = append(asked, asking{admission: a, Candidate: rules.Candidate{Inv: &inv, Rule: g.plan.TriggerByKey[inv.Trigger], At: g.now}})
		}
	}
	if asked, err = g.onePerPerson(asked); err != nil {
		return err
	}
	return g.decide(asked)
}

// asking is an admission of which the rules are asked.
type asking struct {
	*admission
	rules.Candidate
	others []rules.Candidate // of the same person
}

// stands says whether the rules are to be asked of an invitation: its trigger is there,
// and mails go out.
func (g *admitting) stands(inv *surveys.Invitation, st surveys.Sending) (bool, error) {
	if rule := g.plan.TriggerByKey[inv.Trigger]; rule == nil || rule.Survey != inv.Survey {
		return false, keepBack(inv, g.tx, g.now, nil, rules.Blocker{Rule: "definition", Status: surveys.StatusCancelled, Reason: surveys.Because(surveys.ReasonTriggerRemoved)})
	}
	if !st.Paused.IsZero() {
		inv.LeasedUntil = time.Time{} // back in the row, as it was
		return false, nil
	}
	mailed, err := g.perhapsMailed(g.tx, inv, st)
	return !mailed, err
}

// onePerPerson finds whom the mails would go to, and leaves one of each person: what is
// decided of it counts for the next.
func (g *admitting) onePerPerson(asked []asking) (alone []asking, err error) {
	if len(asked) == 0 {
		return nil, nil
	}
	var ids []string
	for _, a := range asked {
		ids = append(ids, a.Inv.ContactID)
	}
	contacts, err := g.tx.ContactsLock(surveys.Unique(ids))
	if err != nil {
		return nil, err
	}
	seen := map[surveys.Person]bool{}
	for _, a := range asked {
		contact, ok := contacts[a.Inv.ContactID]
		if !ok || contact.Email == "" {
			gone := rules.Blocker{Rule: "address", Status: surveys.StatusUnreachable, Reason: surveys.Because(surveys.ReasonAddressGone)}
			if err := keepBack(a.Inv, g.tx, g.now, nil, gone); err != nil {
				return nil, err
			}
			continue
		}
		if seen[contact.Person] {
			a.again = true
			delete(g.invitations, a.Inv.ID)
			continue
		}
		seen[contact.Person] = true
		a.Inv.Person = contact.Person // InvitationsLeased locked it: the one that the contact is now, not the one it was
		a.Contact = &contact
		alone = append(alone, a)
	}
	return alone, nil
}

// decide asks the rules of mails to different persons, and stores what they say.
func (g *admitting) decide(asked []asking) error {
	if len(asked) > 0 {
		if err := g.ask(asked); err != nil {
			return err
		}
	}
	if err := g.tx.TokensAppend(g.tokens); err != nil {
		return err
	}
	changed := make([]surveys.Invitation, 0, len(g.invitations))
	for _, inv := range g.invitations {
		changed = append(changed, *inv)
	}
	return g.tx.InvitationsPut(changed, g.now)
}

func (g *admitting) ask(asked []asking) error {
	if err := g.findOthers(asked); err != nil {
		return err
	}
	var all []rules.Candidate
	for _, a := range asked {
		all = append(append(all, a.others...), a.Candidate)
	}
	send, err := g.sendContext(g.tx, g.plan, all, g.now)
	if err != nil {
		return err
	}
	for _, a := range asked {
		checks, o := send.Blocked(a.Candidate)
		if o.Passes() && a.Inv.Status == surveys.StatusScheduled {
			if o, err = g.arbitrate(send, a); err != nil {
				return err
			}
		}
		if o.Passes() {
			a.mail, err = g.begin(a.Candidate, checks)
		} else {
			err = keepBack(a.Inv, g.tx, g.now, checks, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begin stores that the mail is being sent, and gives it.
func (g *admitting) begin(c rules.Candidate, checks []surveys.Check) (*surveys.Mail, error) {
	inv, survey, now := c.Inv, c.Rule.Asks, g.now
	switch {
	case inv.Resending:
		inv.Resends++
	case inv.Status != surveys.StatusScheduled:
		inv.Wave, inv.Resends = inv.Wave+1, 0
	}
	if inv.Wave == 0 {
		inv.AskedAt = now
	}
	inv.Status, inv.Reason, inv.NextAt = surveys.StatusSending, surveys.Reason{}, time.Time{}
	inv.LeasedUntil, inv.Version = now.Add(LeaseTime), survey.Number
	inv.Attempts++
	if inv.Wave > 0 {
		if err := g.tx.ReminderPut(surveys.ReminderDecision{Invitation: inv.ID, Wave: inv.Wave, Outcome: surveys.StatusSending, Checks: checks, DecidedAt: now}); err != nil {
			return nil, err
		}
	}
	token := surveys.NewToken()
	g.tokens = append(g.tokens, surveys.Token{Hash: surveys.TokenHash(token), Invitation: inv.ID, Wave: inv.Wave, CreatedAt: now})
	closes := inv.ClosesAt
	if closes.IsZero() {
		closes = now.Add(inv.OpenFor.Duration())
	}
	m := g.mail(g.plan, survey, g.plan.LanguageFor(inv.Language), *c.Contact)
	m.Invitation, m.Wave, m.ClosesAt = inv.ID, inv.Wave, closes
	m.AnswerURL = g.baseURL + "/r/" + token
	m.SendUntil = inv.SendBy
	if c.Rule.Window != nil {
		closes := c.Rule.Window.Closes(now, g.plan.ZoneOf(c.Contact)).Add(-1) // at that instant it is closed
		m.SendUntil = surveys.IfElse(closes.Before(inv.SendBy), closes, inv.SendBy).UTC()
	}
	return &m, nil
}

// sendContext reads what the rules look at, for all that may go out.
func (s *Service) sendContext(tx Tx, p *definition.Plan, list []rules.Candidate, now time.Time) (*rules.SendContext, error) {
	k := &rules.SendContext{Plan: p, Persons: map[string][]surveys.Person{}, AnswerEvents: map[string]surveys.StoredEvent{}, Now: now}
	var persons []surveys.Person
	var contacts, names, asked []string
	var back time.Duration
	for _, c := range list {
		k.Persons[c.Contact.ID] = s.secret.Persons(c.Contact)
		persons = append(persons, k.Persons[c.Contact.ID]...)
		contacts, asked = append(contacts, c.Contact.ID), append(asked, c.Inv.Survey)
		names = append(names, c.Rule.CancelOn...)
		back = max(back, rules.LongestQuarantine(c.Rule, p))
	}
	contacts = surveys.Unique(contacts)
	var err error
	if k.Suppressions, k.LastAsked, err = tx.SendHistory(surveys.Unique(persons), contacts, now.Add(-back)); err != nil {
		return nil, err
	}
	k.LastAsked = s.secret.Itself(k.LastAsked)
	if len(names) > 0 {
		if k.Events, err = tx.EventsOfContacts(contacts, surveys.Unique(names)); err != nil {
			return nil, err
		}
	}
	if k.Answers, err = tx.ResponsesOfContacts(contacts, surveys.Unique(asked)); err != nil {
		return nil, err
	}
	for _, r := range k.Answers {
		if r.EventID == "" {
			continue
		}
		switch e, err := tx.Event(r.EventID); {
		case err == nil:
			k.AnswerEvents[r.EventID] = e
		case surveys.KindOf(err) != surveys.NotFound:
			return nil, err
		}
	}
	return k, nil
}

// keepBack does what a blocker asks for. An invitation whose first mail went
// out stays what it is: only its reminder is dropped, which is recorded.
func keepBack(i *surveys.Invitation, tx Tx, now time.Time, checks []surveys.Check, o rules.Blocker) error {
	switch {
	case o.Status == "": // not now
		i.NextAt, i.LeasedUntil = o.Until, time.Time{}
		if i.Status == surveys.StatusScheduled {
			i.Reason = o.Reason
		}
		return nil
	case i.Status == surveys.StatusScheduled:
		i.Settle(o.Status, o.Reason)
		return nil
	case i.Resending:
		i.Settle(i.Status, surveys.BecauseOf(surveys.ReasonNotSentAgain, o.Reason))
		return nil
	}
	i.Settle(i.Status, i.Reason)
	if checks == nil {
		checks = []surveys.Check{{Rule: o.Rule, Passed: false, Reason: o.Reason}}
	}
	return tx.ReminderPut(surveys.ReminderDecision{Invitation: i.ID, Wave: i.Wave + 1, Outcome: o.Status, Reason: o.Reason, Checks: checks, DecidedAt: now})
}
