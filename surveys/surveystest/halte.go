package surveystest

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/access"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/journey"
	"halte/surveys/privacy"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/templates/locales"
)

type (
	// Access is the service of that room.
	Access = access.Service
	// Definition is the service of that room.
	Definition = definition.Service
	// Intake is the service of that room.
	Intake = intake.Service
	// Dispatch is the service of that room.
	Dispatch = dispatch.Service
	// Respond is the service of that room.
	Respond = respond.Service
	// FollowUp is the service of that room.
	FollowUp = followup.Service
	// Insight is the service of that room.
	Insight = insight.Service
	// Journey is the service of that room.
	Journey = journey.Service
	// Improve is the service of that room.
	Improve = improve.Service
	// Privacy is the service of that room.
	Privacy = privacy.Service
)

// Halte is the domain with everything around it that a test wants to turn by
// hand. What a test takes for granted fails it at once.
type Halte struct {
	*Access
	*Definition
	*Intake
	*Dispatch
	*Respond
	*FollowUp
	*Insight
	*Journey
	*Improve
	Privacy *Privacy // not embedded: it has daily work too
	DB      *store.Store
	Plans   *definition.Plans
	Clock   *Clock
	Outbox  *Outbox
	tb      testing.TB
	erased  map[string]string // ids of events that were erased, to those in their places
}

// Options are what a Halte is built from: the stores of its rooms, and what its
// services take.
type Options struct {
	Stores     Stores
	Mailer     surveys.Mailer
	Secret     surveys.Secret
	BaseURL    string
	ReturnPath surveys.Address
	Now        func() time.Time
	TakesMail  bool
	ReadReport func(raw []byte, to ...string) (surveys.MailReport, error)
	Reported   func(surveys.TakenReport)
	Nudge      func()
	Wait       func(ctx context.Context, d time.Duration) bool
	Marks      []dispatch.MarkKeeper
	Log        *slog.Logger
}

// Stores are what each room reads and writes, so that a test can put something
// between a room and its database.
type Stores struct {
	Access     access.Store
	Definition definition.Store
	Intake     intake.Store
	Dispatch   dispatch.Store
	Respond    respond.Store
	FollowUp   followup.Store
	Insight    insight.Store
	Journey    journey.Store
	Improve    improve.Store
	Privacy    privacy.Store
}

// Monday is when the clock of a new Halte stands: noon in Amsterdam.
const Monday = "2026-03-02T11:00:00Z"

// Secret is what every Halte in a test is keyed with.
var Secret = surveys.Secret(strings.Repeat("k", 32))

// ProgramSecret is what the program is started with, which takes none that is so plain.
const ProgramSecret = "0123456789abcdefghijklmnopqrstuv"

// New opens a Halte on a store, with a definition in force unless it is empty.
// The options may be changed before it is built.
func New(tb testing.TB, db *store.Store, definition string, change ...func(*Options)) *Halte {
	tb.Helper()
	h := &Halte{Clock: At(Monday), Outbox: &Outbox{}, DB: db, tb: tb}
	o := Options{
		Stores: Stores{db.Access(), db.Definition(), db.Intake(), db.Dispatch(), db.Respond(), db.FollowUp(), db.Insight(), db.Journey(), db.Improve(), db.Privacy()},
		Mailer: h.Outbox, Secret: Secret, BaseURL: "https://halte.example", Now: h.Clock.Now,
	}
	for _, c := range change {
		c(&o)
	}
	h.build(o)
	if definition != "" {
		h.Applies(definition)
	}
	return h
}

func (h *Halte) build(o Options) {
	now := func() time.Time { return surveys.Micros(o.Now()) }
	h.Plans = definition.NewPlans(o.Stores.Definition, now)
	h.Access = access.New(access.Options{Store: o.Stores.Access, Now: now})
	h.Definition = definition.New(definition.Options{
		Store: o.Stores.Definition, Plans: h.Plans, Now: now, OnPublish: []definition.Hook{respond.RefoldCovariances, respond.FoldCrossings},
	})
	h.Intake = intake.New(intake.Options{Store: o.Stores.Intake, Plans: h.Plans, Secret: o.Secret, Now: now, Nudge: o.Nudge})
	h.Dispatch = dispatch.New(dispatch.Options{
		Store: o.Stores.Dispatch, Plans: h.Plans, Mailer: o.Mailer, Secret: o.Secret, BaseURL: o.BaseURL, ReturnPath: o.ReturnPath,
		Now: now, TakesMail: o.TakesMail, ReadReport: o.ReadReport, Reported: o.Reported, Nudge: o.Nudge, Wait: o.Wait, Marks: o.Marks, Log: o.Log,
	})
	h.Respond = respond.New(respond.Options{Store: o.Stores.Respond, Plans: h.Plans, Secret: o.Secret, Now: now})
	h.FollowUp = followup.New(followup.Options{Store: o.Stores.FollowUp, Plans: h.Plans, Now: now})
	h.Insight = insight.New(insight.Options{Store: o.Stores.Insight, Plans: h.Plans, Secret: o.Secret, Now: now})
	h.Journey = journey.New(journey.Options{Store: o.Stores.Journey, Plans: h.Plans, Now: now})
	h.Privacy = privacy.New(privacy.Options{Store: o.Stores.Privacy, Plans: h.Plans, Secret: o.Secret, Now: now})
	h.Improve = improve.New(improve.Options{Store: o.Stores.Improve, Plans: h.Plans, Now: now})
}

// Read reads from the database as it stands.
func (h *Halte) Read(ctx context.Context) store.Reader { return h.DB.Read(ctx) }

// Update changes the database behind the back of every rule.
func (h *Halte) Update(ctx context.Context, fn func(store.Tx) error) error {
	return h.DB.Update(ctx, fn)
}

// Plan gives the definition in force.
func (h *Halte) Plan(ctx context.Context) (*definition.Plan, error) { return h.Plans.Current(ctx) }

// Again opens another process on the same store, with the same clock and outbox.
// The options may be changed before it is built.
func (h *Halte) Again(db *store.Store, change ...func(*Options)) *Halte {
	same := func(o *Options) { o.Mailer, o.Now = h.Outbox, h.Clock.Now }
	return New(h.tb, db, "", append([]func(*Options){same}, change...)...).as(h)
}

func (h *Halte) as(o *Halte) *Halte {
	h.Clock, h.Outbox = o.Clock, o.Outbox
	return h
}

func (h *Halte) ctx() context.Context { return h.tb.Context() }

func (h *Halte) must(err error) {
	h.tb.Helper()
	if err != nil {
		h.tb.Fatal(err)
	}
}

// Applies puts a definition in force.
func (h *Halte) Applies(definition string) {
	h.tb.Helper()
	_, err := h.Apply(h.ctx(), []byte(definition), false)
	h.must(err)
}

// Happens records events and gives what became of each.
func (h *Halte) Happens(events ...surveys.Event) []surveys.EventResult {
	h.tb.Helper()
	return h.records(intake.RecordOptions{}, events)
}

// Happened records events as history.
func (h *Halte) Happened(events ...surveys.Event) []surveys.EventResult {
	h.tb.Helper()
	return h.records(intake.RecordOptions{History: true}, events)
}

func (h *Halte) records(o intake.RecordOptions, events []surveys.Event) []surveys.EventResult {
	h.tb.Helper()
	read := make([]intake.ReadEvent, len(events))
	for i, e := range events {
		read[i].Event = e
	}
	results, err := h.Record(h.ctx(), read, o)
	h.must(err)
	return results
}

// Decided gives the only decision about an event.
func (h *Halte) Decided(event surveys.Event) surveys.Decision {
	h.tb.Helper()
	all, err := h.Read(h.ctx()).DecisionsOfEvent(h.EventID(event))
	h.must(err)
	if len(all) != 1 {
		h.tb.Fatalf("%s has %d decisions, want one", event.ID, len(all))
	}
	return all[0]
}

// Invited gives the only invitation that an event led to.
func (h *Halte) Invited(event surveys.Event) surveys.Invitation {
	h.tb.Helper()
	all, err := h.Read(h.ctx()).InvitationsOfEvent(h.EventID(event))
	h.must(err)
	if len(all) != 1 {
		h.tb.Fatalf("%s led to %d invitations, want one", event.ID, len(all))
	}
	return all[0]
}

// Sweeps leases the invitations that are due and delivers them, as the scheduler does
// every second, and gives how many it leased.
func (h *Halte) Sweeps() int {
	h.tb.Helper()
	leases := h.Leases()
	for _, c := range leases {
		h.must(h.Deliver(h.ctx(), c))
	}
	return len(leases)
}

// Leases leases the invitations that are due.
func (h *Halte) Leases() []surveys.Lease {
	h.tb.Helper()
	leases, err := h.LeaseDue(h.ctx(), 100, 1000)
	h.must(err)
	return leases
}

// Later lets time pass and sweeps.
func (h *Halte) Later(d time.Duration) int {
	h.tb.Helper()
	h.Clock.Pass(d)
	return h.Sweeps()
}

// Link gives the token in the newest mail.
func (h *Halte) Link() string {
	h.tb.Helper()
	mails := h.Outbox.Mails()
	if len(mails) == 0 {
		h.tb.Fatal("no mail went out")
	}
	return Token(mails[len(mails)-1])
}

// Invites lets a contact be asked after a delivery, and gives the event and the
// token of the link in the mail.
func (h *Halte) Invites(contact string, details ...Detail) (surveys.Event, string) {
	h.tb.Helper()
	e := Event("order.delivered", append([]Detail{Of(contact), On(h.Clock.Now().Format(time.RFC3339Nano))}, details...)...)
	h.Happens(e)
	before := len(h.Outbox.Mails())
	h.Sweeps()
	if len(h.Outbox.Mails()) != before+1 {
		h.tb.Fatalf("%s was not asked: %+v", contact, h.Decided(e).Checks)
	}
	return e, h.Link()
}

// Answers answers by a link and gives the answer.
func (h *Halte) Answers(link string, rating int, answers map[string][]string) surveys.Response {
	h.tb.Helper()
	r, err := h.Answer(h.ctx(), link, respond.Submission{Rating: &rating, Answers: answers})
	h.must(err)
	return r
}

// Gives records answers from elsewhere and gives what became of each.
func (h *Halte) Gives(imported bool, answers ...respond.ExternalResponse) []respond.AnswerResult {
	h.tb.Helper()
	results, err := h.RecordAnswers(h.ctx(), answers, imported)
	h.must(err)
	return results
}

// EraseContact erases a contact.
func (h *Halte) EraseContact(ctx context.Context, id string) (privacy.Erasure, error) {
	return h.Privacy.EraseContact(ctx, id)
}

// Erases erases a contact. Its events are found by their old ids through EventID.
func (h *Halte) Erases(contact string) privacy.Erasure {
	h.tb.Helper()
	events := func(contact string) (ids []string) {
		h.must(h.Read(h.ctx()).Find(&ids, "SELECT id FROM events WHERE contact_id = $1 ORDER BY id", contact))
		return ids
	}
	was, before := events(contact), events("")
	done, err := h.EraseContact(h.ctx(), contact)
	h.must(err)
	after := slices.DeleteFunc(events(""), func(id string) bool { return slices.Contains(before, id) })
	if len(after) != len(was) {
		h.tb.Fatalf("of %v the erasure left %v", was, after)
	}
	if h.erased == nil {
		h.erased = map[string]string{}
	}
	for i, id := range was {
		h.erased[id] = after[i] // random ids stand in the order of those they replace
	}
	return done
}

// EventID gives the id that an event has by now.
func (h *Halte) EventID(e surveys.Event) string { return cmp.Or(h.erased[e.ID], e.ID) }

// Unsubscribes follows the link in a mail about a touchpoint to an address.
func (h *Halte) Unsubscribes(address, touchpoint string, everything bool) {
	h.tb.Helper()
	a, err := surveys.ParseAddress(address)
	h.must(err)
	h.must(h.Unsubscribe(h.ctx(), Secret.UnsubscribeToken(Secret.Person(a, ""), touchpoint), everything))
}

// Says tells a reason in English, with instants in UTC.
func (h *Halte) Says(r surveys.Reason) string {
	h.tb.Helper()
	p, err := h.Plan(h.ctx())
	h.must(err)
	text := locales.Explainer{Locale: locales.English(), Zone: p.Zone, UTC: true, Touchpoint: func(key string) string {
		return definition.TouchpointName(p, key, "en")
	}}
	return text.Reason(r)
}
