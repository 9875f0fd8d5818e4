package blame

import (
	"regexp"
	"slices"
	"strings"
)

// Blame says whose trouble it is that a mail server refused a mail.
type Blame int

// Who may be to blame.
const (
	Nobody  Blame = iota // nobody can tell: it counts against nobody
	Mailbox              // this mailbox, or its server, cannot take this mail now
	Address              // nobody reads mail at this address: it gets none any more
	Sender               // we or our server are not welcome: no address is the worse for it
)

// For reads a refusal: the SMTP reply code (0 when there was none), the
// enhanced code (RFC 3463; empty when there was none) and the server's words, in
// which further enhanced codes may stand. It serves replies and delivery reports
// alike. sure is false where only a habit of servers speaks for it, such as a
// bare "rejected", which nearly always is about the sender.
//
// Words go before codes: servers choose codes carelessly and words with care. They
// say that an address is dead only where they speak of a recipient: what is unknown
// or does not exist is as often our own host, our domain or a header of ours. Among
// words, those that name the sender go first and those about a full or closed
// mailbox, or a server in trouble, before those about an unknown one, so that a doubt
// never costs somebody her mail. Names of hosts, links and addresses are no words.
// Where several codes stand, the one with the mildest consequence counts, and beside
// words that nobody here understands a code does not prove that an address is dead.
// What is for now only (4xx, 4.x.x) never does.
func For(code int, enhanced, words string) (blame Blame, sure bool) {
	words = words[:min(len(words), longestWords)]
	whole := strings.ToLower(strings.Join(strings.Fields(words), " "))
	words = plain(words)
	forNow := code >= 400 && code < 500 || code == 0 && strings.HasPrefix(enhanced, "4.")
	blame, sure = blameInWords(code, enhanced, words), true
	switch {
	case blame != Mailbox && memberGroup.MatchString(whole):
		blame = Sender
	case blame == Nobody && blockList.MatchString(whole): // a link to the list, and nothing else
		blame, sure = Sender, false
	case blame == Nobody:
		blame = blameOfCodes(append([]string{enhanced}, codesAmong(words)...), words)
	}
	if blame == Nobody {
		blame, sure = blameByHabit(code, enhanced, words), false
	}
	if blame == Address && forNow {
		blame = Mailbox
	}
	return blame, sure
}

// InWords tells what the words alone leave no doubt about: nobody's trouble where they
// say no more than a code beside them does.
func InWords(words string) Blame {
	return blameInWords(0, "", formula.without(plain(words[:min(len(words), longestWords)])))
}

// plain gives words in lower case with single blanks, without names and asides.
func plain(words string) string {
	return aside.without(strings.ToLower(strings.Join(strings.Fields(named.ReplaceAllString(words, "…")), " ")))
}

// longestWords is how much is read of a server's words, in bytes: a reply has a few
// lines, and each byte is looked at for each way of saying something.
const longestWords = 2 << 10

// blameInWords tells what the words leave no doubt about.
func blameInWords(code int, enhanced, words string) Blame {
	full, policy := fullMailbox.MatchString(words) || inTrouble.MatchString(formula.without(words)), len(enhanced) > 3 && enhanced[1:4] == ".7."
	switch {
	case turnsAwaySender.MatchString(words):
		return Sender
	case closedMailbox.MatchString(words):
		return Mailbox
	case namesSender.MatchString(words):
		return Sender
	case !full && unknownRecipient.MatchString(words) && !slices.Contains(sendersOwn, enhanced):
		return Address
	case aboutSender.MatchString(words), policy && refusedUs.MatchString(words):
		return Sender
	case full:
		return Mailbox
	case mayBeDead(enhanced) && (unknownAddress.MatchString(words) || mayBeTheirs(code, enhanced) && unknownPlace.MatchString(words)):
		return Address
	case outOfReach.MatchString(words):
		return Mailbox
	}
	return Nobody
}

// sendersOwn are the codes that speak of the sender alone: its address, and what it
// said (RFC 3463, 3.2 and 3.6).
var sendersOwn = []string{"5.1.7", "5.1.8", "5.5.2", "5.5.4"}

// mayBeDead says whether a code lets loose words such as "invalid address" be about
// the recipient: one about the sender, its content or a policy does not.
func mayBeDead(enhanced string) bool {
	return !slices.Contains(sendersOwn, enhanced) && !strings.HasPrefix(enhanced, "5.6.") && !strings.HasPrefix(enhanced, "5.7.")
}

// mayBeTheirs says whether a host or a domain that is unknown is the
// recipient's: by its code, or since no server answered at all. One that answered
// may speak of ours.
func mayBeTheirs(code int, enhanced string) bool {
	return strings.HasPrefix(enhanced, "5.1.") || strings.HasPrefix(enhanced, "5.4.") || code == 0
}

// blameOfCodes tells what the enhanced codes mean by RFC 3463 and the registry of
// RFC 5248. 5.1.x speak of addresses: all of the recipient's, but for 5.1.5, which
// says that it is right, and those of the sender. 5.2.x speak of the mailbox, 5.7.x
// of security and policy, which is about the sender. Of 5.4.x, some are a domain
// that is gone; 5.4.1 is what one large provider's edge says of addresses that it
// does not know, and of nothing else. Beside words that no list here knows, 5.1.x may
// be the default of a server that meant something else.
func blameOfCodes(codes []string, words string) Blame {
	worst := []Blame{Nobody}
	for _, code := range codes {
		switch {
		case len(code) < 5 || code[3:] == ".0" && code[2] != '1' || code == "5.1.5": // says no more than that
		case code == "5.1.7", code == "5.1.8":
			return Sender
		case code == "5.7.13": // account disabled
			return Mailbox
		case strings.HasPrefix(code, "5.7."):
			return Sender
		case strings.HasPrefix(code, "5.1.") && anyWord.MatchString(formula.without(words)) && !agrees.MatchString(words):
			worst = append(worst, Mailbox)
		case strings.HasPrefix(code, "5.1."), code == "5.4.4", code == "5.4.310", code == "5.4.1" && refusedThere.MatchString(words):
			worst = append(worst, Address)
		case code[2] == '1' || code[2] == '2' || code[2] == '3' || code[2] == '4':
			worst = append(worst, Mailbox)
		}
	}
	if slices.Contains(worst, Mailbox) {
		return Mailbox
	}
	return slices.Max(worst)
}

// blameByHabit tells what servers nearly always mean.
func blameByHabit(code int, enhanced, words string) Blame {
	switch {
	case strings.Contains(words, "mailbox unavailable"):
		return Mailbox
	case slices.Contains(sendersOwn, enhanced), strings.HasPrefix(enhanced, "5.6."), strings.HasPrefix(enhanced, "4.7."), badContent.MatchString(words), turnedAway.MatchString(words):
		return Sender
	case code == 552, code >= 400 && code < 500:
		return Mailbox
	}
	return Nobody
}

// codesAmong gives the enhanced codes that stand in a server's words.
func codesAmong(words string) []string {
	var out []string
	for _, found := range codeAmongWords.FindAllStringSubmatch(words, 8) {
		out = append(out, found[1])
	}
	return out
}

// An enhanced code is no part of an address such as 203.5.1.1, nor of a version:
// it has 0 to 7 in its middle (RFC 3463, 3).
var codeAmongWords = regexp.MustCompile(`(?:^|[^\w.])([45]\.[0-7]\.\d{1,3})\b`)
