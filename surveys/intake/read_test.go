package intake_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/respond"
	"halte/surveys/sheet"
	. "halte/surveys/surveystest"
)

const line = `{"id":"e","name":"n","occurred_at":"2026-03-02T10:00:00.5+01:00","contact":{"id":"jo","properties":{"vip":true}},"properties":{"value":129.5}}`

func TestEventsAreReadFromAnObjectAnArrayOrLines(t *testing.T) {
	t.Parallel()
	pretty := strings.ReplaceAll(line, ",", ",\n  ")
	for _, row := range []struct {
		what, text string
		lines      bool
		want       string // the line of each event, with the field where it was refused
	}{
		{"an object", line, false, "1"},
		{"an object over several lines", pretty, false, "1"},
		{"an object that an editor for Windows saved", "\ufeff" + line + "\r\n", false, "1"},
		{"an array", "[" + line + ",\n" + line + "]", false, "1 2"},
		{"an array behind a byte order mark", "\ufeff[" + line + "]", false, "1"},
		{"lines", line + "\n" + line + "\n", true, "1 2"},
		{"lines that nobody announced", line + "\n" + line, false, "1 2"},
		{"lines with CRLF and a byte order mark", "\ufeff" + line + "\r\n" + line + "\r\n", true, "1 2"},
		{"empty lines", "\n" + line + "\n\n   \n" + line, true, "1 4"}, // white space around the whole is dropped
		{"a bad line in the middle", line + "\n{\"id\":\n" + line, true, "1 2:event 3"},
		{"a bad element in the middle", "[" + line + `,7,null,"x",` + line + "]", false, "1 2:event 3:contact 4:event 5"},
		{"a huge line in the middle", line + "\n{\"id\":\"" + strings.Repeat("x", 200_000) + "\"}\n" + line, true, "1 2:event 3"},
		{"a huge element", "[" + line + ",{\"id\":\"" + strings.Repeat("x", 70_000) + "\"}]", false, "1 2:event"},
		{"a name that does not end", line + "\n{\"id\n" + line, true, "1 2:event 3"},
		{"something behind an object", line + "}\n" + line + " {}\n" + line + " ]", true, "1:event 2:event 3:event"},
		{"an unknown field", strings.Replace(line, `"name"`, `"nmae"`, 1), false, "1:nmae"},
		{"a field in other letters", strings.Replace(line, `"name"`, `"Name":"n","name"`, 1), false, "1:Name"},
		{"properties that differ in their letters", strings.Replace(line, `"vip"`, `"VIP":false,"vip"`, 1), false, "1"},
		{"a field without a name", strings.Replace(line, `"name"`, `""`, 1), false, "1:event"},
		{"an unknown field that needs quotes", strings.Replace(line, `"name"`, `"a\"b"`, 1), false, `1:a"b`},
		{"a field of the wrong kind", strings.Replace(line, `"id":"e"`, `"id":7`, 1), false, "1:id"},
		{"a field of the contact of the wrong kind", strings.Replace(line, `"id":"jo"`, `"id":7`, 1), false, "1:contact.id"},
		{"a field that stands twice", strings.Replace(line, `"id":"e"`, `"id":"f","id":"e"`, 1), false, "1:id"},
		{"a property that stands twice", strings.Replace(line, `"value":129.5`, `"value":7,"v\u0061lue":129.5`, 1), false, "1:properties.value"},
		{"a field of the contact that stands twice", strings.Replace(line, `"vip":true`, `"a/b~c":[{}, {"x":1,"x":2}],"vip":true`, 1), false, "1:contact.properties.a/b~c.1.x"},
		{"one name in two places", strings.Replace(line, `"value":129.5`, `"value":129.5,"id":{"id":1}`, 1), false, "1"},
		{"no contact", `{"id":"e","name":"n"}`, false, "1:contact"},
		{"a time that is none", strings.Replace(line, "T10:00", " 10:00", 1), false, "1:occurred_at"},
		{"no time", strings.Replace(line, `"occurred_at":"2026-03-02T10:00:00.5+01:00",`, "", 1), false, "1"},
	} {
		read, err := intake.ReadEvents(strings.NewReader(row.text), row.lines)
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
			continue
		}
		var got []string
		for _, e := range read {
			word := fmt.Sprint(e.Line)
			if e.Refused != nil {
				word += ":" + e.Refused.Field
			} else if e.Event.ID != "e" || e.Event.Contact.Properties["vip"] != true || e.Event.Properties["value"] != 129.5 ||
				!e.Event.OccurredAt.IsZero() && !e.Event.OccurredAt.Equal(Time("2026-03-02T09:00:00.5Z")) {
				t.Errorf("%s: %+v", row.what, e.Event)
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: %v, want %s", row.what, got, row.want)
		}
	}
}

func TestTextThatHoldsNoEventsIsRefusedWhole(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " \n", "\ufeff", "hello", "[", "[" + line, line[:40], "[]", "7", "null", "\x00", "{\n{"} {
		if read, err := intake.ReadEvents(strings.NewReader(text), false); surveys.KindOf(err) != surveys.Invalid {
			t.Errorf("%q gives %d events, %v", text, len(read), err)
		}
	}
	many := strings.Repeat(line+"\n", intake.MaxEvents+1)
	if _, err := intake.ReadEvents(strings.NewReader(many), true); surveys.KindOf(err) != surveys.TooLarge {
		t.Errorf("too many events: %v", err)
	}
	dense := `{"id":"1","properties":{"a":[` + strings.Repeat("0,", 7000) + `0]}}`
	if _, err := intake.ReadEvents(strings.NewReader("["+strings.Repeat(dense+",", 20)+dense+"]"), false); surveys.KindOf(err) != surveys.TooLarge {
		t.Errorf("events of too many values: %v", err)
	}
}

// What is too many is not waited for: the rest of the request is never read.
func TestReadingStopsAtTheFirstEventThatIsTooMany(t *testing.T) {
	t.Parallel()
	for _, separator := range []string{",", "\n"} {
		begin := map[string]string{",": "["}[separator]
		text := strings.NewReader(begin + strings.Repeat("{}"+separator, 4_000_000))
		if _, err := intake.ReadEvents(text, separator == "\n"); surveys.KindOf(err) != surveys.TooLarge {
			t.Errorf("separated by %q: %v", separator, err)
		}
		if text.Len() < 11_000_000 {
			t.Errorf("separated by %q: only %d bytes are left", separator, text.Len())
		}
	}
}

func TestAnswersAreReadFromCSV(t *testing.T) {
	t.Parallel()
	const header = "response_id,event_id,touchpoint,survey,contact_id,occurred_at,answered_at,locale,channel,rating,comment\n"
	const row = "r,e,delivery,delivery-nps,jo,2026-03-01T10:00:00Z,2026-03-02T10:00:00Z,nl,email,9,Goed\n"
	for _, test := range []struct{ what, text, want string }{
		{"one row", header + row, "2"},
		{"only a header", header, ""},
		{"a byte order mark and CRLF", "\ufeff" + strings.ReplaceAll(header+row+row, "\n", "\r\n"), "2 3"},
		{"a byte order mark before a quote", "\ufeff\"response_id\",rating\nr,9\n", "2"},
		{"columns in another order", "Rating, Response_ID \n9,r\n", "2"},
		{"quotes over lines", header + strings.Replace(row, "Goed", "\"Goed,\nzei \"\"zij\"\"\"", 1) + row, "2 4"},
		{"a bare quote at the beginning", header + "a\"b,x\n" + row, "2:line 3"},
		{"a bare quote in the middle", header + row + strings.Replace(row, "Goed", "Go\"ed", 1) + row, "2 3:line 4"},
		{"a field too few, and one too many", header + "r,9\n" + row + strings.Replace(row, "Goed", "Goed,x", 1), "2:rating 3 4:line"},
		{"a rating that is none", header + strings.Replace(row, ",9,", ",nine,", 1) + row, "2:rating 3"},
		{"a time that is none", header + strings.Replace(row, "2026-03-01T", "yesterday ", 1) + strings.Replace(row, "2026-03-02T", "", 1), "2:occurred_at 3:answered_at"},
		{"no id", header + row[1:], "2:response_id"},
		{"a quote that is never closed", header + row + "r,\"" + strings.Repeat("x\n", 1<<20), "2 3:line"},
	} {
		answers, err := respond.ReadAnswersCSV(strings.NewReader(test.text), sheet.Form{})
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		var got []string
		for a := range answers {
			word := fmt.Sprint(a.Line)
			if a.Refused != nil {
				word += ":" + a.Refused.Field
			} else if a.Answer.ID != "r" || *a.Answer.Rating != 9 {
				t.Errorf("%s: %+v", test.what, a.Answer)
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, want %s", test.what, got, test.want)
		}
	}
	answers, err := respond.ReadAnswersCSV(strings.NewReader(header+row), sheet.Form{})
	Must(t, err)
	for a := range answers {
		g := a.Answer
		if g.EventID != "e" || g.Survey != "delivery-nps" || g.ContactID != "jo" || g.Source != surveys.SourceMail || g.Comment != "Goed" || g.Locale != "nl" ||
			!g.OccurredAt.Equal(Time("2026-03-01T10:00:00Z")) || !g.AnsweredAt.Equal(Time("2026-03-02T10:00:00Z")) {
			t.Errorf("%+v", g)
		}
	}
}

func TestAFileWithoutTheRightHeaderIsRefusedWhole(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "response_id\n", "rating\n", "response_id,rating,shoe\n", "response_id,rating,rating\n", "a\"b\n", "r,9\n"} {
		_, err := respond.ReadAnswersCSV(strings.NewReader(text), sheet.Form{})
		WantKind(t, err, surveys.Invalid, "header")
	}
}

func TestAnswersInJSONNameTheirBadField(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		`{"touchpoint":"delivery","rating":"9"}`:                        "rating",
		`{"touchpoint":7,"rating":9}`:                                   "touchpoint",
		`{"touchpoint":"delivery","rating":9,"answers":{"why":"late"}}`: "answers",
		`{"touchpoint":"delivery","rating":9,"answered_at":"now"}`:      "answered_at",
		`{"touchpoint":"delivery","raiting":9}`:                         "raiting",
	} {
		read, err := respond.ReadAnswers(strings.NewReader(text), false)
		if err != nil || len(read) != 1 || read[0].Refused == nil || !strings.HasPrefix(read[0].Refused.Field, field) {
			t.Errorf("%s: %+v, %v", text, read, err)
		}
	}
}

func FuzzReadEvents(f *testing.F) {
	for _, seed := range []string{line, "[" + line + "]", line + "\n{\n" + line, "\ufeff\n", "{}", "[7]", `{"id":"\ud800"}`, `{"properties":{"a":{"b":[1e999]}}}`} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, lines bool) {
		read, err := intake.ReadEvents(bytes.NewReader(text), lines)
		if err != nil && surveys.KindOf(err) == surveys.Internal || (err == nil) == (len(read) == 0) {
			t.Fatalf("%d events, %v", len(read), err)
		}
		for i, e := range read {
			if e.Line < 1 || i > 0 && e.Line <= read[i-1].Line {
				t.Fatalf("event %d stands on line %d", i, e.Line)
			}
			if e.Refused != nil && (e.Refused.Message == "" || e.Refused.Field == "") {
				t.Fatalf("refused without a reason: %+v", e.Refused)
			}
		}
	})
}

func FuzzReadAnswersCSV(f *testing.F) {
	for _, seed := range []string{"response_id,rating\nr,9\n", "\ufeffrating,response_id,comment\r\n9,r,\"a\r\nb\"\r\n", "response_id,rating\na\"b,9\nr,8\n", "response_id,rating\n\"", "rating"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		answers, err := respond.ReadAnswersCSV(bytes.NewReader(text), sheet.Form{})
		if err != nil {
			if surveys.KindOf(err) != surveys.Invalid {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for a := range answers {
			if a.Refused == nil && (a.Answer.ID == "" || a.Answer.Rating == nil) || a.Line <= last && a.Line != 0 {
				t.Fatalf("line %d after %d: %+v", a.Line, last, a)
			}
			last = a.Line
		}
	})
}
