package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys/insight"
	"halte/surveys/metric"
)

func biasPage(t *testing.T, b insight.ResponseBias) *goquery.Document {
	t.Helper()
	return read(t, render(func(w *strings.Builder) error { return pages.Bias(w, BiasPage{Console: english(), Bias: b}) }))
}

// sampleBias is 900 asked of whom 100 answered, 40 of them after a reminder.
func sampleBias() insight.ResponseBias {
	return insight.ResponseBias{
		Metric: metric.NPS, Invited: 900, Delivered: 880, Unknown: 20, Failed: 7, Answered: 100,
		Raw: sampleFigures(metric.NPS, 100), Bounds: &[2]float64{-83, 94},
		Silent: &insight.BiasSilent{Target: 0, Needed: -6.25, Possible: true},
		Waves: &insight.BiasWaves{
			First: sampleFigures(metric.NPS, 60), Reminder: sampleFigures(metric.NPS, 40),
			Difference: &insight.Difference{Value: -30, Interval: [2]float64{-50, -8}},
		},
	}
}

func TestWhatSilenceMayHideIsSaidInNumbers(t *testing.T) {
	t.Parallel()
	b := sampleBias()
	page := text(biasPage(t, b).Find("main"))
	for _, want := range []string{
		"100 of 900 who were asked answered: 11%", "Mails delivered: 880. Nobody knows whether they arrived: 20. Could not be sent, so nobody was asked: 7.",
		"would be −83; if all were as satisfied as can be, +94", "would need NPS −6 among them for the score of everybody to be 0",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	b.Silent.Possible = false
	if page := text(biasPage(t, b).Find("#bounds").Parent()); !strings.Contains(page, "Whatever those who kept silent think") {
		t.Errorf("a score that no answers could bring reads %q", page)
	}
}

func TestTheMailsAreSaidToDifferWhereTheReadCautions(t *testing.T) {
	t.Parallel()
	b := sampleBias()
	waves := func() string { return text(biasPage(t, b).Find("#waves").Parent()) }
	if got := waves(); !strings.Contains(got, "No clear difference: −30, between −50 and −8.") {
		t.Errorf("without a caution the page says %q", got)
	}
	b.Cautions = []insight.BiasCaution{{Kind: insight.WavesDiffer}}
	if got := waves(); !strings.Contains(got, "score differently: −30, between −50 and −8.") {
		t.Errorf("with a caution the page says %q", got)
	}
	b.Waves.Difference = nil
	if got := waves(); !strings.Contains(got, "Too few answers on either side to compare.") {
		t.Errorf("without a difference the page says %q", got)
	}
}

func TestOnlyResponseRatesThatDifferClearlyAreNamed(t *testing.T) {
	t.Parallel()
	part := func(value string, answered int64, lo, hi float64) insight.ReachedPart {
		return insight.ReachedPart{Value: value, Invited: 100, Answered: answered, RateInterval: &[2]float64{lo, hi}, Figures: sampleFigures(metric.NPS, answered)}
	}
	b := sampleBias()
	b.Segments = []insight.SegmentBias{{
		Name: "persona", Lowest: "racer", Highest: "family", Values: []insight.ReachedPart{part("family", 60, 0.5, 0.7), part("racer", 20, 0.13, 0.29)},
	}}
	rates := func() string { return text(biasPage(t, b).Find("#rates-0").Parent()) }
	if got := rates(); !strings.Contains(got, "“racer” answers least often, “family” most often") || !strings.Contains(got, "20%, 13 to 29%") {
		t.Errorf("rates that lie apart read %q", got)
	}
	b.Segments[0].Values[1] = part("racer", 50, 0.4, 0.6)
	if got := rates(); strings.Contains(got, "least often") {
		t.Errorf("rates whose intervals touch read %q", got)
	}
}

func TestTheTouchpointPageCautionsByGroupsFirstAndThenByMails(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Bias = &BiasLine{URL: "/bias", ResponseBias: insight.ResponseBias{Cautions: []insight.BiasCaution{{Kind: insight.WavesDiffer}, {Kind: insight.WeightedDiffers, Segment: "persona"}}}}
	lines := touchpoint(t, p).Find(".caution p")
	if lines.Length() != 3 || !strings.Contains(text(lines.Eq(0)), "persona") || !strings.Contains(text(lines.Eq(1)), "reminder") {
		t.Errorf("the page cautions %q", text(lines))
	}
	p.Bias.Cautions = nil
	if doc := touchpoint(t, p); doc.Find(".caution").Length() != 0 || doc.Find("a[href='/bias']").Length() != 1 {
		t.Error("without a caution the page does not lead to who answered, or cautions all the same")
	}
}
