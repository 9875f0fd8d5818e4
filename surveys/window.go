package surveys

import (
	"fmt"
	"strconv"
	"time"
)

// Window is when mails may go out, in the contact's zone: from From (included)
// to To (excluded) on each of Days. A window that crosses midnight belongs to
// the weekday on which it starts.
type Window struct {
	Days []Weekday `yaml:"days,omitempty,flow" json:"days,omitempty" doc:"mon to sun; every day when left out"`
	From ClockTime `yaml:"from" json:"from"`
	To   ClockTime `yaml:"to" json:"to"`
}

// Weekday is a day of the week as it is written in a definition: mon, tue, ...
type Weekday string

var weekdays = [...]Weekday{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // as time.Weekday counts

// ClockTime is a time of day such as "09:00", in a definition always quoted;
// "24:00" is the end of a day.
type ClockTime string

// Minutes gives the minutes since midnight, 0 to 1440.
func (c ClockTime) Minutes() (int, error) {
	if len(c) == 5 && c[2] == ':' {
		h, err1 := strconv.ParseUint(string(c[:2]), 10, 8)
		m, err2 := strconv.ParseUint(string(c[3:]), 10, 8)
		if total := int(h)*60 + int(m); err1 == nil && err2 == nil && m < 60 && total <= 24*60 {
			return total, nil
		}
	}
	return 0, fmt.Errorf("%q is not a time of day such as \"09:00\"", string(c))
}

// IsWeekday says whether d is one of mon, tue, wed, thu, fri, sat and sun.
func IsWeekday(d Weekday) bool {
	for _, w := range weekdays {
		if w == d {
			return true
		}
	}
	return false
}

// allows says whether the window opens on this weekday.
func (w Window) allows(d time.Weekday) bool {
	if len(w.Days) == 0 {
		return true
	}
	for _, day := range w.Days {
		if day == weekdays[d] {
			return true
		}
	}
	return false
}

// Next gives the first instant at or after t that lies inside the window in the
// zone. Local times that a clock change skips move to the first that exists; of
// those that happen twice the first is meant. The window must have no problems.
func (w Window) Next(t time.Time, zone *time.Location) time.Time {
	opens, _ := w.at(t, zone)
	if opens.Before(t) {
		return t
	}
	return opens
}

// Closes gives the first instant at which the window that Next finds is closed again.
func (w Window) Closes(t time.Time, zone *time.Location) time.Time {
	_, closes := w.at(t, zone)
	return closes
}

// at gives when the window opens and closes that is open at t, or else the next one.
func (w Window) at(t time.Time, zone *time.Location) (opens, closes time.Time) {
	from, _ := w.From.Minutes()
	to, _ := w.To.Minutes()
	if to <= from {
		to += 24 * 60 // it ends on the day after
	}
	y, m, d := t.In(zone).Date()
	// Yesterday's window may still be open; a week and two days ahead is sure to
	// hold an allowed weekday even when one of them is skipped or swallowed by a
	// clock change.
	for offset := -1; offset <= 16; offset++ {
		day := time.Date(y, m, d+offset, 12, 0, 0, 0, time.UTC)
		if !w.allows(day.Weekday()) {
			continue
		}
		opens, closes = atClock(day, from, zone), atClock(day, to, zone)
		if t.Before(closes) && opens.Before(closes) {
			return opens, closes
		}
	}
	return t, t
}

// atClock gives the instant at which clocks of the zone first show minutes past
// the midnight that begins the day (a date, given as a time in UTC); when they
// never do, the first instant after the gap.
func atClock(day time.Time, minutes int, zone *time.Location) time.Time {
	y, m, d := day.Date()
	return FirstInstant(time.Date(y, m, d, 0, minutes, 0, 0, time.UTC), zone)
}

// Instants gives when clocks of a zone show a date and time, which wall has as if it were
// in UTC: one instant mostly, none where clocks skip it, and two, the earlier first, where
// they go back.
func Instants(wall time.Time, zone *time.Location) []time.Time {
	var out []time.Time
	for _, shift := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
		// The offsets in force before and after any change near this wall time.
		_, offset := wall.Add(shift).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		_, actual := at.In(zone).Zone()
		if actual == offset && (len(out) == 0 || !out[0].Equal(at)) {
			out = append(out, at)
		}
	}
	return out
}

// FirstInstant gives the first of Instants; where there is none, the first instant behind
// what clocks skip.
func FirstInstant(wall time.Time, zone *time.Location) time.Time {
	if at := Instants(wall, zone); len(at) > 0 {
		return at[0]
	}
	// The wall time is skipped: read with the offset from before the change it
	// falls behind the change, whose instant is the first that exists.
	_, before := wall.Add(-36 * time.Hour).In(zone).Zone()
	start, _ := wall.Add(-time.Duration(before) * time.Second).In(zone).ZoneBounds()
	if start.IsZero() {
		return wall.Add(-time.Duration(before) * time.Second)
	}
	return start.UTC()
}
