package views

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/metric"
)

var toMethod = regexp.MustCompile(`"/how-halte-counts#([a-z-]+)"`)

// linked gives the sections that a page links to.
func linked(t *testing.T, page string) (anchors []string) {
	t.Helper()
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range toMethod.FindAllStringSubmatch(string(html), -1) {
		anchors = append(anchors, found[1])
	}
	return anchors
}

func TestEveryPageWithFiguresLinksToHowTheyAreCounted(t *testing.T) {
	t.Parallel()
	for page, want := range map[string][]string{
		"journey": {"score"}, "touchpoint": {"score", "changes"}, "compare": {"comparing"}, "moments": {"drivers"}, "paths": {"held-back"},
		"bias": {"weighted"}, "improvement_list": {"improvements"}, "improvement": {"improvements"}, "alerts": {"alerts"}, "comments": {"held-back"},
	} {
		got := linked(t, "../html/"+page+".html")
		for _, anchor := range want {
			if !slices.Contains(got, anchor) {
				t.Errorf("%s links to the sections %v, not to %s", page, got, anchor)
			}
		}
	}
}

func TestEveryLinkToHowHalteCountsLeadsSomewhereInBothLanguages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../html/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for lang, title := range map[string]string{"en": "How Halte counts", "nl": "Zo telt Halte"} {
		doc := read(t, render(func(b *strings.Builder) error { return pages.Method(b, MethodPage{Console{Lang: lang}}) }))
		if got := text(doc.Find("h1")); got != title {
			t.Errorf("in %s the page is called %q", lang, got)
		}
		for _, file := range files {
			for _, anchor := range linked(t, file) {
				if doc.Find("section h2#"+anchor).Length() != 1 {
					t.Errorf("%s links to #%s, which is not there in %s", file, anchor, lang)
				}
			}
		}
		if sections, sources := doc.Find("section").Length(), doc.Find("section .sources").Length(); sections != 10 || sources != sections {
			t.Errorf("in %s %d of %d sections name their literature", lang, sources, sections)
		}
		if doc.Find("footer a[href='/how-halte-counts']").Length() != 1 {
			t.Errorf("the foot of the page does not lead there")
		}
	}
}

func TestAResponseRateHasItsInterval(t *testing.T) {
	t.Parallel()
	p := BiasPage{Console: english(), Bias: insight.ResponseBias{Metric: "nps", Invited: 900, Answered: 100, RateInterval: &[2]float64{0.0922, 0.1333}}}
	want := "100 of 900 who were asked answered: 11%, 9 to 13%."
	if page := text(read(t, render(func(b *strings.Builder) error { return pages.Bias(b, p) })).Find("main")); !strings.Contains(page, want) {
		t.Errorf("the page does not say %q: %s", want, page)
	}
}

func TestThePageSaysWhatCouldNotBeWeighed(t *testing.T) {
	t.Parallel()
	p := BiasPage{Console: english(), Bias: insight.ResponseBias{
		Metric: metric.NPS, Invited: 900, Answered: 100, Raw: sampleFigures(metric.NPS, 100), Bounds: &[2]float64{-80, 90},
		Segments: []insight.SegmentBias{
			{Name: "persona", Weighted: &insight.BiasWeighted{Score: 48, Interval: [2]float64{30, 64}, EffectiveN: 80.6, Gap: -2}, CollapsedShare: 0.11},
			{Name: "country", CollapsedShare: 0.38, NotWeighted: true},
			{Name: "size"},
			{Name: "channel", Weighted: &insight.BiasWeighted{Score: 50, Interval: [2]float64{32, 65}, EffectiveN: 100}},
		},
	}}
	page := text(read(t, render(func(b *strings.Builder) error { return pages.Bias(b, p) })).Find("#sides").Parent())
	for _, want := range []string{
		"Weighted by persona −2: small beside the interval +48", "30 to 64 n 80", "By persona, 11% of those asked are in groups with few answers and were weighed together",
		"Not weighted by country: 38% of those asked are in groups with too few answers", "fewer than two groups have ten answers: size.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "By channel") {
		t.Error("a segment of which every group was weighed is said to have groups that were not")
	}
	if strings.Contains(page, "Weighted by country") {
		t.Error("a score that could not be weighed is called weighted")
	}
}
