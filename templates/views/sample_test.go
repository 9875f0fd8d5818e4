package views

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
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
	pages, err := New(os.DirFS("../html"), func(name string) string { return "/static/" + name }, languages)
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

// weeks spreads a tally over weeks, always in the same way.
func weeks(m metric.Metric, t metric.Tally, first string, count int) []TrendPoint {
	random := rand.New(rand.NewPCG(7, uint64(t.N())))
	split := make([]metric.Tally, count)
	for rating, n := range t {
		for range n {
			split[random.IntN(count)][rating]++
		}
	}
	start, _ := time.Parse(time.DateOnly, first)
	points := make([]TrendPoint, count)
	for i := range points {
		points[i] = TrendPoint{Start: start.AddDate(0, 0, 7*i).Format(time.DateOnly), Score: m.Score(split[i])}
	}
	return points
}

func surveyed(m metric.Metric, target *float64, histogram ...int64) []SurveyScore {
	t := tally(m, histogram...)
	return []SurveyScore{{Key: string(m), Metric: m, Score: m.Score(t), Target: target, Trend: weeks(m, t, "2026-04-06", 26)}}
}

var deliveryTally = tally(metric.NPS, 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143)

func bikeOrder() Journey {
	at := func(key, name, channel, owner string, truth bool, surveys []SurveyScore) Touchpoint {
		return Touchpoint{Key: key, Name: name, Link: "/touchpoints/" + key, Channel: channel, Owner: owner, MomentOfTruth: truth, Surveys: surveys}
	}
	delivery := at("delivery", "Delivery", "post", "logistics", true, surveyed(metric.NPS, new(40.0), 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143))
	delivery.Alert = "2026-09-12"
	return Journey{Key: "bike-order", Name: "Ordering a bike", Stages: []Stage{
		{Key: "awareness", Name: "Awareness"},
		{Key: "consideration", Name: "Consideration", Touchpoints: []Touchpoint{
			at("advice-chat", "Advice chat", "chat", "service", false, surveyed(metric.CSAT, nil, 0, 7, 60, 105, 89)),
			at("store-visit", "Store visit", "store", "retail", true, surveyed(metric.CSAT, new(80.0), 1, 13, 33, 68, 92)),
		}},
		{Key: "decision", Name: "Decision", Touchpoints: []Touchpoint{
			at("checkout", "Checkout", "web", "e-commerce", false, surveyed(metric.CES, nil, 4, 19, 58, 112, 158, 167, 177)),
		}},
		{Key: "action", Name: "Action", Touchpoints: []Touchpoint{
			delivery,
			at("assembly", "Assembly", "post", "product", false, surveyed(metric.CES, nil, 5, 22, 45, 82, 98, 78, 55)),
			at("returns", "Returns", "post", "logistics", false, surveyed(metric.CSAT, nil, 6, 14, 15, 18, 19)),
		}},
		{Key: "loyalty", Name: "Loyalty", Touchpoints: []Touchpoint{
			at("support-call", "Support call", "phone", "service", true, surveyed(metric.CSAT, nil, 6, 16, 31, 49, 49)),
			at("first-service", "First service", "store", "workshop", false, surveyed(metric.NPS, nil, 0, 1, 2, 5, 8, 17, 16, 38, 29, 45, 61)),
			at("relationship", "The relationship", "email", "cx", false, surveyed(metric.NPS, nil, 0, 3, 8, 14, 22, 38, 36, 58, 31, 67, 93)),
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
	return JourneyPage{Console: english(), Period: halfYear(), Journey: bikeOrder()}
}

func touchpointPage() TouchpointPage {
	j := bikeOrder()
	delivery := j.Stages[3].Touchpoints[0]
	score := func(histogram ...int64) metric.Score { return metric.NPS.Score(tally(metric.NPS, histogram...)) }
	return TouchpointPage{
		Console: english(), Period: halfYear(), Journey: Link{Name: j.Name, URL: "/"}, Stage: "Action",
		Touchpoint: delivery, Survey: delivery.Surveys[0], Tally: deliveryTally,
		Question: "How likely are you to recommend us after this delivery?", Asked: 2010, Answered: 609, Rate: metric.Interval{Lo: 28.3, Hi: 32.3}, Precision: &Precision{HalfWidth: 5, Needed: 1137, More: 528, Invitations: 1743}, Outweighed: 34,
		Improvements: []Improvement{{Day: "2026-07-14", Name: "New carrier"}},
		Segments: []Split{{Name: "Persona", Groups: []Group{
			{Value: "commuter", Score: score(1, 2, 6, 9, 12, 20, 22, 40, 25, 44, 70)},
			{Value: "family", Score: score(2, 4, 9, 16, 18, 29, 28, 40, 25, 34, 55)},
			{Value: "racer", Score: score(1, 1, 2, 4, 5, 6, 7, 8, 4, 7, 12)},
			{Value: "tourist", Score: score(0, 0, 1, 1, 1, 2, 2, 3, 2, 2, 3)},
			{Value: "other", Score: score(0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0)},
		}}},
		Chosen: sampleChosen(),
		Comments: insight.CommentsFound{Comments: []insight.CommentFound{
			{Rating: new(10), Category: insight.Satisfied, Day: "2026-10-04", Locale: "nl", Text: "Keurig op tijd en de bezorger droeg hem zelfs de trap op."},
			{Rating: new(3), Category: insight.Dissatisfied, Day: "2026-10-04", Locale: "nl", Text: "Drie keer een andere dag doorgekregen. Uiteindelijk stond de doos bij de buren, met een kapot spatbord."},
			{Rating: new(8), Category: insight.Neutral, Day: "2026-10-03", Locale: "en", Text: "Fine. A narrower time slot would have saved me a morning off."},
			{Rating: new(5), Category: insight.Dissatisfied, Day: "2026-10-01", Locale: "de", Text: "Die Sendungsverfolgung hat nicht funktioniert."},
		}},
	}
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
			for i := range p.Journey.Stages {
				for k := range p.Journey.Stages[i].Touchpoints {
					s := &p.Journey.Stages[i].Touchpoints[k].Surveys[0]
					s.Score, s.Trend = s.Metric.Score(metric.Tally{}), nil
				}
			}
			p.Journey.Stages[3].Touchpoints[0].Alert = ""
			return pages.Journey(b, p)
		},
		"touchpoint.html":      func(b builder) error { return pages.Touchpoint(b, touchpointPage()) },
		"touchpoint-csat.html": func(b builder) error { return pages.Touchpoint(b, csatPage()) },
		"touchpoint-held.html": func(b builder) error {
			p := touchpointPage()
			p.Tally = tally(metric.NPS, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1)
			p.Survey.Score, p.Survey.Trend, p.Comments, p.Segments = metric.NPS.Score(p.Tally), nil, insight.CommentsFound{}, nil
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
	p.Journey.Name = "Een fiets bestellen"
	names := []string{
		"Advies in de chat", "Bezoek aan de winkel", "Afrekenen in de webwinkel", "Bezorging aan huis", "In elkaar zetten",
		"Retourneren", "Telefonische hulp van de klantenservice", "Eerste onderhoudsbeurt", "De relatie",
	}
	stages := []string{"Bewustzijn", "Overweging", "Beslissing", "Actie", "Loyaliteit"}
	next := 0
	for i := range p.Journey.Stages {
		p.Journey.Stages[i].Name = stages[i]
		for k := range p.Journey.Stages[i].Touchpoints {
			p.Journey.Stages[i].Touchpoints[k].Name = names[next]
			next++
		}
	}
	action := &p.Journey.Stages[3]
	few := surveyed(metric.CSAT, nil, 1, 2, 3, 4, 4)
	held := surveyed(metric.CSAT, nil, 0, 1, 0, 1, 1)
	action.Touchpoints[2].Surveys = few
	action.Touchpoints = append(action.Touchpoints,
		Touchpoint{Key: "insurance", Name: "Aansprakelijkheidsverzekering afsluiten", Link: "#", Channel: "app", Owner: "verzekeringen", Surveys: held},
		Touchpoint{Key: "keys", Name: "Reservesleutel", Link: "#", Channel: "store", Owner: "winkel"},
	)
	call := &p.Journey.Stages[4].Touchpoints[0]
	call.Alert = "2026-06-03"
	call.Surveys[0].Name = "tevredenheid"
	second := surveyed(metric.CES, new(5.5), 1, 2, 4, 10, 20, 30, 12)[0]
	second.Name = "moeite"
	call.Surveys = append(call.Surveys, second)
	return p
}

func csatPage() TouchpointPage {
	p := touchpointPage()
	p.Lang = "nl"
	p.Touchpoint.Name, p.Touchpoint.Alert, p.Stage, p.Journey.Name = "Telefonische hulp van de klantenservice", "", "Loyaliteit", "Een fiets bestellen"
	p.Survey = surveyed(metric.CSAT, new(90.0), 2, 3, 6, 12, 9)[0]
	p.Tally = tally(metric.CSAT, 2, 3, 6, 12, 9)
	p.Question, p.Segments, p.Comments, p.Improvements = "Hoe tevreden ben je over de telefonische hulp?", nil, insight.CommentsFound{}, nil
	return p
}
