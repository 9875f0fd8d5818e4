package views

import (
	"io"
	"time"

	"halte/surveys/insight"
	"halte/templates/locales"
)

// TimelinePage shows what happened to one contact, earliest first.
type TimelinePage struct {
	Console
	Contact string                  // its id
	Entries []insight.TimelineEntry // without ratings and answers that the reader may not see
	// Touchpoint gives what people call a touchpoint in a language.
	Touchpoint func(key, lang string) string
	Next       string // link to what happened later; "" on the last page
}

// Timeline writes the page of one contact.
func (t *Pages) Timeline(w io.Writer, p TimelinePage) error {
	v := timelineView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title = locales.Fill(v.L.Timeline.Title, "contact", p.Contact)
	return t.render(w, "timeline.html", v)
}

type timelineView struct {
	consoleView
	Page TimelinePage
}

type timelineDay struct {
	Day  string
	Rows []timelineRow
}

// timelineRow is one thing that happened, in the reader's language.
type timelineRow struct {
	Kind, Text     string
	Clock, Machine string
}

// Days are the entries by day.
func (v timelineView) Days() []timelineDay {
	told := locales.Explainer{Locale: v.L, Zone: v.Zone, Touchpoint: func(key string) string { return v.Page.Touchpoint(key, v.L.Tag) }}
	var days []timelineDay
	for _, e := range v.Page.Entries {
		at := e.At.In(v.Zone)
		day := v.L.Day(at.Format(time.DateOnly))
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, timelineDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, timelineRow{string(e.Kind), told.Entry(e), v.L.Clock(at), at.UTC().Format(time.RFC3339)})
	}
	return days
}
