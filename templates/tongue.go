package templates

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"halte/surveys/metric"
)

// A tongue writes numbers and dates as one language does.
type tongue struct {
	tag            string
	decimal, group string
	percent        string // what follows a percentage
	to             string // between the ends of an interval, spaces included
	months, short  [12]string
	long, brief    string // patterns of a date: {d}, {month}, {short}, {y}
}

const (
	minus   = "\u2212"
	noBreak = "\u00a0"
	narrow  = "\u202f"
)

var tongues = map[string]tongue{
	"en": {
		tag: "en", decimal: ".", group: ",", percent: "%", to: " to ",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		short:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		long:   "{d} {month} {y}", brief: "{d} {short}",
	},
	"nl": {
		tag: "nl", decimal: ",", group: ".", percent: "%", to: " tot ",
		months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		short:  [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		long:   "{d} {month} {y}", brief: "{d} {short}",
	},
	"de": {
		tag: "de", decimal: ",", group: ".", percent: noBreak + "%", to: " bis ",
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		short:  [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		long:   "{d}. {month} {y}", brief: "{d}. {short}",
	},
	"fr": {
		tag: "fr", decimal: ",", group: narrow, percent: narrow + "%", to: " à ",
		months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		short:  [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		long:   "{d} {month} {y}", brief: "{d} {short}",
	},
	"es": {
		tag: "es", decimal: ",", group: ".", percent: noBreak + "%", to: " a ",
		months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		short:  [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
		long:   "{d} de {month} de {y}", brief: "{d} {short}",
	},
}

// supported lists the languages that have words; the first serves where none fits.
var supported = []string{"en", "nl", "de", "fr", "es"}

var matcher = func() language.Matcher {
	tags := make([]language.Tag, len(supported))
	for i, s := range supported {
		tags[i] = language.Make(s)
	}
	return language.NewMatcher(tags)
}()

// nearest returns the supported language that serves a reader of lang best.
func nearest(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return supported[0]
	}
	_, i, confidence := matcher.Match(tag)
	if confidence == language.No {
		return supported[0]
	}
	return supported[i]
}

// direction returns "rtl" for a language written from right to left, else "ltr".
func direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// number writes a number with so many decimals and a real minus sign.
func (t tongue) number(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(s, "0.") != "" { // never minus zero
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if left := len(whole) - i; i > 0 && left%3 == 0 && len(whole) > 3 {
			b.WriteString(t.group)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(t.decimal + fraction)
	}
	return b.String()
}

// count writes a number of answers.
func (t tongue) count(n int64) string { return t.number(float64(n), 0) }

// figure writes a value of a metric without its sign or unit.
func (t tongue) figure(m metric.Metric, x float64) string {
	if m == metric.CES {
		return t.number(x, 1)
	}
	return t.number(x, 0)
}

// value writes a value of a metric: "+32", "74%", "5.3".
func (t tongue) value(m metric.Metric, x float64) string {
	s := t.figure(m, x)
	switch {
	case m == metric.NPS && math.Round(x) > 0:
		return "+" + s
	case m == metric.CSAT:
		return s + t.percent
	}
	return s
}

// interval writes the ends of an interval: "−5 to 8", "69 to 79%".
func (t tongue) interval(m metric.Metric, i metric.Interval) string {
	s := t.figure(m, i.Lo) + t.to + t.figure(m, i.Hi)
	if m == metric.CSAT {
		s += t.percent
	}
	return s
}

// share writes a part of a whole as a whole percentage.
func (t tongue) share(part, whole int64) string {
	if whole == 0 {
		return minus
	}
	return t.number(100*float64(part)/float64(whole), 0) + t.percent
}

// date writes a day (2026-10-05) in full; what is no day stays as it is.
func (t tongue) date(day string) string { return t.pattern(t.long, day) }

// shortDate writes a day without its year.
func (t tongue) shortDate(day string) string { return t.pattern(t.brief, day) }

func (t tongue) pattern(pattern, day string) string {
	if day == "" {
		return ""
	}
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	number := strconv.Itoa(d.Day())
	if t.tag == "fr" && d.Day() == 1 {
		number = "1er"
	}
	return strings.NewReplacer("{d}", number, "{month}", t.months[d.Month()-1],
		"{short}", t.short[d.Month()-1], "{y}", strconv.Itoa(d.Year())).Replace(pattern)
}

// span writes a period, naming the year once where it can.
func (t tongue) span(from, to string) string {
	if len(from) >= 4 && len(to) >= 4 && from[:4] == to[:4] {
		long := t.long
		t.long = strings.TrimSuffix(strings.TrimSuffix(long, " {y}"), " de")
		from = t.date(from)
		t.long = long
		return from + t.to + t.date(to)
	}
	return t.date(from) + t.to + t.date(to)
}

// fill puts values into a phrase: fill("until {date}", "date", "5 October").
func fill(phrase string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(phrase)
}
