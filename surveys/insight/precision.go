package insight

import (
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// Precision plans how sure a score is to be.
type Precision struct {
	HalfWidth   float64 `json:"half_width" doc:"How far the interval of the score is to reach to either side, in the unit of the score"`
	Needed      int64   `json:"needed" doc:"About how many answers that takes in all, if more of them spread, and hang together, as these do; without answers as is typical"`
	More        int64   `json:"more" doc:"How many of those are missing; 0 when there are enough"`
	Invitations *int64  `json:"invitations,omitempty" doc:"How many must be invited for the missing ones at the response rate of these days; left out where that is not known"`
}

// finest is the smallest half-width one can plan for, as a part of the scale: what
// is finer takes more answers than there are people.
const finest = 1e-4

// halfWidth checks what was asked for; 0 asks for what is usual for the metric.
func halfWidth(m metric.Metric, asked float64) (float64, error) {
	scale := m.Range().Hi - m.Range().Lo
	switch {
	case asked == 0:
		return m.Precision(), nil
	case asked >= finest*scale && asked <= scale/2:
		return asked, nil
	}
	return 0, surveys.Refuse("half_width", "is not between %g and %g", finest*scale, scale/2)
}

// plan says what it takes to know a score so closely; nil where the score is held
// back, since the plan follows from its answers.
func (s TouchpointScore) plan(half float64) *Precision {
	if s.Held {
		return nil
	}
	p := Precision{HalfWidth: half, Needed: s.Metric.AnswersFor(half, s.tally, s.effect.Persons, 1-alpha)}
	p.More = max(0, p.Needed-s.N)
	if s.ResponseRate != nil && *s.ResponseRate > 0 {
		invitations := int64(math.Ceil(float64(p.More) / *s.ResponseRate))
		p.Invitations = &invitations
	}
	return &p
}
