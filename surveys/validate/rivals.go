package validate

import (
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// rival judges a contrast on one of the daily looks; final ends them.
type rival struct {
	name   string
	claims func(c contrast) (claims, final bool)
}

// contrast is what a rival sees: answers as if they had nothing to do with one
// another.
type contrast struct {
	metric.Contrast
	frozen  float64 // variance of Center with the spread of the answers before the change
	planned float64 // variance of Center that is expected on the last day
}

const rivalAlpha = 0.05

// rivals are usual methods, each at 5 percent. What they do not know is how answers
// hang together; the last three hold for independent answers.
var rivals = []rival{
	// A test at 5 percent, again every day.
	{"test repeated daily", func(c contrast) (bool, bool) {
		return math.Abs(c.Center) > 1.959963984540054*math.Sqrt(c.Variance), false
	}},
	// The group-sequential boundary of O'Brien & Fleming (1979), watched continuously
	// (Lan & DeMets 1983) until the declared 90th day.
	{"O'Brien-Fleming", func(c contrast) (bool, bool) {
		const critical = 2.2414027276049473
		return math.Abs(c.Center) > critical*math.Sqrt(c.Variance)*max(1, math.Sqrt(c.Variance/c.planned)), c.Variance <= c.planned
	}},
	// The mixture sequential probability ratio test (Johari, Pekelis & Walsh 2015), with
	// effects of 10 points in mind, and the variance of before taken as known.
	{"mSPRT", func(c contrast) (bool, bool) {
		return metric.ConfidenceSequence{Tau: smallest, Alpha: rivalAlpha}.LogEvidence(c.Center, c.frozen) > -math.Log(rivalAlpha), false
	}},
	// The asymptotic confidence sequence (Waudby-Smith et al. 2024), with the variance so
	// far, tightest on the last day.
	{"asymptotic sequence", func(c contrast) (bool, bool) {
		return math.Abs(c.Center) > metric.ConfidenceSequence{Tau: 2.87 * math.Sqrt(c.planned), Alpha: rivalAlpha}.HalfWidth(c.Variance), false
	}},
}

// Rival gives one of them as a judge; nil for a name that none has.
func Rival(name string) Judge {
	for at, r := range rivals {
		if r.name == name {
			return func(l Life) (Claim, error) { return l.rivals()[at], nil }
		}
	}
	return nil
}

// rivals lets all of them judge a life.
func (l Life) rivals() []Claim {
	out, over := make([]Claim, len(rivals)), make([]bool, len(rivals))
	sums := make([]metric.Tally, 2*len(l.sides()))
	for day := -window; day < lived; day++ {
		for at, keys := range l.sides() {
			sum := &sums[2*at+surveys.IfElse(day < 0, 0, 1)]
			*sum = sum.Plus(l.timely(day, keys...))
		}
		if day < 0 {
			continue
		}
		c := contrastOf(sums)
		for at, r := range rivals {
			if over[at] || out[at].Made || c.Least < metric.LeastToClaim {
				continue
			}
			var claims bool
			if claims, over[at] = r.claims(c); claims {
				out[at] = Claim{Made: true, Day: day + surveys.TimelyDays + 1, Up: c.Center > 0}
			}
		}
	}
	return out
}

// sides are the touchpoints that were changed, and the control where there is one.
func (l Life) sides() [][]string {
	if l.Control {
		return [][]string{l.Touched, {control}}
	}
	return [][]string{l.Touched}
}

// contrastOf contrasts before and after, less the same of a control.
func contrastOf(tallies []metric.Tally) (c contrast) {
	cells := make([]metric.Cell, len(tallies))
	for i, t := range tallies {
		cells[i] = metric.NPS.Cell(t)
	}
	for i := 0; i < len(cells); i += 2 {
		before, n := cells[i], cells[i+1].N
		c.frozen += before.Spread * (1/max(before.N, 1) + 1/max(n, 1))
		c.planned += before.Spread / max(before.N, 1) * (1 + float64(window)/lived)
	}
	if c.Contrast = metric.Change(cells[0], cells[1]); len(cells) > 2 {
		c.Contrast = metric.DifferenceInDifferences(cells[0], cells[1], cells[2], cells[3])
	}
	return c
}

// timely counts the answers about a day that an improvement counts.
func (m *memory) timely(day int, keys ...string) (t metric.Tally) {
	for _, key := range keys {
		if of := m.surveys[key]; of != nil {
			for _, g := range of.days[day-m.first] {
				if g.delay <= surveys.TimelyDays {
					t[g.rating]++
				}
			}
		}
	}
	return t
}
