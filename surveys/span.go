package surveys

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// AddDays moves a day that is known to be one.
func AddDays(day string, n int) string {
	t, _ := time.Parse(time.DateOnly, day)
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// DaysBetween counts the days from one to another; negative when to lies before.
func DaysBetween(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(math.Round(b.Sub(a).Hours() / 24))
}

// Span is a length of time as people write it in a definition: "30d", "24h",
// "1d12h", "90m". A day is 24 hours.
type Span time.Duration

// Day is the length that "1d" stands for.
const Day = 24 * time.Hour

var spanForm = regexp.MustCompile(`^(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,8})s)?$`)

// ParseSpan reads days, hours, minutes and seconds in this order, each at most
// once: "30d", "1d12h", "0d". Nothing else is a span, and none is negative.
func ParseSpan(s string) (Span, error) {
	m := spanForm.FindStringSubmatch(s)
	if m == nil || s == "" {
		return 0, fmt.Errorf("%q is not a length of time such as 30d, 24h, 1d12h or 90m", s)
	}
	var d time.Duration
	for i, unit := range []time.Duration{Day, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.ParseInt("0"+m[i+1], 10, 64) // the pattern lets only digits through
		d += time.Duration(n) * unit
	}
	if d > 10*366*Day {
		return 0, fmt.Errorf("%q is longer than ten years", s)
	}
	return Span(d), nil
}

// Duration is the span as a time.Duration.
func (s Span) Duration() time.Duration { return time.Duration(s) }

// String writes the span in the form ParseSpan reads, in the largest units that
// fit: "1d" for 24 hours, "0d" for none.
func (s Span) String() string {
	d := time.Duration(s)
	if d == 0 {
		return "0d"
	}
	var b strings.Builder
	for _, u := range []struct {
		of   time.Duration
		mark string
	}{{Day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / u.of; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.mark)
			d -= n * u.of
		}
	}
	return b.String()
}

// MarshalText writes the canonical form.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the form that ParseSpan describes.
func (s *Span) UnmarshalText(b []byte) error {
	v, err := ParseSpan(string(b))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

// DayNumber counts days, so that days can be told apart by arithmetic: 0 is the
// first of January 1970. The day is one that was checked or stored before.
func DayNumber(day string) int {
	t, _ := time.Parse(time.DateOnly, day)
	return int(t.Unix() / (24 * 60 * 60))
}

// DayName is the inverse of DayNumber.
func DayName(number int) string {
	return time.Unix(int64(number)*24*60*60, 0).UTC().Format(time.DateOnly)
}
