package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// invitedAnswers are the answers to invitations, as far as they may be told.
type invitedAnswers struct {
	all, first, reminder surveys.Sum
	parts                map[string]map[string]surveys.Sum // by segment and value

	whole Figures // of all answers to the survey, invited or not
}

// figures gives those of a part of the answers. People who answer again are taken to be
// in it as often as among all.
func (a invitedAnswers) figures(m metric.Metric, part surveys.Sum) Figures {
	e := worth.Alone
	if a.whole.N > 0 {
		e = a.whole.Effect().Part(float64(part.Tally.N()) / float64(a.whole.N))
	}
	return FiguresOf(m, part, e)
}

// partsOf sums what was reached by the values of a segment.
func partsOf(rows []Reach, name string) map[string]Reach {
	parts := map[string]Reach{}
	for _, r := range rows {
		if r.Invited() > 0 {
			parts[r.Segments[name]] = parts[r.Segments[name]].plus(r)
		}
	}
	return parts
}

// everyAnswer gives all that were reached.
func everyAnswer(rows []Reach, names []string) invitedAnswers {
	out := invitedAnswers{parts: map[string]map[string]surveys.Sum{}}
	for _, r := range rows {
		out.first.Tally, out.reminder.Tally = out.first.Tally.Plus(r.First), out.reminder.Tally.Plus(r.Reminder)
	}
	out.all.Tally = out.first.Tally.Plus(out.reminder.Tally)
	for _, name := range names {
		out.parts[name] = map[string]surveys.Sum{}
		for value, r := range partsOf(rows, name) {
			out.parts[name][value] = surveys.Sum{Tally: r.Answers()}
		}
	}
	return out
}

// invitedAnswers gives the answers that were reached: all of them if small is set, else
// those that the guard tells, and how many it holds back.
func (s *Service) invitedAnswers(ctx context.Context, survey surveys.Survey, in surveys.Period, rows []Reach, names []string, small bool) (invitedAnswers, error) {
	out := everyAnswer(rows, names)
	var err error
	if out.whole, err = figuresIn(s.read(ctx, pick.Values{}, small), survey, in); err != nil || small {
		return out, err
	}
	cells := s.guard.Over(s.store.Read(ctx))
	q := surveys.RollupQuery{Surveys: []string{survey.Key}, From: in.From, To: in.To}
	told := map[string]map[string]surveys.Sum{} // by dimension and value
	for _, dimension := range append([]string{guard.DimensionMailed, surveys.DimensionWave}, dimensionsOf(names)...) {
		q.Dimension = dimension
		read := cells.RollupSums
		if dimension != guard.DimensionMailed && dimension != surveys.DimensionWave {
			read = func(q surveys.RollupQuery) ([]surveys.Rollup, error) {
				return cells.RollupSumsOf(q, guard.Condition{Dimension: guard.DimensionMailed, Value: guard.Mailed})
			}
		}
		found, err := read(q)
		if err != nil {
			return out, err
		}
		told[dimension] = map[string]surveys.Sum{}
		for _, row := range found {
			told[dimension][row.Value] = row.Sum()
		}
	}
	of := func(dimension, value string, all metric.Tally) surveys.Sum {
		sum := told[dimension][value]
		sum.Held.N = all.N() - sum.Tally.N()
		return sum
	}
	out.all = of(guard.DimensionMailed, guard.Mailed, out.all.Tally)
	out.first = of(surveys.DimensionWave, surveys.WaveFirst, out.first.Tally)
	out.reminder = of(surveys.DimensionWave, surveys.WaveReminder, out.reminder.Tally)
	for name, values := range out.parts {
		for value, all := range values {
			values[value] = of(surveys.DimensionSegment+name, value, all.Tally)
		}
	}
	return out, nil
}

func dimensionsOf(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = surveys.DimensionSegment + name
	}
	return out
}
