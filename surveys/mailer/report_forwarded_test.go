package mailer_test

import (
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/mailer"
)

// returned is our mail below a report.
const returned = "\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-Path: <" + ours + ">\nMessage-ID: <0193.0@shop.example.org>\nFrom: Shop <klant@shop.example.org>\nTo: jo@example.org\nSubject: Question\n\nHello\n"

// statusReport is a report in the standard form: what it says to people, and its fields.
func statusReport(human, fields string) string {
	return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: " + ours + "\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: text/plain; charset=utf-8\n\n" + human + "\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n" + fields +
		"\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <0193.0@shop.example.org>\nFrom: Shop <klant@shop.example.org>\nTo: jo@example.org\n\nHello\n--b--\n"
}

// prose is a report in no standard form.
func prose(headers, body string) string {
	return "Return-Path: <>\nTo: " + ours + "\nSubject: Mail delivery failed: returning message to sender\n" + headers + "\n\n" + body + returned
}

// forJo gives what a report comes down to for jo@example.org: the mildest of what is
// told of her, or of nobody by name, or of all where it names others alone.
func forJo(t *testing.T, raw string) string {
	t.Helper()
	r, err := mailer.ReadReport([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	own := slices.DeleteFunc(slices.Clone(r.Fates), func(f surveys.Fate) bool {
		return len(f.Addresses) > 0 && !slices.ContainsFunc(f.Addresses, func(a string) bool { return strings.EqualFold(a, "jo@example.org") })
	})
	if len(own) > 0 {
		r.Fates = own
	}
	return comesTo(r)
}

func TestADeadAddressBehindAForwardingLeavesTheOneThatWasMailed(t *testing.T) {
	t.Parallel()
	const failed, unknown = "\nAction: failed\nStatus: 5.1.1\n", "Diagnostic-Code: smtp; 550 5.1.1 <old@gone.example>: User unknown"
	for name, raw := range map[string]string{
		"postfix, an alias":            statusReport("<old@gone.example> (expanded from <jo@example.org>): host mx.gone.example said: 550 5.1.1 <old@gone.example>: User unknown", "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822; old@gone.example"+failed+unknown),
		"exchange, a redirect":         statusReport("old@gone.example couldn't be found", "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822;old@gone.example\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient old@gone.example not found by SMTP address lookup"),
		"a team of whom one left":      statusReport("x", "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822; anna@example.org"+failed+"Diagnostic-Code: smtp; 550 5.1.1 User unknown"),
		"to a desk":                    statusReport("x", "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822; support@gone.example"+failed),
		"by a code alone":              statusReport("x", "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822; old@gone.example"+failed),
		"sendmail":                     statusReport("<old@gone.example>\n    (expanded from: <jo@example.org>)", "Final-Recipient: RFC822; jo@example.org\nX-Actual-Recipient: RFC822; old@gone.example"+failed+"Diagnostic-Code: SMTP; 550 5.1.1 User unknown"),
		"the server names another":     statusReport("x", "Final-Recipient: rfc822; jo@example.org"+failed+unknown),
		"only people are told":         statusReport("<old@gone.example> (expanded from <jo@example.org>): user unknown", "Final-Recipient: rfc822; jo@example.org"+failed+"Diagnostic-Code: smtp; 550 5.1.1 User unknown"),
		"exim":                         prose("X-Failed-Recipients: old@gone.example\nFrom: Mailer-Daemon@mx.example.net", "The following address(es) failed:\n\n  old@gone.example\n    (generated from jo@example.org)\n    host mx.gone.example [192.0.2.4]\n    SMTP error from remote mail server after RCPT TO:<old@gone.example>:\n    550 5.1.1 User unknown"),
		"exim, without its header":     prose("From: Mailer-Daemon@mx.example.net", "The following address(es) failed:\n\n  old@gone.example\n    (generated from jo@example.org)\n    550 5.1.1 User unknown"),
		"exim, on the way":             prose("X-Failed-Recipients: jo@example.org\nFrom: Mailer-Daemon@mx.example.net", "The following address(es) failed:\n\n  jo@example.org\n    (ultimately generated from info@example.org)\n    all relevant MX records point to non-existent hosts: while forwarding to old@gone.example"),
		"qmail":                        prose("From: MAILER-DAEMON@mx.example.org", "<jo@example.org>:\nForwarding to old@gone.example failed: 192.0.2.4 does not like recipient.\nRemote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.4."),
		"qmail, named by the server":   prose("From: MAILER-DAEMON@mx.example.org", "<jo@example.org>:\nRemote host said: 550 5.1.1 <old@gone.example>: no such user"),
		"postfix, in prose":            prose("From: MAILER-DAEMON@mx.example.org", "<old@gone.example> (expanded from <jo@example.org>): host mx.gone.example[192.0.2.4]\n    said: 550 5.1.1 <old@gone.example>: User unknown (in reply to RCPT TO command)"),
		"postfix, named by the server": prose("From: MAILER-DAEMON@mx.example.org", "<jo@example.org>: host mx.gone.example[192.0.2.4] said:\n    550 5.1.1 <old@gone.example>: User unknown (in reply to RCPT TO command)"),
		"sendmail, in prose":           prose("From: MAILER-DAEMON@mx.example.org", "   ----- The following addresses had permanent fatal errors -----\n<old@gone.example>\n    (expanded from: <jo@example.org>)\n\n   ----- Transcript of session follows -----\n550 5.1.1 <old@gone.example>... User unknown"),
		"gmail":                        prose("X-Failed-Recipients: old@gone.example\nFrom: mailer-daemon@googlemail.com", "This message was forwarded from jo@example.org and could not be delivered to old@gone.example: 550 5.1.1 user unknown"),
		"courier":                      prose("From: MAILER-DAEMON@mx.example.org", "<jo@example.org>:\n     Delivery failed while relaying to <old@gone.example>:\n     550 5.1.1 <old@gone.example> User unknown."),
		"somebody has left":            prose("From: postmaster@example.org", "jo@example.org is no longer employed. 550 5.1.1 - please use anna@example.org"),
		"amazon":                       "From: no-reply@sns.amazonaws.com\nTo: " + ours + "\n\n" + `{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"jo@example.org","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 <old@gone.example>: user unknown"}]},"mail":{}}`,
	} {
		if got := forJo(t, raw); got != "mailbox" {
			t.Errorf("%s: it comes down to %s", name, got)
		}
	}
}

func TestAnAddressIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	const rest = "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <jo@example.org>: User unknown"
	for name, raw := range map[string]string{
		"letter case":           statusReport("x", "Original-Recipient: rfc822;JO@Example.org\nFinal-Recipient: RFC822;<jo@example.org>"+rest),
		"a name in the way":     statusReport("x", "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user=JO@example.org unknown user, ask postmaster@example.org"),
		"ours beside it":        statusReport("Your message from klant@shop.example.org, forwarded to <jo@example.org>, failed", "Final-Recipient: rfc822; jo@example.org"+rest+", sent by <klant@shop.example.org>"),
		"a daemon's own":        statusReport("This was generated by MAILER-DAEMON@mx.example.org", "Final-Recipient: rfc822; jo@example.org"+rest),
		"in prose, beside ours": prose("From: MAILER-DAEMON@mx.example.org", "<jo@example.org>: mail from klant@shop.example.org: 550 5.1.1 <Jo@example.org>: User unknown"),
	} {
		if got := forJo(t, raw); got != "address" {
			t.Errorf("%s: it comes down to %s", name, got)
		}
	}
	r, err := mailer.ReadReport([]byte(statusReport("x", "Original-Recipient: rfc822;jo+2Bshop@example.org\nFinal-Recipient: rfc822;jo+shop@example.org\nAction: failed\nStatus: 5.1.1")))
	if err != nil || comesTo(r) != "address" {
		t.Errorf("%+v, %v", r.Fates, err)
	}
}

// TestOfACodeAndTheWordsToPeopleTheMilderCounts: a reporter's code is often its default.
func TestOfACodeAndTheWordsToPeopleTheMilderCounts(t *testing.T) {
	t.Parallel()
	const bare = "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1"
	for _, c := range []struct{ human, fields, want string }{
		{"The mailbox of jo@example.org is full: quota exceeded. Try again later.", bare, "mailbox"},
		{"Your server's IP 192.0.2.1 is listed on zen.spamhaus.org; message to jo@example.org rejected", bare, "policy"},
		{"Het postvak van jo@example.org is vol", bare, "mailbox"},
		{"The mailbox of jo@example.org is full", bare + " (bad destination mailbox address)", "mailbox"},
		{"The mailbox of jo@example.org is full", bare + "\nDiagnostic-Code: smtp; 550 5.1.1 Requested action not taken: mailbox unavailable", "mailbox"},
		{"Your IP 192.0.2.1 is on our blocklist", bare + "\nDiagnostic-Code: x-local; so we flurb", "policy"},
		{"Delivery to jo@example.org was abandoned.", bare + "\nDiagnostic-Code: x-local; storage down", "mailbox"},
		{"Hello,\n\nthis is the mail system.\n\nThe mailbox is full.\n\nYour IP 192.0.2.1 is on our blocklist.", bare, "policy"}, // the mildest of several
		{"jo@example.org: user unknown", bare, "address"},
		{"Your mail could not be delivered to jo@example.org.", bare, "address"},
		{"Delivery to jo@example.org failed: 5.1.1", bare, "address"},
		{"The mailbox is full of sorrow", bare + "\nDiagnostic-Code: smtp; 550 5.1.1 User unknown", "address"}, // the server said it in words
		{"Your IP 192.0.2.1 is on our blocklist", "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.2.2", "mailbox"},
	} {
		if got := forJo(t, statusReport(c.human, c.fields)); got != c.want {
			t.Errorf("%s\n%s\ncomes down to %s, want %s", c.human, c.fields, got, c.want)
		}
	}
}

func TestAReceiptIsNoBounceWhateverStandsInIt(t *testing.T) {
	t.Parallel()
	wantKinds(t, "Return-Path: <>\nFrom: Jo <jo@example.org>\nSubject: Not read: How was it?\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b",
		"--b\nContent-Type: text/plain\n\nYour message to jo@example.org was deleted without being read. User unknown 550 5.1.1\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;jo@example.org\nDisposition: automatic-action/MDN-sent-automatically; deleted\nAction: failed\nStatus: 5.1.1\n--b--", "automatic")
}

func TestWhoIsAskedToConfirmAMailHasNotGotItBack(t *testing.T) {
	t.Parallel()
	const body = "Your message to jo@example.org was not delivered because your address is unknown. Reply to confirm: 550 pending."
	for _, headers := range []string{
		"From: MAILER-DAEMON@example.org\nSubject: Please confirm your message", "From: mailer-daemon@spamarrest.example\nSubject: Your message to jo@example.org is waiting", "From: Boxbe <mailer-daemon@notifications.boxbe.com>\nSubject: How was it?",
		"From: MAILER-DAEMON@example.org\nX-TMDA-Fingerprint: abc\nSubject: How was it?", "From: MAILER-DAEMON@example.org\nSubject: Bitte bestätigen Sie Ihre Nachricht",
	} {
		wantKinds(t, "Return-Path: <>\n"+headers, body+returned, "automatic")
	}
	wantKinds(t, "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: Undelivered: Please confirm your address", "<jo@example.org>: 550 5.1.1 user unknown"+returned, "address")
}
