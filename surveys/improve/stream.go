package improve

import (
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// How a survey is watched.
const (
	// BaselineDays is how many days what a survey is held against is taken from.
	BaselineDays = 90
	// BaselineAnswers is how many answers they must hold at least. With fewer, the
	// baseline is so unsure, and its guard of one standard error so wide, that only
	// a collapse could be told from it.
	BaselineAnswers = 30
	// SettledAfter is after how many days a day of the experience counts as
	// complete: an answer later than that is not timely.
	SettledAfter = 7
)

// Stream is how far a survey has been watched: for either direction an e-detector
// (see metric.Detector) over the days of the experience.
//
// It gathers a baseline first: the first 90 days from Floor on that are complete
// and hold 30 answers. Then every day is looked at as soon as it is over, together
// with all that is known of the days before it. A day is folded into the stream
// for good when it is a week old; the days since then are counted again at every
// look, so that nobody has to wait a week to be told, and an answer that comes
// within the week is counted. A later one counts in the score and is not folded:
// its day would have to be taken out first, and evidence that people have acted on
// would change behind them. Whatever is counted at a look, each answer in it is
// counted once, so that the chance of a false alarm stays what it is.
//
// An alarm says that the baseline describes the survey no longer. A new one is
// gathered from the day since which the score is another. Until it is there, only
// the other direction is watched, against the old one: the same news is not told
// twice.
type Stream struct {
	Survey   string
	Version  int64             // how often it was stored, as a fence
	Floor    string            // first day a baseline may be taken from; "" for the first with answers
	Looked   string            // last day that was looked at
	Baseline *surveys.Baseline // nil while the first is gathered
	Told     surveys.Direction // of the last alert, while a new baseline is gathered; else ""
	Settled  string            // last day folded for good
	Drop     metric.Watch      // after that day
	Rise     metric.Watch
}

// needs gives the first day whose answers advance has to know; "" for all.
func (s Stream) needs() string {
	if s.Baseline != nil {
		return surveys.DayName(surveys.DayNumber(s.Baseline.To) + 1)
	}
	return s.Floor
}

// advance looks at every day up to until, and gives the stream afterwards with
// the alerts that were raised. Days already looked at change nothing, but that a
// stream without a baseline looks at all of its days again: there may be history
// now that was not there yet.
func (s Stream) advance(m metric.Metric, h history, until string, threshold float64) (Stream, []surveys.Alert) {
	last := surveys.DayNumber(until)
	look := h.first
	switch {
	case s.Baseline != nil:
		look = surveys.DayNumber(s.Looked) + 1
	case s.Floor != "":
		look = surveys.DayNumber(s.Floor)
	}
	var alerts []surveys.Alert
	for ; look <= last; look++ {
		if s.Baseline == nil || s.Told != "" {
			s.begin(m, h, look-SettledAfter)
		}
		if s.Baseline == nil {
			continue
		}
		if alert, raised := s.look(m, h, look, threshold); raised {
			alerts = append(alerts, alert)
			s.Floor, s.Told = alert.Since, alert.Direction
			if s.Told == surveys.Drop {
				s.Drop = nil
			} else {
				s.Rise = nil
			}
		}
	}
	s.Looked = max(s.Looked, until)
	return s, alerts
}

// begin freezes the baseline if the days up to last are enough for one.
func (s *Stream) begin(m metric.Metric, h history, last int) {
	from := last - BaselineDays + 1
	if from < h.first || s.Floor != "" && from < surveys.DayNumber(s.Floor) {
		return
	}
	tally := h.sum(from, last)
	if tally.N() < BaselineAnswers {
		return
	}
	days := h.days[from-h.first : last-h.first+1]
	s.Baseline = &surveys.Baseline{
		Stretch: surveys.Stretch{From: surveys.DayName(from), To: surveys.DayName(last), Tally: tally}, Phi: m.Dispersion(days).Phi,
	}
	s.Told, s.Settled, s.Drop, s.Rise = "", surveys.DayName(last), nil, nil
}

// look folds what is complete by a day, and says whether what is known on that
// day is enough for an alert.
func (s *Stream) look(m metric.Metric, h history, day int, threshold float64) (surveys.Alert, bool) {
	cell := m.Cell(s.Baseline.Tally)
	settled := surveys.DayNumber(s.Settled)
	var found *surveys.Alert
	for _, watched := range []struct {
		direction surveys.Direction
		watch     *metric.Watch
	}{{surveys.Drop, &s.Drop}, {surveys.Rise, &s.Rise}} {
		if watched.direction == s.Told {
			continue
		}
		detector := m.Detect(cell, watched.direction == surveys.Rise, s.Baseline.Phi)
		for d := settled + 1; d <= day-SettledAfter; d++ {
			*watched.watch = detector.Next(*watched.watch, h.on(d))
		}
		now := *watched.watch
		for d := max(settled, day-SettledAfter) + 1; d <= day; d++ {
			now = detector.Next(now, h.on(d))
		}
		evidence := now.Evidence()
		if evidence < threshold || found != nil && math.Log(evidence) <= found.Evidence {
			continue
		}
		since := sinceWhen(detector, h, surveys.DayNumber(s.Baseline.To)+1, day)
		found = &surveys.Alert{
			ID:     s.Survey + "-" + string(watched.direction) + "-" + surveys.DayName(day),
			Survey: s.Survey, Metric: m, Direction: watched.direction, Day: surveys.DayName(day), Since: surveys.DayName(since),
			Evidence: math.Log(evidence), Threshold: math.Log(threshold),
			Baseline: *s.Baseline, After: surveys.Stretch{From: surveys.DayName(since), To: surveys.DayName(day), Tally: h.sum(since, day)},
		}
	}
	s.Settled = surveys.DayName(max(settled, day-SettledAfter))
	if found == nil {
		return surveys.Alert{}, false
	}
	return *found, true
}

// sinceWhen gives the day since which the answers up to last speak loudest for a
// change: the start that makes the product of the days' factors largest, over all
// bets, as a CUSUM would have it (Page 1954).
func sinceWhen(d metric.Detector, h history, first, last int) int {
	since, loudest := last, math.Inf(-1)
	sums := make([]float64, len(d.Bets))
	for day := last; day >= first; day-- {
		for j, factor := range d.Next(nil, h.on(day)) { // of this day alone
			if sums[j] += math.Log(factor); sums[j] > loudest {
				since, loudest = day, sums[j]
			}
		}
	}
	return since
}

// history is the tallies of consecutive days; before and after them nobody
// answered.
type history struct {
	first int // number of the first day
	days  []metric.Tally
}

// historyOf lays out rollups of single days of one survey, up to a day.
func historyOf(rows []surveys.Rollup, until string) history {
	if len(rows) == 0 || rows[0].Day > until {
		return history{first: surveys.DayNumber(until)}
	}
	h := history{first: surveys.DayNumber(rows[0].Day)}
	h.days = make([]metric.Tally, surveys.DayNumber(until)-h.first+1)
	for _, row := range rows {
		if i := surveys.DayNumber(row.Day) - h.first; i < len(h.days) {
			h.days[i] = h.days[i].Plus(row.Tally)
		}
	}
	return h
}

func (h history) on(day int) metric.Tally {
	if i := day - h.first; i >= 0 && i < len(h.days) {
		return h.days[i]
	}
	return metric.Tally{}
}

func (h history) sum(from, to int) (sum metric.Tally) {
	for day := from; day <= to; day++ {
		sum = sum.Plus(h.on(day))
	}
	return sum
}
