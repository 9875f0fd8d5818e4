package mailer

import (
	"encoding/json"
	"strings"

	"halte/surveys"
)

// amazonNotice is what Amazon's mail service tells, as mail, of what came back to
// it: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
type amazonNotice struct {
	Message          string // the notice itself, where it comes inside another
	NotificationType string
	Bounce           struct {
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
	if n.NotificationType == "" && json.Unmarshal([]byte(n.Message), &n) != nil {
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
	switch n.NotificationType {
	case "Complaint":
		r.complaint = true
	case "Bounce":
		for _, b := range n.Bounce.BouncedRecipients[:min(len(n.Bounce.BouncedRecipients), maxFates)] {
			f := surveys.Fate{Kind: surveys.ReportBounce, Addresses: []string{b.EmailAddress}}
			f.Code, f.Status, f.Words = diagnosis(typed(b.DiagnosticCode))
			if f.Status == "" {
				f.Status = statusField.FindString(b.Status)
			}
			r.report.Fates = append(r.report.Fates, f)
		}
	default:
		return false
	}
	return true
}
