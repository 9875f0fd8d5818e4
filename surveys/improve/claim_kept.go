package improve

// ClaimMethod is how claims are made now. 1 was: one answer of each person, and days
// that had been seen when the improvement was written down counted too. 2 was: weeks
// counted from the first day of a window, and controls were taken to go where the
// touchpoints would have gone.
const ClaimMethod = 3

// ImprovementClaim is the first day on which a difference was clear, with what it was then.
type ImprovementClaim struct {
	Method   int         `json:"-"`
	Words    Attribution `json:"words" enum:"after,because_of"`
	Day      string      `json:"day"`
	Adjusted float64     `json:"adjusted,omitzero" doc:"The difference as it was on that day; left out, with its interval and evidence, for keys that lack the scope small_cells"`
	Interval [2]float64  `json:"interval,omitzero"`
	LogE     float64     `json:"log_e,omitzero"`
}

// told gives a claim as everybody may know it: its words and its day. Its figures are of
// all answers up to that day, and those that are made of guarded sums are of now.
func (c *ImprovementClaim) told() *ImprovementClaim {
	if c == nil {
		return nil
	}
	return &ImprovementClaim{Method: c.Method, Words: c.Words, Day: c.Day}
}

// Attribution says whether a verdict may name the improvement as the cause.
type Attribution string

// A change of the score comes after an improvement; only a change that the
// controls did not share may be said to come because of it.
const (
	After     Attribution = "after"
	BecauseOf Attribution = "because_of"
)
