package surveys_test

import (
	"testing"

	"halte/surveys"
)

func TestARefusalSaysWhoseTroubleItIs(t *testing.T) {
	t.Parallel()
	const nobody, address, sender = surveys.BlameNobody, surveys.BlameAddress, surveys.BlameSender
	for _, c := range []struct {
		code     int
		enhanced string
		words    string
		want     surveys.Blame
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
		{550, "5.2.1", "The email account is disabled", address},
		{550, "5.2.1", "The user you are trying to contact is receiving mail at a rate that prevents additional messages", nobody},
		{552, "5.2.2", "Mailbox full", nobody},
		{550, "5.4.1", "Recipient address rejected: Access denied", nobody},
		{554, "5.6.0", "", nobody},
		{550, "5.7.1", "Relaying denied", sender},
		{550, "5.7.515", "Access denied, sending domain does not meet the required authentication level", sender},
		{550, "", "No such user here", address},
		{550, "5.0.0", "user unknown", address},
		{550, "", "Sender verify failed: user unknown", sender},
		{554, "", "Message rejected: Email address is not verified. The following identities failed the check", sender},
		{550, "5.0.0", "relay not permitted", sender},
		{550, "", "Requested action not taken: mailbox unavailable", nobody},
		{554, "", "Message rejected", nobody},
		{450, "4.1.1", "user unknown, try later", nobody},
		{450, "", "user unknown", nobody},
		{0, "4.7.1", "", nobody},
		{0, "", "", nobody},
	} {
		if got := surveys.BlameFor(c.code, c.enhanced, c.words); got != c.want {
			t.Errorf("%d %s %s: blame %d, want %d", c.code, c.enhanced, c.words, got, c.want)
		}
	}
}
