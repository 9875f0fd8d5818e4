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

var cursors = surveys.Secret(strings.Repeat("k", 32)).Cursors()

func TestACursorIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Years 1 to 9999, to the microsecond, as the database keeps time.
		micros := rapid.Int64Range(-62_135_596_800_000_000, 253_402_300_799_999_999).Draw(t, "microseconds")
		zone := time.FixedZone("", rapid.IntRange(-12*3600, 14*3600).Draw(t, "offset"))
		first := rapid.StringMatching(`[a-z0-9/._-]{1,40}`).Draw(t, "first part")
		last := rapid.StringMatching(`[\PC]{0,50}`).Draw(t, "last part")
		written := surveys.NewCursor(time.UnixMicro(micros).In(zone), first, last)
		read, err := cursors.Read(cursors.Write(written))
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
	if s := cursors.Write(surveys.Cursor{}); s != "" {
		t.Errorf("it is written as %q", s)
	}
	if c, err := cursors.Read(""); err != nil || c != (surveys.Cursor{}) {
		t.Errorf("it is read as %+v, %v", c, err)
	}
}

func TestACursorAmongDaysKeepsItsDay(t *testing.T) {
	t.Parallel()
	c, err := cursors.Read(cursors.Write(surveys.DayCursor("2026-11-20", "r-1")))
	if err != nil || c.Day() != "2026-11-20" || c.ID != "r-1" {
		t.Errorf("it is %s, %q, %v", c.Day(), c.ID, err)
	}
}

// The longest holds an id and a contact of 300 bytes in all, and the key of a trigger.
func TestTheLongestCursorIsRead(t *testing.T) {
	t.Parallel()
	written := surveys.NewCursor(time.Date(2026, 11, 20, 12, 0, 0, 123456000, time.UTC), "3", strings.Repeat("9", 19), strings.Repeat("i", 300), strings.Repeat("k", 64))
	if read, err := cursors.Read(cursors.Write(written)); err != nil || read != written {
		t.Errorf("it is read as %+v, %v", read, err)
	}
}

func TestACursorDoesNotShowWhatItHolds(t *testing.T) {
	t.Parallel()
	c := surveys.DayCursor("2026-11-20", "r-1")
	text := cursors.Write(c)
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || strings.Contains(string(sealed), "r-1") || strings.Contains(string(sealed), "2026") {
		t.Errorf("it holds %q, %v", sealed, err)
	}
	if text == cursors.Write(c) {
		t.Error("the same place is recognised by its text")
	}
}

// A cursor that somebody made up would tell where in a list an id stands.
func TestWhatIsNoCursorIsRefusedByName(t *testing.T) {
	t.Parallel()
	of := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	whole := cursors.Write(surveys.DayCursor("2026-11-20", "r-1"))
	for what, s := range map[string]string{
		"no base 64":             "!!!",
		"too short":              "AAAA",
		"not sealed":             of("2026-11-20T00:00:00Z r-1"),
		"cut off":                whole[:len(whole)-4],
		"of another secret":      surveys.Secret(strings.Repeat("x", 32)).Cursors().Write(surveys.DayCursor("2026-11-20", "r-1")),
		"longer than any cursor": cursors.Write(surveys.DayCursor("2026-11-20", strings.Repeat("a", 600))),
	} {
		_, err := cursors.Read(s)
		var refused *surveys.Error
		if !errors.As(err, &refused) || refused.Kind != surveys.Invalid || refused.Field != "after" {
			t.Errorf("one that is %s is answered with %v", what, err)
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
