package views

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// newCarrier is an improvement that came out well, with a control that does not
// bear it out yet.
func newCarrier(change ...func(*improve.ImprovementReport)) improve.ImprovementReport {
	nps := func(t metric.Tally) insight.Figures { return figures(metric.NPS, t) }
	controlBefore, controlAfter := nps(metric.Tally{3: 20, 8: 34, 10: 47}), nps(metric.Tally{3: 25, 8: 38, 10: 55})
	r := improve.ImprovementReport{
		Improvement: surveys.Improvement{
			ID: "new-carrier", Version: 1, CreatedAt: time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC), Alpha: 0.04,
			BaselineFrom: "2026-05-04", BaselineTo: "2026-07-26", Outlook: surveys.Outlook{Answers: 295, Never: true},
			ImprovementDraft: surveys.ImprovementDraft{
				Name: "The new carrier", Metric: metric.NPS, Owner: "logistics", Day: "2026-07-27", Smallest: 10,
				Touchpoints: []string{"delivery"}, Controls: []string{"first-service"},
			},
		},
		Verdict: improve.Verdict{
			State: improve.Improved, Words: improve.After, Through: "2026-10-07",
			Before: nps(metric.Tally{3: 124, 8: 84, 10: 87}), After: nps(metric.Tally{3: 50, 8: 62, 10: 113}),
			ControlBefore: &controlBefore, ControlAfter: &controlAfter,
			Change: &improve.Judgement{
				Difference: 40.5, Adjusted: 40.05, Interval: [2]float64{16.1, 64}, Phi: 1, Clear: true, Claim: &improve.ImprovementClaim{Day: "2026-09-10"},
			},
			AgainstControls: &improve.Judgement{Difference: 41.9, Adjusted: 41.2, Interval: [2]float64{-9.1, 91.5}, Phi: 1},
			Path: []improve.Look{
				{Through: "2026-08-05", N: 30, Difference: 30, Interval: [2]float64{-60, 120}},
				{Through: "2026-10-07", N: 225, Difference: 40.05, Interval: [2]float64{16.1, 64}},
			},
			Cautions: []improve.Caution{{Kind: improve.CautionMix, Segment: "persona", Flagged: true, Values: map[string]float64{"mix": 12, "adjusted": 28, "lo": -2, "hi": 58}}},
		},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

// carriersTouchpoints names where the carrier was changed, and what it is set against.
var carriersTouchpoints = map[string]Link{"delivery": {Name: "Delivery", URL: "/touchpoints/delivery"}, "first-service": {Name: "First service"}}

func improvementPage(t *testing.T, lang string, of improve.ImprovementReport) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := pages.Improvement(&b, ImprovementPage{Console: Console{Lang: lang}, Improvement: of, Touchpoints: carriersTouchpoints}); err != nil {
		t.Fatal(err)
	}
	return read(t, b.String())
}

func TestAVerdictIsReadAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lang string
		of   improve.ImprovementReport
		want string
	}{
		"improved, after": {"en", newCarrier(), "Delivery went up after the new carrier: about +40 points, at least +16. " +
			"Because of it? Not yet clear: set against first service, anything from −9 to +92 is possible."},
		"in Dutch": {"nl", newCarrier(), "Delivery ging omhoog na the new carrier: ongeveer +40 punten, minstens +16. " +
			"Kwam het daardoor? Nog niet duidelijk: afgezet tegen first service is alles van −9 tot +92 mogelijk."},
		"improved, because of": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.Words, of.Verdict.AgainstControls.Clear, of.Verdict.AgainstControls.Interval = improve.BecauseOf, true, [2]float64{5, 77}
		}), "Delivery went up because of the new carrier: about +41 points, at least +5, set against first service. By itself the score changed by anything from +16 to +64."},
		"no more than is sure": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.AgainstControls, of.Controls = nil, nil
			of.Verdict.Change.Interval = [2]float64{16.9, 64}
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said"},
		"before anybody answered": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Outlook, of.Verdict.Change, of.Verdict.AgainstControls = improve.NotEnough, surveys.Outlook{}, nil, nil
		}), "Not enough answers yet to say whether Delivery changed after the new carrier."},
		"worsened": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Controls, of.Verdict.AgainstControls = improve.Worsened, nil, nil
			of.Verdict.Change = &improve.Judgement{Adjusted: -12, Interval: [2]float64{-20, -4}, Clear: true}
		}), "Delivery went down after the new carrier: about −12 points, at least −4. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach."},
		"moved, cause open": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Expected = improve.Moved, &improve.Expected{More: 120, About: "2027-01-10"}
		}), "Delivery went up after the new carrier: about +40 points, at least +16. " +
			"Because of it? Not yet clear: set against first service, anything from −9 to +92 is possible. That may be clear with about 120 more answers, around 10 January 2027."},
		"the controls moved as well": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Words, of.Verdict.NoLargerThan, of.Verdict.AgainstControls.Interval = improve.NotBecauseOf, improve.BecauseOf, new(5.2), [2]float64{-4, 5.2}
		}), "Delivery went up by about +40 points after the new carrier, and so did what it is set against, first service. The change itself made no difference larger than 6 points. First clear on"},
		"nothing moved": {"nl", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Words, of.Verdict.NoLargerThan, of.Verdict.Change.Clear = improve.NotBecauseOf, improve.BecauseOf, new(5.2), false
		}), "Afgezet tegen first service maakte the new carrier bij Delivery geen groter verschil dan 6 punten."},
		"the controls went down": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.Words, of.Verdict.Change.Adjusted, of.Verdict.AgainstControls.Clear, of.Verdict.AgainstControls.Interval = improve.BecauseOf, -2, true, [2]float64{5, 77}
		}), "Delivery did not go up, and stands higher than it would without the new carrier: about +41 points, at least +5, set against first service."},
		"it moved as much before": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.AgainstControls, of.Controls, of.Verdict.Sensitivity = nil, nil, &improve.Sensitivity{Needed: 16.1, ByItself: 20.3, Known: true, Explained: true}
		}), "Delivery went up after the new carrier, as it has before without any change: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. " +
			"Without the new carrier, the score would have had to move by 16 points by itself to explain this. Before it, the score moved by itself by up to about 21 points in a time as long."},
		"a year ago as well": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.AgainstControls, of.Controls, of.Verdict.Sensitivity = nil, nil, &improve.Sensitivity{Needed: 16.1, Known: true, LastYear: &improve.Shifted{Difference: 31.2}}
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. " +
			"Without the new carrier, the score would have had to move by 16 points by itself to explain this. Before it, the score moved no more than chance gives in a time as long. In the same weeks of last year the difference was +31 points."},
		"seen before it was written down": {"nl", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Change, of.Verdict.AgainstControls, of.CreatedAt, of.EvidenceFrom = improve.NotEnough, nil, nil, time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC), "2026-08-21"
			of.Verdict.Described = &improve.Described{Difference: 30, Interval: [2]float64{12, 48}}
		}), "Nog niet genoeg antwoorden om te zeggen of Delivery veranderde na the new carrier. Met alles sinds 27 juli 2026 is het verschil +30 punten, alles van +12 tot +48 is mogelijk. " +
			"Een deel daarvan was al te zien toen dit op 20 augustus 2026 werd opgeschreven, dus het bewijst niets. Alleen ervaringen vanaf 21 augustus 2026 kunnen dat."},
		"one of many": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Stands, of.Verdict.AgainstControls, of.Controls, of.Verdict.Change.Claim = new(false), nil, nil, nil
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. Among all improvements that are watched together, this may still be chance."},
		"no difference": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.NoLargerThan, of.Metric, of.Verdict.Change, of.Verdict.AgainstControls = improve.NoDifference, new(4.4), metric.CSAT, nil, nil
		}), "Delivery did not change by more than 5 percentage points after the new carrier."},
		"not enough": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Name, of.Metric, of.Verdict.State, of.Verdict.AgainstControls = "NPS mail", metric.CES, improve.NotEnough, nil
			of.Verdict.Expected = &improve.Expected{More: 377, About: "2027-03-02"}
			of.Verdict.Change = &improve.Judgement{Interval: [2]float64{-0.371, 0.364}}
		}), "Not enough answers yet to say whether Delivery changed after NPS mail: about 377 more, around 2 March 2027. So far anything from −0.37 to +0.36 is possible."},
		"no longer clear": {"en", newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Expected, of.Verdict.AgainstControls, of.Controls = improve.NotEnough, &improve.Expected{Never: true}, nil, nil
			of.Verdict.Change.Clear, of.Verdict.Change.Interval = false, [2]float64{-1, 30}
		}), "The answers from before the new carrier are too few: a difference of 10 points at Delivery cannot be told from chance, however long one waits. So far anything from −1 to +30 is possible. Clear on 10 September 2026, no longer clear now."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := text(improvementPage(t, c.lang, c.of).Find(".verdict")); !strings.HasPrefix(got, c.want) {
				t.Errorf("the page says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestAVerdictIsDrawnWithItsScoresItsCautionsAndItsPlan(t *testing.T) {
	t.Parallel()
	page := improvementPage(t, "en", newCarrier())
	if n := page.Find("svg.difference .band").Length(); n != 2 { // wide and slim
		t.Errorf("the band is drawn %d times", n)
	}
	if got := text(page.Find("#windows").Parent()); !strings.Contains(got, "Delivery, before") || !strings.Contains(got, "First service, after") || !strings.Contains(got, "17 to 38") {
		t.Errorf("the scores are %s", got)
	}
	if got := text(page.Find(".cautions .flagged")); !strings.Contains(got, "+12 points of the difference") {
		t.Errorf("the caution says %s", got)
	}
	if got := text(page.Find(".plan")); !strings.Contains(got, "4.0%") {
		t.Errorf("the plan says %s", got)
	}
}

func TestThePlanSaysNoOtherThanTheVerdictWhenToLookAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of   improve.ImprovementReport
		want bool // what was expected then stands in the plan
	}{
		"found, and never to be found": {newCarrier(), false},
		"found as expected":            {newCarrier(func(of *improve.ImprovementReport) { of.Outlook.Never, of.Outlook.Needed = false, 400 }), true},
		"a date, and never": {newCarrier(func(of *improve.ImprovementReport) {
			of.Verdict.State, of.Verdict.Expected = improve.NotEnough, &improve.Expected{More: 340, About: "2027-05-11"}
		}), false},
		"over, and never to be found": {newCarrier(func(of *improve.ImprovementReport) { of.Verdict.State, of.Verdict.Ended = improve.NotEnough, true }), true},
	} {
		plan := text(improvementPage(t, "en", c.of).Find(".plan"))
		if got := strings.Contains(plan, "Expected then"); got != c.want {
			t.Errorf("%s: the plan says %s", name, plan)
		}
	}
}

func TestAClaimWithoutFiguresSaysWhatIsClaimedAndWhyNoMore(t *testing.T) {
	t.Parallel()
	const note = " This rests on all answers. How large the difference is, is not shown to you: the figures that you may see rest on fewer answers and would say something else."
	held := func(state improve.VerdictState, words improve.Attribution, change ...func(*improve.ImprovementReport)) improve.ImprovementReport {
		return newCarrier(append(change, func(of *improve.ImprovementReport) {
			v := &of.Verdict
			v.State, v.Words, v.Held, v.Change, v.AgainstControls, v.Path = state, words, true, nil, nil, nil
			v.Claims = []improve.ImprovementClaim{{Words: words, Day: "2026-09-10"}}
		})...)
	}
	before := func(of *improve.ImprovementReport) { of.Verdict.Sensitivity = &improve.Sensitivity{Explained: true} }
	for want, of := range map[string]improve.ImprovementReport{
		"Delivery went up after the new carrier." + note:                                                             held(improve.Improved, improve.After),
		"Delivery went down after the new carrier, as it has before without any change." + note:                      held(improve.Worsened, improve.After, before),
		"Delivery stands higher than it would without the new carrier, set against first service." + note:            held(improve.Improved, improve.BecauseOf),
		"Delivery changed after the new carrier; whether because of it is not clear yet." + note + " First clear on": held(improve.Moved, improve.After),
	} {
		if got := text(improvementPage(t, "en", of).Find(".verdict")); !strings.HasPrefix(got, want) {
			t.Errorf("the page says\n%s\nwant\n%s", got, want)
		}
	}
}

func TestAnImprovementIsSaidOfEachGroup(t *testing.T) {
	t.Parallel()
	groups := func(of *improve.ImprovementReport) {
		of.Segments = []improve.SegmentVerdict{
			{Segment: "country", Value: "BE", State: improve.NotEnough, Before: 20, After: 10},
			{Segment: "country", Value: "NL", State: improve.Improved, Before: 210, After: 180, AgainstControls: &improve.Judgement{Adjusted: 30, Interval: [2]float64{12, 48}, Clear: true}},
			{Segment: "persona", Value: "commuter", State: improve.NotBecauseOf, Before: 200, After: 150, AgainstControls: &improve.Judgement{Interval: [2]float64{-6, 6}}},
			{Segment: "persona", Value: "parent", State: improve.NotEnough, Before: 20, After: 12, AgainstControls: &improve.Judgement{Interval: [2]float64{-200, 190}}},
		}
	}
	for lang, want := range map[string][]string{
		"en": {"BE not enough answers held back 20 / 10", "NL improved", "+12 to +48 points 210 / 180", "commuter not because of it", "−6 to +6 points 200 / 150", "parent not enough answers too few answers, here or at what it is set against, to say 20 / 12"},
		"nl": {"BE te weinig antwoorden achtergehouden 20 / 10", "NL verbeterd", "+12 tot +48 punten 210 / 180", "commuter kwam er niet door", "−6 tot +6 punten 200 / 150"},
	} {
		found := improvementPage(t, lang, newCarrier(groups)).Find("#groups").Parent()
		if n := found.Find("table").Length(); n != 2 {
			t.Errorf("in %s there are %d tables for two segments", lang, n)
		}
		for _, part := range want {
			if got := text(found); !strings.Contains(got, part) {
				t.Errorf("in %s the groups read\n%s\nwithout %q", lang, got, part)
			}
		}
		if found.Find("b").Length() != 1 || text(found.Find("b")) == "" {
			t.Errorf("in %s what is clear is not marked once", lang)
		}
	}
	if improvementPage(t, "en", newCarrier()).Find("#groups").Length() != 0 {
		t.Error("without groups there is a section for them")
	}
}

func TestAGroupOfWhichNothingIsToldSaysWhy(t *testing.T) {
	t.Parallel()
	of := newCarrier(func(of *improve.ImprovementReport) {
		of.Segments = []improve.SegmentVerdict{{Segment: "country", Value: "BE", State: improve.NotEnough, Before: 20}}
	})
	for guarded, want := range map[bool]string{false: "BE not enough answers no answers 20 / 0", true: "BE not enough answers held back 20 / < 10"} {
		var b strings.Builder
		if err := pages.Improvement(&b, ImprovementPage{Console: Console{Lang: "en", Guarded: guarded}, Improvement: of, Touchpoints: carriersTouchpoints}); err != nil {
			t.Fatal(err)
		}
		if got := text(read(t, b.String()).Find("#groups").Parent()); !strings.Contains(got, want) {
			t.Errorf("guarded %v, it reads %q, without %q", guarded, got, want)
		}
	}
}

func TestAPlanWithoutAnswersPromisesNothing(t *testing.T) {
	t.Parallel()
	page := improvementPage(t, "en", newCarrier(func(of *improve.ImprovementReport) { of.Outlook = surveys.Outlook{} }))
	if got := text(page.Find(".plan")); !strings.Contains(got, "Nobody has answered yet") || strings.Contains(got, "about 0 answers") {
		t.Errorf("the plan says %s", got)
	}
}

func TestWithoutImprovementsThePageTeachesHowToWriteOneDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := pages.Improvements(&b, ImprovementsPage{}); err != nil {
		t.Fatal(err)
	}
	if got := text(read(t, b.String()).Find(".empty")); !strings.Contains(got, "/v1/improvements") {
		t.Errorf("the page says %s", got)
	}
}

func TestAListSaysWhichClaimsStandAmongAll(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	page := ImprovementsPage{Touchpoints: carriersTouchpoints, Improvements: []improve.ImprovementReport{
		newCarrier(func(of *improve.ImprovementReport) { of.Stands = new(true) }), newCarrier(func(of *improve.ImprovementReport) { of.Stands = new(false) }),
	}}
	if err := pages.Improvements(&b, page); err != nil {
		t.Fatal(err)
	}
	rows := read(t, b.String()).Find(".verdicts > li")
	if first, second := text(rows.First()), text(rows.Last()); !strings.Contains(first, "clear even with so many") || !strings.Contains(second, "may be chance") {
		t.Errorf("the list says\n%s\n%s", first, second)
	}
	if rows.Find("svg .interval").Length() != 2 {
		t.Error("the differences are not drawn")
	}
}

func TestATouchpointThatIsGoneIsNamedByItsKeyAndLeadsNowhere(t *testing.T) {
	t.Parallel()
	crumbs := improvementPage(t, "en", newCarrier(func(of *improve.ImprovementReport) { of.Touchpoints = []string{"delivery", "parcel-shop"} })).Find(".crumbs")
	if got := text(crumbs); got != "Improvements Delivery parcel-shop" {
		t.Errorf("the way back reads %q", got)
	}
	if crumbs.Find("a[href='/touchpoints/delivery']").Length() != 1 || crumbs.Find("a").Length() != 2 {
		t.Error("one that is gone is a link, or one that is there is none")
	}
}
