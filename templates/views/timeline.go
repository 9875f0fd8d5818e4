package views

import (
	"io"
	"time"

	"halte/templates/locales"
)

// TimelinePage tells what happened to one contact, earliest first.
type TimelinePage struct {
	Console
	Contact string // its id
	Story   []Told
	Next    string // link to what happened later; "" on the last page
}

// Told is one thing that happened. At is in the zone in which days are told.
type Told struct {
	At   time.Time
	Kind string // event, decision, suppression, invitation, opened or answer
	Says string
	Why  string // the reason in English where Says is in another language; else ""
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

type storyDay struct {
	Day  string
	Rows []storyRow
}

type storyRow struct {
	Told
	Clock, Machine string
}

// Days are the happenings by day.
func (v timelineView) Days() []storyDay {
	var days []storyDay
	for _, one := range v.Page.Story {
		day := v.L.Day(one.At.Format(time.DateOnly))
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, storyDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, storyRow{one, v.L.Clock(one.At), one.At.UTC().Format(time.RFC3339)})
	}
	return days
}
