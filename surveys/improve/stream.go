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
	// driftAgainAfter is after how many days a drift that goes on is told again. Until
	// then its pace is tolerated.
	driftAgainAfter = 365
)

// Stream is how far a survey has been watched: for either direction an e-detector
// (see metric.Detector) over the days of the experience.
//
// It gathers a baseline first: the first 90 days from Floor on that are complete
// and hold 30 answers. Then every day is looked at as soon as it is over, together
// with all that is known of the days before it, so that nobody has to wait until a
// day is complete to be told. Those who answer late may think otherwise than those
// who answer at once, and of the last days only the quick have answered. So each
// answer is held against the answers of the baseline that were given as many days
// after the experience. A day is folded into the stream for good when it is a week
// old; the days since then are counted again at every look. An answer that comes
// later is not counted: its day would have to be taken out first, and evidence that
// people have acted on would change behind them. Whatever is counted at a look,
// each answer in it is counted once, so that the chance of a false alarm stays what
// it is.
//
// Where the same weeks of the year before went the same way, the stream tolerates
// as much (see standard).
//
// An alarm says that the baseline describes the survey no longer. A new one is
// gathered from the day since which the score is another. Until it is there, only
// the other direction is watched, against the old one: the same news is not told
// twice. A drift goes on after the new baseline is there, and a season comes back;
// so a drift is not told in the year after another alert of its direction.
type Stream struct {
	Survey   string
	Version  int64             // how often it was stored, as a fence
	Floor    string            // first day a baseline may be taken from; "" for the first with answers
	Looked   string            // last day that was looked at
	Baseline *surveys.Baseline // nil while the first is gathered
	Alerted  surveys.Direction // of the last alert, while a new baseline is gathered; else ""
	Settled  string            // last day folded for good
	Drop     metric.Watch      // after that day
	Rise     metric.Watch
	Dropped  string // day of the last alert of a drop; "" for none
	Rose     string // of a rise
}

// needs gives the first day whose answers advance has to know; "" for all.
func (s Stream) needs() string {
	first := s.Floor
	if s.Baseline != nil {
		first = s.Baseline.From
	}
	if first == "" {
		return ""
	}
	return surveys.AddDays(first, -sameWeeks-fortnight)
}

// advance looks at every day up to until, and gives the stream afterwards with
// the alerts that were raised. Days already looked at change nothing, but that a
// stream without a baseline looks at all of its days again: there may be history
// now that was not there yet.
func (s Stream) advance(m metric.Metric, h history, until string, threshold float64) (Stream, []surveys.Alert) {
	last := surveys.DayNumber(until)
	if s.Baseline != nil && s.Baseline.Delays == nil {
		s.recount(m, h)
	}
	look := last + 1
	switch {
	case s.Baseline != nil:
		look = surveys.DayNumber(s.Looked) + 1
	case s.Floor != "":
		look = surveys.DayNumber(s.Floor)
	case len(h.days) > 0:
		look = h.first
	}
	var alerts []surveys.Alert
	held := map[surveys.Direction]*standard{}
	for ; look <= last; look++ {
		if s.Baseline == nil || s.Alerted != "" {
			s.begin(m, h, look-SettledAfter)
		}
		if s.Baseline == nil {
			continue
		}
		if alert, found := s.look(m, h, look, threshold, held); found && s.tell(alert, h.sudden(m, *s.Baseline, look)) {
			alerts = append(alerts, alert)
		}
	}
	s.Looked = max(s.Looked, until)
	return s, alerts
}

// tell takes an alert as the news, and says whether it has to be told. One that did not
// come suddenly may be the going on of what was told.
func (s *Stream) tell(a surveys.Alert, sudden bool) bool {
	s.Floor, s.Alerted = a.Since, a.Direction
	watch, last := &s.Drop, &s.Dropped
	if a.Direction == surveys.Rise {
		watch, last = &s.Rise, &s.Rose
	}
	*watch = nil
	if !sudden && *last != "" && surveys.DaysBetween(*last, a.Day) < driftAgainAfter {
		return false
	}
	*last = a.Day
	return true
}

// restarted gives the stream as it is before it gathers a baseline, from its floor on.
func (s Stream) restarted() Stream {
	return Stream{Survey: s.Survey, Version: s.Version, Floor: s.Floor, Looked: s.Looked, Dropped: s.Dropped, Rose: s.Rose}
}

// recount brings forward a stream that was kept when answers were not yet told
// apart by their delay: it keeps the days of its baseline, and weighs all days
// since then anew. Days that were looked at raise nothing any more. Where too few
// of the answers were timely, a baseline is gathered again.
func (s *Stream) recount(m metric.Metric, h history) {
	b := h.baseline(m, surveys.DayNumber(s.Baseline.From), surveys.DayNumber(s.Baseline.To))
	if b.Tally.N() < BaselineAnswers {
		*s = s.restarted()
		return
	}
	s.Baseline, s.Settled, s.Drop, s.Rise = &b, b.To, nil, nil
}

// begin freezes the baseline if the days up to last are enough for one.
func (s *Stream) begin(m metric.Metric, h history, last int) {
	from := last - BaselineDays + 1
	if from < h.first || s.Floor != "" && from < surveys.DayNumber(s.Floor) {
		return
	}
	if h.sum(from, last).N() < BaselineAnswers {
		return
	}
	b := h.baseline(m, from, last)
	s.Baseline, s.Alerted, s.Settled, s.Drop, s.Rise = &b, "", b.To, nil, nil
}

// look folds what is complete by a day, and says whether what is known on that
// day is enough for an alert. It keeps in held what each direction is held to, for the
// days on which that is the same.
func (s *Stream) look(m metric.Metric, h history, day int, threshold float64, held map[surveys.Direction]*standard) (surveys.Alert, bool) {
	settled := surveys.DayNumber(s.Settled)
	var found *surveys.Alert
	for _, watched := range []struct {
		direction surveys.Direction
		watch     *metric.Watch
		told      string
	}{{surveys.Drop, &s.Drop, s.Dropped}, {surveys.Rise, &s.Rise, s.Rose}} {
		if watched.direction == s.Alerted {
			continue
		}
		standard := held[watched.direction]
		if standard == nil || standard.baseline != s.Baseline || standard.told != watched.told {
			standard = newStandard(m, h, s.Baseline, watched.direction, watched.told)
			held[watched.direction] = standard
		}
		for d := settled + 1; d <= day-SettledAfter; d++ {
			*watched.watch = watched.watch.Next(standard.factors(d, day))
		}
		now := *watched.watch
		for d := max(settled, day-SettledAfter) + 1; d <= day; d++ {
			now = now.Next(standard.factors(d, day))
		}
		evidence := now.Evidence()
		if evidence < threshold || found != nil && math.Log(evidence) <= found.Evidence {
			continue
		}
		since := standard.since(surveys.DayNumber(s.Baseline.To)+1, day)
		found = &surveys.Alert{
			ID:     s.Survey + "-" + string(watched.direction) + "-" + surveys.DayName(day),
			Survey: s.Survey, Metric: m, Direction: watched.direction, Day: surveys.DayName(day), Since: surveys.DayName(since),
			Evidence: math.Log(evidence), Threshold: math.Log(threshold),
			Baseline: *s.Baseline, After: surveys.Stretch{From: surveys.DayName(since), To: surveys.DayName(day), Tally: h.known(since, day, day)},
			Shape: h.shape(m, *s.Baseline, day), LastYear: h.lastYear(*s.Baseline, since, day),
		}
	}
	s.Settled = surveys.DayName(max(settled, day-SettledAfter))
	if found == nil {
		return surveys.Alert{}, false
	}
	return *found, true
}
