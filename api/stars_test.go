package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"halte/surveys/mailer"
)

// withStars asks for stars after a service, and after a repair.
var withStars = strings.NewReplacer(
	"target: {nps: 40}}", "target: {nps: 40, stars: 4.5}}",
	`  - {key: service-csat, touchpoint: service, metric: csat, question: {nl: "Tevreden?", en: "Satisfied?"}}`+"\n"+
		`  - {key: service-ces, touchpoint: service, metric: ces, question: {nl: "Makkelijk?", en: "Easy?"}}`+"\n",
	`  - {key: delivery-stars, touchpoint: delivery, metric: stars, scale: 1-5, question: {nl: "Hoeveel sterren?", en: "How many stars?"}}`+"\n"+
		`  - {key: service-stars, touchpoint: service, metric: stars, question: {nl: "Hoeveel sterren?", en: "How many stars?"}}`+"\n",
	"survey: delivery-nps, on:", "survey: delivery-stars, on:",
).Replace(definition)

// starred gives n answers of a survey with each number of stars, from one on.
func (w *world) starred(survey string, counts ...int) {
	w.Helper()
	var answers []string
	for i, n := range counts {
		for range n {
			answers = append(answers, fmt.Sprintf(`{"id":"%s-%d","survey":"%[1]s","occurred_at":"2026-11-20T10:00:00Z","answered_at":"2026-11-20T10:00:00Z","rating":%[3]d}`,
				survey, len(answers), i+1))
		}
	}
	if got := w.post("/v1/responses", "["+strings.Join(answers, ",")+"]"); got.status >= 300 {
		w.Fatal(got.status, got.body)
	}
}

func TestStarsAreAskedInTheMailAndAnsweredOnThePage(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), withStars)
	token, _ := w.invited("a")
	mails := w.outbox.Mails()
	box := mailer.NewMailbox(pages().Mail, w.clock.Now)
	w.must(box.Send(t.Context(), mails[len(mails)-1]))
	mail := box.Mails()[0]
	for rating := 1; rating <= 5; rating++ {
		link := fmt.Sprintf("/r/%s?rating=%d", token, rating)
		name := fmt.Sprintf(`aria-label="%d out of 5`, rating)
		if strings.Count(mail.HTML, link) != 1 || strings.Count(mail.Text, link) != 1 || !strings.Contains(mail.HTML, name) {
			t.Errorf("the mail does not offer %d stars once, by name:\n%s", rating, mail.HTML)
		}
	}
	if strings.Contains(mail.HTML, "rating=6") || strings.Contains(mail.HTML, "rating=0") {
		t.Error("the mail offers more than five stars, or none")
	}

	page := w.send(request{method: "GET", path: "/r/" + token + "?rating=4", anonymous: true}).body
	if strings.Count(page, `type="radio" name="rating"`) != 5 || !strings.Contains(page, `id="r4" required checked aria-label="4 out of 5"`) ||
		!strings.Contains(page, `aria-label="1 out of 5, very bad"`) || !strings.Contains(page, "4 ★") {
		t.Errorf("the page does not offer five stars:\n%s", page)
	}
	if g := w.form("/r/"+token, "rating=6"); g.status != http.StatusUnprocessableEntity {
		t.Errorf("six stars were answered %d", g.status)
	}
	if g := w.form("/r/"+token, "rating=4"); g.status != http.StatusSeeOther {
		t.Fatalf("four stars were answered %d: %s", g.status, g.body)
	}
	score := w.get("/v1/touchpoints/delivery/score?survey=delivery-stars").json(t)
	if score["n"] != 1.0 || score["score"] != 4.0 {
		t.Errorf("one answer of four stars scores %v", score)
	}
}

func TestStarsAreScoredByTheirMeanAndComparedOnTheirOwnScale(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), withStars)
	w.starred("delivery-stars", 1, 1, 2, 8, 28) // mean 4.525
	w.starred("service-stars", 10, 10, 10, 5, 5)

	score := w.get("/v1/touchpoints/delivery/score?survey=delivery-stars").json(t)
	ends, _ := score["interval"].([]any)
	if score["n"] != 40.0 || score["score"] != 4.525 || len(ends) != 2 || fmt.Sprintf("%.4f", ends) != "[4.1147 4.7225]" {
		t.Errorf("the score is %v", score)
	}
	if fmt.Sprint(score["histogram"]) != "[1 1 2 8 28]" {
		t.Errorf("the histogram is %v", score["histogram"])
	}

	rows := w.get("/v1/scores?by=touchpoint&metric=stars").json(t)["scores"].([]any)
	if len(rows) != 2 {
		t.Fatalf("the rows of stars are %v", rows)
	}
	for i, want := range []float64{4.525, 2.625} {
		if row := rows[i].(map[string]any); row["metric"] != "stars" || row["score"] != want {
			t.Errorf("row %d is %v, want %v stars", i, row, want)
		}
	}

	c := w.get("/v1/comparison?by=touchpoint&metric=stars&order=score").json(t)
	first := c["rows"].([]any)[0].(map[string]any)
	if c["metric"] != "stars" || first["key"] != "delivery" || first["score"] != 4.525 || fmt.Sprint(first["groups"]) != "[a]" {
		t.Errorf("the comparison is %v", c["rows"])
	}
}

func TestStarsAreReadOnTheJourneyAndOnTheTouchpoint(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), withStars)
	w.starred("delivery-stars", 1, 1, 2, 8, 28)
	w.starred("service-stars", 10, 10, 10, 5, 5)
	for _, c := range []struct {
		path, language string
		wants          []string
	}{
		{"/", "en", []string{"Stars from 1 to 5", "4.5", "2.6"}},
		{"/touchpoints/delivery?survey=delivery-stars", "en", []string{"Stars", "4.5", "4.1 to 4.7", "middling"}},
		{"/touchpoints/delivery?survey=delivery-stars", "nl", []string{"Sterren", "4,5", "4,1 tot 4,7", "matig"}},
		{"/compare?by=touchpoint&metric=stars", "en", []string{"Stars", "4.5", "2.6"}},
	} {
		page := w.get(c.path, "Accept-Language: "+c.language)
		for _, want := range c.wants {
			if page.status != http.StatusOK || !strings.Contains(page.body, want) {
				t.Errorf("GET %s in %s answered %d without %q", c.path, c.language, page.status, want)
			}
		}
	}
}
