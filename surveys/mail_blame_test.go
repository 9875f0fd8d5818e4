package surveys_test

import (
	"testing"

	"halte/surveys"
	"halte/surveys/blame"
)

// TestAServerIsTakenAtItsWordOnlyForGood: what it says for now, or may have meant
// otherwise, costs an invitation at most, never an address or a whole server.
func TestAServerIsTakenAtItsWordOnlyForGood(t *testing.T) {
	t.Parallel()
	for reply, want := range map[surveys.SendError]blame.Blame{
		{Code: 550, Enhanced: "5.1.1"}:                                            blame.Address,
		{Code: 554, Enhanced: "5.7.1"}:                                            blame.Sender,
		{Code: 450, Enhanced: "4.7.1", Reply: "on a block list"}:                  blame.Nobody,
		{Code: 550, Enhanced: "5.1.1", Reply: "user unknown", Elsewhere: true}:    blame.Mailbox, // one that it is forwarded to
		{Code: 450, Reply: "user unknown"}:                                        blame.Nobody,
		{Code: 554, Reply: "Message rejected"}:                                    blame.Nobody, // nearly always the sender, but not surely
		{Code: 554, Enhanced: "5.6.0"}:                                            blame.Nobody,
		{Reply: "it does not offer STARTTLS", Trouble: surveys.ReasonServerNoTLS}: blame.Nobody,
	} {
		if got := reply.Blame(); got != want {
			t.Errorf("%v: blame %d, want %d", &reply, got, want)
		}
	}
}

// TestALinkStopsNoMails: that a link of a reply leads to a block list says too
// little to leave a whole server alone for a while.
func TestALinkStopsNoMails(t *testing.T) {
	t.Parallel()
	e := &surveys.SendError{Outcome: surveys.SendRefused, Code: 553, Enhanced: "5.1.3", Reply: "http://www.spamhaus.org/query/bl?ip=192.0.2.1"}
	if got := e.Blame(); got != blame.Nobody {
		t.Errorf("blame %d", got)
	}
}

func TestTheLogHoldsNoWordsOfPeople(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]surveys.SendError{
		"mail server answered 550 5.7.1 blocked": {Code: 550, Enhanced: "5.7.1", Reply: "Jo Smith blocked you"},
		"mail server answered 554":               {Code: 554, Reply: "Jo Smith"},
		"mail server: it hung up":                {Reply: "it hung up"},
	} {
		if got := e.Brief(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
