package metric

import (
	"encoding/json"
	"fmt"
)

// An Interval holds the values from Lo to Hi, ends included. In JSON it is the
// pair [lo,hi].
type Interval struct {
	Lo, Hi float64
}

// Contains reports whether x lies in the interval.
func (i Interval) Contains(x float64) bool {
	return i.Lo <= x && x <= i.Hi
}

// Width returns the distance between the ends.
func (i Interval) Width() float64 {
	return i.Hi - i.Lo
}

// Within cuts the interval to the part that lies in limits. An interval that
// lies outside altogether becomes the nearer end.
func (i Interval) Within(limits Interval) Interval {
	return Interval{
		Lo: min(max(i.Lo, limits.Lo), limits.Hi),
		Hi: max(min(i.Hi, limits.Hi), limits.Lo),
	}
}

// including stretches the interval so that it holds x.
func (i Interval) including(x float64) Interval {
	return Interval{min(i.Lo, x), max(i.Hi, x)}
}

// around returns center plus and minus half.
func around(center, half float64) Interval {
	return Interval{center - half, center + half}
}

// MarshalJSON writes [lo,hi].
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]float64{i.Lo, i.Hi})
}

// UnmarshalJSON reads [lo,hi].
func (i *Interval) UnmarshalJSON(data []byte) error {
	var ends []float64
	if err := json.Unmarshal(data, &ends); err != nil {
		return err
	}
	if len(ends) != 2 {
		return fmt.Errorf("an interval has two ends, not %d", len(ends))
	}
	i.Lo, i.Hi = ends[0], ends[1]
	return nil
}
