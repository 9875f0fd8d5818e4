package surveys

import (
	"slices"
	"time"

	"halte/surveys/metric"
)

// Days counts the days of a period; 0 when it is none.
func (in Period) Days() int {
	first, err := time.Parse(time.DateOnly, in.From)
	last, err2 := time.Parse(time.DateOnly, in.To)
	if err != nil || err2 != nil {
		return 0
	}
	return int(last.Sub(first)/Day) + 1
}

// Before gives the period of equal length that ends the day before.
func (in Period) Before() Period {
	first, err := time.Parse(time.DateOnly, in.From)
	if err != nil {
		return in
	}
	return Period{first.AddDate(0, 0, -in.Days()).Format(time.DateOnly), first.AddDate(0, 0, -1).Format(time.DateOnly)}
}

// LastYear gives the period of equal length 364 days before, in which every day has
// the weekday that it has in this one.
func (in Period) LastYear() Period {
	return Period{AddDays(in.From, -daysOfYear), AddDays(in.To, -daysOfYear)}
}

// daysOfYear is the 52 weeks of a year.
const daysOfYear = 364

// DefaultPeriod is how many days a score covers when nobody names a period.
const DefaultPeriod = 90

// Period is a range of days of the experience, both included, in the
// organisation's zone.
type Period struct{ From, To string }

// Days are the days of a period, both included.
type Days struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// InvitationFilter picks invitations for a list. Empty fields pick all.
type InvitationFilter struct {
	Touchpoint string
	Contact    string
	Status     Status
	After      string // id of the last one of the page before
	Limit      int    // 1 to 500
}

// ResponseFilter picks responses for a list. Empty fields pick all.
type ResponseFilter struct {
	Touchpoint  string
	Survey      string
	Contact     string
	From, To    string // days of the experience, both included
	WithComment bool   // only those with some answer beside the rating
	After       Cursor
	Limit       int // 1 to 500
}

// RollupQuery picks and sums rollups.
type RollupQuery struct {
	Surveys   []string // all when empty
	From, To  string   // days, both included; open when empty
	Dimension string   // exactly this one; DimensionTotal for the total
	Value     string   // only this value; all values when empty
	PerDay    bool     // one row a day; else the days are summed and Day is empty
	PerWeek   bool     // one row a week, Day is its Monday
	PerMonth  bool     // one row a month, Day is its first
}

// DayQuery asks for the answers of each day to surveys of one metric.
type DayQuery struct {
	Surveys   []string
	Metric    metric.Metric
	From, To  string // days, both included
	Dimension string
}

// DayTotal is the answers of a day to a survey: how many, and the sum of what they
// count with in the score (Metric.Value).
type DayTotal struct {
	Survey, Value, Day string
	N, Sum             int64
	Other              bool // answers that were not asked for; N alone counts, as part of the whole
}

// ScoreChange is a day since which a survey's score is another, as an alert says.
type ScoreChange struct{ Survey, Since string }

// LastDay comes after every day.
const LastDay = "~"

// StepOf gives the day under which the query counts a day: itself, its Monday, the
// first of its month, or none.
func (q RollupQuery) StepOf(day string) string {
	switch {
	case q.PerDay:
		return day
	case q.PerWeek:
		return AddDays(day, -((DayNumber(day) + 3) % 7)) // the first of January 1970 was a Thursday
	case q.PerMonth:
		return day[:7] + "-01"
	}
	return ""
}

// StepOf gives the step that holds a day: the last that begins no later.
func StepOf(starts []string, day string) int {
	i, exact := slices.BinarySearch(starts, day)
	if !exact {
		i--
	}
	return max(i, 0)
}

// Steps gives the first day of every day, week or month of a period; the first of
// them may begin before it. Empty without a step.
func (in Period) Steps(step string) ([]string, error) {
	first, _ := time.Parse(time.DateOnly, in.From) // both were checked
	last, _ := time.Parse(time.DateOnly, in.To)
	var next func(time.Time) time.Time
	switch step {
	case "":
		return nil, nil
	case "day":
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	case "week":
		first = first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	case "month":
		first = first.AddDate(0, 0, 1-first.Day())
		next = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	default:
		return nil, Refuse("trend", "is not one of day, week, month")
	}
	var starts []string
	for t := first; !t.After(last); t = next(t) {
		starts = append(starts, t.Format(time.DateOnly))
	}
	return starts, nil
}
