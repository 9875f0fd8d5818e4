package improve

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// Side tells the touchpoints of an improvement from its controls.
type Side string

// The sides of an improvement.
const (
	Treated Side = "treated"
	Control Side = "control"
)

// ImprovementCell counts the answers that an improvement is judged by: those of
// one side about experiences of one day, in total (Dimension and Value empty) or
// with one value of a segment.
type ImprovementCell struct {
	Side      Side
	Dimension string
	Value     string
	Day       string
	Tally     metric.Tally
}

// ImprovementCells are the cells of an improvement as they were folded last.
type ImprovementCells struct {
	Version   int   // of the improvement; 0 when they were never folded
	Responses int64 // rows that were read; none of a day that counts is changed any more, so the same number means the same rows
	FoldedAt  time.Time
	Cells     []ImprovementCell
	Ties      []ImprovementTies // by dimension, value and day

	// Not stored are:
	wander  float64
	guarded bool       // some may be held back
	again   [4]float64 // by which answers of the same people add to the variance of each window; 0 where ties say it
}

// ImprovementTies is how the answers of an improvement up to and including a day
// hang together: sums over people, and over people and days. They name nobody. In
// total (Dimension and Value empty) there are those of every day with answers that a
// claim may rest on; of a value of a segment those of its last day alone, and only
// where enough people with it answered before the change for it to be judged.
type ImprovementTies struct {
	Dimension  string
	Value      string
	Day        string
	Persons    metric.Clusters
	PersonDays metric.Clusters
}

// ImprovementSpan is what a fold reads: the answers about experiences at some
// touchpoints through a day, that came in from From until before Until.
type ImprovementSpan struct {
	Touchpoints []string
	From, Until time.Time
	Through     string
}

// spanOf gives all that a timely answer about a day that counts may be among. It
// is a day wider at either end than the organisation's zone needs: a day keeps the
// name that it got in the zone of its time, and the zone may have changed since.
func spanOf(i *surveys.Improvement, p *definition.Plan, today string) ImprovementSpan {
	through := lastOf(i, today)
	return ImprovementSpan{
		Touchpoints: slices.Concat(i.Touchpoints, i.Controls), Through: through,
		From: startOf(p, surveys.AddDays(i.BaselineFrom, -1)), Until: startOf(p, surveys.AddDays(through, surveys.TimelyDays+2)),
	}
}

// startOf gives the first instant of a day in the organisation's zone.
func startOf(p *definition.Plan, day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, p.Zone).UTC()
}

// fold makes the cells from the responses of its span, in any order.
//
// An answer counts as it stood when the time to answer was over: the newest
// revision that came within TimelyDays of the experience. So the cells of a day
// never change once it counts, but for answers that were recorded later than
// they were given. Everybody counts as often as he answers: to take one answer of
// each would let a short window after the change hold more regulars than a long
// one before it. That answers of one person hang together is kept beside them. The
// respondent number tells people apart, so an erasure changes nothing.
func fold(i *surveys.Improvement, each func(func(surveys.Response) error) error) (ImprovementCells, error) {
	out := ImprovementCells{Version: i.Version}
	timely := map[string]*surveys.Response{}
	err := each(func(r surveys.Response) error {
		out.Responses++
		before, after := i.Window(r.Day)
		if !before && !after || sideOf(i, r.Survey) == "" || r.AnsweredAt.Sub(r.OccurredAt) > surveys.TimelyDays*surveys.Day {
			return nil
		}
		if was := timely[r.ID]; was == nil || r.Revision > was.Revision {
			kept := r // a copy: nothing is allocated for what does not count
			timely[r.ID] = &kept
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	counted := slices.SortedFunc(maps.Values(timely), func(a, b *surveys.Response) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.ID, b.ID))
	})
	type part struct{ dimension, value string }
	sums, all, parts := map[ImprovementCell]*metric.Tally{}, newTies(i, "", ""), map[part]*ties{}
	for _, r := range counted {
		cell := ImprovementCell{Side: sideOf(i, r.Survey), Day: r.Day}
		count := func(dimension, value string) {
			cell.Dimension, cell.Value = dimension, value
			if sums[cell] == nil {
				sums[cell] = &metric.Tally{}
			}
			sums[cell][r.Rating]++
		}
		count(surveys.DimensionTotal, "")
		all.add(r)
		for name, value := range r.Segments {
			of := part{surveys.DimensionSegment + name, value}
			count(of.dimension, of.value)
			if parts[of] == nil {
				parts[of] = newTies(i, of.dimension, of.value)
			}
			parts[of].add(r)
		}
	}
	out.Ties = all.done()
	for _, t := range parts {
		if days := t.done(); t.now.Persons.Piles[metric.BeforeTreated] >= metric.LeastToClaim {
			out.Ties = append(out.Ties, days[len(days)-1])
		}
	}
	slices.SortFunc(out.Ties, func(a, b ImprovementTies) int {
		return cmp.Or(strings.Compare(a.Dimension, b.Dimension), strings.Compare(a.Value, b.Value), strings.Compare(a.Day, b.Day))
	})
	for cell, sum := range sums {
		cell.Tally = *sum
		out.Cells = append(out.Cells, cell)
	}
	slices.SortFunc(out.Cells, func(a, b ImprovementCell) int {
		return cmp.Or(strings.Compare(string(a.Side), string(b.Side)), strings.Compare(a.Dimension, b.Dimension),
			strings.Compare(a.Value, b.Value), strings.Compare(a.Day, b.Day))
	})
	return out, nil
}

// within gives the cells of the answers with one value of a segment, as if there were
// no others.
func (c ImprovementCells) within(dimension, value string) (out ImprovementCells) {
	for _, cell := range c.Cells {
		if cell.Dimension == dimension && cell.Value == value {
			cell.Dimension, cell.Value = surveys.DimensionTotal, ""
			out.Cells = append(out.Cells, cell)
		}
	}
	for _, t := range c.Ties {
		if t.Dimension == dimension && t.Value == value {
			t.Dimension, t.Value = surveys.DimensionTotal, ""
			out.Ties = append(out.Ties, t)
		}
	}
	return out
}

func sideOf(i *surveys.Improvement, survey string) Side {
	switch {
	case slices.Contains(i.Surveys, survey):
		return Treated
	case slices.Contains(i.ControlSurveys, survey):
		return Control
	}
	return ""
}

// cells gives the cells of an improvement as the responses give them now: those
// that are stored when no response came in since, else a fold of its own. It
// writes nothing, so a verdict is the same whatever was stored when.
func (s *Service) cells(ctx context.Context, p *definition.Plan, i *surveys.Improvement, today string) (ImprovementCells, error) {
	span := spanOf(i, p, today)
	stored, err := s.store.Read(ctx).ImprovementCells(i.ID)
	if err != nil {
		return ImprovementCells{}, err
	}
	if stored.Version == i.Version && i.Version > 0 {
		rows, err := s.store.Read(ctx).ImprovementSpanCount(span)
		if err != nil || rows == stored.Responses {
			return stored, err
		}
	}
	return fold(i, func(fn func(surveys.Response) error) error { return s.store.Read(ctx).ImprovementSpanEach(span, fn) })
}
