package surveys

import (
	"fmt"
	"strings"
	"time"
)

// FormatInstant writes a time in UTC, to the minute.
func FormatInstant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// FormatSpan writes a span as people say it: "14 days", "1 day and 12 hours".
func FormatSpan(s Span) string {
	d := s.Duration()
	var parts []string
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{Day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / u.of; {
		case n == 1:
			parts = append(parts, "1 "+u.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, u.name))
		}
		d %= u.of
	}
	if len(parts) == 0 {
		return "0 days"
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}
