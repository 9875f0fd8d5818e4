package charts

// Journey is a journey with its stages in order.
type Journey struct {
	Key, Name string
	Stages    []Stage
}

// Stage is a step of a journey with its touchpoints in order; it may have none.
type Stage struct {
	Key, Name   string
	Touchpoints []Touchpoint
}

// Touchpoint is a stop of the journey.
type Touchpoint struct {
	Key, Name      string
	Link           string // to its own page
	Channel, Owner string
	MomentOfTruth  bool
	Alert          string        // day of the latest alert in the period; "" for none
	Surveys        []SurveyScore // one line each
}
