package locales

import (
	"strconv"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
)

// TimelineText are the sentences for what happened to a contact. {about} is the
// touchpoint, {why} the reason behind a colon or nothing.
type TimelineText struct {
	Mails         [3]string // first, second, third: for {mail}
	Event         string    // {name}
	EventLate     string    // {name}, {date}
	EventImported string    // {name}
	Scheduled     string    // {about}, {date}
	NotAsked      string    // {about}, {why}
	Stops         map[string]string
	Everything    string
	Claimed       string
	Again         string
	Sending       string
	Reminding     string
	Sent          string
	Reminded      string // {mail}
	NotReminded   string
	Arrived       string
	Unknown       string
	Failed        string
	Bounced       string
	Cancelled     string
	AfterAll      string
	Opened        string
	Clicked       string // {rating}
	Answered      string // {rating}: a colon and the number, or nothing
	Changed       string // {rating}
	Imported      string // stands behind a sentence
}

// Decision says what was decided about an event and why.
func (e Explainer) Decision(d surveys.Decision) string {
	return e.Entry(insight.TimelineEntry{
		Kind: insight.TimelineDecision, Touchpoint: d.Touchpoint, Outcome: d.Outcome, Checks: d.Checks, DueAt: d.DueAt,
	})
}

// Entry says what happened and why, in whole sentences.
func (e Explainer) Entry(h insight.TimelineEntry) string {
	w, about := e.TimelineText, e.Touchpoint(h.Touchpoint)
	why := ""
	if reason := reasonOf(h); !reason.IsZero() {
		why = ": " + e.Reason(reason)
	}
	say := func(phrase string, pairs ...string) string {
		return Fill(phrase, append(pairs, "about", about, "why", why, "mail", w.Mails[min(max(h.Wave, 0), 2)])...)
	}
	switch h.Kind {
	case insight.TimelineEvent:
		switch {
		case h.Imported:
			return say(w.EventImported, "name", h.Name)
		case h.ReceivedAt.Sub(h.At) >= time.Hour:
			return say(w.EventLate, "name", h.Name, "date", e.moment(h.ReceivedAt))
		}
		return say(w.Event, "name", h.Name)
	case insight.TimelineDecision:
		if h.Outcome == surveys.Scheduled {
			return say(w.Scheduled, "date", e.moment(h.DueAt))
		}
		return say(w.NotAsked)
	case insight.TimelineSuppression:
		if h.Touchpoint == "" {
			about = w.Everything
		}
		return say(w.Stops[string(h.Suppression)])
	case insight.TimelineInvitation:
		return say(w.statusChange(h))
	case insight.TimelineOpened:
		if h.Rating == nil {
			return say(w.Opened)
		}
		return say(w.Clicked, "rating", strconv.Itoa(*h.Rating))
	case insight.TimelineAnswer:
		phrase, rating := w.Answered, ""
		if h.Revision > 1 {
			phrase = w.Changed
		}
		if h.Rating != nil {
			rating = ": " + strconv.Itoa(*h.Rating)
		}
		said := say(phrase, "rating", rating)
		if h.Imported {
			said += " " + w.Imported
		}
		return said
	}
	return string(h.Kind)
}

// reasonOf gives why something happened: of a decision, the first rule that failed.
// What a phrase says by itself is left out.
func reasonOf(h insight.TimelineEntry) surveys.Reason {
	if h.Kind == insight.TimelineDecision {
		for _, c := range h.Checks {
			if !c.Passed {
				return c.Reason
			}
		}
		return surveys.Reason{}
	}
	switch h.Reason.Code {
	case surveys.ReasonCameBack:
		return surveys.Reason{}
	case surveys.ReasonCameBackWith:
		return surveys.Because(surveys.ReasonServerReply, "reply", h.Reason.Args["reply"])
	}
	return h.Reason
}

// statusChange gives the phrase for where an invitation came to stand.
func (w TimelineText) statusChange(h insight.TimelineEntry) string {
	first := func(first, reminder string) string {
		if h.Wave > 0 {
			return reminder
		}
		return first
	}
	switch h.Status {
	case insight.StatusLeased:
		return w.Claimed
	case surveys.StatusScheduled:
		return w.Again
	case surveys.StatusSending:
		return first(w.Sending, w.Reminding)
	case surveys.StatusSent:
		switch {
		case h.Reason.Code == surveys.ReasonArrived:
			return w.Arrived
		case !h.Reason.IsZero():
			return w.NotReminded
		}
		return first(w.Sent, w.Reminded)
	case surveys.StatusUnknown:
		return w.Unknown
	case surveys.StatusFailed:
		return w.Failed
	case surveys.StatusBounced:
		return w.Bounced
	case surveys.StatusCancelled:
		return first(w.Cancelled, w.NotReminded)
	}
	return first(w.AfterAll, w.NotReminded)
}
