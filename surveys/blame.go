package surveys

import (
	"slices"
	"strings"
)

// Blame says whose trouble it is that a mail server refused a mail.
type Blame int

// Who may be to blame.
const (
	BlameNobody  Blame = iota // the mail, the server's day, or nobody can tell
	BlameAddress              // nobody reads mail at this address: it gets none any more
	BlameSender               // we or our server are not welcome: no address is the worse for it
)

// BlameFor reads a refusal for good: the SMTP reply code (0 when there was
// none), the enhanced code (RFC 3463; empty when there was none) and the
// server's words. It serves replies and delivery reports alike.
//
// Codes 5.1.x speak of addresses (RFC 3463, 3.2, and the registry of RFC 5248):
// all of the recipient's, but for 5.1.5, which says that it is right, and 5.1.7
// and 5.1.8, which speak of the sender's. 5.2.1 is a mailbox that will not be
// opened again; one large provider also says it of a mailbox that gets too much
// at the moment. 5.7.x is security and policy, which concerns the sender.
// A code 550 alone may be policy as well (RFC 5321, 4.2.3), so without an
// enhanced code only words count: those that speak of a sender or of relaying,
// and those that leave no doubt that nobody is there.
func BlameFor(code int, enhanced, words string) Blame {
	words = strings.ToLower(words)
	aboutSender := strings.Contains(words, "sender")
	switch {
	case code != 0 && code < 500 || enhanced != "" && enhanced[0] != '5':
		return BlameNobody // for now only
	case enhanced == "5.1.5":
		return BlameNobody
	case enhanced == "5.1.7", enhanced == "5.1.8", enhanced == "5.1.0" && aboutSender, strings.HasPrefix(enhanced, "5.7."):
		return BlameSender
	case strings.HasPrefix(enhanced, "5.1."):
		return BlameAddress
	case enhanced == "5.2.1":
		if strings.Contains(words, " rate") || strings.Contains(words, "quickly") {
			return BlameNobody
		}
		return BlameAddress
	case enhanced == "" || enhanced == "5.0.0":
		says := func(phrase string) bool { return strings.Contains(words, phrase) }
		switch {
		case aboutSender, slices.ContainsFunc(notFromUs, says):
			return BlameSender
		case slices.ContainsFunc(nobodyThere, says):
			return BlameAddress
		}
	}
	return BlameNobody
}

// notFromUs are words of servers that speak no enhanced codes and do not take, or
// pass on, what we send: then all mails meet the same, and none is to blame.
var notFromUs = []string{"not verified", "relay not permitted", "relay denied", "relaying denied", "relay access denied", "authentication required"}

// nobodyThere are words of servers that speak no enhanced codes.
var nobodyThere = []string{
	"user unknown", "unknown user", "unknown recipient", "recipient unknown", "unknown mailbox",
	"no such user", "no such recipient", "no such mailbox", "no mailbox here", "no such address",
	"user not found", "recipient not found", "mailbox not found", "user does not exist", "mailbox does not exist",
	"account does not exist", "address does not exist", "user doesn't exist", "invalid mailbox", "invalid recipient",
}
