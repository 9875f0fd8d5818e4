package surveys

import (
	"context"
	"slices"
	"strings"
	"time"
)

// MailReport is a mail that came to where reports come: what it says, not yet
// believed. A mailer reads it from bytes.
type MailReport struct {
	Kind     ReportKind
	To       []string // addresses it was sent to: one of them is ours, or it proves nothing
	Fates    []Fate   // of those whom a bounce tells of
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
	Words     string     // the server's, without addresses and tokens
}

// words tells a fate to a person.
func (f Fate) words() string {
	told := strings.TrimSpace(f.Status + " " + f.Words)
	if told == "" {
		return cameBack
	}
	return cameBack + ": " + told
}

const cameBack = "the mail came back"

// Original is what a report tells of the mail it is about.
type Original struct {
	ReturnPath  string
	MessageID   string
	Unsubscribe []string // addresses in its List-Unsubscribe
}

// TakenReport is what came of a report.
type TakenReport struct {
	Kind       ReportKind `json:"kind" enum:"bounce,delayed,delivered,complaint,unsubscribe,automatic,other" doc:"What the mail says"`
	Invitation string     `json:"invitation,omitempty" doc:"The invitation it is about; left out when that is not proven"`
	Bounce     Bounce     `json:"bounce,omitempty" enum:"address,mailbox,policy" doc:"Why the mail came back"`
	Changed    []string   `json:"changed" enum:"bounced,suppressed" doc:"What it changed: the invitation is called bounced, its contact is not mailed any more. Empty when nothing"`
	Reason     string     `json:"reason" doc:"What was made of it, for a person to read"`
}

// What a report may change.
const (
	changedBounced    = "bounced"
	changedSuppressed = "suppressed"
)

// OursToTake says whether mail to an address is for us: a return path or an
// unsubscribe address that we made.
func (s *Service) OursToTake(address string) bool {
	if _, _, err := s.secret.ReadReturnPath(address); err == nil {
		return true
	}
	_, err := s.secret.ReadUnsubscribeAddress(address)
	return err == nil
}

// TakeMail reads a mail that came to where reports come, and acts on what it
// proves. to are the recipients on its envelope, if they are known. Invalid for
// what is no mail.
func (s *Service) TakeMail(ctx context.Context, raw []byte, to ...string) (TakenReport, error) {
	if s.readReport == nil {
		return TakenReport{}, Errorf(Unavailable, "Mails that come back are not taken here.")
	}
	r, err := s.readReport(raw, to...)
	if err != nil {
		return TakenReport{}, err
	}
	taken, err := s.TakeReport(ctx, r)
	if err == nil {
		s.reported(taken)
	}
	return taken, err
}

// TakeReport acts on a report, as far as it is proven: by a return path that we
// made, and for a complaint also by what it holds of our mail. Taking it again
// changes nothing. Nothing is ever sent in reply.
func (s *Service) TakeReport(ctx context.Context, r MailReport) (TakenReport, error) {
	taken := TakenReport{Kind: r.Kind, Changed: []string{}}
	for _, to := range r.To {
		if who, err := s.secret.ReadUnsubscribeAddress(to); err == nil {
			taken.Kind, taken.Reason = ReportUnsubscribe, "the contact asked for no more mail"
			return taken, s.silence(ctx, &taken, who, Unsubscribed)
		}
	}
	id, about := s.proven(r)
	taken.Invitation = id
	switch r.Kind {
	case ReportBounce:
		if id == "" {
			taken.Reason = "it was not sent to a return path of ours, so nothing proves which mail it is about"
			return taken, nil
		}
		return taken, s.takeBounce(ctx, r, &taken, about)
	case ReportComplaint:
		return taken, s.takeComplaint(ctx, &taken, about)
	case ReportAutomatic:
		taken.Reason = "an automatic reply says nothing about whether mails arrive"
	default:
		taken.Reason = "it does not say what became of a mail"
	}
	return taken, nil
}

// proven tells which invitation a report is about, and whom: each empty when
// nothing proves it. The person comes from the mail that is being told of, so it
// is known after an erasure too.
func (s *Service) proven(r MailReport) (invitation string, who Person) {
	paths := r.To
	if r.Kind == ReportComplaint {
		paths = append(slices.Clone(paths), r.Original.ReturnPath)
	}
	for _, path := range paths {
		if id, _, err := s.secret.ReadReturnPath(path); err == nil {
			invitation = id
			break
		}
	}
	if invitation == "" && r.Kind == ReportComplaint {
		// An id is 74 random bits, and stands in nothing but the mail itself.
		id, _, _ := strings.Cut(strings.Trim(r.Original.MessageID, "<> "), ".")
		if len(id) == 36 {
			invitation = id
		}
	}
	for _, link := range r.Original.Unsubscribe {
		if p, err := s.secret.ReadUnsubscribeAddress(strings.TrimPrefix(link, "mailto:")); err == nil {
			return invitation, p
		}
		if p, _, err := s.secret.ReadUnsubscribe(link[strings.LastIndexByte(link, '/')+1:]); err == nil {
			return invitation, p
		}
	}
	return invitation, ""
}

// silence keeps a person from being mailed about anything.
func (s *Service) silence(ctx context.Context, taken *TakenReport, who Person, why SuppressionReason) error {
	added, err := s.Suppress(ctx, []Suppression{{Person: who, Reason: why, Since: s.now()}})
	if err == nil && added > 0 {
		taken.Changed = append(taken.Changed, changedSuppressed)
	}
	return err
}

func (s *Service) takeComplaint(ctx context.Context, taken *TakenReport, who Person) error {
	if taken.Invitation != "" {
		inv, err := s.Invitation(ctx, taken.Invitation)
		switch {
		case KindOf(err) == NotFound:
			taken.Invitation = ""
		case err != nil:
			return err
		case inv.Person != "":
			who = inv.Person
		}
	}
	if who == "" {
		taken.Reason = "it holds nothing that proves which mail of ours it is about"
		return nil
	}
	taken.Reason = "the contact called the mail unwanted"
	return s.silence(ctx, taken, who, Complaint)
}

// takeBounce acts on a report about a mail of an invitation. about is whom the
// returned mail names; empty when it was not returned.
func (s *Service) takeBounce(ctx context.Context, r MailReport, taken *TakenReport, about Person) error {
	known, err := s.Invitation(ctx, taken.Invitation)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if known.Person == "" {
		known.Person = about
	}
	fate, ok := s.secret.fateOf(known.Person, r.Fates)
	if !ok {
		taken.Kind, taken.Reason = ReportOther, "it does not say what became of a mail"
		return nil
	}
	if taken.Kind = fate.Kind; fate.Kind != ReportBounce {
		taken.Reason = "the mail is still being tried"
		if fate.Kind == ReportDelivered {
			taken.Reason = "the mail arrived"
		}
		return nil
	}
	taken.Bounce, taken.Reason = fate.bounce(), fate.words()
	if taken.Bounce == BouncePolicy {
		s.log.Warn("a mail came back for who sent it; nobody is suppressed", "status", fate.Status, "reply", fate.Words)
	}
	return s.Update(ctx, func(tx Tx) error {
		taken.Changed, taken.Reason = []string{}, fate.words()
		// Contact, person, invitation: the order in which everybody locks.
		if known.ContactID != "" {
			if _, err := tx.Contacts([]string{known.ContactID}); err != nil {
				return err
			}
		}
		if known.Person != "" {
			if err := tx.LockPerson(known.Person); err != nil {
				return err
			}
		}
		return s.bounced(tx, taken, known.Person)
	})
}

// bounced stores that a mail came back, and what follows for who it was sent to.
func (s *Service) bounced(tx Tx, taken *TakenReport, who Person) error {
	inv, err := tx.Invitation(taken.Invitation)
	there := KindOf(err) != NotFound
	if err != nil && there {
		return err
	}
	if there {
		answers, err := tx.ResponsesTo([]string{inv.ID})
		if err != nil {
			return err
		}
		if _, answered := answers[inv.ID]; answered {
			taken.Reason += "; but it was answered, so it arrived"
			return nil
		}
	}
	if there && slices.Contains([]Status{StatusSending, StatusSent, StatusUnknown}, inv.Status) {
		before := inv.mailed()
		inv.cameBack(taken.Bounce, taken.Reason, s.now())
		if err := tx.PutInvitation(inv, s.now()); err != nil {
			return err
		}
		if n := inv.mailed() - before; n != 0 {
			if err := tx.AddMailed(inv.Survey, inv.Day, n); err != nil {
				return err
			}
		}
		taken.Changed = append(taken.Changed, changedBounced)
	}
	if who == "" {
		return nil
	}
	var why SuppressionReason
	switch taken.Bounce {
	case BounceAddress:
		why = HardBounce
	case BounceMailbox:
		mails, err := tx.MailedTo(who, 20)
		if err != nil {
			return err
		}
		if givenUp(mails, s.now()) {
			why = SoftBounces
		}
	}
	if why == "" {
		return nil
	}
	added, err := s.suppress(tx, []Suppression{{Person: who, Reason: why, Since: s.now()}})
	if added > 0 {
		taken.Changed = append(taken.Changed, changedSuppressed)
	}
	return err
}

// unbounce takes back that a mail came back: somebody answers it.
func unbounce(tx Tx, id string, now time.Time) error {
	inv, err := tx.Invitation(id)
	if err != nil || inv.Status != StatusBounced {
		return err
	}
	before := inv.mailed()
	inv.arrived()
	if err := tx.PutInvitation(inv, now); err != nil || inv.mailed() == before {
		return err
	}
	return tx.AddMailed(inv.Survey, inv.Day, inv.mailed()-before)
}
