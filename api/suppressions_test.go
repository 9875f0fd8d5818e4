package api_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

const (
	asMail = "Content-Type: message/rfc822"
	asCSV  = "Content-Type: text/csv"
)

var secret = surveys.Secret(strings.Repeat("s", 32))

// returnPath is where the mail of an invitation comes back to.
func returnPath(t *testing.T, invitation string) string {
	t.Helper()
	at, err := surveys.ParseReturnPath("mail.deketting.example")
	if err != nil {
		t.Fatal(err)
	}
	return secret.ReturnPath(at, invitation, 0)
}

// cameBack is a mail from the mailer's collection, come to a return path.
func cameBack(t *testing.T, name, path string) string {
	t.Helper()
	raw, err := os.ReadFile("../surveys/mailer/testdata/reports/" + name + ".eml")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(raw), "bounce+token@mail.deketting.example", path)
}

func TestAMailThatCameBackIsHandedIn(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		w := open(t, url, definition)
		w.invited("jo")
		id := w.outbox.Mails()[0].Invitation
		mail := cameBack(t, "postfix-unknown", returnPath(t, id))
		for _, changed := range []string{`"changed":["bounced","suppressed"]`, `"changed":[]`} {
			g := w.post("/v1/inbound/mail", mail, asMail)
			if g.status != http.StatusOK || !strings.Contains(g.body, changed) || !strings.Contains(g.body, `"kind":"bounce","invitation":"`+id+`","bounce":"address"`) {
				t.Errorf("it was answered %d: %s", g.status, g.body)
			}
		}
		if g := w.get("/v1/invitations?status=bounced"); !strings.Contains(g.body, `"bounce":"address"`) || !strings.Contains(g.body, `"bounced_at"`) {
			t.Errorf("the invitation is %s", g.body)
		}
		if g := w.get("/v1/suppressions/email:jo%40example.org"); !strings.Contains(g.body, `"reason":"hard_bounce"`) || strings.Contains(g.body, "@") {
			t.Errorf("the list says %s", g.body)
		}
	})
}

func TestAMailThatProvesNothingChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invited("jo")
	path := returnPath(t, w.outbox.Mails()[0].Invitation)
	w.unchanged(func() {
		for mail, kind := range map[string]string{
			cameBack(t, "postfix-unknown", "bounce@deketting.example"): "bounce", cameBack(t, "postfix-delayed", path): "delayed", cameBack(t, "away", path): "automatic",
			cameBack(t, "person", path): "other", cameBack(t, "complaint", "bounce@deketting.example"): "complaint",
		} {
			if g := w.post("/v1/inbound/mail", mail, asMail); g.status != http.StatusOK || !strings.Contains(g.body, `"kind":"`+kind+`"`) || !strings.Contains(g.body, `"changed":[]`) {
				t.Errorf("a mail of kind %s was answered %d: %s", kind, g.status, g.body)
			}
		}
	})
	// The envelope proves what headers do not name.
	g := w.post("/v1/inbound/mail?recipient="+strings.ReplaceAll(path, "+", "%2B"), cameBack(t, "qmail", "somebody@deketting.example"), asMail)
	if !strings.Contains(g.body, `"changed":["bounced","suppressed"]`) {
		t.Errorf("it was answered %d: %s", g.status, g.body)
	}
	if logs := w.logs.String(); strings.Contains(logs, "@") || strings.Contains(logs, "bounce+") {
		t.Errorf("the log says %s", logs)
	}
}

func TestAKeyForMailsMayDoNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.key = w.newKey(surveys.ScopeInbound)
	if g := w.post("/v1/inbound/mail", "Subject: x\n\ny", asMail); g.status != http.StatusOK {
		t.Errorf("it was answered %d: %s", g.status, g.body)
	}
	if g := w.get("/v1/suppressions"); g.status != http.StatusForbidden {
		t.Errorf("the list was answered %d", g.status)
	}
	w.key = w.newKey(surveys.ScopeSuppressions)
	if g := w.post("/v1/inbound/mail", "Subject: x\n\ny", asMail); g.status != http.StatusForbidden {
		t.Errorf("a mail was answered %d", g.status)
	}
}

func TestAListIsTakenAsSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const list = "Address;Since;Straße\njo@example.org;01.10.2026 10:00;M\xfcller\n"
	for _, c := range []struct {
		query, kind, want string
		status            int
	}{
		{"", asCSV, "header", 422},
		{"", asCSV + "; charset=klingon", "charset", 415},
		{"", asCSV + "; charset=windows-1252", "ignore_columns", 422},
		{"?ignore_columns=maybe", asCSV, "ignore_columns", 422},
		{"?ignore_columns=true&timezone=Mars", asCSV, "timezone", 422},
		{"?ignore_columns=true&dates=never", asCSV, "dates", 422},
		{"?ignore_columns=true", asCSV + "; charset=windows-1252", "timezone=", 422},
		{"?ignore_columns=true&timezone=Europe/Amsterdam", asCSV, "byte 34 is 0xFC", 422},
		{"?ignore_columns=true&timezone=Europe/Amsterdam", asCSV + "; charset=windows-1252", `{"added":1,"already":0,"refused":[]}`, 200},
	} {
		body := list
		if strings.Contains(c.kind, "1252") {
			body = strings.Replace(body, "ß", "\xdf", 1)
		}
		if g := w.post("/v1/suppressions"+c.query, body, c.kind); g.status != c.status || !strings.Contains(g.body, c.want) {
			t.Errorf("%s %s was answered %d: %s", c.query, c.kind, g.status, g.body)
		}
	}
	if g := w.get("/v1/suppressions"); !strings.Contains(g.body, `"since":"2026-10-01T08:00:00Z"`) {
		t.Errorf("it became %s", g.body)
	}
}

func TestAHundredRefusedLinesAreToldAndHowManyMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.post("/v1/suppressions", "address\nmany@example.org\n"+strings.Repeat("nobody\n", 130), asCSV); strings.Count(g.body, `"line"`) != 100 || !strings.Contains(g.body, `"refused_more":30`) {
		t.Errorf("130 refused lines are told as %s", g.body)
	}
	if g := w.post("/v1/suppressions", "address\n"+strings.Repeat("nobody\n", 130), asCSV); !strings.Contains(g.body, "and 30 more") {
		t.Errorf("130 refused lines and no other are told as %s", g.body)
	}
}

func TestTheSuppressionListGoesInAndOutWithoutAddresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.post("/v1/suppressions", `{"addresses":["jo@example.org","JO@EXAMPLE.ORG","nobody","al@example.org"],"touchpoint":"delivery"}`)
	if g.status != http.StatusOK || !strings.HasPrefix(g.body, `{"added":2,"already":1,"refused":[{"field":"addresses[2]"`) {
		t.Errorf("it was answered %d: %s", g.status, g.body)
	}
	w.clock.Pass(time.Hour)
	g = w.post("/v1/suppressions", "\ufeffaddress,reason,since\njo@example.org,complaint,2024-05-06T07:08:09Z\nbo@example.org,,\n,complaint,\n", asCSV)
	if !strings.HasPrefix(g.body, `{"added":2,"already":0,"refused":[{"field":"address","line":4,`) {
		t.Errorf("it was answered %d: %s", g.status, g.body)
	}
	var pages []string
	for next := "?limit=1"; ; {
		page := w.get("/v1/suppressions" + next).json(t)
		for _, one := range page["suppressions"].([]any) {
			one := one.(map[string]any)
			touchpoint, _ := one["touchpoint"].(string)
			pages = append(pages, touchpoint+" "+one["reason"].(string)+" "+one["since"].(string))
		}
		after, more := page["next"].(string)
		if !more {
			break
		}
		next = "?limit=1&after=" + after
	}
	want := " manual 2026-11-20T13:00:00Z|delivery manual 2026-11-20T12:00:00Z|delivery manual 2026-11-20T12:00:00Z| complaint 2024-05-06T07:08:09Z"
	if got := strings.Join(pages, "|"); got != want {
		t.Errorf("the list is\n%s, want\n%s", got, want)
	}
	file := w.get("/v1/suppressions.csv")
	if strings.Contains(file.body, "@") || strings.Count(file.body, "\n") != 5 || !strings.HasPrefix(file.body, "person,touchpoint,reason,since,key\n") {
		t.Errorf("the file is\n%s", file.body)
	}
	if again := w.post("/v1/suppressions", file.body, asCSV); again.body != `{"added":0,"already":4,"refused":[]}`+"\n" {
		t.Errorf("the file again was answered %s", again.body)
	}
	elsewhere := newWorld(t)
	elsewhere.clock.Pass(time.Hour)
	if got := elsewhere.post("/v1/suppressions", file.body, asCSV); !strings.Contains(got.body, `"added":4`) {
		t.Errorf("elsewhere the file was answered %s", got.body)
	}
	if got := elsewhere.get("/v1/suppressions.csv"); got.body != file.body {
		t.Errorf("elsewhere the file is\n%s", got.body)
	}
	key := file.body[strings.LastIndex(file.body, ",")+1:]
	if got := elsewhere.post("/v1/suppressions", strings.ReplaceAll(file.body, strings.TrimSpace(key), "000000000000"), asCSV); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "another secret") {
		t.Errorf("a file of another secret was answered %d: %s", got.status, got.body)
	}
}

func TestAnAddressIsPutOnTheListAndTakenOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.send(request{method: "DELETE", path: "/v1/suppressions/email:jo%40example.org"}); g.status != http.StatusNotFound {
		t.Errorf("what was not on the list was answered %d", g.status)
	}
	for _, body := range []string{`{"addresses":["jo@example.org"]}`, `{"addresses":["jo@example.org"],"touchpoint":"delivery"}`} {
		w.post("/v1/suppressions", body)
	}
	w.post("/v1/events", delivered("jo"))
	if g := w.get("/v1/events/jo/decisions"); !strings.Contains(g.body, "put on the suppression list for everything") {
		t.Errorf("the decision is %s", g.body)
	}
	if g := w.send(request{method: "DELETE", path: "/v1/suppressions/email:jo%40example.org?touchpoint=delivery"}); g.status != http.StatusNoContent {
		t.Errorf("one entry was answered %d: %s", g.status, g.body)
	}
	list := w.get("/v1/suppressions/email:jo%40example.org").json(t)["suppressions"].([]any)
	if len(list) != 1 {
		t.Fatalf("%v is left", list)
	}
	person := list[0].(map[string]any)["person"].(string)
	if g := w.send(request{method: "DELETE", path: "/v1/suppressions/" + person}); g.status != http.StatusNoContent {
		t.Errorf("the rest was answered %d: %s", g.status, g.body)
	}
	w.invited("jo2")
}
