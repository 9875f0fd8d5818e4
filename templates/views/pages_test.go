package views

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/templates/locales"
)

func read(t *testing.T, html string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// text is what a selection says, with a space between its parts.
func text(s *goquery.Selection) string {
	var parts []string
	var collect func(*goquery.Selection)
	collect = func(s *goquery.Selection) {
		s.Contents().Each(func(_ int, child *goquery.Selection) {
			if goquery.NodeName(child) == "#text" {
				parts = append(parts, child.Text())
			} else {
				collect(child)
			}
		})
	}
	collect(s)
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// static is a file that the pages fetch.
func static(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../static/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryPageRendersWithNothingInIt(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for name, err := range map[string]error{
		"journey":      pages.Journey(&b, JourneyPage{}),
		"touchpoint":   pages.Touchpoint(&b, TouchpointPage{}),
		"compare":      pages.Compare(&b, ComparePage{}),
		"improvements": pages.Improvements(&b, ImprovementsPage{}),
		"improvement":  pages.Improvement(&b, ImprovementPage{}),
		"method":       pages.Method(&b, MethodPage{}),
		"mailbox":      pages.Mailbox(&b, MailboxPage{}),
		"survey":       pages.Survey(&b, SurveyPage{}),
		"thanks":       pages.Thanks(&b, ThanksPage{}),
		"closed":       pages.Closed(&b, ClosedPage{}),
		"unknown":      pages.Unknown(&b, UnknownPage{}),
		"unsubscribe":  pages.Unsubscribe(&b, UnsubscribePage{}),
		"error":        pages.Error(&b, ErrorPage{}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every page must live under a policy that allows no inline style
// and no inline script.
func TestPagesNeedNoInlineStyleOrScript(t *testing.T) {
	t.Parallel()
	handler := regexp.MustCompile(`^on[a-z]+$`)
	for name, page := range samples() {
		doc := read(t, render(page))
		if n := doc.Find("style, [style], script:not([src])").Length(); n > 0 {
			t.Errorf("%s has %d inline styles or scripts", name, n)
		}
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Get(0).Attr {
				if handler.MatchString(a.Key) {
					t.Errorf("%s has a handler %s", name, a.Key)
				}
			}
		})
		doc.Find("script[src], link[href]").Each(func(_ int, s *goquery.Selection) {
			if address := s.AttrOr("src", s.AttrOr("href", "")); !strings.HasPrefix(address, "/static/") {
				t.Errorf("%s fetches %s", name, address)
			}
		})
	}
}

// What assistive technology needs to find its way on any page.
func TestEveryPageNamesItsLanguageTitleAndParts(t *testing.T) {
	t.Parallel()
	for name, page := range samples() {
		doc := read(t, render(page))
		if doc.Find("html").AttrOr("lang", "") == "" || text(doc.Find("title").First()) == "" {
			t.Errorf("%s has no language or no title", name)
		}
		if n := doc.Find("h1").Length(); n != 1 {
			t.Errorf("%s has %d first headings", name, n)
		}
		if doc.Find("main").Length() != 1 {
			t.Errorf("%s has no main part", name)
		}
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("id", ""); seen[id] {
				t.Errorf("%s uses the id %s twice", name, id)
			} else {
				seen[id] = true
			}
		})
		doc.Find("input:not([type=hidden]), textarea").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if s.Closest("label").Length() == 0 && (id == "" || doc.Find("label[for='"+id+"']").Length() == 0) {
				t.Errorf("%s has a field without a label: %s", name, s.AttrOr("name", ""))
			}
		})
		doc.Find("a").Each(func(_ int, s *goquery.Selection) {
			if text(s) == "" {
				t.Errorf("%s has a link without words: %s", name, s.AttrOr("href", ""))
			}
		})
		doc.Find("img").Each(func(_ int, s *goquery.Selection) {
			if _, ok := s.Attr("alt"); !ok {
				t.Errorf("%s has a picture without alternative", name)
			}
		})
	}
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&`

func TestHostileNamesStayText(t *testing.T) {
	t.Parallel()
	journey, touchpoint, survey, mailbox := journeyPage(), touchpointPage(), surveyPage(), mailboxPage()

	journey.Organisation, journey.Journey.Name = hostile, in(hostile)
	for i := range journey.Journey.Stages {
		stage := &journey.Journey.Stages[i]
		stage.Name = in(hostile)
		for k := range stage.Touchpoints {
			p := &stage.Touchpoints[k]
			p.Name, p.Channel, p.Owner = in(hostile), hostile, hostile
			journey.Alerts[p.Key], journey.Touchpoints[p.Key] = hostile, Link{URL: "javascript:alert(3)"}
		}
	}
	touchpoint.Touchpoint.Name, touchpoint.Survey.Question, touchpoint.Stage = in(hostile), in(hostile), hostile
	touchpoint.Improvements[0].Name, touchpoint.Segments[0].Name, touchpoint.Segments[0].Rows[0].Key = hostile, hostile, hostile
	touchpoint.Comments.Comments[0].Text, touchpoint.Comments.Comments[0].Locale = hostile, hostile
	touchpoint.Score.Trend[3].Start = hostile
	survey.Brand, survey.Question, survey.Action, survey.Lang = Brand{Name: hostile, Logo: "javascript:alert(4)", Colour: hostile}, hostile, "javascript:alert(5)", hostile
	survey.FollowUps[0] = FollowUp{Key: hostile, Type: surveys.Comment, Question: hostile, Values: []string{"</textarea>" + hostile}}
	survey.FollowUps[2].Choices[0] = Choice{hostile, hostile}
	mailbox.Mails[0] = Mail{To: hostile, Subject: hostile, URL: "javascript:alert(6)", Text: hostile, Links: []string{"javascript:alert(7)"}}

	for name, page := range map[string]func(*strings.Builder) error{
		"journey":    func(b *strings.Builder) error { return pages.Journey(b, journey) },
		"touchpoint": func(b *strings.Builder) error { return pages.Touchpoint(b, touchpoint) },
		"survey":     func(b *strings.Builder) error { return pages.Survey(b, survey) },
		"mailbox":    func(b *strings.Builder) error { return pages.Mailbox(b, mailbox) },
		"thanks": func(b *strings.Builder) error {
			return pages.Thanks(b, ThanksPage{Respondent: survey.Respondent, Change: "javascript:alert(8)"})
		},
	} {
		html := render(page)
		doc := read(t, html)
		if n := doc.Find("script:not([src]), [onerror], img[src=x]").Length(); n > 0 {
			t.Errorf("%s: a hostile name became markup", name)
		}
		doc.Find("[href], [src], [action]").Each(func(_ int, s *goquery.Selection) {
			for _, attribute := range []string{"href", "src", "action"} {
				if strings.HasPrefix(s.AttrOr(attribute, ""), "javascript:") {
					t.Errorf("%s: a link runs a script: %s", name, s.AttrOr(attribute, ""))
				}
			}
		})
		if name != "thanks" && !strings.Contains(doc.Text(), "<script>alert(1)</script>") {
			t.Errorf("%s: the name is not shown as it is", name)
		}
	}
}

type broken struct{ n int }

func (b *broken) Write(p []byte) (int, error) { b.n += len(p); return len(p), nil }

func TestATemplateThatFailsWritesNothing(t *testing.T) {
	t.Parallel()
	var w broken
	if err := pages.render(&w, "journey.html", struct{ Lang string }{"en"}); err == nil {
		t.Error("a view without its fields rendered")
	}
	if w.n > 0 {
		t.Errorf("%d bytes of half a page went out", w.n)
	}
}

type closed struct{}

var errGone = errors.New("the reader is gone")

func (closed) Write([]byte) (int, error) { return 0, errGone }

func TestAReaderThatIsGoneIsReported(t *testing.T) {
	t.Parallel()
	if err := pages.Unknown(closed{}, UnknownPage{}); !errors.Is(err, errGone) {
		t.Errorf("got %v", err)
	}
}

func TestEveryPlaceholderOnAPageIsFilledIn(t *testing.T) {
	t.Parallel()
	placeholder := regexp.MustCompile(`\{[a-z_]+\}`)
	for name, page := range samples() {
		if found := placeholder.FindString(read(t, render(page)).Find("body").Text()); found != "" {
			t.Errorf("%s says %s", name, found)
		}
	}
}

// A phrase that HTML names is looked up when the page is made, and some only in a
// rare state: here all of them are looked up.
func TestEveryPhraseThatThePagesNameExists(t *testing.T) {
	t.Parallel()
	section := regexp.MustCompile(`(\$\w+) := \.L\.(\w+)`)
	named := regexp.MustCompile(`\.L\.(\w+)\.(\w+)`)
	files, err := filepath.Glob("../html/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pages, %v", len(files), err)
	}
	found := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		page := string(data)
		for _, m := range section.FindAllStringSubmatch(page, -1) {
			page = strings.ReplaceAll(page, m[1]+".", ".L."+m[2]+".")
		}
		for _, m := range named.FindAllStringSubmatch(page, -1) {
			found++
			phrases := reflect.ValueOf(locales.Locale{}).FieldByName(m[1])
			if !phrases.IsValid() || !phrases.FieldByName(m[2]).IsValid() {
				t.Errorf("%s says %s.%s, which there is not", filepath.Base(file), m[1], m[2])
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d phrases were looked up", found)
	}
}
