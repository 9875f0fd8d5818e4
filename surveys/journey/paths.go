package journey

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// Bounds of the paths that are told apart. Longer ones are cut, and rarer ones
// that come after so many others are counted together.
const (
	maxSteps     = 12
	maxPaths     = 50_000
	shownPaths   = 20
	underWayDays = 30
)

// Paths are the ways customers really take along a journey.
type Paths struct {
	Journey string `json:"journey"`
	From    string `json:"from"`
	To      string `json:"to"`
	pick.Picked
	Contacts    int64        `json:"contacts" doc:"Contacts with an event at a touchpoint in the period"`
	Paths       []Path       `json:"paths" doc:"The most frequent first, at most 20; those of fewer than five contacts are held back from keys that lack the scope small_cells"`
	Others      int64        `json:"others" doc:"Contacts who took another path"`
	Touchpoints []PathsThere `json:"touchpoints" doc:"In the order of the journey"`
}

// Path is a sequence of touchpoints, each different from the one before.
type Path struct {
	Touchpoints []string   `json:"touchpoints"`
	Longer      bool       `json:"longer,omitempty" doc:"It went on beyond 12 touchpoints"`
	N           int64      `json:"n" doc:"Contacts"`
	Share       float64    `json:"share" doc:"Percent of all contacts"`
	Interval    [2]float64 `json:"interval" doc:"95 percent interval of the share (Wilson)"`
	UnderWay    int64      `json:"under_way" doc:"Those with an event in the last 30 days of the period, who may go on"`
}

// PathsThere is what becomes of those who reach a touchpoint. Who came by several times
// is one contact, and counts by what followed the last time: reached is the sum of
// went_on, ended and under_way, and went_on that of next.
type PathsThere struct {
	Touchpoint string      `json:"touchpoint"`
	Reached    int64       `json:"reached" doc:"Contacts"`
	Held       bool        `json:"held,omitempty" doc:"Fewer than five contacts: the rest is held back"`
	WentOn     *int64      `json:"went_on,omitempty" doc:"To another touchpoint, after the last time they came by"`
	Ended      *int64      `json:"ended,omitempty" doc:"Nothing more since, for at least 30 days"`
	UnderWay   *int64      `json:"under_way,omitempty" doc:"Nothing more since, but it was less than 30 days before the end of the period"`
	EndedShare *float64    `json:"ended_share,omitempty" doc:"Percent of those who are not under way"`
	Interval   *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the share (Wilson)"`
	Next       []NextThere `json:"next,omitempty" doc:"Where those who went on went next, the most frequent first. The numbers add up to went_on; from keys that lack the scope small_cells those below five are held back, and one more where these together would be"`
}

// NextThere is where some went from a touchpoint.
type NextThere struct {
	Touchpoint string `json:"touchpoint"`
	N          int64  `json:"n" doc:"Contacts who went there next, after the last time they came by"`
}

// Paths follows every contact through the events that start triggers of the
// journey's touchpoints. An event counts by its name alone: one that starts
// triggers of several touchpoints stands for the first of them on the journey. With
// segments it is the whole paths of those who had them at one event at least.
func (s *Service) Paths(ctx context.Context, q Query) (Paths, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Paths{}, err
	}
	j, err := p.Journey(q.Journey)
	if err != nil {
		return Paths{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Paths{}, err
	}
	of, err := pick.Filter{Segments: q.Segments}.Values(p)
	if err != nil {
		return Paths{}, err
	}
	if !of.None() && !q.Small {
		return Paths{}, pick.Held("the paths of one group of customers")
	}
	from, _ := time.ParseInLocation(time.DateOnly, period.From, p.Zone) // both were checked
	last, _ := time.ParseInLocation(time.DateOnly, period.To, p.Zone)
	to := last.AddDate(0, 0, 1)
	end := to
	if now := s.now(); now.Before(end) {
		end = now
	}
	touchpoints, names := walkable(p, j)
	w := newPathCounter(touchpoints, end.Add(-underWayDays*surveys.Day))
	if len(names) > 0 {
		err = s.store.Read(ctx).JourneyEventEach(EventQuery{Names: slices.Sorted(maps.Keys(names)), From: from.UTC(), To: to.UTC(), Of: of.By()}, func(step Event) error {
			w.step(step.Who, names[step.Name], step.At, step.Picked)
			return nil
		})
		w.leave()
	}
	out := w.paths(q.Small)
	out.Journey, out.From, out.To, out.Filter = j.Key, period.From, period.To, of.Names()
	return out, err
}

// walkable gives the touchpoints of a journey in order, without the
// relationship, and the first of them that an event of each name starts.
func walkable(p *definition.Plan, j *surveys.Journey) (touchpoints []string, names map[string]int) {
	names = map[string]int{}
	relationship := p.Definition.Relationship()
	for _, s := range j.Stages {
		for _, t := range s.Touchpoints {
			if t.Key == relationship {
				continue
			}
			for _, trigger := range p.Definition.Triggers {
				if _, taken := names[trigger.On]; !taken && p.SurveyByKey[trigger.Survey].Touchpoint == t.Key {
					names[trigger.On] = len(touchpoints)
				}
			}
			touchpoints = append(touchpoints, t.Key)
		}
	}
	return touchpoints, names
}

// pathCounter counts paths while people pass by, one after another.
type pathCounter struct {
	touchpoints []string
	underWay    time.Time // whose last step is not before it may go on

	who  string
	path []byte // touchpoints so far, two bytes each
	last time.Time
	of   bool // one of the steps was picked

	contacts, crowd int64 // crowd took paths that are not told apart
	counts          map[string]*[2]int64
	there           []stopCount
}

// stopCount counts people at one touchpoint, and how many went where from it.
type stopCount struct {
	reached, ended, underWay int64
	next                     []int64
}

// pass counts somebody who went to another touchpoint, or stayed (-1) and may go on (open).
func (c *stopCount) pass(next int, open bool) {
	c.reached++
	switch {
	case next >= 0:
		c.next[next]++
	case open:
		c.underWay++
	default:
		c.ended++
	}
}

func newPathCounter(touchpoints []string, underWay time.Time) *pathCounter {
	w := &pathCounter{touchpoints: touchpoints, underWay: underWay, counts: map[string]*[2]int64{}, there: make([]stopCount, len(touchpoints))}
	for i := range w.there {
		w.there[i].next = make([]int64, len(touchpoints))
	}
	return w
}

// step takes the next event; that of another person ends the path before.
func (w *pathCounter) step(who string, touchpoint int, at time.Time, picked bool) {
	if who != w.who {
		w.leave()
		w.who, w.of = who, false
	}
	w.last, w.of = at, w.of || picked
	here := []byte{byte(touchpoint >> 8), byte(touchpoint)}
	if n := len(w.path); n >= 2 && bytes.Equal(w.path[n-2:], here) {
		return
	}
	w.path = append(w.path, here...)
}

// leave counts the path of the person who passed last.
func (w *pathCounter) leave() {
	if len(w.path) == 0 || !w.of {
		w.path = w.path[:0]
		return
	}
	w.contacts++
	open := !w.last.Before(w.underWay)
	seen, then := map[int]bool{}, -1 // from the end: the last time at each touchpoint counts
	for i := len(w.path) - 2; i >= 0; i -= 2 {
		at := int(w.path[i])<<8 | int(w.path[i+1])
		if !seen[at] {
			seen[at] = true
			w.there[at].pass(then, open)
		}
		then = at
	}
	key := string(w.path[:min(len(w.path), 2*maxSteps)])
	if len(w.path) > 2*maxSteps {
		key += "+"
	}
	switch n := w.counts[key]; {
	case n != nil:
		n[0]++
		n[1] += surveys.IfElse[int64](open, 1, 0)
	case len(w.counts) < maxPaths:
		w.counts[key] = &[2]int64{1, surveys.IfElse[int64](open, 1, 0)}
	default:
		w.crowd++
	}
	w.path = w.path[:0]
}

// paths gives what was counted.
func (w *pathCounter) paths(small bool) Paths {
	out := Paths{Contacts: w.contacts, Others: w.crowd, Paths: []Path{}, Touchpoints: []PathsThere{}}
	keys := slices.Sorted(maps.Keys(w.counts))
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(w.counts[b][0], w.counts[a][0]) })
	for _, key := range keys {
		n := w.counts[key]
		if len(out.Paths) >= shownPaths || n[0] < surveys.SmallCell && !small {
			out.Others += n[0]
			continue
		}
		path := Path{N: n[0], UnderWay: n[1], Touchpoints: []string{}}
		steps, longer := strings.CutSuffix(key, "+")
		if len(key)%2 == 0 {
			steps, longer = key, false
		}
		path.Longer = longer
		for i := 0; i < len(steps); i += 2 {
			path.Touchpoints = append(path.Touchpoints, w.touchpoints[int(steps[i])<<8|int(steps[i+1])])
		}
		path.Share = 100 * float64(n[0]) / float64(w.contacts)
		path.Interval = *bothEnds(metric.Wilson(n[0], w.contacts, 0.95))
		out.Paths = append(out.Paths, path)
	}
	for i, key := range w.touchpoints {
		out.Touchpoints = append(out.Touchpoints, w.at(i, key, small))
	}
	return out
}

// at gives what became of those who reached a touchpoint.
func (w *pathCounter) at(i int, key string, small bool) PathsThere {
	c := w.there[i]
	out := PathsThere{Touchpoint: key, Reached: c.reached}
	if c.reached == 0 {
		return out
	}
	if out.Held = c.reached < surveys.SmallCell && !small; out.Held {
		return out
	}
	wentOn := c.reached - c.ended - c.underWay
	out.WentOn, out.Ended, out.UnderWay = &wentOn, &c.ended, &c.underWay
	if settled := wentOn + c.ended; settled > 0 {
		share := 100 * float64(c.ended) / float64(settled)
		out.EndedShare, out.Interval = &share, bothEnds(metric.Wilson(c.ended, settled, 0.95))
	}
	out.Next = w.next(c, small)
	return out
}

// next gives where people went from a touchpoint. Without small, those of fewer than five
// are left out, and the fewest of the others where the sum would tell of fewer than five.
func (w *pathCounter) next(c stopCount, small bool) (out []NextThere) {
	var held int64
	for to, n := range c.next {
		switch {
		case n > 0 && (small || n >= surveys.SmallCell):
			out = append(out, NextThere{w.touchpoints[to], n})
		default:
			held += n
		}
	}
	slices.SortStableFunc(out, func(a, b NextThere) int { return cmp.Compare(b.N, a.N) })
	if 0 < held && held < surveys.SmallCell && len(out) > 0 {
		out = out[:len(out)-1]
	}
	return out
}
