package surveystest

import (
	"context"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

// Halte is a service with everything around it that a test wants to turn by
// hand. What a test takes for granted fails it at once.
type Halte struct {
	*surveys.Service
	Clock  *Clock
	Outbox *Outbox
	tb     testing.TB
}

// Monday is when the clock of a new Halte stands: noon in Amsterdam.
const Monday = "2026-03-02T11:00:00Z"

// Secret is what every Halte in a test is keyed with.
var Secret = surveys.Secret(strings.Repeat("k", 32))

// New opens a Halte on a store, with a definition in force unless it is empty.
// The options may be changed before it is built.
func New(tb testing.TB, db surveys.Store, definition string, change ...func(*surveys.Options)) *Halte {
	tb.Helper()
	h := &Halte{Clock: At(Monday), Outbox: &Outbox{}, tb: tb}
	o := surveys.Options{
		Store: db, Mailer: h.Outbox, Secret: Secret,
		BaseURL: "https://halte.example", Now: h.Clock.Now,
	}
	for _, c := range change {
		c(&o)
	}
	h.Service = surveys.New(o)
	if definition != "" {
		h.Applies(definition)
	}
	return h
}

// Again opens another process on the same store, with the same clock and outbox.
func (h *Halte) Again(db surveys.Store) *Halte {
	return New(h.tb, db, "", func(o *surveys.Options) { o.Mailer, o.Now = h.Outbox, h.Clock.Now }).as(h)
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
	return h.records(surveys.RecordOptions{}, events)
}

// Happened records events as history.
func (h *Halte) Happened(events ...surveys.Event) []surveys.EventResult {
	h.tb.Helper()
	return h.records(surveys.RecordOptions{History: true}, events)
}

func (h *Halte) records(o surveys.RecordOptions, events []surveys.Event) []surveys.EventResult {
	h.tb.Helper()
	read := make([]surveys.ReadEvent, len(events))
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
	all, err := h.Decisions(h.ctx(), event.ID)
	h.must(err)
	if len(all) != 1 {
		h.tb.Fatalf("%s has %d decisions, want one", event.ID, len(all))
	}
	return all[0]
}

// Invited gives the only invitation that an event led to.
func (h *Halte) Invited(event surveys.Event) surveys.Invitation {
	h.tb.Helper()
	all, err := h.InvitationsOfEvent(h.ctx(), event.ID)
	h.must(err)
	if len(all) != 1 {
		h.tb.Fatalf("%s led to %d invitations, want one", event.ID, len(all))
	}
	return all[0]
}

// Sweeps claims what is due and delivers it, as the scheduler does every second,
// and gives how many it claimed.
func (h *Halte) Sweeps() int {
	h.tb.Helper()
	claims := h.Claims()
	for _, c := range claims {
		h.must(h.Deliver(h.ctx(), c))
	}
	return len(claims)
}

// Claims claims what is due.
func (h *Halte) Claims() []surveys.Claim {
	h.tb.Helper()
	claims, err := h.ClaimDue(h.ctx(), 100, 1000)
	h.must(err)
	return claims
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
	r, err := h.Answer(h.ctx(), link, surveys.Submission{Rating: &rating, Answers: answers})
	h.must(err)
	return r
}

// Gives records answers from elsewhere and gives what became of each.
func (h *Halte) Gives(imported bool, answers ...surveys.GivenAnswer) []surveys.AnswerResult {
	h.tb.Helper()
	results, err := h.RecordAnswers(h.ctx(), answers, imported)
	h.must(err)
	return results
}

// Unsubscribes follows the link in a mail about a touchpoint to an address.
func (h *Halte) Unsubscribes(address, touchpoint string, everything bool) {
	h.tb.Helper()
	a, err := surveys.ParseAddress(address)
	h.must(err)
	h.must(h.Unsubscribe(h.ctx(), Secret.UnsubscribeToken(Secret.Person(a, ""), touchpoint), everything))
}
