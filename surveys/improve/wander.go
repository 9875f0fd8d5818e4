package improve

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// wanderOf measures by which variance touchpoints and controls moved by themselves,
// each its own way, in the year before the change: what neither the change nor
// anything they share explains. 0 without controls, and where a year says too little.
func wanderOf(r figureReader, i *surveys.Improvement) (float64, error) {
	if len(i.Controls) == 0 {
		return 0, nil
	}
	from, to := surveys.AddDays(i.BaselineFrom, -yearOfWeeks), i.BaselineTo
	days := make([][2]metric.Tally, surveys.DaysBetween(from, to)+1)
	for side, asked := range [2][]string{i.Surveys, i.ControlSurveys} {
		rows, err := r.RollupSums(surveys.RollupQuery{Surveys: asked, From: from, To: to, PerDay: true})
		if err != nil {
			return 0, err
		}
		for _, row := range rows {
			day := &days[surveys.DaysBetween(from, row.Day)][side]
			*day = day.Plus(row.Tally)
		}
	}
	return i.Metric.Wander(days), nil
}
