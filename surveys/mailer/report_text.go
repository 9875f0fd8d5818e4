package mailer

import (
	"regexp"
	"slices"
	"strings"

	gomessage "github.com/emersion/go-message"

	"halte/surveys"
)

// This file reads mails in no standard form: what servers sent before 1996, and
// some still do. They are told apart from what people and their programs write by
// what a program that returns mail cannot do without: it calls itself a mail server
// and comes from nobody, and it names whom it did not reach. Answering machines come
// from nobody too, quote our mail, and name old addresses and colleagues.

// informal reads such a mail. A fault is believed only where the failed recipient
// stands beside it, or the mail came back: a mail that merely says "full" or
// "unknown" somewhere is no report.
func (r *reportReader) informal(h gomessage.Header) {
	subject, _ := h.Text("Subject")
	failed := addressesIn(h.Get("X-Failed-Recipients"))
	text := r.beforeReturned(r.text)
	if len(failed) == 0 && (isAway(h, subject) || isChallenge(h, subject)) {
		r.report.Kind = surveys.ReportAutomatic
		return
	}
	if len(failed) == 0 && !r.isReport(h, subject, text) {
		if isAutomatic(h) || isFromNobody(h) { // people are somebody
			r.report.Kind = surveys.ReportAutomatic
		}
		return
	}
	fates := fatesIn(text, append(failed, r.named(text)...))
	stillTried := delayed.MatchString(subject) || stillTrying.MatchString(text) || heldBack.MatchString(text)
	said := saysFailed(subject, text)
	switch {
	case len(fates) > 0 && (said || len(failed) > 0 || r.returned):
	case r.returned && (said || isFromNobody(h)):
		fates = []surveys.Fate{fateIn(text, nil)}
	default:
		return
	}
	if known := slices.DeleteFunc(slices.Clone(fates), func(f surveys.Fate) bool { return f.Bounce() == surveys.BounceUnknown }); len(known) > 0 {
		fates = known // the others are named for another reason
	}
	for i := range fates {
		if stillTried {
			fates[i].Kind = surveys.ReportDelayed
		}
		fates[i].Forwarded = r.wentOn(text, fates[i].Addresses, failed)
	}
	r.report.Kind, r.report.Fates, r.report.InProse = surveys.ReportBounce, fates, true
}

// wentOn says whether a text may tell of another address than the one that it is taken
// to be about: our mails go to one each.
func (r *reportReader) wentOn(text string, about, failed []string) bool {
	if len(about) == 0 {
		return false
	}
	same := func(b string) bool { return strings.EqualFold(about[0], b) }
	return len(failed) > 0 && !slices.ContainsFunc(failed, same) ||
		forwards.MatchString(text) && r.namesOther(text, about, daemonName) || r.namesOther(saidTo(text, same), about, notAsked)
}

// saidTo gives the lines that name an address, each with those that go on with it:
// deeper ones, or the rest of the paragraph behind a line that holds nothing else.
func saidTo(text string, same func(string) bool) string {
	var out []string
	deep, on := 0, false
	for line := range strings.Lines(text) {
		own := recipientLine.MatchString(line)
		switch now := len(line) - len(strings.TrimLeft(line, " \t")); {
		case slices.ContainsFunc(addressLike.FindAllString(line, maxAddresses), func(a string) bool { return same(strings.Trim(a, ".'\"…")) }):
			deep, on = now, true
			if own {
				deep = -1
			}
		case strings.TrimSpace(line) == "" || own || now <= deep:
			on = false
		}
		if on {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// isReport says whether a server wrote a mail that is in no standard form. One that
// calls itself by a name that no person has is believed. A postmaster may be a person
// or have an answering machine, unless it comes from nobody; and anybody may come from
// nobody: then it takes a server's reply, or our whole mail under a subject that says
// that it failed.
func (r *reportReader) isReport(h gomessage.Header, subject, text string) bool {
	replied := serverReply.MatchString(text)
	switch {
	case isServer(h, daemonName):
		return true
	case isServer(h, postmasterName):
		return replied || !isAutomatic(h) && (isFromNobody(h) || !h.Has("Return-Path"))
	}
	return isFromNobody(h) && !isAutomatic(h) && (replied || r.whole && failedWords.MatchString(subject))
}

// named gives the addresses that a text names, without those the mail itself was
// sent to and those that nobody is asked to read.
func (r *reportReader) named(text string) []string {
	var out []string
	for _, a := range addressLike.FindAllString(text, 4*maxAddresses) {
		a = strings.Trim(a, ".'\"…")
		local, _, _ := strings.Cut(a, "@")
		known := slices.ContainsFunc(append(out, r.report.To...), func(b string) bool { return strings.EqualFold(a, b) })
		if !known && !notAsked.MatchString(local) && len(out) < maxAddresses {
			out = append(out, a)
		}
	}
	return out
}

// fatesIn gives a fate for each address that a text tells of. What is said of one
// stands behind its name and before the next; where it says nothing there, the
// whole text is taken to be about it.
func fatesIn(text string, addresses []string) []surveys.Fate {
	var out []surveys.Fate
	lines := strings.Split(text, "\n")
	for _, a := range addresses {
		if slices.ContainsFunc(out, func(f surveys.Fate) bool { return strings.EqualFold(f.Addresses[0], a) }) {
			continue
		}
		own := text
		if len(addresses) > 1 {
			own = linesAbout(lines, a)
		}
		f := fateIn(own, []string{a})
		if f.Bounce() == surveys.BounceUnknown && own != text {
			f = fateIn(text, []string{a})
		}
		out = append(out, f)
	}
	return out
}

// linesAbout gives the lines that name an address, and those behind each until
// another is named.
func linesAbout(lines []string, address string) string {
	var out []string
	about := false
	for _, line := range lines {
		if named := addressLike.FindAllString(line, maxAddresses); len(named) > 0 {
			about = slices.ContainsFunc(named, func(a string) bool {
				return strings.EqualFold(strings.Trim(a, ".'\"…"), address)
			})
		}
		if about {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// fateIn reads why a mail came back out of a text: out of the paragraphs in which
// a server's reply stands, each whole, since replies are wrapped; out of the
// others where those say nothing.
func fateIn(text string, addresses []string) surveys.Fate {
	var replies, all []string
	for _, paragraph := range paragraphs(text) {
		paragraph = hostNamed.ReplaceAllString(recipientLine.ReplaceAllString(paragraph, ""), " ")
		all = append(all, paragraph)
		if replyBegins.MatchString(paragraph) {
			replies = append(replies, paragraph)
		}
	}
	f := surveys.Fate{Kind: surveys.ReportBounce, Addresses: addresses}
	for _, words := range []string{strings.Join(replies, "\n"), boilerplate.ReplaceAllString(strings.Join(all, "\n"), " ")} {
		f.Code, f.Status, f.Words = diagnosis(words)
		if f.Bounce() != surveys.BounceUnknown {
			break
		}
	}
	return f
}

// paragraphs splits a text at its empty lines.
func paragraphs(text string) []string {
	return strings.FieldsFunc(blankLine.ReplaceAllString(text, "\x00"), func(r rune) bool { return r == 0 })
}

// beforeReturned gives what stands before the mail that comes back within a text,
// and reads the headers of that.
func (r *reportReader) beforeReturned(text string) string {
	at := returnedBegins.FindStringIndex(text)
	if at == nil {
		return text
	}
	r.returned = true
	r.whole = r.whole || wholeHeaders.MatchString(text[at[0]:])
	r.original([]byte(strings.TrimLeft(text[at[1]-len(strings.TrimLeft(text[at[0]:at[1]], "\n")):], "\n")))
	return text[:at[0]]
}

var (
	blankLine   = regexp.MustCompile(`\n[ \t>]*\n`)
	replyBegins = regexp.MustCompile(`(?m)(?:^|[\s:('"\[])[45][0-7]\d(?:[ :-]|$)|\b[45]\.[0-7]\.\d{1,3}\b`)
	// serverReply is a reply as servers write it: where a line begins or something is
	// cited, or with an enhanced code.
	serverReply = regexp.MustCompile(`(?m)(?:^[ \t>]*|:[ \t]*)#?[45][0-5]\d[ -]\S|\b[45]\.[0-7]\.\d{1,3}\b`)
	// wholeHeaders are headers that mail programs of people do not show when they quote.
	wholeHeaders = regexp.MustCompile(`(?im)^(?:return-path|received|dkim-signature):`)
	// recipientLine names whom a mail did not reach, and no reason.
	recipientLine = regexp.MustCompile(`(?m)^[ \t]*<?[^\s<>@]+@[^\s<>@:]+>?:?[ \t]*$`)
	// hostNamed is how a report names the server that said something.
	hostNamed = regexp.MustCompile(`(?i)\b(?:host|server|mta|mx)\s+\S+\s*\[[^\]\n]*\]:?`)
	// returnedBegins is where the headers of a returned mail begin: at a line that
	// says so, or at one that stands in nothing but headers.
	returnedBegins = regexp.MustCompile(`(?im)^[ \t]*[-_=*]{2,}[^\n]*\b(?:copy of (?:the|your)|original|returned|unsent|undelivered|message header|mail info|below this line)[^\n]*$|^message headers? follow|^original message(?: headers?)?:? *$|^(?:return-path|received|dkim-signature|message-id|delivered-to):.*$`)
	// boilerplate is what reports of large systems say beside the reason.
	boilerplate = regexp.MustCompile(`(?i)this (?:message|mail) was created automatically[^.]*\.|for further assistance[^.]*\.|if you do so[^.]*\.|you can\s+delete[^.]*\.|please do not reply[^.]*\.|this is a permanent error[^.\n]*|i'm (?:afraid|sorry)[^.]*\.|a message that you sent could not[^.:]*[.:]|the original message was received[^\n]*|(?:subject|date|from|sent|size|arrival-date|message-id): [^\n]*`)

	delayed     = regexp.MustCompile(`(?i)\bdelay|\bwarning\b|not yet|still (being|trying)|verzögert|vertraagd|retard|retras`)
	stillTrying = regexp.MustCompile(`(?i)(will|shall) (keep|continue|be) (on )?(re)?try|still trying|do not need to (resend|do anything)|no action is required`)
	// heldBack: somebody may still let it through.
	heldBack    = regexp.MustCompile(`(?i)quarantin|\b(is|being) held\b|await(s|ing) (\w+ )?(approval|release|moderation)|moderator (approval|can review)`)
	failedWords = regexp.MustCompile(`(?i)undeliver|failure|failed|returned (mail|to sender)|(could|can) ?not be (sent|delivered)|not (be )?delivered|unable to deliver|did not reach|rejected|permanent|unzustellbar|nicht (zugestellt|zustell)|onbestelbaar|niet (afgeleverd|bezorg)|non remis|échec|no (se ha )?(podido )?entregad|mancata|impossibile|niedostarcz|не доставлено|配信|エラー|失敗|退信`)
)

// saysFailed tells whether a mail says that something failed.
func saysFailed(subject, text string) bool {
	return failedWords.MatchString(subject) || failedWords.MatchString(text) || replyBegins.MatchString(text)
}

// isFromNobody tells whether a mail has the null return path, as reports and
// automatic replies have (RFC 5321, 4.5.5); some systems write a name in its place.
func isFromNobody(h gomessage.Header) bool {
	path, _, _ := strings.Cut(strings.Trim(h.Get("Return-Path"), " <>"), "@")
	from := strings.TrimSpace(h.Get("From"))
	return h.Has("Return-Path") && (path == "" || daemonName.MatchString(path)) || from == "<>"
}

// isServer tells whether a mail calls its writer by such a name, or by none.
func isServer(h gomessage.Header, name *regexp.Regexp) bool {
	from := h.Get("From")
	if strings.Trim(from, " <>") == "" {
		return true
	}
	for _, a := range append(addressesIn(from), strings.Fields(strings.ReplaceAll(from, "@", " "))...) {
		local, _, _ := strings.Cut(a, "@")
		if name.MatchString(strings.Trim(local, `<>"'`)) {
			return true
		}
	}
	return false
}

var (
	// daemonName is how programs that carry mail call themselves.
	daemonName     = regexp.MustCompile(`(?i)^(?:mailer[-_. ]?daemon|mail[-_]?(?:delivery(?:[-_]?sub)?system|daemon|robot)|mdaemon|mmdf|bounces?|undeliverable)$`)
	postmasterName = regexp.MustCompile(`(?i)^(?:post[-_]?master|mail[-_]?admin)$`)
	// notAsked are addresses that reports name beside those that they did not reach.
	notAsked = regexp.MustCompile(`(?i)^(?:mailer[-_. ]?daemon|post[-_]?master|mail[-_]?(?:admin|delivery(?:[-_]?sub)?system|daemon|robot)|mdaemon|mmdf|bounces?|undeliverable|abuse|support|noreply|no-reply)$`)
)
