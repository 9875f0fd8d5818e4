package privacy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// What an erasure takes stands in no byte of the files: not in pages that are free, not
// in a log, and not in an index.
func TestAfterAnErasureNoFileOfTheDatabaseHoldsThePerson(t *testing.T) {
	t.Parallel()
	file := SqliteFile(t)
	h := New(t, OpenStore(t, "sqlite://"+filepath.ToSlash(file)), Shop("", AfterDeliveryWith("correlate: event.properties.order, reminders: [{after: 4d}]")))
	traces := []string{"c-Quandt", "Wilhelmina", "quandt@example.org", "order-77123", "Quandtstraat", "Bel-mij-op", "kiosk-77124", "Zeldzaam"}
	e := Delivered("c-Quandt", ID("order-77123"), MailedAt("quandt@example.org"), With("order", "order-77123-a"), With("street", "Quandtstraat"))
	e.Contact.Name, e.Contact.Properties = "Wilhelmina", map[string]any{"nickname": "Zeldzaam"}
	h.Happens(e)
	h.Sweeps()
	h.Answers(h.Link(), 3, map[string][]string{"why": {"Bel-mij-op"}})
	h.Gives(false, respond.ExternalResponse{ID: "kiosk-77124", Survey: "delivery-nps", ContactID: "c-Quandt", EventID: "order-77123", Rating: Rating(4)})
	e.Contact.Name, e.ID = "Wilhelmina the second", "order-77123-again"
	h.Happens(e)
	if found := tracesIn(t, file, traces); len(found) != len(traces) {
		t.Fatalf("before the erasure the files hold %v of %v", found, traces)
	}
	h.Erases("c-Quandt")
	if found := tracesIn(t, file, traces); len(found) > 0 {
		t.Errorf("after the erasure the files hold %v", found)
	}
}

// tracesIn gives those of the texts that stand in a database's file or beside it.
func tracesIn(t *testing.T, file string, texts []string) (found []string) {
	t.Helper()
	var all strings.Builder
	for _, more := range []string{"", "-wal", "-shm"} {
		held, err := os.ReadFile(file + more)
		Must(t, err)
		all.Write(held)
	}
	for _, text := range texts {
		if strings.Contains(all.String(), text) {
			found = append(found, text)
		}
	}
	return found
}

// Somebody who reads an older state keeps the log as it is; it is emptied afterwards.
func TestWhatAnErasureOwesIsDoneWhenNobodyReadsAnOlderState(t *testing.T) {
	t.Parallel()
	file := SqliteFile(t)
	db := OpenStore(t, "sqlite://"+filepath.ToSlash(file))
	h := New(t, db, Shop("", AfterDelivery))
	h.Happens(Delivered("c-Quandt"))
	_, err := db.Pools[0].ExecContext(t.Context(), "PRAGMA busy_timeout = 20")
	Must(t, err)
	older, err := db.Pools[1].BeginTx(t.Context(), nil)
	Must(t, err)
	var n int
	Must(t, older.QueryRowContext(t.Context(), "SELECT count(*) FROM events").Scan(&n))
	h.Erases("c-Quandt")
	if len(tracesIn(t, file, []string{"c-Quandt"})) == 0 {
		t.Error("the log was emptied under a reader")
	}
	Must(t, older.Rollback())
	Must(t, db.Settle(t.Context()))
	if len(tracesIn(t, file, []string{"c-Quandt"})) > 0 {
		t.Error("the log still holds the contact")
	}
}

// A repeat of what was erased mails nobody, counts nothing and makes nobody known.
func TestARepeatOfWhatWasErasedChangesNothing(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		e := Delivered("jo", ID("order-1"))
		h.Happens(e)
		h.Sweeps()
		kiosk := respond.ExternalResponse{ID: "kiosk-1", Survey: "delivery-nps", ContactID: "jo", EventID: "order-1", Rating: Rating(4)}
		h.Gives(false, kiosk)
		mails := len(h.Outbox.Mails())
		h.Erases("jo")
		if got := h.Happens(e)[0]; got.Status != surveys.EventDuplicate || got.Differs {
			t.Errorf("the event is %+v", got)
		}
		kiosk.Rating = Rating(9)
		if got := h.Gives(false, kiosk)[0]; got.Status != surveys.EventDuplicate || got.Differs || got.ID != "kiosk-1" {
			t.Errorf("the answer is %+v", got)
		}
		kiosk.ID = "kiosk-2"
		if got := h.Gives(false, kiosk)[0]; got.Status != surveys.EventAccepted {
			t.Errorf("another answer is %+v", got)
		}
		h.Later(30 * surveys.Day)
		if n := len(h.Outbox.Mails()); n != mails {
			t.Errorf("%d mails went out", n-mails)
		}
		var answers, named int
		Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
			answers++
			if r.EventID == "order-1" {
				named++
			}
			return nil
		}))
		if answers != 2 || named != 0 {
			t.Errorf("there are %d answers, of which %d name the order", answers, named)
		}
	})
}

// The id of an invitation stands in its mail and in the logs of mail servers.
func TestAfterAnErasureNoRatingHasTheIdThatStandsInTheMail(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		h.Happens(Delivered("jo"), Delivered("mo"))
		h.Sweeps()
		ids := map[string]string{}
		for _, m := range h.Outbox.Mails() {
			rating := 3
			_, err := h.Open(t.Context(), Token(m), &rating)
			Must(t, err)
			r := h.Answers(Token(m), 3, nil)
			ids[r.ContactID] = r.ID
		}
		h.Erases("jo")
		for contact, want := range map[string]int{"jo": 0, "mo": 1} {
			for _, column := range []string{"responses.id", "responses.invitation", "invitations.id", "decisions.invitation", "intents.invitation"} {
				table, _, _ := strings.Cut(column, ".")
				var n []int
				Must(t, h.Read(t.Context()).Find(&n, "SELECT count(*) FROM "+table+" WHERE "+column+" = $1", ids[contact]))
				if n[0] != want {
					t.Errorf("%d rows have the id of the mail to %s in %s, want %d", n[0], contact, column, want)
				}
			}
		}
		for _, table := range []string{"responses", "decisions", "intents"} {
			var n []int
			Must(t, h.Read(t.Context()).Find(&n, "SELECT count(*) FROM "+table+" AS t JOIN invitations AS i ON i.id = t.invitation"))
			if n[0] != 2 {
				t.Errorf("%d of the %s belong to an invitation, want 2", n[0], table)
			}
		}
	})
}
