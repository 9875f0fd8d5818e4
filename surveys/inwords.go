package surveys

import (
	"fmt"
	"strings"
	"time"
)

// before says when something was, and how long before a mail would go out.
func (p *Plan) before(at, send time.Time) string {
	day := "on " + strings.TrimSuffix(p.moment(at, tellings["en"]), at.In(p.Zone).Format(", 15:04"))
	d := send.Sub(at)
	switch {
	case d >= Day:
		d = d.Truncate(Day)
	case d >= time.Hour:
		d = d.Truncate(time.Hour)
	case d >= time.Minute:
		d = d.Truncate(time.Minute)
	default:
		return day + ", just before this mail would go out"
	}
	return day + ", " + inWords(Span(d)) + " before this mail would go out"
}

// inWords writes a span as people say it: "14 days", "1 day and 12 hours".
func inWords(s Span) string {
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
