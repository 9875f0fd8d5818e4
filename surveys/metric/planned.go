package metric

import "math"

// A Boundary judges an improvement whose end was declared when it was created.
// One may look every day, and claims nothing after the end; for this it needs
// about 1.2 times the responses of a single look where a ConfidenceSequence
// needs 1.7 to 2.2.
type Boundary struct {
	Center       float64 // adjusted after minus before
	Variance     float64 // of Center
	PlanVariance float64 // the variance expected at the end
	C            float64 // critical value; 2.24 at alpha 0.05
	Threshold    float64 // what Center must exceed, in absolute value
	Information  float64 // share of the planned information, above 1 past the plan
	Final        bool    // this is the last look
	Crossed      bool
}

// PlannedBoundary looks at an improvement that is to have plannedAfter responses
// when its time is up. The boundary is linear in information (O'Brien & Fleming
// 1979, continuously watched: Lan & DeMets 1983), its critical value that of the
// reflection principle.
func PlannedBoundary(before, after Cell, plannedAfter int64, alpha float64) Boundary {
	b := Boundary{
		Center:       after.Center - before.Center,
		Variance:     after.Variance + before.Variance,
		PlanVariance: before.Spread * (1/(before.N+pseudo) + 1/(float64(plannedAfter)+pseudo)),
		C:            critical(alpha / 2),
	}
	b.Threshold = b.C * math.Sqrt(b.Variance) * max(1, math.Sqrt(b.Variance/b.PlanVariance))
	b.Information = b.PlanVariance / b.Variance
	b.Final = b.Variance <= b.PlanVariance
	b.Crossed = math.Abs(b.Center) > b.Threshold
	return b
}
