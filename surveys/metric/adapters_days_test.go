package metric_test

import "halte/surveys/metric"

func detectorCase(in struct {
	M0             float64
	Lambdas        []float64
	Daily          []histogram
	Threshold, Phi float64
},
) (map[string]any, error) {
	days, err := talliesOf(in.Daily)
	if err != nil {
		return nil, err
	}
	path, alarm := metric.Detector{Metric: metric.NPS, Baseline: in.M0, Bets: in.Lambdas, Phi: in.Phi}.
		Follow(days, in.Threshold)
	return map[string]any{"path": path, "alarm_day": alarm}, nil
}

func dispersionCase(in struct{ Daily []histogram }) (map[string]any, error) {
	days, err := talliesOf(in.Daily)
	if err != nil {
		return nil, err
	}
	d := metric.NPS.Dispersion(days)
	return map[string]any{"raw": unless(d.Absent(), d.Raw), "phi": d.Phi}, nil
}

func smoothCase(in struct {
	Daily        []histogram
	Decay, Level float64
},
) (map[string]any, error) {
	days, err := talliesOf(in.Daily)
	if err != nil {
		return nil, err
	}
	last := metric.Smoothed{Interval: metric.NPS.Range()}
	if smoothed := metric.NPS.Smooth(days, in.Decay, in.Level); len(smoothed) > 0 {
		last = smoothed[len(smoothed)-1]
	}
	return map[string]any{
		"nps":   unless(last.Absent(), last.Value),
		"n_eff": last.EffectiveN,
		"lo":    last.Interval.Lo,
		"hi":    last.Interval.Hi,
	}, nil
}
