package mailer

import (
	"bytes"
	"html"
	"io"
	"net/mail"
	"regexp"
	"strings"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // reports come in the letters of their country

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
	raw = firstLines(raw, maxReportLines)
	e, err := gomessage.Read(bytes.NewReader(raw))
	if err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
		return surveys.MailReport{}, surveys.Refuse("body", "is not a mail: %s", strip(err.Error()))
	}
	if e.Header.Len() == 0 {
		return surveys.MailReport{}, surveys.Refuse("body", "is not a mail: it has no headers")
	}
	r := &reportReader{report: surveys.MailReport{Kind: surveys.ReportOther, To: to}, quoted: map[int]string{}}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To"} {
		for f := e.Header.FieldsByKey(name); f.Next() && len(r.report.To) < maxAddresses; {
			r.report.To = append(r.report.To, addressesIn(f.Value())...)
		}
	}
	r.part(e, 0)
	if len(r.report.Fates) == 0 && !r.feedback {
		r.broken(raw)
	}
	switch {
	case r.complaint:
		r.report.Kind, r.report.Fates = surveys.ReportComplaint, nil
	case r.feedback:
		r.report.Fates = nil // such as "this is not spam"
	case r.receipt: // whatever fields of a bounce stand in it
		r.report.Kind, r.report.Fates = surveys.ReportAutomatic, nil
	case len(r.report.Fates) > 0:
		r.report.Kind = surveys.ReportBounce
		r.explain()
	default:
		r.informal(e.Header)
	}
	return r.report, nil
}

// maxReportLines is how much of a mail is read: a mebibyte of lines as mails have them.
// Each line of a header takes hundreds of bytes of memory.
const maxReportLines = 20_000

// firstLines cuts a text after n lines.
func firstLines(text []byte, n int) []byte {
	at := 0
	for range n {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return text
		}
		at += end + 1
	}
	return text[:at]
}

// reportReader gathers what the parts of a mail say.
type reportReader struct {
	report    surveys.MailReport
	parts     int
	feedback  bool // it is in the form of a complaint
	complaint bool
	receipt   bool           // it says that somebody has read the mail
	returned  bool           // it holds the mail that it is about, or seems to
	whole     bool           // it holds it as a program returns it, and not as people quote
	text      string         // what it says to people
	html      string         // the same where it says so in HTML alone
	quoted    map[int]string // what servers said of each fate, with whom they name
	writers   []string       // who wrote the mail that it is about
}

// broken looks for the fields of a notification in a mail whose parts cannot be
// told apart, or one of whose parts hides those behind it.
func (r *reportReader) broken(raw []byte) {
	_, body, _ := bytes.Cut(bytes.ReplaceAll(raw, []byte("\r"), nil), []byte("\n\n"))
	body = body[:min(len(body), maxReportText)]
	if r.text == "" && r.html == "" {
		r.text = string(body)
	}
	if at := statusBegins.FindIndex(body); at != nil {
		r.deliveryStatus(body[at[0]:])
	}
	if r.text == "" {
		r.text = markup.ReplaceAllString(html.UnescapeString(markup.ReplaceAllString(r.html, "\n")), " ")
	}
}

var (
	statusBegins = regexp.MustCompile(`(?im)^(?:reporting-mta|final-recipient|original-recipient)[ \t]*:`)
	headersBegin = regexp.MustCompile(`^\s*[A-Za-z-]+:`)
	markup       = regexp.MustCompile(`(?s)<style.*?</style>|<[^<>]*>`)
)

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
	body = bytes.ReplaceAll(body, []byte("\r"), nil)
	switch strings.ToLower(kind) {
	case "message/delivery-status", "message/global-delivery-status":
		r.deliveryStatus(body)
	case "message/feedback-report":
		r.feedbackReport(body)
	case "message/disposition-notification", "message/global-disposition-notification":
		r.receipt = true
	case "message/rfc822", "message/global", "message/rfc822-headers", "text/rfc822-headers", "message/global-headers":
		r.returned, r.whole = true, true
		r.original(body)
	case "text/html":
		r.html += string(body[:min(len(body), maxReportText-len(r.html))])
	case "text/plain", "":
		if depth <= 1 && r.amazon(string(body)) {
			return
		}
		if headersBegin.Match(body) && groups(body)[0]["message-id"] != "" { // by another name
			r.returned = true
			r.original(body)
			return
		}
		r.text += string(body[:min(len(body), maxReportText-len(r.text))]) + "\n"
	}
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
	r.writers = append(r.writers, addressesIn(h["from"])...)
	r.unsubscribes(h["list-unsubscribe"])
	if h["x-hmxmroriginalrecipient"] != "" { // what Hotmail adds to mails that were called unwanted, and to no other
		r.complaint = true
	}
}

// unsubscribes reads the links of the mail that is being told of.
func (r *reportReader) unsubscribes(header string) {
	if len(r.report.Original.Unsubscribe) > 0 {
		return
	}
	for _, link := range linkLike.FindAllString(header, 5) {
		r.report.Original.Unsubscribe = append(r.report.Original.Unsubscribe, strings.Trim(link, "<>"))
	}
}

var linkLike = regexp.MustCompile(`<[^<>\s]{1,400}>`)

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
