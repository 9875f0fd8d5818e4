package surveys

import (
	"context"
	"log/slog"
	"time"

	"halte/surveys/metric"
)

// Alert says that a survey's score is another than it was: raised once, by more
// evidence than chance gives more often than the organisation tolerates.
type Alert struct {
	ID         string // survey, direction and day
	Survey     string
	Touchpoint string
	Metric     metric.Metric
	Direction  Direction
	Day        string   // it was raised: the last day of the experience that was looked at
	Since      string   // first day of the stretch that speaks loudest for the change
	Evidence   float64  // natural logarithm of the e-detector's value on Day
	Threshold  float64  // natural logarithm of what that value had to reach
	Baseline   Baseline // what the score was held against
	After      Stretch  // from Since to Day, as it was known when the alert was raised
	RecordedAt time.Time
}

// Before gives the figures of the baseline. small says whether the asker may see
// small cells.
func (a Alert) Before(small bool) Figures {
	return figures(a.Metric, a.Baseline.Tally, small)
}

// Afterwards gives the figures since the change. They stand out because that is
// what they were picked for: the true change is likely to be smaller.
func (a Alert) Afterwards(small bool) Figures {
	return figures(a.Metric, a.After.Tally, small)
}

// AlertFilter picks alerts for a list. Empty fields pick all.
type AlertFilter struct {
	Touchpoint string
	From, To   string // days on which they were raised, both included
	After      Cursor // the last one of the page before; At is its day, at midnight UTC
	Limit      int    // 1 to 500
}

// AlertStore keeps streams and alerts.
type AlertStore interface {
	// Streams gives how far each survey has been watched, by survey.
	Streams(ctx context.Context) (map[string]Stream, error)
	// Alerts gives a page of alerts, newest (day, id) first.
	Alerts(ctx context.Context, f AlertFilter) ([]Alert, error)
}

// AlertTx writes them.
type AlertTx interface {
	// PutStream stores a stream whose version is one more than the stored one's;
	// Conflict when somebody else was first.
	PutStream(s Stream) error
	// AddAlerts appends; an alert that is there already stays as it is.
	AddAlerts(list []Alert) error
}

// AlertUpdate says how alerts are brought up to date.
type AlertUpdate struct {
	Until string // last day to look at; yesterday when empty
	// Anew gathers baselines again, from the last alert of each survey on: for
	// after an import, when there is history that was not there before.
	Anew bool
}

// UpdateAlerts looks at the days that are over and have not been looked at, of
// every survey in the definition, and gives the alerts that it raised. Any number
// of processes may do so at once, as often as they like: a day is looked at once.
func (s *Service) UpdateAlerts(ctx context.Context, u AlertUpdate) ([]Alert, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return nil, err
	}
	yesterday := dayName(dayNumber(p.DayOf(s.now())) - 1)
	if u.Until == "" {
		u.Until = yesterday
	}
	if _, err := time.Parse(time.DateOnly, u.Until); err != nil {
		return nil, Refuse("until", "is not a day such as 2026-11-20")
	}
	if u.Until > yesterday {
		return nil, Refuse("until", "is not over yet; the last day that is over is %s", yesterday)
	}
	streams, err := s.Streams(ctx)
	if err != nil {
		return nil, err
	}
	raised := []Alert{}
	for _, survey := range p.Definition.Surveys {
		stream, known := streams[survey.Key]
		if known && stream.Looked >= u.Until && !u.Anew {
			continue
		}
		stream.Survey = survey.Key
		if u.Anew {
			stream = Stream{Survey: survey.Key, Version: stream.Version, Floor: stream.Floor, Looked: stream.Looked}
		}
		found, err := s.watch(ctx, p, survey, stream, u.Until)
		if err != nil {
			return raised, err
		}
		raised = append(raised, found...)
	}
	return raised, nil
}

// watch brings the stream of one survey up to a day.
func (s *Service) watch(ctx context.Context, p *Plan, survey Survey, stream Stream, until string) ([]Alert, error) {
	rows, err := s.Rollups(ctx, RollupQuery{Surveys: []string{survey.Key}, From: stream.needs(), To: until, PerDay: true})
	if err != nil || stream.Version == 0 && len(rows) == 0 {
		return nil, err // nobody has answered yet: there is nothing to keep
	}
	next, alerts := stream.advance(survey.Metric, historyOf(rows, until), until, p.alertThreshold())
	next.Version++
	now := s.now()
	for i := range alerts {
		alerts[i].Touchpoint, alerts[i].RecordedAt = survey.Touchpoint, now
	}
	err = s.Update(ctx, func(tx Tx) error {
		if err := tx.PutStream(next); err != nil {
			return err
		}
		return tx.AddAlerts(alerts)
	})
	if KindOf(err) == Conflict {
		return nil, nil // another process looked at the same days
	}
	if err == nil {
		for _, a := range alerts {
			s.log.Info("alert", slog.String("survey", a.Survey), slog.String("direction", string(a.Direction)), slog.String("since", a.Since), slog.String("day", a.Day))
		}
	}
	return alerts, err
}

// alertThreshold is what the evidence of a stream must reach: either one false
// alarm a year in each stream at most, or as many over all streams as the
// organisation tolerates. Every survey is two streams, one for each direction.
func (p *Plan) alertThreshold() float64 {
	tolerated := p.Definition.Organisation.FalseAlarms
	if tolerated == nil {
		return metric.Threshold(1, 1)
	}
	return metric.Threshold(2*len(p.Definition.Surveys), *tolerated)
}
