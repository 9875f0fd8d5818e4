package definition

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
)

// anyDefinition draws valid definitions, with words that a writer of YAML could
// get wrong.
func anyDefinition() *rapid.Generator[surveys.Definition] {
	return rapid.Custom(func(t *rapid.T) surveys.Definition {
		g := &definitionDraw{T: t, languages: rapid.SampledFrom([][]string{{"nl"}, {"en", "nl"}, {"es", "fr", "en-GB"}}).Draw(t, "languages")}
		d := surveys.Definition{Organisation: g.organisation(), Journeys: []surveys.Journey{}, Surveys: []surveys.Survey{}}
		for _, name := range g.keys(0, 3) {
			if d.Segments == nil {
				d.Segments = map[string]string{}
			}
			d.Segments[name] = g.expression()
		}
		if names := slices.Sorted(maps.Keys(d.Segments)); len(names) > 1 && g.Maybe() {
			d.Crossed = [][]string{{names[1], names[0]}}
		}
		var points []string
		for _, key := range g.keys(1, 3) {
			j := surveys.Journey{Key: key, Name: g.text(), Stages: []surveys.Stage{}}
			for _, key := range g.keys(0, 3) {
				s := surveys.Stage{Key: key, Name: g.text(), Touchpoints: []surveys.Touchpoint{}}
				for range g.Int(0, 2) {
					point := g.touchpoint("t" + string(rune('a'+len(points))))
					points = append(points, point.Key)
					s.Touchpoints = append(s.Touchpoints, point)
				}
				j.Stages = append(j.Stages, s)
			}
			d.Journeys = append(d.Journeys, j)
		}
		if len(points) == 0 {
			return d
		}
		for _, key := range g.keys(0, 3) {
			d.Surveys = append(d.Surveys, g.survey(key, rapid.SampledFrom(points).Draw(t, "touchpoint")))
		}
		if len(d.Surveys) == 0 {
			return d
		}
		for _, key := range g.keys(0, 3) {
			d.Triggers = append(d.Triggers, g.trigger(key, rapid.SampledFrom(d.Surveys).Draw(t, "survey").Key))
		}
		return d
	})
}

type definitionDraw struct {
	*rapid.T
	languages []string
}

func (g *definitionDraw) Int(lo, hi int) int { return rapid.IntRange(lo, hi).Draw(g.T, "n") }

func (g *definitionDraw) Maybe() bool { return rapid.Bool().Draw(g.T, "maybe") }

func (g *definitionDraw) keys(lo, hi int) []string {
	key := rapid.OneOf(rapid.SampledFrom([]string{"on", "null", "true", "0", "1e3", "007", "no", "name", "rating-", "a_b-c"}), rapid.StringMatching(`[a-z0-9][a-z0-9_-]{0,5}`))
	return rapid.SliceOfNDistinct(key, lo, hi, rapid.ID[string]).Draw(g.T, "keys")
}

// words draws one line of text.
func (g *definitionDraw) words() string {
	awkward := rapid.SampledFrom([]string{
		"yes", "no", "~", "null", "1.0", "0x1f", "2001-01-01", "<<", "=", "- a", "? a", "a: b", "a #b", "#b", "@a", "%a", "|", ">-",
		"&a", "*a", "!a", "{a}", "[a]", "'a'", `"a"`, `a\n`, "a, b", "a]", "09:00", "...", "---", "C'est bien\u00a0?", "👩\u200d🚲", "מה שלומך?", "e\u0301", ":", "a:", "`",
	})
	return rapid.OneOf(awkward, rapid.String()).Filter(func(s string) bool {
		return s != "" && s == strings.TrimSpace(s) && utf8.RuneCountInString(s) < 200 && !strings.ContainsAny(s, "\n") && !strings.ContainsFunc(s, invisible)
	}).Draw(g.T, "words")
}

// note draws any number of lines, or none.
func (g *definitionDraw) note() string {
	var lines []string
	for range g.Int(0, 3) {
		lines = append(lines, rapid.SampledFrom([]string{"", "  ", "\t"}).Draw(g.T, "indent")+g.words()+rapid.SampledFrom([]string{"", " "}).Draw(g.T, "end"))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (g *definitionDraw) text() surveys.Text {
	out := surveys.Text{}
	for i, l := range g.languages {
		if i == 0 || g.Maybe() {
			out[l] = g.words()
		}
	}
	return out
}

func (g *definitionDraw) expression() string {
	return rapid.SampledFrom([]string{"contact.properties.persona", `"yes"`, "contact.properties['a: b #c']", "event.name +\n  contact.locale", "true ? 'a' : \"b\"", "[1, 2][0]", "{a: 1}.a", "-1", "!true"}).Draw(g.T, "expression")
}

func (g *definitionDraw) span(lo int) surveys.Span {
	return surveys.Span(g.Int(lo, 10*24*3600)) * surveys.Span(1e9)
}

func (g *definitionDraw) organisation() surveys.Organisation {
	o := surveys.Organisation{Name: g.words(), Timezone: "Europe/Amsterdam", Languages: g.languages, Quarantine: g.span(0), PostalAddress: g.note()}
	if g.Maybe() {
		o.Sender = &surveys.Sender{Name: g.words(), Address: "klant@deketting.example"}
	}
	if g.Maybe() {
		o.PrivacyURL, o.Brand.Logo = "https://deketting.example/?a=b#c", "http://x.example/{a},b"
	}
	if g.Maybe() {
		o.Brand.Colour = "#0B5d3b"
	}
	return o
}

func (g *definitionDraw) touchpoint(key string) surveys.Touchpoint {
	point := surveys.Touchpoint{Key: key, Name: g.text(), Channel: rapid.SampledFrom(channels).Draw(g.T, "channel"), MomentOfTruth: g.Maybe(), Pain: g.note()}
	if g.Maybe() {
		point.Owner = g.words()
	}
	if g.Maybe() {
		point.Target = map[metric.Metric]float64{metric.CES: rapid.Float64Range(1, 7).Draw(g.T, "ces"), metric.NPS: rapid.Float64Range(-100, 100).Draw(g.T, "nps")}
	}
	return point
}

func (g *definitionDraw) survey(key, touchpoint string) surveys.Survey {
	s := surveys.Survey{Key: key, Touchpoint: touchpoint, Metric: metric.NPS, Question: g.text()}
	if g.Maybe() {
		s.Scale = "0-10"
	}
	for _, key := range g.keys(0, 4) {
		f := surveys.FollowUp{Key: key, Type: surveys.FollowUpType(rapid.SampledFrom(followUpTypes).Draw(g.T, "type")), Question: g.text()}
		if g.Maybe() {
			f.ShowIf = rapid.SampledFrom([]string{"rating <= 6", "rating in [1, 2]", "rating == 3 ||\nrating > 9", "true"}).Draw(g.T, "show_if")
		}
		if least := f.Type.LeastOptions(); least > 0 {
			for _, key := range g.keys(least, least+2) {
				f.Options = append(f.Options, surveys.Option{Key: key, Text: g.text()})
			}
		}
		s.FollowUps = append(s.FollowUps, f)
	}
	return s
}

func (g *definitionDraw) trigger(key, survey string) surveys.Trigger {
	t := surveys.Trigger{Key: key, Survey: survey, On: rapid.SampledFrom([]string{"order.delivered", "a:b", "0", "null"}).Draw(g.T, "on"), Delay: g.span(0), Quarantine: g.span(0)}
	if g.Maybe() {
		t.When = rapid.SampledFrom([]string{"true", `event.properties.a == "b: #c"`, "event.properties.a > 1 &&\n\tcontact.properties.b < 2"}).Draw(g.T, "when")
	}
	if g.Maybe() {
		t.CancelOn, t.Correlate = []string{"order.returned", "1.0"}, g.expression()
	}
	if g.Maybe() {
		t.Window = &surveys.Window{From: "09:00", To: "24:00"}
		if g.Maybe() {
			t.Window.Days = []surveys.Weekday{"sun", "mon"}
		}
	}
	if g.Maybe() {
		share := rapid.Float64Range(0, 1).Draw(g.T, "sample")
		t.Sample = &share
	}
	for range g.Int(0, 2) {
		t.Reminders = append(t.Reminders, surveys.Reminder{After: g.span(1)})
	}
	if g.Maybe() {
		t.Expires = 40 * surveys.Span(surveys.Day)
	}
	if len(t.Reminders) == 2 {
		t.Expires = 60 * surveys.Span(surveys.Day)
	}
	return t
}
