package templates

import (
	"io"
	"time"
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
func (t *Templates) Timeline(w io.Writer, p TimelinePage) error {
	v := timelineView{consoleView: viewOf(p.Console, Period{}), Page: p}
	v.S = timelineWordsOf[v.Lang]
	v.Title = fill(v.S.Title, "contact", p.Contact)
	return t.render(w, "timeline.html", v)
}

type timelineView struct {
	consoleView
	S    timelineWords
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
		day := v.T.date(one.At.Format(time.DateOnly))
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, storyDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, storyRow{one, one.At.Format("15:04"), one.At.UTC().Format(time.RFC3339)})
	}
	return days
}

// timelineWords are the phrases around a timeline in one language.
type timelineWords struct {
	Title             string // {contact}
	Lead, None, Later string
	Open              string // the link from a comment
}

var timelineWordsOf = map[string]timelineWords{
	"en": {
		Title: "What happened to {contact}", Lead: "Everything Halte knows of this contact and why it did what it did, earliest first.",
		None: "Nothing has happened yet.", Later: "What happened later", Open: "what happened to this contact",
	},
	"nl": {
		Title: "Wat {contact} meemaakte", Lead: "Alles wat Halte van dit contact weet en waarom het deed wat het deed, het vroegste eerst.",
		None: "Er is nog niets gebeurd.", Later: "Wat later gebeurde", Open: "wat dit contact meemaakte",
	},
}
