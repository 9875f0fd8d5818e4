package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
)

func momentsPage(t *testing.T, p MomentsPage) *goquery.Document {
	t.Helper()
	return read(t, render(func(b *strings.Builder) error { return pages.Moments(b, p) }))
}

// sampleMoments is a report from 370 answers: delivery first, returns held back.
func sampleMoments() MomentsPage {
	at := func(key string, believed bool, share, half float64, found string, best, worst int) journey.Moment {
		return journey.Moment{
			Touchpoint: key, Survey: key + "-nps", Metric: metric.NPS, Believed: believed, Pairs: 60, Respondents: 50, Share: &share, Found: found,
			Ranks: &[2]int{best, worst}, Interval: &[2]float64{max(0, share-half), share + half}, Performance: sampleFigures(metric.NPS, 100),
		}
	}
	delivery := at("delivery", true, 0.6, 0.2, "more", 1, 3)
	delivery.Best, delivery.Priority = new(71.0), new(6.3)
	returns := journey.Moment{Touchpoint: "returns", Survey: "returns-csat", Metric: metric.CSAT, Pairs: 12, Respondents: 12, WantOfPairs: true, Performance: sampleFigures(metric.CSAT, 40)}
	return MomentsPage{
		Console: Console{Organisation: "De Ketting", Lang: "en"}, Period: Period{From: "2026-04-01", To: "2026-10-05"}, Journey: "Ordering a bike",
		Touchpoints: sampleTouchpoints(),
		Moments: journey.Moments{
			Standing: journey.Indicative, Respondents: 262, Least: 30, Since: "2025-03-03", FirstChance: new(0.968), FirstDecided: true,
			Touchpoints: []journey.Moment{
				at("advice-chat", true, 0.02, 0.05, "less", 2, 4),
				delivery,
				returns,
				at("support-call", false, 0.2, 0.2, "open", 1, 4),
				at("first-service", false, 0.18, 0.2, "open", 1, 4),
			},
		},
		Score: journey.Score{
			Scale: "percent", Score: new(60.4), Interval: &[2]float64{57.2, 63.1}, N: 2001, Measured: 4, Surveyed: 5, WeightMeasured: 0.9,
			Respondents: new(int64(1200)), PoorShare: new(29.0), PoorInterval: &[2]float64{27, 32},
		},
	}
}

// sampleTouchpoints are the names and links of a journey's touchpoints, by key.
func sampleTouchpoints() map[string]Link {
	links := map[string]Link{}
	for _, stage := range bikeOrder().Stages {
		for _, t := range stage.Touchpoints {
			links[t.Key] = Link{Name: t.Name["en"], URL: "/touchpoints/" + t.Key}
		}
	}
	return links
}

// sampleFigures are n answers, three of four as high as can be, the rest as low.
func sampleFigures(m metric.Metric, n int64) insight.Figures {
	var tally metric.Tally
	lowest, highest := m.Scale()
	tally[lowest], tally[highest] = n/4, n-n/4
	return insight.NewFigures(m, surveys.Sum{Tally: tally})
}

func TestMomentsAreToldInPlainWords(t *testing.T) {
	t.Parallel()
	page := text(momentsPage(t, sampleMoments()).Find("main"))
	for _, want := range []string{
		"Delivery comes first: it goes together most with how customers see us, and we are 96% sure of that.",
		"What to do with this: look first at a touchpoint with a large share and a poor score",
		"This part stands on everything answered since 3 March 2025, whatever the period",
		"The second place is undecided: Support call or First service.",
		"Take it as a first hint: it stands on 262 customers of this journey who also rated us as a whole. From 1,000 on, the order can be relied on.",
		"Too few answers yet: Returns (12).",
		"12 of 30 customers: nothing to say yet",
		"60% 40 to 80% 60 pairs of 50 customers believed in, and found", "believed in, and found", "believed in, but found small", "not clear yet",
		"Going together is not causing", "+50 32 to 65 n 100 +71 6.3",
		"Score 60 of 100, 57 to 63, n 2,001", "4 of 5 touchpoints measured. Those that are measured carry 90% of the weight.",
		"29% of the customers who answered had at least one bad touchpoint, 27 to 32%, n 1,200.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
}

func TestThePeriodStandsBesideWhatItGoverns(t *testing.T) {
	t.Parallel()
	doc := momentsPage(t, sampleMoments())
	order := ""
	doc.Find("#forest, .period, #priority, #whole").Each(func(_ int, s *goquery.Selection) { order += s.AttrOr("id", "period") + " " })
	if order != "forest period priority whole " {
		t.Errorf("the page goes %s", order)
	}
}

func TestTwinsStandInOneRowWithBothNames(t *testing.T) {
	t.Parallel()
	p := sampleMoments()
	chat, delivery := &p.Moments.Touchpoints[0], &p.Moments.Touchpoints[1]
	chat.Share, chat.Interval, chat.Found = delivery.Share, delivery.Interval, "more"
	chat.Twins, delivery.Twins = []string{delivery.Survey}, []string{chat.Survey}
	doc := momentsPage(t, p)
	if n := doc.Find(".forest > li:not(.forest-axis)").Length(); n != 4 {
		t.Errorf("there are %d rows, want one for the two", n)
	}
	row := doc.Find(".forest > li:not(.forest-axis)").First()
	if row.Find("a[href='/touchpoints/delivery']").Length() != 1 {
		t.Error("the row does not lead to the other touchpoint")
	}
	first := text(row)
	if !strings.Contains(first, "Advice chat + Delivery") || !strings.Contains(first, "the share is theirs together") {
		t.Errorf("the row reads %q", first)
	}
	if says := text(doc.Find(".says")); !strings.Contains(says, "Advice chat with Delivery comes first") {
		t.Errorf("the page says %q", says)
	}
}

func TestSurveysOfOneTouchpointAreToldApartByTheirKeys(t *testing.T) {
	t.Parallel()
	p := sampleMoments()
	p.Moments.Touchpoints[4].Touchpoint = "support-call"
	doc := momentsPage(t, p)
	if got := text(doc.Find(".forest .which")); got != "support-call-nps first-service-nps" {
		t.Errorf("the surveys are told apart as %q", got)
	}
}

func TestWithoutEnoughAnswersThePageSaysWhatIsMissingAndDrawsNoShares(t *testing.T) {
	t.Parallel()
	for standing, want := range map[journey.Standing]string{
		journey.TooFewAnswers:     "12 customers of this journey have also rated us as a whole so far. From 200 on this page says what goes together",
		journey.TooFewTouchpoints: "but fewer than two touchpoints have 30 of them",
		journey.NoRelationship:    "Mark the touchpoint that does with relationship: true",
	} {
		p := sampleMoments()
		p.Moments.Standing, p.Moments.Respondents = standing, 12
		for i := range p.Moments.Touchpoints {
			p.Moments.Touchpoints[i].Share = nil
		}
		doc := momentsPage(t, p)
		if page := text(doc.Find("main")); !strings.Contains(page, want) {
			t.Errorf("%s: the page does not say %q:\n%s", standing, want, page)
		}
		if n := doc.Find(".forest-bar, .priority").Length(); n > 0 {
			t.Errorf("%s: %d pictures of shares are drawn", standing, n)
		}
	}
}

func TestMomentsAreDrawnInTheOrderOfTheJourneyWithTheirIntervals(t *testing.T) {
	t.Parallel()
	doc := momentsPage(t, sampleMoments())
	var names []string
	doc.Find(".forest .name").Each(func(_ int, s *goquery.Selection) { names = append(names, text(s)) })
	if got := strings.Join(names, ", "); got != "Advice chat, Delivery, Returns, Support call, First service" {
		t.Errorf("the order is %s", got)
	}
	if n := doc.Find(".forest .interval").Length(); n != 4 {
		t.Errorf("%d intervals are drawn, want one for each share", n)
	}
	if n := doc.Find(".wide .priority .cross").Length(); n != 8 {
		t.Errorf("the priority map has %d lines of crosses, want two for each share", n)
	}
}

func TestPathsAreDrawnWithTheirNumbers(t *testing.T) {
	t.Parallel()
	p := PathsPage{
		Console: Console{Lang: "en"}, Period: Period{From: "2026-04-01", To: "2026-10-05"}, Journey: "Ordering a bike",
		Touchpoints: sampleTouchpoints(),
		Paths: journey.Paths{
			Contacts: 1300, Others: 30,
			Paths: []journey.Path{
				{Touchpoints: []string{"checkout", "delivery"}, N: 1000, Share: 76.9, Interval: [2]float64{74.4, 79.1}, UnderWay: 56},
				{Touchpoints: []string{"checkout"}, Longer: true, N: 270, Share: 20.8, Interval: [2]float64{18.7, 23.1}},
			},
			Touchpoints: []journey.PathsThere{
				{
					Touchpoint: "checkout", Reached: 1300, WentOn: new(int64(1000)), Ended: new(int64(280)), UnderWay: new(int64(20)), EndedShare: new(23.1),
					Interval: &[2]float64{20.9, 25.4}, Next: []journey.NextThere{{Touchpoint: "delivery", N: 1000}},
				},
				{Touchpoint: "returns", Reached: 3, Held: true},
				{Touchpoint: "support-call"},
			},
		},
	}
	doc := read(t, render(func(b *strings.Builder) error { return pages.Paths(b, p) }))
	page := text(doc.Find("main"))
	for _, want := range []string{
		"Checkout Delivery 1,000 customers, 77%, 74 to 79%", "56 may still go on", "and further", "30 customers took other, rarer paths.",
		"Checkout Where paths end 1,300 customers came by: 1,000 went on, 280 ended here, 20 under way 1,300 customers came by ; 23% ended here, 21 to 25%; 20 under way", "their next stop: Delivery 1,000", "Returns 3 customers, shown from 5 on", "Support call no customer came by",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if n := doc.Find(".flow").Length(); n != 1 {
		t.Errorf("%d bars are drawn, want only that of what may be shown", n)
	}
	p.Paths.Contacts = 0
	if page := text(read(t, render(func(b *strings.Builder) error { return pages.Paths(b, p) })).Find(".empty")); !strings.Contains(page, "Nothing happened") {
		t.Errorf("without contacts the page says %q", page)
	}
}
