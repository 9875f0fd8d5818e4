package respond

import (
	"fmt"

	"halte/surveys"
	"halte/surveys/metric"
)

// scales are the metrics of some surveys.
type scales map[string]metric.Metric

// scalesOf gives those of the surveys that answers are to.
func scalesOf(of metrics, all []*draft) (scales, error) {
	out := scales{}
	for _, d := range all {
		if err := out.read(of, d.Survey); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s scales) read(of metrics, survey string) (err error) {
	if _, there := s[survey]; !there {
		s[survey], err = of(survey)
	}
	return err
}

// of gives the lowest and the highest rating of a survey.
func (s scales) of(survey string) (lowest, highest int) { return s[survey].Scale() }

// check refuses a rating that the survey of the response does not take.
func (s scales) check(r surveys.Response) *surveys.Error {
	if s[r.Survey].Admits(r.Rating) {
		return nil
	}
	return offScale(s[r.Survey])
}

func offScale(m metric.Metric) *surveys.Error {
	lowest, highest := m.Scale()
	return surveys.Refuse("rating", "is not a whole number from %d to %d", lowest, highest)
}

// verifyRatings names responses whose rating their survey does not take.
func (s *Service) verifyRatings(tx Tx) (found []string, err error) {
	p, err := s.plans.In(tx)
	if err != nil {
		return nil, err
	}
	scales, of := scales{}, s.metrics(tx, p)
	err = tx.ResponseEach(func(r surveys.Response) error {
		if err := scales.read(of, r.Survey); err != nil {
			return err
		}
		if refused := scales.check(r); refused != nil && len(found) < 20 {
			found = append(found, fmt.Sprintf("revision %d of the response %s to %s has the rating %d, which %s", r.Revision, r.GivenID(), r.Survey, r.Rating, refused.Message))
		}
		return nil
	})
	return found, err
}
