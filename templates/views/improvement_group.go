package views

import (
	"html/template"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
)

// groupTable is the groups of one segment, ready to read.
type groupTable struct {
	Name string
	Rows []improvementGroup
}

type improvementGroup struct {
	Value, State, N string
	Clear           bool
	Range           string        // of the difference, with its unit; "" where it is held back or unknown
	Bar             template.HTML // of the difference
	Held            bool
}

// Groups are the segments with a row for each value that is judged.
func (v improvementView) Groups() (out []groupTable) {
	for _, g := range v.Of.Segments {
		if n := len(out); n == 0 || out[n-1].Name != g.Segment {
			out = append(out, groupTable{Name: g.Segment})
		}
		d := g.Change // what the state speaks of; nil where it is held back, or too few answered
		if len(v.Of.Controls) > 0 && g.State != improve.Moved {
			d = g.AgainstControls
		}
		row := improvementGroup{
			Value: g.Value, State: v.L.Improvements.States[string(g.State)], N: v.counted(g.Before) + " / " + v.counted(g.After),
			Held: d == nil && (v.Guarded || min(g.Before, g.After) > 0),
		}
		if d == nil && !row.Held {
			row.Range = v.L.Touchpoint.NoAnswers
		} else if d != nil && saysNothing(v.Of.Metric, d) {
			row.Range = surveys.IfElse(d == g.AgainstControls, v.L.Improvements.TooFewBesideToSay, v.L.Improvements.TooFewToSay)
		} else if d != nil {
			row.Clear = d.Clear
			row.Range = v.between(v.L.Improvements.GroupRange, d.Interval) + v.unit()
			row.Bar = v.bar(g.Value+": "+row.State, row.Range, d, groupBar)
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, row)
	}
	return out
}

// saysNothing reports that an interval is wider than the scale.
func saysNothing(m metric.Metric, d *improve.Judgement) bool {
	return d.Interval[1]-d.Interval[0] > m.Range().Width()
}

// counted writes a number of answers. Whoever may not see small cells is told of whole
// tens, in which none are fewer than ten.
func (v improvementView) counted(n int64) string {
	if v.Guarded && n == 0 {
		return "< " + v.L.Count(10)
	}
	return v.L.Count(n)
}

// groupBar is how wide a group's difference is drawn, in pixels.
const groupBar = 260
