package views

import (
	"html/template"
	"io"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// ImprovementsPage lists the improvements, the latest change first.
type ImprovementsPage struct {
	Console
	Improvements []ImprovementVerdict
	MayWrite     bool // who looks may write one down
}

// ImprovementPage shows one improvement: its verdict, and all that stands behind it.
type ImprovementPage struct {
	Console
	ImprovementVerdict
	Versions []ImprovementVersion // earlier ones, oldest first
}

// ImprovementVersion is an earlier version of an improvement.
type ImprovementVersion struct {
	Version int
	Day     string // on which it was frozen
	Alpha   float64
}

// ImprovementVerdict is an improvement with what the answers say of it.
type ImprovementVerdict struct {
	Name, Link, Owner, Hypothesis string
	Touchpoints, Controls         []Link
	Metric                        metric.Metric

	Day                      string // of the change
	BaselineFrom, BaselineTo string
	Ends                     string  // of a planned evaluation; "" when the verdict holds at any time
	Smallest                 float64 // effect that matters
	Version                  int
	Frozen                   string // the day it was written down
	Retrospective, BadScore  bool
	Alpha                    float64
	BaselineAnswers, Needed  int64
	NeededBy                 string // day on which the needed answers were to be there; "" for unknown
	Never                    bool   // no number of answers finds the smallest effect
	Detectable               *float64

	State        string // improved, worsened, moved, not_because_of, no_difference or not_enough
	BecauseOf    bool
	Ended        bool
	Through      string
	NoLargerThan float64 // of no_difference and not_because_of
	More         int64   // answers still needed; 0 for unknown
	MoreBy       string  // day on which they may be there; "" for unknown
	MoreNever    bool

	Before, After, ControlBefore, ControlAfter SurveyScore
	Change, Against                            *Difference
	Path                                       []PathPoint
	Cautions                                   []Caution
	Stands                                     *bool // among all that are watched together

	Groups       []ImprovementGroup // the same by the values of segments, in their order
	EvidenceFrom string             // first day that a claim rests on
	Described    *Described         // all since the change, where a part could be seen when it was written down
	Sensitivity  *Sensitivity       // of a claim without controls
	Withdrawn    string             // day of a claim that an earlier method made and this one does not; "" for none
}

// ImprovementGroup is what the answers with one value of a segment say of an
// improvement.
type ImprovementGroup struct {
	Segment, Value string
	State          string      // as of an improvement
	Before, After  int64       // answers
	Difference     *Difference // what the state speaks of; nil where it is held back, or too few answered
}

// Difference is a change with the interval that holds however often one looks.
type Difference struct {
	Value, Middle float64 // of the scores as printed; and of the interval
	Interval      metric.Interval
	LogE          float64
	Clear         bool
	Paired        int64  // people who answered before and after, where that makes it surer
	Claimed       string // day on which it was first clear; "" for never
}

// Described is a difference that is shown and claims nothing.
type Described struct {
	Value    float64
	Interval metric.Interval
}

// Sensitivity is what else would have to be true to explain a claim.
type Sensitivity struct {
	Needed, ByItself float64
	Known, Explained bool
	LastYear         *float64 // difference in the same weeks of last year
}

// Caution is what else might explain a difference, with its figures by name.
type Caution struct {
	Kind, Segment string
	Flagged       bool
	Values        map[string]float64
}

// Improvements writes the list of improvements.
func (t *Pages) Improvements(w io.Writer, p ImprovementsPage) error {
	v := improvementsView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title, v.AtImprovements = v.L.Console.Improvements, true
	return t.render(w, "improvement_list.html", v)
}

// Improvement writes the page of one improvement.
func (t *Pages) Improvement(w io.Writer, p ImprovementPage) error {
	v := improvementPageView{improvementView: improvementView{t.view(p.Console, Period{}), p.ImprovementVerdict}, Versions: p.Versions}
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
		rows[i] = improvementView{v.consoleView, one}
	}
	return rows
}

// Example shows how a first one is written down.
func (v improvementsView) Example() string { return exampleImprovement }

type improvementPageView struct {
	improvementView
	Versions []ImprovementVersion
}

// improvementView reads one improvement aloud.
type improvementView struct {
	consoleView
	Of ImprovementVerdict
}

// unit is what follows a difference.
func (v improvementView) unit() string { return v.L.Improvements.Units[string(v.Of.Metric)] }

// Heading is the name as a title.
func (v improvementView) Heading() string { return firstRune(v.Of.Name, unicode.ToUpper) }

// nameInSentence is the name inside a sentence: "The new carrier" is "the new carrier",
// and "NPS mail" stays what it is.
func (v improvementView) nameInSentence() string {
	if _, size := utf8.DecodeRuneInString(v.Of.Name); size < len(v.Of.Name) {
		if second, _ := utf8.DecodeRuneInString(v.Of.Name[size:]); unicode.IsLower(second) {
			return firstRune(v.Of.Name, unicode.ToLower)
		}
	}
	return v.Of.Name
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

// Controls are the controls inside a sentence.
func (v improvementView) controls() string {
	names := make([]Link, len(v.Of.Controls))
	for i, c := range v.Of.Controls {
		names[i] = Link{Name: improvementView{Of: ImprovementVerdict{Name: c.Name}}.nameInSentence()}
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
		"touchpoint", v.enumerate(v.Of.Touchpoints), "name", v.nameInSentence(), "controls", v.controls(), "smallest", v.Smallest(),
	}, pairs...)...)
}

// between fills the ends of an interval in.
func (v improvementView) between(sentence string, i metric.Interval) string {
	return v.fill(sentence, "lo", v.signed(i.Lo), "hi", v.signed(i.Hi))
}

// Bar draws the difference and its interval in one line; nothing without one.
func (v improvementView) Bar(width int) template.HTML {
	d := v.Of.Change
	if v.Of.BecauseOf && v.Of.Against != nil {
		d = v.Of.Against
	}
	if d == nil {
		return ""
	}
	return charts.DifferenceBar{
		Title: v.Verdict(), Desc: v.between(v.L.Improvements.SoFar, d.Interval),
		Middle: d.Middle, Interval: d.Interval, Clear: d.Clear, Smallest: v.Of.Smallest, Decimals: v.decimals(),
	}.Draw(v.L, width)
}

// Path draws how the difference developed.
func (v improvementView) Path(width, height int) template.HTML {
	path := charts.DifferencePath{Title: v.L.Improvements.PathTitle, Day: v.Of.Day, Points: v.Of.Path, Smallest: v.Of.Smallest, Decimals: v.decimals()}
	if n := len(v.Of.Path); n > 0 {
		path.Desc = v.between(v.L.Improvements.PathDesc, v.Of.Path[n-1].Interval)
	}
	return path.Draw(v.L, width, height)
}

const exampleImprovement = `curl http://127.0.0.1:8080/v1/improvements \
  -H "Authorization: Bearer $HALTE_KEY" \
  -H "Content-Type: application/json" \
  -d '{"id":"new-carrier","name":"The new carrier","day":"2026-07-27",
       "touchpoints":["delivery"],"controls":["first-service"],
       "hypothesis":"Fewer boxes arrive damaged."}'`
