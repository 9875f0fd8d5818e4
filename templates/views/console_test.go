package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/worth"
	"halte/templates/charts"
)

func journeyMap(t *testing.T, p JourneyPage) *goquery.Document {
	t.Helper()
	return read(t, render(func(b *strings.Builder) error { return pages.Journey(b, p) }))
}

func touchpoint(t *testing.T, p TouchpointPage) *goquery.Document {
	t.Helper()
	return read(t, render(func(b *strings.Builder) error { return pages.Touchpoint(b, p) }))
}

func TestTheJourneyIsToldThreeTimesAlike(t *testing.T) {
	t.Parallel()
	doc := journeyMap(t, dutchJourneyPage())
	var onMap, onRail, inTable []string
	clean := func(s *goquery.Selection) string { return strings.ReplaceAll(text(s), "\u00ad", "") }
	doc.Find(".labels .name").Each(func(_ int, s *goquery.Selection) { onMap = append(onMap, clean(s)) })
	doc.Find(".rail .name").Each(func(_ int, s *goquery.Selection) { onRail = append(onRail, clean(s)) })
	doc.Find("table.stops th[scope=row] > a").Each(func(_ int, s *goquery.Selection) {
		name, _, _ := strings.Cut(clean(s), ":")
		inTable = append(inTable, name)
	})
	if len(onMap) != 12 || strings.Join(onMap, "|") != strings.Join(onRail, "|") || strings.Join(onMap, "|") != strings.Join(inTable, "|") {
		t.Errorf("map %v\nrail %v\ntable %v", onMap, onRail, inTable)
	}
	if !strings.Contains(text(doc.Find(".key")), "NPS van −100 tot +100, CSAT van 0% tot 100%, CES van 1 tot 7") {
		t.Errorf("the scales are not named: %s", text(doc.Find(".key")))
	}
}

func TestATouchpointWithSeveralSurveysHasALineForEach(t *testing.T) {
	t.Parallel()
	doc := journeyMap(t, dutchJourneyPage())
	var rows []string
	doc.Find("table.stops th[scope=row] > a").Each(func(_ int, s *goquery.Selection) {
		if strings.HasPrefix(text(s), "Telefonische") {
			rows = append(rows, text(s))
		}
	})
	want := "Telefonische hulp van de klantenservice: CSAT|Telefonische hulp van de klantenservice: CES"
	if strings.Join(rows, "|") != want {
		t.Errorf("got %v", rows)
	}
	if n := doc.Find(".map-picture .flag").Length(); n != 2 {
		t.Errorf("%d flags for two touchpoints with an alert", n)
	}
}

func TestTwoSurveysOfOneMetricAtATouchpointHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	page := dutchJourneyPage()
	alike := map[string]int{}
	for _, of := range page.Surveys {
		alike[of.Touchpoint]++
	}
	for i := range page.Surveys {
		if of := &page.Surveys[i]; of.Metric == metric.CES && alike[of.Touchpoint] > 1 {
			of.Metric = metric.CSAT
		}
	}
	var rows []string
	journeyMap(t, page).Find("table.stops th[scope=row] > a").Each(func(_ int, s *goquery.Selection) {
		if strings.HasPrefix(text(s), "Telefonische") {
			rows = append(rows, text(s))
		}
	})
	if len(rows) != 2 || rows[0] == rows[1] || !strings.HasPrefix(rows[0], "Telefonische hulp van de klantenservice: CSAT (") {
		t.Errorf("they are %q", rows)
	}
}

func TestStopsSayHowMuchIsKnown(t *testing.T) {
	t.Parallel()
	doc := journeyMap(t, dutchJourneyPage())
	picture := doc.Find(".map-picture")
	if got := picture.Find(".stop.hollow").Length(); got != 1 {
		t.Errorf("%d stops are hollow, want the one with 14 answers", got)
	}
	if got := picture.Find(".stop.unknown").Length(); got != 2 {
		t.Errorf("%d stops are dotted, want the one with 3 answers and the one without survey", got)
	}
	if got := picture.Find(".interchange").Length(); got != 4 {
		t.Errorf("%d interchanges for the moments of truth", got)
	}
}

func TestTheLegendExplainsTheMarksThatAreOnTheMap(t *testing.T) {
	t.Parallel()
	bare := journeyPage()
	bare.Alerts = nil
	for i := range bare.Journey.Stages {
		for k := range bare.Journey.Stages[i].Touchpoints {
			at := &bare.Journey.Stages[i].Touchpoints[k]
			at.MomentOfTruth, at.Target = false, nil
		}
	}
	silent := dutchJourneyPage()
	silent.Surveys = nil
	seen := map[string]bool{}
	for name, p := range map[string]JourneyPage{"all": dutchJourneyPage(), "usual": journeyPage(), "bare": bare, "silent": silent} {
		doc := journeyMap(t, p)
		picture, key := doc.Find(".map-picture"), doc.Find(".key li")
		for _, mark := range []string{".route", ".band", ".stop:not(.hollow):not(.unknown)", ".stop.hollow", ".stop.unknown", ".interchange", ".target", ".flag"} {
			explained := key.Find(mark)
			if mark == ".stop:not(.hollow):not(.unknown)" {
				explained = key.FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find(".interchange").Length() == 0 }).Find(mark)
			}
			drawn := picture.Find(mark).Length() > 0
			if drawn != (explained.Length() > 0) {
				t.Errorf("%s: %s is on the map: %t, in the legend: %t", name, mark, drawn, !drawn)
			}
			seen[mark] = seen[mark] || drawn
		}
		if name == "bare" && key.Length() != 2 {
			t.Errorf("the bare map has a legend of %d", key.Length())
		}
	}
	for mark, drawn := range seen {
		if !drawn {
			t.Errorf("no map here has %s", mark)
		}
	}
}

func TestOnAPhoneTheTableKeepsItsFiguresInSight(t *testing.T) {
	t.Parallel()
	doc := journeyMap(t, journeyPage())
	rows := doc.Find("table.stops tbody tr:not(.stage)").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find(".value").Length() > 0 })
	rows.Each(func(_ int, row *goquery.Selection) {
		row.Find("svg.whisker-bar, .course, .ranked").Remove() // what the style leaves out on a phone
		if row.Find(".value").Length() != 1 || row.Find(".range").Length() != 1 || row.Find("td.number").Length() != 2 || row.Find("td").Length() != 4 {
			t.Errorf("left are %q", text(row))
		}
	})
	if rows.Length() != 9 {
		t.Errorf("%d rows", rows.Length())
	}
	_, phone, _ := strings.Cut(string(static(t, "halte.css")), "@media (max-width: 40rem)")
	if !strings.Contains(phone, ".stops .course, .stops .ranked, .stops .whisker-bar { display: none; }") || strings.Contains(phone, "min-width: 30rem") {
		t.Error("the style makes the table wider than a phone")
	}
}

func TestAnEmptyPageTeachesTheNextStep(t *testing.T) {
	t.Parallel()
	empty := journeyMap(t, JourneyPage{Console: english()})
	if !strings.Contains(empty.Find("pre").Text(), "halte apply halte.yaml") || empty.Find("table").Length() != 0 {
		t.Error("without a journey the page does not show how to define one")
	}
	silent := journeyPage()
	silent.Surveys = nil
	if doc := journeyMap(t, silent); !strings.Contains(doc.Find("pre").Text(), "/v1/events") || doc.Find(".map-picture .unknown").Length() != 9 {
		t.Error("without answers the page does not show how to send an event")
	}
	mailbox := read(t, render(func(b *strings.Builder) error { return pages.Mailbox(b, MailboxPage{Example: "curl mine"}) }))
	if mailbox.Find("pre").Text() != "curl mine" {
		t.Errorf("the mailbox shows %q", mailbox.Find("pre").Text())
	}
	quiet := touchpointPage()
	quiet.Score, quiet.Comments = insight.TouchpointScore{Metric: metric.NPS}, insight.CommentsFound{}
	if doc := touchpoint(t, quiet); doc.Find(".empty").Length() != 1 || doc.Find(".diverging").Length() != 0 {
		t.Error("a touchpoint without answers does not say what to do")
	}
}

func TestTheMailboxIsLinkedInDevelopmentAlone(t *testing.T) {
	t.Parallel()
	p := journeyPage()
	if journeyMap(t, p).Find("a[href='/dev/mailbox']").Length() != 1 {
		t.Error("no link to the mailbox")
	}
	p.Mailbox = ""
	if strings.Contains(journeyMap(t, p).Text(), "mailbox") {
		t.Error("the mailbox is mentioned outside development")
	}
}

func TestTheTouchpointSaysItsScoreInFull(t *testing.T) {
	t.Parallel()
	doc := touchpoint(t, touchpointPage())
	if got := text(doc.Find(".head-figure > div").First()); got != "NPS +2 −5 to 8 n 609" {
		t.Errorf("got %q", got)
	}
	if got := text(doc.Find(".scale-bar desc").First()); got != "+2, −5 to 8, n 609" {
		t.Errorf("the drawing says %q", got)
	}
	if !strings.Contains(text(doc.Find(".head-figure")), "30% answered, 28 to 32%: 609 of 2,010 asked") {
		t.Error("the response rate is missing")
	}
	if got := text(doc.Find(".groups")); got != "36% detractors ratings 0–6, 222 answers 25% passives ratings 7–8, 155 answers 38% promoters ratings 9–10, 232 answers" {
		t.Errorf("the groups are %q", got)
	}
}

func TestAPageSaysHowManyGaveTheHighestRatings(t *testing.T) {
	t.Parallel()
	box := func(from, to int, k int64) insight.TopBox {
		share := metric.ShareOf(k, 100, 1, 0.95)
		return insight.TopBox{From: from, To: to, Count: k, Share: share.Value, Interval: [2]float64{share.Interval.Lo, share.Interval.Hi}}
	}
	for want, of := range map[string]struct {
		m   metric.Metric
		box insight.TopBox
	}{
		"Gave 5: 30%, 22 to 40%":          {metric.CSAT, box(5, 5, 30)},
		"Gave 4–5 (satisfied): 70%":       {metric.CSAT, box(4, 5, 70)},
		"Gave 5–7 (easy): 60%, 50 to 69%": {metric.CES, box(5, 7, 60)},
	} {
		page := touchpointPage()
		page.Score.Metric, page.Score.TopBox = of.m, &of.box
		if got := text(touchpoint(t, page).Find(".head-figure")); !strings.Contains(got, want) {
			t.Errorf("it does not say %q: %s", want, got)
		}
		page.Score.Held = true
		if got := text(touchpoint(t, page).Find(".head-figure")); strings.Contains(got, "Gave") {
			t.Errorf("of a score that is held back it says %q", got)
		}
	}
}

func TestAPageSaysHowManyAnswersItTakesToKnowTheScoreMoreClosely(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]*insight.Precision{
		"To know the score to ±5 points takes about 1,200 answers: 530 more, so about 1,800 more people asked.": {HalfWidth: 5, Needed: 1137, More: 528, Invitations: new(int64(1743))},
		"To know the score to ±5 points takes about 1,200 answers: 99 more. ":                                   {HalfWidth: 5, Needed: 1137, More: 99},
		"There are enough answers to know the score to ±5 points: that takes about 550. ":                       {HalfWidth: 5, Needed: 541},
	} {
		page := touchpointPage()
		page.Score.Precision = p
		if got := text(touchpoint(t, page).Find(".head-figure")); !strings.Contains(got, want) {
			t.Errorf("it does not say %q: %s", want, got)
		}
		page.Score.Held = true
		if got := text(touchpoint(t, page).Find(".head-figure")); strings.Contains(got, "±5") {
			t.Errorf("of a score that is held back it says %q", got)
		}
	}
}

func TestTheTouchpointSaysHowItsScoreStandsToTheTarget(t *testing.T) {
	t.Parallel()
	target := insight.AgainstTarget{Value: 40, Interval: [2]float64{43.2, 61.4}}
	for standing, want := range map[insight.TargetStanding][2]string{
		"above": {"Surely above the target of +40: beyond these days too the score is 43 to 61, however often you look.", "Zeker boven het doel van +40"},
		"below": {"Surely below the target of +40", "Zeker onder het doel van +40"},
		"open":  {"Whether the score is above or below the target of +40 cannot be said yet: beyond these days it is 43 to 61.", "is nog niet te zeggen"},
	} {
		for at, lang := range []string{"en", "nl"} {
			p := touchpointPage()
			p.Lang, target.Standing = lang, standing
			p.Score.Target = &target
			if got := text(touchpoint(t, p).Find(".head-figure")); !strings.Contains(got, want[at]) {
				t.Errorf("%s in %s: the page reads %s", standing, lang, got)
			}
		}
	}
	p := touchpointPage()
	p.Score.Target = nil
	if got := text(touchpoint(t, p).Find(".head-figure")); strings.Contains(got, "urely") {
		t.Errorf("without a target the page reads %s", got)
	}
}

func TestAWeekWithoutAnswersIsNotSaidToBeHeldBack(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Score.Trend[0].Figures = insight.Figures{}
	p.Score.Trend[1].Figures = insight.Figures{N: 3}
	p.Score.Trend[1].Held = true
	rows := touchpoint(t, p).Find("section[aria-labelledby=trend] tbody tr")
	none, few := text(rows.Eq(rows.Length()-1)), text(rows.Eq(rows.Length()-2))
	if !strings.Contains(none, "no answers") || strings.Contains(none, "held back") || !strings.Contains(few, "held back") {
		t.Errorf("a week without answers reads %q, and one of three %q", none, few)
	}
}

func TestTheTrendHasItsTableAndItsMarks(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	doc := touchpoint(t, p)
	if got, want := doc.Find("section[aria-labelledby=trend] tbody tr").Length(), len(p.Score.Trend); got != want {
		t.Errorf("%d rows for %d weeks", got, want)
	}
	if !strings.Contains(text(doc.Find("svg.trend").First()), "New carrier") {
		t.Error("the improvement is not marked")
	}
	p.Improvements[0].Day = "2020-01-01"
	p.Improvements = append(p.Improvements, surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Day: "soon", Name: "Nonsense"}})
	if doc := touchpoint(t, p); doc.Find("svg.trend .mark").Length() != 0 {
		t.Error("an improvement outside the period is marked")
	}
}

func TestASegmentOfFewIsHeldBack(t *testing.T) {
	t.Parallel()
	rows := touchpoint(t, touchpointPage()).Find("table.split tbody tr")
	if got := text(rows.Last()); got != "other n 3, shown from 5 answers on 3" {
		t.Errorf("got %q", got)
	}
	if rows.First().Find("svg .interval").Length() != 1 {
		t.Error("a group with answers has no interval")
	}
}

func TestWhoeverMaySeeNoSingleAnswersReadsWhichDaysCount(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	if all := text(touchpoint(t, p).Find("main")); strings.Contains(all, "held back from you") || strings.Contains(all, "Counted are") {
		t.Errorf("whoever may see them reads %q", all)
	}
	p.Guarded, p.Score.Taken = true, &insight.Taken{From: "2026-09-03", To: "2026-09-30"}
	for held, want := range map[int64]string{
		0: "Counted are the answers of 3 September to 30 September 2026.", 1: "2026. One more answer of the period is held back.", 12: "2026. 12 more answers of the period are held back.",
	} {
		p.Score.Taken.Held = held
		if all := text(touchpoint(t, p).Find("main")); !strings.Contains(all, want) || !strings.Contains(all, "Single answers are held back from you") {
			t.Errorf("with %d held back it lacks %q: %q", held, want, all)
		}
	}
}

func TestWhatIsLeftOutInBetweenIsToldWithItsDays(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	taken := &insight.Taken{From: "2026-09-03", To: "2026-09-30", Held: 12, Further: true, Without: []surveys.Days{{From: "2026-09-10", To: "2026-09-12"}, {From: "2026-09-20", To: "2026-09-20"}}}
	p.Score.Taken, p.Segments[0].Rows[0].Taken = taken, taken
	page := touchpoint(t, p)
	if got := text(page.Find(".head-figure")); !strings.Contains(got, "There may be more in it of which not even the number is told. Left out between them: 10 September to 12 September 2026; 20 September 2026.") {
		t.Errorf("the score reads %q", got)
	}
	if got := text(page.Find("table.split tbody tr").First().Find("th")); !strings.HasSuffix(got, "3 September to 30 September 2026, without 10 September to 12 September 2026; 20 September 2026") {
		t.Errorf("a group reads %q", got)
	}
}

func TestAGroupOfWhichNotEvenTheNumberIsToldStandsThere(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	last := len(p.Segments[0].Rows) - 1
	p.Segments[0].Rows[last].Figures = insight.FiguresOf(metric.NPS, surveys.Sum{Held: surveys.Held{Further: true}}, worth.Alone)
	p.Score.Trend[0].Figures = p.Segments[0].Rows[last].Figures
	page := touchpoint(t, p)
	if got := text(page.Find("table.split tbody tr").Last()); got != "other held back: take a longer period –" {
		t.Errorf("it reads %q", got)
	}
	if got := text(page.Find("section[aria-labelledby=trend] tbody tr").Last()); !strings.Contains(got, "held back") {
		t.Errorf("its week reads %q", got)
	}
}

func TestCommentsCarryRatingDayAndLanguage(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Comments.Comments = append(p.Comments.Comments, insight.CommentFound{Rating: new(1), Category: insight.Dissatisfied, Day: "2026-09-30", Locale: "ar", Text: "متأخر"})
	items := touchpoint(t, p).Find(".comments li")
	first, last := items.First(), items.Last()
	if got := text(first); got != "10 out of 10, promoters 10 Keurig op tijd en de bezorger droeg hem zelfs de trap op. 4 October 2026 · nl" {
		t.Errorf("got %q", got)
	}
	if first.Find("blockquote").AttrOr("lang", "") != "nl" || last.Find("blockquote").AttrOr("dir", "") != "rtl" {
		t.Error("a comment has lost its language or its direction")
	}
}

func TestAMailIsShownInASandbox(t *testing.T) {
	t.Parallel()
	doc := read(t, render(func(b *strings.Builder) error { return pages.Mailbox(b, mailboxPage()) }))
	frames := doc.Find("iframe[sandbox]")
	if frames.Length() != 3 || strings.Contains(frames.AttrOr("sandbox", ""), "allow-scripts") || strings.Contains(frames.AttrOr("sandbox", ""), "allow-same-origin") {
		t.Error("a mail is framed without its sandbox")
	}
	if got := text(doc.Find("summary").First()); got != "Bezorging: één korte vraag to jo@example.org 5 Oct, 09:14:20" {
		t.Errorf("got %q", got)
	}
}

func TestAScoreOfFewIsHeldBackOnTheJourney(t *testing.T) {
	t.Parallel()
	p := JourneyPage{Console: english(), Map: journey.Map{Surveys: map[string]journey.MapScore{}}, Journey: surveys.Journey{
		Name: in("Short"), Stages: []surveys.Stage{{Name: in("Only"), Touchpoints: []surveys.Touchpoint{{Key: "stop", Name: in("Stop")}}}},
	}}
	p.ask("stop", metric.CSAT, 0, 1, 0, 1, 2)
	value := "75%"
	page := journeyMap(t, p)
	if strings.Contains(page.Find("main").Text(), value) {
		t.Error("the journey shows the score of four people")
	}
	if !strings.Contains(text(page.Find("main")), "n 4, shown from 5 answers on") {
		t.Error("the journey does not say why there is no score")
	}
	if page.Find(".map-picture .stop.unknown").Length() != 1 {
		t.Error("the stop is not dotted")
	}
}

// A value may only stand where its interval and its n stand too.
func TestNoScoreStandsWithoutItsIntervalAndN(t *testing.T) {
	t.Parallel()
	doc := read(t, render(func(b *strings.Builder) error { return pages.Journey(b, journeyPage()) }))
	shown := 0
	for _, s := range charts.StopsOf(journeyView{consoleView: pages.view(english(), Period{}), Page: journeyPage()}.drawn()) {
		f := charts.FigureOf(pages.languages.Nearest("en"), s.Survey)
		for _, where := range []string{".labels li", ".rail-stop", "table.stops tbody tr"} {
			doc.Find(where).Each(func(_ int, li *goquery.Selection) {
				if !strings.HasPrefix(text(li), s.Name()) {
					return
				}
				shown++
				words := text(li)
				if !strings.Contains(words, f.Interval) || !strings.Contains(words, f.N) {
					t.Errorf("%s in %s stands without %q and n %s: %q", s.Name(), where, f.Interval, f.N, words)
				}
			})
		}
		if !strings.Contains(text(doc.Find(".map-picture > desc")), s.Name()+": "+f.String()) {
			t.Errorf("the description of the map lacks %s", s.Name())
		}
	}
	if shown != 27 {
		t.Errorf("%d places were looked at", shown)
	}
	// In the picture every number has its whisker.
	if scores, whiskers := doc.Find(".map-picture .score").Length(), doc.Find(".map-picture .whisker").Length(); scores != 9 || whiskers != 27 {
		t.Errorf("%d scores and %d strokes of whiskers", scores, whiskers)
	}
}
