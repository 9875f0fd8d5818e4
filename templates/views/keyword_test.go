package views

import (
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/keyword"
	"halte/surveys/metric"
)

// sampleKeywords are what 130 Dutch and 12 German comments hold.
func sampleKeywords() *Keywords {
	return &Keywords{
		Keywords: insight.Keywords{Metric: metric.NPS, Answers: 142, Languages: []keyword.Language{
			{
				Language: "nl", LowComments: 50, HighComments: 80,
				Low:  []keyword.Keyword{{Word: "te laat", Z: 4.26, InLow: 20, InHigh: 1}},
				High: []keyword.Keyword{{Word: "vriendelijk", Z: 3.1, InLow: 2, InHigh: 30}},
			},
			{Language: "de", LowComments: 5, HighComments: 7},
		}},
		Comments: "/comments",
		With:     func(word, language string) string { return "/comments?word=" + word + "&locale=" + language },
	}
}

func TestKeywordsStandBySideWithTheirCountsAndLeadToTheirComments(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Keywords = sampleKeywords()
	said := touchpoint(t, p).Find(".said")
	sides := said.Find(".said-sides > div")
	for i, want := range []string{
		"More often with “detractors” than with “promoters” te laat (4.3) comments: detractors 20, promoters 1",
		"More often with “promoters” than with “detractors” vriendelijk (3.1) comments: detractors 2, promoters 30",
	} {
		if got := text(sides.Eq(i)); got != want {
			t.Errorf("a side reads %q, want %q", got, want)
		}
	}
	if got := sides.Find("a").First().AttrOr("href", ""); got != "/comments?word=te%20laat&locale=nl" {
		t.Errorf("the word leads to %q", got)
	}
	if got := text(said); !strings.Contains(got, "German No word tells the two apart yet. Comments: detractors 5, promoters 7.") {
		t.Errorf("of the language without keywords it says %q", got)
	}
}

func TestKeywordsSayOfWhichAnswersTheyAre(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Keywords = sampleKeywords()
	note := func() string { return text(touchpoint(t, p).Find(".said > .note").Last()) }
	if got := note(); strings.Contains(got, "142") {
		t.Errorf("although all were looked at it says %q", got)
	}
	for coarse, want := range map[bool]string{false: "fewer than 3 people", true: "fewer than 5 people"} {
		if p.Keywords.Coarse = coarse; !strings.Contains(note(), want) {
			t.Errorf("a note does not say %q: %q", want, note())
		}
	}
	p.Keywords.Cut = true
	if got := note(); !strings.Contains(got, "142") {
		t.Errorf("of those that were looked at it says %q", got)
	}
}

func TestWordsWithoutTheirSidesAreListedByHowManySaidThem(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Keywords = sampleKeywords()
	p.Keywords.Coarse, p.Keywords.From, p.Keywords.To = true, "2026-08-01", "2026-09-30"
	p.Keywords.Languages[1] = keyword.Language{Language: "de", Comments: 15, SidesHeld: true, Said: []keyword.Said{{Word: "zu spät", Comments: 10}}}
	said := text(touchpoint(t, p).Find(".said"))
	for _, want := range []string{
		"Words that tell detractors from promoters", "te laat (4.3)", "German Which side says what is told from a hundred comments on.",
		"Said most, by whichever side zu spät comments: 10", "The words are those of 1 August to 30 September 2026.", "from about 3 on",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing: %q", want, said)
		}
	}
	p.Keywords.Languages = p.Keywords.Languages[1:]
	if said = text(touchpoint(t, p).Find(".said")); !strings.HasPrefix(said, "What comments say most") || strings.Contains(said, "from about 3 on") || strings.Contains(said, "detractors") {
		t.Errorf("where no side is told it says %q", said)
	}
}
