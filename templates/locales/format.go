package locales

import (
	"math"
	"strconv"
	"strings"
	"time"

	"halte/surveys/metric"
)

// Format is how a language writes numbers and dates.
type Format struct {
	Decimal, Group      string
	Percent             string     // what follows a percentage
	To                  string     // between the ends of an interval, spaces included
	Months, MonthsShort [12]string // January first
	Date, DateNoYear    string     // {d}, {month}, {y}
	DateShort           string     // {d}, {short}
	FirstDay            string     // the first of a month, for {d}
	Time, TimeSecond    string     // {hour}, {minute}, {second}
}

const minus = "\u2212"

// Number writes a number with so many decimals and a real minus sign.
func (f Format) Number(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(s, "0.") != "" { // never minus zero
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if left := len(whole) - i; i > 0 && left%3 == 0 && len(whole) > 3 {
			b.WriteString(f.Group)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(f.Decimal + fraction)
	}
	return b.String()
}

// Signed is Number with a plus sign before what is written as more than nothing.
func (f Format) Signed(x float64, decimals int) string {
	s := f.Number(x, decimals)
	if x > 0 && strings.ContainsAny(s, "123456789") {
		return "+" + s
	}
	return s
}

// Count writes a number of answers.
func (f Format) Count(n int64) string { return f.Number(float64(n), 0) }

// PercentOf writes a percentage (0 to 100) with so many decimals.
func (f Format) PercentOf(x float64, decimals int) string { return f.Number(x, decimals) + f.Percent }

// PercentRange writes two percentages with the sign once: "69 to 79%".
func (f Format) PercentRange(lo, hi float64, decimals int) string {
	return f.Range(f.Number(lo, decimals), f.PercentOf(hi, decimals))
}

// Range joins the two ends of something.
func (f Format) Range(from, to string) string { return from + f.To + to }

// Figure writes a value of a metric without its sign or unit.
func (f Format) Figure(m metric.Metric, x float64) string {
	return f.Number(x, m.Decimals())
}

// Value writes a value of a metric: "+32", "74%", "5.3".
func (f Format) Value(m metric.Metric, x float64) string {
	s := f.Figure(m, x)
	switch {
	case m.Unit() == metric.Points && math.Round(x) > 0:
		return "+" + s
	case m.Unit() == metric.Percent:
		return s + f.Percent
	}
	return s
}

// Interval writes the ends of an interval: "−5 to 8", "69 to 79%".
func (f Format) Interval(m metric.Metric, i metric.Interval) string {
	s := f.Range(f.Figure(m, i.Lo), f.Figure(m, i.Hi))
	if m.Unit() == metric.Percent {
		s += f.Percent
	}
	return s
}

// Part writes a part of a whole as a whole percentage; a minus where the whole is
// nothing.
func (f Format) Part(part, whole int64) string {
	if whole == 0 {
		return minus
	}
	return f.PercentOf(100*float64(part)/float64(whole), 0)
}

// Day writes a day (2026-10-05) in full; what is no day stays as it is.
func (f Format) Day(day string) string { return f.pattern(f.Date, day) }

// ShortDay writes a day without its year.
func (f Format) ShortDay(day string) string { return f.pattern(f.DateShort, day) }

// Month writes a month in as few letters as the language does.
func (f Format) Month(m time.Month) string { return f.MonthsShort[m-1] }

func (f Format) pattern(pattern, day string) string {
	if day == "" {
		return ""
	}
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	number := strconv.Itoa(d.Day())
	if d.Day() == 1 {
		number = f.FirstDay
	}
	return Fill(pattern, "d", number, "month", f.Months[d.Month()-1], "short", f.Month(d.Month()), "y", strconv.Itoa(d.Year()))
}

// Span writes a period of two days, naming the year once where it can.
func (f Format) Span(from, to string) string {
	if len(from) >= 4 && len(to) >= 4 && from[:4] == to[:4] {
		return f.Range(f.pattern(f.DateNoYear, from), f.Day(to))
	}
	return f.Range(f.Day(from), f.Day(to))
}

// Clock writes the time of day to the minute, in the zone it carries.
func (f Format) Clock(t time.Time) string { return f.clock(f.Time, t) }

// ClockSecond writes the time of day to the second.
func (f Format) ClockSecond(t time.Time) string { return f.clock(f.TimeSecond, t) }

func (f Format) clock(pattern string, t time.Time) string {
	return Fill(pattern, "hour", t.Format("15"), "minute", t.Format("04"), "second", t.Format("05"))
}
