package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"halte/surveys"
	"halte/surveys/sheet"
)

var columns = []string{"response_id", "rating", "comment"}

// read gives what a file holds: "2=r1|9|Grüße" for a record, "3!field" for one that is
// refused.
func read(t *testing.T, text string, f sheet.Form) []string {
	t.Helper()
	rows, err := sheet.Read(strings.NewReader(text), f, columns, "rating")
	if err != nil {
		t.Errorf("%.60q: %v", text, err)
		return nil
	}
	var got []string
	for row := range rows {
		if len(got) > 20 {
			t.Fatalf("%.60q gives more and more", text)
		}
		if row.Refused != nil {
			got = append(got, fmt.Sprintf("%d!%s", row.Line, row.Refused.Field))
			continue
		}
		got = append(got, fmt.Sprintf("%d=%s|%s|%s", row.Line, row.Field("response_id"), row.Field("rating"), row.Field("comment")))
	}
	return got
}

// utf16of writes a text as UTF-16.
func utf16of(s string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		lo, hi := byte(u), byte(u>>8)
		if big {
			lo, hi = hi, lo
		}
		b.WriteString(string([]byte{lo, hi}))
	}
	return b.String()
}

func TestFilesAreReadAsSpreadsheetsWriteThem(t *testing.T) {
	t.Parallel()
	const plain = "response_id,rating,comment\nr1,9,Grüße\nr2,\"9,0\",\"a, \"\"b\"\"\nc\"\n"
	const want = "2=r1|9|Grüße 3=r2|9,0|a, \"b\"\nc"
	semicolons := strings.NewReplacer("d,r", "d;r", "g,c", "g;c", "1,9,", "1;9;", "2,", "2;", "0\",", "0\";").Replace(plain)
	for what, c := range map[string]struct {
		text string
		form sheet.Form
	}{
		"commas":                               {text: plain},
		"a mark of UTF-8":                      {text: "\ufeff" + plain},
		"a mark beats the name":                {text: "\ufeff" + plain, form: sheet.Form{Encoding: "windows-1252"}},
		"CRLF":                                 {text: strings.ReplaceAll(plain, "\n", "\r\n")},
		"CR alone":                             {text: strings.ReplaceAll(plain, "\n", "\r")},
		"semicolons":                           {text: semicolons},
		"tabs":                                 {text: strings.ReplaceAll(semicolons, ";", "\t")},
		"UTF-16 with a mark, little end first": {text: utf16of("\ufeff"+strings.ReplaceAll(semicolons, "\n", "\r\n"), false)},
		"UTF-16 with a mark, big end first":    {text: utf16of("\ufeff"+plain, true)},
		"UTF-16 by its name":                   {text: utf16of(plain, false), form: sheet.Form{Encoding: "UTF-16LE"}},
		"Windows-1252 by its name":             {text: strings.ReplaceAll(plain, "üß", "\xfc\xdf"), form: sheet.Form{Encoding: "Windows-1252"}},
		"Latin 1 by another name":              {text: strings.ReplaceAll(plain, "üß", "\xfc\xdf"), form: sheet.Form{Encoding: "latin-1"}},
		"DOS by its name":                      {text: strings.ReplaceAll(plain, "üß", "\x81\xe1"), form: sheet.Form{Encoding: "IBM850"}},
		"a Macintosh by its name":              {text: strings.ReplaceAll(plain, "üß", "\x9f\xa7"), form: sheet.Form{Encoding: "macintosh"}},
		"names in other letters":               {text: strings.Replace(plain, "response_id,rating,comment", " Response ID ,RATING,\"Comment\"", 1)},
		"names without anything between":       {text: strings.Replace(plain, "response_id", "ResponseId", 1)},
		"further columns": {
			text: strings.NewReplacer("id,", "id,shoe,", "1,", "1,x,", "2,", "2,y,").Replace(plain), form: sheet.Form{IgnoreColumns: true},
		},
	} {
		if got := strings.Join(read(t, c.text, c.form), " "); got != want {
			t.Errorf("%s: %q", what, got)
		}
	}
	const empty = ";;\n ; ;\u00a0\n\"\";;\n;;;;;;\n;\n \n"
	if got := strings.Join(read(t, empty+semicolons+empty, sheet.Form{}), " "); got != "8=r1|9|Grüße 9=r2|9,0|a, \"b\"\nc" {
		t.Errorf("rows without anything: %q", got)
	}
	for _, first := range []string{"sep=;\n", "SEP=;\r\n", "\"sep=;\"\n", "\ufeffsep=;\n"} {
		got := strings.Join(read(t, first+semicolons, sheet.Form{}), " ")
		if got != "3=r1|9|Grüße 4=r2|9,0|a, \"b\"\nc" {
			t.Errorf("%q: %q", first, got)
		}
	}
}

func TestWhatCannotBeReadIsToldWithItsLineAndTheRestIsRead(t *testing.T) {
	t.Parallel()
	const header, row = "response_id,rating,comment\n", "r1,9,good\n"
	long := strings.Repeat("words and words\n", 1<<17) // two megabytes
	for what, c := range map[string]struct {
		text, want string
		form       sheet.Form
	}{
		"letters in no encoding":              {header + row + "r2,9,Gr\xfc\xdfe\n" + row, "2=r1|9|good 3!line 4=r1|9|good", sheet.Form{}},
		"letters that the encoding lacks":     {header + row + "r2,9,\xa0\n" + row, "2=r1|9|good 3!line 4=r1|9|good", sheet.Form{Encoding: "shift_jis"}},
		"half a letter of UTF-16":             {"\xff\xfe" + utf16of(header+"r2,9,", false) + "\x00\xd8" + utf16of("\n"+row, false), "2!line 3=r1|9|good", sheet.Form{}},
		"a line that is too long":             {header + "r2,9," + strings.ReplaceAll(long, "\n", " ") + "\n" + row, "2!line 3=r1|9|good", sheet.Form{}},
		"a record that is too long":           {header + "r2,9,\"" + long + "\"\n" + row, "2!line 131075=r1|9|good", sheet.Form{}},
		"a quote that is not closed":          {header + "r2,9,\"oh\n" + row + row, "2!line 3=r1|9|good 4=r1|9|good", sheet.Form{}},
		"one before a further quote":          {header + "r2,9,\"oh\nr3,8,\"well\"\n" + row, "2!line 3=r3|8|well 4=r1|9|good", sheet.Form{}},
		"one in front of very much":           {header + "r2,9,\"oh\n" + long + row, "2!line 131075=r1|9|good", sheet.Form{}},
		"one on the last line":                {header + row + "r2,9,\"oh", "2=r1|9|good 3!line", sheet.Form{}},
		"a quote inside":                      {header + "r2,9,o\"h\n" + row, "2!line 3=r1|9|good", sheet.Form{}},
		"text behind a quote":                 {header + "r2,9,\"oh\"oh\n" + row, "2!line 3=r1|9|good", sheet.Form{}},
		"a field too few, and an empty line":  {header + "r2,9\n\n" + row, "2=r2|9| 4=r1|9|good", sheet.Form{}},
		"a field too few where the file ends": {header + row + "r2,1", "2=r1|9|good 3!line", sheet.Form{}},
		"a field too many":                    {header + "r2,9,a,b\n" + row, "2!line 3=r1|9|good", sheet.Form{}},
		"fields too many without anything":    {header + "r2,9,a,, \n" + row, "2=r2|9|a 3=r1|9|good", sheet.Form{}},
		"a field in a column without a name":  {"response_id,rating,comment,, \nr2,9,a,,\nr3,9,a,,b\nr1,9,good\n", "2=r2|9|a 3!line 4=r1|9|good", sheet.Form{}},
		"one that is to be left out":          {"response_id,,rating,comment\nr2,x,9,a\n", "2=r2|9|a", sheet.Form{IgnoreColumns: true}},
		"a last line without an end":          {header + strings.TrimSpace(row), "2=r1|9|good", sheet.Form{}},
		"a letter that is newer than Halte":   {header + "r2,9,\U000323B0\n", "2=r2|9|\U000323B0", sheet.Form{}},
		"white space round a field":           {header + "\u00a0r2 , 9,good \n", "2=r2|9|good", sheet.Form{}},
		"a mark of UTF-8 alone in the middle": {header + "r2,9,\ufeffa\n", "2=r2|9|\ufeffa", sheet.Form{}},
	} {
		if got := strings.Join(read(t, c.text, c.form), " "); got != c.want {
			t.Errorf("%s: %.300q, want %q", what, got, c.want)
		}
	}
	rows, err := sheet.Read(strings.NewReader(header+"r2,9,Gr\xfc\xdfe\n"), sheet.Form{}, columns)
	if err != nil {
		t.Fatal(err)
	}
	for row := range rows {
		if row.Refused == nil || !strings.Contains(row.Refused.Message, "byte 8 is 0xFC") {
			t.Errorf("the byte is not told: %v", row.Refused)
		}
	}
}

func TestAHeaderThatDoesNotFitSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		form sheet.Form
		want string
	}{
		"":                                 {want: "needs a first line"},
		"sep=;":                            {want: "needs a first line"},
		"rating,shoe\n":                    {want: "--ignore-columns"},
		"shoe\n":                           {form: sheet.Form{IgnoreColumns: true}, want: "lacks the column rating"},
		"rating,Rating\n":                  {want: "twice"},
		"rating,\xfc\n":                    {want: "line 1 is not UTF-8"},
		utf16of("rating\n9\n", false):      {want: "utf-16le"},
		"\xff\xfe" + utf16of("9\n", false): {want: `column "9"`},
	} {
		_, err := sheet.Read(strings.NewReader(text), c.form, columns, "rating")
		if surveys.KindOf(err) != surveys.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", text, err, c.want)
		}
	}
	if _, err := sheet.Read(strings.NewReader("rating\n"), sheet.Form{Encoding: "klingon"}, columns); err == nil || !strings.Contains(err.Error(), "encoding") {
		t.Errorf("an encoding that is none: %v", err)
	}
}

func TestTimesAreReadInTheZoneOfTheFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, zone, dates, want string }{
		{"2026-10-01T10:00:00Z", "", "", "2026-10-01T10:00:00Z"},
		{"2026-10-01T10:00:00.5+02:00", "", "", "2026-10-01T08:00:00.5Z"},
		{"2026-10-01 10:00:00+02", "", "", "2026-10-01T08:00:00Z"},
		{"2026-10-01 10:00:00", "Europe/Amsterdam", "", "2026-10-01T08:00:00Z"},
		{"2026-12-01 10:00", "Europe/Amsterdam", "", "2026-12-01T09:00:00Z"},
		{"01-10-2026 10:00", "Europe/Amsterdam", "", "2026-10-01T08:00:00Z"},
		{"1-10-2026 9:05", "Europe/Amsterdam", "", "2026-10-01T07:05:00Z"},
		{"03-04-2026 10:00", "America/New_York", "day-first", "2026-04-03T14:00:00Z"},
		{"03-04-2026 10:00", "America/New_York", "month-first", "2026-03-04T15:00:00Z"},
		{"03-04-2026 10:00", "America/New_York", "", "!--dates"},
		{"03.04.2026 10:00", "America/New_York", "month-first", "2026-03-04T15:00:00Z"},
		{"1-10-26 10:00", "Europe/Amsterdam", "day-first", "2026-10-01T08:00:00Z"},
		{"10/1/26 2:05 PM", "UTC", "month-first", "2026-10-01T14:05:00Z"},
		{"10/1/2026 10:00 AM", "UTC", "month-first", "2026-10-01T10:00:00Z"},
		{"1.10.26", "UTC", "day-first", "2026-10-01T00:00:00Z"},
		{"01.10.2026 10:00:30", "Europe/Berlin", "", "2026-10-01T08:00:30Z"},
		{"2026/10/01 10:00", "UTC", "", "2026-10-01T10:00:00Z"},
		{"2026-10-01", "Europe/Amsterdam", "", "2026-09-30T22:00:00Z"},
		{"03/04/2026 10:00", "UTC", "day-first", "2026-04-03T10:00:00Z"},
		{"03/04/2026 2:15 PM", "UTC", "month-first", "2026-03-04T14:15:00Z"},
		{"2026-10-01 10:00:00", "", "", "!--timezone"},
		{"01-10-2026 10:00", "", "", "!--timezone"},
		{"03/04/2026 10:00", "UTC", "", "!--dates"},
		{"03/14/2026 10:00", "UTC", "", "!--dates"},
		{"03-14-2026 10:00", "UTC", "", "!--dates month-first"},
		{"31-02-2026 10:00", "UTC", "", "!is not a time"},
		{"01-10-26 10:00", "UTC", "", "!--dates"},
		{"01.10.26 10:00", "UTC", "", "!--dates"},
		{"0001-01-01T00:00:00Z", "", "", "!year 1"},
		{"yesterday", "UTC", "", "!is not a time"},
		{" ", "", "", "0001-01-01T00:00:00Z"},
		// Spaces of other kinds, and marks of the direction, as browsers and Excel write them.
		{"2026-10-01\u00a010:00", "UTC", "", "2026-10-01T10:00:00Z"},
		{"2026-10-01  10:00 ", "UTC", "", "2026-10-01T10:00:00Z"},
		{"\u200e10\u200e/\u200e1\u200e/\u200e2026 2:15\u202fPM", "UTC", "month-first", "2026-10-01T14:15:00Z"},
		{"10/1/2026 2:15\u00a0pm", "UTC", "month-first", "2026-10-01T14:15:00Z"},
		{"2026-10-01t10:00:00z", "", "", "2026-10-01T10:00:00Z"},
		// Clocks that go forward, and back.
		{"2026-03-29 01:59:59", "Europe/Amsterdam", "", "2026-03-29T00:59:59Z"},
		{"2026-03-29 02:00", "Europe/Amsterdam", "", "!never showed"},
		{"2026-03-29 02:30", "Europe/Amsterdam", "", "!never showed"},
		{"2026-03-29 03:00", "Europe/Amsterdam", "", "2026-03-29T01:00:00Z"},
		{"2026-10-25 01:59", "Europe/Amsterdam", "", "2026-10-24T23:59:00Z"},
		{"2026-10-25 02:00", "Europe/Amsterdam", "", "!twice"},
		{"25.10.2026 02:30", "Europe/Amsterdam", "", "!2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"},
		{"2026-10-25 03:00", "Europe/Amsterdam", "", "2026-10-25T02:00:00Z"},
		{"2026-04-05 01:45", "Australia/Lord_Howe", "", "!twice"}, // by half an hour
		{"2011-12-30 12:00", "Pacific/Apia", "", "!never showed"}, // a day that was left out
		{"2026-04-24 00:30", "Africa/Cairo", "", "!never showed"},
		{"2026-04-24", "Africa/Cairo", "", "2026-04-23T22:00:00Z"},   // it begins at one
		{"2026-11-01", "America/Havana", "", "2026-11-01T04:00:00Z"}, // it has midnight twice
	} {
		form, err := sheet.NewForm("", c.zone, c.dates, false)
		if err != nil {
			t.Fatal(err)
		}
		at, refused := form.Time("occurred_at", c.text)
		got := at.UTC().Format(time.RFC3339Nano)
		if refused != nil {
			got = "!" + refused.Error()
		}
		if got != c.want && (refused == nil || !strings.HasPrefix(c.want, "!") || !strings.Contains(got, c.want[1:])) {
			t.Errorf("%q in %q (%s): %s, want %s", c.text, c.zone, c.dates, got, c.want)
		}
	}
	for _, bad := range [][2]string{{"Mars/Olympus", ""}, {"", "year-first"}} {
		if _, err := sheet.NewForm("", bad[0], bad[1], false); err == nil {
			t.Errorf("%v is a form", bad)
		}
	}
}

func TestOnlyWholeNumbersHaveDecimals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"9": "9", " 9 ": "9", "9,0": "9", "9.0": "9", "10,00": "10", "-1": "-1", "-1,0": "-1", "\u00a09": "9", "９": "9", "９，０": "9",
		"9,5": "", "9.05": "", "9,": "", ",0": "", "9,0,0": "", "1.000,0": "", "": "", "nine": "", "9e0": "",
	} {
		n, ok := sheet.Whole(text)
		if got := surveys.IfElse(ok, fmt.Sprint(n), ""); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
