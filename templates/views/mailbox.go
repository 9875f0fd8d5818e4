package views

import (
	"io"
	"time"

	"halte/templates/locales"
)

// MailboxPage is the development mailbox: the mails that would have gone out,
// newest first. It is meant for people in development only.
type MailboxPage struct {
	Console
	Mails   []Mail
	Example string // the command that makes a first mail; "" shows a general one
}

// Mail is one caught mail.
type Mail struct {
	ID, To, Subject string
	At              time.Time // zero when unknown
	URL             string    // of the mail's HTML, shown in a sandboxed frame
	Text            string    // the plain text part
	Links           []string
}

// Mailbox writes the development mailbox.
func (t *Pages) Mailbox(w io.Writer, p MailboxPage) error {
	v := mailboxView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title = v.L.Console.Mailbox
	v.AtMailbox = true
	return t.render(w, "mailbox.html", v)
}

type mailboxView struct {
	consoleView
	Page MailboxPage
}

// Count says how many mails there are.
func (v mailboxView) Count() string {
	if len(v.Page.Mails) == 1 {
		return v.L.Mailbox.OneMail
	}
	return locales.Fill(v.L.Mailbox.Mails, "n", v.L.Count(int64(len(v.Page.Mails))))
}

// At is the time of a mail, to the second, in the zone it carries.
func (v mailboxView) At(m Mail) string {
	if m.At.IsZero() {
		return ""
	}
	return v.L.ShortDay(m.At.Format(time.DateOnly)) + ", " + v.L.ClockSecond(m.At)
}

// Example is the command that makes a first mail.
func (v mailboxView) Example() string {
	if v.Page.Example != "" {
		return v.Page.Example
	}
	return exampleEvent
}

const exampleEvent = `curl http://127.0.0.1:8080/v1/events \
  -H "Authorization: Bearer $HALTE_KEY" \
  -H "Content-Type: application/json" \
  -d '{"id":"ord-10021-delivered","name":"order.delivered",
       "contact":{"id":"c-881","email":"jo@example.org","name":"Jo","locale":"nl"},
       "properties":{"order_id":"10021"}}'`
