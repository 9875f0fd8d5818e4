package improve

import (
	"cmp"
	"context"
	"math"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// Alert says that a survey's score is another than it was.
type Alert struct {
	ID           string            `json:"id"`
	Touchpoint   string            `json:"touchpoint"`
	Survey       string            `json:"survey"`
	Metric       metric.Metric     `json:"metric"`
	Direction    surveys.Direction `json:"direction" enum:"drop,rise"`
	Day          string            `json:"day" doc:"The alert was raised when the answers to the experiences up to this day were known"`
	Since        string            `json:"since" doc:"First day of the stretch that speaks loudest for the change"`
	LogEvidence  float64           `json:"log_evidence" doc:"Natural logarithm of the e-detector's value on that day"`
	LogThreshold float64           `json:"log_threshold" doc:"Natural logarithm of what that value had to reach: 365 days, for one false alarm a year in each stream, unless organisation.false_alarms says otherwise"`
	Phi          float64           `json:"phi" doc:"How much more the days of the baseline differ than chance has it, at least 1; evidence was tempered by it"`
	Before       Stretch           `json:"before" doc:"The baseline, frozen before the survey was watched"`
	After        Stretch           `json:"after" doc:"Since the change, as it was known when the alert was raised. These days were picked because they stand out: the true change is likely to be smaller"`
	LooksLike    surveys.Shape     `json:"looks_like,omitempty" enum:"break,drift,open" doc:"A break from one day to the next, or a slow drift over eight weeks or more; open where neither fits the days clearly better yet. An open one is asked again every day for sixty days. Left out for alerts of before they were told apart"`
	LastYear     *LastYear         `json:"last_year,omitempty" doc:"The same weeks of the year before, which did not go as far the same way; left out when too few answered then, so that it may be the season"`
	Segment      *insight.Around   `json:"segment,omitempty" doc:"What the customers of the segment asked for answered on the same days"`
	RecordedAt   time.Time         `json:"recorded_at" doc:"When Halte wrote it down; long after day where history was imported"`

	Raised surveys.Alert `json:"-"` // as it is stored
}

// LastYear is the score of the year before on either side of a change.
type LastYear struct {
	Before Stretch `json:"before" doc:"364 days before the days of before; those days themselves once they lie a year back"`
	After  Stretch `json:"after" doc:"364 days before the days of after, and a fortnight around them"`
}

// Stretch is the score of some days.
type Stretch struct {
	From string `json:"from"`
	To   string `json:"to"`
	insight.Figures
}

// Alerts gives alerts with their scores, newest first. Whoever may not see small cells
// gets what is told of the same days now, and nothing of the year before.
func (s *Service) Alerts(ctx context.Context, f surveys.AlertFilter, small bool) ([]Alert, error) {
	found, err := s.store.Read(ctx).Alerts(f)
	if err != nil {
		return nil, err
	}
	out := make([]Alert, len(found))
	for i, a := range found {
		if out[i], err = s.alert(ctx, a, small); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) alert(ctx context.Context, a surveys.Alert, small bool) (Alert, error) {
	out := Alert{
		ID: a.ID, Touchpoint: a.Touchpoint, Survey: a.Survey, Metric: a.Metric, Direction: a.Direction, Day: a.Day, Since: a.Since,
		LogEvidence: a.Evidence, LogThreshold: a.Threshold, Phi: a.Baseline.Phi, LooksLike: a.Shape, RecordedAt: a.RecordedAt, Raised: a,
	}
	var err error
	scored := func(of surveys.Stretch) Stretch {
		e, failed := s.worthOf(ctx, a.Metric, []string{a.Survey}, surveys.Period{From: of.From, To: of.To}, of.Tally, true)
		err = cmp.Or(err, failed)
		return Stretch{of.From, of.To, insight.FiguresOf(a.Metric, surveys.Sum{Tally: of.Tally}, e)}
	}
	if small {
		out.Before, out.After = scored(a.Baseline.Stretch), scored(a.After)
		if last := a.LastYear; last != nil {
			out.LastYear = &LastYear{scored(last.Before), scored(last.After)}
		}
		return out, err
	}
	for _, x := range []*float64{&out.LogEvidence, &out.LogThreshold, &out.Phi} { // further digits tell of single answers
		*x = math.Round(*x*10) / 10
	}
	told := func(of surveys.Stretch) (Stretch, error) {
		f, err := s.guardedFigures(ctx, a.Metric, []string{a.Survey}, surveys.Period{From: of.From, To: of.To})
		return Stretch{of.From, of.To, f}, err
	}
	if out.Before, err = told(a.Baseline.Stretch); err == nil {
		out.After, err = told(a.After)
	}
	return out, err
}
