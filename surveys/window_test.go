package surveys_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
	"halte/surveys/surveystest"
)

// Local times of the zone, with the offset where a clock change makes it matter.
func TestAMailIsDueAtTheFirstInstantInsideItsWindow(t *testing.T) {
	t.Parallel()
	const (
		amsterdam = "Europe/Amsterdam"
		newYork   = "America/New_York"
		lordHowe  = "Australia/Lord_Howe"
		kolkata   = "Asia/Kolkata"
		kathmandu = "Asia/Kathmandu"
		apia      = "Pacific/Apia"
		havana    = "America/Havana"
		adelaide  = "Australia/Adelaide"
		stJohns   = "America/St_Johns"
		chatham   = "Pacific/Chatham"
		marquesas = "Pacific/Marquesas"
		utc       = "UTC"
	)
	type days = []surveys.Weekday
	every := days(nil)
	weekdays := days{"mon", "tue", "wed", "thu", "fri"}
	for _, row := range []struct {
		what     string
		zone     string
		days     days
		from, to surveys.ClockTime
		at, want string
	}{
		// 2026-03-02 is a Monday.
		{"before the window: when it opens", amsterdam, every, "09:00", "20:00", "2026-03-02T07:00:00+01:00", "2026-03-02T09:00:00+01:00"},
		{"one instant before it opens", amsterdam, every, "09:00", "20:00", "2026-03-02T08:59:59.999999+01:00", "2026-03-02T09:00:00+01:00"},
		{"from is included", amsterdam, every, "09:00", "20:00", "2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00+01:00"},
		{"inside: at once, to the microsecond", amsterdam, every, "09:00", "20:00", "2026-03-02T12:34:56.123456+01:00", "2026-03-02T12:34:56.123456+01:00"},
		{"the last instant", amsterdam, every, "09:00", "20:00", "2026-03-02T19:59:59.999999+01:00", "2026-03-02T19:59:59.999999+01:00"},
		{"to is excluded", amsterdam, every, "09:00", "20:00", "2026-03-02T20:00:00+01:00", "2026-03-03T09:00:00+01:00"},
		{"the zone decides, not UTC", amsterdam, every, "09:00", "20:00", "2026-03-02T08:30:00Z", "2026-03-02T08:30:00Z"},
		{"another zone decides otherwise", newYork, every, "09:00", "20:00", "2026-03-02T08:30:00Z", "2026-03-02T09:00:00-05:00"},
		{"half-hour zone", kolkata, every, "09:00", "20:00", "2026-03-02T03:29:00Z", "2026-03-02T09:00:00+05:30"},
		{"quarter-hour zone", kathmandu, every, "09:00", "20:00", "2026-03-02T03:14:00Z", "2026-03-02T09:00:00+05:45"},
		{"the day in the zone is already tomorrow", kathmandu, days{"tue"}, "00:00", "24:00", "2026-03-02T18:15:00Z", "2026-03-03T00:00:00+05:45"},

		{"an allowed weekday", amsterdam, weekdays, "09:00", "20:00", "2026-03-06T12:00:00+01:00", "2026-03-06T12:00:00+01:00"},
		{"Friday evening: Monday", amsterdam, weekdays, "09:00", "20:00", "2026-03-06T20:00:00+01:00", "2026-03-09T09:00:00+01:00"},
		{"Saturday noon: Monday", amsterdam, weekdays, "09:00", "20:00", "2026-03-07T12:00:00+01:00", "2026-03-09T09:00:00+01:00"},
		{"only one day a week, just missed", amsterdam, days{"mon"}, "09:00", "10:00", "2026-03-02T10:00:00+01:00", "2026-03-09T09:00:00+01:00"},
		{"only one day a week, just in time", amsterdam, days{"mon"}, "09:00", "10:00", "2026-03-02T09:59:59+01:00", "2026-03-02T09:59:59+01:00"},
		{"the weekday is the contact's", newYork, days{"mon"}, "09:00", "20:00", "2026-03-03T00:30:00Z", "2026-03-03T00:30:00Z"},
		{"over a year's end", utc, days{"thu"}, "09:00", "20:00", "2026-12-31T20:00:00Z", "2027-01-07T09:00:00Z"},
		{"over a leap day", utc, every, "09:00", "20:00", "2028-02-28T20:00:00Z", "2028-02-29T09:00:00Z"},

		{"the whole day", utc, days{"tue"}, "00:00", "24:00", "2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z"},
		{"until midnight", utc, every, "20:00", "24:00", "2026-03-02T23:59:59Z", "2026-03-02T23:59:59Z"},
		{"until midnight, written the other way", utc, days{"mon"}, "20:00", "00:00", "2026-03-03T00:00:00Z", "2026-03-09T20:00:00Z"},
		{"across midnight: the evening", utc, every, "22:00", "02:00", "2026-03-02T21:59:00Z", "2026-03-02T22:00:00Z"},
		{"across midnight: after midnight", utc, every, "22:00", "02:00", "2026-03-03T01:59:59Z", "2026-03-03T01:59:59Z"},
		{"across midnight: closed in the morning", utc, every, "22:00", "02:00", "2026-03-03T02:00:00Z", "2026-03-03T22:00:00Z"},
		{"across midnight: Tuesday's small hours belong to Monday", utc, days{"mon"}, "22:00", "02:00", "2026-03-03T01:00:00Z", "2026-03-03T01:00:00Z"},
		{"across midnight: Monday's small hours belong to Sunday", utc, days{"mon"}, "22:00", "02:00", "2026-03-02T01:00:00Z", "2026-03-02T22:00:00Z"},
		{"across midnight: nearly a whole day", utc, days{"mon"}, "12:00", "11:59", "2026-03-03T11:58:00Z", "2026-03-03T11:58:00Z"},

		// Amsterdam: 02:00 to 03:00 is skipped on 2026-03-29 and happens twice on 2026-10-25, both Sundays.
		{"spring: a skipped beginning moves to the first time that exists", amsterdam, every, "02:30", "05:00", "2026-03-29T00:00:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"spring: a skipped end closes at the change", amsterdam, every, "01:00", "02:30", "2026-03-29T03:00:00+02:00", "2026-03-30T01:00:00+02:00"},
		{"spring: a window that is skipped whole does not open", amsterdam, days{"sun"}, "02:10", "02:50", "2026-03-29T00:00:00+01:00", "2026-04-05T02:10:00+02:00"},
		{"spring: the day after keeps the wall clock", amsterdam, every, "09:00", "20:00", "2026-03-28T20:00:00+01:00", "2026-03-29T09:00:00+02:00"},
		{"autumn: a time that happens twice means the first", amsterdam, every, "02:30", "05:00", "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"autumn: the second time round the window is open still", amsterdam, every, "02:30", "05:00", "2026-10-25T02:10:00+01:00", "2026-10-25T02:10:00+01:00"},
		{"autumn: an end that happens twice means the first", amsterdam, every, "01:00", "02:30", "2026-10-25T02:10:00+01:00", "2026-10-26T01:00:00+01:00"},
		{"autumn: the first time round it is open", amsterdam, every, "01:00", "02:30", "2026-10-25T02:10:00+02:00", "2026-10-25T02:10:00+02:00"},
		{"autumn: the day after keeps the wall clock", amsterdam, every, "09:00", "20:00", "2026-10-24T20:00:00+02:00", "2026-10-25T09:00:00+01:00"},
		{"autumn: across midnight into the long night", amsterdam, days{"sat"}, "22:00", "02:30", "2026-10-25T02:29:00+02:00", "2026-10-25T02:29:00+02:00"},
		// New York: changes on 2026-03-08 and 2026-11-01, Sundays.
		{"spring in New York", newYork, every, "02:00", "04:00", "2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"autumn in New York", newYork, every, "01:30", "04:00", "2026-11-01T00:00:00-04:00", "2026-11-01T01:30:00-04:00"},
		// Lord Howe moves by half an hour: 02:00 to 02:30 on 2026-10-04; 01:30 to 02:00 is repeated on 2026-04-05.
		{"half an hour is skipped", lordHowe, every, "02:15", "05:00", "2026-10-04T00:00:00+10:30", "2026-10-04T02:30:00+11:00"},
		{"half an hour is repeated", lordHowe, every, "01:45", "05:00", "2026-04-05T01:00:00+11:00", "2026-04-05T01:45:00+11:00"},
		{"half an hour is repeated, and closed the second time", lordHowe, every, "01:00", "01:45", "2026-04-05T01:40:00+10:30", "2026-04-06T01:00:00+10:30"},
		// Adelaide is half an hour off and moves by a whole one: 2026-04-05 and 2026-10-04.
		{"a half-hour zone in spring: a skipped beginning", adelaide, every, "02:30", "05:00", "2026-10-04T00:00:00+09:30", "2026-10-04T03:00:00+10:30"},
		{"a half-hour zone in autumn: the first of two", adelaide, every, "02:30", "05:00", "2026-04-05T00:00:00+10:30", "2026-04-05T02:30:00+10:30"},
		{"a half-hour zone in autumn: across midnight, closed the second time round", adelaide, days{"sat"}, "22:00", "02:30", "2026-04-05T02:10:00+09:30", "2026-04-11T22:00:00+09:30"},
		// St John's: 2026-03-08 and 2026-11-01.
		{"west of Greenwich: across midnight, until the change", stJohns, days{"sat"}, "23:00", "02:30", "2026-03-08T01:59:59-03:30", "2026-03-08T01:59:59-03:30"},
		{"west of Greenwich: across midnight, a skipped end closes at the change", stJohns, days{"sat"}, "23:00", "02:30", "2026-03-08T03:00:00-02:30", "2026-03-14T23:00:00-02:30"},
		{"west of Greenwich: open the second time round", stJohns, every, "01:30", "04:00", "2026-11-01T01:10:00-03:30", "2026-11-01T01:10:00-03:30"},
		{"west of Greenwich: the day of the change keeps the wall clock", stJohns, every, "09:00", "20:00", "2026-11-01T11:00:00Z", "2026-11-01T09:00:00-03:30"},
		{"half an hour, without clock changes", marquesas, every, "09:00", "20:00", "2026-03-02T18:29:59Z", "2026-03-02T09:00:00-09:30"},
		// Chatham is a quarter off and moves at a quarter to: 2026-04-05 and 2026-09-27.
		{"a quarter-hour zone in spring", chatham, every, "02:50", "05:00", "2026-09-27T00:00:00+12:45", "2026-09-27T03:45:00+13:45"},
		{"a quarter-hour zone in autumn", chatham, every, "03:00", "05:00", "2026-04-05T00:00:00+13:45", "2026-04-05T03:00:00+13:45"},
		{"across midnight in a half-hour zone: the last instant", kolkata, days{"mon"}, "22:30", "01:30", "2026-03-02T19:59:59.999999Z", "2026-03-02T19:59:59.999999Z"},
		{"across midnight in a half-hour zone: closed", kolkata, days{"mon"}, "22:30", "01:30", "2026-03-02T20:00:00Z", "2026-03-09T22:30:00+05:30"},
		{"across midnight in a quarter-hour zone", kathmandu, days{"tue"}, "23:00", "00:15", "2026-03-03T18:29:00Z", "2026-03-03T18:29:00Z"},
		{"across midnight in a quarter-hour zone: closed", kathmandu, days{"tue"}, "23:00", "00:15", "2026-03-03T18:30:00Z", "2026-03-10T23:00:00+05:45"},
		{"across midnight into the short night: open before the change", amsterdam, days{"sat"}, "22:00", "03:00", "2026-03-29T01:59:59+01:00", "2026-03-29T01:59:59+01:00"},
		{"across midnight into the short night: closed after it", amsterdam, days{"sat"}, "22:00", "03:00", "2026-03-29T03:00:00+02:00", "2026-04-04T22:00:00+02:00"},

		// Apia had no 2011-12-30, a Friday.
		{"a day that does not exist: the next one", apia, every, "09:00", "20:00", "2011-12-29T20:00:00-10:00", "2011-12-31T09:00:00+14:00"},
		{"a weekday that does not exist: a week later", apia, days{"fri"}, "09:00", "20:00", "2011-12-29T20:00:00-10:00", "2012-01-06T09:00:00+14:00"},
		{"a window into the missing day closes at its end", apia, days{"thu"}, "22:00", "02:00", "2011-12-31T00:00:00+14:00", "2012-01-05T22:00:00+14:00"},
		// Havana skips midnight on 2026-03-08 and repeats it on 2026-11-01.
		{"a day without midnight begins at one", havana, days{"sun"}, "00:00", "12:00", "2026-03-07T12:00:00-05:00", "2026-03-08T01:00:00-04:00"},
		{"an end at the missing midnight", havana, days{"sat"}, "20:00", "24:00", "2026-03-08T01:00:00-04:00", "2026-03-14T20:00:00-04:00"},
		{"a midnight that happens twice", havana, days{"sun"}, "00:00", "12:00", "2026-10-31T12:00:00-04:00", "2026-11-01T00:00:00-04:00"},
		{"an end at the first of two midnights", havana, days{"sat"}, "20:00", "24:00", "2026-11-01T00:30:00-04:00", "2026-11-07T20:00:00-05:00"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			w := &surveys.Window{Days: row.days, From: row.from, To: row.to}
			at, want := surveystest.Instant(t, row.at), surveystest.Instant(t, row.want)
			got := rules.DueAt(surveys.Trigger{Window: w}, at, surveystest.Zone(t, row.zone))
			if !got.Equal(want) {
				t.Errorf("due at %s, want %s", got.In(surveystest.Zone(t, row.zone)), want.In(surveystest.Zone(t, row.zone)))
			}
		})
	}
}

func TestADelayIsPassedInHoursNotInDays(t *testing.T) {
	t.Parallel()
	// A day of 23 hours lies between: 24 hours after ten is eleven.
	got := rules.DueAt(surveys.Trigger{Delay: surveys.Span(surveys.Day)}, surveystest.Instant(t, "2026-03-28T10:00:00+01:00"), surveystest.Zone(t, "Europe/Amsterdam"))
	if want := surveystest.Instant(t, "2026-03-29T11:00:00+02:00"); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("due at %s, want %s in UTC", got, want)
	}
}

func TestADueTimeIsTheEarliestMinuteThatAWallClockAllows(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "America/Havana", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns", "UTC"}
	// Around clock changes of some of them, and a quiet week.
	starts := []string{"2026-03-06T00:00:00Z", "2026-03-27T00:00:00Z", "2026-04-03T00:00:00Z", "2026-06-01T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-23T00:00:00Z", "2026-10-30T00:00:00Z", "2011-12-28T00:00:00Z", "2026-02-14T00:00:00Z", "2026-03-21T00:00:00Z"}
	all := []surveys.Weekday{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	rapid.Check(t, func(t *rapid.T) {
		z := surveystest.Zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		start := surveystest.Instant(t, rapid.SampledFrom(starts).Draw(t, "around"))
		at := start.Add(time.Duration(rapid.IntRange(0, 4*24*60).Draw(t, "minutes")) * time.Minute)
		from := rapid.IntRange(0, 24*60-1).Draw(t, "from")
		to := (from + rapid.IntRange(1, 24*60-1).Draw(t, "length")) % (24 * 60)
		days := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, 7, rapid.ID).Draw(t, "days")
		w := surveys.Window{Days: days, From: clock(from), To: clock(to)}

		got := rules.DueAt(surveys.Trigger{Window: &w}, at, z)
		if want := firstOpenMinute(at, z, from, to, days); !got.Equal(want) {
			t.Fatalf("%v from %s: due at %s, want %s", w, at.In(z), got.In(z), want.In(z))
		}
	})
}

// firstOpenMinute walks minute by minute, with a plain notion of when a window is
// open: a day's window opens at the first minute of the zone's timeline whose
// wall clock has reached its beginning, and closes at the first that has reached
// its end.
func firstOpenMinute(at time.Time, z *time.Location, from, to int, days []surveys.Weekday) time.Time {
	if to <= from {
		to += 24 * 60
	}
	reached := func(day time.Time, minutes int) time.Time {
		wall := day.Add(time.Duration(minutes) * time.Minute).Format("2006-01-02 15:04")
		for t := day.Add(time.Duration(minutes)*time.Minute - 26*time.Hour); ; t = t.Add(time.Minute) {
			if t.In(z).Format("2006-01-02 15:04") >= wall {
				return t
			}
		}
	}
	y, m, d := at.In(z).Date()
	type span struct{ opens, closes time.Time }
	var open []span
	// Up to the first that is still open or opens later; a day that the zone has
	// not, or a gap, may leave nothing of one.
	for day := time.Date(y, m, d-2, 0, 0, 0, 0, time.UTC); ; day = day.AddDate(0, 0, 1) {
		name := surveys.Weekday([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[day.Weekday()])
		if len(days) > 0 && !slices.Contains(days, name) {
			continue
		}
		s := span{reached(day, from), reached(day, to)}
		if open = append(open, s); s.opens.Before(s.closes) && at.Before(s.closes) {
			break
		}
	}
	for t := at; ; t = t.Add(time.Minute) {
		for _, s := range open {
			if !t.Before(s.opens) && t.Before(s.closes) {
				return t
			}
		}
	}
}

func TestAWindowThatIsNeverOpenIsRefused(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ from, to string }{{"09:00", "09:00"}, {"00:00", "00:00"}, {"24:00", "09:00"}, {"9:00", "10:00"}, {"09:00", "24:01"}, {"09:60", "10:00"}, {"+9:00", "10:00"}} {
		w := fmt.Sprintf("{key: after, survey: delivery-nps, on: order.delivered, window: {from: %q, to: %q}}", row.from, row.to)
		if _, err := definition.ReadDefinition([]byte(surveystest.Shop("", w))); surveys.KindOf(err) != surveys.Invalid {
			t.Errorf("from %s to %s is not refused: %v", row.from, row.to, err)
		}
	}
}

func clock(minutes int) surveys.ClockTime {
	return surveys.ClockTime(fmt.Sprintf("%02d:%02d", minutes/60, minutes%60))
}
