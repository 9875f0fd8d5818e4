package rules

import (
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// before says when something was, and how long before a mail would go out.
func before(p *definition.Plan, at, send time.Time) string {
	day := "on " + at.In(p.Zone).Format("2 January 2006")
	d := send.Sub(at)
	switch {
	case d >= surveys.Day:
		d = d.Truncate(surveys.Day)
	case d >= time.Hour:
		d = d.Truncate(time.Hour)
	case d >= time.Minute:
		d = d.Truncate(time.Minute)
	default:
		return day + ", just before this mail would go out"
	}
	return day + ", " + surveys.FormatSpan(surveys.Span(d)) + " before this mail would go out"
}
