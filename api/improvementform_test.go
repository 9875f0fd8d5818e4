package api_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
)

// filled is the form of an improvement as somebody filled it in; names and values
// take turns; a name that comes again adds a value.
func filled(with ...string) string {
	form := url.Values{
		"id": {"x1"}, "name": {"the new carrier"}, "touchpoints": {"delivery"}, "day": {"2026-11-16"}, "rule": {"always_valid"},
		"metric": {""}, "smallest_effect": {""}, "ends": {""}, "baseline_days": {""}, "hypothesis": {"Fewer boxes arrive damaged."}, "owner": {"logistics"}, "do": {"write"},
	}
	given := url.Values{}
	for i := 0; i+1 < len(with); i += 2 {
		given.Add(with[i], with[i+1])
	}
	maps.Copy(form, given)
	return form.Encode()
}

func read(t *testing.T, g got) *goquery.Document {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(g.body))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestAnImprovementIsWrittenDownOnAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(80)
	if list := read(t, w.open("/improvements")); list.Find(`a[href="/improvements/new"]`).Length() != 1 {
		t.Error("the list does not lead to the form")
	}
	page := w.open("/improvements/new")
	form := read(t, page)
	if page.status != http.StatusOK || form.Find("script").Length() != 0 || !strings.Contains(page.header.Get("Content-Security-Policy"), "form-action 'self'") {
		t.Errorf("the form answered %d %v", page.status, page.header)
	}
	for _, name := range []string{"name", "touchpoints", "day", "metric", "smallest_effect", "controls", "rule", "ends", "baseline_days", "chosen_because_bad", "hypothesis", "owner"} {
		if form.Find(`form [name="`+name+`"]`).Length() == 0 {
			t.Errorf("the form has no field %s", name)
		}
	}
	if form.Find(`[name=touchpoints][value=newsletter]`).Length() != 0 {
		t.Error("a touchpoint is offered at which nothing is asked")
	}
	w.unchanged(func() {
		ask := w.form("/improvements/new", filled("do", "ask"))
		if got := read(t, ask); ask.status != http.StatusOK || !strings.Contains(got.Find(".verdict").Text(), "Never with this baseline") || got.Find("#name").AttrOr("value", "") != "the new carrier" {
			t.Errorf("asking how long it takes answered %d: %s", ask.status, ask.body)
		}
	})
	for range 2 { // the button may be pressed twice
		made := w.form("/improvements/new", filled("chosen_because_bad", "true", "smallest_effect", "7,5", "baseline_days", "8"))
		if made.status != http.StatusSeeOther || made.header.Get("Location") != "/improvements/x1" {
			t.Fatalf("the form answered %d %s: %s", made.status, made.header.Get("Location"), made.body)
		}
	}
	if list, _ := w.get("/v1/improvements").json(t)["improvements"].([]any); len(list) != 1 {
		t.Errorf("%d were written down", len(list))
	}
	v := w.get("/v1/improvements/x1").json(t)
	if v["version"] != 1.0 || v["smallest_effect"] != 7.5 || v["baseline_days"] != 56.0 || v["chosen_because_bad"] != true || v["owner"] != "logistics" || v["metric"] != "nps" || v["hypothesis"] != "Fewer boxes arrive damaged." {
		t.Errorf("written down was %v", v)
	}
	if g := w.open("/improvements/x1"); g.status != http.StatusOK || !strings.Contains(g.body, "cannot be told from chance, however long one waits") {
		t.Errorf("its page answered %d without saying how long it takes", g.status)
	}
}

func TestWhatIsWrongStandsAtItsFieldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for field, with := range map[string][]string{
		"name":            {"name", ""},
		"touchpoints":     {"touchpoints", "nowhere"},
		"day":             {"day", "27 July"},
		"metric":          {"touchpoints", "service"},
		"smallest_effect": {"smallest_effect", "<b>much"},
		"controls":        {"controls", "delivery"},
		"ends":            {"rule", "planned", "ends", "2026-11-17"},
		"rule":            {"rule", "sometimes"},
		"baseline_days":   {"baseline_days", "1000000000000000000000"},
		"owner":           {"owner", "a\nb"},
		"hypothesis":      {"hypothesis", strings.Repeat("long ", 500)},
	} {
		for _, do := range []string{"write", "ask"} {
			g := w.form("/improvements/new", filled(append(with, "do", do, "chosen_because_bad", "true")...))
			page := read(t, g)
			if g.status != http.StatusUnprocessableEntity || page.Find("#wrong-"+field).Text() == "" || page.Find(`[role=alert] a[href="#`+field+`"]`).Length() != 1 || page.Find("#"+field).Length() != 1 {
				t.Errorf("%s: answered %d without saying so at the field: %s", field, g.status, page.Find("[role=alert]").Text())
			}
			if page.Find(`[name=chosen_because_bad][checked]`).Length() != 1 || page.Find(`[name=id]`).AttrOr("value", "") != "x1" ||
				field != "touchpoints" && field != "metric" && page.Find(`[name=touchpoints][value=delivery][checked]`).Length() != 1 ||
				field == "smallest_effect" && page.Find("#smallest_effect").AttrOr("value", "") != "<b>much" {
				t.Errorf("%s: what was filled in is lost", field)
			}
		}
	}
	if n := read(t, w.form("/improvements/new", filled("name", "", "day", "", "smallest_effect", "much"))).Find("p.wrong").Length(); n != 3 {
		t.Errorf("of three mistakes %d are shown", n)
	}
	if list, _ := w.get("/v1/improvements").json(t)["improvements"].([]any); len(list) != 0 {
		t.Errorf("%d were written down", len(list))
	}
}

func TestWhatIsWrongWithTheFormIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := read(t, w.form("/improvements/new", filled("name", "", "smallest_effect", "much", "baseline_days", "1"), "Accept-Language: nl"))
	for field, want := range map[string]string{
		"name": "ontbreekt", "smallest_effect": "is geen getal zoals 10 of 0,3", "baseline_days": "is geen getal van 2 tot en met 104",
	} {
		if got := page.Find("#wrong-" + field).Text(); got != want {
			t.Errorf("%s is wrong because it %q, want %q", field, got, want)
		}
	}
}

func TestEveryRefusalOfTheFormIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), withRelationship)
	walked := map[surveys.ReasonCode]bool{}
	for _, c := range []struct {
		code        surveys.ReasonCode
		field, want string
		with        []string
	}{
		{surveys.RefusedTooManyBytes, "hypothesis", "is langer dan 2000 bytes", []string{"hypothesis", strings.Repeat("lang ", 500)}},
		{surveys.RefusedTooManyBytes, "name", "is langer dan 200 bytes", []string{"name", strings.Repeat("lang ", 50)}},
		{surveys.RefusedNotPrintable, "owner", "bevat tekens die niet te drukken zijn", []string{"owner", "a\nb"}},
		{surveys.RefusedNoChoice, "rule", "is geen van de keuzes", []string{"rule", "sometimes"}},
		{surveys.RefusedNoChoice, "metric", "is geen van de keuzes", []string{"metric", "weather"}},
		{surveys.RefusedNotADay, "day", "is geen dag zoals 2026-11-20", []string{"day", "27 July"}},
		{surveys.RefusedNotADay, "ends", "is geen dag zoals 2026-11-20", []string{"rule", "planned", "ends", "27 July"}},
		{surveys.RefusedFarDay, "day", "ligt meer dan twee jaar vooruit of tien jaar terug", []string{"day", "2030-01-01"}},
		{surveys.RefusedEnd, "ends", "ligt minder dan een week of meer dan twee jaar na de eerste dag", []string{"rule", "planned", "ends", "2026-11-17"}},
		{surveys.RefusedEffect, "smallest_effect", "ligt niet tussen 0,2 en 200", []string{"smallest_effect", "1000"}},
		{surveys.RefusedMetricUnclear, "metric", "ontbreekt: bij deze contactmomenten wordt naar CSAT en naar CES gevraagd", []string{"touchpoints", "service"}},
		{surveys.RefusedControlTouched, "controls", "“Bezorging” is waar de verandering is: kies contactmomenten die zij niet kan raken", []string{"controls", "delivery"}},
		{surveys.RefusedControlRelationship, "controls", "“Nieuwsbrief” vraagt naar de relatie als geheel, en die raakt elke verandering: kies contactmomenten die zij niet kan raken", []string{"controls", "newsletter"}},
		{surveys.RefusedManyTouchpoints, "touchpoints", "noemt meer dan 20 contactmomenten", append([]string{"touchpoints", "delivery"}, slices.Repeat([]string{"touchpoints", "x"}, 20)...)},
		{surveys.RefusedNoTouchpoint, "controls", "“nowhere” bestaat niet", []string{"controls", "nowhere"}},
		{surveys.RefusedTouchpointTwice, "touchpoints", "noemt “Bezorging” twee keer", []string{"touchpoints", "delivery", "touchpoints", "delivery"}},
		{surveys.RefusedNoSurvey, "touchpoints", "“Balie” heeft geen vragenlijst", []string{"touchpoints", "repair-desk"}},
		{surveys.RefusedNoSurveyOf, "controls", "“Eerste beurt” heeft geen vragenlijst met de maat NPS", []string{"controls", "service"}},
		{surveys.RefusedReservedID, "id", "is het adres van de pagina waarop je er een opschrijft: kies een ander", []string{"id", "new"}},
		{surveys.RefusedBadID, "id", "bestaat niet uit 1 tot 63 kleine letters, cijfers en streepjes", []string{"id", "A b"}},
	} {
		walked[c.code] = true
		page := read(t, w.form("/improvements/new", filled(c.with...), "Accept-Language: nl"))
		got := page.Find("#wrong-" + c.field).Text()
		if c.field == "id" { // nobody fills it in, so there is no such field to see
			got = strings.TrimPrefix(page.Find("[role=alert] li, [role=alert] p").Text(), "id ")
		}
		if got != c.want {
			t.Errorf("%s is told of %s as %q, want %q: %s", c.code, c.field, got, c.want, page.Find("[role=alert]").Text())
		}
		if found := saysEnglish(page.Find("[role=alert]").Text()); found != "" {
			t.Errorf("%s is told in English, %q: %s", c.code, found, page.Find("[role=alert]").Text())
		}
	}
	for _, code := range surveys.ImprovementRefusals() {
		if !walked[code] {
			t.Errorf("no form here is refused for %s", code)
		}
	}
}

func TestNobodyElseWritesAnImprovementDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, headers := range map[string][]string{
		"another site":          {"Sec-Fetch-Site: cross-site"},
		"another origin":        {"Origin: https://evil.example"},
		"a key that only reads": {"Authorization: Bearer " + w.newKey(surveys.ScopeRead)},
	} {
		if g := w.form("/improvements/new", filled(), headers...); g.status != http.StatusForbidden && g.status != http.StatusUnauthorized {
			t.Errorf("%s was answered %d", name, g.status)
		}
	}
	reader := "Authorization: Bearer " + w.newKey(surveys.ScopeRead)
	if g := w.open("/improvements/new", reader); g.status != http.StatusForbidden {
		t.Errorf("a key that only reads gets the form: %d", g.status)
	}
	if g := w.open("/improvements", reader); strings.Contains(g.body, "/improvements/new") {
		t.Error("a key that only reads is led to the form")
	}
	if g := w.form("/improvements/new", filled(), "Authorization: Bearer "+w.newKey(surveys.ScopeRead, surveys.ScopeImprovements)); g.status != http.StatusSeeOther {
		t.Errorf("a key that may was answered %d: %s", g.status, g.body)
	}
	for body, kind := range map[string]string{"{}": "application/json", "%zz=%": "application/x-www-form-urlencoded", "a": "multipart/form-data"} {
		if g := w.form("/improvements/new", body, "Content-Type: "+kind); g.status < 400 || g.status >= 500 {
			t.Errorf("%s %q was answered %d", kind, body, g.status)
		}
	}
}
