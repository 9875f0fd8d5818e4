package metric

import "math"

// Nonresponse says how far those who did not answer could change a score. A
// large n with a small rate is precise about respondents only.
type Nonresponse struct {
	Invited, N   int64
	ResponseRate float64  // 0 to 1; means nothing when nobody was invited
	Value        float64  // raw score of respondents; means nothing when N is 0
	Bounds       Interval // of the score of all invited, worst case to best
}

// Absent reports that nobody answered: Value means nothing, and the bounds are
// the whole scale.
func (r Nonresponse) Absent() bool {
	return r.N == 0
}

// Nonresponse bounds the score of all those invited by supposing that everyone
// who did not answer is as dissatisfied, or as satisfied, as can be (Manski
// 2003). Should there be more responses than invitations, all are taken to have
// answered.
func (m Metric) Nonresponse(invited int64, t Tally) Nonresponse {
	c := m.Cell(t)
	r := Nonresponse{Invited: invited, N: int64(c.N), Value: c.Raw, Bounds: m.Range()}
	if invited > 0 {
		r.ResponseRate = c.N / float64(invited)
	}
	if !r.Absent() {
		rate := r.answered()
		r.Bounds.Lo = rate*c.Raw + (1-rate)*r.Bounds.Lo
		r.Bounds.Hi = rate*c.Raw + (1-rate)*r.Bounds.Hi
	}
	return r
}

// NeededFor returns the score that those who did not answer would need for the
// score of all invited to be target. It may lie off the scale: then no answers of
// theirs could bring it there. There is none when nobody or everybody answered.
func (r Nonresponse) NeededFor(target float64) (score float64, exists bool) {
	rate := r.answered()
	if r.Absent() || rate == 1 {
		return 0, false
	}
	return (target - rate*r.Value) / (1 - rate), true
}

func (r Nonresponse) answered() float64 {
	if r.N >= r.Invited {
		return 1
	}
	return float64(r.N) / float64(r.Invited)
}

// Representativity returns the R-indicator of the segments' response rates
// (Schouten, Cobben & Bethlehem 2009): 1 when all segments answer at the same
// rate, toward 0 the more they differ. Without invitations it is 1.
func Representativity(segments []Invited) float64 {
	var invited, responded float64
	for _, s := range segments {
		invited += float64(s.Invited)
		responded += float64(s.Responded)
	}
	var variance float64
	for _, s := range segments {
		if s.Invited > 0 {
			rate := float64(s.Responded) / float64(s.Invited)
			variance += float64(s.Invited) / invited * square(rate-responded/invited)
		}
	}
	return 1 - 2*math.Sqrt(variance)
}

// Invited is how many of a segment were invited, and how many of them responded.
type Invited struct {
	Invited, Responded int64
}
