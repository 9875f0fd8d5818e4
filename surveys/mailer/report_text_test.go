package mailer_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/mailer"
)

// comesTo says what a report comes down to, for one whom it does not name: the
// mildest of what it tells.
func comesTo(r surveys.MailReport) string {
	if r.Kind != surveys.ReportBounce {
		return string(r.Kind)
	}
	order := []string{"delivered", "delayed", "unknown", "policy", "mailbox", "address"}
	mildest := len(order) - 1
	for _, f := range r.Fates {
		what := string(f.Kind)
		if f.Kind == surveys.ReportBounce {
			what = string(f.Bounce())
		}
		mildest = min(mildest, slices.Index(order, what))
	}
	return order[mildest]
}

func TestAMailInNoStandardFormIsAReportOnlyWhereItNamesWhomItDidNotReach(t *testing.T) {
	t.Parallel()
	const returned = "\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-Path: <bounce+token@mail.deketting.example>\nMessage-ID: <01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@deketting.example>\nSubject: Question\n\nHello\n"
	for name, c := range map[string]struct{ header, body, want string }{
		"the address stands above a reply that is wrapped": {
			"From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nAuto-Submitted: auto-replied",
			"The following address(es) failed:\n\n  jo@example.org\n    SMTP error from remote mail server after RCPT TO:<jo@example.org>:\n    host mx.example.org [192.0.2.1]: 550 <jo@example.org>:\n    User unknown" + returned, "address",
		},
		"the reason stands in the last line of several": {
			"From: MAILER-DAEMON <>\nSubject: Mail delivery failed",
			"There was an error delivering your mail to <jo@example.org>.\n\nmx.example.org did not like our final DATA:\n550-5.7.26 Mail from this domain is not accepted\n550 5.7.26 due to its DMARC policy", "policy",
		},
		"a postmaster says that something is full": {
			"From: postmaster@example.org\nSubject: Note", "Our car park is full. Visitors unknown to the porter wait outside.", "other",
		},
		"a postmaster's answering machine says so": {
			"From: postmaster@example.org\nAuto-Submitted: auto-replied\nSubject: Re: your mail", "My mailbox is full and I am unknown here.", "automatic",
		},
		"somebody who is away names a colleague": {
			"From: Jo <jo@example.org>\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Re: Question", "I am no longer here. User not found? Write to al@example.org.", "automatic",
		},
		"a customer answers": {
			"From: Jo <jo@example.org>\nSubject: Re: Question", "550 5.1.1 is what my neighbour al@example.org got: user unknown.", "other",
		},
		"from nobody, in a language unknown, with our mail": {
			"From: Posta <info@example.org>\nReturn-Path: <>\nSubject: Mail undeliverable", "Tá brón orainn." + returned, "unknown",
		},
		"from nobody, with our mail, and nothing says that it failed": {
			"From: Posta <info@example.org>\nReturn-Path: <>\nSubject: Bericht", "Tá brón orainn." + returned, "automatic",
		},
		"from nobody, by any name, with whom it did not reach": {
			"From: Posta <info@example.org>\nReturn-Path: <>\nSubject: Bericht", "<jo@example.org>: 550 5.1.1 user unknown", "address",
		},
		"our mail stands below with headers without blanks": {
			"From: MAILER-DAEMON\nSubject: failure notice", "jo@example.org Invalid Address, <jo@example.org>... User Unknown\n\nReceived:from mail.example.org by mx.example.org\nMessage-ID:<1.2@shop.example.org>\nTo:<jo@example.org>\n", "address",
		},
		"one of two recipients": {
			"From: MAILER-DAEMON\nSubject: failure notice", "<jo@example.org>:\n552 5.2.2 Mailbox full\n\n<al@example.org>:\n550 5.1.1 User unknown\n" + returned, "mailbox",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := mailer.ReadReport([]byte("To: " + ours + "\n" + c.header + "\n\n" + c.body))
			if got := comesTo(r); err != nil || got != c.want {
				t.Errorf("it comes down to %s, %v: %+v; want %s", got, err, r.Fates, c.want)
			}
		})
	}
}

func TestAPartThatIsBrokenHidesNoNotificationBehindIt(t *testing.T) {
	t.Parallel()
	const status = "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
	for name, raw := range map[string]string{
		"no boundary is told":    "Content-Type: multipart/report; report-type=delivery-status\n\n--b\nContent-Type: text/plain\n\nSorry" + status,
		"another boundary":       "Content-Type: multipart/report; boundary=c\n\n--b\nContent-Type: text/plain\n\nSorry" + status,
		"a header without colon": "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type text/plain\n\nSorry" + status,
		"no type at all":         "From: MAILER-DAEMON\n\n--b\n\nSorry" + status,
	} {
		r, err := mailer.ReadReport([]byte("To: " + ours + "\n" + raw))
		if got := comesTo(r); err != nil || got != "address" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestWhoIsAwayIsUnderstoodInManyLanguages(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		"Automatic reply: Question", "Out of Office: Question", "Automatische Antwort: Frage", "Abwesenheitsnotiz: Frage", "Automatisch antwoord: Vraag", "Afwezig: vraag",
		"Réponse automatique : Question", "Absence du bureau", "Respuesta automática: Pregunta", "Fuera de la oficina", "Risposta automatica: Domanda", "Fuori sede",
		"Resposta automática: Pergunta", "Autosvar: fråga", "Automatisk svar: spørgsmål", "Odpowiedź automatyczna: pytanie", "Автоматический ответ: вопрос", "自動返信: 質問",
	} {
		r, err := mailer.ReadReport([]byte("To: " + ours + "\nFrom: Jo <jo@example.org>\nReturn-Path: <>\nSubject: " + subject + "\n\nI am away; al@example.org reads my mail. 550 user unknown\n"))
		if err != nil || r.Kind != surveys.ReportAutomatic {
			t.Errorf("%s: %s, %v", subject, r.Kind, err)
		}
	}
}

func TestComplaintsOfBeforeTheStandardAreComplaints(t *testing.T) {
	t.Parallel()
	const id = "<01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@deketting.example>"
	for name, raw := range map[string]string{
		"hotmail": "From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.1\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: jo@example.org\nMessage-ID: " + id + "\nSubject: Question\n\nHello\n--b--\n",
		"amazon":  "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n" + `{"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"jo@example.org"}]},"mail":{"headers":[{"name":"Message-ID","value":"` + id + `"}]}}` + "\n\n--\nIf you wish to stop\n",
	} {
		r, err := mailer.ReadReport([]byte(raw))
		if err != nil || r.Kind != surveys.ReportComplaint || r.Original.MessageID != id {
			t.Errorf("%s: %s about %q, %v", name, r.Kind, r.Original.MessageID, err)
		}
	}
}

func TestAmazonsNoticeOfABounceIsRead(t *testing.T) {
	t.Parallel()
	r, err := mailer.ReadReport([]byte("From: no-reply@sns.amazonaws.com\n\n" + `{"Type":"Notification","Message":"{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"jo@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]},\"mail\":{}}"}`))
	if got := comesTo(r); err != nil || got != "address" || r.Fates[0].Addresses[0] != "jo@example.org" {
		t.Errorf("%s, %v: %+v", got, err, r.Fates)
	}
}

// TestLabelledMailsAreUnderstood reads a folder of mails that came back, named by
// HALTE_BOUNCES: labels.json says of each which class it has, the mails stand in
// mails/NAME.eml. A label that is wrong stands below with its reason. A living
// address may be taken for a dead one only where the words say "unknown".
func TestLabelledMailsAreUnderstood(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("HALTE_BOUNCES")
	if folder == "" {
		t.Skip("HALTE_BOUNCES names no folder of labelled mails")
	}
	raw, err := os.ReadFile(filepath.Join(folder, "labels.json"))
	if err != nil {
		t.Fatal(err)
	}
	var labels map[string]struct{ Class any }
	if err := json.Unmarshal(raw, &labels); err != nil {
		t.Fatal(err)
	}
	all, right := map[string]int{}, map[string]int{}
	for name, label := range labels {
		if reason, wrong := mislabelled[name]; wrong {
			t.Logf("%s: %s", name, reason)
			continue
		}
		raw, err := os.ReadFile(filepath.Join(folder, "mails", name+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		var classes []string
		switch c := label.Class.(type) {
		case string:
			classes = []string{c}
		case []any:
			for _, one := range c {
				classes = append(classes, one.(string))
			}
		}
		r, err := mailer.ReadReport(raw, ours)
		got := comesTo(r)
		all[classes[0]]++
		unsaid := len(r.Fates) > 0 && !strings.Contains(strings.ToLower(r.Fates[0].Words), "unknown") && !strings.Contains(strings.ToLower(r.Fates[0].Words), "no such") && !strings.Contains(r.Fates[0].Words, "exist") && !strings.Contains(r.Fates[0].Words, "Invalid Address")
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case slices.Contains(classes, got):
			right[classes[0]]++
		case got == "address" && unsaid:
			t.Errorf("%s is a living address (%s) that one report suppresses: %+v", name, classes[0], r.Fates)
		default:
			t.Logf("%s is %s, taken for %s", name, classes[0], got)
		}
	}
	for class, share := range map[string]float64{"address": 0.92, "policy": 0.92, "complaint": 1, "automatic": 1} {
		t.Logf("%s: %d of %d", class, right[class], all[class])
		if float64(right[class]) < share*float64(all[class]) {
			t.Errorf("%s: %d of %d", class, right[class], all[class])
		}
	}
}

// mislabelled are mails whose label is not ours, with the reason.
var mislabelled = map[string]string{
	"arf-19":             "a report of failed authentication is no complaint",
	"lhost-exim-37":      "the host that does not exist is the sender's",
	"lhost-mfilter-04":   "5.4.1 with \"access denied\" of that provider's edge is an address that it does not know",
	"lhost-qmail-11":     "5.4.4 with neither mail exchanger nor address is a domain that takes no mail",
	"lhost-sendmail-14":  "a person forwards somebody else's report",
	"rhost-nttdocomo-02": "\"Unknown user\" is an address",
	"rfc3464-01":         "its fields say 5.1.1 User Unknown",
}
