package surveys

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/text/language"
)

// Plan is a definition ready to decide with: conditions compiled, everything
// found by the name that asks for it. It never changes.
type Plan struct {
	Revision
	Zone *time.Location // days of scores are days in it

	rules       map[string][]*rule // by the event that starts them
	counters    map[string][]*rule // by the event that cancels them
	byTrigger   map[string]*rule
	surveys     map[string]*plannedSurvey
	touchpoints map[string]*Touchpoint
	ofTouch     map[string][]string // touchpoint to its surveys, in the definition's order
	segments    []segment
	languages   language.Matcher
}

// rule is a trigger with its expressions compiled.
type rule struct {
	Trigger
	survey    *plannedSurvey
	when      *condition // nil: always
	correlate *value     // nil: by time
}

type plannedSurvey struct {
	Survey
	version int
	showIf  []showIf // of each follow-up
}

type segment struct {
	name  string
	value *value
}

// NewPlan compiles a revision whose definition has been checked.
func NewPlan(r Revision) (*Plan, error) {
	d := &r.Definition
	zone := time.UTC
	if r.Number > 0 {
		var err error
		if zone, err = Zone(d.Organisation.Timezone); err != nil {
			return nil, fmt.Errorf("organisation.timezone: %w", err)
		}
	}
	p := &Plan{
		Revision: r, Zone: zone,
		rules: map[string][]*rule{}, counters: map[string][]*rule{}, byTrigger: map[string]*rule{},
		surveys: map[string]*plannedSurvey{}, touchpoints: map[string]*Touchpoint{}, ofTouch: map[string][]string{},
	}
	tags := make([]language.Tag, len(d.Organisation.Languages))
	for i, l := range d.Organisation.Languages {
		tags[i] = language.Make(l)
	}
	p.languages = language.NewMatcher(tags)
	for ji := range d.Journeys {
		for si := range d.Journeys[ji].Stages {
			points := d.Journeys[ji].Stages[si].Touchpoints
			for ti := range points {
				p.touchpoints[points[ti].Key] = &points[ti]
			}
		}
	}
	for _, s := range d.Surveys {
		planned, err := planSurvey(s, r.Versions[s.Key])
		if err != nil {
			return nil, err
		}
		p.surveys[s.Key] = planned
		p.ofTouch[s.Touchpoint] = append(p.ofTouch[s.Touchpoint], s.Key)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Segments)) {
		v, err := compileValue(d.Segments[name])
		if err != nil {
			return nil, fmt.Errorf("segments.%s: %w", name, err)
		}
		p.segments = append(p.segments, segment{name, v})
	}
	for _, t := range d.Triggers {
		if err := p.addRule(t); err != nil {
			return nil, fmt.Errorf("trigger %s: %w", t.Key, err)
		}
	}
	return p, nil
}

func planSurvey(s Survey, version int) (*plannedSurvey, error) {
	planned := &plannedSurvey{Survey: s, version: version}
	for _, f := range s.FollowUps {
		show, err := compileShowIf(f.ShowIf)
		if err != nil {
			return nil, fmt.Errorf("survey %s, follow-up %s: %w", s.Key, f.Key, err)
		}
		planned.showIf = append(planned.showIf, show)
	}
	return planned, nil
}

func (p *Plan) addRule(t Trigger) (err error) {
	r := &rule{Trigger: t, survey: p.surveys[t.Survey]}
	if r.survey == nil {
		return fmt.Errorf("there is no survey %s", t.Survey)
	}
	if r.Expires == 0 {
		r.Expires = DefaultExpiry
	}
	if t.When != "" {
		if r.when, err = compileCondition(t.When); err != nil {
			return err
		}
	}
	if t.Correlate != "" {
		if r.correlate, err = compileValue(t.Correlate); err != nil {
			return err
		}
	}
	p.rules[t.On] = append(p.rules[t.On], r)
	p.byTrigger[t.Key] = r
	for _, name := range t.CancelOn {
		p.counters[name] = append(p.counters[name], r)
	}
	return nil
}

// DefaultExpiry is the expiry of a trigger that names none.
const DefaultExpiry = Span(30 * Day)

// segmentsOf gives the value of every segment that has one.
func (p *Plan) segmentsOf(f facts) map[string]string {
	out := make(map[string]string, len(p.segments))
	for _, s := range p.segments {
		if v := s.value.text(f); v != "" {
			out[s.name] = v
		}
	}
	return out
}

// DayOf gives the calendar day of an instant in the organisation's zone.
func (p *Plan) DayOf(t time.Time) string { return t.In(p.Zone).Format(time.DateOnly) }

// LanguageFor picks the organisation's language that suits a locale best, the
// default when none does.
func (p *Plan) LanguageFor(locale string) string {
	languages := p.Definition.Organisation.Languages
	if len(languages) == 0 {
		return "en"
	}
	if locale == "" {
		return languages[0]
	}
	_, i, confidence := p.languages.Match(language.Make(locale))
	if confidence == language.No {
		return languages[0]
	}
	return languages[i]
}

// Touchpoint gives the touchpoint with that key.
func (p *Plan) Touchpoint(key string) (Touchpoint, error) {
	t, ok := p.touchpoints[key]
	if !ok {
		return Touchpoint{}, Errorf(NotFound, "There is no touchpoint %q.", key)
	}
	return *t, nil
}

// Survey gives the survey with that key and its newest version.
func (p *Plan) Survey(key string) (Survey, int, error) {
	s, ok := p.surveys[key]
	if !ok {
		return Survey{}, 0, Errorf(NotFound, "There is no survey %q.", key)
	}
	return s.Survey, s.version, nil
}

// SurveysOf gives the surveys of a touchpoint in the definition's order.
func (p *Plan) SurveysOf(touchpoint string) []Survey {
	var out []Survey
	for _, key := range p.ofTouch[touchpoint] {
		out = append(out, p.surveys[key].Survey)
	}
	return out
}

// zoneOf gives the contact's zone, else the organisation's.
func (p *Plan) zoneOf(c *Contact) *time.Location {
	if c.Timezone != "" {
		if z, err := Zone(c.Timezone); err == nil {
			return z
		}
	}
	return p.Zone
}
