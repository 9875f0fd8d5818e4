package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
)

// sampleChosen is a question of each kind: of many, of few, asked no more, and one that nobody answered.
func sampleChosen() *Chosen {
	moved := func(value, lo, hi float64, verdict followup.Verdict) *followup.Difference {
		return &followup.Difference{Value: value, Interval: [2]float64{lo, hi}, Verdict: verdict}
	}
	share := func(k, n int64) followup.Share {
		s := metric.ShareOf(k, n, 1, 0.95)
		return followup.Share{Count: &k, Share: &s.Value, Interval: &[2]float64{s.Interval.Lo, s.Interval.Hi}}
	}
	week := func(start string, n int64, shares ...followup.Share) followup.Step {
		step := followup.Step{Start: start, N: n}
		for _, s := range shares {
			step.Shares = append(step.Shares, followup.StepShare{Share: s})
		}
		return step
	}
	nobody := followup.Share{}
	return &Chosen{
		Categories: []Link{{URL: "/touchpoints/delivery#chosen", Current: true}, {URL: "?category=dissatisfied"}, {URL: "?category=neutral"}, {URL: "?category=satisfied"}},
		Report: followup.Report{Previous: &surveys.Days{From: "2025-10-06", To: "2026-04-05"}, Questions: []followup.Question{
			{Type: surveys.Single, Question: in("How did it arrive?"), N: 1483, Worth: new(int64(1200)), Options: []followup.Choice{
				{Text: in("Without a scratch"), Share: share(930, 1483), Difference: moved(-19.8, -25.3, -14, followup.LessOften)},
				{Text: in("Damaged"), Share: share(390, 1483), Difference: moved(16.2, 11.1, 21, followup.MoreOften)},
				{Text: in("Not at all"), Share: share(163, 1483), Retired: true, Difference: moved(3.6, -0.1, 7.3, followup.NoClearDifference)},
			}, Trend: []followup.Step{
				week("2026-09-21", 0, nobody, nobody, nobody),
				week("2026-09-28", 12, share(6, 12), share(6, 12), share(0, 12)),
				week("2026-10-05", 100, share(60, 100), share(30, 100), share(10, 100)),
			}},
			{Type: surveys.Multi, Question: in("What was not right?"), Retired: true, N: 12, Trend: []followup.Step{week("2026-10-05", 12)}, Options: []followup.Choice{
				{Text: in("The box"), Share: share(8, 12), Difference: moved(8, 2, 15, followup.MayBeChance)}, {Text: in("The papers"), Share: share(1, 12), Retired: true},
			}},
			{Type: surveys.YesNo, Question: in("Again?"), N: 40, Options: []followup.Choice{{Key: "yes", Share: share(30, 40)}, {Key: "no", Share: share(10, 40)}}},
			{Key: "And the colour?"}, // of a version that nobody knows any more
		}},
	}
}

func TestAPageTellsWhatPeopleChose(t *testing.T) {
	t.Parallel()
	section := touchpoint(t, touchpointPage()).Find("section[aria-labelledby=chosen]")
	asked := section.Find(".asked")
	for i, want := range [][]string{
		{"How did it arrive?", "n 1,483", "worth 1,200", "63%", "60 to 65%", "clearly less often than before", "−20 points, −25 to −14", "clearly more often than before", "no longer offered", "no clear difference"},
		{"What was not right?", "n 12", "few answers", "This is no longer asked. Several choices were possible", "67%", "may be chance among so many", "8%"},
		{"Again?", "Yes", "75%", "No", "25%"},
		{"And the colour?", "Nobody answered this question"},
	} {
		got := text(asked.Eq(i))
		for _, words := range want {
			if !strings.Contains(got, words) {
				t.Errorf("%q does not say %q", got, words)
			}
		}
	}
	if strings.Contains(text(asked.Eq(0).Find(".n")), "few answers") || strings.Contains(text(asked.Eq(0)), "Several") {
		t.Errorf("of many who could choose once it says %q", text(asked.Eq(0)))
	}
	if got := text(section.Find(".whose")); got != "By rating everybody detractors passives promoters" {
		t.Errorf("one may choose %q", got)
	}
	if got := text(section.Find(".choices [aria-current]")); got != "everybody" {
		t.Errorf("%q is chosen", got)
	}
	if got := text(section.Find(".moved b")); got != "clearly less often than before clearly more often than before" {
		t.Errorf("bold are %q", got)
	}
	if got := text(section.Find(".measure")); !strings.Contains(got, "Before means 6 October 2025 to 5 April 2026.") {
		t.Errorf("it does not say what before is: %q", got)
	}
}

func TestTheWeeksOfWhatPeopleChoseStandNewestFirst(t *testing.T) {
	t.Parallel()
	asked := touchpoint(t, touchpointPage()).Find("section[aria-labelledby=chosen] .asked")
	var rows []string
	asked.Eq(0).Find("tbody tr").Each(func(_ int, row *goquery.Selection) { rows = append(rows, text(row)) })
	want := []string{
		"5 October 2026 100 60%, 50 to 69% 30%, 22 to 40% 10%, 6 to 17%",
		"28 September 2026 12 50%, 25 to 75% 50%, 25 to 75% 0%, 0 to 24%",
		"21 September 2026 0",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the weeks are %q, want %q", rows, want)
	}
	if got := text(asked.Eq(0).Find("tbody tr:has(.note) th")); got != "28 September 2026 21 September 2026" {
		t.Errorf("faint is %q", got)
	}
	if asked.Eq(1).Find("table").Length() > 0 {
		t.Error("one week alone is a table")
	}
}

func TestEveryChoiceIsDrawnAndThoseOfFewAreDashed(t *testing.T) {
	t.Parallel()
	asked := touchpoint(t, touchpointPage()).Find("section[aria-labelledby=chosen] .asked")
	for i, want := range []int{3, 2, 2, 0} {
		if bars := asked.Eq(i).Find(".chosen").Length(); bars != want {
			t.Errorf("question %d has %d bars, want %d", i, bars, want)
		}
	}
	if asked.Eq(1).Find(".chosen.few").Length() != 2 || asked.Eq(0).Find(".chosen.few").Length() != 0 {
		t.Error("bars of few answers are not dashed alone")
	}
}

func TestASurveyWithoutChoicesHasNoSectionOfThem(t *testing.T) {
	t.Parallel()
	page := touchpointPage()
	page.Chosen = &Chosen{}
	if touchpoint(t, page).Find("#chosen").Length() > 0 {
		t.Error("there is one")
	}
}
