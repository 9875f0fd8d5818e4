package improve

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// AlertUpdate says how alerts are brought up to date.
type AlertUpdate struct {
	Until string // last day to look at; yesterday when empty
	// Rebaseline gathers baselines again, from the last alert of each survey on. An
	// import needs it: it brings history that was not there before.
	Rebaseline bool
}

// UpdateAlerts looks at the days that are over and have not been looked at, of
// every survey in the definition, and gives the alerts that it raised. Any number
// of processes may do so at once, as often as they like: a day is looked at once.
func (s *Service) UpdateAlerts(ctx context.Context, u AlertUpdate) ([]surveys.Alert, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	yesterday := surveys.DayName(surveys.DayNumber(p.DayOf(s.now())) - 1)
	if u.Until == "" {
		u.Until = yesterday
	}
	if _, err := time.Parse(time.DateOnly, u.Until); err != nil {
		return nil, surveys.Refuse("until", "is not a day such as 2026-11-20")
	}
	if u.Until > yesterday {
		return nil, surveys.Refuse("until", "is not over yet; the last day that is over is %s", yesterday)
	}
	streams, err := s.store.Read(ctx).Streams()
	if err != nil {
		return nil, err
	}
	raised := []surveys.Alert{}
	for _, survey := range p.Definition.Surveys {
		stream, known := streams[survey.Key]
		if known && stream.Looked >= u.Until && !u.Rebaseline {
			continue
		}
		stream.Survey = survey.Key
		if u.Rebaseline {
			stream = stream.restarted()
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
func (s *Service) watch(ctx context.Context, p *definition.Plan, survey surveys.Survey, stream Stream, until string) ([]surveys.Alert, error) {
	h, err := s.history(ctx, p, survey, stream.needs(), until)
	if err != nil || stream.Version == 0 && len(h.days) == 0 {
		return nil, err // nobody has answered yet: there is nothing to keep
	}
	next, alerts := stream.advance(survey.Metric, h, until, alertThreshold(p))
	next.Version++
	shaped, err := s.shaped(ctx, survey, h, alerts, until)
	if err != nil {
		return nil, err
	}
	now := s.now()
	for i := range alerts {
		alerts[i].Touchpoint, alerts[i].RecordedAt = survey.Touchpoint, now
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := tx.StreamPut(next); err != nil {
			return err
		}
		if err := tx.AlertsAppend(alerts); err != nil {
			return err
		}
		return tx.AlertsPut(shaped)
	})
	if surveys.KindOf(err) == surveys.Conflict {
		return nil, nil // another process looked at the same days
	}
	if err == nil {
		for _, a := range alerts {
			s.log.Info("alert", slog.String("survey", a.Survey), slog.String("direction", string(a.Direction)), slog.String("since", a.Since), slog.String("day", a.Day))
		}
	}
	return alerts, err
}

// openFor is for how many days an alert whose shape is open is asked again.
const openFor = 60

// shaped gives the latest alert of a survey with its shape, where that was open and the
// days since say it. Once another alert is there, the days tell of that one.
func (s *Service) shaped(ctx context.Context, survey surveys.Survey, h history, raised []surveys.Alert, until string) ([]surveys.Alert, error) {
	if len(raised) > 0 {
		return nil, nil
	}
	known, err := s.store.Read(ctx).Alerts(surveys.AlertFilter{Touchpoint: survey.Touchpoint, From: surveys.AddDays(until, -openFor), Limit: openFor})
	for _, a := range known {
		if a.Survey != survey.Key {
			continue
		}
		if a.Shape == surveys.Open {
			if a.Shape = h.shape(a.Metric, a.Baseline, surveys.DayNumber(until)); a.Shape != surveys.Open {
				return []surveys.Alert{a}, err
			}
		}
		break
	}
	return nil, err
}

// history reads the timely answers of a survey about the days from one to another,
// as they were known when the last of them was over. A correction replaces what it
// corrects, and counts as given when the answer was given first.
func (s *Service) history(ctx context.Context, p *definition.Plan, survey surveys.Survey, from, until string) (history, error) {
	span := ImprovementSpan{
		Touchpoints: []string{survey.Touchpoint}, Through: until,
		From: startOf(p, cmp.Or(from, "1970-01-01")), Until: startOf(p, surveys.AddDays(until, 1)),
	}
	type answer struct{ day, given, rating int }
	// Answers come in the order of time. Of those of more than a week ago no timely
	// correction comes any more, so that two weeks of them are enough to remember.
	var h history
	var began int
	recent, older := map[string]answer{}, map[string]answer{}
	err := s.store.Read(ctx).ImprovementSpanEach(span, func(r surveys.Response) error {
		now := answer{surveys.DayNumber(r.Day), surveys.DayNumber(p.DayOf(r.AnsweredAt)), r.Rating}
		if r.Survey != survey.Key || r.Day < from || r.Day > until || now.given-now.day > SettledAfter {
			return nil
		}
		if now.given-began >= delays {
			began, recent, older = now.given, map[string]answer{}, recent
		}
		was, corrected := recent[r.ID]
		if !corrected {
			was, corrected = older[r.ID]
		}
		if corrected {
			h.add(was.day, was.given, was.rating, -1)
			now.given = was.given
		}
		h.add(now.day, now.given, now.rating, 1)
		recent[r.ID] = now
		return nil
	})
	return h, err
}

// alertThreshold is what the evidence of a stream must reach: either one false
// alarm a year in each stream at most, or as many over all streams as the
// organisation tolerates. Every survey is two streams, one for each direction.
func alertThreshold(p *definition.Plan) float64 {
	tolerated := p.Definition.Organisation.FalseAlarms
	if tolerated == nil {
		return metric.Threshold(1, 1)
	}
	return metric.Threshold(2*len(p.Definition.Surveys), *tolerated)
}
