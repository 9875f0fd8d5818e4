package mail

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys/metric"
	"halte/templates/locales"
)

var ketting = Brand{Name: "De Ketting", Colour: "#0b5d3b"}

var mails = func() *Templates {
	languages, err := locales.Load()
	if err != nil {
		panic(err)
	}
	mails, err := New(languages)
	if err != nil {
		panic(err)
	}
	return mails
}()

var update = flag.Bool("update", false, "write the golden mails anew")

func mailParts(m Invitation) (html, plain string) {
	return written(func(b *strings.Builder) error { return mails.InvitationHTML(b, m) }),
		written(func(b *strings.Builder) error { return mails.InvitationText(b, m) })
}

func dutchInvitation() Invitation {
	return Invitation{
		Lang: "nl", Brand: ketting, Touchpoint: "Bezorging", Name: "Jo",
		Question: "Hoe waarschijnlijk is het dat je ons aanbeveelt na deze bezorging?", Metric: metric.NPS,
		AnswerURL:      "https://halte.deketting.example/r/AbCdEfGhIjKlMnOpQrStUv",
		UnsubscribeURL: "https://halte.deketting.example/u/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG",
		PrivacyURL:     "https://deketting.example/privacy", PostalAddress: "Kade 1, Utrecht", Closes: "2026-10-26",
	}
}

func reminder() Invitation {
	m := dutchInvitation()
	m.Lang, m.Reminder, m.Metric, m.Name, m.Closes = "en", true, metric.CES, "", ""
	m.Touchpoint, m.Question = "Checkout", "Checkout was easy. Do you agree?"
	m.Brand = Brand{Name: "De Ketting", Logo: "https://deketting.example/logo.png", Colour: "#ffd400"}
	return m
}

func arabic() Invitation {
	m := dutchInvitation()
	m.Lang, m.Metric, m.Question, m.Touchpoint = "ar", metric.CSAT, "ما مدى رضاك عن التوصيل؟", "التوصيل"
	return m
}

func TestMailsAreWhatTheyWereReviewedAs(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]Invitation{"invitation-nl": dutchInvitation(), "reminder-en": reminder(), "invitation-ar": arabic()} {
		html, plain := mailParts(m)
		for file, got := range map[string]string{name + ".html": html, name + ".txt": plain} {
			golden := filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs from the reviewed one; look at it and run with -update", file)
			}
		}
	}
}

func TestEveryRatingHasItsLinkInBothParts(t *testing.T) {
	t.Parallel()
	for _, m := range []Invitation{dutchInvitation(), reminder(), arabic()} {
		html, plain := mailParts(m)
		var inHTML []string
		read(t, html).Find("a[href]").Each(func(_ int, s *goquery.Selection) { inHTML = append(inHTML, s.AttrOr("href", "")) })
		inText := regexp.MustCompile(`https://\S+`).FindAllString(plain, -1)
		slices.Sort(inHTML)
		slices.Sort(inText)
		if !slices.Equal(inHTML, inText) {
			t.Errorf("the parts have different links:\n%v\n%v", inHTML, inText)
		}
		lowest, highest := m.Metric.Scale()
		if want := highest - lowest + 1 + 3; len(inHTML) != want {
			t.Errorf("%d links, want %d", len(inHTML), want)
		}
		if !slices.Contains(inHTML, m.AnswerURL) || !slices.Contains(inHTML, m.AnswerURL+"?rating=5") {
			t.Errorf("no link to answer among %v", inHTML)
		}
	}
}

func TestAnAddressWithAQueryKeepsIt(t *testing.T) {
	t.Parallel()
	m := dutchInvitation()
	m.AnswerURL += "?lang=nl"
	if _, plain := mailParts(m); !strings.Contains(plain, "?lang=nl&rating=9\n") {
		t.Errorf("the rating replaced the query:\n%s", plain)
	}
}

func TestTheMailWorksWhereMailIsRead(t *testing.T) {
	t.Parallel()
	for _, m := range []Invitation{dutchInvitation(), reminder(), arabic()} {
		html, _ := mailParts(m)
		if len(html) > 20*1024 {
			t.Errorf("the mail is %d bytes", len(html))
		}
		doc := read(t, html)
		dir := locales.Direction(m.Lang)
		if doc.Find("html").AttrOr("dir", "") != dir {
			t.Error("the mail has no direction")
		}
		doc.Find("table").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("role", "") != "presentation" || s.AttrOr("dir", "") != dir {
				t.Error("a table is no presentation, or has lost its direction")
			}
		})
		doc.Find("tr").Each(func(_ int, s *goquery.Selection) {
			if n := s.ChildrenFiltered("td.cell").Length(); n > 6 {
				t.Errorf("%d ratings in one row leave no room for a thumb", n)
			}
		})
		cells := doc.Find("td.cell")
		lowest, highest := m.Metric.Scale()
		if cells.Length() != highest-lowest+1 {
			t.Errorf("%d ratings", cells.Length())
		}
		cells.Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("bgcolor", "") == "" || !strings.Contains(s.AttrOr("style", ""), "mso-padding-alt") || !strings.Contains(s.Find("a").AttrOr("style", ""), "padding:12px 0") {
				t.Error("a rating has no ground or no room around it")
			}
		})
		for _, bad := range []string{"<v:", "<script", "url(", "<link", "ZgotmplZ"} {
			if strings.Contains(html, bad) {
				t.Errorf("the mail contains %s", bad)
			}
		}
		if doc.Find("meta[name=color-scheme]").Length() != 1 {
			t.Error("the mail does not say that it knows the dark")
		}
	}
}

func TestASubjectIsOneLine(t *testing.T) {
	t.Parallel()
	m := dutchInvitation()
	if got := mails.Subject(m); got != "Bezorging: één korte vraag" {
		t.Errorf("got %q", got)
	}
	m.Reminder, m.Touchpoint = true, "Bezorging\r\nBcc: all@example.org"
	if got := mails.Subject(m); got != "Bezorging Bcc: all@example.org: één korte vraag (herinnering)" {
		t.Errorf("got %q", got)
	}
	m.Touchpoint = ""
	if got := mails.Subject(m); got != "Eén korte vraag" {
		t.Errorf("got %q", got)
	}
}

func TestAMailRendersWithNothingInIt(t *testing.T) {
	t.Parallel()
	if html, plain := mailParts(Invitation{}); html == "" || plain == "" {
		t.Error("a part is empty")
	}
}

func TestAMailNamesItsLanguageAndTitle(t *testing.T) {
	t.Parallel()
	for _, m := range []Invitation{dutchInvitation(), reminder(), arabic()} {
		html, _ := mailParts(m)
		doc := read(t, html)
		if doc.Find("html").AttrOr("lang", "") == "" || doc.Find("title").First().Text() == "" {
			t.Error("a mail has no language or no title")
		}
	}
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&`

func TestHostileNamesStayText(t *testing.T) {
	t.Parallel()
	m := dutchInvitation()
	m.Brand, m.Name, m.Question, m.PostalAddress, m.Touchpoint = Brand{Name: hostile, Logo: "javascript:alert(4)", Colour: hostile}, hostile, hostile, hostile, hostile
	html, _ := mailParts(m)
	doc := read(t, html)
	if n := doc.Find("script:not([src]), [onerror], img[src=x]").Length(); n > 0 {
		t.Error("a hostile name became markup")
	}
	doc.Find("[href], [src]").Each(func(_ int, s *goquery.Selection) {
		if strings.HasPrefix(s.AttrOr("href", s.AttrOr("src", "")), "javascript:") {
			t.Error("a link runs a script")
		}
	})
	if !strings.Contains(doc.Text(), "<script>alert(1)</script>") {
		t.Error("the name is not shown as it is")
	}
}

func read(t *testing.T, html string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// written returns what a part writes.
func written(part func(*strings.Builder) error) string {
	var b strings.Builder
	if err := part(&b); err != nil {
		panic(err)
	}
	return b.String()
}
