package mailer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/mailer"
)

func TestTheMailboxShowsWhatWouldHaveBeenSent(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	m := ask()
	m.ToName, m.Touchpoint = "Jörg", "Lieferung nach Köln"
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	letter, sent := compose(t, m)
	got, found := box.Mail("1")
	if !found {
		t.Fatal("it is not there")
	}
	if string(got.Raw) != string(letter.Bytes) {
		t.Errorf("it holds\n%s\nwhere this would have been sent\n%s", got.Raw, letter.Bytes)
	}
	if got.HTML != sent.html || got.Text != sent.text || got.Subject != sent.get(t, "Subject") {
		t.Error("its parts are not those of the mail")
	}
	if !strings.Contains(got.Subject, "Lieferung nach Köln") {
		t.Errorf("the subject is %q", got.Subject)
	}
	for name, want := range map[string]string{
		"Message-ID":       "<019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a.0@deketting.example>",
		"List-Unsubscribe": "<" + m.UnsubscribeURL + ">",
		"To":               "Jörg <jo@example.org>",
	} {
		if got.Headers[name] != want {
			t.Errorf("its header %s is %q, want %q", name, got.Headers[name], want)
		}
	}
}

func TestTheMailboxListsTheLinksInOrder(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	m := ask()
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	links := box.Mails()[0].Links
	var ratings []string
	others := map[string]bool{}
	for _, link := range links {
		if _, rating, found := strings.Cut(link, "?rating="); found {
			ratings = append(ratings, rating)
		} else {
			others[link] = true
		}
	}
	if got := strings.Join(ratings, " "); got != "0 1 2 3 4 5 6 7 8 9 10" {
		t.Errorf("the ratings come as %s", got)
	}
	if !others[m.UnsubscribeURL] || !others[m.Organisation.PrivacyURL] {
		t.Errorf("the other links are %v", others)
	}
}

func TestTheMailboxAsJSON(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	if empty, err := json.Marshal(box); err != nil || string(empty) != `{"mails":[]}` {
		t.Errorf("an empty mailbox is %s, %v", empty, err)
	}
	for _, name := range []string{"Ann", "Bob"} {
		m := ask()
		m.ToAddress = strings.ToLower(name) + "@example.org"
		if err := box.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := json.Marshal(box)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Mails []map[string]any `json:"mails"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Mails) != 2 || got.Mails[0]["id"] != "2" || got.Mails[0]["to"] != "bob@example.org" || got.Mails[1]["to"] != "ann@example.org" {
		t.Fatalf("the mails are not there newest first: %s", raw)
	}
	for _, field := range []string{"id", "to", "subject", "html", "text", "headers", "links", "received_at"} {
		if _, there := got.Mails[0][field]; !there {
			t.Errorf("a mail lacks %s", field)
		}
	}
	if got.Mails[0]["received_at"] != "2026-11-21T12:00:00Z" || len(got.Mails[0]) != 8 {
		t.Errorf("a mail is %v", got.Mails[0])
	}
}

func TestTheMailboxNeedsNoSender(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	m := ask()
	m.Organisation.Sender = nil
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if from := box.Mails()[0].Headers["From"]; !strings.Contains(from, "halte@localhost") {
		t.Errorf("it comes from %q", from)
	}
	if m.Organisation.Sender != nil {
		t.Error("the caller's mail was changed")
	}
}

func TestTheMailboxRefusesWhatSMTPWould(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	m := ask()
	m.ToAddress = `"a b"@example.org`
	var refusal *surveys.Error
	if err := box.Send(t.Context(), m); !errors.As(err, &refusal) || refusal.Field != "contact.email" {
		t.Errorf("it gave %v", err)
	}
	if len(box.Mails()) != 0 {
		t.Error("it was kept")
	}
}

func TestTheMailboxKeepsTheNewestTwoHundred(t *testing.T) {
	t.Parallel()
	box := mailer.NewMailbox(views, clock)
	var group sync.WaitGroup
	for sender := range 5 {
		group.Go(func() {
			for n := range 50 {
				m := ask()
				m.Invitation = fmt.Sprintf("%d-%d", sender, n)
				if err := box.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
				_, _ = box.Mail("1")
				_ = box.Mails()
			}
		})
	}
	group.Wait()
	mails := box.Mails()
	if len(mails) != 200 || mails[0].ID != "250" || mails[199].ID != "51" {
		t.Errorf("it keeps %d mails, from %s to %s", len(mails), mails[0].ID, mails[len(mails)-1].ID)
	}
	if _, found := box.Mail("50"); found {
		t.Error("the fiftieth is still there")
	}
}

var _, _ surveys.Mailer = (*mailer.SMTP)(nil), (*mailer.Mailbox)(nil)
