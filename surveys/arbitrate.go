package surveys

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// LookAhead is how near to each other invitations of one person must fall due to
// be weighed against each other. Nothing waits for it.
const LookAhead = 12 * time.Hour

// contender is an invitation that may go out, with who would get it and when.
type contender struct {
	inv     *Invitation
	rule    *rule
	contact *Contact
	at      time.Time
}

// contenders gives the other scheduled invitations of the person, locked, that
// are due within LookAhead and that c would send into quarantine. None of them
// need pass its own rules.
func (s *Service) contenders(ctx context.Context, tx Tx, p *Plan, c contender, now time.Time) ([]contender, error) {
	touchpoint := c.inv.Touchpoint
	if p.Definition.Organisation.Quarantine > 0 {
		touchpoint = ""
	}
	if c.inv.Status != StatusScheduled || touchpoint != "" && !p.guards(touchpoint) {
		return nil, nil
	}
	scheduled, err := tx.ScheduledTo(c.contact.Person, touchpoint)
	if err != nil {
		return nil, err
	}
	contacts := map[string]*Contact{c.contact.ID: c.contact}
	var found []contender
	for i := range scheduled {
		other := contender{inv: &scheduled[i], rule: p.byTrigger[scheduled[i].Trigger]}
		if other.inv.ID == c.inv.ID || other.rule == nil || other.rule.Survey != other.inv.Survey || other.inv.NextAt.After(now.Add(LookAhead)) {
			continue
		}
		if contacts[other.inv.ContactID] == nil {
			// Another id with the same address. It is not locked: whoever changes it
			// may be waiting for this person.
			contact, err := s.Contact(ctx, other.inv.ContactID)
			if KindOf(err) == NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			contacts[contact.ID] = &contact
		}
		other.contact = contacts[other.inv.ContactID]
		other.at = later(other.inv.NextAt, now)
		if other.rule.Window != nil {
			other.at = other.rule.Window.next(other.at, p.zoneOf(other.contact)).UTC()
		}
		if !other.at.After(now.Add(LookAhead)) && other.rule.rests(p, c.inv.Touchpoint, other.at.Sub(now)) {
			found = append(found, other)
		}
	}
	return found, nil
}

// guards says whether some trigger of a touchpoint has a quarantine of its own.
func (p *Plan) guards(touchpoint string) bool {
	for _, r := range p.byTrigger {
		if r.survey.Touchpoint == touchpoint && r.Quarantine > 0 {
			return true
		}
	}
	return false
}

// rests says whether the trigger sends nothing to a person that was asked at a
// touchpoint so long before.
func (r *rule) rests(p *Plan, touchpoint string, before time.Duration) bool {
	return p.Definition.Organisation.Quarantine.Duration() > before ||
		r.survey.Touchpoint == touchpoint && r.Quarantine.Duration() > before
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
func (s *Service) arbitrate(ctx context.Context, tx Tx, k *known, c contender, others []contender, now time.Time) (obstacle, error) {
	var able []contender
	for _, other := range others {
		if _, o := k.obstacle(other); o == (obstacle{}) {
			able = append(able, other)
		}
	}
	if len(able) == 0 {
		return obstacle{}, nil
	}
	w, err := s.precedence(ctx, k.plan)
	if err != nil {
		return obstacle{}, err
	}
	best := c
	for _, other := range able {
		if _, over := w.over(other, best); over {
			best = other
		}
	}
	if best.inv != c.inv {
		return obstacle{rule: "arbitration", status: StatusOutweighed, reason: w.reason(best, c)}, nil
	}
	for _, other := range able {
		other.inv.settle(StatusOutweighed, w.reason(c, other))
		if err := tx.PutInvitation(*other.inv, now); err != nil {
			return obstacle{}, err
		}
	}
	return obstacle{}, nil
}

// precedence says what an answer to each survey is worth just now.
type precedence struct {
	revision     int64
	read         time.Time
	improvements []Improvement
	width        map[string]float64 // of the interval, as a share of the scale; 1 below SmallCell answers
	answers      map[string]int64
	asked        map[string]int64 // first mails
}

// precedenceAge is how old a precedence may be. Intervals and counts of 90 days
// hardly move in that time, and an improvement is written down days ahead.
const precedenceAge = 10 * time.Minute

// precedence gives what was read at most precedenceAge ago: two sums over
// rollups of DefaultPeriod days, and the improvements. Processes may see it at
// different times and think differently of two invitations; one of these ends
// first, under the lock of its person, and then the other is alone.
func (s *Service) precedence(ctx context.Context, p *Plan) (*precedence, error) {
	s.weights.Lock()
	defer s.weights.Unlock()
	now := s.now()
	if w := s.weights.value; w != nil && w.revision == p.Number && now.Sub(w.read).Abs() < precedenceAge {
		return w, nil
	}
	w := &precedence{revision: p.Number, read: now, width: map[string]float64{}, answers: map[string]int64{}, asked: map[string]int64{}}
	var keys []string
	for _, survey := range p.Definition.Surveys {
		keys = append(keys, survey.Key)
		w.width[survey.Key] = 1
	}
	period, err := p.Period(s.now(), "", "")
	if err != nil {
		return nil, err
	}
	sums, err := s.Rollups(ctx, RollupQuery{Surveys: keys, From: period.From, To: period.To, Dimension: DimensionTotal})
	if err != nil {
		return nil, err
	}
	for _, sum := range sums {
		m := p.surveys[sum.Survey].Metric
		score := m.Score(sum.Tally)
		w.answers[sum.Survey] = score.N
		if score.N >= SmallCell { // two answers that agree say little, however narrow their interval
			w.width[sum.Survey] = score.Interval.Width() / m.Range().Width()
		}
	}
	invited, err := s.Invited(ctx, keys, period.From, period.To)
	if err != nil {
		return nil, err
	}
	for key, n := range invited {
		w.asked[key] = n.Sent
	}
	if w.improvements, err = s.Improvements(ctx); err != nil {
		return nil, err
	}
	s.weights.value = w
	return w, nil
}

// improving says whether an answer to the invitation would count for the verdict
// of an improvement. One without a declared end is taken to run for a year.
func (w *precedence) improving(inv *Invitation) bool {
	for _, i := range w.improvements {
		_, after := i.window(inv.Day)
		for _, key := range i.Surveys {
			if after && key == inv.Survey && (i.Ends != "" || inv.Day < addDays(i.Day, 365)) {
				return true
			}
		}
	}
	return false
}

// over says whether a goes before b, and why.
func (w *precedence) over(a, b contender) (why string, over bool) {
	if ia, ib := w.improving(a.inv), w.improving(b.inv); ia != ib {
		return "an improvement is being measured there", ia
	}
	x, y := a.inv.Survey, b.inv.Survey
	if w.width[x] != w.width[y] {
		why = fmt.Sprintf("its score is known less exactly, from %d answers in %d days against %d", w.answers[x], DefaultPeriod, w.answers[y])
		return why, w.width[x] > w.width[y]
	}
	if w.asked[x] != w.asked[y] {
		return fmt.Sprintf("fewer people were asked there, %d in %d days against %d", w.asked[x], DefaultPeriod, w.asked[y]), w.asked[x] < w.asked[y]
	}
	return "it was due first", cmp.Or(a.inv.DueAt.Compare(b.inv.DueAt), cmp.Compare(a.inv.ID, b.inv.ID)) < 0
}

// reason says to a person why the loser is not sent.
func (w *precedence) reason(winner, loser contender) string {
	why, _ := w.over(winner, loser)
	return fmt.Sprintf("outweighed by %s, due at %s: only one of the two may go out, and %s", winner.inv.Touchpoint, stamp(winner.at), why)
}
