package charts

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys/metric"
	"halte/templates/locales"
)

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&`

func english() *locales.Locale {
	all, err := locales.Load()
	if err != nil {
		panic(err)
	}
	return all.Nearest("en")
}

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

var deliveryTally = tally(metric.NPS, 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143)

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
