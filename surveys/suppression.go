package surveys

import (
	"encoding/hex"
	"strings"
	"time"
)

// Suppression keeps a person from being mailed. Touchpoint is empty when it
// holds for all of them.
type Suppression struct {
	Person     Person
	Touchpoint string
	Reason     SuppressionReason
	Since      time.Time
}

// SuppressionReason says why a person is not mailed.
type SuppressionReason string

// The reasons for a suppression.
const (
	Unsubscribed SuppressionReason = "unsubscribed"
	HardBounce   SuppressionReason = "hard_bounce"  // nobody reads mail at the address
	SoftBounces  SuppressionReason = "soft_bounces" // mail after mail came back
	Complaint    SuppressionReason = "complaint"    // called a mail unwanted
	Manual       SuppressionReason = "manual"       // somebody put it on the list
)

// Why gives the suppression as the reason for which somebody is not mailed.
func (s Suppression) Why() Reason {
	code := map[SuppressionReason]ReasonCode{
		Unsubscribed: ReasonUnsubscribedAll, HardBounce: ReasonHardBounce, SoftBounces: ReasonSoftBounces, Complaint: ReasonComplaint,
	}[s.Reason]
	switch {
	case code == "":
		code = IfElse(s.Touchpoint == "", ReasonListedAll, ReasonListedHere)
	case s.Reason == Unsubscribed && s.Touchpoint != "":
		code = ReasonUnsubscribedHere
	}
	return Because(code, "at", ReasonTime(s.Since))
}

// SuppressionReasons lists every reason there is.
func SuppressionReasons() []SuppressionReason {
	return []SuppressionReason{Unsubscribed, HardBounce, SoftBounces, Complaint, Manual}
}

// Cursor is the suppression's place in the list.
func (s Suppression) Cursor() Cursor {
	return NewCursor(s.Since, string(s.Person), s.Touchpoint)
}

// IsPerson says whether a text has the form of a Person.
func IsPerson(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 32 && s == strings.ToLower(s)
}
