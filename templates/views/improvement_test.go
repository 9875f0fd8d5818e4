package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys/metric"
)

// newCarrier is an improvement that came out well, with a control that does not
// bear it out yet.
func newCarrier(change ...func(*ImprovementVerdict)) ImprovementVerdict {
	score := func(n int64, value, lo, hi float64) SurveyScore {
		return SurveyScore{Metric: metric.NPS, Score: metric.Score{Metric: metric.NPS, N: n, Value: value, Interval: metric.Interval{Lo: lo, Hi: hi}}}
	}
	of := ImprovementVerdict{
		Name: "The new carrier", Link: "/improvements/new-carrier", Metric: metric.NPS, Owner: "logistics",
		Touchpoints: []Link{{Name: "Delivery", URL: "/touchpoints/delivery"}}, Controls: []Link{{Name: "First service"}},
		Day: "2026-07-27", BaselineFrom: "2026-05-04", BaselineTo: "2026-07-26", Smallest: 10, Version: 1, Frozen: "2026-07-20", Alpha: 0.04,
		BaselineAnswers: 295, Never: true, State: "improved", Through: "2026-10-07",
		Before: score(295, -12.5, -22, -3), After: score(225, 28, 17, 38),
		ControlBefore: score(101, 27, 12, 40), ControlAfter: score(118, 25, 11, 39),
		Change:  &Difference{Value: 40.5, Middle: 40.05, Interval: metric.Interval{Lo: 16.1, Hi: 64}, Clear: true, Claimed: "2026-09-10"},
		Against: &Difference{Value: 41.9, Middle: 41.2, Interval: metric.Interval{Lo: -9.1, Hi: 91.5}},
		Path: []PathPoint{
			{Through: "2026-08-05", N: 30, Middle: 30, Interval: metric.Interval{Lo: -60, Hi: 120}},
			{Through: "2026-10-07", N: 225, Middle: 40.05, Interval: metric.Interval{Lo: 16.1, Hi: 64}},
		},
		Cautions: []Caution{{Kind: "mix", Segment: "persona", Flagged: true, Values: map[string]float64{"mix": 12, "adjusted": 28, "lo": -2, "hi": 58}}},
	}
	for _, c := range change {
		c(&of)
	}
	return of
}

func improvementPage(t *testing.T, lang string, of ImprovementVerdict) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := pages.Improvement(&b, ImprovementPage{Console: Console{Lang: lang}, ImprovementVerdict: of}); err != nil {
		t.Fatal(err)
	}
	return read(t, b.String())
}

func TestAVerdictIsReadAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lang string
		of   ImprovementVerdict
		want string
	}{
		"improved, after": {"en", newCarrier(), "Delivery went up after the new carrier: about +40 points, at least +16. " +
			"Because of it? Not yet clear: set against first service, anything from −9 to +92 is possible."},
		"in Dutch": {"nl", newCarrier(), "Delivery ging omhoog na the new carrier: ongeveer +40 punten, minstens +16. " +
			"Kwam het daardoor? Nog niet duidelijk: afgezet tegen first service is alles van −9 tot +92 mogelijk."},
		"improved, because of": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.BecauseOf, of.Against.Clear, of.Against.Interval = true, true, metric.Interval{Lo: 5, Hi: 77}
		}), "Delivery went up because of the new carrier: about +41 points, at least +5, set against first service. By itself the score changed by anything from +16 to +64."},
		"no more than is sure": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.Against, of.Controls = nil, nil
			of.Change.Interval = metric.Interval{Lo: 16.9, Hi: 64}
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said"},
		"before anybody answered": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.Never, of.BaselineAnswers, of.Change, of.Against = "not_enough", false, 0, nil, nil
		}), "Not enough answers yet to say whether Delivery changed after the new carrier."},
		"worsened": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.Controls, of.Against = "worsened", nil, nil
			of.Change = &Difference{Middle: -12, Interval: metric.Interval{Lo: -20, Hi: -4}, Clear: true}
		}), "Delivery went down after the new carrier: about −12 points, at least −4. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach."},
		"moved, cause open": {"en", newCarrier(func(of *ImprovementVerdict) { of.State, of.More, of.MoreBy = "moved", 120, "2027-01-10" }), "Delivery went up after the new carrier: about +40 points, at least +16. " +
			"Because of it? Not yet clear: set against first service, anything from −9 to +92 is possible. That may be clear with about 120 more answers, around 10 January 2027."},
		"the controls moved as well": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.BecauseOf, of.NoLargerThan, of.Against.Interval = "not_because_of", true, 5.2, metric.Interval{Lo: -4, Hi: 5.2}
		}), "Delivery went up by about +40 points after the new carrier, and so did what it is set against, first service. The change itself made no difference larger than 6 points. First clear on"},
		"nothing moved": {"nl", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.BecauseOf, of.NoLargerThan, of.Change.Clear = "not_because_of", true, 5.2, false
		}), "Afgezet tegen first service maakte the new carrier bij Delivery geen groter verschil dan 6 punten."},
		"the controls went down": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.BecauseOf, of.Change.Middle, of.Against.Clear, of.Against.Interval = true, -2, true, metric.Interval{Lo: 5, Hi: 77}
		}), "Delivery did not go up, and stands higher than it would without the new carrier: about +41 points, at least +5, set against first service."},
		"it moved as much before": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.Against, of.Controls, of.Sensitivity = nil, nil, &Sensitivity{Needed: 16.1, ByItself: 20.3, Known: true, Explained: true}
		}), "Delivery went up after the new carrier, as it has before without any change: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. " +
			"Without the new carrier, the score would have had to move by 16 points by itself to explain this. Before it, the score moved by itself by up to about 21 points in a time as long."},
		"a year ago as well": {"en", newCarrier(func(of *ImprovementVerdict) {
			year := 31.2
			of.Against, of.Controls, of.Sensitivity = nil, nil, &Sensitivity{Needed: 16.1, Known: true, LastYear: &year}
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. " +
			"Without the new carrier, the score would have had to move by 16 points by itself to explain this. Before it, the score moved no more than chance gives in a time as long. In the same weeks of last year the difference was +31 points."},
		"seen before it was written down": {"nl", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.Change, of.Against, of.Frozen, of.EvidenceFrom = "not_enough", nil, nil, "2026-08-20", "2026-08-21"
			of.Described = &Described{Value: 30, Interval: metric.Interval{Lo: 12, Hi: 48}}
		}), "Nog niet genoeg antwoorden om te zeggen of Delivery veranderde na the new carrier. Met alles sinds 27 juli 2026 is het verschil +30 punten, alles van +12 tot +48 is mogelijk. " +
			"Een deel daarvan was al te zien toen dit op 20 augustus 2026 werd opgeschreven: het beschrijft, en bewijst niets. Een uitspraak berust op ervaringen vanaf 21 augustus 2026."},
		"one of many": {"en", newCarrier(func(of *ImprovementVerdict) {
			no := false
			of.Stands, of.Against, of.Controls, of.Change.Claimed = &no, nil, nil, ""
		}), "Delivery went up after the new carrier: about +40 points, at least +16. Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach. Among all improvements that are watched together, this may still be chance."},
		"no difference": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.NoLargerThan, of.Metric, of.Change, of.Against = "no_difference", 4.4, metric.CSAT, nil, nil
		}), "Delivery did not change by more than 5 percentage points after the new carrier."},
		"not enough": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.Name, of.Metric, of.State, of.More, of.MoreBy, of.Against = "NPS mail", metric.CES, "not_enough", 377, "2027-03-02", nil
			of.Change = &Difference{Interval: metric.Interval{Lo: -0.371, Hi: 0.364}}
		}), "Not enough answers yet to say whether Delivery changed after NPS mail: about 377 more, around 2 March 2027. So far anything from −0.37 to +0.36 is possible."},
		"no longer clear": {"en", newCarrier(func(of *ImprovementVerdict) {
			of.State, of.MoreNever, of.Against, of.Controls = "not_enough", true, nil, nil
			of.Change.Clear, of.Change.Interval = false, metric.Interval{Lo: -1, Hi: 30}
		}), "The answers from before the new carrier are too few: a difference of 10 points at Delivery cannot be told from chance, however long one waits. So far anything from −1 to +30 is possible. Claimed on 10 September 2026, no longer clear."},
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
	if got := text(page.Find(".plan")); !strings.Contains(got, "Never with this baseline") || !strings.Contains(got, "4.0%") {
		t.Errorf("the plan says %s", got)
	}
}

func TestAnImprovementIsSaidOfEachGroup(t *testing.T) {
	t.Parallel()
	groups := func(of *ImprovementVerdict) {
		of.Groups = []ImprovementGroup{
			{Segment: "country", Value: "BE", State: "not_enough", Before: 20, After: 10},
			{Segment: "country", Value: "NL", State: "improved", Before: 210, After: 180, Difference: &Difference{Middle: 30, Interval: metric.Interval{Lo: 12, Hi: 48}, Clear: true}},
			{Segment: "persona", Value: "commuter", State: "not_because_of", Before: 200, After: 150, Difference: &Difference{Interval: metric.Interval{Lo: -6, Hi: 6}}},
		}
	}
	for lang, want := range map[string][]string{
		"en": {"BE not enough answers held back 20 / 10", "NL improved", "+12 to +48 points 210 / 180", "commuter not because of it", "−6 to +6 points 200 / 150"},
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

func TestAPlanWithoutAnswersPromisesNothing(t *testing.T) {
	t.Parallel()
	page := improvementPage(t, "en", newCarrier(func(of *ImprovementVerdict) { of.Never, of.BaselineAnswers = false, 0 }))
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
	yes, no := true, false
	var b strings.Builder
	page := ImprovementsPage{Improvements: []ImprovementVerdict{
		newCarrier(func(of *ImprovementVerdict) { of.Stands = &yes }), newCarrier(func(of *ImprovementVerdict) { of.Stands = &no }),
	}}
	if err := pages.Improvements(&b, page); err != nil {
		t.Fatal(err)
	}
	rows := read(t, b.String()).Find(".verdicts > li")
	if first, second := text(rows.First()), text(rows.Last()); !strings.Contains(first, "stands among all") || !strings.Contains(second, "may be chance") {
		t.Errorf("the list says\n%s\n%s", first, second)
	}
	if rows.Find("svg .interval").Length() != 2 {
		t.Error("the differences are not drawn")
	}
}
