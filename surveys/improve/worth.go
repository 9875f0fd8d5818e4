package improve

import (
	"context"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// worthOf says what the answers to some surveys in some days are worth, of which the
// tally is that: as their score says it elsewhere.
func (s *Service) worthOf(ctx context.Context, m metric.Metric, keys []string, in surveys.Period, t metric.Tally, small bool) (worth.Effect, error) {
	if len(keys) == 0 || in.From > in.To || t.IsZero() {
		return worth.Alone, nil
	}
	window := worth.Sum{Key: "window", Metric: m}
	answers, err := worth.Read(pick.Over(s.store.Read(ctx), s.guard, pick.Values{}, small), worth.Question{
		Surveys: keys, Dimension: surveys.DimensionTotal, Period: in, Of: func(string, string) worth.Sum { return window },
	})
	if err != nil {
		return worth.Alone, err
	}
	return answers.Of(window, t), nil
}

// windowFigures are the figures of a verdict with what they count.
type windowFigures struct {
	figures *insight.Figures // nil where there are none
	keys    []string
	days    surveys.Period
}

// windowsOf gives the windows of a verdict.
func (v *Verdict) windowsOf(i *surveys.Improvement) []windowFigures {
	before, after := surveys.Period{From: i.BaselineFrom, To: min(i.BaselineTo, v.Through)}, surveys.Period{From: i.Day, To: v.Through}
	return []windowFigures{
		{&v.Before, i.Surveys, before},
		{&v.After, i.Surveys, after},
		{v.Evidence, i.Surveys, surveys.Period{From: i.EvidenceFrom, To: v.Through}},
		{v.ControlBefore, i.ControlSurveys, before},
		{v.ControlAfter, i.ControlSurveys, after},
	}
}

// weigh gives the figures of a verdict the intervals that their answers are worth, and
// those of what it describes.
func (s *Service) weigh(ctx context.Context, i *surveys.Improvement, v *Verdict) error {
	for _, w := range v.windowsOf(i) {
		if w.figures == nil {
			continue
		}
		t := w.figures.Tally()
		e, err := s.worthOf(ctx, i.Metric, w.keys, w.days, t, true)
		if err != nil {
			return err
		}
		*w.figures = insight.FiguresOf(i.Metric, surveys.Sum{Tally: t}, e)
	}
	if v.Described != nil {
		v.Described = described(i, v.Before, v.After)
	}
	return nil
}
