package templates

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"halte/surveys/metric"
)

// wellFormed reads a picture as XML: a chart that a browser had to repair would
// fail here.
func wellFormed(t interface {
	Helper()
	Fatalf(string, ...any)
}, picture template.HTML,
) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(string(picture)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if element, ok := token.(xml.StartElement); ok {
			for _, a := range element.Attr {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || a.Name.Local == "style" || a.Name.Local == "fill" {
					t.Fatalf("%s has %s=%q", element.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func console() consoleView { return Must().view(english(), halfYear()) }

func oneSurvey(m metric.Metric, t metric.Tally) SurveyScore {
	return SurveyScore{Metric: m, Score: m.Score(t), Target: new(m.Range().Hi), Trend: weeks(m, t, "2026-04-06", 12)}
}

// everyChart draws all charts of one survey.
func everyChart(s SurveyScore, t metric.Tally) map[string]template.HTML {
	v := console()
	return map[string]template.HTML{
		"whisker":   whisker(v, s, 200),
		"scale":     scaleBar(v, s, 720),
		"sparkline": sparkline(v, s, 132, 30),
		"trend":     trend(v, s, "week", []Improvement{{"2026-05-01", hostile}}, 358, 250),
		"diverging": diverging(v, s.metric(), t, 358),
		"histogram": histogram(v, s.metric(), t, 358),
	}
}

func TestEveryChartIsASoundPictureWithTitleAndDescription(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]metric.Metric{metric.NPS, metric.CSAT, metric.CES, ""}).Draw(t, "metric")
		var tally metric.Tally
		lowest, highest := m.Scale()
		for r := lowest; r <= highest; r++ {
			tally[r] = rapid.SampledFrom([]int64{0, 0, 1, 3, 40, 2000}).Draw(t, "count")
		}
		for name, picture := range everyChart(oneSurvey(m, tally), tally) {
			if picture == "" {
				continue
			}
			wellFormed(t, picture)
			for _, part := range []string{`role="img"`, "<title>", "<desc>"} {
				if !strings.Contains(string(picture), part) {
					t.Fatalf("%s has no %s", name, part)
				}
			}
		}
	})
}

func TestWithoutAnswersThereIsNothingToSee(t *testing.T) {
	t.Parallel()
	s := SurveyScore{Metric: metric.NPS, Score: metric.NPS.Score(metric.Tally{})}
	for name, picture := range everyChart(s, metric.Tally{}) {
		doc := read(t, string(picture))
		if n := doc.Find("circle, .interval, .band, .high").Length(); n > 0 {
			t.Errorf("%s draws %d marks for nobody", name, n)
		}
	}
	f := console().figure(s)
	if f.Shown() || f.String() != "no answers yet" {
		t.Errorf("it says %q", f)
	}
}

func TestAScoreOfFewIsHeldBackEverywhere(t *testing.T) {
	t.Parallel()
	tally := tally(metric.CSAT, 0, 1, 0, 1, 2)
	s := SurveyScore{Metric: metric.CSAT, Score: metric.CSAT.Score(tally), Trend: weeks(metric.CSAT, tally, "2026-04-06", 3)}
	value := "75%"
	for name, picture := range map[string]template.HTML{"whisker": whisker(console(), s, 200), "scale": scaleBar(console(), s, 720), "sparkline": sparkline(console(), s, 132, 30)} {
		if doc := read(t, string(picture)); doc.Find("circle").Length() > 0 || strings.Contains(text(doc.Find("desc")), value) {
			t.Errorf("%s shows the score of %d people", name, s.Score.N)
		}
	}
	page := read(t, render(func(b *strings.Builder) error {
		return Must().Journey(b, JourneyPage{Console: english(), Journey: Journey{Name: "Short", Stages: []Stage{{Name: "Only", Touchpoints: []Touchpoint{{Name: "Stop", Surveys: []SurveyScore{s}}}}}}})
	}))
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
	doc := read(t, render(func(b *strings.Builder) error { return Must().Journey(b, journeyPage()) }))
	shown := 0
	for _, s := range stopsOf(bikeOrder()) {
		f := console().figure(s.survey)
		for _, where := range []string{".labels li", ".rail-stop", "table.stops tbody tr"} {
			doc.Find(where).Each(func(_ int, li *goquery.Selection) {
				if !strings.HasPrefix(text(li), s.name()) {
					return
				}
				shown++
				words := text(li)
				if !strings.Contains(words, f.Interval) || !strings.Contains(words, f.N) {
					t.Errorf("%s in %s stands without %q and n %s: %q", s.name(), where, f.Interval, f.N, words)
				}
			})
		}
		if !strings.Contains(text(doc.Find(".map-picture > desc")), s.name()+": "+f.String()) {
			t.Errorf("the description of the map lacks %s", s.name())
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

func journeyOf(n int, name string) Journey {
	j := Journey{Name: "Test", Stages: []Stage{{Name: name}}}
	for i := range n {
		stop := Touchpoint{Key: fmt.Sprint(i), Name: name, Channel: "web", Surveys: []SurveyScore{oneSurvey(metric.NPS, tally(metric.NPS, 9, int64(i), 0, 0, 0, 0, 0, 4, 5, 9, 40))}}
		if i%3 == 0 {
			j.Stages = append(j.Stages, Stage{Name: name})
		}
		last := len(j.Stages) - 1
		j.Stages[last].Touchpoints = append(j.Stages[last].Touchpoints, stop)
	}
	return j
}

func TestAJourneyOfAnyLengthIsDrawn(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 5, 12, 40} {
		j := journeyOf(n, "Aansprakelijkheidsverzekering afsluiten bij de klantenservice")
		m := newRouteMap(console(), j)
		wellFormed(t, m.Picture)
		doc := read(t, string(m.Picture))
		if got := doc.Find(".stop").Length(); got != n {
			t.Errorf("%d stops are drawn of %d", got, n)
		}
		if got := doc.Find("path.route").Length(); got != max(n-1, 0) {
			t.Errorf("%d stretches of line between %d stops", got, n)
		}
		spans := 0
		for _, z := range m.Zones {
			spans += z.Span
		}
		if spans != len(m.Columns) {
			t.Errorf("the zones span %d columns of %d", spans, len(m.Columns))
		}
		rows := newRail(console(), j)
		if len(rows) != n+len(j.Stages) {
			t.Errorf("a phone shows %d rows for %d stops in %d stages", len(rows), n, len(j.Stages))
		}
		for _, row := range rows {
			wellFormed(t, row.Piece)
		}
	}
}

func TestTheHeightOfAStopIsItsPlaceOnItsOwnScale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    metric.Metric
		x    float64
		want float64
	}{{metric.NPS, 0, 0.5}, {metric.NPS, -100, 0}, {metric.CSAT, 74, 0.74}, {metric.CES, 4, 0.5}, {metric.CES, 7, 1}, {metric.NPS, 300, 1}} {
		if got := place(c.m, c.x); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v on %s stands at %v, want %v", c.x, c.m, got, c.want)
		}
	}
}

var number = regexp.MustCompile(`-?[0-9.]+`)

// The scores in the map must not touch the line or its band, or each other.
func TestLabelsKeepClearOfTheirStops(t *testing.T) {
	t.Parallel()
	doc := read(t, string(newRouteMap(console(), bikeOrder()).Picture))
	doc.Find("g").Each(func(_ int, g *goquery.Selection) {
		label, ring := g.Find(".score"), g.Find(".stop")
		if label.Length() == 0 {
			return
		}
		at := func(s *goquery.Selection, name string) float64 {
			x, err := strconv.ParseFloat(number.FindString(s.AttrOr(name, "")), 64)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		y, middle, r := at(label, "y"), at(ring, "cy"), at(ring, "r")
		if y > middle-r && y-14 < middle+r {
			t.Errorf("%s lies on its stop", text(g.Find("title")))
		}
		if y < 14 || y > mapHeight {
			t.Errorf("%s leaves the picture at %v", text(label), y)
		}
	})
}

func TestAStretchWithoutScoreIsDashedAndHasNoBand(t *testing.T) {
	t.Parallel()
	j := journeyOf(3, "Stop")
	j.Stages[1].Touchpoints[1].Surveys[0].Score = metric.NPS.Score(metric.Tally{})
	doc := read(t, string(newRouteMap(console(), j).Picture))
	if doc.Find("path.route, .band").Length() != 0 || doc.Find("path.gap").Length() != 2 {
		t.Error("the line runs on through a stop nobody answered at")
	}
}

func TestATrendBreaksWhereNobodyAnsweredAndFadesWhereFewDid(t *testing.T) {
	t.Parallel()
	point := func(n int64) TrendPoint { return TrendPoint{Score: metric.NPS.Score(metric.Tally{9: n, 3: n})} }
	got := runs([]TrendPoint{point(10), point(10), point(1), point(10), point(10), {}, point(1), {}, {}, point(10), point(10)})
	want := []run{{0, 1, false}, {1, 3, true}, {3, 4, false}, {6, 6, true}, {9, 10, false}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheCategoriesAddUpToTheTally(t *testing.T) {
	t.Parallel()
	for m, want := range map[metric.Metric]string{
		metric.NPS:  "detractors 222 (36%), passives 155 (25%), promoters 232 (38%).",
		metric.CSAT: "dissatisfied 3 (20%), neutral 3 (20%), satisfied 9 (60%).",
		metric.CES:  "hard 6 (21%), in between 4 (14%), easy 18 (64%).",
	} {
		t0 := map[metric.Metric]metric.Tally{
			metric.NPS: deliveryTally, metric.CSAT: tally(metric.CSAT, 1, 2, 3, 4, 5), metric.CES: tally(metric.CES, 1, 2, 3, 4, 5, 6, 7),
		}[m]
		if got := inWords(categories(console(), m, t0)); got != want {
			t.Errorf("%s: %s", m, got)
		}
	}
}
