package improve

import (
	"math"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// A score that is picked because it is low will mostly rise by itself: a part of
// what made it low was chance.

// Bounds of what Halte looks at before it ticks chosen_because_bad.
const (
	badScoreYear     = 364 // days in which the last four weeks may be the worst
	leastFourWeeks   = 7   // stretches of four weeks with answers enough; one of fewer is easily the worst
	leastToRankScore = 5   // touchpoints beside which a lowest one means something
)

// tickBadScore ticks chosen_because_bad where the figures say so and nobody else
// did: the touchpoints' last 28 days were their worst in a year, or one of them is
// the lowest of all (of ten or more, among the lowest tenth).
func tickBadScore(r figureReader, p *definition.Plan, i *surveys.Improvement, today string) error {
	if i.BadScore {
		return nil
	}
	asked := p.SurveysWith(i.Metric)
	last := surveys.AddDays(min(today, i.Day), -1)
	rows, err := r.RollupSums(surveys.RollupQuery{Surveys: asked, From: surveys.AddDays(last, 1-badScoreYear), To: last, PerDay: true})
	if err != nil {
		return err
	}
	mine, lately := past{}, map[string]metric.Tally{}
	for _, r := range rows {
		if sideOf(i, r.Survey) == Treated {
			mine[r.Day] = mine[r.Day].Plus(r.Tally)
		}
		if r.Day > surveys.AddDays(last, -surveys.BadScoreGap) {
			touchpoint := p.SurveyByKey[r.Survey].Touchpoint
			lately[touchpoint] = lately[touchpoint].Plus(r.Tally)
		}
	}
	if !worstInAYear(i.Metric, mine, last) && !amongTheLowest(i, lately) {
		return nil
	}
	i.BadScore, i.BadScoreFound = true, true
	return schedule(i, today)
}

// worstInAYear says whether no four weeks before were as bad as the last.
func worstInAYear(m metric.Metric, days past, last string) bool {
	now, stretches, worse := math.Inf(1), 0, false
	for to := last; to > surveys.AddDays(last, -badScoreYear); to = surveys.AddDays(to, -surveys.BadScoreGap) {
		c := m.Cell(sum(days, surveys.AddDays(to, 1-surveys.BadScoreGap), to))
		switch {
		case c.N < metric.LeastToClaim:
		case to == last:
			now = c.Raw
		default:
			stretches++
			worse = worse || c.Raw <= now
		}
	}
	return !math.IsInf(now, 1) && !worse && stretches >= leastFourWeeks
}

// amongTheLowest says whether a touchpoint of an improvement has one of the lowest
// scores of all.
func amongTheLowest(i *surveys.Improvement, lately map[string]metric.Tally) bool {
	scores := map[string]float64{}
	for touchpoint, t := range lately {
		if c := i.Metric.Cell(t); c.N >= metric.LeastToClaim {
			scores[touchpoint] = c.Raw
		}
	}
	if len(scores) < leastToRankScore {
		return false
	}
	for _, touchpoint := range i.Touchpoints {
		mine, there := scores[touchpoint]
		lower := 0
		for _, other := range scores {
			if other < mine {
				lower++
			}
		}
		if there && lower < max(1, len(scores)/10) {
			return true
		}
	}
	return false
}
