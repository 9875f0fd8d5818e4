package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"halte/surveys"
)

// Form says how a file is written, as far as the file itself does not tell.
type Form struct {
	Encoding      string         // by its name, such as windows-1252; UTF-8 when empty, unless a mark says UTF-16
	Zone          *time.Location // of times that name none; nil refuses them
	Dates         DateOrder      // of days such as 03/04/2026 and 3-4-26; "" refuses them
	IgnoreColumns bool           // leave out columns that are not known, in place of refusing the file
}

// DateOrder says what comes first in a day whose year stands last.
type DateOrder string

// The two orders that are in use. Days written with dots are DayFirst where nobody says
// otherwise, since no country writes the month first with them; with dashes, see days.
const (
	DayFirst   DateOrder = "day-first"
	MonthFirst DateOrder = "month-first"
)

// NewForm makes a form of what somebody typed: zone is a time zone by its name, order
// is "", day-first or month-first.
func NewForm(encoding, zone, order string, ignoreColumns bool) (Form, error) {
	f := Form{Encoding: encoding, Dates: DateOrder(order), IgnoreColumns: ignoreColumns}
	switch f.Dates {
	case "", DayFirst, MonthFirst:
	default:
		return f, surveys.Refuse("dates", "is neither %s nor %s", DayFirst, MonthFirst)
	}
	if zone == "" {
		return f, nil
	}
	var err error
	if f.Zone, err = surveys.Zone(zone); err != nil {
		return f, surveys.Refuse("timezone", "%s", err)
	}
	return f, nil
}

// Layouts of times, tried in turn. A 1 or 2 stands for one digit or two.
var (
	zonedLayouts = []string{time.RFC3339Nano, "2006-1-2 15:04:05Z07:00", "2006-1-2 15:04:05 Z07:00", "2006-1-2 15:04:05Z07", "2006-1-2 15:04:05 -0700", "2006-1-2T15:04:05Z0700", "2006-1-2T15:04Z07:00", "2006-1-2 15:04Z07:00"}
	days         = map[DateOrder][]string{
		"":         {"2006-1-2", "2006/1/2", "2.1.2006", "2-1-2006"},
		DayFirst:   {"2006-1-2", "2006/1/2", "2.1.2006", "2-1-2006", "2/1/2006", "2.1.06", "2-1-06", "2/1/06"},
		MonthFirst: {"2006-1-2", "2006/1/2", "1.2.2006", "1-2-2006", "1/2/2006", "1.2.06", "1-2-06", "1/2/06"},
	}
	clocks = []string{" 15:04:05", " 15:04", "T15:04:05", "T15:04", " 3:04:05 PM", " 3:04 PM", ""}
)

// days gives the layouts of days. Between dashes the day comes first where nobody says
// otherwise, but in the zones of America: there it may be the month.
func (f Form) days() []string {
	all := days[f.Dates]
	if f.Dates == "" && f.Zone != nil && strings.HasPrefix(f.Zone.String(), "America/") {
		return slices.DeleteFunc(slices.Clone(all), func(layout string) bool { return layout == "2-1-2006" })
	}
	return all
}

// typed gives a text as a keyboard would have written it: white space of any kind is a
// single space, digits are those of ASCII, and there are no marks that cannot be seen.
func typed(text string) string {
	text = strings.Map(func(r rune) rune { return surveys.IfElse(unicode.Is(unicode.Cf, r), -1, r) }, norm.NFKC.String(text))
	return strings.Join(strings.Fields(text), " ")
}

// Time reads a time as spreadsheets and databases write it; zero when empty. One that
// names no zone is a time of the form's zone, and refused where clocks there never showed
// it, or showed it twice. Of a day alone, its beginning is meant.
func (f Form) Time(field, text string) (time.Time, *surveys.Error) {
	text = strings.ToUpper(typed(text))
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return surveys.ReadTime(field, new(t.Format(time.RFC3339Nano)))
		}
	}
	if l, ok := localTime(f.days(), text); ok {
		if f.Zone == nil {
			return time.Time{}, surveys.Refuse(field, "names no time zone: write it as 2026-11-20T14:03:00Z, or say what the zone of the file is (--timezone Europe/Amsterdam, or timezone= in the address)")
		}
		return l.in(field, f.Zone)
	}
	if _, ok := localTime(days[DayFirst], text); ok {
		return time.Time{}, surveys.Refuse(field, "may be a day of two months: say which comes first (--dates day-first or month-first, or dates= in the address)")
	}
	if _, ok := localTime(days[MonthFirst], text); ok {
		return time.Time{}, surveys.Refuse(field, "has no such month: say that it comes first (--dates month-first, or dates= in the address)")
	}
	return time.Time{}, surveys.Refuse(field, "is not a time such as 2026-11-20T14:03:00Z")
}

// local is what clocks somewhere show.
type local struct {
	wall time.Time // as if it were in UTC
	day  bool      // it is a day alone
}

func localTime(days []string, text string) (local, bool) {
	for _, day := range days {
		for _, clock := range clocks {
			if t, err := time.Parse(day+clock, text); err == nil {
				return local{t, clock == ""}, true
			}
		}
	}
	return local{}, false
}

// in gives when clocks of a zone show it.
func (l local) in(field string, zone *time.Location) (time.Time, *surveys.Error) {
	if l.day {
		return surveys.FirstInstant(l.wall, zone).UTC(), nil
	}
	at := surveys.Instants(l.wall, zone)
	switch len(at) {
	case 0:
		return time.Time{}, surveys.Refuse(field, "is a time that clocks in %s never showed, since they went forward: write it with its zone, as 2026-11-20T14:03:00Z", zone)
	case 2:
		return time.Time{}, surveys.Refuse(field, "is a time that clocks in %s showed twice, since they went back: write %s or %s", zone, at[0].In(zone).Format(time.RFC3339), at[1].In(zone).Format(time.RFC3339))
	}
	return at[0].UTC(), nil
}

// Whole reads a whole number, which a spreadsheet may have given decimals: 9, 9.0 and
// 9,00 are nine.
func Whole(text string) (int, bool) {
	text = typed(text)
	if i := strings.IndexAny(text, ".,"); i > 0 && i < len(text)-1 && strings.Trim(text[i+1:], "0") == "" {
		text = text[:i]
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
