package surveys

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"halte/surveys/blame"
	"halte/surveys/metric"
)

// Mail is one invitation ready to be written: values only, no template, no SMTP.
type Mail struct {
	Invitation     string // id; Message-ID is derived from it and Wave
	Wave           int    // 0 the first mail, 1 and 2 reminders
	ToName         string
	ToAddress      string
	ReturnPath     string // sender on the envelope; empty for the organisation's sender
	Organisation   Organisation
	Language       string // one of the organisation's
	TouchpointKey  string
	Touchpoint     string // name in Language
	Survey         string // key
	Metric         metric.Metric
	Question       string
	AnswerURL      string // without a rating; "?rating=9" may be put behind it
	UnsubscribeURL string
	UnsubscribeTo  string // mail to this address unsubscribes from everything; empty when none does
	ClosesAt       time.Time
	SendUntil      time.Time // no server may be told of the mail after it; zero where it may at any time
	Test           bool      // asked for by hand, to look at: answers to it lead nowhere
}

// Mailer hands a mail to the contact's mail server. A nil error means that the
// server took responsibility for it; any other outcome is a *SendError, or an
// internal error before anything was said to a server. One that also has
// Room() int says with it how many mails make sense at the moment: none while every
// server is to be left alone, and few while one may be back.
type Mailer interface {
	Send(ctx context.Context, m Mail) error
}

// SendOutcome says what may be done after a mail was not plainly accepted.
type SendOutcome int

// The outcomes of a failed sending.
const (
	SendTemporary SendOutcome = iota // nothing was accepted; try again later
	SendRefused                      // refused for good
	SendUnknown                      // the server may have taken it: no reply after the final dot
)

// SendError is the outcome of a mail that was not plainly accepted.
type SendError struct {
	Outcome  SendOutcome
	Code     int    // SMTP reply code; 0 when there was none
	Enhanced string // enhanced code, such as 5.1.1 (RFC 3463); empty when there was none
	Reply    string // the server's words, without addresses; English of our own where Trouble is set
	// Elsewhere says that the words name another address than the mail is for: one that it
	// is forwarded to may be gone, and somebody read it all the same.
	Elsewhere bool
	// Trouble says in a code of our own what went wrong where no server said it;
	// empty where Reply is all that is known.
	Trouble ReasonCode
	// Wait is set where no server was asked at all, because they are to be left
	// alone for about this long: that was no attempt.
	Wait time.Duration
	Err  error
}

// Blame says whose trouble it is: nobody's while it is for now only, or where the
// server did not say it in so many words.
func (e *SendError) Blame() blame.Blame {
	if e.Code < 500 {
		return blame.Nobody
	}
	whose, sure := blame.For(e.Code, e.Enhanced, e.Reply)
	if !sure {
		return blame.Nobody
	}
	if whose == blame.Address && e.Elsewhere {
		return blame.Mailbox
	}
	return whose
}

func (e *SendError) Error() string {
	switch {
	case e.Code != 0 && e.Enhanced != "":
		return fmt.Sprintf("mail server answered %d %s %s", e.Code, e.Enhanced, e.Reply)
	case e.Code != 0:
		return fmt.Sprintf("mail server answered %d %s", e.Code, e.Reply)
	}
	return "mail server: " + e.Reply
}

// Brief is Error fit for a log: of a server's words those of blame.Words alone.
func (e *SendError) Brief() string {
	if e.Code == 0 {
		return e.Error()
	}
	return "mail server answered " + blame.Reply(e.Code, e.Enhanced, e.Reply)
}

// Reason says why the mail was not taken: in a code of our own, or with the words
// of the mail server or of the operating system.
func (e *SendError) Reason() Reason {
	switch {
	case e.Code != 0:
		return Because(ReasonServerAnswered, "answer", strings.Join(strings.Fields(strconv.Itoa(e.Code)+" "+e.Enhanced+" "+e.Reply), " "))
	case e.Trouble != "":
		return Because(e.Trouble)
	}
	return Because(ReasonServerTrouble, "trouble", e.Reply)
}

func (e *SendError) Unwrap() error { return e.Err }
