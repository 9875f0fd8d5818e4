package mailer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/blame"
)

// deliveryStatus reads the groups of fields of a notification: the first is about
// the mail, the others are about a recipient each. Where the empty line between
// them was lost, the first is about both.
func (r *reportReader) deliveryStatus(body []byte) {
	for _, fields := range groups(body) {
		action := strings.ToLower(firstWord(fields["action"]))
		if action == "" || len(r.report.Fates) == maxFates {
			continue
		}
		f := surveys.Fate{Kind: actions[action]}
		if f.Kind == "" {
			continue
		}
		for _, name := range []string{"Original-Recipient", "Final-Recipient"} {
			if a := typed(fields[strings.ToLower(name)]); strings.Contains(a, "@") {
				f.Addresses = append(f.Addresses, strings.Trim(a, "<>"))
			}
		}
		words := typed(fields["diagnostic-code"])
		if words == "" { // some say it behind the status
			words = typed(strings.TrimPrefix(fields["status"], statusField.FindString(fields["status"])))
		}
		if actual := typed(fields["x-actual-recipient"]); strings.Contains(actual, "@") {
			r.quoted[len(r.report.Fates)] = actual + "\n"
		}
		r.quoted[len(r.report.Fates)] += words
		f.Code, f.Status, f.Words = diagnosis(hostNamed.ReplaceAllString(words, " "))
		// The reporter's own summary is often x.0.0 where the server was exact.
		if status := statusField.FindString(fields["status"]); status != "" && (f.Status == "" || !strings.HasSuffix(status, ".0.0")) {
			f.Status = status
		}
		if f.Kind == surveys.ReportBounce && strings.HasPrefix(f.Status, "2") {
			f.Kind = surveys.ReportDelivered
		}
		r.report.Fates = append(r.report.Fates, f)
	}
}

// explain looks in what a notification says to people for what its fields leave
// out: the reason, where a code alone gives it, and whether the mail went on to
// another address.
func (r *reportReader) explain() {
	text := r.beforeReturned(r.text)
	lines := strings.Split(text, "\n")
	forwarding := forwards.MatchString(text)
	for i, f := range r.report.Fates {
		f.Forwarded = r.namesOther(strings.Join(f.Addresses, "\n"), f.Addresses, nobody) || r.namesOther(r.quoted[i], f.Addresses, notAsked) || forwarding && r.namesOther(text, f.Addresses, daemonName)
		r.report.Fates[i] = f
		why := f.Bounce()
		byCode := why == surveys.BounceAddress || strings.HasPrefix(f.Status, "5.1.")
		if f.Kind != surveys.ReportBounce || why != surveys.BounceUnknown && (!byCode || blame.InWords(f.Words) != blame.Nobody) {
			continue
		}
		own := text
		if len(r.report.Fates) > 1 {
			own = ""
			for _, a := range f.Addresses {
				own += linesAbout(lines, a)
			}
		}
		if why != surveys.BounceUnknown {
			r.report.Fates[i] = milder(f, own)
			continue
		}
		told := fateIn(own, nil)
		if told.Bounce() == surveys.BounceUnknown {
			continue
		}
		if f.Code == 0 {
			f.Code = told.Code
		}
		if f.Status == "" || strings.HasSuffix(f.Status, ".0.0") {
			f.Status = told.Status
		}
		f.Words = strings.TrimSpace(f.Words + " " + told.Words)
		r.report.Fates[i] = f
	}
}

// longestParagraph is how much of one is read for a reason, in bytes.
const longestParagraph = 1 << 10

// milder gives a fate that rests on its code with the words of a text, where those
// blame the address less than the code does.
func milder(f surveys.Fate, text string) surveys.Fate {
	told, said := f, f.Words
	for _, paragraph := range paragraphs(text) {
		_, _, words := diagnosis(boilerplate.ReplaceAllString(hostNamed.ReplaceAllString(recipientLine.ReplaceAllString(paragraph[:min(len(paragraph), longestParagraph)], ""), " "), " "))
		told.Words = strings.TrimSpace(words + " " + said)
		switch whose, now := blame.InWords(words), told.Bounce(); {
		case whose == blame.Sender && now == surveys.BouncePolicy:
			return told
		case whose == blame.Mailbox && now == surveys.BounceMailbox && f.Bounce() == surveys.BounceAddress:
			f = told
		}
	}
	return f
}

// namesOther says whether a text names an address other than the first of these, and
// ours. Those that but is about do not count.
func (r *reportReader) namesOther(text string, these []string, but *regexp.Regexp) bool {
	if len(these) == 0 {
		return false
	}
	return slices.ContainsFunc(addressLike.FindAllString(text, 4*maxAddresses), func(a string) bool {
		a = strings.ToLower(strings.Trim(a, ".'\"…"))
		local, _, _ := strings.Cut(a, "@")
		return !but.MatchString(local) && !slices.ContainsFunc(slices.Concat(these[:1], r.report.To, r.writers), func(b string) bool {
			b = strings.ToLower(strings.Trim(b, "."))
			return a == b || strings.HasSuffix(a, "="+b) || fromXtext(a) == fromXtext(b)
		})
	})
}

// fromXtext reads an address as Original-Recipient may write it (RFC 3461, 4).
func fromXtext(address string) string {
	return xtext.ReplaceAllStringFunc(address, func(two string) string {
		n, _ := strconv.ParseUint(two[1:], 16, 8)
		return string(rune(n))
	})
}

// nobody is about no address.
var nobody = regexp.MustCompile(`^\b$`)

var xtext = regexp.MustCompile(`\+[2-7][0-9a-f]`)

// forwards is how servers say that a mail went on to another address.
var forwards = regexp.MustCompile(`(?im)\bexpanded from\b|\(?(?:ultimately )?generated (?:from|by) <?[^\s<>@]+@|\b(?:forwarded|forwarding|redirected|redirecting|relayed|relaying) (?:from|to|for|by)\W+[^\s<>@]+@`)

// actions say what became of a mail (RFC 3464, 2.3.3).
var actions = map[string]surveys.ReportKind{
	"failed": surveys.ReportBounce, "delayed": surveys.ReportDelayed,
	"delivered": surveys.ReportDelivered, "relayed": surveys.ReportDelivered, "expanded": surveys.ReportDelivered,
}

var statusField = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// wordedStatus is an enhanced code that says, among words, that something failed.
// It is no part of an address such as 203.5.1.1, nor of a version: codes have
// 0 to 7 in their middle (RFC 3463, 3).
const wordedStatus = `(?:^|[^\w.\n])([45]\.[0-7]\.\d{1,3})(?:$|[^\w.]|\.(?:$|[^\w.]))`

var statusAmongWords = regexp.MustCompile(`(?m)` + wordedStatus)

var replyCode = regexp.MustCompile(`\b[45][0-5]\d\b`)

// diagnosis reads the words of a server: its reply code, its enhanced code, and
// the words themselves, without whom they name.
func diagnosis(words string) (code int, status, kept string) {
	if found := statusAmongWords.FindStringSubmatch(words); found != nil {
		status = found[1]
	}
	if digits := replyCode.FindString(words); digits != "" {
		code, _ = strconv.Atoi(digits)
	}
	kept = clean(words[:min(len(words), longestField)])
	// The words stand behind the codes, which are told beside them.
	kept = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(strings.TrimPrefix(kept, fmt.Sprint(code))), "-"))
	kept = strings.TrimSpace(strings.TrimPrefix(kept, status))
	return code, status, kept
}

// group is some fields of a report, by their names in lower case.
type group map[string]string

// longestField is about how much of a field in several lines is read, in bytes.
const longestField = 4 << 10

// groups reads the fields of a report, a new group after each empty line. A line
// that is no field is left out, and of a field that stands there twice the first
// counts.
func groups(body []byte) []group {
	out := []group{{}}
	last := ""
	for line := range strings.Lines(string(body)) {
		line = strings.TrimRight(line, "\r\n")
		now := out[len(out)-1]
		switch name, value, found := strings.Cut(line, ":"); {
		case strings.TrimSpace(line) == "":
			if len(now) > 0 {
				out = append(out, group{})
			}
			last = ""
		case line[0] == ' ' || line[0] == '\t':
			if last != "" && len(now[last]) < longestField {
				now[last] += " " + strings.TrimSpace(line)
			}
		case found:
			if last = strings.ToLower(strings.TrimSpace(name)); now[last] != "" {
				last = ""
				continue
			}
			now[last] = strings.TrimSpace(value)
		default:
			last = ""
		}
	}
	return out
}

// typed gives the value behind its type, as in "rfc822; jo@example.org".
func typed(value string) string {
	if _, v, found := strings.Cut(value, ";"); found {
		value = v
	}
	return strings.TrimSpace(value)
}
