package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
)

const hostile = `<script>alert("box")</script> parcel’s <b>late</b> %' OR 1=1 --`

// complained records what forty dissatisfied and forty satisfied people write.
func (w *world) complained() {
	w.Helper()
	var given []respond.ExternalResponse
	for i := range 40 {
		bad, good := i%7, 9+i%2
		given = append(given,
			respond.ExternalResponse{Survey: "delivery-nps", ContactID: fmt.Sprint("bad-", i), Locale: "en", Rating: &bad, Comment: hostile},
			respond.ExternalResponse{Survey: "delivery-nps", ContactID: fmt.Sprint("good-", i), Locale: "en", Rating: &good, Comment: "lovely courier"})
	}
	results, err := w.halte.RecordAnswers(w.Context(), given, false)
	w.must(err)
	for _, r := range results {
		if r.Status != surveys.EventAccepted {
			w.Fatalf("%+v", r)
		}
	}
}

func TestWordsLeadToTheirCommentsAndWhatPeopleWriteIsEscaped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.complained()
	words := w.get("/v1/touchpoints/delivery/words")
	if words.status != http.StatusOK || !strings.Contains(words.body, `"word":"late"`) {
		t.Fatalf("%d %s", words.status, words.body)
	}
	list := w.get("/v1/touchpoints/delivery/comments?limit=30&side=low&word=" + url.QueryEscape("PARCEL'S")).json(t)
	if n := len(list["comments"].([]any)); n != 30 || list["next"] == nil {
		t.Errorf("%d comments, next %v", n, list["next"])
	}
	rest := w.get("/v1/touchpoints/delivery/comments?limit=30&word=late&after=" + fmt.Sprint(list["next"])).json(t)
	if n := len(rest["comments"].([]any)); n != 10 || rest["next"] != nil {
		t.Errorf("%d comments behind them, next %v", n, rest["next"])
	}
	for _, path := range []string{"/touchpoints/delivery", "/touchpoints/delivery/comments?word=late", "/touchpoints/delivery/comments?word=" + url.QueryEscape("<b>late")} {
		page := w.from("127.0.0.1:5000", "localhost:8080", path)
		if page.Code != http.StatusOK || strings.Contains(page.Body.String(), "<script>alert") || strings.Contains(page.Body.String(), "<b>late") {
			t.Errorf("%s answers %d, or lets markup through", path, page.Code)
		}
		if !strings.Contains(page.Body.String(), "&lt;b&gt;late") {
			t.Errorf("%s does not show what was written", path)
		}
	}
	if page := w.from("127.0.0.1:5000", "localhost:8080", "/touchpoints/delivery").Body.String(); !strings.Contains(page, "Words that tell detractors from promoters") || !strings.Contains(page, "word=late") {
		t.Error("the page does not say what detractors say")
	}
}

func TestWithoutInvitationsThePageSaysThatNothingCanBeSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.complained()
	b := w.get("/v1/touchpoints/delivery/bias").json(t)
	if b["invited"] != 0.0 || b["bounds"] != nil || b["response_rate"] != nil {
		t.Errorf("%v", b)
	}
	page := w.from("127.0.0.1:5000", "localhost:8080", "/touchpoints/delivery/bias", "Accept-Language: nl")
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "niemand uitgenodigd") {
		t.Errorf("%d %s", page.Code, page.Body)
	}
}

func TestThePageOfWhoAnsweredTakesTheFiltersOfTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invited("a")
	token, _ := w.invited("b")
	w.form("/r/"+token, "rating=9")
	for query, want := range map[string]struct {
		status    int
		asked     string
		who, link string
	}{
		"":                        {200, "1 of 2 asked", "Answers of all customers", "wave=reminder"},
		"locale=en":               {200, "1 of 2 asked", "language of the invitation English", "locale=en&wave=first"},
		"locale=en&locale=nl":     {200, "1 of 2 asked", "language of the invitation English, language of the invitation Dutch", "wave=first"},
		"wave=first":              {200, "1 of 2 asked", "mail first", "locale=en&wave=first"},
		"wave=reminder":           {200, "Nobody of those chosen was invited", "mail reminder", "locale=en&wave=reminder"},
		"locale=nl":               {200, "Nobody of those chosen was invited", "language of the invitation Dutch", ""},
		"channel=post":            {200, "1 of 2 asked", "Answers of all customers", "channel=post&locale=nl"},
		"channel=store":           {422, "", "", ""},
		"source=mail":             {422, "", "", ""},
		"wave=second":             {422, "", "", ""},
		"wave=first&survey=&wav=": {422, "", "", ""},
	} {
		g := w.open("/touchpoints/delivery/bias?"+query, "Accept-Language: en")
		if g.status != want.status {
			t.Errorf("bias?%s answers %d, want %d", query, g.status, want.status)
			continue
		}
		if want.status != http.StatusOK {
			continue
		}
		text := strings.Join(strings.Fields(read(t, g).Find("main").Text()), " ")
		links := strings.Join(linked(g.body), "\n")
		if !strings.Contains(text, strings.Replace(want.asked, "asked", "who were asked", 1)) || !strings.Contains(text, want.who) || !strings.Contains(links, want.link) {
			t.Errorf("bias?%s says %s\nand leads to\n%s", query, text, links)
		}
	}
}

func TestBadQuestionsAboutBiasAndWordsNameTheField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, field := range map[string]string{
		"bias?segment=shoe": "segment", "bias?from=yesterday": "from", "bias?survey=none": "survey",
		"words?to=2026-13-01": "to", "comments?word=%25%25": "word", "comments?after=nonsense": "after",
		"comments?side=left": "side", "comments?limit=0": "limit", "comments?after=MjAyNi0xMS0yMCBhAA": "after",
		"comments?word=" + strings.Repeat("x", 300): "word",
	} {
		got := w.get("/v1/touchpoints/delivery/" + path)
		if got.status != http.StatusUnprocessableEntity || got.json(t)["field"] != field {
			t.Errorf("%s answers %d %s, want field %s", path, got.status, got.body, field)
		}
		if page := w.from("127.0.0.1:5000", "localhost:8080", "/touchpoints/delivery/"+path); page.Code >= 500 {
			t.Errorf("the page %s answers %d", path, page.Code)
		}
	}
	for _, path := range []string{"bias", "words", "comments"} {
		if got := w.get("/v1/touchpoints/none/" + path); got.status != http.StatusNotFound {
			t.Errorf("%s of no touchpoint answers %d", path, got.status)
		}
	}
}

func TestThePagesSayHowSureAResponseRateIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invited("a")
	token, _ := w.invited("b")
	w.form("/r/"+token, "rating=9")
	for path, want := range map[string]string{
		"/touchpoints/delivery?survey=delivery-nps":      "50% answered, 9 to 91%: 1 of 2 asked",
		"/touchpoints/delivery/bias?survey=delivery-nps": "1 of 2 who were asked answered: 50%, 9 to 91%.",
	} {
		if page := read(t, w.get(path, "Accept-Language: en")).Text(); !strings.Contains(page, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}
