package improve

import (
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// daily is the cells by day, ready to be summed.
type daily struct {
	total    map[Side]map[string]metric.Tally
	segments map[string]map[string]map[string]metric.Tally // of the treated side: by dimension, value and day
	ties     []ImprovementTies
	dayOf    func(time.Time) string
	wander   float64 // see wanderOf; 0 where it is not known
	guarded  bool    // cells may be held back
	again    [4]float64
}

func dailyOf(cells ImprovementCells, dayOf func(time.Time) string) daily {
	d := daily{
		total:    map[Side]map[string]metric.Tally{Treated: {}, Control: {}},
		segments: map[string]map[string]map[string]metric.Tally{}, dayOf: dayOf, guarded: cells.guarded, again: cells.again,
	}
	for _, c := range cells.Cells {
		switch {
		case c.Dimension == surveys.DimensionTotal:
			d.total[c.Side][c.Day] = c.Tally
		case c.Side == Treated:
			values := d.segments[c.Dimension]
			if values == nil {
				values = map[string]map[string]metric.Tally{}
				d.segments[c.Dimension] = values
			}
			if values[c.Value] == nil {
				values[c.Value] = map[string]metric.Tally{}
			}
			values[c.Value][c.Day] = c.Tally
		}
	}
	for _, t := range cells.Ties {
		if t.Dimension == surveys.DimensionTotal {
			d.ties = append(d.ties, t)
		}
	}
	return d
}

// sum adds up the days of a range, both ends included.
func sum(days map[string]metric.Tally, from, to string) (t metric.Tally) {
	for day, tally := range days {
		if from <= day && day <= to {
			t = t.Plus(tally)
		}
	}
	return t
}

// blocks sums the days of a range in blocks of some days; a last block that is
// not whole is left out.
func blocks(days map[string]metric.Tally, from, to string, length int) []metric.Tally {
	n := (surveys.DaysBetween(from, to) + 1) / length
	if n <= 0 {
		return nil
	}
	out := make([]metric.Tally, n)
	for day, tally := range days {
		if at := surveys.DaysBetween(from, day) / length; from <= day && at < n {
			out[at] = out[at].Plus(tally)
		}
	}
	return out
}

// windows are the two windows of a side, summed.
type windows struct{ before, after metric.Tally }

// sides are the windows of both sides.
type sides struct{ treated, control windows }

func (w *windows) add(t metric.Tally, before, after bool) {
	switch {
	case before:
		w.before = w.before.Plus(t)
	case after:
		w.after = w.after.Plus(t)
	}
}

// windowsOf sums the windows of both sides through a day, with what is described alone.
func (d daily) windowsOf(i *surveys.Improvement, through string) (w sides) {
	for side, of := range map[Side]*windows{Treated: &w.treated, Control: &w.control} {
		of.before = sum(d.total[side], i.BaselineFrom, min(i.BaselineTo, through))
		of.after = sum(d.total[side], i.Day, through)
	}
	return w
}
