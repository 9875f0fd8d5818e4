package keyword

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestACommentIsReadAsItsWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                     "",
		"  !!! 10 … ":                          "",
		"The BOX was late.":                    "the|box|was|late",
		"Late. Box damaged, sadly":             "late||box|damaged||sadly",
		"Can't, won't; don’t":                  "can't||won't||don't",
		"D’accord, l'emballage":                "d'accord||l'emballage",
		"my e-bike - a state-of-the-art one -": "my|e-bike||a|state-of-the-art|one",
		"-start end- a--b":                     "start|end||a||b",
		"took 3 weeks":                         "took||weeks",
		"two\nlines":                           "two||lines",
		"cafe\u0301 CAFÉ":                      "café|café",
		"Straße STRASSE":                       "strasse|strasse",
		"so\u00adft hy\u200bphen":              "soft|hyphen",
		"\u200fשלום\u200f עולם":                "שלום|עולם",
		"التوصيل متأخر جدا":                    "التوصيل|متأخر|جدا",
		"می\u200cخواهم":                        "می\u200cخواهم",
		"配送が遅い":                                "配|送|が|遅|い",
		"데이터 늦음":                               "데이터|늦음",
		"late 😡😡 👍🏽":                           "late|😡|😡|👍🏽",
		"❤️ ❤":                                 "❤|❤",
		strings.Repeat("a", 41) + " b c":       "|b|c",
		"bad\xff\xfebytes":                     "bad||bytes",
	} {
		if got := strings.Join(Tokenize(text), "|"); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}

func TestAWordIsFoundAgainByTheWayItIsShown(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"The box was damaged", "配送が遅い", "e-bike d'accord 😡 late", "Straße kaputt", "می\u200cخواهم خوب"} {
		read := Tokenize(text)
		words, pairs := terms(read, nil)
		for _, shown := range slices.Concat(slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(pairs))) {
			if !Holds(read, Tokenize(shown)) {
				t.Errorf("%q is not found in %q: %q in %q", shown, text, Tokenize(shown), read)
			}
		}
	}
}

func TestAPairNeitherCrossesABreakNorLeansOnAStopWord(t *testing.T) {
	t.Parallel()
	words, pairs := terms(Tokenize("The box damaged. Late the parcel not good, x 好"), stopWords["en"])
	if got := strings.Join(slices.Sorted(maps.Keys(pairs)), "|"); got != "box damaged|not good|parcel not" && got != "box damaged|not good|parcel not|x 好" {
		t.Errorf("the pairs are %s", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(words)), "|"); got != "box|damaged|good|late|not|parcel|好" {
		t.Errorf("the words are %s", got)
	}
}

func TestALocaleIsCountedUnderItsLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"nl-BE": "nl", "NL": "nl", "zh-Hant-TW": "zh", "": "und", "no such": "und", "und": "und"} {
		if got := BaseLanguage(locale); got != want {
			t.Errorf("%q counts under %q, want %q", locale, got, want)
		}
	}
}

func FuzzWording(f *testing.F) {
	for _, seed := range []string{"The box - was late", "d'accord", "-a-", "配送が遅い", "👨‍👩‍👧 ok", "\u202eevil\u202c", "e\u0301", "İSTANBUL", "a-\u0301b", "ﬁn ŉ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := Tokenize(text)
		if len(read) > maxWords {
			t.Fatalf("%d words", len(read))
		}
		for i, w := range read {
			if !utf8.ValidString(w) {
				t.Fatalf("%q is not UTF-8", w)
			}
			if w == "" && (i > 0 && read[i-1] == "" && len(read) < 2 || i == len(read)-1) {
				t.Fatalf("a break at the end: %q", read)
			}
			if strings.ContainsAny(w, " \n\t\u202e\u200f\"<>&") {
				t.Fatalf("%q is not a word", w)
			}
		}
		words, pairs := terms(read, stopWords["nl"])
		for _, shown := range slices.Concat(slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(pairs))) {
			if !Holds(read, Tokenize(shown)) {
				t.Fatalf("%q is not found again: %q in %q", shown, Tokenize(shown), read)
			}
		}
	})
}

func BenchmarkWording(b *testing.B) {
	text := "The delivery was two days late and the box was damaged, nobody answered the phone when I called."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		terms(Tokenize(text), stopWords["en"])
	}
}
