package dispatch

import (
	"context"
	"slices"
	"strings"

	"halte/surveys"
)

// cameBack gives a fate as the reason for which an invitation ended.
func cameBack(f surveys.Fate) surveys.Reason {
	if reply := f.Reply(); reply != "" {
		return surveys.Because(surveys.ReasonCameBackWith, "reply", reply)
	}
	return surveys.Because(surveys.ReasonCameBack)
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
func (s *Service) TakeMail(ctx context.Context, raw []byte, to ...string) (surveys.TakenReport, error) {
	if s.readReport == nil {
		return surveys.TakenReport{}, surveys.Errorf(surveys.Unavailable, "Mails that come back are not taken here.")
	}
	r, err := s.readReport(raw, to...)
	if err != nil {
		return surveys.TakenReport{}, err
	}
	taken, err := s.TakeReport(ctx, r)
	if err == nil {
		s.reported(taken)
	}
	return taken, err
}

// TakeReport acts on a report, as far as it is proven: by a return path that we
// made, and for a complaint also by what it holds of our mail. Taking it again
// changes nothing. One about a mail that the database believes was never sent pauses
// sending. Nothing is ever sent in reply.
func (s *Service) TakeReport(ctx context.Context, r surveys.MailReport) (surveys.TakenReport, error) {
	taken := surveys.TakenReport{Kind: r.Kind, Changed: []string{}}
	if err := s.witness(ctx, r); err != nil {
		return taken, err
	}
	for _, to := range r.To {
		if who, err := s.secret.ReadUnsubscribeAddress(to); err == nil {
			taken.Kind, taken.Reason = surveys.ReportUnsubscribe, surveys.Because(surveys.ReasonMailUnsubscribed)
			err := s.store.Update(ctx, func(tx Tx) error { return s.silence(tx, &taken, who, surveys.Unsubscribed) })
			return taken, err
		}
	}
	id, recipient := s.proven(r)
	taken.Invitation = id
	switch r.Kind {
	case surveys.ReportBounce:
		if id == "" {
			taken.Reason = surveys.Because(surveys.ReasonMailNotOurs)
			return taken, nil
		}
		return taken, s.takeBounce(ctx, r, &taken, recipient)
	case surveys.ReportComplaint:
		return taken, s.takeComplaint(ctx, &taken, recipient)
	case surveys.ReportAutomatic:
		taken.Reason = surveys.Because(surveys.ReasonMailAutomatic)
	default:
		taken.Reason = surveys.Because(surveys.ReasonMailUnclear)
	}
	return taken, nil
}

// proven tells which invitation a report is about, and whom: each empty when
// nothing proves it. The person comes from the mail that is being told of, so it
// is known after an erasure too.
func (s *Service) proven(r surveys.MailReport) (invitation string, who surveys.Person) {
	paths := r.To
	if r.Kind == surveys.ReportComplaint {
		paths = append(slices.Clone(paths), r.Original.ReturnPath)
	}
	for _, path := range paths {
		if id, _, err := s.secret.ReadReturnPath(path); err == nil {
			invitation = id
			break
		}
	}
	if invitation == "" && r.Kind == surveys.ReportComplaint {
		// An id is 74 random bits, and stands in nothing but the mail itself.
		id, _, _ := strings.Cut(strings.Trim(r.Original.MessageID, "<> "), ".")
		if surveys.IsID(id) { // anybody may write anything there
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
func (s *Service) silence(tx Tx, taken *surveys.TakenReport, who surveys.Person, why surveys.SuppressionReason) error {
	taken.Changed = []string{}
	added, err := s.suppress(tx, []surveys.Suppression{{Person: who, Reason: why, Since: s.now()}})
	if added > 0 {
		taken.Changed = append(taken.Changed, changedSuppressed)
	}
	return err
}

// takeComplaint acts on a complaint. reporter is whom the mail that it holds
// names; the person of the invitation goes before.
func (s *Service) takeComplaint(ctx context.Context, taken *surveys.TakenReport, reporter surveys.Person) error {
	invitation := taken.Invitation
	return s.store.Update(ctx, func(tx Tx) error {
		who := reporter
		if taken.Invitation = invitation; invitation != "" {
			inv, err := tx.Invitation(invitation)
			switch {
			case surveys.KindOf(err) == surveys.NotFound:
				taken.Invitation = ""
			case err != nil:
				return err
			case inv.Person != "":
				who = inv.Person
			}
		}
		if who == "" {
			taken.Reason = surveys.Because(surveys.ReasonMailUnproven)
			return nil
		}
		taken.Reason = surveys.Because(surveys.ReasonMailUnwanted)
		return s.silence(tx, taken, who, surveys.Complaint)
	})
}

// takeBounce acts on a report about a mail of an invitation. recipient is whom the
// returned mail names; empty when it was not returned.
func (s *Service) takeBounce(ctx context.Context, r surveys.MailReport, taken *surveys.TakenReport, recipient surveys.Person) error {
	report := *taken
	err := s.store.Update(ctx, func(tx Tx) error {
		*taken = report
		taken.Changed = []string{}
		mailed, err := tx.Invitation(taken.Invitation)
		if err != nil && surveys.KindOf(err) != surveys.NotFound {
			return err
		}
		if mailed.Person == "" {
			mailed.Person = recipient
		}
		fate, why, ok := fateOf(s.secret, mailed.Person, r)
		if !ok {
			taken.Kind, taken.Reason = surveys.ReportOther, surveys.Because(surveys.ReasonMailUnclear)
			return nil
		}
		if taken.Kind = fate.Kind; fate.Kind != surveys.ReportBounce {
			taken.Reason = surveys.Because(surveys.ReasonMailDelayed)
			if fate.Kind == surveys.ReportDelivered {
				taken.Reason = surveys.Because(surveys.ReasonMailDelivered)
			}
			return nil
		}
		taken.Bounce, taken.Reason = why, cameBack(fate)
		// Contact, person, invitation: the order in which everybody locks.
		if mailed.ContactID != "" {
			if _, err := tx.ContactsLock([]string{mailed.ContactID}); err != nil {
				return err
			}
		}
		if mailed.Person != "" {
			if err := tx.PersonLock(mailed.Person); err != nil {
				return err
			}
		}
		return s.bounced(tx, taken, mailed.Person)
	})
	if err == nil && (taken.Bounce == surveys.BouncePolicy || taken.Bounce == surveys.BounceUnknown) {
		s.log.Warn("a mail came back for who sent it, or for no reason that is known; nobody is suppressed", "bounce", taken.Bounce, "reply", taken.Reason.Args["reply"])
	}
	return err
}

// bounced stores that a mail came back, and what follows for who it was sent to.
func (s *Service) bounced(tx Tx, taken *surveys.TakenReport, who surveys.Person) error {
	inv, err := tx.InvitationLock(taken.Invitation)
	there := surveys.KindOf(err) != surveys.NotFound
	if err != nil && there {
		return err
	}
	if inv.Person == "" { // erased meanwhile: no word about the person is kept
		taken.Reason = surveys.Because(surveys.ReasonCameBack)
	}
	if there {
		answers, err := tx.ResponsesToInvitations([]string{inv.ID})
		if err != nil {
			return err
		}
		if _, answered := answers[inv.ID]; answered {
			taken.Reason = surveys.BecauseOf(surveys.ReasonMailAnswered, taken.Reason)
			return nil
		}
	}
	if there && slices.Contains([]surveys.Status{surveys.StatusSending, surveys.StatusSent, surveys.StatusUnknown}, inv.Status) {
		before := inv.Mailed()
		inv.CameBack(taken.Bounce, taken.Reason, s.now())
		if err := tx.InvitationPut(inv, s.now()); err != nil {
			return err
		}
		if n := inv.Mailed() - before; n != 0 {
			if err := tx.MailedAdd(inv.Survey, inv.Day, n); err != nil {
				return err
			}
		}
		taken.Changed = append(taken.Changed, changedBounced)
	}
	if who == "" {
		return nil
	}
	var why surveys.SuppressionReason
	switch taken.Bounce {
	case surveys.BounceAddress:
		why = surveys.HardBounce
	case surveys.BounceMailbox:
		mails, err := tx.InvitationsMailedTo(who, 20)
		if err != nil {
			return err
		}
		if givenUp(mails, s.now()) {
			why = surveys.SoftBounces
		}
	}
	if why == "" {
		return nil
	}
	added, err := s.suppress(tx, []surveys.Suppression{{Person: who, Reason: why, Since: s.now()}})
	if added > 0 {
		taken.Changed = append(taken.Changed, changedSuppressed)
	}
	return err
}
