package charts

import (
	"encoding/xml"
	"errors"
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
		if errors.Is(err, io.EOF) {
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

func oneSurvey(m metric.Metric, t metric.Tally) SurveyScore {
	return SurveyScore{Metric: m, Score: m.Score(t), Target: new(m.Range().Hi), Trend: weeks(m, t, "2026-04-06", 12)}
}

// everyChart draws all charts of one survey.
func everyChart(s SurveyScore, t metric.Tally) map[string]template.HTML {
	en := english()
	return map[string]template.HTML{
		"whisker":   Whisker(en, s, 200),
		"scale":     ScaleBar(en, s, 720),
		"sparkline": Sparkline(en, s, 132, 30),
		"trend":     Trend(en, s, "week", []Improvement{{"2026-05-01", hostile}}, 358, 250),
		"diverging": Diverging(en, s.DrawnMetric(), t, 358),
		"histogram": Histogram(en, s.DrawnMetric(), t, 358),
	}
}

func TestEveryChartIsASoundPictureWithTitleAndDescription(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(append(metric.All(), "")).Draw(t, "metric")
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

func TestAStripHasAMarkForEachShareAndThePromiseBehindIt(t *testing.T) {
	t.Parallel()
	picture := Strip(hostile, []Mark{{hostile, "4.0%", 4, metric.Interval{Lo: -1, Hi: 9}}, {"the other", "60.0%", 60, metric.Interval{Lo: 50, Hi: 130}}}, &metric.Interval{Lo: 0, Hi: 5})
	wellFormed(t, picture)
	doc := read(t, string(picture))
	if doc.Find("circle.mark-0").Length() != 1 || doc.Find("circle.mark-1").Length() != 1 || doc.Find("rect.promised").Length() != 1 {
		t.Errorf("marks or promise are missing in %s", picture)
	}
	if got := text(doc.Find("desc")); !strings.HasSuffix(got, "4.0%; the other 60.0%") {
		t.Errorf("it says %q", got)
	}
	if end := doc.Find("line.mark-1").AttrOr("x2", ""); end != "352" {
		t.Errorf("what lies beyond the scale is drawn to %s", end)
	}
	if doc := read(t, string(Strip("t", nil, nil))); doc.Find("rect").Length() > 0 {
		t.Error("a promise is drawn that nobody made")
	}
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
	f := FigureOf(english(), s)
	if f.Shown() || f.String() != "no answers yet" {
		t.Errorf("it says %q", f)
	}
}

func TestAScoreOfFewIsHeldBackInEveryChart(t *testing.T) {
	t.Parallel()
	tally := tally(metric.CSAT, 0, 1, 0, 1, 2)
	s := SurveyScore{Metric: metric.CSAT, Score: metric.CSAT.Score(tally), Trend: weeks(metric.CSAT, tally, "2026-04-06", 3)}
	value := "75%"
	for name, picture := range map[string]template.HTML{"whisker": Whisker(english(), s, 200), "scale": ScaleBar(english(), s, 720), "sparkline": Sparkline(english(), s, 132, 30)} {
		if doc := read(t, string(picture)); doc.Find("circle").Length() > 0 || strings.Contains(text(doc.Find("desc")), value) {
			t.Errorf("%s shows the score of %d people", name, s.Score.N)
		}
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
		m := NewRouteMap(english(), j)
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
		rows := NewRail(english(), j)
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
	doc := read(t, string(NewRouteMap(english(), bikeOrder()).Picture))
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
	doc := read(t, string(NewRouteMap(english(), j).Picture))
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
		if got := listOf(Categories(english(), m, t0)); got != want {
			t.Errorf("%s: %s", m, got)
		}
	}
}

func TestWhatIsHeldBackBesideASmallGroupSaysSo(t *testing.T) {
	t.Parallel()
	score := metric.Score{Metric: metric.NPS, N: 8}
	if got := FigureOf(english(), SurveyScore{Metric: metric.NPS, Score: score, Held: true}).String(); !strings.HasPrefix(got, "n 8, held back") {
		t.Errorf("it reads %q", got)
	}
}

func TestAPointThatIsHeldBackIsNotDrawn(t *testing.T) {
	t.Parallel()
	score := metric.NPS.Score(metric.Tally{9: 10})
	for _, r := range runs([]TrendPoint{{Score: score}, {Score: score, Held: true}, {Score: score}}) {
		if r.from != r.to || r.from == 1 {
			t.Errorf("a stretch runs from %d to %d", r.from, r.to)
		}
	}
}

// Up to ten names find room beside their dots, wherever these lie.
func TestNamesOnThePriorityMapDoNotCoverOneAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var dots []dotAt
		for range rapid.IntRange(1, 10).Draw(r, "dots") {
			p := point{rapid.Float64Range(60, 1000).Draw(r, "x"), rapid.Float64Range(40, 460).Draw(r, "y")}
			dots = append(dots, dotAt{point: p, left: p.x - 40, right: p.x + 40, upper: p.y - 30, lower: p.y + 30, name: "A touchpoint"})
		}
		s := newSVG("priority", 1040, 520, "", "")
		boxes := s.labels(dots, nil, box{46, 26, 1026, 474})
		for i, a := range boxes {
			for _, b := range boxes[:i] {
				if over := a.over(b); over > 0 {
					r.Fatalf("two names share %v square pixels: %v and %v", over, a, b)
				}
			}
		}
	})
}

func TestThePriorityMapIsASoundPicture(t *testing.T) {
	t.Parallel()
	share := func(name string, value float64) Share {
		return Share{Name: name, Known: true, Value: value, Interval: metric.Interval{Lo: value / 2, Hi: 2 * value}, Score: oneSurvey(metric.NPS, deliveryTally)}
	}
	all := Shares{share("Delivery", 0.4), share(hostile, 0.1), {Name: "Returns"}}
	for _, picture := range []template.HTML{all.Priority(english(), 1040, 520), all.Priority(english(), 358, 420), all.Axis(english()), all.Bar(english(), all[0], ""), all.Bar(english(), all[2], "why")} {
		wellFormed(t, picture)
	}
}
