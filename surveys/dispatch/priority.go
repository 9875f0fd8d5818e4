package dispatch

import (
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// priorityAge is how old a priority may be. Intervals and counts of 90 days
// hardly move in that time, and an improvement is written down days ahead.
const priorityAge = 10 * time.Minute

// priority gives what was read at most priorityAge ago: two sums over
// rollups of DefaultPeriod days, and the improvements. Processes may see it at
// different times and think differently of two invitations; one of these ends
// first, under the lock of its person, and then the other is alone.
func (s *Service) priority(tx Tx, p *definition.Plan) (*rules.Priority, error) {
	s.weights.Lock()
	defer s.weights.Unlock()
	now := s.now()
	if w := s.weights.value; w != nil && w.Revision == p.Number && now.Sub(w.Read).Abs() < priorityAge {
		return w, nil
	}
	w := &rules.Priority{Revision: p.Number, Read: now, Width: map[string]float64{}, Answers: map[string]int64{}, Asked: map[string]int64{}}
	var keys []string
	for _, survey := range p.Definition.Surveys {
		keys = append(keys, survey.Key)
		w.Width[survey.Key] = 1
	}
	period, err := p.Period(s.now(), "", "")
	if err != nil {
		return nil, err
	}
	sums, err := tx.RollupSums(surveys.RollupQuery{Surveys: keys, From: period.From, To: period.To, Dimension: surveys.DimensionTotal})
	if err != nil {
		return nil, err
	}
	for _, sum := range sums {
		m := p.SurveyByKey[sum.Survey].Metric
		score := m.Score(sum.Tally)
		w.Answers[sum.Survey] = score.N
		if score.N >= surveys.SmallCell { // two answers that agree say little, however narrow their interval
			w.Width[sum.Survey] = score.Interval.Width() / m.Range().Width()
		}
	}
	invited, err := tx.InvitationCounts(keys, period.From, period.To)
	if err != nil {
		return nil, err
	}
	for key, n := range invited {
		w.Asked[key] = n.Sent
	}
	if w.Improvements, err = tx.Improvements(); err != nil {
		return nil, err
	}
	s.weights.value = w
	return w, nil
}
