package views

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/templates/brand"
	"halte/templates/locales"
)

// pages are the pages as they are served, but for the hash in the address of a
// static file.
var pages = func() *Pages {
	languages, err := locales.Load()
	if err != nil {
		panic(err)
	}
	pages, err := New(os.DirFS("../html"), func(address string) string { return address }, func(name string) string { return "/static/" + name }, languages)
	if err != nil {
		panic(err)
	}
	return pages
}()

// De Ketting, a shop that sells bicycles, as the tests and the pictures of the
// pages know it.

var ketting = Brand{Name: "De Ketting", Colour: "#0b5d3b"}

func tally(m metric.Metric, histogram ...int64) metric.Tally {
	t, err := m.TallyOf(histogram)
	if err != nil {
		panic(err)
	}
	return t
}

func figures(m metric.Metric, t metric.Tally) insight.Figures {
	return insight.NewFigures(m, surveys.Sum{Tally: t})
}

// weeks spreads a tally over weeks, always in the same way.
func weeks(m metric.Metric, t metric.Tally, first string, count int) []insight.TrendPoint {
	random := rand.New(rand.NewPCG(7, uint64(t.N())))
	split := make([]metric.Tally, count)
	for rating, n := range t {
		for range n {
			split[random.IntN(count)][rating]++
		}
	}
	points := make([]insight.TrendPoint, count)
	for i := range points {
		points[i] = insight.TrendPoint{Start: surveys.AddDays(first, 7*i), Figures: figures(m, split[i])}
	}
	return points
}

// ask puts a survey of a touchpoint on the page, with what it measured.
func (p *JourneyPage) ask(touchpoint string, m metric.Metric, histogram ...int64) {
	t, key := tally(m, histogram...), touchpoint+"-"+string(m)
	p.Surveys = append(p.Surveys, surveys.Survey{Key: key, Touchpoint: touchpoint, Metric: m})
	p.Map.Surveys[key] = journey.MapScore{Figures: figures(m, t), Trend: weeks(m, t, "2026-04-06", 26)}
}

// in is a text in English.
func in(english string) surveys.Text { return surveys.Text{"en": english} }

func bikeOrder() surveys.Journey {
	at := func(key, name, channel, owner string, truth bool) surveys.Touchpoint {
		return surveys.Touchpoint{Key: key, Name: in(name), Channel: channel, Owner: owner, MomentOfTruth: truth}
	}
	visit, delivery := at("store-visit", "Store visit", "store", "retail", true), at("delivery", "Delivery", "post", "logistics", true)
	visit.Target, delivery.Target = map[metric.Metric]float64{metric.CSAT: 80}, map[metric.Metric]float64{metric.NPS: 40}
	return surveys.Journey{Key: "bike-order", Name: in("Ordering a bike"), Stages: []surveys.Stage{
		{Key: "awareness", Name: in("Awareness")},
		{Key: "consideration", Name: in("Consideration"), Touchpoints: []surveys.Touchpoint{at("advice-chat", "Advice chat", "chat", "service", false), visit}},
		{Key: "decision", Name: in("Decision"), Touchpoints: []surveys.Touchpoint{at("checkout", "Checkout", "web", "e-commerce", false)}},
		{Key: "action", Name: in("Action"), Touchpoints: []surveys.Touchpoint{
			delivery, at("assembly", "Assembly", "post", "product", false), at("returns", "Returns", "post", "logistics", false),
		}},
		{Key: "loyalty", Name: in("Loyalty"), Touchpoints: []surveys.Touchpoint{
			at("support-call", "Support call", "phone", "service", true), at("first-service", "First service", "store", "workshop", false),
			at("relationship", "The relationship", "email", "cx", false),
		}},
	}}
}

func english() Console {
	return Console{Organisation: "De Ketting", Lang: "en", Home: "/", Mailbox: "/dev/mailbox"}
}

func halfYear() Period {
	return Period{From: "2026-04-06", To: "2026-10-05", Choices: []Link{
		{Name: "30 days", URL: "?days=30"}, {Name: "90 days", URL: "?days=90"}, {Name: "180 days", URL: "?days=180", Current: true}, {Name: "all", URL: "?days=all"},
	}}
}

func journeyPage() JourneyPage {
	p := JourneyPage{
		Console: english(), Period: halfYear(), Journey: bikeOrder(), Map: journey.Map{Surveys: map[string]journey.MapScore{}},
		Touchpoints: sampleTouchpoints(), Alerts: map[string]string{"delivery": "2026-09-12"},
	}
	p.ask("advice-chat", metric.CSAT, 0, 7, 60, 105, 89)
	p.ask("store-visit", metric.CSAT, 1, 13, 33, 68, 92)
	p.ask("checkout", metric.CES, 4, 19, 58, 112, 158, 167, 177)
	p.ask("delivery", metric.NPS, 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143)
	p.ask("assembly", metric.CES, 5, 22, 45, 82, 98, 78, 55)
	p.ask("returns", metric.CSAT, 6, 14, 15, 18, 19)
	p.ask("support-call", metric.CSAT, 6, 16, 31, 49, 49)
	p.ask("first-service", metric.NPS, 0, 1, 2, 5, 8, 17, 16, 38, 29, 45, 61)
	p.ask("relationship", metric.NPS, 0, 3, 8, 14, 22, 38, 36, 58, 31, 67, 93)
	return p
}

// silent takes all answers from the page.
func (p *JourneyPage) silent() {
	p.Alerts = nil
	for key := range p.Map.Surveys {
		p.Map.Surveys[key] = journey.MapScore{}
	}
}

// scored is what a survey measured in half a year.
func scored(m metric.Metric, histogram ...int64) insight.TouchpointScore {
	t := tally(m, histogram...)
	return insight.TouchpointScore{Metric: m, Figures: figures(m, t), Trend: weeks(m, t, "2026-04-06", 26)}
}

func touchpointPage() TouchpointPage {
	j := bikeOrder()
	group := func(value string, histogram ...int64) insight.ScoreRow {
		return insight.ScoreRow{Key: value, Metric: metric.NPS, Figures: figures(metric.NPS, tally(metric.NPS, histogram...))}
	}
	p := TouchpointPage{
		Console: english(), Period: halfYear(), Journey: Link{Name: "Ordering a bike", URL: "/"}, Stage: "Action", Touchpoint: j.Stages[3].Touchpoints[0],
		Survey: surveys.Survey{Key: "delivery-nps", Touchpoint: "delivery", Metric: metric.NPS, Question: in("How likely are you to recommend us after this delivery?")},
		Score:  scored(metric.NPS, 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143),

		Improvements: []surveys.Improvement{{ImprovementDraft: surveys.ImprovementDraft{Day: "2026-07-14", Name: "New carrier"}}},
		Segments: []Split{{Name: "Persona", Rows: []insight.ScoreRow{
			group("commuter", 1, 2, 6, 9, 12, 20, 22, 40, 25, 44, 70),
			group("family", 2, 4, 9, 16, 18, 29, 28, 40, 25, 34, 55),
			group("racer", 1, 1, 2, 4, 5, 6, 7, 8, 4, 7, 12),
			group("tourist", 0, 0, 1, 1, 1, 2, 2, 3, 2, 2, 3),
			group("other", 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0),
		}}},
		Chosen: sampleChosen(),
		Comments: insight.CommentsFound{Comments: []insight.CommentFound{
			{Rating: new(10), Category: insight.Satisfied, Day: "2026-10-04", Locale: "nl", Text: "Keurig op tijd en de bezorger droeg hem zelfs de trap op."},
			{Rating: new(3), Category: insight.Dissatisfied, Day: "2026-10-04", Locale: "nl", Text: "Drie keer een andere dag doorgekregen. Uiteindelijk stond de doos bij de buren, met een kapot spatbord."},
			{Rating: new(8), Category: insight.Neutral, Day: "2026-10-03", Locale: "en", Text: "Fine. A narrower time slot would have saved me a morning off."},
			{Rating: new(5), Category: insight.Dissatisfied, Day: "2026-10-01", Locale: "de", Text: "Die Sendungsverfolgung hat nicht funktioniert."},
		}},
	}
	p.Score.Invited, p.Score.Replied, p.Score.RateInterval = new(int64(2010)), 609, &[2]float64{.283, .323}
	p.Score.Precision, p.Score.Outweighed = &insight.Precision{HalfWidth: 5, Needed: 1137, More: 528, Invitations: new(int64(1743))}, 34
	return p
}

func surveyPage() SurveyPage {
	brand := ketting
	brand.Logo = "https://deketting.example/logo.png"
	return SurveyPage{
		Respondent: Respondent{
			Lang: "en", Brand: brand, Privacy: "https://deketting.example/privacy",
			Languages: []Link{{Name: "English", URL: "?lang=en", Current: true}, {Name: "Nederlands", URL: "?lang=nl"}},
		},
		Action: "/r/token", Touchpoint: "Delivery", Question: "How likely are you to recommend us after this delivery?",
		Metric: metric.NPS, Closes: "2026-10-26", Unsubscribe: "/u/token",
		FollowUps: []FollowUp{
			{Key: "why", Type: surveys.Comment, Question: "What went wrong?", Ratings: []int{0, 1, 2, 3, 4, 5, 6}},
			{Key: "delight", Type: surveys.Comment, Question: "What did you like?", Ratings: []int{9, 10}},
			{Key: "what", Type: surveys.Multi, Question: "What did it have to do with?", Choices: []Choice{{"time", "The time slot"}, {"box", "The box"}, {"driver", "The driver"}}, Ratings: []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
			{Key: "again", Type: surveys.YesNo, Question: "May we call you about it?"},
		},
	}
}

func mailboxPage() MailboxPage {
	p := MailboxPage{Console: english()}
	for i, to := range []string{"jo@example.org", "noor.van.der.heuvel@example.org", "amir@example.org"} {
		p.Mails = append(p.Mails, Mail{
			ID: string(rune('3' - i)), To: to, Subject: "Bezorging: één korte vraag", URL: "invitation-nl.html",
			At: time.Date(2026, 10, 5, 9, 14, 20-i*7, 0, time.UTC), Text: "Hallo Jo,",
			Links: []string{"http://127.0.0.1:8080/r/AbCdEfGhIjKlMnOpQrStUv?rating=9", "http://127.0.0.1:8080/r/AbCdEfGhIjKlMnOpQrStUv", "http://127.0.0.1:8080/u/AbCdEfGhIjKlMnOpQrStUvWxYz"},
		})
	}
	return p
}

// render returns what a page writes.
func render(page func(*strings.Builder) error) string {
	var b strings.Builder
	if err := page(&b); err != nil {
		panic(err)
	}
	return b.String()
}

// TestPagesToLookAt writes sample pages to the folder named by HALTE_LOOK, to
// be opened in a browser; without it there is nothing to do.
func TestPagesToLookAt(t *testing.T) {
	folder := os.Getenv("HALTE_LOOK")
	if folder == "" {
		t.Skip("HALTE_LOOK names no folder")
	}
	for name, page := range samples() {
		html := strings.ReplaceAll(render(page), `"/static/`, `"static/`)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(html), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(folder, "static"), os.DirFS("../static")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS("../mail/testdata")); err != nil {
		t.Fatal(err)
	}
	for _, colour := range []string{ketting.Colour, "#ffd400", "#101820"} {
		css, err := brand.CSS(colour)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, brand.URL(colour)), css, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// samples are pages in the states they can be in.
func samples() map[string]func(*strings.Builder) error {
	type builder = *strings.Builder
	all := map[string]func(builder) error{
		"journey.html":       func(b builder) error { return pages.Journey(b, journeyPage()) },
		"journey-empty.html": func(b builder) error { return pages.Journey(b, JourneyPage{Console: english()}) },
		"journey-nl.html":    func(b builder) error { return pages.Journey(b, dutchJourneyPage()) },
		"journey-silent.html": func(b builder) error {
			p := journeyPage()
			p.silent()
			return pages.Journey(b, p)
		},
		"touchpoint.html":      func(b builder) error { return pages.Touchpoint(b, touchpointPage()) },
		"touchpoint-csat.html": func(b builder) error { return pages.Touchpoint(b, csatPage()) },
		"touchpoint-held.html": func(b builder) error {
			p := touchpointPage()
			p.Score.Figures = figures(metric.NPS, tally(metric.NPS, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1))
			p.Score.Trend, p.Comments, p.Segments = nil, insight.CommentsFound{}, nil
			return pages.Touchpoint(b, p)
		},
		"compare.html": func(b builder) error { return pages.Compare(b, comparePage()) },
		"compare-nl.html": func(b builder) error {
			p := comparePage()
			p.Lang = "nl"
			return pages.Compare(b, p)
		},
		"method.html":        func(b builder) error { return pages.Method(b, MethodPage{english()}) },
		"mailbox.html":       func(b builder) error { return pages.Mailbox(b, mailboxPage()) },
		"mailbox-empty.html": func(b builder) error { return pages.Mailbox(b, MailboxPage{Console: english()}) },
		"survey.html":        func(b builder) error { return pages.Survey(b, surveyPage()) },
		"survey-3.html": func(b builder) error {
			p := surveyPage()
			p.Rating, p.Preselected = new(3), true
			return pages.Survey(b, p)
		},
		"survey-changed.html": func(b builder) error {
			p := surveyPage()
			p.Brand.Colour, p.Rating, p.Answered = "#ffd400", new(9), true
			p.FollowUps[1].Values = []string{"Quick, and the driver was kind."}
			return pages.Survey(b, p)
		},
		"survey-problem.html": func(b builder) error {
			p := surveyPage()
			p.Lang, p.Question, p.Metric, p.NoRating, p.FollowUps = "nl", "In elkaar zetten ging makkelijk. Eens of oneens?", metric.CES, true, nil
			p.Brand.Colour = "#101820"
			return pages.Survey(b, p)
		},
		"survey-ar.html": func(b builder) error {
			p := surveyPage()
			p.Lang, p.Question, p.Metric, p.Rating = "ar", "ما مدى رضاك عن التوصيل؟", metric.CSAT, new(2)
			return pages.Survey(b, p)
		},
		"thanks.html": func(b builder) error {
			return pages.Thanks(b, ThanksPage{Respondent: surveyPage().Respondent, Change: "/r/token", Closes: "2026-10-26", Unsubscribe: "/u/token"})
		},
		"closed.html": func(b builder) error {
			return pages.Closed(b, ClosedPage{Respondent: surveyPage().Respondent, Closed: "2026-10-26", Answered: true})
		},
		"unknown.html": func(b builder) error { return pages.Unknown(b, UnknownPage{}) },
		"error.html":   func(b builder) error { return pages.Error(b, ErrorPage{Reference: "9f2c71"}) },
		"unsubscribe.html": func(b builder) error {
			return pages.Unsubscribe(b, UnsubscribePage{Respondent: surveyPage().Respondent, Touchpoint: "Delivery"})
		},
		"unsubscribed.html": func(b builder) error {
			return pages.Unsubscribe(b, UnsubscribePage{Respondent: surveyPage().Respondent, Touchpoint: "Delivery", Done: "touchpoint"})
		},
	}
	return all
}

// dutchJourneyPage is a long journey in Dutch with every state a stop can be in.
func dutchJourneyPage() JourneyPage {
	p := journeyPage()
	p.Lang = "nl"
	p.Journeys = []Link{{Name: "Een fiets bestellen", URL: "#", Current: true}, {Name: "Een abonnement op onderhoud", URL: "#"}}
	p.Journey.Name = surveys.Text{"nl": "Een fiets bestellen"}
	names := []string{
		"Advies in de chat", "Bezoek aan de winkel", "Afrekenen in de webwinkel", "Bezorging aan huis", "In elkaar zetten",
		"Retourneren", "Telefonische hulp van de klantenservice", "Eerste onderhoudsbeurt", "De relatie",
	}
	stages := []string{"Bewustzijn", "Overweging", "Beslissing", "Actie", "Loyaliteit"}
	next := 0
	for i := range p.Journey.Stages {
		p.Journey.Stages[i].Name = surveys.Text{"nl": stages[i]}
		for k := range p.Journey.Stages[i].Touchpoints {
			p.Journey.Stages[i].Touchpoints[k].Name = surveys.Text{"nl": names[next]}
			next++
		}
	}
	action, call := &p.Journey.Stages[3], &p.Journey.Stages[4].Touchpoints[0]
	action.Touchpoints = append(action.Touchpoints,
		surveys.Touchpoint{Key: "insurance", Name: surveys.Text{"nl": "Aansprakelijkheidsverzekering afsluiten"}, Channel: "app", Owner: "verzekeringen"},
		surveys.Touchpoint{Key: "keys", Name: surveys.Text{"nl": "Reservesleutel"}, Channel: "store", Owner: "winkel"},
	)
	p.Surveys = slices.DeleteFunc(p.Surveys, func(s surveys.Survey) bool { return s.Touchpoint == "returns" })
	p.ask("returns", metric.CSAT, 1, 2, 3, 4, 4)
	p.ask("insurance", metric.CSAT, 0, 1, 0, 1, 1)
	p.ask("support-call", metric.CES, 1, 2, 4, 10, 20, 30, 12)
	call.Target = map[metric.Metric]float64{metric.CES: 5.5}
	p.Alerts["support-call"] = "2026-06-03"
	return p
}

func csatPage() TouchpointPage {
	p := touchpointPage()
	p.Lang = "nl"
	p.Stage, p.Journey.Name = "Loyaliteit", "Een fiets bestellen"
	p.Touchpoint.Name, p.Touchpoint.Target = surveys.Text{"nl": "Telefonische hulp van de klantenservice"}, map[metric.Metric]float64{metric.CSAT: 90}
	before := p.Score
	p.Score = scored(metric.CSAT, 2, 3, 6, 12, 9)
	p.Score.Invited, p.Score.Replied, p.Score.RateInterval, p.Score.Precision, p.Score.Outweighed = before.Invited, before.Replied, before.RateInterval, before.Precision, before.Outweighed
	p.Survey.Question = surveys.Text{"nl": "Hoe tevreden ben je over de telefonische hulp?"}
	p.Segments, p.Comments, p.Improvements = nil, insight.CommentsFound{}, nil
	return p
}
