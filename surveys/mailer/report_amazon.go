package mailer

import (
	"cmp"
	"encoding/json"
	"strings"

	"halte/surveys"
)

// amazonNotice is what Amazon's mail service tells, as mail, of what came back to
// it: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
type amazonNotice struct {
	Message          string // the notice itself, where it comes inside another
	NotificationType string
	EventType        string // the same, where it comes by way of a configuration set
	Complaint        struct{ ComplaintFeedbackType string }
	Bounce           struct {
		BounceType        string
		BouncedRecipients []struct{ EmailAddress, Action, Status, DiagnosticCode string }
	}
	Mail struct {
		Source  string
		Headers []struct{ Name, Value string }
	}
}

// amazon reads a text that is such a notice, and tells whether it is one.
func (r *reportReader) amazon(text string) bool {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") {
		return false
	}
	var n amazonNotice
	// Mail programs break long lines inside the strings; a sentence follows.
	joined := strings.NewReplacer("!\r\n ", "", "!\n ", "", "\r", "", "\n", "").Replace(text)
	if json.NewDecoder(strings.NewReader(joined)).Decode(&n) != nil {
		return false
	}
	if n.NotificationType+n.EventType == "" && json.Unmarshal([]byte(n.Message), &n) != nil {
		return false
	}
	for _, h := range n.Mail.Headers {
		switch strings.ToLower(h.Name) {
		case "message-id":
			r.report.Original.MessageID = h.Value
		case "return-path":
			r.report.Original.ReturnPath = strings.Trim(h.Value, "<> ")
		case "list-unsubscribe":
			r.unsubscribes(h.Value)
		}
	}
	switch cmp.Or(n.NotificationType, n.EventType) {
	case "Complaint":
		r.feedback = true
		r.complaint = unwanted[cmp.Or(strings.ToLower(n.Complaint.ComplaintFeedbackType), "other")]
	case "Bounce":
		for _, b := range n.Bounce.BouncedRecipients[:min(len(n.Bounce.BouncedRecipients), maxFates)] {
			f := surveys.Fate{Kind: surveys.ReportBounce, Addresses: []string{b.EmailAddress}}
			f.Code, f.Status, f.Words = diagnosis(typed(b.DiagnosticCode))
			if f.Status == "" {
				f.Status = statusField.FindString(b.Status)
			}
			f.Code, f.Status = n.weighed(f)
			r.quoted[len(r.report.Fates)] = b.DiagnosticCode
			r.report.Fates = append(r.report.Fates, f)
		}
	default:
		return false
	}
	return true
}

// weighed gives the codes of a fate after what Amazon says of it: "Permanent" is an
// address that takes no mail where nothing else is said of it, also one that it no
// longer tries; "Transient" is for now only, whatever the words.
func (n *amazonNotice) weighed(f surveys.Fate) (code int, status string) {
	switch {
	case n.Bounce.BounceType == "Permanent" && f.Code == 0 && f.Status == "" && f.Words == "":
		return 0, "5.1.1"
	case n.Bounce.BounceType == "Transient" && f.Status == "":
		return 0, "4.4.7" // it has given up
	case n.Bounce.BounceType == "Transient":
		return 0, "4" + f.Status[1:]
	}
	return f.Code, f.Status
}
