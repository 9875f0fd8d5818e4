package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/batch"
	"halte/surveys/blame"
	"halte/surveys/definition"
)

// SendTimeout is how long a sending may take.
const SendTimeout = 90 * time.Second

const retryFor = 72 * time.Hour // from the first attempt of a mail to the last

// Deliver sends the mail of a leased invitation, if it may still go out. It returns
// nil when the invitation is settled, and also when somebody else holds it by now. An
// error means that the database did not answer: Deliver may be called again, and when
// the lease was given back or has ended, the invitation is due again.
func (s *Service) Deliver(ctx context.Context, c surveys.Lease) error {
	furthest, wait, err := s.compare(ctx)
	if err != nil || wait {
		return err // the lease ends
	}
	a := &admission{lease: c, furthest: furthest}
	for ask := true; ask; ask = err == nil && a.again {
		// Who stopped waiting would leave a mail behind that is admitted and that nobody sends.
		err = s.inGroups().admissions.Do(context.WithoutCancel(ctx), a)
	}
	if a.mail == nil || err != nil && !s.admitted(ctx, *a.mail) {
		return err
	}
	m := *a.mail
	m.ReturnPath = s.secret.ReturnPath(s.returnPath, m.Invitation, m.Wave)
	sending, cancel := context.WithTimeout(ctx, SendTimeout)
	defer cancel()
	return s.settleSending(ctx, &settlement{lease: c, mail: m, was: a.before, sent: s.mailer.Send(sending, m)})
}

// inGroups gives the groups that mails are admitted and settled in.
func (s *Service) inGroups() *groups {
	s.groups.once.Do(func() {
		s.groups.admissions = batch.Batcher[*admission]{Commit: s.admitGroup, Weight: one[*admission], Most: mostInGroup, Linger: linger}
		s.groups.settlements = batch.Batcher[*settlement]{Commit: s.settleGroup, Weight: one[*settlement], Most: mostInGroup, Linger: linger}
	})
	return &s.groups
}

// admitted says whether a mail was admitted although the database did not say so:
// its commit may have come about and only the reply have been lost. Nobody else
// would ever send that mail. Its token tells, which nobody else can have stored.
func (s *Service) admitted(ctx context.Context, m surveys.Mail) bool {
	hash := surveys.TokenHash(strings.TrimPrefix(m.AnswerURL, s.baseURL+"/r/"))
	found := false
	s.retry(ctx, func() bool {
		_, _, err := s.store.Read(ctx).InvitationByToken(hash)
		found = err == nil
		return found || surveys.KindOf(err) == surveys.NotFound
	})
	return found
}

// retry calls done until it says true; false when the context ends first. The waits
// between two calls double from a fifth of a second to two seconds. It is for what
// must be known of a mail while the database does not answer, and so another thing
// than what the store does when two transactions meet: that ends after a second.
func (s *Service) retry(ctx context.Context, done func() bool) bool {
	for wait := 200 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		if done() {
			return true
		}
		if !s.wait(ctx, wait) {
			return false
		}
	}
}

// settleSending stores the outcome of a sending. It does so also when the lease ended
// meanwhile: the owner knows more than "unknown". While the database does not answer it
// tries again until the lease ends, so that the outcome is not lost when the database
// restarts. Then it tries once more: perhaps the time passed because the process stood still.
func (s *Service) settleSending(ctx context.Context, o *settlement) error {
	leased, cancel := context.WithTimeout(context.WithoutCancel(ctx), LeaseTime-SendTimeout)
	defer cancel()
	if s.retry(leased, func() bool { return s.inGroups().settlements.Do(leased, o) == nil }) {
		return nil
	}
	once, cancel := context.WithTimeout(context.WithoutCancel(ctx), SendTimeout)
	defer cancel()
	return s.inGroups().settlements.Do(once, o)
}

// settleGroup stores the outcomes of sendings. An address without a reader is suppressed.
func (s *Service) settleGroup(ctx context.Context, list []*settlement) error {
	return s.store.Update(ctx, func(tx Tx) error {
		g := settling{Service: s, tx: tx, now: s.now(), changed: map[string]surveys.Invitation{}, mailed: map[counted]int64{}}
		return g.settle(list)
	})
}

// settling is a transaction that settles sendings.
type settling struct {
	*Service
	tx      Tx
	plan    *definition.Plan
	now     time.Time
	changed map[string]surveys.Invitation
	mailed  map[counted]int64 // first mails
	dead    []surveys.Suppression
}

// counted is what first mails are counted by.
type counted struct{ survey, day string }

func (g *settling) settle(list []*settlement) (err error) {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.lease.Invitation
	}
	invitations, err := g.tx.InvitationsLock(surveys.Unique(ids))
	if err != nil {
		return err
	}
	if g.plan, err = g.plans.In(g.tx); err != nil {
		return err
	}
	for _, o := range list {
		inv, ok := invitations[o.lease.Invitation]
		if !ok || inv.Epoch != o.lease.Epoch || inv.Wave != o.mail.Wave {
			continue
		}
		if err := g.one(&inv, o); err != nil {
			return err
		}
		invitations[inv.ID] = inv
	}
	if err := g.tx.InvitationsPut(slices.Collect(maps.Values(g.changed)), g.now); err != nil {
		return err
	}
	if err := g.tx.SuppressionsPut(g.dead); err != nil {
		return err
	}
	for _, c := range slices.SortedFunc(maps.Keys(g.mailed), func(a, b counted) int {
		return cmp.Or(strings.Compare(a.survey, b.survey), strings.Compare(a.day, b.day))
	}) {
		if err := g.tx.MailedAdd(c.survey, c.day, g.mailed[c]); err != nil {
			return err
		}
	}
	return nil
}

func (g *settling) one(inv *surveys.Invitation, o *settlement) error {
	if inv.Status == surveys.StatusBounced { // an earlier mail came back meanwhile
		return recordLast(inv, g.tx, g.now, o.sent)
	}
	if inv.Status != surveys.StatusSending && inv.Status != surveys.StatusUnknown {
		return nil
	}
	before := inv.Mailed()
	if inv.Resends > 0 {
		afterResending(inv, g.plan, g.now, o.sent)
	} else {
		afterSending(inv, g.plan, g.now, o.was, o.sent)
	}
	if err := recordReminders(inv, g.tx, g.plan, o.mail.Wave, g.now, o.sent); err != nil {
		return err
	}
	g.changed[inv.ID] = *inv
	if a, err := surveys.ParseAddress(o.mail.ToAddress); err == nil && nobodyReads(o.sent) {
		g.dead = append(g.dead, surveys.Suppression{Person: g.secret.Person(a, ""), Reason: surveys.HardBounce, Since: g.now})
	}
	if inv.Mailed() != before {
		g.mailed[counted{inv.Survey, inv.Day}] += inv.Mailed() - before
	}
	return nil
}

// nobodyReads says whether a server refused a mail because of its address.
func nobodyReads(sent error) bool {
	var failed *surveys.SendError
	return errors.As(sent, &failed) && failed.Outcome == surveys.SendRefused && failed.Blame() == blame.Address
}

// afterSending changes the invitation after a sending: outcome is nil or a SendError, was
// is the status that the invitation had before.
func afterSending(i *surveys.Invitation, p *definition.Plan, now time.Time, was surveys.Status, outcome error) {
	var failed *surveys.SendError
	switch {
	case outcome == nil, errors.As(outcome, &failed) && failed.Outcome == surveys.SendUnknown:
		i.Settle(surveys.StatusSent, surveys.Reason{})
		if outcome != nil {
			i.Settle(surveys.StatusUnknown, surveys.Because(surveys.ReasonNoReply))
		}
		if i.SentAt.IsZero() {
			i.SentAt, i.ClosesAt = now, now.Add(i.OpenFor.Duration())
		}
		if i.Wave == 0 {
			i.AskedAt = now
		}
		i.Attempts = 0
		i.NextAt = reminderAt(i, p, now)
	case failed != nil && failed.Outcome == surveys.SendRefused:
		// Where no server of ours can write to the address, none refused the mail.
		ended := surveys.IfElse(failed.Trouble == surveys.ReasonServerNoUTF8, surveys.StatusUnreachable, surveys.StatusFailed)
		notSent(i, was, ended, sendReason(outcome), time.Time{})
	case failed != nil && failed.Trouble == surveys.ReasonWaitedTooLong: // the rules say at once what becomes of it
		i.Attempts--
		notSent(i, was, surveys.StatusScheduled, sendReason(outcome), now)
	default:
		wait, code := backoff(i), surveys.ReasonRetry
		if failed != nil && failed.Wait > 0 { // nobody was asked, so it was no attempt
			wait, code = turn(i, now, failed.Wait), surveys.ReasonWaiting
		}
		next := now.Add(wait)
		if wait <= 0 || next.After(i.SendBy) {
			notSent(i, was, surveys.StatusFailed, surveys.BecauseOf(surveys.ReasonGaveUp, sendReason(outcome)), time.Time{})
			return
		}
		notSent(i, was, surveys.StatusScheduled, surveys.BecauseOf(code, sendReason(outcome)), next)
	}
}

// notSent puts an invitation back in the row (next is when) or ends it. A
// reminder that was not sent leaves the invitation as it was: sent, or unknown.
func notSent(i *surveys.Invitation, was, status surveys.Status, reason surveys.Reason, next time.Time) {
	if i.Wave > 0 {
		status = was
		if !next.IsZero() || was == surveys.StatusUnknown {
			i.Wave-- // the same reminder again, or the mail before it is what is unknown
		}
	} else {
		// Nobody was asked, also where a lost lease had it that somebody might.
		i.AskedAt, i.SentAt, i.ClosesAt = time.Time{}, time.Time{}, time.Time{}
	}
	i.Settle(status, reason)
	i.NextAt = next
}

// reminderAt gives when the next reminder is due after a mail was sent at now;
// zero when none follows, or none could be sent in time.
func reminderAt(i *surveys.Invitation, p *definition.Plan, now time.Time) time.Time {
	rule := p.TriggerByKey[i.Trigger]
	if rule == nil || i.Wave >= len(rule.Reminders) {
		return time.Time{}
	}
	at := now.Add(rule.Reminders[i.Wave].After.Duration())
	if at.After(i.SendBy) || !at.Before(i.ClosesAt) {
		return time.Time{}
	}
	return at // the window is asked when it is due
}

// turn takes back an attempt at which nobody was asked, and gives the wait before
// the next: as long as is wished for, but no longer than half of the time that is
// left, unless that is next to nothing.
func turn(i *surveys.Invitation, now time.Time, wish time.Duration) time.Duration {
	i.Attempts--
	wait := wish + jitter(i.ID, i.Attempts, wish)
	if half := i.SendBy.Sub(now) / 2; half >= time.Minute {
		wait = min(wait, half)
	}
	return wait
}

// backoff gives the wait before the next attempt: from one minute doubling to
// six hours, spread so that a crowd does not return at once. The last one ends
// retryFor after the first attempt; after that one it is zero.
func backoff(i *surveys.Invitation) (wait time.Duration) {
	left := retryFor
	for n := range max(i.Attempts, 1) {
		left -= wait
		wait = min(time.Minute<<min(n, 10), 6*time.Hour)
		wait = min(wait+jitter(i.ID, n, wait), left)
	}
	return wait
}

// jitter gives up to a quarter of a wait, another for each invitation and
// attempt, and always the same; whole seconds.
func jitter(id string, attempt int, wait time.Duration) time.Duration {
	h := fnv.New32a()
	fmt.Fprint(h, id, " ", attempt)
	return (wait * time.Duration(h.Sum32()%256) / 1024).Truncate(time.Second)
}

// sendReason says why a mail was not taken: in the words of the mail server where
// it had some, or by the reason for which it could not be written.
func sendReason(err error) surveys.Reason {
	var failed *surveys.SendError
	var refused *surveys.Error
	switch {
	case errors.As(err, &failed):
		return failed.Reason()
	case errors.As(err, &refused) && !refused.Reason.IsZero():
		return refused.Reason
	}
	return surveys.Because(surveys.ReasonNotHandedOver)
}

// mail fills what every mail about a survey needs.
func (s *Service) mail(p *definition.Plan, survey *definition.PlannedSurvey, language string, to surveys.Contact) surveys.Mail {
	touchpoint := survey.Touchpoint
	if t := p.TouchpointByKey[survey.Touchpoint]; t != nil {
		touchpoint = t.Name.In(language, p.Definition.Organisation.Languages[0])
	}
	return surveys.Mail{
		UnsubscribeTo: s.unsubscribeTo(to.Person),
		ToName:        to.GreetingName(), ToAddress: to.Email, Organisation: p.Definition.Organisation, Language: language,
		TouchpointKey: survey.Touchpoint, Touchpoint: touchpoint, Survey: survey.Key, Metric: survey.Metric,
		Question:       survey.Question.In(language, p.Definition.Organisation.Languages[0]),
		UnsubscribeURL: s.baseURL + "/u/" + s.secret.UnsubscribeToken(to.Person, survey.Touchpoint),
	}
}

// unsubscribeTo gives where a mail unsubscribes a person, where such mail is taken.
func (s *Service) unsubscribeTo(p surveys.Person) string {
	if !s.takesMail {
		return ""
	}
	return s.secret.UnsubscribeAddress(s.returnPath, p)
}

// TestToken stands in the links of a test mail; an answer to it leads nowhere.
const TestToken = "test"

// SendTest sends the mail of a survey to an address, to look at. Nothing is
// recorded. language may be empty for the default.
func (s *Service) SendTest(ctx context.Context, address, survey, language string) error {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return err
	}
	a, err := surveys.ParseAddress(address)
	if err != nil {
		return surveys.Refuse("address", "%s", err)
	}
	planned := p.SurveyByKey[survey]
	if planned == nil {
		return surveys.Errorf(surveys.NotFound, "There is no survey %q.", survey)
	}
	m := s.mail(p, planned, p.LanguageFor(language), surveys.Contact{Email: a.String(), Person: s.secret.Person(a, "")})
	m.Invitation, m.Test = surveys.NewID(), true
	m.ReturnPath = s.secret.ReturnPath(s.returnPath, m.Invitation, 0) // as on any other mail, to be looked at
	m.UnsubscribeURL, m.UnsubscribeTo = s.baseURL+"/u/"+TestToken, ""
	m.AnswerURL, m.ClosesAt = s.baseURL+"/r/"+TestToken, s.now().Add(definition.DefaultExpiry.Duration())
	return s.mailer.Send(ctx, m)
}
