package intake_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

func TestAContactIsChangedWhereSomethingIsSaid(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	h.Happens(Event("account.opened", Of("jo"), On("2026-03-01T11:00:00Z"), Reading("nl"), Being("country", "NL"), Being("vip", true)))
	c, err := h.PutContact(t.Context(), "jo", surveys.EventContact{Name: " Jo \n Smith ", Email: "JO@example.com", Properties: map[string]any{"country": "BE"}})
	if err != nil || c.Name != "Jo Smith" || c.Email != "JO@example.com" || c.Locale != "nl" || fmt.Sprint(c.Properties) != "map[country:BE vip:true]" {
		t.Errorf("%+v, %v", c, err)
	}
	stored, err := h.Read(t.Context()).Contact("jo")
	if err != nil || fmt.Sprint(stored) != fmt.Sprint(c) {
		t.Errorf("stored is %+v, told was %+v, %v", stored, c, err)
	}
	if c, err = h.PutContact(t.Context(), "new", surveys.EventContact{}); err != nil || c.ID != "new" || c.Respondent == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	for field, with := range map[string]surveys.EventContact{"email": {Email: "jo"}, "timezone": {Timezone: "here"}, "locale": {Locale: "?"}} {
		_, err := h.PutContact(t.Context(), "jo", with)
		WantKind(t, err, surveys.Invalid, field)
	}
	_, err = h.PutContact(t.Context(), "a\x00b", surveys.EventContact{})
	WantKind(t, err, surveys.Invalid, "id")
}

func TestUnsubscribingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Unsubscribes("jo@example.org", "delivery", false)
	h.Clock.Pass(surveys.Day)
	h.Unsubscribes("JO@example.org", "delivery", false)
	a, err := surveys.ParseAddress("jo@example.org")
	Must(t, err)
	Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error {
		all, err := tx.SuppressionsOfPersons([]surveys.Person{Secret.Person(a, "")})
		if err == nil && (len(all) != 1 || !all[0].Since.Equal(Time(Monday)) || all[0].Touchpoint != "delivery") {
			t.Errorf("%+v", all)
		}
		return err
	}))
}

func TestAnUnsubscribeLinkOutlivesEverythingItNames(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Invites("jo")
	link := Token(surveys.Mail{AnswerURL: h.Outbox.Mails()[0].UnsubscribeURL})
	if _, where, err := h.ReadUnsubscribe(t.Context(), link); err != nil || where.Name["nl"] != "Bezorging" {
		t.Errorf("%+v, %v", where, err)
	}
	h.Erases("jo")
	h.Applies("organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [nl]}\njourneys: []\nsurveys: []\n")
	if _, where, err := h.ReadUnsubscribe(t.Context(), link); err != nil || where.Key != "delivery" {
		t.Errorf("%+v, %v", where, err)
	}
	Must(t, h.Unsubscribe(t.Context(), link, true))
	h.Applies(Shop("", AfterDelivery))
	e := Delivered("jo", ID("later"))
	h.Happens(e)
	if got := h.Decided(e).Outcome; got != surveys.Suppressed {
		t.Errorf("who comes back after an erasure is %s", got)
	}
	WantKind(t, h.Unsubscribe(t.Context(), link[1:], true), surveys.NotFound, "")
}

func TestAnUnsubscribedAddressQuietsAllItsContacts(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("delay: 1d")))
	one, two, other := Delivered("jo"), Delivered("jo2", MailedAt("JO@example.org")), Delivered("al")
	h.Happens(one, two, other)
	h.Unsubscribes("jo@example.org", "delivery", false)
	for _, e := range []surveys.Event{one, two} {
		if inv := h.Invited(e); inv.Status != surveys.StatusSuppressed || !inv.NextAt.IsZero() {
			t.Errorf("%+v", inv)
		}
	}
	h.Later(surveys.Day)
	if mails := h.Outbox.Mails(); len(mails) != 1 || mails[0].ToAddress != "al@example.org" {
		t.Errorf("%+v", mails)
	}
}

// lookedUp is a store in which something happens once a contact was looked up.
type lookedUp struct {
	intake.Store
	once sync.Once
	by   func()
}

func (l *lookedUp) Update(ctx context.Context, fn func(intake.Tx) error) error {
	return l.Store.Update(ctx, func(tx intake.Tx) error { return fn(lookedUpTx{tx, l}) })
}

type lookedUpTx struct {
	intake.Tx
	*lookedUp
}

func (tx lookedUpTx) ContactsLock(ids []string) (map[string]surveys.Contact, error) {
	found, err := tx.Tx.ContactsLock(ids)
	tx.once.Do(tx.by)
	return found, err
}

func TestAContactThatAnEventMakesAtTheSameMomentKeepsWhatTheEventTold(t *testing.T) {
	t.Parallel()
	db := OpenStore(t, servers.Postgres(t))
	Must(t, db.Migrate(t.Context()))
	events := New(t, db, Shop("", AfterDelivery))
	h := New(t, db, "", func(o *Options) {
		o.Stores.Intake = &lookedUp{Store: o.Stores.Intake, by: func() { events.Happens(Delivered("jo", Being("country", "NL"))) }}
	})
	c, err := h.PutContact(t.Context(), "jo", surveys.EventContact{Name: "Jo"})
	Must(t, err)
	stored, err := h.Read(t.Context()).Contact("jo")
	Must(t, err)
	if c.Email != "jo@example.org" || c.Name != "Jo" || c.Properties["country"] != "NL" || stored.Respondent != c.Respondent || !stored.SeenAt.Equal(c.SeenAt) || stored.Email != c.Email {
		t.Errorf("the contact is %+v, and is told as %+v", stored, c)
	}
}

// What is known of a contact since does not change what an event says of its own time.
func TestAnEventIsDecidedByWhatItSaysOfItsContactItself(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(`when: 'contact.properties.level == "new"'`)))
	h.Happens(Event("account.changed", Of("jo"), On("2026-03-02T10:00:00Z"), Being("level", "gold")))
	before := Delivered("jo", On("2026-03-02T09:00:00Z"), Being("level", "new"))
	h.Happens(before)
	if got := h.Decided(before).Outcome; got != surveys.Scheduled {
		t.Errorf("it is decided %s", got)
	}
	c, err := h.Read(t.Context()).Contact("jo")
	if err != nil || c.Properties["level"] != "gold" {
		t.Errorf("the contact is %v, %v", c.Properties, err)
	}
}
