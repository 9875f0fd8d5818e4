package mailer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-message/mail"
	"golang.org/x/net/html"

	"halte/surveys"
	templates "halte/templates/mail"
)

// kept is how many mails a Mailbox remembers.
const kept = 200

// Mailbox is the built-in development mailbox: mails to anybody end up here and
// nowhere else. It writes the bytes that would have been sent and reads them
// back, so that what it shows is what would have arrived. It is safe for
// concurrent use.
type Mailbox struct {
	templates *templates.Templates
	now       func() time.Time

	mu    sync.Mutex
	taken int
	mails []Mailed // oldest first
}

// Mailed is one mail in the Mailbox.
type Mailed struct {
	ID         string            `json:"id"`
	To         string            `json:"to"`
	Subject    string            `json:"subject"`
	HTML       string            `json:"html"`
	Text       string            `json:"text"`
	Headers    map[string]string `json:"headers"`
	Links      []string          `json:"links"` // of the HTML, in order
	ReceivedAt time.Time         `json:"received_at"`
	Raw        []byte            `json:"-"` // as it would have gone over the wire
}

// NewMailbox makes an empty mailbox.
func NewMailbox(t *templates.Templates, now func() time.Time) *Mailbox {
	return &Mailbox{templates: t, now: now}
}

// Send implements surveys.Mailer.
func (b *Mailbox) Send(_ context.Context, m surveys.Mail) error {
	if m.Organisation.Sender == nil {
		m.Organisation.Sender = &surveys.Sender{Name: "Halte", Address: "halte@localhost"}
	}
	now := b.now()
	letter, err := Compose(b.templates, m, now)
	if err != nil {
		return err
	}
	mailed, err := read(letter)
	if err != nil {
		return err
	}
	mailed.ReceivedAt = now.UTC()

	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken++
	mailed.ID = strconv.Itoa(b.taken)
	if len(b.mails) == kept {
		b.mails = slices.Delete(b.mails, 0, 1)
	}
	b.mails = append(b.mails, mailed)
	return nil
}

// Mails gives the mails that are kept, newest first.
func (b *Mailbox) Mails() []Mailed {
	b.mu.Lock()
	defer b.mu.Unlock()
	mails := slices.Clone(b.mails)
	slices.Reverse(mails)
	return mails
}

// Mail gives one mail.
func (b *Mailbox) Mail(id string) (Mailed, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.mails, func(m Mailed) bool { return m.ID == id })
	if i < 0 {
		return Mailed{}, false
	}
	return b.mails[i], true
}

// MarshalJSON gives {"mails":[…]}, newest first.
func (b *Mailbox) MarshalJSON() ([]byte, error) {
	mails := b.Mails()
	if mails == nil {
		mails = []Mailed{}
	}
	return json.Marshal(map[string][]Mailed{"mails": mails})
}

// read reads a letter as the program of the contact would.
func read(l Letter) (Mailed, error) {
	r, err := mail.CreateReader(bytes.NewReader(l.Bytes))
	if err != nil {
		return Mailed{}, fmt.Errorf("read a mail back: %w", err)
	}
	m := Mailed{To: l.To, Headers: map[string]string{}, Raw: l.Bytes}
	for f := r.Header.Fields(); f.Next(); {
		if m.Headers[spelled(f.Key())], err = f.Text(); err != nil {
			return Mailed{}, fmt.Errorf("read a mail back: header %s: %w", f.Key(), err)
		}
	}
	m.Subject = m.Headers["Subject"]
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			m.Links = links(m.HTML)
			return m, nil
		}
		if err != nil {
			return Mailed{}, fmt.Errorf("read a mail back: %w", err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return Mailed{}, fmt.Errorf("read a mail back: %w", err)
		}
		switch kind, _, _ := part.Header.(*mail.InlineHeader).ContentType(); kind {
		case "text/plain":
			m.Text = string(body)
		case "text/html":
			m.HTML = string(body)
		}
	}
}

// spelled gives a header's name as it is usually written: parsers change the
// case, but Message-ID is what people look for.
func spelled(key string) string {
	i := slices.IndexFunc(order, func(name string) bool { return strings.EqualFold(name, key) })
	if i < 0 {
		return key
	}
	return order[i]
}

// links gives the web addresses that a page links to, in order.
func links(page string) []string {
	found := []string{}
	for z := html.NewTokenizer(strings.NewReader(page)); z.Next() != html.ErrorToken; {
		token := z.Token()
		if token.Type != html.StartTagToken || token.Data != "a" {
			continue
		}
		for _, a := range token.Attr {
			if a.Key == "href" && (strings.HasPrefix(a.Val, "http://") || strings.HasPrefix(a.Val, "https://")) {
				found = append(found, a.Val)
			}
		}
	}
	return found
}
