package blame_test

import (
	"testing"

	"halte/surveys/blame"
)

func TestARefusalSaysWhoseTroubleItIs(t *testing.T) {
	t.Parallel()
	const nobody, mailbox, address, sender = blame.Nobody, blame.Mailbox, blame.Address, blame.Sender
	for _, c := range []struct {
		code     int
		enhanced string
		words    string
		want     blame.Blame
	}{
		{550, "5.1.1", "The email account that you tried to reach does not exist", address},
		{550, "5.1.1", "Recipient address rejected: User unknown", address},
		{0, "5.1.2", "", address}, // out of a report
		{553, "5.1.3", "", address},
		{551, "5.1.6", "", address},
		{556, "5.1.10", "Recipient address has null MX", address},
		{550, "5.1.0", "Address rejected", address},
		{550, "5.1.0", "Sender address rejected: User unknown", sender},
		{550, "5.1.5", "", nobody},
		{501, "5.1.7", "", sender},
		{553, "5.1.8", "Sender address rejected: Domain not found", sender},
		{550, "5.2.1", "The email account is disabled", mailbox},
		{550, "5.2.1", "User unknown", address},
		{550, "5.2.1", "The user you are trying to contact is receiving mail at a rate that prevents additional messages", mailbox},
		{552, "5.2.2", "Mailbox full", mailbox},
		{550, "5.4.1", "Recipient address rejected: Access denied", address},
		{550, "5.4.1", "No answer from host", mailbox},
		{0, "5.4.4", "", address},
		{550, "5.4.310", "DNS domain example.org does not exist", address},
		{554, "5.6.0", "", sender},
		{550, "5.7.1", "Relaying denied", sender},
		{550, "5.7.1", "Recipient address rejected: User unknown", address},
		{525, "5.7.13", "Disabled recipient address", mailbox},
		{550, "5.7.515", "Access denied, sending domain does not meet the required authentication level", sender},
		{550, "", "No such user here", address},
		{550, "5.0.0", "user unknown", address},
		{550, "5.5.0", "no such domain here", address},
		{550, "", "Sender verify failed: user unknown", sender},
		{554, "", "Message rejected: Email address is not verified. The following identities failed the check", sender},
		{550, "5.0.0", "relay not permitted", sender},
		{550, "", "Requested action not taken: mailbox unavailable", mailbox},
		{550, "5.1.1", "Requested action not taken: mailbox unavailable", address},
		{554, "", "Message rejected", sender},
		{450, "4.1.1", "user unknown, try later", mailbox},
		{450, "", "user unknown", mailbox},
		{0, "4.7.1", "", sender},
		{0, "", "", nobody},
		{550, "5.0.0", "", nobody},
		{504, "", "Command parameter not implemented", nobody},

		// Words go before the code beside them.
		{550, "5.1.1", "IP address blacklisted by recipient", sender},
		{552, "5.1.1", "sorry, that mailbox is over quota temporarily", mailbox},
		{553, "5.1.0", "mail from this address is not allowed, see SPF", sender},
		{553, "5.1.3", "http://www.spamhaus.org/query/bl?ip=192.0.2.1", sender},
		{550, "5.1.0", "Unknown address error 550-'5.2.2 Mailbox Full'", mailbox},
		{550, "5.1.1", "Delivery failed (5.7.1)", sender}, // a second code, which is milder
		{550, "5.1.1", "your server 203.0.113.7 has sent to too many recipients this hour", sender},
		{550, "5.2.0", "Mail rejected. OFR_506", sender},
		{550, "5.0.0", "DMARC check failed", sender},
		{550, "", "No PTR record found. Reverse DNS required", sender},
		{554, "", "You've reached your daily relay quota", sender},
		{421, "4.7.0", "Messages from 192.0.2.1 temporarily deferred due to user complaints", sender},
		{450, "4.7.1", "Client host rejected: may not be mail exchanger", sender},
		{550, "", "Insecure Mail Relay", sender},
		{550, "5.0.0", "User temporarily locked", mailbox},
		{450, "4.4.3", "Host not found, try again", mailbox},
		{554, "5.4.6", "Hop count exceeded - possible mail loop", mailbox},
		{550, "", "SMTP error after MAIL FROM: nyaan does not exist", sender},

		// In the languages of those who run servers.
		{550, "", "Empfänger unbekannt", address},
		{550, "", "Adresse destinataire invalide", address},
		{550, "", "El usuario no existe", address},
		{550, "", "utente sconosciuto", address},
		{550, "", "Deze gebruiker bestaat niet", address},
		{550, "", "Пользователь не существует", address},
		{550, "", "Das Postfach ist voll", mailbox},
	} {
		if got, _ := blame.For(c.code, c.enhanced, c.words); got != c.want {
			t.Errorf("%d %s %s: blame %d, want %d", c.code, c.enhanced, c.words, got, c.want)
		}
	}
}
