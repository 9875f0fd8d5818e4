package locales

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"halte/surveys/metric"
)

func loaded(t *testing.T) *Catalogue {
	t.Helper()
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAReaderGetsTheNearestLanguage(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	for asked, want := range map[string]string{
		"nl": "nl", "nl-BE": "nl", "de-CH": "de", "fr-CA": "fr", "es-419": "es", "en-GB": "en",
		"ar": "en", "ja": "en", "": "en", "not a language": "en",
	} {
		if got := all.Nearest(asked).Tag; got != want {
			t.Errorf("a reader of %q gets %q, want %q", asked, got, want)
		}
	}
}

func TestDirectionFollowsTheScript(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "nl": "ltr", "az-Arab": "rtl", "": "ltr"} {
		if got := Direction(lang); got != want {
			t.Errorf("%q runs %s, want %s", lang, got, want)
		}
	}
}

func TestTheFormSaysOfEveryMetricWhatEffectMatters(t *testing.T) {
	t.Parallel()
	for _, l := range loaded(t).team {
		hint := strings.ToLower(l.ImprovementForm.Fields["smallest_effect"].Hint)
		for _, m := range metric.All() {
			number := strings.Replace(strconv.FormatFloat(m.SmallestEffect(), 'g', -1, 64), ".", l.Decimal, 1)
			if !strings.Contains(hint, number) || !strings.Contains(hint, strings.ToLower(l.Chart.Metrics[string(m)])) {
				t.Errorf("%s says nothing of %s %s: %s", l.Tag, number, m, hint)
			}
		}
	}
}

func TestNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	en, nl, de, fr := all.Nearest("en"), all.Nearest("nl"), all.Nearest("de"), all.Nearest("fr")
	for want, got := range map[string]string{
		"+32":         en.Value(metric.NPS, 31.6),
		"−5":          en.Value(metric.NPS, -5.2),
		"0":           en.Value(metric.NPS, -0.4), // never minus zero
		"74%":         en.Value(metric.CSAT, 74.33),
		"74\u00a0%":   de.Value(metric.CSAT, 74.33),
		"5.3":         en.Value(metric.CES, 5.3165),
		"5,3":         nl.Value(metric.CES, 5.3165),
		"−5 to 8":     en.Interval(metric.NPS, metric.Interval{Lo: -5.199, Hi: 8.467}),
		"69 tot 79%":  nl.Interval(metric.CSAT, metric.Interval{Lo: 68.7, Hi: 79.2}),
		"5,2 bis 5,4": de.Interval(metric.CES, metric.Interval{Lo: 5.2057, Hi: 5.416}),
		"1,234,567":   en.Count(1234567),
		"1.234":       nl.Count(1234),
		"12\u202f345": fr.Count(12345),
		"999":         en.Count(999),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	for want, got := range map[string]string{
		"5 October 2026":                    all.Nearest("en").Day("2026-10-05"),
		"5 oktober 2026":                    all.Nearest("nl").Day("2026-10-05"),
		"5. Oktober 2026":                   all.Nearest("de").Day("2026-10-05"),
		"1er octobre 2026":                  all.Nearest("fr").Day("2026-10-01"),
		"5 de octubre de 2026":              all.Nearest("es").Day("2026-10-05"),
		"12 sep":                            all.Nearest("nl").ShortDay("2026-09-12"),
		"6 April to 5 October 2026":         all.Nearest("en").Span("2026-04-06", "2026-10-05"),
		"6 de abril a 5 de octubre de 2026": all.Nearest("es").Span("2026-04-06", "2026-10-05"),
		"6 April 2025 to 5 October 2026":    all.Nearest("en").Span("2025-04-06", "2026-10-05"),
		"yesterday":                         all.Nearest("en").Day("yesterday"),
		"":                                  all.Nearest("en").Day(""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestATimeOfDayIsWrittenInTheZoneItCarries(t *testing.T) {
	t.Parallel()
	en := loaded(t).Nearest("en")
	at := time.Date(2026, 10, 5, 9, 4, 20, 0, time.FixedZone("", 3600))
	if got := en.Clock(at); got != "09:04" {
		t.Errorf("got %s", got)
	}
	if got := en.ClockSecond(at); got != "09:04:20" {
		t.Errorf("got %s", got)
	}
}

func TestASignSaysMoreThanNothing(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	for want, got := range map[string]string{
		"+12":   all.Nearest("en").Signed(12.2, 0),
		"0":     all.Nearest("en").Signed(0.4, 0),
		"+0,31": all.Nearest("nl").Signed(0.31, 2),
		"0,00":  all.Nearest("nl").Signed(0.001, 2),
		"−9":    all.Nearest("en").Signed(-9.4, 0),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAPlaceholderWithoutAValueStays(t *testing.T) {
	t.Parallel()
	if got := Fill("{n} of {whole}, {n}", "n", "{whole}"); got != "{whole} of {whole}, {whole}" {
		t.Errorf("got %q", got)
	}
}
