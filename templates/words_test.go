package templates

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"halte/surveys/metric"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func placeholders(phrase string) []string {
	found := placeholder.FindAllString(phrase, -1)
	slices.Sort(found)
	return found
}

// sameWords checks that a language says everything English says, with the same
// blanks to fill in.
func sameWords(t *testing.T, lang string, english, other reflect.Value) {
	t.Helper()
	for i := range english.NumField() {
		name := english.Type().Field(i).Name
		e, o := english.Field(i), other.Field(i)
		if e.Kind() == reflect.Map {
			for _, key := range e.MapKeys() {
				if !o.MapIndex(key).IsValid() || o.MapIndex(key).String() == "" {
					t.Errorf("%s has no word for %s %q", lang, name, key)
				}
			}
			continue
		}
		if o.String() == "" {
			t.Errorf("%s has no words for %s", lang, name)
		}
		if got, want := placeholders(o.String()), placeholders(e.String()); !slices.Equal(got, want) {
			t.Errorf("%s, %s: fills in %v, English %v", lang, name, got, want)
		}
	}
}

func TestEveryLanguageHasEveryWord(t *testing.T) {
	t.Parallel()
	for _, lang := range supported {
		sameWords(t, lang, reflect.ValueOf(wordsOf["en"]), reflect.ValueOf(wordsOf[lang]))
		months := tongues[lang]
		if slices.Contains(months.months[:], "") || slices.Contains(months.short[:], "") {
			t.Errorf("%s lacks a month", lang)
		}
	}
	if len(wordsOf) != len(supported) || len(tongues) != len(supported) {
		t.Errorf("%d languages are supported, %d have words, %d have dates", len(supported), len(wordsOf), len(tongues))
	}
	for lang := range consoleWordsOf {
		sameWords(t, lang, reflect.ValueOf(consoleWordsOf["en"]), reflect.ValueOf(consoleWordsOf[lang]))
	}
}

func TestAReaderGetsTheNearestLanguage(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"nl": "nl", "nl-BE": "nl", "de-CH": "de", "fr-CA": "fr", "es-419": "es", "en-GB": "en",
		"ar": "en", "ja": "en", "": "en", "not a language": "en",
	} {
		if got := nearest(asked); got != want {
			t.Errorf("a reader of %q gets %q, want %q", asked, got, want)
		}
	}
}

func TestDirectionFollowsTheScript(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "nl": "ltr", "az-Arab": "rtl", "": "ltr"} {
		if got := direction(lang); got != want {
			t.Errorf("%q runs %s, want %s", lang, got, want)
		}
	}
}

func TestNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	en, nl, de, fr := tongues["en"], tongues["nl"], tongues["de"], tongues["fr"]
	for want, got := range map[string]string{
		"+32":         en.value(metric.NPS, 31.6),
		"−5":          en.value(metric.NPS, -5.2),
		"0":           en.value(metric.NPS, -0.4), // never minus zero
		"74%":         en.value(metric.CSAT, 74.33),
		"74\u00a0%":   de.value(metric.CSAT, 74.33),
		"5.3":         en.value(metric.CES, 5.3165),
		"5,3":         nl.value(metric.CES, 5.3165),
		"−5 to 8":     en.interval(metric.NPS, metric.Interval{Lo: -5.199, Hi: 8.467}),
		"69 tot 79%":  nl.interval(metric.CSAT, metric.Interval{Lo: 68.7, Hi: 79.2}),
		"5,2 bis 5,4": de.interval(metric.CES, metric.Interval{Lo: 5.2057, Hi: 5.416}),
		"1,234,567":   en.count(1234567),
		"1.234":       nl.count(1234),
		"12\u202f345": fr.count(12345),
		"999":         en.count(999),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"5 October 2026":                    tongues["en"].date("2026-10-05"),
		"5 oktober 2026":                    tongues["nl"].date("2026-10-05"),
		"5. Oktober 2026":                   tongues["de"].date("2026-10-05"),
		"1er octobre 2026":                  tongues["fr"].date("2026-10-01"),
		"5 de octubre de 2026":              tongues["es"].date("2026-10-05"),
		"12 sep":                            tongues["nl"].shortDate("2026-09-12"),
		"6 April to 5 October 2026":         tongues["en"].span("2026-04-06", "2026-10-05"),
		"6 de abril a 5 de octubre de 2026": tongues["es"].span("2026-04-06", "2026-10-05"),
		"6 April 2025 to 5 October 2026":    tongues["en"].span("2025-04-06", "2026-10-05"),
		"yesterday":                         tongues["en"].date("yesterday"),
		"":                                  tongues["en"].date(""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLongWordsBreakBetweenSyllables(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"Bezorging":       "Bezorging", // fits
		"Retourneren":     "Retour-ne-ren",
		"Relationship":    "Rela-tion-ship",
		"Reservesleutel":  "Reser-ve-sleu-tel",
		"Onderhoudsbeurt": "Onder-houds-beurt",
		"Aansprakelijkheidsverzekering afsluiten": "Aan-spra-ke-lijk-heids-ver-ze-ke-ring afsluiten",
		"Telefonische":  "Tele-fo-ni-sche",
		"1234567890123": "1234567890123", "rhythms": "rhythms", "Schlechtwetter": "Schlecht-wet-ter",
	} {
		if got := strings.ReplaceAll(soften(word, 9), "\u00ad", "-"); got != want {
			t.Errorf("%q became %q, want %q", word, got, want)
		}
	}
}
