package metric_test

import "halte/surveys/metric"

func postStratifyCase(in struct {
	Segments []struct {
		Share  float64
		Counts histogram
	}
	Level float64
},
) (map[string]any, error) {
	var all metric.Tally
	var segments []metric.Segment
	for _, s := range in.Segments {
		tally, err := s.Counts.of(metric.NPS)
		if err != nil {
			return nil, err
		}
		all = all.Plus(tally)
		segments = append(segments, metric.Segment{Share: s.Share, Tally: tally})
	}
	raw, w := metric.NPS.Score(all), metric.NPS.PostStratify(segments, in.Level)
	return map[string]any{
		"nps_unweighted": unless(raw.Absent(), raw.Value),
		"nps":            unless(w.Absent(), w.Value),
		"se":             unless(w.Absent(), w.SE),
		"df":             unless(w.DF == 0, w.DF),
		"lo":             unless(w.DF == 0, w.Interval.Lo),
		"hi":             unless(w.DF == 0, w.Interval.Hi),
		"n":              raw.N,
		"n_eff":          unless(w.Absent(), w.EffectiveN),
	}, nil
}

func nonresponseCase(in struct {
	Invited int64
	Counts  histogram
},
) (map[string]any, error) {
	tally, err := in.Counts.of(metric.NPS)
	if err != nil {
		return nil, err
	}
	r := metric.NPS.Nonresponse(in.Invited, tally)
	needed, exists := r.NeededFor(0)
	return map[string]any{
		"response_rate":        unless(in.Invited == 0, r.ResponseRate),
		"nps":                  unless(r.Absent(), r.Value),
		"worst":                r.Bounds.Lo,
		"best":                 r.Bounds.Hi,
		"nonresp_nps_for_zero": unless(!exists, needed),
	}, nil
}

func stabiliseCase(in struct {
	Counts          histogram
	Prior           [3]float64
	Strength, Level float64
},
) (map[string]any, error) {
	tally, err := in.Counts.of(metric.NPS)
	if err != nil {
		return nil, err
	}
	prior := metric.Prior{Detractors: in.Prior[0], Passives: in.Prior[1], Promoters: in.Prior[2], Strength: in.Strength}
	s := tally.Categories().Stabilise(prior, in.Level)
	return map[string]any{
		"nps": unless(s.Absent(), s.Value),
		"sd":  unless(s.Absent(), s.SD),
		"lo":  unless(s.Absent(), s.Interval.Lo),
		"hi":  unless(s.Absent(), s.Interval.Hi),
	}, nil
}
