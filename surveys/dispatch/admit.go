package dispatch

import (
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// admit asks every rule once more, just before the mail goes out. When all pass, the
// invitation becomes sending, and admit gives the mail. Else the invitation gets the
// status and the reason that keep it back, and the mail is nil. furthest is the mark
// that the database must not be behind.
func (s *Service) admit(tx Tx, p *definition.Plan, inv *surveys.Invitation, furthest surveys.Mark) (*surveys.Mail, error) {
	now := s.now()
	rule := p.TriggerByKey[inv.Trigger]
	if rule == nil || rule.Survey != inv.Survey {
		return nil, keepBack(inv, tx, now, nil, rules.Blocker{Rule: "definition", Status: surveys.StatusCancelled, Reason: surveys.Because(surveys.ReasonTriggerRemoved)})
	}
	st, err := s.doubt(tx, furthest)
	if err != nil {
		return nil, err
	}
	if !st.Paused.IsZero() {
		inv.LeasedUntil = time.Time{} // back in the row, as it was
		return nil, nil
	}
	if mailed, err := s.perhapsMailed(tx, inv, st); mailed || err != nil {
		return nil, err
	}
	contacts, err := tx.ContactsLock([]string{inv.ContactID})
	if err != nil {
		return nil, err
	}
	contact, ok := contacts[inv.ContactID]
	if !ok || contact.Email == "" {
		return nil, keepBack(inv, tx, now, nil, rules.Blocker{Rule: "address", Status: surveys.StatusUnreachable, Reason: surveys.Because(surveys.ReasonAddressGone)})
	}
	inv.Person = contact.Person // InvitationLeased locked it: the one that the contact is now, not the one it was
	c := rules.Candidate{Inv: inv, Rule: rule, Contact: &contact, At: now}
	others, err := s.candidates(tx, p, c, now)
	if err != nil {
		return nil, err
	}
	send, err := s.sendContext(tx, p, append(others, c), now)
	if err != nil {
		return nil, err
	}
	checks, o := send.Blocked(c)
	if o.Passes() && inv.Status == surveys.StatusScheduled {
		if o, err = s.arbitrate(tx, send, c, others, now); err != nil {
			return nil, err
		}
	}
	if !o.Passes() {
		return nil, keepBack(inv, tx, now, checks, o)
	}
	return s.begin(tx, p, c, checks, now)
}

// begin stores that the mail is being sent, and gives it.
func (s *Service) begin(tx Tx, p *definition.Plan, c rules.Candidate, checks []surveys.Check, now time.Time) (*surveys.Mail, error) {
	inv, survey := c.Inv, c.Rule.Asks
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
		if err := tx.ReminderPut(surveys.ReminderDecision{Invitation: inv.ID, Wave: inv.Wave, Outcome: surveys.StatusSending, Checks: checks, DecidedAt: now}); err != nil {
			return nil, err
		}
	}
	token := surveys.NewToken()
	if err := tx.TokensAppend([]surveys.Token{{Hash: surveys.TokenHash(token), Invitation: inv.ID, Wave: inv.Wave, CreatedAt: now}}); err != nil {
		return nil, err
	}
	closes := inv.ClosesAt
	if closes.IsZero() {
		closes = now.Add(inv.OpenFor.Duration())
	}
	m := s.mail(p, survey, p.LanguageFor(inv.Language), *c.Contact)
	m.Invitation, m.Wave, m.ClosesAt = inv.ID, inv.Wave, closes
	m.AnswerURL = s.baseURL + "/r/" + token
	m.SendUntil = inv.SendBy
	if c.Rule.Window != nil {
		closes := c.Rule.Window.Closes(now, p.ZoneOf(c.Contact)).Add(-1) // at that instant it is closed
		m.SendUntil = surveys.IfElse(closes.Before(inv.SendBy), closes, inv.SendBy).UTC()
	}
	return &m, nil
}

// sendContext reads what the rules look at, for all that may go out to one person.
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
