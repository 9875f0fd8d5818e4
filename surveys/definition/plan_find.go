package definition

import (
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

// SurveyOf gives the survey that is meant at a touchpoint: the named one, or the
// only one. NotFound where there is none, Invalid where there are several.
func (p *Plan) SurveyOf(touchpoint, survey string) (surveys.Survey, error) {
	if _, err := p.Touchpoint(touchpoint); err != nil {
		return surveys.Survey{}, err
	}
	there := p.SurveysByTouchpoint[touchpoint]
	switch {
	case survey != "" && !slices.Contains(there, survey):
		return surveys.Survey{}, surveys.Refuse("survey", "%q is not asked at this touchpoint; there are %s", survey, strings.Join(there, ", "))
	case survey != "":
		return p.SurveyByKey[survey].Survey, nil
	case len(there) == 0:
		return surveys.Survey{}, surveys.Errorf(surveys.NotFound, "No survey is attached to the touchpoint %q.", touchpoint)
	case len(there) > 1:
		return surveys.Survey{}, surveys.Refuse("survey", "is missing: this touchpoint has %s", strings.Join(there, ", "))
	}
	return p.SurveyByKey[there[0]].Survey, nil
}

// SurveysWith gives the active surveys of a metric, of all when it is empty.
func (p *Plan) SurveysWith(m metric.Metric) []string {
	keys := make([]string, 0, len(p.Definition.Surveys))
	for _, s := range p.Definition.Surveys {
		if m == "" || s.Metric == m {
			keys = append(keys, s.Key)
		}
	}
	return keys
}

// Position is a touchpoint with where it stands.
type Position struct {
	Journey, Stage string // keys
	Touchpoint     *surveys.Touchpoint
}

// Positions gives every touchpoint in the order of the journeys.
func (p *Plan) Positions() []Position {
	var out []Position
	for ji := range p.Definition.Journeys {
		j := &p.Definition.Journeys[ji]
		for si := range j.Stages {
			for ti := range j.Stages[si].Touchpoints {
				out = append(out, Position{j.Key, j.Stages[si].Key, &j.Stages[si].Touchpoints[ti]})
			}
		}
	}
	return out
}
