package charts

import (
	"html/template"
	"math"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// Share is the part of a touchpoint in what goes together with the relationship.
// Value and Interval, 0 to 1, mean nothing unless it is Known.
type Share struct {
	Name     string
	Known    bool
	Value    float64
	Interval metric.Interval
	Together int // how many touchpoints have the share; 0 is one
	Score    SurveyScore
}

// Shares are the touchpoints of a journey in its order. They share one scale.
type Shares []Share

// Known reports that there is a share to draw.
func (all Shares) Known() bool { return all.known() > 0 }

func (all Shares) known() int {
	n := 0
	for _, s := range all {
		if s.Known {
			n++
		}
	}
	return n
}

// Equal is the share each would have if all had the same.
func (all Shares) Equal() float64 { return 1 / float64(max(all.known(), 1)) }

// reach is where the scale of shares ends: a round share beyond all intervals.
func (all Shares) reach() float64 {
	most := 0.2
	for _, s := range all {
		if s.Known {
			most = max(most, s.Interval.Hi)
		}
	}
	return min(math.Ceil(most*10)/10, 1)
}

// SharePercent writes a share (0 to 1) as a whole percentage.
func SharePercent(l *locales.Locale, share float64) string { return l.PercentOf(100*share, 0) }

// ShareRange writes the ends of its interval.
func ShareRange(l *locales.Locale, i metric.Interval) string {
	return l.PercentRange(100*i.Lo, 100*i.Hi, 0)
}

// shareText is a share in one line: "60%, 40 to 80%".
func shareText(l *locales.Locale, s Share) string {
	return locales.Fill(l.Chart.ShareDesc, "share", SharePercent(l, s.Value), "interval", ShareRange(l, s.Interval))
}

const (
	barWidth, barHeight = 520.0, 34.0
	barEdge             = 10.0
)

// Bar draws one share with its interval, with a mark at an equal share. Of one
// that is not known it says why.
func (all Shares) Bar(l *locales.Locale, of Share, why string) template.HTML {
	if of.Known {
		why = shareText(l, of)
	}
	s := newSVG("forest-bar", barWidth, barHeight, l.Chart.Share, why)
	scale := all.reach()
	x := func(share float64) float64 { return barEdge + share/scale*(barWidth-2*barEdge) }
	middle := barHeight / 2
	s.line("guide", barEdge, middle, barWidth-barEdge, middle)
	if all.Known() {
		equal := min(x(all.Equal()*float64(max(of.Together, 1))), barWidth-barEdge)
		s.line("equal", equal, 0, equal, barHeight)
	}
	if of.Known {
		s.rect("interval", x(of.Interval.Lo), middle-5, max(x(of.Interval.Hi)-x(of.Interval.Lo), 2), 10, 5)
		s.circle("point", x(of.Value), middle, 6.5)
	}
	return s.html()
}

// Axis draws the scale that the bars share.
func (all Shares) Axis(l *locales.Locale) template.HTML {
	scale := all.reach()
	s := newSVG("forest-bar", barWidth, 22, l.Chart.Share, l.Chart.ShareAxis)
	step := 0.1
	if scale > 0.5 {
		step = 0.2
	}
	for at := 0.0; at <= scale+1e-9; at += step {
		x := barEdge + at/scale*(barWidth-2*barEdge)
		s.text([]string{"tick", "tick middle"}[min(int(math.Round(at/step)), 1)], max(x, 2), 14, SharePercent(l, at))
	}
	return s.html()
}
