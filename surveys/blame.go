package surveys

import (
	"regexp"
	"slices"
	"strings"
)

// Blame says whose trouble it is that a mail server refused a mail.
type Blame int

// Who may be to blame.
const (
	BlameNobody  Blame = iota // nobody can tell: it counts against nobody
	BlameMailbox              // this mailbox, or its server, cannot take this mail now
	BlameAddress              // nobody reads mail at this address: it gets none any more
	BlameSender               // we or our server are not welcome: no address is the worse for it
)

// BlameFor reads a refusal: the SMTP reply code (0 when there was none), the
// enhanced code (RFC 3463; empty when there was none) and the server's words, in
// which further enhanced codes may stand. It serves replies and delivery reports
// alike. sure is false where only a habit of servers speaks for it, such as a
// bare "rejected", which nearly always is about the sender.
//
// Words go before codes: servers choose codes carelessly and words with care.
// Among words, those about the sender go first and those about a full or closed
// mailbox before those about an unknown one, so that a doubt never costs somebody
// her mail. Where several codes stand, the one with the mildest consequence
// counts. What is for now only (4xx, 4.x.x) never proves that an address is dead.
func BlameFor(code int, enhanced, words string) (blame Blame, sure bool) {
	words = strings.ToLower(strings.Join(strings.Fields(words), " "))
	forNow := code >= 400 && code < 500 || code == 0 && strings.HasPrefix(enhanced, "4.")
	blame, sure = blameInWords(words), true
	if blame == BlameNobody {
		blame = blameOfCodes(append([]string{enhanced}, codesAmong(words)...), words)
	}
	if blame == BlameNobody {
		blame, sure = blameByHabit(code, enhanced, words), false
	}
	if blame == BlameAddress && forNow {
		blame = BlameMailbox
	}
	return blame, sure
}

// blameInWords tells what the words leave no doubt about.
func blameInWords(words string) Blame {
	switch {
	case closedMailbox.MatchString(words):
		return BlameMailbox
	case aboutSender.MatchString(words):
		return BlameSender
	case fullMailbox.MatchString(words):
		return BlameMailbox
	case nobodyThere.MatchString(words):
		return BlameAddress
	case outOfReach.MatchString(words):
		return BlameMailbox
	}
	return BlameNobody
}

// blameOfCodes tells what the enhanced codes mean by RFC 3463 and the registry of
// RFC 5248. 5.1.x speak of addresses: all of the recipient's, but for 5.1.5, which
// says that it is right, and 5.1.7 and 5.1.8, which speak of the sender's. 5.2.x
// speak of the mailbox, 5.7.x of security and policy, which is about the sender.
// Of 5.4.x, some are a domain that is gone; 5.4.1 is what one large provider's
// edge says of addresses that it does not know, and of nothing else.
func blameOfCodes(codes []string, words string) Blame {
	worst := []Blame{BlameNobody}
	for _, code := range codes {
		switch {
		case len(code) < 5 || code[3:] == ".0" && code[2] != '1' || code == "5.1.5": // says no more than that
		case code == "5.1.7", code == "5.1.8":
			return BlameSender
		case code == "5.7.13": // account disabled
			return BlameMailbox
		case strings.HasPrefix(code, "5.7."):
			return BlameSender
		case strings.HasPrefix(code, "5.1."), code == "5.4.4", code == "5.4.310", code == "5.4.1" && refusedThere.MatchString(words):
			worst = append(worst, BlameAddress)
		case code[2] == '1' || code[2] == '2' || code[2] == '3' || code[2] == '4':
			worst = append(worst, BlameMailbox)
		}
	}
	if slices.Contains(worst, BlameMailbox) {
		return BlameMailbox
	}
	return slices.Max(worst)
}

// blameByHabit tells what servers nearly always mean.
func blameByHabit(code int, enhanced, words string) Blame {
	switch {
	case strings.Contains(words, "mailbox unavailable"):
		return BlameMailbox
	case strings.HasPrefix(enhanced, "5.6."), strings.HasPrefix(enhanced, "4.7."), badContent.MatchString(words), turnedAway.MatchString(words):
		return BlameSender
	case code == 552, code >= 400 && code < 500:
		return BlameMailbox
	}
	return BlameNobody
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

// anyOf makes an expression that finds any of these in words in lower case.
func anyOf(expressions ...string) *regexp.Regexp {
	return regexp.MustCompile(strings.Join(expressions, "|"))
}

// The words of servers, by what they leave no doubt about. Each line is one way
// of saying it; they come from the manuals and the sources of mail servers, and
// from what large providers publish about their replies.
var (
	// closedMailbox: the mailbox is there, and its holder may open it again.
	closedMailbox = anyOf(
		`\b(account|mailbox|user|recipient|inbox)\b.{0,60}\b(disabled|suspended|inactive|not active|deactivated|locked|blocked|frozen|on hold|expired|restricted|over quota|overquota)\b`,
		`\b(disabled|suspended|inactive|deactivated|locked|frozen) (account|mailbox|user|recipient)`,
		`(account|mailbox) (is )?(temporar|currently|presently)`,
		`not accepting (mail|messages|e-mail)`, `receiving mail (at a rate|too quickly)`,
	)
	// aboutSender: the address of our server, its name, its signature, its habits,
	// what it sends.
	aboutSender = anyOf(
		`\bblack ?list`, `\bblock ?list`, `\bdeny ?list`, `\bd?n?s?rbl\b`, `dnsbl`, `spamhaus`, `spamcop`, `\bsorbs\b`, `barracuda(central|networks)`, `senderbase`, `\bcbl\b`, `\(bl\)`, `listed (in|on|at|by) `,
		`\bblocked\b`, `\bbanned\b`, `reputation`, `complaints`,
		`\bip\b.{0,60}(reject|refus|den(y|ied)|not allowed|not authori|limited|deferred|invalid|no access)`, `invalid ip`, `messages? from (ip )?\[?\d+\.\d+\.\d+\.\d+\]?`, `may not be mail exchanger`, `client host`, `connection (from|rejected)`, `from your (ip|host|server|network|domain)`, `no access from`,
		`\bptr\b`, `reverse[- ]?(dns|lookup|hostname|mapping|record)`, `\brdns\b`, `your (reverse )?hostname`, `\bfcrdns\b`, `(helo|ehlo)( command| name|:)? (rejected|invalid|must|name|argument)`, `invalid (helo|ehlo|hostname)`, `dynamic(ally)? `, `dial-?up`, `residential`,
		`\bspf\b`, `\bdkim`, `\bdmarc\b`, `\bdomainkeys\b`, `unauthenticated`, `not authenticated`, `authentication (is )?(required|fail|check|results)`, `authenticate first`, `sender.?id\b`, `from:? header`,
		`\bspam`, `\bjunk`, `\bbulk\b`, `unsolicited`, `\bu[cb]e\b`, `virus`, `malware`, `phish`, `infected`, `suspicious`, `content (filter|reject|restrict|deemed|not accept|analysis|polic)`, `(banned|forbidden|prohibited|restricted) (content|attachment|file|extension|url)`, `attachment`, `urls? in `, `objectionable`, `header .{0,20}(invalid|missing|duplicate)`, `duplicate header`, `\bscored\b`,
		`polic(y|ies)\b`, `administrative(ly)? (prohibit|den|reject|block)`, `security`, `not compliant`, `rfc ?(2821|2822|5321|5322)`,
		`too many (connections|concurrent|sessions|messages|mails|errors|recipients|invalid|unknown|emails|smtp)`, `(rate|frequency|connection|connections) (is )?limit`, `rate.?limited`, `(hourly|daily|relay|sending|send|sender).{0,12}(limit|quota)`, `(unexpected|unusual|excessive|high) (volume|rate|number)`, `throttl`, `message rate`, `too (fast|frequent)`, `sent too`,
		`\brelay`, `rcpthosts`, `not verified`, `not local here`, `we don't handle mail`, `gateway not allowed`,
		`senders?\b.{0,60}(reject|refus|den(y|ied)|verif|invalid|unknown|not (allowed|exist|found|permitted|accepted|authori[sz]ed)|does not|doesn't|domain|must|unauthori[sz]ed)`, `\bsender('s)? (address|domain|e-?mail)`, `domain of sender`, `(after|reply to|response to) mail from`, `refused to talk to me`, `service refus`, `groups\.google\.com`, `(your|this) (domain|server|host|system|network|message|mail|e-?mail) .{0,40}(reject|refus|den(y|ied)|not (allowed|permitted|authori|accepted|welcome)|block|limit|disallow)`, `mail from (?:<?…>?|\S+) (reject|refus|not)`, `return path`, `envelope[- ]from`,
		`not (allowed|permitted|authori[sz]ed) (to|from)`, `(have|has|without|not have) permission`, `permission to`, `members only`, `moderat(ed|or)`, `(you|sender) (is|are|were) not`, `only .{0,40}can (send|post|submit)`, `(send|deliver|post) (mail|messages|e-?mail)? ?to this (group|list|address|recipient|user)`, `cannot send`, `prohibit`,
	)
	// fullMailbox: there is no place, or not for a mail so large.
	fullMailbox = anyOf(
		`\bfull\b`, `over ?-?quota`, `quota`, `(exceed|over|reach)\w*.{0,40}(storage|limit|size|allocation|allowed|space|maximum)`, `(out of|insufficient|not enough|no|low on|lack of)( system| disk| more| free)? (storage|space|disk|room)`, `disk (space )?(is )?full`, `too (large|big)`, `(message|mail|maximum|max) size`, `size limit`,
		`not found, try again`, `temporary (lookup|dns|name)`, `name server.{0,20}(fail|time)`,
		`speicher(platz|limit)`, `postfach ist voll`, `postvak is vol`, `bo[iî]te .{0,30}(pleine|satur)`, `buz[oó]n lleno`, `casella .{0,20}piena`,
	)
	// nobodyThere: no such address, or no such domain.
	nobodyThere = anyOf(
		`\b(user|username|recipient|address|addressee|mailbox|account|login|alias|person|name|inbox|rcpt|e-?mail|customer|subscriber|domain|host|hostname|site|mail ?server)s?\b.{0,80}\b(unknown|unrecogni[sz]ed|not (a )?(known|found|exist\w*|recogni[sz]ed|valid|listed|registered|defined|on file)|not be (found|resolved|located)|(does|do|did)( not|n.t|es not) (currently )?(exist|have)|(does|do)sn.t (exist|have)|dosn.t exist|(is|are|was) (invalid|incorrect|no longer)|isn.t|invalid|not exist|non-?existent|nonexistant|no longer|never|has (been )?(deleted|removed|closed|cancel\w+|terminated|moved|left|discontinued|retired)|couldn.t be (found|resolved)|wasn.t found|undeliverable)\b`,
		`\b(unknown|unrecogni[sz]ed|invalid|illegal|bad|no such|nonexistent|non-existent|incorrect|undefined|unregistered|unroute?able|unresolvable|no valid|unavailable) (\w+ )?(user|username|recipient|rcpt|address|mailbox|account|login|alias|person|name|inbox|e-?mail|customer|subscriber|domain|host|hostname|destination|local|mail drop|virtual)`,
		`\bno (mailbox|account|user|recipient|one|such|address|person|local user)\b.{0,40}\b(here|by|with|named|found|known|called|exists?|record|for|host|name|domain|recipient|destination|in )`,
		`no such (user|recipient|domain|host|address|person|mail|account|id)`, `nobody (here|by|at|with)`, `unroute?able`, `unrouteable`, `name or service not known`, `\bnxdomain\b`, `(host|domain)( name)? lookup`, `no mail ?hosts?`, `has moved`, `moved to`, `not our customer`, `no longer (here|available|valid|in use|employed|exists|with|works?|accepts)`, `(doesn't|does not|dosn't|didn't) have (a|an|any) .{0,40}(account|mailbox|user|address)`, `not listed in`, `can ?not find (your )?(recipient|user|mailbox|address|account|name)`, `this (user|account|address|recipient|mailbox) (doesn|does|is not|isn)`, `user not`, `recipient address rejected: access denied`, `all recipient addresses rejected`,
		`unbekannt`, `ung[uü]ltig`, `existiert nicht`, `nicht (gefunden|vorhanden|bekannt)`, `onbekend`, `bestaat niet`, `niet gevonden`, `ongeldig`, `inconnue?\b`, `n'existe p`, `invalide`, `inexistant`, `introuvable`, `desconocid`, `no existe`, `inexistente`, `sconosciut`, `non (esiste|valid|trovat)`, `inesistente`, `desconhecid`, `n[aã]o existe`, `nieznan`, `nie istnieje`, `ok[aä]nd`, `finns inte`, `findes ikke`, `ukendt`, `не (существует|найден)`, `неизвест`, `不存在`, `リストにありません`, `見つかりません`, `存在しません`,
	)
	// outOfReach: the server, the way to it, or its patience.
	outOfReach = anyOf(
		`try .{0,20}(again|later)`, `temporar`, `timed? ?-?out`, `time-out`, `connection (refused|reset|timed|closed|lost|dropped)`, `no route`, `unreachable`, `gr[ea]y ?-?list`, `(delivery|message|retry|queue) .{0,30}(expired|exceeded)`, `too (old|long)`, `deferred`, `hop count`, `too many hops`, `\bloops?\b`, `looping`, `system (error|failure|problem|resources)`, `resources`, `local (problem|configuration|error)`, `can ?not (append|open|write|create|connect)`, `unable to (connect|open|write|deliver)`, `days? .{0,30}(without|not been)`, `retry timeout`, `does not accept mail`, `lost connection`, `giving up`, `not reachable`, `not responding`, `could not deliver for`, `envelope expired`, `conversation with`, `undeliverable for`,
	)
	// refusedThere is how that edge words it.
	refusedThere = anyOf(`access denied`, `rejected`, `recipient`)
	// badContent: servers that dislike a mail seldom say more.
	badContent = anyOf(`8-?bit`, `header`, `mime`, `encod`, `message (not|was|is|has|refus|den|rejec)`, `content`, `syntax`)
	// turnedAway: so are most senders turned away.
	turnedAway = anyOf(`reject`, `refus`, `denied`, `not (allowed|accept|permitted|welcome|take)`, `unaccept`, `disallow`, `declin`, `no smtp service`, `ask your postmaster`, `contact (your|the) (postmaster|admin|provider|internet)`, `abuse`, `unsubscribe`, `transaction failed`, `not have permission`, `service (not available|unavailable)`)
)
