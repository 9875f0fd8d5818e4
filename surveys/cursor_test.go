package surveys_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
)

func TestACursorIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Years 1 to 9999, to the microsecond, as the database keeps time.
		micros := rapid.Int64Range(-62_135_596_800_000_000, 253_402_300_799_999_999).Draw(t, "microseconds")
		zone := time.FixedZone("", rapid.IntRange(-12*3600, 14*3600).Draw(t, "offset"))
		first := rapid.StringMatching(`[a-z0-9/._-]{1,40}`).Draw(t, "first part")
		last := rapid.StringMatching(`[\PC]{0,50}`).Draw(t, "last part")
		written := surveys.NewCursor(time.UnixMicro(micros).In(zone), first, last)
		read, err := surveys.ReadCursor(written.String())
		if err != nil || read != written {
			t.Fatalf("%+v is read as %+v, %v", written, read, err)
		}
		parts, err := read.Parts(2)
		if err != nil || parts[0] != first || parts[1] != last {
			t.Fatalf("the parts are %q, %v", parts, err)
		}
	})
}

func TestTheCursorOfTheBeginningIsEmpty(t *testing.T) {
	t.Parallel()
	if s := (surveys.Cursor{}).String(); s != "" {
		t.Errorf("it is written as %q", s)
	}
	if c, err := surveys.ReadCursor(""); err != nil || c != (surveys.Cursor{}) {
		t.Errorf("it is read as %+v, %v", c, err)
	}
}

func TestACursorAmongDaysKeepsItsDay(t *testing.T) {
	t.Parallel()
	c, err := surveys.ReadCursor(surveys.DayCursor("2026-11-20", "r-1").String())
	if err != nil || c.Day() != "2026-11-20" || c.ID != "r-1" {
		t.Errorf("it is %s, %q, %v", c.Day(), c.ID, err)
	}
}

// Somebody may go on reading after an upgrade.
func TestACursorOfAnEarlierVersionIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]surveys.Cursor{
		"2026-11-20 r-1":                       surveys.DayCursor("2026-11-20", "r-1"), // comments
		"2026-11-20T12:00:00.123456Z a 1":      surveys.NewCursor(time.Date(2026, 11, 20, 12, 0, 0, 123456000, time.UTC), "a", "1"),
		"2026-11-20T13:00:00+01:00 3 17 i-000": surveys.NewCursor(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), "3", "17", "i-000"),
	} {
		if got, err := surveys.ReadCursor(base64.RawURLEncoding.EncodeToString([]byte(text))); err != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

func TestWhatIsNoCursorIsRefusedByName(t *testing.T) {
	t.Parallel()
	of := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, s := range []string{
		"x", "!!!", "AAAA", "MjAyNi0xMS0yMCBhAA", "MjAyNi0xMS0yMCBh=",
		of("soon a"), of("2026-11-20"), of("2026-11-20 "), of(" a"), of("2026-13-01 a"), of("2026-11-20T25:00:00Z a"),
		of("2026-11-20 a\x00"), of("2026-11-20 a\x7f"), of("2026-11-20 \xff"), of("0000-01-01 a"),
		of("0001-01-01T00:00:00+23:00 a"), of("9999-12-31T23:00:00-23:00 a"), // beyond the years, in UTC
		of("2026-11-20 " + strings.Repeat("a", 600)),
	} {
		_, err := surveys.ReadCursor(s)
		var refused *surveys.Error
		if !errors.As(err, &refused) || refused.Kind != surveys.Invalid || refused.Field != "after" {
			t.Errorf("%q is refused with %v", s, err)
		}
	}
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	_, err := surveys.NewCursor(time.Unix(0, 0), "a", "b").Parts(3)
	if surveys.KindOf(err) != surveys.Invalid {
		t.Errorf("three parts of two are %v", err)
	}
}
