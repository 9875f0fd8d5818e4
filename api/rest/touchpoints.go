package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// touchpoint is a moment where a contact meets the organisation, with where it
// stands and what is asked there.
type touchpoint struct {
	Key           string                    `json:"key"`
	Name          surveys.Text              `json:"name" doc:"By language"`
	Journey       string                    `json:"journey"`
	Stage         string                    `json:"stage"`
	Channel       string                    `json:"channel" enum:"email,web,app,phone,chat,store,post"`
	Owner         string                    `json:"owner,omitempty"`
	MomentOfTruth bool                      `json:"moment_of_truth"`
	Target        map[metric.Metric]float64 `json:"target,omitempty"`
	Pain          string                    `json:"pain,omitempty"`
	Surveys       []askedSurvey             `json:"surveys"`
}

// askedSurvey is a survey of a touchpoint in short.
type askedSurvey struct {
	Key      string        `json:"key"`
	Metric   metric.Metric `json:"metric"`
	Version  int           `json:"version" doc:"The newest"`
	Question surveys.Text  `json:"question" doc:"By language"`
}

// touchpointList is every touchpoint.
type touchpointList struct {
	Touchpoints []touchpoint `json:"touchpoints" doc:"In the order of the journeys"`
}

// touchpoints mounts the touchpoints and the score of each.
func (a *api) touchpoints() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints", id: "list-touchpoints", tag: "Touchpoints", scope: surveys.ScopeRead,
		summary: "Touchpoints in the order of the journeys",
	}, func(ctx context.Context, _ *struct{}) (touchpointList, error) {
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return touchpointList{}, err
		}
		return touchpointList{touchpointsOf(p)}, nil
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}", id: "get-touchpoint", tag: "Touchpoints", scope: surveys.ScopeRead,
		summary: "A touchpoint", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		Key string `path:"key"`
	},
	) (touchpoint, error) {
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return touchpoint{}, err
		}
		for _, t := range touchpointsOf(p) {
			if t.Key == in.Key {
				return t, nil
			}
		}
		_, err = p.Touchpoint(in.Key) // says that there is none
		return touchpoint{}, err
	})
}

func touchpointsOf(p *definition.Plan) []touchpoint {
	out := []touchpoint{}
	for _, j := range p.Definition.Journeys {
		for _, s := range j.Stages {
			for _, t := range s.Touchpoints {
				out = append(out, touchpoint{
					Key: t.Key, Name: t.Name, Journey: j.Key, Stage: s.Key, Channel: t.Channel, Owner: t.Owner,
					MomentOfTruth: t.MomentOfTruth, Target: t.Target, Pain: t.Pain, Surveys: askedSurveys(p, t.Key),
				})
			}
		}
	}
	return out
}

func askedSurveys(p *definition.Plan, touchpoint string) []askedSurvey {
	out := []askedSurvey{}
	for _, s := range p.SurveysOf(touchpoint) {
		out = append(out, askedSurvey{s.Key, s.Metric, p.Versions[s.Key], s.Question})
	}
	return out
}
