package surveys

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Reason says why something was decided, as a value: a code, and what it is
// about. No rule reads a sentence; sentences are made of it where people read, in
// their language (templates/locales). The zero value is no reason.
type Reason struct {
	Code ReasonCode        `json:"code"`
	Args map[string]string `json:"args,omitempty"`
	Why  *Reason           `json:"why,omitempty"` // what lies behind it
}

// ReasonCode names a reason. It is stored: a code keeps its name and its meaning
// for ever.
type ReasonCode string

// The reasons. Behind each stand its arguments: at, due and send_by are instants,
// wait, own, before and expires are spans, touchpoint is a key.
const (
	ReasonText ReasonCode = "text" // {text}: a sentence of a version that stored sentences

	// Of a decision.
	ReasonHistory           ReasonCode = "history"
	ReasonCondition         ReasonCode = "condition"         // {condition}
	ReasonConditionMissing  ReasonCode = "condition_missing" // {property}
	ReasonConditionError    ReasonCode = "condition_error"   // {error}
	ReasonNoAddress         ReasonCode = "no_address"
	ReasonUnsubscribedHere  ReasonCode = "unsubscribed_touchpoint" // {at}
	ReasonUnsubscribedAll   ReasonCode = "unsubscribed_everything" // {at}
	ReasonHardBounce        ReasonCode = "hard_bounce"             // {at}
	ReasonSoftBounces       ReasonCode = "soft_bounces"            // {at}
	ReasonComplaint         ReasonCode = "complaint"               // {at}
	ReasonListedHere        ReasonCode = "listed_touchpoint"       // {at}
	ReasonListedAll         ReasonCode = "listed_everything"       // {at}
	ReasonCounterEvent      ReasonCode = "counter_event"           // {event}, {at}
	ReasonTooLate           ReasonCode = "too_late"                // {at}, {expires}
	ReasonSample            ReasonCode = "sample"                  // {percent}
	ReasonQuarantine        ReasonCode = "quarantine"              // {touchpoint}, {at}, {before}, {wait}
	ReasonTriggerQuarantine ReasonCode = "trigger_quarantine"      // {at}, {before}, {wait}
	ReasonOutweighed        ReasonCode = "outweighed"              // {touchpoint}, {at}, why
	ReasonImprovement       ReasonCode = "improvement_measured"
	ReasonLessExact         ReasonCode = "less_exact"  // {answers}, {days}, {against}
	ReasonFewerAsked        ReasonCode = "fewer_asked" // {asked}, {days}, {against}
	ReasonDueFirst          ReasonCode = "due_first"
	ReasonErased            ReasonCode = "erased"
	ReasonTriggerRemoved    ReasonCode = "trigger_removed"
	ReasonAddressGone       ReasonCode = "address_gone"
	ReasonFewerReminders    ReasonCode = "fewer_reminders"
	ReasonNotSentBefore     ReasonCode = "not_sent_before" // {send_by}
	ReasonLinkClosed        ReasonCode = "link_closed"     // {at}
	ReasonAnswered          ReasonCode = "answered"        // {source}, {at}
	ReasonSurveyPaused      ReasonCode = "survey_paused"
	ReasonTriggerPaused     ReasonCode = "trigger_paused"
	ReasonWindowTooLate     ReasonCode = "window_too_late"       // {send_by}
	ReasonReminderClosed    ReasonCode = "reminder_after_close"  // {due}
	ReasonReminderSendBy    ReasonCode = "reminder_after_expiry" // {due}, {send_by}
	ReasonWindow            ReasonCode = "window"                // {at}: it opens then

	// Of sending.
	ReasonNoReply        ReasonCode = "no_reply"
	ReasonNoReplyAgain   ReasonCode = "no_reply_again"
	ReasonSenderStopped  ReasonCode = "sender_stopped"
	ReasonRetry          ReasonCode = "retry"           // why
	ReasonWaiting        ReasonCode = "waiting"         // why
	ReasonGaveUp         ReasonCode = "gave_up"         // why
	ReasonNotSentAgain   ReasonCode = "not_again"       // why
	ReasonWaitingAgain   ReasonCode = "waiting_again"   // why
	ReasonAgainFailed    ReasonCode = "again_failed"    // why
	ReasonServerReply    ReasonCode = "server_reply"    // {reply}: the words of the mail server
	ReasonServerAnswered ReasonCode = "server_answered" // {answer}: code and words of the mail server
	ReasonServerTrouble  ReasonCode = "server_trouble"  // {trouble}: words of the operating system
	ReasonServerRefused  ReasonCode = "server_refused"  // nobody listens at the address
	ReasonServerUnknown  ReasonCode = "server_unknown"  // no server has the name
	ReasonServerNoWay    ReasonCode = "server_no_way"   // the network does not lead there
	ReasonServerUnproven ReasonCode = "server_unproven" // its certificate is not good
	ReasonServerSilent   ReasonCode = "server_silent"
	ReasonServerHungUp   ReasonCode = "server_hung_up"
	ReasonServerNoTLS    ReasonCode = "server_no_tls"
	ReasonServerNoUTF8   ReasonCode = "server_no_utf8"
	ReasonServersBusy    ReasonCode = "servers_busy"
	ReasonServersResting ReasonCode = "servers_resting"
	ReasonDomainResting  ReasonCode = "domain_resting"
	ReasonSendStopped    ReasonCode = "send_stopped"
	ReasonWaitedTooLong  ReasonCode = "waited_too_long" // the time to send ended while the mail waited for a connection
	ReasonShuttingDown   ReasonCode = "shutting_down"
	ReasonNotHandedOver  ReasonCode = "not_handed_over"
	ReasonSenderMissing  ReasonCode = "sender_missing" // {example}: of the definition
	ReasonUnprintable    ReasonCode = "unprintable"    // {field}
	ReasonBadAddress     ReasonCode = "bad_address"    // {field}
	ReasonCameBack       ReasonCode = "came_back"
	ReasonCameBackWith   ReasonCode = "came_back_with" // {reply}
	ReasonArrived        ReasonCode = "arrived_after_all"

	// Of a restored backup.
	ReasonRestored         ReasonCode = "restored" // whether the mail went out after the backup is not known
	ReasonReminderRestored ReasonCode = "reminder_restored"
	ReasonDatabaseOlder    ReasonCode = "database_older" // {at}: mails went out until then
	ReasonMailedBefore     ReasonCode = "mailed_before"  // {at}: a mail came back that the database had not sent

	// Of a dry run: why a mail would not have gone out.
	ReasonNoMatch           ReasonCode = "no_match"         // {condition}
	ReasonNoMatchBecause    ReasonCode = "no_match_because" // why
	ReasonSuppressed        ReasonCode = "suppressed"
	ReasonCounterEvents     ReasonCode = "counter_events" // {events}: their names, a line each
	ReasonAnsweredElsewhere ReasonCode = "answered_elsewhere"
	ReasonNotInTime         ReasonCode = "not_in_time"   // {wait}
	ReasonNotInSample       ReasonCode = "not_in_sample" // {percent}
	ReasonTooSoon           ReasonCode = "too_soon"      // {wait}: of the organisation
	ReasonTooSoonHere       ReasonCode = "too_soon_here" // {own}: of the trigger
	ReasonTooSoonBoth       ReasonCode = "too_soon_both" // {wait}, {own}
	ReasonErasedSince       ReasonCode = "erased_since"

	// Of a request to send an invitation again: why it is refused.
	ReasonBeingSent  ReasonCode = "being_sent"
	ReasonNotUnknown ReasonCode = "not_unknown" // {status}
	ReasonAnsweredSo ReasonCode = "answered_so_arrived"
	ReasonExpiredAt  ReasonCode = "expired_at" // {at}

	// Of a mail report: what it proves.
	ReasonMailUnsubscribed ReasonCode = "mail_unsubscribed"
	ReasonMailNotOurs      ReasonCode = "mail_not_ours"
	ReasonMailUnproven     ReasonCode = "mail_unproven"
	ReasonMailUnwanted     ReasonCode = "mail_unwanted"
	ReasonMailAutomatic    ReasonCode = "mail_automatic"
	ReasonMailUnclear      ReasonCode = "mail_unclear"
	ReasonMailDelayed      ReasonCode = "mail_delayed"
	ReasonMailDelivered    ReasonCode = "mail_delivered"
	ReasonMailAnswered     ReasonCode = "mail_answered" // why
)

// ReasonCodes lists every code there is. A test reads the constants and holds the
// list against them.
func ReasonCodes() []ReasonCode {
	return []ReasonCode{
		ReasonText, ReasonHistory, ReasonCondition, ReasonConditionMissing, ReasonConditionError, ReasonNoAddress,
		ReasonUnsubscribedHere, ReasonUnsubscribedAll, ReasonHardBounce, ReasonSoftBounces, ReasonComplaint, ReasonListedHere,
		ReasonListedAll, ReasonCounterEvent, ReasonTooLate, ReasonSample, ReasonQuarantine, ReasonTriggerQuarantine, ReasonOutweighed,
		ReasonImprovement, ReasonLessExact, ReasonFewerAsked, ReasonDueFirst, ReasonErased, ReasonTriggerRemoved, ReasonAddressGone,
		ReasonFewerReminders, ReasonNotSentBefore, ReasonLinkClosed, ReasonAnswered, ReasonSurveyPaused, ReasonTriggerPaused,
		ReasonWindowTooLate, ReasonReminderClosed, ReasonReminderSendBy, ReasonWindow, ReasonNoReply, ReasonNoReplyAgain,
		ReasonSenderStopped, ReasonRetry, ReasonWaiting, ReasonGaveUp, ReasonNotSentAgain, ReasonWaitingAgain, ReasonAgainFailed,
		ReasonServerReply, ReasonServerAnswered, ReasonServerTrouble, ReasonServerRefused, ReasonServerUnknown, ReasonServerNoWay, ReasonServerUnproven, ReasonServerSilent, ReasonServerHungUp, ReasonServerNoTLS, ReasonServerNoUTF8,
		ReasonServersBusy, ReasonServersResting, ReasonDomainResting, ReasonSendStopped, ReasonWaitedTooLong, ReasonShuttingDown, ReasonNotHandedOver,
		ReasonSenderMissing, ReasonUnprintable, ReasonBadAddress, ReasonCameBack, ReasonCameBackWith, ReasonArrived,
		ReasonRestored, ReasonReminderRestored, ReasonDatabaseOlder, ReasonMailedBefore,
		ReasonNoMatch, ReasonNoMatchBecause, ReasonSuppressed, ReasonCounterEvents, ReasonAnsweredElsewhere, ReasonNotInTime,
		ReasonNotInSample, ReasonTooSoon, ReasonTooSoonHere, ReasonTooSoonBoth, ReasonErasedSince, ReasonBeingSent, ReasonNotUnknown,
		ReasonAnsweredSo, ReasonExpiredAt, ReasonMailUnsubscribed, ReasonMailNotOurs, ReasonMailUnproven, ReasonMailUnwanted,
		ReasonMailAutomatic, ReasonMailUnclear, ReasonMailDelayed, ReasonMailDelivered, ReasonMailAnswered,
	}
}

// Because makes a reason; pairs are the names and values of its arguments in turn.
func Because(code ReasonCode, pairs ...string) Reason {
	r := Reason{Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[pairs[i]] = pairs[i+1]
	}
	return r
}

// BecauseOf is Because with another reason behind it.
func BecauseOf(code ReasonCode, why Reason, pairs ...string) Reason {
	r := Because(code, pairs...)
	r.Why = &why
	return r
}

// IsZero says whether there is no reason.
func (r Reason) IsZero() bool { return r.Code == "" }

// ReasonTime writes an instant as an argument.
func ReasonTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// ReasonNumber writes a whole number as an argument.
func ReasonNumber(n int64) string { return strconv.FormatInt(n, 10) }

// Text gives a reason as it is stored: JSON; empty for none.
func (r Reason) Text() string {
	if r.IsZero() {
		return ""
	}
	b, _ := json.Marshal(r) // a struct of texts
	return string(b)
}

// arrivedText is the one sentence that versions which stored sentences compared.
const arrivedText = "it was said to have come back, and was answered"

// ReadReason reads what Text wrote. A sentence of an older version is a reason of
// the code text.
func ReadReason(stored string) Reason {
	if stored == "" {
		return Reason{}
	}
	var r Reason
	if strings.HasPrefix(stored, `{"code":`) && json.Unmarshal([]byte(stored), &r) == nil && r.Code != "" {
		return r
	}
	if stored == arrivedText {
		return Because(ReasonArrived)
	}
	return Because(ReasonText, "text", stored)
}
