package views

import (
	"io"
	"time"

	"halte/templates/locales"
)

// TimelinePage shows what happened to one contact, earliest first.
type TimelinePage struct {
	Console
	Contact string // its id
	Entries []TimelineEntry
	Next    string // link to what happened later; "" on the last page
}

// TimelineEntry is one thing that happened. At is in the organisation's zone.
type TimelineEntry struct {
	At   time.Time
	Kind string // event, decision, suppression, invitation, opened or answer
	Text string
	Why  string // the reason in English where Text is in another language; else ""
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

type timelineRow struct {
	TimelineEntry
	Clock, Machine string
}

// Days are the entries by day.
func (v timelineView) Days() []timelineDay {
	var days []timelineDay
	for _, one := range v.Page.Entries {
		day := v.L.Day(one.At.Format(time.DateOnly))
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, timelineDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, timelineRow{one, v.L.Clock(one.At), one.At.UTC().Format(time.RFC3339)})
	}
	return days
}
