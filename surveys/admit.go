package surveys

import (
	"context"
	"time"
)

// admit asks every rule once more, now that the mail is about to go out, and
// changes the invitation accordingly: to sending, with the mail to send, or to
// whatever keeps it back.
func (s *Service) admit(ctx context.Context, tx Tx, p *Plan, inv *Invitation) (*Mail, error) {
	now := s.now()
	rule := p.byTrigger[inv.Trigger]
	if rule == nil || rule.Survey != inv.Survey {
		return nil, inv.keepBack(tx, now, nil, obstacle{rule: "definition", status: StatusCancelled, reason: "its trigger was removed from the definition"})
	}
	if paused, err := s.Paused(ctx); err != nil {
		return nil, err
	} else if !paused.IsZero() {
		inv.LeasedUntil = time.Time{} // back in the row, as it was
		return nil, nil
	}
	contacts, err := tx.Contacts([]string{inv.ContactID})
	if err != nil {
		return nil, err
	}
	contact, ok := contacts[inv.ContactID]
	if !ok || contact.Email == "" {
		return nil, inv.keepBack(tx, now, nil, obstacle{rule: "address", status: StatusUnreachable, reason: "the contact has no mail address any more"})
	}
	inv.Person = contact.Person // Claimed locked it: the one that the contact is now, not the one it was
	c := contender{inv: inv, rule: rule, contact: &contact, at: now}
	others, err := s.contenders(ctx, tx, p, c, now)
	if err != nil {
		return nil, err
	}
	known, err := s.learn(ctx, tx, p, append(others, c), now)
	if err != nil {
		return nil, err
	}
	checks, o := known.obstacle(c)
	if o.status == "" && o.until.IsZero() && inv.Status == StatusScheduled {
		if o, err = s.arbitrate(ctx, tx, known, c, others, now); err != nil {
			return nil, err
		}
	}
	if o.status != "" || !o.until.IsZero() {
		return nil, inv.keepBack(tx, now, checks, o)
	}
	return s.begin(tx, p, c, checks, now)
}

// begin stores that the mail is being sent, and gives it.
func (s *Service) begin(tx Tx, p *Plan, c contender, checks []Check, now time.Time) (*Mail, error) {
	inv, survey := c.inv, c.rule.survey
	switch {
	case inv.Resending:
		inv.Resends++
	case inv.Status != StatusScheduled:
		inv.Wave, inv.Resends = inv.Wave+1, 0
	}
	if inv.Wave == 0 {
		inv.AskedAt = now
	}
	inv.Status, inv.Reason, inv.NextAt = StatusSending, "", time.Time{}
	inv.LeasedUntil, inv.Version = now.Add(Lease), survey.version
	inv.Attempts++
	if inv.Wave > 0 {
		if err := tx.PutReminder(ReminderDecision{Invitation: inv.ID, Wave: inv.Wave, Outcome: StatusSending, Checks: checks, DecidedAt: now}); err != nil {
			return nil, err
		}
	}
	token := newToken()
	if err := tx.AddTokens([]Token{{Hash: tokenHash(token), Invitation: inv.ID, Wave: inv.Wave, CreatedAt: now}}); err != nil {
		return nil, err
	}
	closes := inv.ClosesAt
	if closes.IsZero() {
		closes = now.Add(inv.OpenFor.Duration())
	}
	m := s.mail(p, survey, p.LanguageFor(inv.Language), *c.contact)
	m.Invitation, m.Wave, m.ClosesAt = inv.ID, inv.Wave, closes
	m.AnswerURL = s.baseURL + "/r/" + token
	return &m, nil
}

// obstacle is what keeps a mail back: for good with a status, or until a time at
// which every rule is asked again. The zero value keeps nothing back.
type obstacle struct {
	rule   string
	status Status
	reason string
	until  time.Time
}

// pausedLook is how often what waits for a paused trigger or survey is looked at again:
// each look costs a claim, and a paused crowd must not stand in the way of others.
const pausedLook = 5 * time.Minute

// known is what the rules look at when a mail is about to go out.
type known struct {
	plan         *Plan
	persons      map[string][]Person // by contact, see Secret.persons
	suppressions []Suppression
	events       []StoredEvent // that may be counter-events
	asked        []Asked
	answers      []Response             // of these contacts to these surveys
	behind       map[string]StoredEvent // the events that answers name, by id
	now          time.Time
}

// obstacle asks the rules that may have changed since the decision of a mail that
// would go out at c.at, first those that end it, then those that put it off. It
// gives every rule it asked, the last one being the one that failed, if any.
func (k *known) obstacle(c contender) (checks []Check, o obstacle) {
	inv, rule := c.inv, c.rule
	first := inv.Status == StatusScheduled
	reminder := !first && !inv.Resending
	for _, rule := range []struct {
		name   string
		asked  bool
		status Status
		why    func() string
	}{
		{"definition", reminder, StatusCancelled, func() string {
			return ifElse(inv.Wave >= len(rule.Reminders), "the definition asks for fewer reminders by now", "")
		}},
		{"expiry", true, StatusExpired, func() string {
			return ifElse(c.at.After(inv.SendBy), "it could not be sent before "+stamp(inv.SendBy), "")
		}},
		{"closing", !first, StatusExpired, func() string {
			return ifElse(!inv.CanAnswer(c.at), "its link closed at "+stamp(inv.ClosesAt), "")
		}},
		{"suppression", true, StatusSuppressed, func() string {
			return suppressionFor(k.suppressions, c.contact.Person, inv.Touchpoint)
		}},
		{"counter_event", len(rule.CancelOn) > 0, StatusCancelled, func() string {
			return rule.counterEvent(k.events, c.contact, inv.OccurredAt, inv.Correlation)
		}},
		{"answer", true, StatusCancelled, func() string { return k.answered(c) }},
	} {
		if !rule.asked {
			continue
		}
		why := rule.why()
		checks = append(checks, Check{rule.name, why == "", why})
		if why != "" {
			return checks, obstacle{rule: rule.name, status: rule.status, reason: why}
		}
	}
	if rule.Paused || rule.survey.Paused {
		why := "waiting: its " + ifElse(rule.survey.Paused, "survey", "trigger") + " is paused"
		return append(checks, Check{"paused", false, why}), obstacle{rule: "paused", reason: why, until: k.now.Add(pausedLook)}
	}
	if rule.Window != nil {
		open := rule.Window.next(c.at, k.plan.zoneOf(c.contact)).UTC()
		switch {
		case open.After(inv.SendBy):
			why := "the send window does not open before " + stamp(inv.SendBy)
			return append(checks, Check{"window", false, why}), obstacle{rule: "window", status: StatusExpired, reason: why}
		case open.After(c.at):
			return append(checks, Check{"window", false, ""}), obstacle{rule: "window", until: open}
		}
		checks = append(checks, Check{"window", true, ""})
	}
	if first {
		why := rule.quarantine(k.plan, k.asked, k.persons[inv.ContactID], c.at)
		checks = append(checks, Check{"quarantine", why == "", why})
		if why != "" {
			return checks, obstacle{rule: "quarantine", status: StatusQuarantined, reason: why}
		}
	}
	return checks, o
}

// answered says how the contact has answered what the mail would ask: by its own
// link, or in another way about the same event, about one with the same
// correlation, or about none in particular since the experience.
func (k *known) answered(c contender) string {
	inv := c.inv
	for _, r := range k.answers {
		if r.ContactID != inv.ContactID || r.Survey != inv.Survey {
			continue
		}
		about := r.EventID == inv.EventID
		switch e, there := k.behind[r.EventID]; {
		case r.Invitation == inv.ID:
			about = true
		case r.EventID == "":
			about = !r.OccurredAt.Before(inv.OccurredAt)
		case there && c.rule.correlate != nil && inv.Correlation != "":
			about = about || c.rule.correlate.text(factsOf(&e, c.contact)) == inv.Correlation
		}
		if about {
			return "answered by " + string(r.Source) + " on " + stamp(r.AnsweredAt)
		}
	}
	return ""
}

// learn reads what the rules look at, for all that may go out to one person.
func (s *Service) learn(ctx context.Context, tx Tx, p *Plan, list []contender, now time.Time) (*known, error) {
	k := &known{plan: p, persons: map[string][]Person{}, behind: map[string]StoredEvent{}, now: now}
	var persons []Person
	var contacts, names, asked []string
	var back time.Duration
	for _, c := range list {
		k.persons[c.contact.ID] = s.secret.persons(c.contact)
		persons = append(persons, k.persons[c.contact.ID]...)
		contacts, asked = append(contacts, c.contact.ID), append(asked, c.inv.Survey)
		names = append(names, c.rule.CancelOn...)
		back = max(back, c.rule.longestQuarantine(p))
	}
	contacts = unique(contacts)
	var err error
	if k.suppressions, k.asked, err = s.secret.standing(tx, persons, contacts, now.Add(-back)); err != nil {
		return nil, err
	}
	if len(names) > 0 {
		if k.events, err = tx.EventsOf(contacts, unique(names)); err != nil {
			return nil, err
		}
	}
	if k.answers, err = tx.AnswersOf(contacts, unique(asked)); err != nil {
		return nil, err
	}
	for _, r := range k.answers {
		if r.EventID == "" {
			continue
		}
		switch e, err := s.Event(ctx, r.EventID); {
		case err == nil:
			k.behind[r.EventID] = e
		case KindOf(err) != NotFound:
			return nil, err
		}
	}
	return k, nil
}

// keepBack does what an obstacle asks for. An invitation whose first mail went
// out stays what it is: only its reminder is dropped, which is recorded.
func (i *Invitation) keepBack(tx Tx, now time.Time, checks []Check, o obstacle) error {
	switch {
	case o.status == "": // not now
		i.NextAt, i.LeasedUntil = o.until, time.Time{}
		if i.Status == StatusScheduled {
			i.Reason = o.reason
		}
		return nil
	case i.Status == StatusScheduled:
		i.settle(o.status, o.reason)
		return nil
	case i.Resending:
		i.settle(i.Status, "not sent again: "+o.reason)
		return nil
	}
	i.settle(i.Status, i.Reason)
	if checks == nil {
		checks = []Check{{o.rule, false, o.reason}}
	}
	return tx.PutReminder(ReminderDecision{Invitation: i.ID, Wave: i.Wave + 1, Outcome: o.status, Reason: o.reason, Checks: checks, DecidedAt: now})
}
