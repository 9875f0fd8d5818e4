package dispatch_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func personOf(t *testing.T, address string) surveys.Person {
	t.Helper()
	a, err := surveys.ParseAddress(address)
	Must(t, err)
	return Secret.Person(a, "")
}

func suppressed(t *testing.T, h *Halte, who surveys.Person) string {
	t.Helper()
	list, err := h.Read(t.Context()).SuppressionsOf(who)
	Must(t, err)
	var out []string
	for _, one := range list {
		out = append(out, string(one.Reason)+"@"+one.Touchpoint)
	}
	return strings.Join(out, " ")
}

// mailedOn counts the first mails that went out and did not come back.
func mailedOn(t *testing.T, h *Halte, inv surveys.Invitation) int64 {
	t.Helper()
	all, err := h.Read(t.Context()).InvitationCounts([]string{inv.Survey}, inv.Day, inv.Day)
	Must(t, err)
	return all[inv.Survey].Sent
}

func TestAMailToAnAddressThatNobodyReadsComesBackOnce(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery, strings.TrimSuffix(AfterReturn, "}")+", delay: 2d}"))
	e, _ := h.Invites("jo")
	other := Event("order.returned", Of("jo"), On(h.Clock.Now().Format(time.RFC3339)))
	h.Happens(other)
	sent := h.Invited(e)
	h.Clock.Pass(time.Hour)
	r := Reported(sent, surveys.ReportBounce, "5.1.1")
	taken := Takes(t, h, r)
	if taken.Kind != surveys.ReportBounce || taken.Invitation != sent.ID || taken.Bounce != surveys.BounceAddress ||
		strings.Join(taken.Changed, " ") != "bounced suppressed" || h.Says(taken.Reason) != "the mail came back: 5.1.1" {
		t.Errorf("%+v", taken)
	}
	inv := h.Invited(e)
	if inv.Status != surveys.StatusBounced || h.Says(inv.Reason) != h.Says(taken.Reason) || inv.SentAt != sent.SentAt || !inv.NextAt.IsZero() || inv.BouncedAt != h.Clock.Now() {
		t.Errorf("%+v", inv)
	}
	if got := suppressed(t, h, inv.Person); got != "hard_bounce@" {
		t.Errorf("suppressed: %s", got)
	}
	if got := h.Invited(other); got.Status != surveys.StatusSuppressed || !strings.HasPrefix(h.Says(got.Reason), "a mail to the address came back for good on ") {
		t.Errorf("what was scheduled is %s: %s", got.Status, h.Says(got.Reason))
	}
	if n := mailedOn(t, h, inv); n != 0 {
		t.Errorf("%d mails are counted", n)
	}
	h.Clock.Pass(time.Hour)
	if again := Takes(t, h, r); len(again.Changed) != 0 || again.Bounce != taken.Bounce {
		t.Errorf("the same report again: %+v", again)
	}
	if again := h.Invited(e); again.BouncedAt != inv.BouncedAt || mailedOn(t, h, inv) != 0 {
		t.Errorf("%+v", again)
	}
	if n := h.Later(30 * surveys.Day); n != 0 {
		t.Errorf("%d mails were leased", n)
	}
}

func TestWhatCameBackTellsWhoseFaultItIs(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]struct {
		bounce surveys.Bounce
		list   string
	}{
		"5.1.1": {surveys.BounceAddress, "hard_bounce@"}, "5.1.10": {surveys.BounceAddress, "hard_bounce@"}, "5.2.1": {surveys.BounceMailbox, ""},
		"5.2.2": {surveys.BounceMailbox, ""}, "4.4.7": {surveys.BounceMailbox, ""}, "4.1.1": {surveys.BounceMailbox, ""}, "": {surveys.BounceUnknown, ""},
		"5.7.1": {surveys.BouncePolicy, ""}, "5.1.8": {surveys.BouncePolicy, ""},
	} {
		t.Run("status "+status, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDelivery))
			e, _ := h.Invites("jo")
			taken := Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, status))
			inv := h.Invited(e)
			if got := suppressed(t, h, inv.Person); inv.Status != surveys.StatusBounced || inv.Bounce != want.bounce || taken.Bounce != want.bounce || got != want.list {
				t.Errorf("%s for %s; suppressed: %q", inv.Status, inv.Bounce, got)
			}
		})
	}
}

func TestAMailboxThatReturnsMailAfterMailIsGivenUp(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 0d", AfterDeliveryWith("quarantine: 0d")))
	who := personOf(t, "jo@example.org")
	comesBack := func(status string) {
		t.Helper()
		e, _ := h.Invites("jo", ID(h.Clock.Now().String()))
		Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, status))
		h.Clock.Pass(surveys.Day)
	}
	for range 2 {
		comesBack("5.2.2")
	}
	comesBack("5.7.1") // says nothing of the mailbox
	comesBack("")      // nor does this, of anything
	h.Invites("jo", ID("arrives"))
	h.Clock.Pass(surveys.Day)
	for range 3 {
		comesBack("4.2.2")
		if got := suppressed(t, h, who); got != "" {
			t.Fatalf("suppressed too early: %s", got)
		}
	}
	comesBack("4.2.2") // the third day after the first of them
	if got := suppressed(t, h, who); got != "soft_bounces@" {
		t.Errorf("suppressed: %q", got)
	}
}

func TestWhatIsSaidOfTheSenderGivesNoMailboxUp(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 0d", AfterDeliveryWith("quarantine: 0d")))
	who := personOf(t, "jo@example.org")
	for day, c := range []struct{ status, list string }{{"4.2.2", ""}, {"5.7.1", ""}, {"", ""}, {"4.2.2", ""}, {"4.2.2", "soft_bounces@"}} {
		e, _ := h.Invites("jo", ID(h.Clock.Now().String()))
		Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, c.status))
		if got := suppressed(t, h, who); got != c.list {
			t.Errorf("day %d, status %q: suppressed: %q, want %q", day, c.status, got, c.list)
		}
		h.Clock.Pass(surveys.Day)
	}
}

func TestAReportIsBelievedOnlyWhenItProvesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, _ := h.Invites("jo")
	inv := h.Invited(e)
	r := Reported(inv, surveys.ReportBounce, "5.1.1")
	token := Token(surveys.Mail{AnswerURL: h.Outbox.Mails()[0].UnsubscribeURL})
	for what, to := range map[string]string{
		"nobody's": "", "another secret's": surveys.Secret(strings.Repeat("x", 32)).ReturnPath(Returns, inv.ID, 0), "a plain one": "bounce@mail.deketting.example",
	} {
		forged := r
		forged.To = []string{to}
		forged.Original = surveys.Original{ReturnPath: r.To[0], MessageID: "<" + inv.ID + ".0@deketting.example>", Unsubscribe: []string{"https://halte.example/u/" + token}}
		if taken := Takes(t, h, forged); taken.Invitation != "" || len(taken.Changed) > 0 || taken.Reason.Code != surveys.ReasonMailNotOurs {
			t.Errorf("%s return path: %+v", what, taken)
		}
	}
	for _, kind := range []surveys.ReportKind{surveys.ReportAutomatic, surveys.ReportOther} {
		if taken := Takes(t, h, surveys.MailReport{Kind: kind, To: r.To}); taken.Kind != kind || taken.Invitation != inv.ID || len(taken.Changed) > 0 || taken.Reason.IsZero() {
			t.Errorf("%+v", taken)
		}
	}
	for _, kind := range []surveys.ReportKind{surveys.ReportDelayed, surveys.ReportDelivered} {
		if taken := Takes(t, h, Reported(inv, kind, "4.4.1")); taken.Kind != kind || len(taken.Changed) > 0 || taken.Reason.IsZero() {
			t.Errorf("%+v", taken)
		}
	}
	if now := h.Invited(e); now.Status != surveys.StatusSent || mailedOn(t, h, now) != 1 {
		t.Errorf("%+v", now)
	}
}

func TestOfSeveralRecipientsOurContactCounts(t *testing.T) {
	t.Parallel()
	fate := func(address string, kind surveys.ReportKind, status string) surveys.Fate {
		return surveys.Fate{Kind: kind, Status: status, Addresses: []string{address}}
	}
	forwarded := surveys.Fate{Kind: surveys.ReportBounce, Status: "5.1.1", Addresses: []string{"jo@example.org", "jo@elsewhere.example"}, Forwarded: true}
	for what, c := range map[string]struct {
		fates []surveys.Fate
		want  surveys.ReportKind
		why   surveys.Bounce
	}{
		"its own, beside a neighbour's":      {[]surveys.Fate{fate("al@example.org", surveys.ReportDelivered, ""), fate("JO@EXAMPLE.ORG", surveys.ReportBounce, "5.1.1")}, surveys.ReportBounce, surveys.BounceAddress},
		"a list of which one was reached":    {[]surveys.Fate{fate("al@example.org", surveys.ReportBounce, "5.1.1"), fate("bo@example.org", surveys.ReportDelivered, "")}, surveys.ReportDelivered, ""},
		"a list of which one may be reached": {[]surveys.Fate{fate("al@example.org", surveys.ReportBounce, "5.1.1"), fate("bo@example.org", surveys.ReportDelayed, "4.4.1")}, surveys.ReportDelayed, ""},
		"a list that failed":                 {[]surveys.Fate{fate("al@example.org", surveys.ReportBounce, "5.1.1"), fate("bo@example.org", surveys.ReportBounce, "5.2.2")}, surveys.ReportBounce, surveys.BounceMailbox},
		"where it was forwarded":             {[]surveys.Fate{forwarded}, surveys.ReportBounce, surveys.BounceMailbox},
		"a stranger, perhaps forwarded to":   {[]surveys.Fate{fate("jo@elsewhere.example", surveys.ReportBounce, "5.1.1")}, surveys.ReportBounce, surveys.BounceMailbox},
		"no one by name":                     {[]surveys.Fate{{Kind: surveys.ReportBounce, Status: "5.1.1"}}, surveys.ReportBounce, surveys.BounceAddress},
		"no one by name, beside a stranger":  {[]surveys.Fate{fate("al@example.org", surveys.ReportDelivered, ""), {Kind: surveys.ReportBounce, Status: "5.2.2"}}, surveys.ReportBounce, surveys.BounceMailbox},
		"nobody":                             {nil, surveys.ReportOther, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDelivery))
			e, _ := h.Invites("jo")
			r := Reported(h.Invited(e), "", "")
			r.Fates = c.fates
			if taken := Takes(t, h, r); taken.Kind != c.want || taken.Bounce != c.why {
				t.Errorf("%+v", taken)
			}
		})
	}
}

// TestAColleagueWhomProseNamesIsNotOurContact: what people write names old addresses
// and colleagues, whose fate is not that of our mail.
func TestAColleagueWhomProseNamesIsNotOurContact(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct {
		kind surveys.ReportKind
		why  surveys.Bounce
		list string
	}{
		"al@example.org": {surveys.ReportOther, "", ""},
		"JO@example.org": {surveys.ReportBounce, surveys.BounceAddress, "hard_bounce@"},
	} {
		h := Open(t, Shop("", AfterDelivery))
		e, _ := h.Invites("jo")
		r := Reported(h.Invited(e), surveys.ReportBounce, "5.1.1")
		r.InProse, r.Fates[0].Addresses = true, []string{address}
		taken := Takes(t, h, r)
		inv := h.Invited(e)
		if got := suppressed(t, h, inv.Person); taken.Kind != want.kind || taken.Bounce != want.why || got != want.list || (inv.Status == surveys.StatusBounced) != (want.why != "") {
			t.Errorf("%s: %+v, it is %s, suppressed: %q", address, taken, inv.Status, got)
		}
	}
}

// TestOfWhatIsSaidOfAMailboxNoNameIsKept, neither with the invitation nor in the log,
// and of an erased contact not a word.
func TestOfWhatIsSaidOfAMailboxNoNameIsKept(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		words, status string
		erased        bool
		want          string
	}{
		"full":              {"Mailbox of Jo Smith, High Street 5, is full", "5.2.2", false, "the mail came back: 552 5.2.2 mailbox … is full"},
		"policy":            {"Jo Smith has blocked klant", "5.7.1", false, "the mail came back: 552 5.7.1 has blocked"},
		"unknown":           {"Jo Smith says hello", "", false, "the mail came back: 552"},
		"full, and erased":  {"Mailbox of Jo Smith, High Street 5, is full", "5.2.2", true, "the mail came back"},
		"blocked or erased": {"Jo Smith has blocked klant", "5.7.1", true, "the mail came back"},
	} {
		var log bytes.Buffer
		h := Open(t, Shop("", AfterDelivery), func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		e, _ := h.Invites("jo")
		inv := h.Invited(e)
		if c.erased {
			h.Erases("jo")
		}
		r := Reported(inv, surveys.ReportBounce, c.status)
		r.Fates[0].Code, r.Fates[0].Words = 552, c.words
		taken := Takes(t, h, r)
		if got := h.Says(taken.Reason); got != c.want {
			t.Errorf("%s: %s", what, got)
		}
		if kept, err := h.Read(t.Context()).Invitation(inv.ID); err != nil || h.Says(kept.Reason) != c.want {
			t.Errorf("%s: %s, %v", what, h.Says(kept.Reason), err)
		}
		if strings.Contains(log.String(), "Smith") || strings.Contains(log.String(), "smith") {
			t.Errorf("%s: the log says %s", what, log.String())
		}
		if warned := strings.Contains(log.String(), "came back"); warned != (taken.Bounce == surveys.BouncePolicy || taken.Bounce == surveys.BounceUnknown) {
			t.Errorf("%s: the log says %s", what, log.String())
		}
	}
}

func TestAnAnswerProvesThatAMailArrived(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	answeredFirst, link := h.Invites("jo")
	h.Answers(link, 9, nil)
	taken := Takes(t, h, Reported(h.Invited(answeredFirst), surveys.ReportBounce, "5.1.1"))
	if inv := h.Invited(answeredFirst); inv.Status != surveys.StatusSent || len(taken.Changed) > 0 || suppressed(t, h, inv.Person) != "" || taken.Reason.Code != surveys.ReasonMailAnswered {
		t.Errorf("%s, %+v", inv.Status, taken)
	}
	answeredLater, link := h.Invites("al")
	Takes(t, h, Reported(h.Invited(answeredLater), surveys.ReportBounce, "5.2.2"))
	inv := h.Invited(answeredLater)
	if n := mailedOn(t, h, inv); inv.Status != surveys.StatusBounced || n != 1 {
		t.Errorf("%s, and %d mails are counted", inv.Status, n)
	}
	h.Answers(link, 3, nil)
	if inv = h.Invited(answeredLater); inv.Status != surveys.StatusSent || !inv.BouncedAt.IsZero() || inv.Bounce != "" || mailedOn(t, h, inv) != 2 {
		t.Errorf("%+v, and %d mails are counted", inv, mailedOn(t, h, inv))
	}
	h.Answers(link, 4, nil)
	bias, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Small: true})
	if err != nil || bias.Invited != 2 || bias.Delivered != 2 || bias.Answered != 2 || bias.Failed != 0 {
		t.Errorf("%+v, %v", bias, err)
	}
	if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
		t.Errorf("%v, %v", differences, err)
	}
}

// meanwhile is a store to which something happens once, while somebody asks for a
// contact.
type meanwhile struct {
	respond.Store
	happens func()
}

func (m *meanwhile) Update(ctx context.Context, fn func(respond.Tx) error) error {
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return m.Store.Update(ctx, fn)
}

func TestAnAnswerAndABounceOfOneMomentLeaveAMailThatArrived(t *testing.T) {
	t.Parallel()
	between := &meanwhile{}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) {
		between.Store, o.Stores.Respond = o.Stores.Respond, between
	})
	e, link := h.Invites("jo")
	between.happens = func() { Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, "5.2.2")) }
	h.Answers(link, 9, nil)
	if inv := h.Invited(e); inv.Status != surveys.StatusSent || inv.Bounce != "" || mailedOn(t, h, inv) != 1 {
		t.Errorf("it is %s, and %d mails are counted", inv.Status, mailedOn(t, h, inv))
	}
}

func TestAReportMayComeBeforeItsMailIsKnownToHaveLeft(t *testing.T) {
	t.Parallel()
	var h *Halte
	h = Open(t, Shop("", AfterDelivery), func(o *Options) {
		o.Mailer = watching(func(m surveys.Mail) error {
			_, err := h.TakeReport(t.Context(), surveys.MailReport{
				Kind: surveys.ReportBounce, To: []string{Secret.ReturnPath(Returns, m.Invitation, m.Wave)},
				Fates: []surveys.Fate{{Kind: surveys.ReportBounce, Status: "5.1.1"}},
			})
			return err
		})
	})
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	if inv := h.Invited(e); inv.Status != surveys.StatusBounced || inv.SentAt.IsZero() || inv.ClosesAt.IsZero() || mailedOn(t, h, inv) != 0 {
		t.Errorf("%+v", inv)
	}
}

func TestAMailThatCameBackIsFollowedByNoReminder(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 4d}, {after: 4d}]")))
	first, _ := h.Invites("jo")
	Takes(t, h, Reported(h.Invited(first), surveys.ReportBounce, "5.2.2"))
	second, _ := h.Invites("al")
	h.Later(4 * surveys.Day)
	reminded := h.Invited(second)
	Takes(t, h, Reported(reminded, surveys.ReportBounce, "5.2.2"))
	h.Later(4 * surveys.Day)
	if inv := h.Invited(second); len(h.Outbox.Mails()) != 3 || reminded.Wave != 1 || inv.Status != surveys.StatusBounced {
		t.Errorf("%d mails went out, the reminded one is %+v", len(h.Outbox.Mails()), inv)
	}
	// The first mail of the second one arrived, as far as is known.
	if n := mailedOn(t, h, reminded); n != 1 {
		t.Errorf("%d mails are counted", n)
	}
	bias, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Small: true})
	if err != nil || bias.Invited != 1 || bias.Failed != 1 {
		t.Errorf("%+v, %v", bias, err)
	}
}

func TestReportsAboutAnErasedContactBreakNothing(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, _ := h.Invites("jo")
	inv := h.Invited(e)
	link := h.Outbox.Mails()[0].UnsubscribeURL
	h.Erases("jo")
	r := Reported(inv, surveys.ReportBounce, "5.1.1")
	if taken := Takes(t, h, r); strings.Join(taken.Changed, " ") != "bounced" {
		t.Errorf("%+v", taken)
	}
	r.Original.Unsubscribe = []string{"mailto:x@example.org", link}
	if taken := Takes(t, h, r); strings.Join(taken.Changed, " ") != "suppressed" || suppressed(t, h, inv.Person) != "hard_bounce@" {
		t.Errorf("with the mail that came back: %+v", taken)
	}
	gone := Reported(surveys.Invitation{ID: "01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20"}, surveys.ReportBounce, "5.1.1")
	if taken := Takes(t, h, gone); len(taken.Changed) != 0 || taken.Kind != surveys.ReportBounce {
		t.Errorf("an invitation that is gone: %+v", taken)
	}
}

func TestAComplaintIsProvenByTheMailThatItHolds(t *testing.T) {
	t.Parallel()
	for what, original := range map[string]func(surveys.Invitation, surveys.Mail) surveys.Original{
		"its return path": func(i surveys.Invitation, _ surveys.Mail) surveys.Original {
			return surveys.Original{ReturnPath: Secret.ReturnPath(Returns, i.ID, 0)}
		},
		"its Message-ID": func(i surveys.Invitation, _ surveys.Mail) surveys.Original {
			return surveys.Original{MessageID: " <" + i.ID + ".0@deketting.example>"}
		},
		"its link": func(_ surveys.Invitation, m surveys.Mail) surveys.Original {
			return surveys.Original{Unsubscribe: []string{m.UnsubscribeURL}}
		},
		"its address": func(i surveys.Invitation, _ surveys.Mail) surveys.Original {
			return surveys.Original{Unsubscribe: []string{"mailto:" + Secret.UnsubscribeAddress(Returns, i.Person)}}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDelivery))
			e, _ := h.Invites("jo")
			r := surveys.MailReport{Kind: surveys.ReportComplaint, To: []string{"abuse@deketting.example"}, Original: original(h.Invited(e), h.Outbox.Mails()[0])}
			taken := Takes(t, h, r)
			inv := h.Invited(e)
			if got := suppressed(t, h, inv.Person); strings.Join(taken.Changed, " ") != "suppressed" || got != "complaint@" || inv.Status != surveys.StatusSent {
				t.Errorf("%+v; suppressed: %q; the mail, which arrived, is %s", taken, got, inv.Status)
			}
			if again := Takes(t, h, r); len(again.Changed) != 0 {
				t.Errorf("the same again: %+v", again)
			}
		})
	}
	h := Open(t, Shop("", AfterDelivery))
	for _, id := range []string{"", "<x@y>", "<01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@deketting.example>"} {
		taken := Takes(t, h, surveys.MailReport{Kind: surveys.ReportComplaint, Original: surveys.Original{MessageID: id}})
		if len(taken.Changed) != 0 || taken.Invitation != "" || taken.Reason.Code != surveys.ReasonMailUnproven {
			t.Errorf("%+v", taken)
		}
	}
}

// TestAComplaintMayHoldAnything: PostgreSQL takes no text that is none.
func TestAComplaintMayHoldAnything(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		for _, id := range []string{"\xff", strings.Repeat("\xff", 36), strings.Repeat("\x00", 36)} {
			taken := Takes(t, h, surveys.MailReport{Kind: surveys.ReportComplaint, Original: surveys.Original{MessageID: "<" + id + ".0@deketting.example>"}})
			if taken.Reason.Code != surveys.ReasonMailUnproven {
				t.Errorf("%q: %+v", id, taken)
			}
		}
	})
}

func TestAMailToTheUnsubscribeAddressStopsEverything(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	who := personOf(t, "jo@example.org")
	address := Secret.UnsubscribeAddress(Returns, who)
	local, domain, _ := strings.Cut(address, "@")
	if len(local) > 64 || domain != "mail.deketting.example" || !h.OursToTake(address) || h.OursToTake("x"+address) {
		t.Errorf("the address is %s", address)
	}
	for i, to := range []string{address, strings.ToUpper(address)} {
		taken := Takes(t, h, surveys.MailReport{Kind: surveys.ReportAutomatic, To: []string{"x@example.org", to}})
		if taken.Kind != surveys.ReportUnsubscribe || len(taken.Changed) != 1-i || suppressed(t, h, who) != "unsubscribed@" {
			t.Errorf("%+v", taken)
		}
	}
}

// The first mail comes back in the moment in which a reminder is on its way: the
// record of the reminder tells what came of it, and the invitation stays bounced.
func TestABounceWhileAReminderIsSentLeavesNoReminderUnderWay(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		outcome error
		want    string
	}{
		{nil, "1 sent"},
		{&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "silence"}, "1 unknown the mail server failed; in the words of the computer: “silence”"},
		{&surveys.SendError{Outcome: surveys.SendRefused, Code: 550, Reply: "no"}, "1 failed mail server answered 550 no"},
		{&surveys.SendError{Outcome: surveys.SendTemporary, Code: 450, Reply: "later"}, "1 failed mail server answered 450 later"},
	} {
		e := Delivered("jo")
		var h *Halte
		h = Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 1d}]")), sending(func(m surveys.Mail) error {
			if m.Wave == 0 {
				return nil
			}
			Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, "4.2.2"))
			return row.outcome
		}))
		h.Happens(e)
		h.Sweeps()
		h.Later(surveys.Day)
		if got := reminded(t, h, e); got != row.want {
			t.Errorf("it is recorded as %q, want %q", got, row.want)
		}
		wantStatus(t, h, e, surveys.StatusBounced, "the mail came back")
	}
}
