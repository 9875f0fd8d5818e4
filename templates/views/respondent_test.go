package views

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/templates/brand"
)

func survey(p SurveyPage) string {
	return render(func(b *strings.Builder) error { return pages.Survey(b, p) })
}

func TestTheScaleIsAGroupOfNativeRadios(t *testing.T) {
	t.Parallel()
	for m, want := range map[metric.Metric][2]int{metric.NPS: {0, 10}, metric.CSAT: {1, 5}, metric.CES: {1, 7}} {
		p := surveyPage()
		p.Metric = m
		doc := read(t, survey(p))
		if got := text(doc.Find("fieldset.scale > legend")); got != p.Question {
			t.Errorf("%s: the legend says %q", m, got)
		}
		radios := doc.Find("input[type=radio][name=rating]")
		if n := want[1] - want[0] + 1; radios.Length() != n {
			t.Fatalf("%s has %d ratings, want %d", m, radios.Length(), n)
		}
		if radios.First().AttrOr("value", "") != fmt.Sprint(want[0]) || radios.Last().AttrOr("value", "") != fmt.Sprint(want[1]) {
			t.Errorf("%s runs from %s to %s", m, radios.First().AttrOr("value", ""), radios.Last().AttrOr("value", ""))
		}
		names := pages.languages.Nearest("en").Respondent.EndsOf(m)
		if ends := text(doc.Find(".ends")); !strings.Contains(ends, names.Low) || !strings.Contains(ends, names.High) {
			t.Errorf("%s: the ends are not named: %s", m, ends)
		}
	}
}

func TestNothingIsChosenUnlessTheLinkOrAnAnswerDid(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	if n := read(t, survey(p)).Find("[checked]").Length(); n != 0 {
		t.Errorf("%d choices are made for the respondent", n)
	}
	p.Rating, p.Preselected = new(0), true // 0 is a rating like any other
	doc := read(t, survey(p))
	if got := doc.Find("[name=rating][checked]").AttrOr("value", "none"); got != "0" {
		t.Errorf("rating %s is preselected, want 0", got)
	}
	if _, fresh := doc.Find("form").Attr("data-fresh"); !fresh || !strings.Contains(text(doc.Find("[role=status]")), "Your 0 is filled in") {
		t.Error("the page does not say that the rating from the link is not stored yet")
	}
	if got := text(doc.Find("button")); got != "Send answer" {
		t.Errorf("the button says %q", got)
	}
}

func TestAnEarlierAnswerIsFilledInAndMayBeChanged(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.Rating, p.Answered = new(9), true
	p.FollowUps[1].Values = []string{"Quick & kind"}
	p.FollowUps[2].Values = []string{"time", "driver"}
	p.FollowUps[3].Values = []string{"no"}
	doc := read(t, survey(p))
	if doc.Find("textarea[name=delight]").Text() != "Quick & kind" {
		t.Errorf("the comment is %q", doc.Find("textarea[name=delight]").Text())
	}
	var checked []string
	doc.Find("[checked]").Each(func(_ int, s *goquery.Selection) { checked = append(checked, s.AttrOr("value", "")) })
	if got := strings.Join(checked, " "); got != "9 time driver no" {
		t.Errorf("chosen are %s", got)
	}
	if text(doc.Find("button")) != "Change answer" {
		t.Errorf("the button says %q", text(doc.Find("button")))
	}
	if _, fresh := doc.Find("form").Attr("data-fresh"); fresh {
		t.Error("a stored answer would be sent again")
	}
}

func TestAFollowUpShowsWithItsRatingsAlone(t *testing.T) {
	t.Parallel()
	before, inside, found := strings.Cut(string(static(t, "answer.css")), "@supports selector(:has(*)) {")
	if !found || strings.Contains(before, ":has(") || strings.Contains(before, ".follow:not") {
		t.Error("a browser without :has() would hide follow-ups")
	}
	if !strings.Contains(inside, ".follow:not(.always) { display: none; }") {
		t.Error("follow-ups are not hidden before a rating is chosen")
	}
	for r := range 11 {
		if rule := fmt.Sprintf("form:has(#r%d:checked) .on-%d", r, r); !strings.Contains(inside, rule) {
			t.Errorf("the stylesheet lacks %s", rule)
		}
	}
	doc := read(t, survey(surveyPage()))
	for name, want := range map[string]string{"why": "follow on-0 on-1 on-2 on-3 on-4 on-5 on-6", "delight": "follow on-9 on-10", "again": "follow always"} {
		if got := doc.Find("[name="+name+"]").First().Closest(".follow").AttrOr("class", ""); got != want {
			t.Errorf("%s has the classes %q, want %q", name, got, want)
		}
	}
}

func TestUntickingEveryChoiceIsSaidToo(t *testing.T) {
	t.Parallel()
	doc := read(t, survey(surveyPage()))
	if n := doc.Find(`input[type=hidden][name=what][value=""]`).Length(); n != 1 {
		t.Errorf("a form with nothing ticked sends %d fields for the question, want 1: an earlier choice would stay", n)
	}
	if n := doc.Find("input[type=hidden]").Length(); n != 1 {
		t.Errorf("%d hidden fields, want the one of the only multiple choice", n)
	}
}

func TestAFormWithoutRatingComesBackWithAReason(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.NoRating = true
	doc := read(t, survey(p))
	problem := doc.Find("[role=alert]")
	if !strings.Contains(text(problem), "Choose one of the numbers first") {
		t.Errorf("the page says %q", text(problem))
	}
	target := problem.Find("a").AttrOr("href", "")
	if doc.Find(target).AttrOr("name", "") != "rating" {
		t.Errorf("the reason leads to %q, not to the scale", target)
	}
}

func TestALanguageFromRightToLeftTurnsThePage(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.Lang, p.Question = "ar", "ما مدى رضاك عن التوصيل؟"
	doc := read(t, survey(p))
	html := doc.Find("html")
	// Our own phrases are not Arabic, and a screen reader must know.
	if html.AttrOr("dir", "") != "rtl" || html.AttrOr("lang", "") != "en" || doc.Find("h1").AttrOr("lang", "") != "ar" {
		t.Errorf("dir %q, lang %q, question in %q", html.AttrOr("dir", ""), html.AttrOr("lang", ""), doc.Find("h1").AttrOr("lang", ""))
	}
}

// A screen reader pronounces a text in the language of the nearest lang.
func TestEveryTextOfARespondentsPageIsMarkedWithItsOwnLanguage(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.Lang, p.Rating, p.Answered = "ar", new(9), true
	p.FollowUps[1].Values, p.FollowUps[2].Values, p.FollowUps[3].Values = []string{"Quick"}, []string{"time"}, []string{"no"}
	langOf := func(s *goquery.Selection) string { return s.Closest("[lang]").AttrOr("lang", "") }
	form := read(t, survey(p))
	thanks := read(t, render(func(b *strings.Builder) error {
		return pages.Thanks(b, ThanksPage{Respondent: p.Respondent, Question: p.Question, Rating: 9, FollowUps: p.FollowUps})
	}))
	innermost := func(doc *goquery.Document, content string) *goquery.Selection {
		return doc.Find("main *").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return strings.Contains(s.Text(), content) && s.Children().FilterFunction(func(_ int, c *goquery.Selection) bool { return strings.Contains(c.Text(), content) }).Length() == 0
		}).First()
	}
	words := pages.languages.Nearest("ar").Respondent
	chosen := p.FollowUps[2].Choices[0].Label
	for content, want := range map[string]string{words.Yes: "en", words.No: "en", p.FollowUps[3].Question: "ar", chosen: "ar"} {
		if got := langOf(innermost(form, content)); got != want {
			t.Errorf("the form says that %q is in %q, want %q", content, got, want)
		}
	}
	for content, want := range map[string]string{words.ThanksTitle: "en", words.No: "en", p.Question: "ar", p.FollowUps[3].Question: "ar", chosen: "ar"} {
		if got := langOf(innermost(thanks, content)); got != want {
			t.Errorf("the thanks say that %q is in %q, want %q", content, got, want)
		}
	}
}

func TestACommentMayBeAsLongInTheFormAsItIsKept(t *testing.T) {
	t.Parallel()
	if got := read(t, survey(surveyPage())).Find("textarea").First().AttrOr("maxlength", ""); got != strconv.Itoa(surveys.MaxComment) {
		t.Errorf("the form takes %s characters, and Halte keeps %d", got, surveys.MaxComment)
	}
}

func TestTheRespondentsPageStaysSmall(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.Lang = "de"
	css, err := brand.CSS(ketting.Colour)
	if err != nil {
		t.Fatal(err)
	}
	total := len(css)
	for name, content := range map[string][]byte{"page": []byte(survey(p)), "answer.css": static(t, "answer.css"), "answer.js": static(t, "answer.js")} {
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		if _, err := z.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes compressed", name, packed.Len())
		total += packed.Len()
	}
	if total > 14*1024 {
		t.Errorf("page, style and script are %d bytes compressed", total)
	}
}

func TestUnsubscribingTakesAButton(t *testing.T) {
	t.Parallel()
	page := func(p UnsubscribePage) *goquery.Document {
		p.Brand, p.Lang = ketting, "nl"
		return read(t, render(func(b *strings.Builder) error { return pages.Unsubscribe(b, p) }))
	}
	ask := page(UnsubscribePage{Touchpoint: "Bezorging", Action: "/u/token"})
	if ask.Find("form[method=post][action='/u/token'] button").Length() != 1 || ask.Find("[name=scope]").Length() != 2 {
		t.Error("the page has no form with a choice")
	}
	if got := page(UnsubscribePage{}).Find("[name=scope]"); got.Length() != 1 || got.AttrOr("value", "") != "everything" {
		t.Error("without a touchpoint everything is the one thing to stop")
	}
	done := page(UnsubscribePage{Touchpoint: "Bezorging", Done: "touchpoint"})
	if done.Find("form").Length() != 0 || !strings.Contains(text(done.Find("main")), "vraagt je niets meer over Bezorging") {
		t.Errorf("afterwards it says %q", text(done.Find("main")))
	}
}

func TestThePagesAfterwardsSayWhatHappened(t *testing.T) {
	t.Parallel()
	respondent := Respondent{Lang: "en", Brand: ketting}
	for want, page := range map[string]func(*strings.Builder) error{
		"Thank you De Ketting has received your answer. You can change your answer until 26 October 2026. Change your answer": func(b *strings.Builder) error {
			return pages.Thanks(b, ThanksPage{Respondent: respondent, Change: "/r/x", Closes: "2026-10-26"})
		},
		"This survey is closed It took answers until 26 October 2026. The answer you gave before that counts. Thank you.": func(b *strings.Builder) error {
			return pages.Closed(b, ClosedPage{Respondent: respondent, Closed: "2026-10-26", Answered: true})
		},
		"We do not know this link Part of the address may have been lost on the way. Open the link from the mail again, or copy the whole address from it.": func(b *strings.Builder) error {
			return pages.Unknown(b, UnknownPage{respondent})
		},
		"Something went wrong This is our fault, not yours. Try again in a minute. If you write to us about it, mention 9f2c71.": func(b *strings.Builder) error {
			return pages.Error(b, ErrorPage{Respondent: respondent, Reference: "9f2c71"})
		},
	} {
		if got := text(read(t, render(page)).Find("main")); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
