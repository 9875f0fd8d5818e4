package views

import (
	"cmp"
	"html/template"
	"io"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"halte/surveys/improve"
	"halte/templates/charts"
	"halte/templates/locales"
)

// ImprovementsPage lists the improvements, the latest change first.
type ImprovementsPage struct {
	Console
	Improvements []improve.ImprovementReport
	Touchpoints  map[string]Link // by key; one without is named by its key
	MayWrite     bool            // who looks may write one down
}

// ImprovementPage shows one improvement: its verdict, and all that stands behind it.
type ImprovementPage struct {
	Console
	Improvement improve.ImprovementReport
	Touchpoints map[string]Link // by key; one without is named by its key
}

// Improvements writes the list of improvements.
func (t *Pages) Improvements(w io.Writer, p ImprovementsPage) error {
	v := improvementsView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title, v.AtImprovements = v.L.Console.Improvements, true
	return t.render(w, "improvement_list.html", v)
}

// Improvement writes the page of one improvement.
func (t *Pages) Improvement(w io.Writer, p ImprovementPage) error {
	v := improvementView{t.view(p.Console, Period{}), p.Improvement, p.Touchpoints}
	v.Title, v.AtImprovements = v.Heading(), true
	return t.render(w, "improvement.html", v)
}

type improvementsView struct {
	consoleView
	Page ImprovementsPage
}

// Rows are the improvements, each ready to read.
func (v improvementsView) Rows() []improvementView {
	rows := make([]improvementView, len(v.Page.Improvements))
	for i, one := range v.Page.Improvements {
		rows[i] = improvementView{v.consoleView, one, v.Page.Touchpoints}
	}
	return rows
}

// Example shows how a first one is written down.
func (v improvementsView) Example() string { return exampleImprovement }

// improvementView reads one improvement aloud.
type improvementView struct {
	consoleView
	Of    improve.ImprovementReport
	names map[string]Link // of touchpoints
}

// links name touchpoints.
func (v improvementView) links(keys []string) []Link {
	out := make([]Link, len(keys))
	for i, key := range keys {
		out[i] = v.names[key]
		out[i].Name = cmp.Or(out[i].Name, key)
	}
	return out
}

// Touchpoints are where the change was made.
func (v improvementView) Touchpoints() []Link { return v.links(v.Of.Touchpoints) }

// unit is what follows a difference.
func (v improvementView) unit() string { return v.L.Improvements.Units[string(v.Of.Metric)] }

// Heading is the name as a title.
func (v improvementView) Heading() string { return firstRune(v.Of.Name, unicode.ToUpper) }

// inSentence is a name inside a sentence: "The new carrier" is "the new carrier",
// and "NPS mail" stays what it is.
func inSentence(name string) string {
	if _, size := utf8.DecodeRuneInString(name); size < len(name) {
		if second, _ := utf8.DecodeRuneInString(name[size:]); unicode.IsLower(second) {
			return firstRune(name, unicode.ToLower)
		}
	}
	return name
}

func firstRune(s string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(change(r)) + s[size:]
}

// enumerate names things: "a", "a and b", "a, b and c".
func (v improvementView) enumerate(links []Link) string {
	names := make([]string, len(links))
	for i, l := range links {
		names[i] = l.Name
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + v.L.Improvements.And + names[len(names)-1]
}

// controls are the controls inside a sentence.
func (v improvementView) controls() string {
	names := v.links(v.Of.Controls)
	for i := range names {
		names[i].Name = inSentence(names[i].Name)
	}
	return v.enumerate(names)
}

// decimals is how many a difference is written with.
func (v improvementView) decimals() int {
	return v.Of.Metric.EffectDecimals()
}

// rounded is a bound as it may be written: "at least +16" of 16.6, and "by no more
// than 5" of 4.4. To the nearest, a sentence would promise more than the figures do.
func (v improvementView) rounded(x float64, round func(float64) float64) float64 {
	const noise = 1e-9 // 0.29 times 100 is a little less than 29
	scale := math.Pow10(v.decimals())
	if nearest := math.Round(x * scale); math.Abs(x*scale-nearest) < noise {
		return nearest / scale
	}
	return round(x*scale) / scale
}

// signed writes a difference: "+40", "−9", "+0.31".
func (v improvementView) signed(x float64) string {
	return v.L.Signed(x, v.decimals())
}

// unsigned writes the size of a difference.
func (v improvementView) unsigned(x float64) string { return strings.TrimPrefix(v.signed(x), "+") }

// points writes a difference with its unit: "+40 points".
func (v improvementView) points(x float64) string { return v.signed(x) + v.unit() }

// Smallest is the smallest effect that matters, with its unit.
func (v improvementView) Smallest() string {
	return v.unsigned(v.Of.Smallest) + v.unit()
}

// fill fills in a sentence about this improvement.
func (v improvementView) fill(sentence string, pairs ...string) string {
	return locales.Fill(sentence, append([]string{
		"touchpoint", v.enumerate(v.Touchpoints()), "name", inSentence(v.Of.Name), "controls", v.controls(), "smallest", v.Smallest(),
	}, pairs...)...)
}

// between fills the ends of an interval in.
func (v improvementView) between(sentence string, ends [2]float64) string {
	return v.fill(sentence, "lo", v.signed(ends[0]), "hi", v.signed(ends[1]))
}

// Bar draws the difference and its interval in one line; nothing without one.
func (v improvementView) Bar(width int) template.HTML {
	d := v.Of.Verdict.Change
	if against := v.Of.Verdict.AgainstControls; v.because() && against != nil {
		d = against
	}
	if d == nil || saysNothing(v.Of.Metric, d) {
		return ""
	}
	return v.bar(v.Verdict(), v.between(v.L.Improvements.SoFar, d.Interval), d, width)
}

// bar draws a difference around none.
func (v improvementView) bar(title, desc string, d *improve.Judgement, width int) template.HTML {
	return charts.DifferenceBar{
		Title: title, Desc: desc, Middle: d.Adjusted, Interval: intervalOf(d.Interval), Clear: d.Clear, Smallest: v.Of.Smallest, Decimals: v.decimals(),
	}.Draw(v.L, width)
}

// Path draws how the difference developed.
func (v improvementView) Path(width, height int) template.HTML {
	path := charts.DifferencePath{Title: v.L.Improvements.PathTitle, Day: v.Of.Day, Smallest: v.Of.Smallest, Decimals: v.decimals()}
	for _, look := range v.Of.Verdict.Path {
		path.Points = append(path.Points, charts.PathPoint{Through: look.Through, N: look.N, Middle: look.Difference, Interval: intervalOf(look.Interval)})
		path.Desc = v.between(v.L.Improvements.PathDesc, look.Interval) // of the last one
	}
	return path.Draw(v.L, width, height)
}

const exampleImprovement = `curl http://127.0.0.1:8080/v1/improvements \
  -H "Authorization: Bearer $HALTE_KEY" \
  -H "Content-Type: application/json" \
  -d '{"id":"new-carrier","name":"The new carrier","day":"2026-07-27",
       "touchpoints":["delivery"],"controls":["first-service"],
       "hypothesis":"Fewer boxes arrive damaged."}'`
