package metric

import "fmt"

// A Tally counts the responses by rating; the index is the rating itself,
// so that no metric may have ratings beyond 0 to 10. Counts are not negative. Tallies add
// up: the tally of a month is the sum of the tallies of its days.
type Tally [11]int64

// N returns the number of responses.
func (t Tally) N() int64 {
	var n int64
	for _, count := range t {
		n += count
	}
	return n
}

// Plus returns the responses of t and o together.
func (t Tally) Plus(o Tally) Tally {
	for rating := range t {
		t[rating] += o[rating]
	}
	return t
}

// Minus returns the responses of t without those of o, which must be among them.
func (t Tally) Minus(o Tally) Tally {
	for rating := range t {
		t[rating] -= o[rating]
	}
	return t
}

// IsZero reports whether the tally holds no responses.
func (t Tally) IsZero() bool {
	return t == Tally{}
}

// Histogram returns the counts from the lowest to the highest rating of the
// metric's scale: 11 for NPS.
func (m Metric) Histogram(t Tally) []int64 {
	lowest, highest := m.Scale()
	return append([]int64{}, t[lowest:highest+1]...)
}

// TallyOf is the inverse of Histogram. It refuses a histogram of another length
// than the metric's scale, and negative counts.
func (m Metric) TallyOf(histogram []int64) (Tally, error) {
	lowest, highest := m.Scale()
	if !m.Known() {
		return Tally{}, fmt.Errorf("metric %q is not one of %s", m, List())
	}
	if len(histogram) != highest-lowest+1 {
		return Tally{}, fmt.Errorf("a histogram of %s has %d counts, not %d", m, highest-lowest+1, len(histogram))
	}
	var t Tally
	for i, count := range histogram {
		if count < 0 {
			return Tally{}, fmt.Errorf("the count of rating %d is negative: %d", lowest+i, count)
		}
		t[lowest+i] = count
	}
	return t, nil
}

// Categories are the three groups of an NPS question: detractors rate 0 to 6,
// passives 7 and 8, promoters 9 and 10.
type Categories struct {
	Detractors, Passives, Promoters int64
}

// Categories sorts the ratings of an NPS tally into their categories.
func (t Tally) Categories() Categories {
	return Categories{
		Detractors: t[0] + t[1] + t[2] + t[3] + t[4] + t[5] + t[6],
		Passives:   t[7] + t[8],
		Promoters:  t[9] + t[10],
	}
}
