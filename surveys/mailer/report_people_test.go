package mailer_test

import (
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/mailer"
)

// quoted is how mail programs of people put what they answer below it.
const quoted = "\n\n-----Original Message-----\nFrom: Shop <klant@shop.example.org>\nTo: jo@example.org\nSubject: How was it?\nMessage-ID: <01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@shop.example.org>\n\nHow likely are you to recommend us?\n"

// wantKinds asks that a mail from somebody comes down to one of these.
func wantKinds(t *testing.T, headers, body string, want ...string) {
	t.Helper()
	r, err := mailer.ReadReport([]byte("To: " + ours + "\n" + headers + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n"))
	got := comesTo(r)
	for _, w := range want {
		if err == nil && got == w {
			return
		}
	}
	t.Errorf("%s\n%s\ncomes down to %s, %v: %+v; want one of %v", headers, body, got, err, r.Fates, want)
}

func TestAnAnsweringMachineReportsNothingThoughItComesFromNobodyAndQuotesOurMail(t *testing.T) {
	t.Parallel()
	for subject, body := range map[string]string{
		"I have moved on":                "Hello, I no longer work here. If you have a problem, write to anna@example.org. The address jo@oldname.example.org is no longer in use.",
		"Thank you for your message":     "I am travelling. My mailbox jo@oldname.example.org is no longer valid, please use jo@example.org. If there is a problem, call 450 1234.",
		"Ich bin im Urlaub bis 3.12.":    "Leider bin ich nicht erreichbar. Bei Problemen: anna@example.org. Meine alte Adresse jo@alt.example.org ist ungültig.",
		"Jo Müller ist außer Haus":       "Bei Problemen wenden Sie sich an anna@example.org. Die Adresse jo@alt.example.org existiert nicht mehr.",
		"Betriebsferien":                 "Wir haben Betriebsferien. Ihre Nachricht wird nicht zugestellt. info@alt.example.org ist ungültig.",
		"Je suis absent jusqu'au 3":      "En cas de problème : anna@example.org. Mon adresse jo@vieux.example.org n'existe plus.",
		"Estoy fuera de la oficina":      "Error: jo@viejo.example.org no existe, use jo@example.org",
		"Sono in ferie":                  "Impossibile rispondere. L'indirizzo jo@vecchio.example.org non esiste",
		"Jestem na urlopie":              "adres jo@stary.example.org nie istnieje, problem",
		"Ik ben er even niet":            "Bij problemen: anna@example.org. Het adres jo@oud.example.org bestaat niet meer",
		"Я в отпуске":                    "Адрес jo@staryj.example.org не существует. problem",
		"Mimo kancelář":                  "problem",
		"Jo Doe is out of the office.":   "I will be out of the office until 30.11.2026. In case of problems please contact my colleague anna@example.org.",
		"Gelesen: Wie war es?":           "Ihre Nachricht an jo@example.org wurde gelesen. Problem? user not found",
		"Please update your records":     "jo@example.org is no longer in use. Please use jo@new.example.org instead.",
		"Bitte bestätigen Sie":           "Ihre Absenderadresse ist mir unbekannt. Ihre Nachricht an jo@example.org wurde noch nicht zugestellt. Klicken Sie hier.",
		"Votre message":                  "Vous êtes inconnu de jo@example.org. Votre message est en attente: cliquez ici. Il est retenu et non remis.",
		"Your message awaits approval":   "Your address is unknown to me. Your message was not delivered to jo@example.org. Sender klant@shop.example.org is not on my list: click https://x.example.org",
		"Your message needs your action": "Your message to jo@example.org was not delivered to the inbox: you are an unknown person. Message moved to waiting list",
	} {
		for _, auto := range []string{"", "\nAuto-Submitted: auto-replied"} {
			for _, below := range []string{"", quoted} {
				wantKinds(t, "Return-Path: <>\nFrom: Jo <jo@example.org>\nSubject: "+subject+auto, body+below, "automatic")
			}
		}
	}
}

func TestTheReplyOfAServerIsBelievedThoughAPersonStandsInFrom(t *testing.T) {
	t.Parallel()
	const gone = "<jo@example.org>: 550 5.1.1 user unknown"
	from := "Return-Path: <>\nFrom: Posta <info@example.org>\nSubject: Bericht"
	wantKinds(t, from, gone, "address")
	wantKinds(t, from+"\nAuto-Submitted: auto-replied", gone, "automatic") // it might quote what it got itself
	wantKinds(t, "Return-Path: <>\nFrom: Jo <jo@example.org>\nSubject: Mails that are not delivered", "We moved."+quoted, "automatic")
	wantKinds(t, from, "The users of room 412 are unknown to jo@example.org, and 550 others invalid", "automatic")
}

func TestWhoIsAwayIsUnderstoodWhereverASubjectSaysSo(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		"תשובה אוטומטית", "رد تلقائي", "Automatická odpověď: x", "Automatikus válasz", "Otomatik Yanıt: x", "Automaattinen vastaus: x", "Αυτόματη απάντηση: x", "Estoy fuera de la oficina", "Je suis absent jusqu'au 3", "Jo est absente du bureau",
		"Sono in ferie", "Betriebsferien", "Jo Müller ist außer Haus", "Jestem na urlopie", "Jo Doe is out of the office.", "Ik ben op vakantie", "Я в отпуске", "Răspuns automat: x",
	} {
		// Where nothing but the subject tells it from a report.
		wantKinds(t, "From: Postmaster <postmaster@example.org>\nSubject: "+subject, "<jo@example.org>: 550 5.1.1 user unknown", "automatic")
	}
	// Our question may be about a holiday, and comes back.
	for _, subject := range []string{"Undeliverable: How was your holiday?", "Unzustellbar: Wie war Ihr Urlaub?", "Undelivered Mail Returned to Sender"} {
		wantKinds(t, "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: "+subject, "<jo@example.org>: 550 5.1.1 user unknown", "address")
	}
}

func TestDesksAndPeopleReportNothing(t *testing.T) {
	t.Parallel()
	for from, body := range map[string]string{
		"Support <support@example.org>":       "Hi, I tried to write to shop@shop.example.org but it failed: address not found. Can you help?",
		"Support <SUPPORT@example.org>":       "[Ticket 4711] We received your message. The user jo@other.example.org not found in our records; a problem report was opened.",
		"no-reply@example.org":                "Your mail address klant@shop.example.org is unknown to us. jo@example.org: please register. Error 550.",
		"Abuse Desk <abuse@example.org>":      "We received a report. The user does not exist problem at jo@example.org was rejected as invalid.",
		"Jo <jo@example.org>":                 "Please note my address has moved to jo@new.example.org. Mail is forwarded. problem? call.",
		"Postmaster <postmaster@example.org>": "Dear jo@example.org, mailboxes that are full are closed on Monday. Users not found in the directory will be deleted. A failure notice follows.",
	} {
		_, address, _ := strings.Cut(strings.Trim(from, ">"), "<")
		if address == "" {
			address = from
		}
		wantKinds(t, "Return-Path: <"+address+">\nFrom: "+from+"\nSubject: Your mail: delivery failed", body, "other")
		wantKinds(t, "Return-Path: <"+address+">\nFrom: "+from+"\nSubject: Your mail: delivery failed", body+quoted, "other")
	}
}

func TestWhatIsHeldBackHasNotComeBack(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"A message to jo@example.org was moved to quarantine. It was not delivered. Release it at https://x.example.org",
		"Your mail to jo@example.org is being held until the moderator can review it. It was not delivered.",
		"Your message to jo@example.org awaits approval, since your address is unknown. It could not be delivered yet.",
	} {
		wantKinds(t, "Return-Path: <>\nFrom: Quarantine <postmaster@example.org>\nSubject: Message not delivered", body, "delayed", "other")
	}
}

func TestAPostmasterWithoutAReplyIsBelievedWhereTheMailComesFromNobody(t *testing.T) {
	t.Parallel()
	const body = "Ihre Nachricht an jo@example.org konnte nicht zugestellt werden.\nDer Benutzer ist hier nicht bekannt.\n"
	headers := "From: Postmaster <postmaster@example.org>\nSubject: Unzustellbar: Wie war es?"
	wantKinds(t, "Return-Path: <>\n"+headers, body, "address")
	wantKinds(t, "Return-Path: <MAILER-DAEMON>\n"+headers, body, "address") // as some write nobody
	wantKinds(t, "Return-Path: <postmaster@example.org>\n"+headers, body, "other")
	wantKinds(t, "Return-Path: <postmaster@example.org>\n"+headers, body+"550 5.1.1 user unknown", "address")
}

func TestAmazonsNoticesOfEveryKindAreRead(t *testing.T) {
	t.Parallel()
	for notice, want := range map[string]string{
		`{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"jo@example.org"}]},"mail":{}}`:                                                                                                                                "complaint",
		`{"eventType":"Complaint","complaint":{"complaintFeedbackType":"not-spam"},"mail":{}}`:                                                                                                                                                        "other",
		`{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"jo@example.org","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}`:                                                         "address",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"jo@example.org"}]}}`:                                                                                         "address",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"NoEmail","bouncedRecipients":[{"emailAddress":"jo@example.org"}]}}`:                                                                                         "address",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"Suppressed","bouncedRecipients":[{"emailAddress":"jo@example.org"}]}}`:                                                                                      "address",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"jo@example.org","diagnosticCode":"smtp; 550 5.7.1 blocked"}]}}`:                                              "policy",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"jo@example.org"}]}}`:                                                                                         "mailbox",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","bouncedRecipients":[{"emailAddress":"jo@example.org","status":"5.2.2","diagnosticCode":"smtp; 552 5.2.2 user does not have enough space"}]}}`: "mailbox",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"jo@example.org","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}`:                        "mailbox",
		`{"notificationType":"Bounce","bounce":{"bounceType":"Undetermined","bounceSubType":"Undetermined","bouncedRecipients":[{"emailAddress":"jo@example.org"}]}}`:                                                                                 "unknown",
		`{"eventType":"Delivery","delivery":{"recipients":["jo@example.org"]}}`:                                                                                                                                                                       "other",
	} {
		wantKinds(t, "From: no-reply@sns.amazonaws.com\nSubject: Amazon SES Email Event Notification", notice, want)
	}
}

// TestOfALongMailOnlyTheBeginningIsRead: each line of a header takes hundreds of
// bytes of memory.
func TestOfALongMailOnlyTheBeginningIsRead(t *testing.T) {
	t.Parallel()
	for lines, want := range map[int]int{10: 1, 20_000: 0} {
		r, err := mailer.ReadReport([]byte("From: MAILER-DAEMON\n" + strings.Repeat("X-A: b\n", lines) + "X-Failed-Recipients: jo@example.org\nTo: " + ours + "\n\n550 5.1.1 user unknown\n"))
		if err != nil || len(r.Fates) != want {
			t.Errorf("%d lines: %d fates, %v", lines, len(r.Fates), err)
		}
	}
}

func TestAReportSaysWhetherItIsProse(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"From: MAILER-DAEMON\n\n<jo@example.org>: 550 5.1.1 user unknown\n":                                                                           true,
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n": false,
	} {
		r, err := mailer.ReadReport([]byte(raw))
		if err != nil || len(r.Fates) != 1 || r.InProse != want {
			t.Errorf("%s: %+v, %v", raw, r, err)
		}
	}
}

func TestAFailureWithACodeOfSuccessIsADelivery(t *testing.T) {
	t.Parallel()
	r, err := mailer.ReadReport([]byte("Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 2.1.5\n"))
	if err != nil || len(r.Fates) != 1 || r.Fates[0].Kind != surveys.ReportDelivered {
		t.Errorf("%+v, %v", r, err)
	}
}
