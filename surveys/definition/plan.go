package definition

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/text/language"

	"halte/surveys"
)

// Journey gives the journey with that key.
func (p *Plan) Journey(key string) (*surveys.Journey, error) {
	for i := range p.Definition.Journeys {
		if p.Definition.Journeys[i].Key == key {
			return &p.Definition.Journeys[i], nil
		}
	}
	return nil, surveys.Errorf(surveys.NotFound, "There is no journey %q.", key)
}

// IsRelationship says whether a touchpoint asks about the relationship as a whole.
func (p *Plan) IsRelationship(touchpoint string) bool {
	return touchpoint != "" && touchpoint == p.Definition.Relationship()
}

// Plan is a definition ready to decide with: conditions compiled, everything
// found by the name that asks for it. It never changes.
type Plan struct {
	surveys.Revision
	Zone *time.Location // days of scores are days in it

	RulesByEvent        map[string][]*PlannedTrigger // by the event that starts them
	CountersByEvent     map[string][]*PlannedTrigger // by the event that cancels them
	TriggerByKey        map[string]*PlannedTrigger
	SurveyByKey         map[string]*PlannedSurvey
	TouchpointByKey     map[string]*surveys.Touchpoint
	SurveysByTouchpoint map[string][]string // touchpoint to its surveys, in the definition's order
	segments            []segmentRule
	languages           language.Matcher
}

// PlannedTrigger is a trigger with its expressions compiled.
type PlannedTrigger struct {
	surveys.Trigger
	Asks             *PlannedSurvey
	Condition        *condition // nil: always
	CorrelationValue *value     // nil: by time
}

type segmentRule struct {
	name  string
	value *value
}

// NewPlan compiles a revision whose definition has been checked.
func NewPlan(r surveys.Revision) (*Plan, error) {
	d := &r.Definition
	zone := time.UTC
	if r.Number > 0 {
		var err error
		if zone, err = surveys.Zone(d.Organisation.Timezone); err != nil {
			return nil, fmt.Errorf("organisation.timezone: %w", err)
		}
	}
	p := &Plan{
		Revision: r, Zone: zone,
		RulesByEvent: map[string][]*PlannedTrigger{}, CountersByEvent: map[string][]*PlannedTrigger{}, TriggerByKey: map[string]*PlannedTrigger{},
		SurveyByKey: map[string]*PlannedSurvey{}, TouchpointByKey: map[string]*surveys.Touchpoint{}, SurveysByTouchpoint: map[string][]string{},
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
				p.TouchpointByKey[points[ti].Key] = &points[ti]
			}
		}
	}
	for _, s := range d.Surveys {
		planned, err := planSurvey(s, r.Versions[s.Key])
		if err != nil {
			return nil, err
		}
		p.SurveyByKey[s.Key] = planned
		p.SurveysByTouchpoint[s.Touchpoint] = append(p.SurveysByTouchpoint[s.Touchpoint], s.Key)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Segments)) {
		v, err := compileValue(d.Segments[name]) // one of before may take what a new one may not
		if err != nil {
			return nil, fmt.Errorf("segments.%s: %w", name, err)
		}
		p.segments = append(p.segments, segmentRule{name, v})
	}
	for _, t := range d.Triggers {
		if err := p.addRule(t); err != nil {
			return nil, fmt.Errorf("trigger %s: %w", t.Key, err)
		}
	}
	return p, nil
}

func (p *Plan) addRule(t surveys.Trigger) (err error) {
	r := &PlannedTrigger{Trigger: t, Asks: p.SurveyByKey[t.Survey]}
	if r.Asks == nil {
		return fmt.Errorf("there is no survey %s", t.Survey)
	}
	if r.Expires == 0 {
		r.Expires = DefaultExpiry
	}
	if t.When != "" {
		if r.Condition, err = compileCondition(t.When); err != nil {
			return err
		}
	}
	if t.Correlate != "" {
		if r.CorrelationValue, err = compileValue(t.Correlate); err != nil {
			return err
		}
	}
	p.RulesByEvent[t.On] = append(p.RulesByEvent[t.On], r)
	p.TriggerByKey[t.Key] = r
	for _, name := range t.CancelOn {
		p.CountersByEvent[name] = append(p.CountersByEvent[name], r)
	}
	return nil
}

// DefaultExpiry is the expiry of a trigger that names none.
const DefaultExpiry = surveys.Span(30 * surveys.Day)

// SegmentsOf gives the value of every segment that has one.
func (p *Plan) SegmentsOf(f facts) map[string]string {
	out := make(map[string]string, len(p.segments))
	for _, s := range p.segments {
		if v := s.Text(f); v != "" {
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
func (p *Plan) Touchpoint(key string) (surveys.Touchpoint, error) {
	t, ok := p.TouchpointByKey[key]
	if !ok {
		return surveys.Touchpoint{}, surveys.Errorf(surveys.NotFound, "There is no touchpoint %q.", key)
	}
	return *t, nil
}

// Survey gives the survey with that key and its newest version.
func (p *Plan) Survey(key string) (surveys.Survey, int, error) {
	s, ok := p.SurveyByKey[key]
	if !ok {
		return surveys.Survey{}, 0, surveys.Errorf(surveys.NotFound, "There is no survey %q.", key)
	}
	return s.Survey, s.Number, nil
}

// SurveysOf gives the surveys of a touchpoint in the definition's order.
func (p *Plan) SurveysOf(touchpoint string) []surveys.Survey {
	var out []surveys.Survey
	for _, key := range p.SurveysByTouchpoint[touchpoint] {
		out = append(out, p.SurveyByKey[key].Survey)
	}
	return out
}

// ZoneOf gives the contact's zone, else the organisation's.
func (p *Plan) ZoneOf(c *surveys.Contact) *time.Location {
	if c.Timezone != "" {
		if z, err := surveys.Zone(c.Timezone); err == nil {
			return z
		}
	}
	return p.Zone
}

// TouchpointName is what people call a touchpoint; its key when it is gone.
func TouchpointName(p *Plan, key, lang string) string {
	if t := p.TouchpointByKey[key]; t != nil {
		return t.Name.In(append([]string{lang}, p.Definition.Organisation.Languages...)...)
	}
	return key
}
