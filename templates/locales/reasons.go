package locales

import (
	"strings"
	"time"

	"halte/surveys"
)

// Reasons are the sentences for why something was decided. They go on from "not
// asked:", and begin with a small letter.
type Reasons struct {
	Sentences  map[string]string // by code; the blanks are its arguments, {day} is the day of {at}, {why} what lies behind it
	Sources    map[string]string // how somebody answered, for {source}
	Statuses   map[string]string // what an invitation is, for {status}
	Before     string            // {span}: for {before}
	JustBefore string
	Units      struct{ Day, Days, Hour, Hours, Minute, Minutes, Second, Seconds string } // {n}
	And        string
	Or         string
}

// Explainer tells stored reasons and what happened in one language.
type Explainer struct {
	*Locale
	// Zone is where days are told: the organisation's.
	Zone *time.Location
	// UTC writes instants as 2026-03-02 11:00 UTC, for answers to programs; else they
	// are written as people do, in Zone.
	UTC bool
	// Touchpoint gives what people call a touchpoint.
	Touchpoint func(key string) string
}

// Reason says why, as a sentence that goes on; empty for no reason.
func (e Explainer) Reason(r surveys.Reason) string {
	sentence, known := e.Reasons.Sentences[string(r.Code)]
	if !known { // of a newer version
		return string(r.Code)
	}
	var pairs []string
	for name, value := range r.Args {
		pairs = append(pairs, name, e.argument(name, value))
	}
	if at, there := r.Args["at"]; there {
		pairs = append(pairs, "day", e.day(at))
	}
	if r.Why != nil {
		pairs = append(pairs, "why", e.Reason(*r.Why))
	}
	return Fill(sentence, pairs...)
}

func (e Explainer) argument(name, value string) string {
	switch name {
	case "at", "due", "send_by":
		if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return e.instant(t)
		}
	case "wait", "own":
		if span, err := surveys.ParseSpan(value); err == nil {
			return e.duration(span)
		}
	case "expires":
		if span, err := surveys.ParseSpan(value); err == nil && !e.UTC {
			return e.duration(span)
		}
	case "before":
		if value == "0s" {
			return e.Reasons.JustBefore
		}
		if span, err := surveys.ParseSpan(value); err == nil {
			return Fill(e.Reasons.Before, "span", e.duration(span))
		}
	case "touchpoint":
		return e.Touchpoint(value)
	case "events":
		return strings.ReplaceAll(value, "\n", " "+e.Reasons.Or+" ")
	case "status":
		if what, known := e.Reasons.Statuses[value]; known {
			return what
		}
	case "source":
		if how, known := e.Reasons.Sources[value]; known {
			return how
		}
	}
	return value
}

// instant writes when something is, to the minute.
func (e Explainer) instant(t time.Time) string {
	if e.UTC {
		return t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return e.moment(t)
}

// moment writes when something is in the organisation's zone.
func (e Explainer) moment(t time.Time) string {
	at := t.In(e.Zone)
	return e.Day(at.Format(time.DateOnly)) + ", " + e.Clock(at)
}

func (e Explainer) day(at string) string {
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return at
	}
	return e.Day(t.In(e.Zone).Format(time.DateOnly))
}

// duration writes a span as people say it: "14 days", "1 day and 12 hours".
func (l *Locale) duration(s surveys.Span) string {
	d, w := s.Duration(), l.Reasons.Units
	var parts []string
	for _, u := range []struct {
		of        time.Duration
		one, many string
	}{{surveys.Day, w.Day, w.Days}, {time.Hour, w.Hour, w.Hours}, {time.Minute, w.Minute, w.Minutes}, {time.Second, w.Second, w.Seconds}} {
		if n := int64(d / u.of); n > 0 {
			phrase := u.many
			if n == 1 {
				phrase = u.one
			}
			parts = append(parts, Fill(phrase, "n", l.Count(n)))
		}
		d %= u.of
	}
	switch last := len(parts) - 1; {
	case last < 0:
		return Fill(w.Days, "n", l.Count(0))
	case last == 0:
		return parts[0]
	default:
		return strings.Join(parts[:last], ", ") + " " + l.Reasons.And + " " + parts[last]
	}
}
