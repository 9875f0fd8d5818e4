package main

import (
	"bytes"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"

	"halte/surveys/surveystest/smtpsink"
)

// TestAMailThatCameBackEndsItsInvitation walks a mail out and back: to a mail
// server with a return path of its own, back to the listener as a report, and
// into the suppression list.
func TestAMailThatCameBackEndsItsInvitation(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inbound := l.Addr().String()
	l.Close()
	h := startHalte(t, map[string]string{
		"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_SMTP_URL": sink.URL(),
		"HALTE_RETURN_PATH": "mail.deketting.example", "HALTE_INBOUND_LISTEN": inbound,
	})
	h.ok("PUT", "/v1/definition", "application/yaml", smallShop, 200)
	send := func(id string) {
		t.Helper()
		h.ok("POST", "/v1/events", "application/json", `{"id":"`+id+`","name":"order.delivered","contact":{"id":"`+id+`","email":"`+id+`@example.org"}}`, 202)
	}
	send("jo")
	h.eventually(t, "the mail goes out", func() bool { return len(sink.Mails()) == 1 })
	mail := sink.Mails()[0]
	if !strings.HasPrefix(mail.From, "bounce+") || !bytes.Contains(mail.Data, []byte("<mailto:unsubscribe+")) {
		t.Fatalf("the mail is from %s:\n%s", mail.From, mail.Data)
	}
	report := "From: MAILER-DAEMON@mx.example.net\r\nTo: " + mail.From + "\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; jo@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
	if err := smtp.SendMail(inbound, nil, "", []string{mail.From}, []byte(report)); err != nil {
		t.Fatal(err)
	}
	if got := h.ok("GET", "/v1/invitations?status=bounced", "", "", 200); !bytes.Contains(got, []byte(`"bounce":"address"`)) {
		t.Errorf("bounced are %s", got)
	}
	if got := h.ok("GET", "/metrics", "", "", 200); !bytes.Contains(got, []byte(`halte_mail_reports_total{kind="bounce"} 1`+"\n")) {
		t.Error("the metrics do not count the report")
	}
	var refused *textproto.Error
	if err := smtp.SendMail(inbound, nil, "", []string{"jo@example.org"}, []byte(report)); !errors.As(err, &refused) || refused.Code != 550 {
		t.Errorf("mail for others was answered %v", err)
	}

	// A customer's program unsubscribes by mail.
	send("al")
	h.eventually(t, "the second mail goes out", func() bool { return len(sink.Mails()) == 2 })
	second := strings.ReplaceAll(string(sink.Mails()[1].Data), "\r\n ", " ")
	_, address, _ := strings.Cut(second, "<mailto:")
	address, _, _ = strings.Cut(address, "?")
	if err := smtp.SendMail(inbound, nil, "al@example.org", []string{address}, []byte("To: "+address+"\r\nSubject: unsubscribe\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	send("jo2") // the worker goes on
	h.eventually(t, "the third mail goes out", func() bool { return len(sink.Mails()) == 3 })
	h.ok("POST", "/v1/events", "application/json", `{"id":"again","name":"order.delivered","contact":{"id":"al"}}`, 202)
	if got := h.ok("GET", "/v1/events/again/decisions", "", "", 200); !bytes.Contains(got, []byte("unsubscribed from everything")) {
		t.Errorf("the decision is %s", got)
	}
}

const smallShop = `
organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [nl], quarantine: 0d, sender: {name: De Ketting, address: klant@deketting.example}}
journeys:
  - {key: order, name: {nl: Bestellen}, stages: [{key: action, name: {nl: Aankoop}, touchpoints: [{key: delivery, name: {nl: Bezorging}, channel: post}]}]}
surveys:
  - {key: delivery-nps, touchpoint: delivery, metric: nps, question: {nl: "Beveel je ons aan?"}}
triggers:
  - {key: after-delivery, survey: delivery-nps, on: order.delivered, quarantine: 0d}
`
