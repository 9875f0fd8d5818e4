package definition

import (
	"time"

	"halte/surveys"
)

// Period fills in what a period leaves open: the last 90 days up to today.
func (p *Plan) Period(now time.Time, from, to string) (surveys.Period, error) {
	out := surveys.Period{From: from, To: to}
	if to == "" {
		out.To = p.DayOf(now)
	}
	last, err := time.Parse(time.DateOnly, out.To)
	if err != nil {
		return out, surveys.Refuse("to", "is not a day such as 2026-11-20")
	}
	if from == "" {
		out.From = last.AddDate(0, 0, 1-surveys.DefaultPeriod).Format(time.DateOnly)
	}
	first, err := time.Parse(time.DateOnly, out.From)
	if err != nil {
		return out, surveys.Refuse("from", "is not a day such as 2026-11-20")
	}
	if last.Before(first) {
		return out, surveys.Refuse("from", "lies after to")
	}
	if last.Sub(first) > 20*366*surveys.Day || first.Year() < 1990 {
		return out, surveys.Refuse("from", "lies more than twenty years before to, or before 1990")
	}
	return out, nil
}
