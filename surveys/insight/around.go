package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/pick"
)

// Around is what some customers answered around the change that an alert is about. The
// alert itself is of all customers: no segment is watched by itself.
type Around struct {
	pick.Picked
	Before     Figures     `json:"before" doc:"Their score on the days of the alert's before, as it is known now"`
	After      Figures     `json:"after" doc:"Their score on the days of its after"`
	Difference *Difference `json:"difference,omitempty" doc:"After minus before; left out where a side is held back or has fewer than five answers. The days were picked since all customers together stand out on them"`
}

// Around gives the scores of the answers that a filter picks, on either side of the
// change that an alert is about.
func (s *Service) Around(ctx context.Context, a surveys.Alert, f pick.Filter, small bool) (out Around, err error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return out, err
	}
	of, err := f.Values(p)
	if err != nil {
		return out, err
	}
	from := s.read(ctx, of, small)
	survey := surveys.Survey{Key: a.Survey, Touchpoint: a.Touchpoint, Metric: a.Metric}
	out.Picked = of.Told(surveys.DimensionTotal)
	if out.Before, err = figuresIn(from, survey, surveys.Period{From: a.Baseline.From, To: a.Baseline.To}); err != nil {
		return out, err
	}
	if out.After, err = figuresIn(from, survey, surveys.Period{From: a.After.From, To: a.After.To}); err != nil {
		return out, err
	}
	out.Difference = Since(a.Metric, out.Before, out.After, Watched(p, a.Metric))
	return out, nil
}
