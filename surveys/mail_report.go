package surveys

import "halte/surveys/blame"

// Bounce says why one recipient did not get a mail. A report comes when its
// server has given up, so what was for now only is over. What is dead behind an
// address that leads elsewhere is not that address.
func (f Fate) Bounce() Bounce {
	switch whose, _ := blame.For(f.Code, f.Status, f.Words); whose {
	case blame.Address:
		if f.Forwarded {
			return BounceMailbox
		}
		return BounceAddress
	case blame.Sender:
		return BouncePolicy
	case blame.Mailbox:
		return BounceMailbox
	}
	return BounceUnknown
}

// Reply is what is kept of what was said of a mail: the codes, and the words of
// blame.Words. Empty when nothing of that was said.
func (f Fate) Reply() string {
	return blame.Reply(f.Code, f.Status, f.Words)
}

// MailReport is a mail that came to where reports come: what it says, not yet
// believed. A mailer reads it from bytes.
type MailReport struct {
	Kind     ReportKind
	To       []string // addresses it was sent to: one of them is ours, or it proves nothing
	Fates    []Fate   // of those whom a bounce tells of
	InProse  bool     // the fates are read out of prose: who is named there may be anybody
	Original Original
}

// ReportKind says what a mail is that came to where reports come.
type ReportKind string

// The kinds of report. A MailReport that tells of fates is a bounce; what it
// comes down to for our contact may be delayed or delivered.
const (
	ReportBounce      ReportKind = "bounce"
	ReportDelayed     ReportKind = "delayed"   // it is still being tried
	ReportDelivered   ReportKind = "delivered" // or handed on to where no reports come from
	ReportComplaint   ReportKind = "complaint" // somebody called a mail unwanted
	ReportUnsubscribe ReportKind = "unsubscribe"
	ReportAutomatic   ReportKind = "automatic" // somebody is away, has read it, or will answer
	ReportOther       ReportKind = "other"     // nothing that says what became of a mail
)

// Fate is what became of a mail to one recipient (RFC 3464, 2.3).
type Fate struct {
	Kind      ReportKind // bounce, delayed or delivered
	Addresses []string   // as it was sent to, and where it ended; none when that is not told
	Code      int        // SMTP reply code; 0 when none is told
	Status    string     // enhanced code such as 5.1.1; empty when none is told
	Words     string     // the server's, whole, without addresses and tokens
	Forwarded bool       // it tells of another address than the mail was sent to, or may: a forwarding, or one of several behind an alias
}

// Original is what a report tells of the mail it is about.
type Original struct {
	ReturnPath  string
	MessageID   string
	Unsubscribe []string // addresses in its List-Unsubscribe
}

// TakenReport is what a report says and what it changed.
type TakenReport struct {
	Kind       ReportKind
	Invitation string   // that it is about; empty when nothing proves it
	Bounce     Bounce   // why the mail came back; empty when it did not
	Changed    []string // bounced: the invitation; suppressed: its contact. Empty when nothing changed
	Reason     Reason   // what it proves
}
