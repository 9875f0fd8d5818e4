package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/templates"
)

// everywhere is the definition of an organisation that speaks every language.
var everywhere = strings.Replace(definition, "languages: [nl, en]", "languages: [nl, en, de, fr, es]", 1)

// whatRespondentsGetWrong are the bodies that bring about each refusal.
var whatRespondentsGetWrong = map[surveys.ReasonCode]string{
	surveys.RefusedTooLong:     "rating=3&why=" + strings.Repeat("x", surveys.MaxComment+1),
	surveys.RefusedSeveral:     "rating=3&again=yes&again=no",
	surveys.RefusedNoChoice:    "rating=3&tags=z",
	surveys.RefusedChoiceTwice: "rating=3&tags=a&tags=a",
	surveys.RefusedNotYesOrNo:  "rating=3&again=perhaps",
	surveys.RefusedNotAsked:    "rating=3&nothing=x",
	surveys.RefusedNoStop:      "scope=neither",
	surveys.RefusedManyChanges: "rating=9",
}

// english is text by which one of our English sentences would be known.
var english = []string{"is longer", "is not", "is neither", "takes one", "is missing", "names a", "The ", "This ", "Send ", "cannot", "Bad Request", "Forbidden"}

func saysEnglish(text string) string {
	for _, words := range english {
		if strings.Contains(text, words) {
			return words
		}
	}
	return ""
}

func TestARespondentReadsInEachLanguageWhyAnAnswerIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), everywhere)
	for _, code := range surveys.RespondentRefusals() {
		if whatRespondentsGetWrong[code] == "" {
			t.Fatalf("nothing here is refused for %s", code)
		}
	}
	for _, lang := range []string{"nl", "en", "de", "fr", "es"} {
		l := templates.Must().Languages.Nearest(lang)
		token, stop := w.invitedBy(strings.Replace(delivered(lang), `"locale":"en"`, `"locale":"`+lang+`"`, 1))
		changed, _ := w.invitedBy(strings.Replace(delivered(lang+"-again"), `"locale":"en"`, `"locale":"`+lang+`"`, 1))
		for n := range surveys.MaxRevisions {
			w.form("/r/"+changed, fmt.Sprintf("rating=%d", n%9))
			w.clock.Pass(time.Minute)
		}
		said := map[string]surveys.ReasonCode{}
		for code, body := range whatRespondentsGetWrong {
			path, where := "/r/"+token, ".problem p"
			switch code {
			case surveys.RefusedNoStop:
				path, where = "/u/"+stop, ".notice p"
			case surveys.RefusedManyChanges:
				path = "/r/" + changed
			}
			g := w.form(path, body, "Accept: text/html", "Accept-Language: "+lang)
			text := read(t, g).Find(where).First().Text()
			before, _, _ := strings.Cut(l.Respondent.Refusals[string(code)], "{")
			if g.status != http.StatusUnprocessableEntity || text == "" || !strings.HasPrefix(text, before) || strings.ContainsAny(text, "{}") {
				t.Errorf("%s: %s was answered %d: %q", lang, code, g.status, text)
			}
			if found := saysEnglish(text); lang != "en" && found != "" {
				t.Errorf("%s: %s is told in English, %q: %q", lang, code, found, text)
			}
			if other, twice := said[text]; twice {
				t.Errorf("%s: %s is told as %s: %q", lang, code, other, text)
			}
			said[text] = code
		}
	}
}

func TestARespondentReadsInEachLanguageThatAPageCouldNotReadWhatWasSent(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), everywhere)
	token, stop := w.invited("a")
	for _, lang := range []string{"nl", "en", "de", "fr", "es"} {
		l := templates.Must().Languages.Nearest(lang)
		for name, c := range map[string]struct {
			method, path, body string
			headers            []string
			status             int
		}{
			"no form":              {"POST", "/r/" + token, "rating=%zz", []string{asForm}, http.StatusBadRequest},
			"another kind of body": {"POST", "/r/" + token, "rating=9", []string{"Content-Type: text/plain"}, http.StatusUnsupportedMediaType},
			"a large body":         {"POST", "/r/" + token, "rating=9&why=" + strings.Repeat("x", 1<<20), []string{asForm}, http.StatusRequestEntityTooLarge},
			"a large stop":         {"POST", "/u/" + stop, "scope=" + strings.Repeat("x", 1<<20), []string{asForm}, http.StatusRequestEntityTooLarge},
			"another site":         {"POST", "/r/" + token, "rating=9", []string{asForm, "Sec-Fetch-Site: cross-site"}, http.StatusForbidden},
			"another method":       {"PUT", "/r/" + token, "", nil, http.StatusMethodNotAllowed},
		} {
			g := w.send(request{method: c.method, path: c.path, body: c.body, anonymous: true, headers: append(c.headers, "Accept: text/html", "Accept-Language: "+lang)})
			page := read(t, g)
			if g.status != c.status || page.Find("html").AttrOr("lang", "") != lang || page.Find("h1").Text() != l.Respondent.ErrorTitle || lines(page)[0] != l.Respondent.NotUnderstood {
				t.Errorf("%s: %s was answered %d: %s", lang, name, g.status, page.Find("main").Text())
			}
		}
	}
}

// lines are the paragraphs of a notice.
func lines(page *goquery.Document) []string {
	return append(page.Find(".notice p").Map(func(_ int, p *goquery.Selection) string { return p.Text() }), "")
}
