package mailer

import (
	"bytes"
	"fmt"
	"io"
	"net/mail"
	"regexp"
	"strconv"
	"strings"

	gomessage "github.com/emersion/go-message"

	"halte/surveys"
)

// MaxReport is the size beyond which a mail is no report: ours comes back in it,
// and is small.
const MaxReport = 1 << 20

// The bounds of what is read of a report.
const (
	maxParts      = 50
	maxDepth      = 5
	maxFates      = 50
	maxReportText = 64 << 10 // of a part that is read as text
)

// ReadReport reads a mail that came to where reports come: a delivery status
// notification (RFC 3464), a complaint (RFC 5965), a notification of the kinds
// that were sent before there were standards, an automatic reply (RFC 3834), or
// something else. to are the recipients on its envelope, if they are known;
// those that its headers name are added. It believes nothing: what a report
// proves is told by the addresses it was sent to. The error says that this is no
// mail at all.
func ReadReport(raw []byte, to ...string) (surveys.MailReport, error) {
	if bytes.HasPrefix(raw, []byte("From ")) { // as a mail begins in a file of many
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	e, err := gomessage.Read(bytes.NewReader(raw))
	if err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
		return surveys.MailReport{}, surveys.Refuse("body", "is not a mail: %s", strip(err.Error()))
	}
	if e.Header.Len() == 0 {
		return surveys.MailReport{}, surveys.Refuse("body", "is not a mail: it has no headers")
	}
	r := &reportReader{report: surveys.MailReport{Kind: surveys.ReportOther, To: to}}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To"} {
		for f := e.Header.FieldsByKey(name); f.Next() && len(r.report.To) < maxAddresses; {
			r.report.To = append(r.report.To, addressesIn(f.Value())...)
		}
	}
	r.part(e, 0)
	switch {
	case r.complaint:
		r.report.Kind, r.report.Fates = surveys.ReportComplaint, nil
	case r.feedback:
		r.report.Fates = nil // such as "this is not spam"
	case len(r.report.Fates) > 0:
		r.report.Kind = surveys.ReportBounce
	default:
		r.old(e.Header)
	}
	return r.report, nil
}

// reportReader gathers what the parts of a mail say.
type reportReader struct {
	report    surveys.MailReport
	parts     int
	feedback  bool // it is in the form of a complaint
	complaint bool
	receipt   bool   // it says that somebody has read the mail
	text      string // what it says to people: the first part that is plain text
}

// part reads one part and those within it.
func (r *reportReader) part(e *gomessage.Entity, depth int) {
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return
	}
	kind, _, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	if parts := e.MultipartReader(); parts != nil {
		for r.parts <= maxParts {
			p, err := parts.NextPart()
			if p == nil || err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
				return
			}
			r.part(p, depth+1)
		}
		return
	}
	body, _ := io.ReadAll(io.LimitReader(e.Body, maxReportText)) // what was there before it broke off
	switch strings.ToLower(kind) {
	case "message/delivery-status", "message/global-delivery-status":
		r.deliveryStatus(body)
	case "message/feedback-report":
		r.feedbackReport(body)
	case "message/disposition-notification", "message/global-disposition-notification":
		r.receipt = true
	case "message/rfc822", "message/global", "message/rfc822-headers", "text/rfc822-headers", "message/global-headers":
		r.original(body)
	case "text/plain", "":
		if r.text == "" {
			r.text = string(body)
		}
	}
}

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
		f.Code, f.Status, f.Words = diagnosis(typed(fields["diagnostic-code"]))
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

// actions say what became of a mail (RFC 3464, 2.3.3).
var actions = map[string]surveys.ReportKind{
	"failed": surveys.ReportBounce, "delayed": surveys.ReportDelayed,
	"delivered": surveys.ReportDelivered, "relayed": surveys.ReportDelivered, "expanded": surveys.ReportDelivered,
}

// unwanted are the types of feedback by which somebody says that a mail was
// unwanted (RFC 5965, 7.3, and what providers send beside them).
var unwanted = map[string]bool{"abuse": true, "fraud": true, "opt-out": true, "opt-out-list": true, "other": true, "miscategorized": true}

// feedbackReport reads the fields of a complaint.
func (r *reportReader) feedbackReport(body []byte) {
	r.feedback = true
	for _, fields := range groups(body) {
		if unwanted[strings.ToLower(firstWord(fields["feedback-type"]))] {
			r.complaint = true
		}
		if from := fields["original-mail-from"]; from != "" {
			r.report.Original.ReturnPath = strings.Trim(from, "<> ")
		}
	}
}

// original reads the headers of the mail that is being told of.
func (r *reportReader) original(body []byte) {
	h := groups(body)[0] // what follows them is the text
	o := &r.report.Original
	if id := h["message-id"]; o.MessageID == "" && len(id) < 200 {
		o.MessageID = id
	}
	if path := strings.Trim(h["return-path"], "<> "); o.ReturnPath == "" && len(path) < 400 {
		o.ReturnPath = path
	}
	for _, link := range linkLike.FindAllString(h["list-unsubscribe"], 5) {
		o.Unsubscribe = append(o.Unsubscribe, strings.Trim(link, "<>"))
	}
}

var linkLike = regexp.MustCompile(`<[^<>\s]{1,400}>`)

// old reads a mail that is in no standard form: what servers sent before 1996,
// and some still do. A mail to the return path is believed, so a person who writes to it
// must not be taken for a server.
func (r *reportReader) old(h gomessage.Header) {
	subject, _ := h.Text("Subject")
	if isAutomatic(h) && h.Get("X-Failed-Recipients") == "" {
		r.report.Kind = surveys.ReportAutomatic
	}
	from := strings.ToLower(strings.Join(addressesIn(h.Get("From")), " "))
	byServer := h.Get("X-Failed-Recipients") != "" || strings.Contains(from, "mailer-daemon@") || strings.Contains(from, "postmaster@")
	switch {
	case r.receipt:
		r.report.Kind = surveys.ReportAutomatic
		return
	case !byServer:
		return
	}
	// Only what stands before the returned mail: that holds numbers of its own.
	text, _, _ := strings.Cut(r.text, "\n--- ")
	text = text[:min(len(text), 4<<10)]
	f := surveys.Fate{Kind: surveys.ReportBounce, Addresses: addressesIn(h.Get("X-Failed-Recipients"))}
	if delayed.MatchString(subject) || stillTrying.MatchString(text) {
		f.Kind = surveys.ReportDelayed
	}
	line := failureLine.FindString(text)
	if line == "" && f.Kind == surveys.ReportBounce && !failedSubject.MatchString(subject) {
		return // nothing says that anything failed
	}
	f.Code, f.Status, f.Words = diagnosis(line)
	r.report.Kind, r.report.Fates = surveys.ReportBounce, []surveys.Fate{f}
}

var (
	delayed       = regexp.MustCompile(`(?i)\bdelay|\bwarning\b|not yet|still (being|trying)`)
	stillTrying   = regexp.MustCompile(`(?i)(will|shall) (keep|continue|be) (on )?(re)?try|still trying|do not need to (resend|do anything)|no action is required`)
	failedSubject = regexp.MustCompile(`(?i)undeliver|failure|failed|returned (mail|to sender)|could not be (sent|delivered)|not delivered|unzustellbar|onbestelbaar|non remis|no entregad`)
	failureLine   = regexp.MustCompile(`(?im)^.*(` + wordedStatus + `|\b[45][0-5]\d[ -]|unknown|no such|not found|does(n't| not) exist|quota|full\b).*$`)
)

// isAutomatic says whether a program wrote a mail in somebody's place (RFC 3834,
// 5, and what was used before it). "no" is how people's programs say that they
// did not.
func isAutomatic(h gomessage.Header) bool {
	if auto := strings.ToLower(firstWord(h.Get("Auto-Submitted"))); auto != "" && auto != "no" {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Vacation", "X-Mail-Autoreply", "X-Ms-Exchange-Inbox-Rules-Loop"} {
		if h.Has(name) {
			return true
		}
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "auto_reply", "auto-reply":
		return true
	}
	subject, _ := h.Text("Subject")
	return awaySubject.MatchString(subject)
}

var awaySubject = regexp.MustCompile(`(?i)^\s*(auto(matic(ally generated)?|mated)?[ -]?(reply|response|antwort|antwoord)|automatische? (antwort|antwoord|reactie)|réponse automatique|respuesta automática|out of (the )?office|abwesen|afwezig|vacation)`)

var statusField = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// wordedStatus is an enhanced code that says, among words, that something failed.
// It is no part of an address such as 203.5.1.1, nor of a version: codes have
// 0 to 7 in their middle (RFC 3463, 3).
const wordedStatus = `(?:^|[^\w.\n])([45]\.[0-7]\.\d{1,3})(?:$|[^\w.]|\.(?:$|[^\w.]))`

var statusAmongWords = regexp.MustCompile(`(?m)` + wordedStatus)

var replyCode = regexp.MustCompile(`\b[45][0-5]\d\b`)

// diagnosis reads the words of a server: its reply code, its enhanced code, and
// the words themselves, fit to be kept.
func diagnosis(words string) (code int, status, kept string) {
	if found := statusAmongWords.FindStringSubmatch(words); found != nil {
		status = found[1]
	}
	if digits := replyCode.FindString(words); digits != "" {
		code, _ = strconv.Atoi(digits)
	}
	kept = strip(words)
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

func firstWord(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ";")
	s, _, _ = strings.Cut(s, " ")
	return strings.TrimSpace(s)
}

// maxAddresses bounds how many addresses of one header are looked at.
const maxAddresses = 20

// addressesIn gives the addresses in a header, also one that is not well formed.
func addressesIn(value string) []string {
	var out []string
	if list, err := mail.ParseAddressList(value); err == nil {
		for _, a := range list[:min(len(list), maxAddresses)] {
			out = append(out, a.Address)
		}
		return out
	}
	return addressLike.FindAllString(value[:min(len(value), 4<<10)], maxAddresses)
}
