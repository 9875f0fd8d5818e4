package dispatch

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// DefaultDryRunDays is over how many days a trigger is tried when nobody says.
const DefaultDryRunDays = 30

// Erased stands, in a dry run alone, for events of contacts that were erased since:
// nothing is known of them any more but that they happened.
const Erased surveys.Outcome = "erased"

// DryRunQuery asks what a trigger would have done.
type DryRunQuery struct {
	Trigger    string // its key
	Definition []byte // YAML or JSON that holds the trigger; the definition in force when empty
	Days       int    // 1 to 366 days up to now, today included; DefaultDryRunDays when 0
}

// DryRun says what a trigger would have done with the events that are stored. Of
// each it is asked what Record and Deliver ask, at the times at which they would
// have: the mails that it would have sent count for its quarantine one after
// another, those that other triggers did send count as they were sent, and its own
// real mails do not count. Imported events are taken as if they had come in when
// they happened. Contacts are as they are known today. It asks for first mails
// only, and weighs the trigger against no other.
//
// Events are those asked, those that wait and those held back, in total and on
// every day.
type DryRun struct {
	Trigger    string
	Touchpoint string
	On         string       // name of the event
	From       string       // first day of the events, in the organisation's zone
	To         string       // last day, today
	Events     int64        // asked, waiting and held back
	Asked      int64        // would have got a mail by now
	Waiting    int64        // would get one later: it is not due yet
	HeldBack   []DryRunHeld // why the others would have got none, the most frequent first
	Days       []DryRunDay  // every day, earliest first
}

// DryRunHeld counts the mails that are held back for one reason.
type DryRunHeld struct {
	Outcome surveys.Outcome
	Reason  surveys.Reason
	N       int64
}

// DryRunDay is the events of one day.
type DryRunDay struct {
	Day      string
	Events   int64
	Asked    int64
	Waiting  int64
	HeldBack map[surveys.Outcome]int64
}

// OccurredQuery picks events by name and time.
type OccurredQuery struct {
	Name     string
	From, To time.Time // To is excluded
}

// HistoryQuery asks for the history that a dry run of a trigger needs.
type HistoryQuery struct {
	OccurredQuery
	Contacts []string
	Counters []string // names of counter-events, of any time
	Persons  []surveys.Person
	Trigger  string    // whose own mails do not count
	Survey   string    // that it asks
	Since    time.Time // of mails
}

// History is what is stored about some contacts, in no order.
type History struct {
	Events       []surveys.StoredEvent // those that occurred
	Counters     []surveys.StoredEvent
	LastAsked    []surveys.LastAsked // every mail, and every imported answer
	Suppressions []surveys.Suppression
	Answers      []surveys.Response    // to the survey, without an invitation, as they were first given
	AnswerEvents []surveys.StoredEvent // those that the answers name
}

// personsAtOnce is how many persons are held in memory; no rule looks from one
// person at another.
const personsAtOnce = 200

// DryRun says what a trigger would have done over the last days. It writes nothing.
// NotFound when the definition has no such trigger; Invalid for a definition with
// mistakes.
func (s *Service) DryRun(ctx context.Context, q DryRunQuery) (DryRun, error) {
	if q.Days == 0 {
		q.Days = DefaultDryRunDays
	}
	if q.Days < 1 || q.Days > 366 {
		return DryRun{}, surveys.Refuse("days", "is not a number from 1 to 366")
	}
	p, err := s.plans.Current(ctx)
	if err != nil {
		return DryRun{}, err
	}
	if len(q.Definition) > 0 {
		d, err := definition.ReadDefinition(q.Definition)
		if err != nil {
			return DryRun{}, err
		}
		if p, err = definition.NewPlan(surveys.Revision{Number: p.Number + 1, Definition: d}); err != nil {
			return DryRun{}, err
		}
	}
	r := p.TriggerByKey[q.Trigger]
	if r == nil {
		return DryRun{}, surveys.Errorf(surveys.NotFound, "The definition has no trigger %q.", surveys.Truncate(q.Trigger, 60))
	}
	t := newSimulation(p, r, s.secret, s.now(), q.Days)
	for after := surveys.Person(""); ; {
		contacts, err := s.store.Read(ctx).ContactsWithEvent(t.occurred, after, personsAtOnce)
		if err != nil {
			return DryRun{}, err
		}
		if len(contacts) == 0 {
			break
		}
		h, err := s.store.Read(ctx).DryRunHistory(t.historyOf(contacts))
		if err != nil {
			return DryRun{}, err
		}
		t.page(contacts, h)
		after = contacts[len(contacts)-1].Person
	}
	for i := range t.out.Days {
		day, _ := time.ParseInLocation(time.DateOnly, t.out.Days[i].Day, p.Zone) // it was written so
		n, err := s.store.Read(ctx).EventsErased(OccurredQuery{r.On, day.UTC(), day.AddDate(0, 0, 1).UTC()})
		if err != nil {
			return DryRun{}, err
		}
		t.count(t.out.Days[i].Day, Erased, surveys.Reason{}, n)
	}
	return t.result(), nil
}

// simulation is a trigger while it is tried.
type simulation struct {
	plan     *definition.Plan
	rule     *definition.PlannedTrigger
	secret   surveys.Secret
	now      time.Time
	occurred OccurredQuery
	out      DryRun
	days     map[string]*DryRunDay
	held     map[heldReason]int64
}

// heldReason is an outcome with its reason, as a key: one outcome may have several
// reasons, such as two properties that are missing.
type heldReason struct {
	outcome surveys.Outcome
	reason  string // as Reason.Text writes it
}

func newSimulation(p *definition.Plan, r *definition.PlannedTrigger, secret surveys.Secret, now time.Time, days int) *simulation {
	t := &simulation{plan: p, rule: r, secret: secret, now: now, days: map[string]*DryRunDay{}, held: map[heldReason]int64{}}
	y, m, d := now.In(p.Zone).Date()
	first := time.Date(y, m, d+1-days, 0, 0, 0, 0, p.Zone)
	t.occurred = OccurredQuery{r.On, first.UTC(), now.Add(time.Microsecond)}
	t.out = DryRun{Trigger: r.Key, Touchpoint: r.Asks.Touchpoint, On: r.On, From: p.DayOf(first), To: p.DayOf(now), Days: make([]DryRunDay, days)}
	for i := range t.out.Days {
		day := &t.out.Days[i]
		day.Day, day.HeldBack = time.Date(y, m, d+1-days+i, 12, 0, 0, 0, time.UTC).Format(time.DateOnly), map[surveys.Outcome]int64{}
		t.days[day.Day] = day
	}
	return t
}

func (t *simulation) historyOf(contacts []surveys.Contact) HistoryQuery {
	q := HistoryQuery{
		OccurredQuery: t.occurred, Counters: t.rule.CancelOn, Trigger: t.rule.Key, Survey: t.rule.Survey,
		Since: t.occurred.From.Add(-rules.LongestQuarantine(t.rule, t.plan)),
	}
	for i := range contacts {
		q.Contacts = append(q.Contacts, contacts[i].ID)
		q.Persons = append(q.Persons, t.secret.Persons(&contacts[i])...)
	}
	q.Persons = surveys.Unique(q.Persons)
	return q
}

// page tries the trigger on whole persons, one after another.
func (t *simulation) page(contacts []surveys.Contact, h History) {
	of := map[string]*surveys.Contact{}
	events := map[surveys.Person][]surveys.StoredEvent{}
	for i := range contacts {
		of[contacts[i].ID] = &contacts[i]
	}
	for _, e := range h.Events {
		if c := of[e.ContactID]; c != nil {
			events[c.Person] = append(events[c.Person], e)
		}
	}
	counters := map[string][]surveys.StoredEvent{}
	for _, e := range h.Counters {
		counters[e.ContactID] = append(counters[e.ContactID], e)
	}
	asked, suppressions := map[surveys.Person][]surveys.LastAsked{}, map[surveys.Person][]surveys.Suppression{}
	for _, a := range t.secret.Itself(h.LastAsked) {
		asked[a.Person] = append(asked[a.Person], a)
	}
	for _, s := range h.Suppressions {
		suppressions[s.Person] = append(suppressions[s.Person], s)
	}
	answers, answerEvents := map[string][]surveys.Response{}, map[string]surveys.StoredEvent{}
	for _, r := range h.Answers {
		answers[r.ContactID] = append(answers[r.ContactID], r)
	}
	for _, e := range h.AnswerEvents {
		answerEvents[e.ID] = e
	}
	for who, list := range events {
		one := &personSimulation{simulation: t, contacts: of, counters: counters, suppressions: suppressions[who], answers: answers, answerEvents: answerEvents}
		known := map[surveys.Person]bool{}
		for _, e := range list {
			for _, p := range t.secret.Persons(of[e.ContactID]) {
				if !known[p] {
					known[p] = true
					one.asked = append(one.asked, asked[p]...)
				}
			}
		}
		one.run(list)
	}
}
