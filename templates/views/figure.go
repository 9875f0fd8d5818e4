package views

import (
	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
)

// scoreOf gives figures of a metric as charts draw them.
func scoreOf(m metric.Metric, f insight.Figures) charts.SurveyScore {
	score := f.Metric()
	score.N = f.N
	return charts.SurveyScore{Metric: m, Score: score, Held: f.Held}
}

// measured gives what a survey measured at a touchpoint as charts draw it.
func measured(at surveys.Touchpoint, m metric.Metric, f insight.Figures, trend []insight.TrendPoint) charts.SurveyScore {
	s := scoreOf(m, f)
	for _, p := range trend {
		of := scoreOf(m, p.Figures)
		s.Trend = append(s.Trend, charts.TrendPoint{Start: p.Start, Score: of.Score, Held: of.Held, Smooth: smoothOf(p.Smoothed)})
	}
	if target, wanted := at.Target[m]; wanted {
		s.Target = &target
	}
	return s
}

// smoothOf gives a smoothed score as charts draw it; nil where none is shown.
func smoothOf(s *insight.Smoothed) *metric.Smoothed {
	if s == nil || s.Score == nil {
		return nil
	}
	return &metric.Smoothed{EffectiveN: s.EffectiveN, Value: *s.Score, Interval: intervalOf(*s.Interval)}
}

// since gives a change since an earlier time; nil where too little is known.
func since(d *insight.Difference, before surveys.Days, n int64) *charts.Delta {
	if d == nil {
		return nil
	}
	return &charts.Delta{Value: d.Value, Interval: intervalOf(d.Interval), Change: string(d.Change), From: before.From, To: before.To, N: n}
}

func intervalOf(ends [2]float64) metric.Interval { return metric.Interval{Lo: ends[0], Hi: ends[1]} }
