package surveys

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DefaultTryDays is over how many days a trigger is tried when nobody says.
const DefaultTryDays = 30

// Erased stands, in a tryout alone, for events of contacts that were erased since:
// nothing is known of them any more but that they happened.
const Erased Outcome = "erased"

// TryQuery asks what a trigger would have done.
type TryQuery struct {
	Trigger    string // its key
	Definition []byte // YAML or JSON that holds the trigger; the definition in force when empty
	Days       int    // 1 to 366 days up to now, today included; DefaultTryDays when 0
}

// Tryout says what a trigger would have done with the events that are stored. Of
// each it is asked what Record and Deliver ask, at the times at which they would
// have: the mails that it would have sent count for its quarantine one after
// another, those that other triggers did send count as they were sent, and its own
// real mails do not count. Imported events are taken as if they had come in when
// they happened. Contacts are as they are known today. It asks for first mails
// only, and weighs the trigger against no other.
//
// Events are those asked, those that wait and those held back, in total and on
// every day.
type Tryout struct {
	Trigger    string      `json:"trigger"`
	Touchpoint string      `json:"touchpoint"`
	On         string      `json:"on" doc:"Name of the event"`
	From       string      `json:"from" doc:"First day of the events, in the organisation's zone"`
	To         string      `json:"to" doc:"Last day, today"`
	Events     int64       `json:"events" doc:"Asked, waiting and held back"`
	Asked      int64       `json:"asked" doc:"Would have got a mail by now"`
	Waiting    int64       `json:"waiting" doc:"Would get one later: it is not due yet"`
	HeldBack   []TriedHeld `json:"held_back" doc:"Why the others would have got none, the most frequent first"`
	Days       []TriedDay  `json:"days" doc:"Every day, earliest first"`
}

// TriedHeld is a reason for which mails are held back.
type TriedHeld struct {
	Outcome Outcome `json:"outcome" enum:"unmatched,unreachable,suppressed,cancelled,expired,sampled_out,quarantined,erased"`
	Says    string  `json:"says" doc:"The reason, for a person to read"`
	N       int64   `json:"n"`
}

// TriedDay is the events of one day.
type TriedDay struct {
	Day      string            `json:"day"`
	Events   int64             `json:"events"`
	Asked    int64             `json:"asked"`
	Waiting  int64             `json:"waiting"`
	HeldBack map[Outcome]int64 `json:"held_back,omitempty" doc:"How many by outcome"`
}

// OccurredQuery picks events by name and time.
type OccurredQuery struct {
	Name     string
	From, To time.Time // To is excluded
}

// HistoryQuery asks for what a trigger is tried on.
type HistoryQuery struct {
	OccurredQuery
	Contacts []string
	Counters []string // names of counter-events, of any time
	Persons  []Person
	Trigger  string    // whose own mails do not count
	Survey   string    // that it asks
	Since    time.Time // of mails
}

// History is what is stored about some contacts, in no order.
type History struct {
	Events       []StoredEvent // those that occurred
	Counters     []StoredEvent
	Asked        []Asked // every mail, and every imported answer
	Suppressions []Suppression
	Answers      []Response    // to the survey, without an invitation, as they were first given
	Behind       []StoredEvent // those that the answers name
}

// TryStore reads what a trigger is tried on.
type TryStore interface {
	// ContactsWith gives all contacts of the first limit persons behind a person,
	// in order, of whom some contact has such an event.
	ContactsWith(ctx context.Context, q OccurredQuery, after Person, limit int) ([]Contact, error)
	History(ctx context.Context, q HistoryQuery) (History, error)
	// ErasedEvents counts such events whose contact was erased.
	ErasedEvents(ctx context.Context, q OccurredQuery) (int64, error)
}

// triedAtOnce is how many persons are held in memory; no rule looks from one
// person at another.
const triedAtOnce = 200

// Try says what a trigger would have done over the last days. It writes nothing.
// NotFound when the definition has no such trigger; Invalid for a definition with
// mistakes.
func (s *Service) Try(ctx context.Context, q TryQuery) (Tryout, error) {
	if q.Days == 0 {
		q.Days = DefaultTryDays
	}
	if q.Days < 1 || q.Days > 366 {
		return Tryout{}, Refuse("days", "is not a number from 1 to 366")
	}
	p, err := s.Plan(ctx)
	if err != nil {
		return Tryout{}, err
	}
	if len(q.Definition) > 0 {
		d, err := ReadDefinition(q.Definition)
		if err != nil {
			return Tryout{}, err
		}
		if p, err = NewPlan(Revision{Number: p.Number + 1, Definition: d}); err != nil {
			return Tryout{}, err
		}
	}
	r := p.byTrigger[q.Trigger]
	if r == nil {
		return Tryout{}, Errorf(NotFound, "The definition has no trigger %q.", truncate(q.Trigger, 60))
	}
	t := newTrying(p, r, s.secret, s.now(), q.Days)
	for after := Person(""); ; {
		contacts, err := s.ContactsWith(ctx, t.occurred, after, triedAtOnce)
		if err != nil {
			return Tryout{}, err
		}
		if len(contacts) == 0 {
			break
		}
		h, err := s.History(ctx, t.historyOf(contacts))
		if err != nil {
			return Tryout{}, err
		}
		t.page(contacts, h)
		after = contacts[len(contacts)-1].Person
	}
	for i := range t.out.Days {
		day, _ := time.ParseInLocation(time.DateOnly, t.out.Days[i].Day, p.Zone) // it was written so
		n, err := s.ErasedEvents(ctx, OccurredQuery{r.On, day.UTC(), day.AddDate(0, 0, 1).UTC()})
		if err != nil {
			return Tryout{}, err
		}
		t.count(t.out.Days[i].Day, Erased, "", n)
	}
	return t.result(), nil
}

// trying is a trigger while it is tried.
type trying struct {
	plan     *Plan
	rule     *rule
	secret   Secret
	now      time.Time
	occurred OccurredQuery
	out      Tryout
	days     map[string]*TriedDay
	held     map[heldWhy]int64
}

// heldWhy tells conditions that are false apart by what they miss, and what called
// a mail off.
type heldWhy struct {
	outcome Outcome
	detail  string
}

func newTrying(p *Plan, r *rule, secret Secret, now time.Time, days int) *trying {
	t := &trying{plan: p, rule: r, secret: secret, now: now, days: map[string]*TriedDay{}, held: map[heldWhy]int64{}}
	y, m, d := now.In(p.Zone).Date()
	first := time.Date(y, m, d+1-days, 0, 0, 0, 0, p.Zone)
	t.occurred = OccurredQuery{r.On, first.UTC(), now.Add(time.Microsecond)}
	t.out = Tryout{Trigger: r.Key, Touchpoint: r.survey.Touchpoint, On: r.On, From: p.DayOf(first), To: p.DayOf(now), Days: make([]TriedDay, days)}
	for i := range t.out.Days {
		day := &t.out.Days[i]
		day.Day, day.HeldBack = time.Date(y, m, d+1-days+i, 12, 0, 0, 0, time.UTC).Format(time.DateOnly), map[Outcome]int64{}
		t.days[day.Day] = day
	}
	return t
}

func (t *trying) historyOf(contacts []Contact) HistoryQuery {
	q := HistoryQuery{
		OccurredQuery: t.occurred, Counters: t.rule.CancelOn, Trigger: t.rule.Key, Survey: t.rule.Survey,
		Since: t.occurred.From.Add(-t.rule.longestQuarantine(t.plan)),
	}
	for i := range contacts {
		q.Contacts = append(q.Contacts, contacts[i].ID)
		q.Persons = append(q.Persons, t.secret.persons(&contacts[i])...)
	}
	q.Persons = unique(q.Persons)
	return q
}

// page tries the trigger on whole persons, one after another.
func (t *trying) page(contacts []Contact, h History) {
	of := map[string]*Contact{}
	events := map[Person][]StoredEvent{}
	for i := range contacts {
		of[contacts[i].ID] = &contacts[i]
	}
	for _, e := range h.Events {
		if c := of[e.ContactID]; c != nil {
			events[c.Person] = append(events[c.Person], e)
		}
	}
	counters := map[string][]StoredEvent{}
	for _, e := range h.Counters {
		counters[e.ContactID] = append(counters[e.ContactID], e)
	}
	asked, suppressions := map[Person][]Asked{}, map[Person][]Suppression{}
	for _, a := range t.secret.itself(h.Asked) {
		asked[a.Person] = append(asked[a.Person], a)
	}
	for _, s := range h.Suppressions {
		suppressions[s.Person] = append(suppressions[s.Person], s)
	}
	answers, behind := map[string][]Response{}, map[string]StoredEvent{}
	for _, r := range h.Answers {
		answers[r.ContactID] = append(answers[r.ContactID], r)
	}
	for _, e := range h.Behind {
		behind[e.ID] = e
	}
	for who, list := range events {
		one := &tried{trying: t, contacts: of, counters: counters, suppressions: suppressions[who], answers: answers, behind: behind}
		known := map[Person]bool{}
		for _, e := range list {
			for _, p := range t.secret.persons(of[e.ContactID]) {
				if !known[p] {
					known[p] = true
					one.asked = append(one.asked, asked[p]...)
				}
			}
		}
		one.run(list)
	}
}

// tried is a trigger while it is tried on one person.
type tried struct {
	*trying
	contacts     map[string]*Contact
	counters     map[string][]StoredEvent // by contact
	suppressions []Suppression
	answers      map[string][]Response // by contact
	behind       map[string]StoredEvent
	asked        []Asked // mails of others, and those that would have been sent so far
	waiting      []would // in the order of their sending
}

// would is a mail that would be sent.
type would struct {
	Invitation
	at time.Time
}

// heard is when an event came in: of history, when it happened.
func heard(e *StoredEvent) time.Time {
	if e.Imported {
		return e.OccurredAt
	}
	return e.ReceivedAt
}

// run decides about the events of one person as they came in, and sends in between
// what has become due.
func (t *tried) run(events []StoredEvent) {
	slices.SortFunc(events, func(a, b StoredEvent) int {
		return cmp.Or(heard(&a).Compare(heard(&b)), a.OccurredAt.Compare(b.OccurredAt), cmp.Compare(a.ID, b.ID))
	})
	for i := range events {
		e, now := &events[i], heard(&events[i])
		t.send(now)
		contact := t.contacts[e.ContactID]
		d, inv := t.rule.decide(situation{
			plan: t.plan, event: e, contact: contact, persons: t.secret.persons(contact), now: now,
			suppressions: t.suppressedBy(now), others: t.counteredBy(contact.ID, now), asked: t.askedBy(now),
		})
		if inv == nil {
			t.count(t.plan.DayOf(e.OccurredAt), d.Outcome, missingIn(d), 1)
			continue
		}
		w := would{*inv, t.sendingAt(contact, later(inv.DueAt, now))}
		place, _ := slices.BinarySearchFunc(t.waiting, w, func(a, b would) int {
			return cmp.Or(a.at.Compare(b.at), -1) // behind those of the same time
		})
		t.waiting = slices.Insert(t.waiting, place, w)
	}
	t.send(t.now)
	for _, w := range t.waiting { // beyond now
		if outcome, detail := t.stopped(w, t.now); outcome != "" {
			t.count(w.Day, outcome, detail, 1)
		} else {
			t.count(w.Day, Scheduled, "", 1)
		}
	}
}

// sendingAt is when a mail that is due goes out: when the window is open.
func (t *tried) sendingAt(c *Contact, due time.Time) time.Time {
	if t.rule.Window == nil {
		return due
	}
	return t.rule.Window.next(due, t.plan.zoneOf(c)).UTC()
}

// send sends what is due up to now, asking every rule again.
func (t *tried) send(now time.Time) {
	for len(t.waiting) > 0 && !t.waiting[0].at.After(now) {
		w := t.waiting[0]
		t.waiting = t.waiting[1:]
		outcome, detail := t.stopped(w, w.at)
		if outcome == "" && t.rule.quarantine(t.plan, t.askedBy(w.at), t.secret.persons(t.contacts[w.ContactID]), w.at) != "" {
			outcome = Quarantined
		}
		if outcome != "" {
			t.count(w.Day, outcome, detail, 1)
			continue
		}
		t.asked = append(t.asked, Asked{Person: w.Person, Touchpoint: w.Touchpoint, At: w.at})
		t.count(w.Day, asked, "", 1)
	}
}

// answeredElsewhere tells, of a mail that is called off, that no counter-event did it.
const answeredElsewhere = "answered in another way before the mail"

// stopped says what keeps a mail back that was to be sent; empty when nothing does.
func (t *tried) stopped(w would, now time.Time) (outcome Outcome, detail string) {
	switch contact := t.contacts[w.ContactID]; {
	case suppressionFor(t.suppressedBy(now), contact.Person, w.Touchpoint) != "":
		return Suppressed, ""
	case len(t.rule.CancelOn) > 0 && t.rule.counterEvent(t.counteredBy(contact.ID, now), contact, w.OccurredAt, w.Correlation) != "":
		return Cancelled, ""
	case t.answeredBy(contact, now).answered(contender{inv: &w.Invitation, rule: t.rule, contact: contact}) != "":
		return Cancelled, answeredElsewhere
	}
	return "", ""
}

func (t *tried) answeredBy(contact *Contact, now time.Time) *known {
	answers := until(t.answers[contact.ID], now, func(r *Response) time.Time {
		if r.Imported {
			return r.AnsweredAt
		}
		return r.RecordedAt
	})
	return &known{answers: answers, behind: t.behind}
}

func (t *tried) suppressedBy(now time.Time) []Suppression {
	return until(t.suppressions, now, func(s *Suppression) time.Time { return s.Since })
}

func (t *tried) counteredBy(contact string, now time.Time) []StoredEvent {
	return until(t.counters[contact], now, heard)
}

func (t *tried) askedBy(now time.Time) []Asked {
	return until(t.asked, now, func(a *Asked) time.Time { return a.At })
}

// until picks what was known at a time.
func until[T any](all []T, now time.Time, at func(*T) time.Time) []T {
	var known []T
	for i := range all {
		if !at(&all[i]).After(now) {
			known = append(known, all[i])
		}
	}
	return known
}

// asked is what becomes of an event that leads to a mail.
const asked Outcome = "asked"

// missingIn names the property without which a condition is false.
func missingIn(d Decision) string {
	for _, c := range d.Checks {
		if c.Rule == "condition" && !c.Passed && d.Outcome == Unmatched {
			return c.Detail
		}
	}
	return ""
}

// count counts events of a day.
func (t *trying) count(day string, outcome Outcome, detail string, n int64) {
	if n == 0 || t.days[day] == nil {
		return
	}
	d := t.days[day]
	d.Events, t.out.Events = d.Events+n, t.out.Events+n
	switch outcome {
	case asked:
		d.Asked, t.out.Asked = d.Asked+n, t.out.Asked+n
	case Scheduled:
		d.Waiting, t.out.Waiting = d.Waiting+n, t.out.Waiting+n
	default:
		d.HeldBack[outcome] += n
		t.held[heldWhy{outcome, detail}] += n
	}
}

func (t *trying) result() Tryout {
	t.out.HeldBack = []TriedHeld{}
	for why, n := range t.held {
		t.out.HeldBack = append(t.out.HeldBack, TriedHeld{why.outcome, t.says(why), n})
	}
	slices.SortFunc(t.out.HeldBack, func(a, b TriedHeld) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Says, b.Says))
	})
	return t.out
}

// says gives a reason in words, with the figures of the trigger.
func (t *trying) says(why heldWhy) string {
	switch why.outcome {
	case Unmatched:
		if why.detail != t.rule.When {
			return "the condition is false: " + why.detail
		}
		return "the condition is false: " + t.rule.When
	case Unreachable:
		return "the contact has no mail address"
	case Suppressed:
		return "unsubscribed, or bounced before"
	case Cancelled:
		if why.detail != "" {
			return why.detail
		}
		return "a counter-event came before the mail: " + strings.Join(t.rule.CancelOn, " or ")
	case Expired:
		return fmt.Sprintf("it could not have gone out within %s of the event", inWords(t.rule.Expires))
	case SampledOut:
		return fmt.Sprintf("not in the sample: this trigger asks %s percent of contacts", strconv.FormatFloat(*t.rule.Sample*100, 'f', -1, 64))
	case Quarantined:
		return "asked too recently: " + t.waits()
	case Erased:
		return "the contact was erased since"
	}
	return string(why.outcome)
}

// waits says how long contacts are left alone.
func (t *trying) waits() string {
	org, own := t.plan.Definition.Organisation.Quarantine, t.rule.Quarantine
	switch {
	case own == 0:
		return fmt.Sprintf("this organisation waits %s", inWords(org))
	case org == 0:
		return fmt.Sprintf("this trigger waits %s at its touchpoint", inWords(own))
	}
	return fmt.Sprintf("this organisation waits %s, this trigger %s at its touchpoint", inWords(org), inWords(own))
}
