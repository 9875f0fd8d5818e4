package api_test

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"

	"halte/api"
	"halte/surveys"
	"halte/surveys/store"
)

// mangled are the ways in which mail systems and people hand on the link of a mail, whose
// rating is 9.
var mangled = []string{
	"/KIND/TOKEN?rating=9", "/KIND/TOKEN/?rating=9", "//KIND/TOKEN?rating=9", "/KIND//TOKEN?rating=9", "/KIND%2FTOKEN?rating=9", "/KIND/TOKEN//?rating=9", `/KIND/TOKEN\?rating=9`, `/KIND\TOKEN?rating=9`,
	"/KIND/TOKEN.?rating=9", "/KIND/TOKEN%3Frating=9", "/KIND/TOKEN%3frating%3d9", "/KIND/TOKEN%253Frating%253D9", "/KIND/TOKEN%25253Frating%25253D9", "/KIND%252FTOKEN%253Frating%253D9", "/KIND/TOKEN=3Frating=3D9", "/KIND/TOKEN%3Frating=3D9.",
	"/KIND/TOKEN?rating=9.", "/KIND/TOKEN?rating=9)", "/KIND/TOKEN?rating=9).", "/KIND/TOKEN?rating=9%3E", "/KIND/TOKEN?rating=9>", `/KIND/TOKEN?rating=9"`, "/KIND/TOKEN?rating=9'", "/KIND/TOKEN?rating=9,", "/KIND/TOKEN?rating=9;", "/KIND/TOKEN?rating=9!", "/KIND/TOKEN?rating=9]", "/KIND/TOKEN?rating=9*", "/KIND/TOKEN?rating=9_",
	"/KIND/TOKEN?rating=9%20", "/KIND/TOKEN?rating=9%20Click%20here", "/KIND/TOKEN?rating=9+", "/KIND/TOKEN?rating=9%E2%80%8B", "/KIND/TOKEN?rating=9%E2%80%A6", "/KIND/TOKEN?rating=9%C2%A0", "/KIND/TOKEN?rating=9%EF%BB%BF", "/KIND/TOKEN?rating=9%", "/KIND/TOKEN?rating=9%2", "/KIND/TOKEN?rating=9%0D%0A",
	"/KIND/TOKEN?rating=3D9", "/KIND/TOKEN?rating%3D9", "/KIND/TOKEN?rating%253D9", "/KIND/TOKEN?rating=%39", "/KIND/TOKEN?rating=%2539", "/KIND/TOKEN?rating=%229%22", "/KIND/TOKEN?rating=%209", "/KIND/TOKEN?rating==9", "/KIND/TOKEN?rating=%3D9",
	"/KIND/TOKEN?utm_source=mail&rating=9", "/KIND/TOKEN?utm_source=mail&amp;rating=9", "/KIND/TOKEN?utm_source=mail%26rating%3D9", "/KIND/TOKEN?utm_source=mail;rating=9", "/KIND/TOKEN?&rating=9", "/KIND/TOKEN?amp;rating=9", "/KIND/TOKEN?a=b%26amp%3Brating=9", "/KIND/TOKEN&rating=9", "/KIND/TOKEN&amp;rating=9", "/KIND/TOKEN%26rating%3D9",
	"/KIND/TOKEN?rating=9&utm_source=mail&utm_medium=email", "/KIND/TOKEN?rating=9&fbclid=IwAR0x-1_rating", "/KIND/TOKEN?rating=9?utm_source=mail", "/KIND/TOKEN?rating=9&amp;utm_source=mail", "/KIND/TOKEN?rating=9%26utm_source%3Dmail", "/KIND/TOKEN?rating=9#/x", "/KIND/TOKEN?rating=9%23x", "/KIND/TOKEN?utm_content=x%26rating%3D3&rating=9", "/KIND/TOKEN?rating=9&data=05%7C01%7Cjo%40example.org&sdata=x%3D&reserved=0",
	"/KIND/%20TOKEN?rating=9", "/KIND/%E2%80%8BTOKEN?rating=9", "/KIND/%3CTOKEN%3E?rating=9", "/KIND/TOKEN%22%3E?rating=9", "/KIND/TOKEN%3C/a%3E?rating=9", "/KIND/TOKEN%2C?rating=9", "/KIND/TOKEN%29?rating=9", "/KIND/TOKEN_?rating=9", "/KIND/TOKEN-?rating=9", "/KIND/TOKEN*?rating=9", "/KIND/TOKEN%5C?rating=9", "/KIND/TOKEN%E3%80%82?rating=9", "/KIND/TOKEN%E2%80%99?rating=9", "/KIND/TOKEN%C2%AD?rating=9", "/KIND/TOKEN%A0?rating=9",
	"/KIND/TOKEN%20?rating=9", "/KIND/TOKEN%20Click%20here?rating=9", "/KIND/TOKEN%0D%0A?rating=9",
	"/KIND/TOKEN?RATING=9", "/KIND/TOKEN?Rating=9.",
	"/./KIND/TOKEN?rating=9", "/KIND/./TOKEN?rating=9", "/../KIND/TOKEN?rating=9", "/KIND/../KIND/TOKEN?rating=9", "/KIND/KIND/TOKEN?rating=9", "/ask/KIND/TOKEN?rating=9", "/ask/ask/KIND/TOKEN?rating=9", "/https://localhost:8080/KIND/TOKEN?rating=9", "/localhost/KIND/TOKEN?rating=9", "/%E2%80%8B/KIND/TOKEN?rating=9", "/%20/KIND/TOKEN?rating=9", "/KIND=2FTOKEN=3Frating=3D9", "/./KIND%2FTOKEN%3Frating%3D9",
	"/KIND/TOKEN=?rating=9", "/KIND/=TOKEN?rating=9", "/KIND/TOKEN%20=%20?rating=9",
	"/KIND/TOKEN?rating=9.0", "/KIND/TOKEN?rating=9,0", "/KIND/TOKEN?rating=9.00.", "/KIND/TOKEN?rating=09", "/KIND/TOKEN?rating=+9", "/KIND/TOKEN?rating=%2B9", "/KIND/TOKEN?rating:9", "/KIND/TOKEN?rating%3A9", "/KIND/TOKEN?rating=9%E2%80%93",
	"/KIND/TOKEN?rating=%EF%BC%99", "/KIND/TOKEN?rating%EF%BC%9D%EF%BC%99", "/KIND/TOKEN%EF%BC%9Frating=9", "/KIND/TOKEN?rating=%D9%A9", "/KIND/TOKEN?rating=%E0%A5%AF",
	"/KIND/TOKEN?rating&equals;9", "/KIND/TOKEN?rating%26equals%3B9", "/KIND/TOKEN?rating&%2361;9", "/KIND/TOKEN?rating=%26%2357%3B", "/KIND/TOKEN?rating=%26%23x39%3B", "/KIND/TOKEN&quest;rating=9", "/KIND/TOKEN?utm_source=mail%26amp%3Bamp%3Brating=9",
}

// forms gives what can become of a link with any token.
func forms(kind, token string) (out []string) {
	for _, form := range mangled {
		out = append(out, strings.NewReplacer("KIND", kind, "TOKEN", token).Replace(form))
	}
	return out
}

// furtherForms gives what can become of a link with a token of today beside those: letters
// in another case, and what a break of the line left within it.
func furtherForms(kind, token string) (out []string) {
	half := len(token) / 2
	for _, in := range []string{"%20", "%0D%0A", "=%0D%0A", "=%0A", "%E2%80%8B", "%C2%AD", "%E2%81%A0", "&shy;", "=", "=%20", "-", "-%0D%0A", "%E2%80%90", "%E2%80%91", "%3E%20", "%0D%0A%3E%20", "%7C"} {
		out = append(out, "/"+kind+"/"+token[:half]+in+token[half:]+"?rating=9")
	}
	whole := "/" + kind + "/" + token + "?rating=9"
	for _, at := range []int{1, 21, 22, 25} { // wherever the line ends
		out = append(out, "/"+kind+"/"+token[:at]+"="+token[at:]+"?rating=9", "/"+kind+"/"+token[:at]+"-"+token[at:]+"?rating=9")
	}
	return append(out, strings.ToUpper(whole), strings.ToUpper(whole)+".", "/"+kind+"/"+strings.ToUpper(token[:half])+token[half:]+".?rating=9", "/"+kind+"/"+token+"here?rating=9")
}

// oldLinks gives an answer token and an unsubscribe token in base 64, as links had them once,
// for the person and the invitation behind the tokens of today.
func (w *world) oldLinks(answer, unsubscribe string) (string, string) {
	w.Helper()
	inv, _, err := w.halte.Read(w.Context()).InvitationByToken(surveys.TokenHash(answer))
	w.must(err)
	old := base64.RawURLEncoding.EncodeToString([]byte("0123456789abcde\xff"))
	w.must(w.halte.Update(w.Context(), func(tx store.Tx) error {
		return tx.TokensAppend([]surveys.Token{{Hash: surveys.HashOf(old), Invitation: inv.ID, CreatedAt: w.clock.Now()}})
	}))
	who, touchpoint, err := worldSecret.ReadUnsubscribe(unsubscribe)
	w.must(err)
	id, err := hex.DecodeString(string(who))
	w.must(err)
	body := append(id, touchpoint...)
	return old, base64.RawURLEncoding.EncodeToString(append(body, worldSecret.Mac("unsubscribe", string(body))[:16]...))
}

func TestALinkLeadsToItsSurveyWhateverWasMadeOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, unsubscribe := w.invited("jo")
	other, _ := w.invited("al")
	old, _ := w.oldLinks(answer, unsubscribe)
	for _, link := range slices.Concat(forms("r", answer), furtherForms("r", answer), forms("r", old)) {
		g := w.send(request{method: "GET", path: link, anonymous: true})
		if g.status != http.StatusOK {
			t.Errorf("GET %s answered %d", link, g.status)
			continue
		}
		page := read(t, g)
		if rating := page.Find("[name=rating][checked]").AttrOr("value", ""); rating != "9" {
			t.Errorf("behind %s the rating is %q", link, rating)
		}
		if action := strings.ReplaceAll(page.Find("form").AttrOr("action", ""), "-", ""); !strings.HasPrefix(strings.ToLower(action), "/r/"+answer) && !strings.HasPrefix(action, "/r/"+old) {
			t.Errorf("behind %s the form leads to %s", link, action)
		}
		if strings.Contains(g.body, other) {
			t.Errorf("%s shows the link of another", link)
		}
	}
	for _, link := range []string{"/r/" + answer + ".", "//R/" + strings.ToUpper(answer) + "/", "/r/" + old + "%3Frating=9", "/r/" + answer + "?rating=9."} {
		if g := w.form(link, "rating=7"); g.status != http.StatusSeeOther {
			t.Errorf("POST %s answered %d", link, g.status)
		} else if thanks := w.get(g.header.Get("Location")); thanks.status != http.StatusOK || !strings.Contains(thanks.body, "Thank you") {
			t.Errorf("POST %s led to %s, which answered %d", link, g.header.Get("Location"), thanks.status)
		}
	}
	if list, _ := w.get("/v1/responses").json(t)["responses"].([]any); len(list) != 1 {
		t.Errorf("there are %d answers", len(list))
	}
}

func TestWhatIsNoRatingOfALinkIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("jo")
	for _, query := range []string{"", "?rating=", "?rating=x", "?rating=9.5", "?rating=9,5", "?rating=9.05", "?rating=-9", "?rating=%E2%88%929", "?rating=%C2%BD", "?rating=11", "?rating=99", "?rating=1000", "?my_rating=9", "?rating", "?utm_source=9", "?ratings=9"} {
		g := w.send(request{method: "GET", path: "/r/" + token + query, anonymous: true})
		if rating := read(t, g).Find("[name=rating][checked]").AttrOr("value", ""); g.status != http.StatusOK || rating != "" {
			t.Errorf("%s was answered %d, with the rating %q", query, g.status, rating)
		}
	}
}

func TestUnsubscribingWorksWhateverWasMadeOfTheLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, unsubscribe := w.invited("jo")
	_, old := w.oldLinks(answer, unsubscribe)
	for _, link := range slices.Concat(forms("u", unsubscribe), furtherForms("u", unsubscribe), forms("u", old)) {
		g := w.send(request{method: "GET", path: link, anonymous: true})
		if g.status != http.StatusOK {
			t.Errorf("GET %s answered %d", link, g.status)
			continue
		}
		action := read(t, g).Find("form").AttrOr("action", "")
		if done := w.form(action, "scope=touchpoint"); done.status != http.StatusOK {
			t.Errorf("behind %s, POST %s answered %d", link, action, done.status)
		}
		if done := w.form(link, "List-Unsubscribe=One-Click"); done.status != http.StatusOK {
			t.Errorf("one click at %s answered %d", link, done.status)
		}
	}
	if g := w.get("/v1/suppressions/email:jo%40example.org"); strings.Count(g.body, `"reason":"unsubscribed"`) != 2 {
		t.Errorf("the list says %s", g.body)
	}
}

func TestAMangledLinkIsUnderstoodUnderThePathOfTheBaseURL(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *api.Options) { o.BaseURL = baseURL + "/ask" })
	token, _ := w.invited("jo")
	for _, link := range []string{
		"/ask/r/" + token + ".", "//ask//r/" + token + "/", "/ASK/R/" + strings.ToUpper(token) + "?RATING=9", "/ask%2Fr%2F" + token + "%3Frating=9", "/R/" + token,
		"/ask/ask/r/" + token, "/ask/./r/" + token, "/./ask/r/" + token, "/ask/r/ask/r/" + token, "/klant/vraag/r/" + token, "/ask/r/r/" + token,
	} {
		g := w.send(request{method: "GET", path: link, anonymous: true})
		if g.status != http.StatusOK || !strings.HasPrefix(read(t, g).Find("form").AttrOr("action", ""), "/ask/r/") {
			t.Errorf("GET %s answered %d", link, g.status)
		}
	}
}

func TestATestLinkIsOneInAnyForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, link := range []string{"/r/test", "/r/TEST", "/R/test/", "/u/test.", "/r/test%3Frating=9", "/./r/test", "/ask/ask/u/test"} {
		if g := w.send(request{method: "GET", path: link, anonymous: true}); g.status != http.StatusOK {
			t.Errorf("GET %s answered %d", link, g.status)
		}
	}
}

func TestALinkThatIsNotOursLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, unsubscribe := w.invited("jo")
	for _, link := range []string{"/r", "/r/", "/u/", "/r/?rating=9", "/r/" + answer[1:], "/r/" + answer[:25], "/u/" + unsubscribe[1:], "/u/" + unsubscribe[:len(unsubscribe)-2], "/u/" + answer, "/r/" + unsubscribe, "/x/" + answer, "/rr/" + answer, "/r/.." + "/", "/r/%00", "/r/x" + answer, "/r/r", "/x/r/y", "/x/" + answer + "/r/", "/r?u=/r/" + answer, "/nothing?u=/r/" + answer} {
		if g := w.send(request{method: "GET", path: link, anonymous: true}); g.status != http.StatusNotFound {
			t.Errorf("GET %s answered %d", link, g.status)
		}
	}
}

// An id may hold what looks like a link.
func TestAnAddressOfOursIsNotTakenForTheLinkThatStandsInIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, _ := w.invited("jo")
	for _, path := range []string{"/contacts/x%2Fr%2F" + answer, "/contacts/x/r/" + answer, "/v1/contacts/x/r/" + answer, "/static/r/" + answer, "/compare/r/" + answer} {
		if g := w.get(path); g.status != http.StatusNotFound {
			t.Errorf("GET %s answered %d", path, g.status)
		}
	}
	w.send(put("/v1/contacts/x%2Fr%2F"+answer, "{}"))
	if g := w.get("/v1/contacts/x%2Fr%2F" + answer); g.status != http.StatusOK || !strings.Contains(g.body, `"x/r/`+answer+`"`) {
		t.Errorf("the contact is answered %d: %s", g.status, g.body)
	}
}
