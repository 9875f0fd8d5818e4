package surveys_test

import (
	"testing"

	"halte/surveys"
)

func TestLettersAreNeverDropped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Grüße":                 "Grüße",
		"Gr\xfc\xdfe":           "Grüße",
		"Grüße \x80 5":          "Grüße € 5",
		"\xe2\x82":              "â‚",
		"\U000323B0\ue000":      "\U000323B0\ue000", // newer than this program, and private
		"a\r\nb\rc\vd\u0085e":   "a\nb\nc\nd\ne",
		"a\x00b\x1bc\ufffe":     "abc",
		" \u200da\u200d \ufffd": "\u200da\u200d \ufffd",
	} {
		if got := surveys.CleanText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := surveys.CleanLine("J\xfcrgen\t M\xfcller"); got != "Jürgen Müller" {
		t.Errorf("the name becomes %q", got)
	}
}
