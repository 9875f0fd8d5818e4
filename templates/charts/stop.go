package charts

import "math"

// Stop is one survey of one touchpoint on its way along the journey; a
// touchpoint without a survey is a stop too, one without a score.
type Stop struct {
	Stage        int // index in the journey
	FirstOfStage bool
	Touchpoint   Touchpoint
	Survey       SurveyScore
	Surveyed     bool
	firstSurvey  bool // of its touchpoint
}

// StopsOf puts the touchpoints of a journey in order, one stop for each survey.
func StopsOf(j Journey) []Stop {
	var stops []Stop
	for i, stage := range j.Stages {
		first := true
		for _, t := range stage.Touchpoints {
			s := Stop{Stage: i, FirstOfStage: first, Touchpoint: t, firstSurvey: true}
			first = false
			if len(t.Surveys) == 0 {
				stops = append(stops, s)
			}
			for k, survey := range t.Surveys {
				s.Survey, s.Surveyed = survey, true
				s.FirstOfStage, s.firstSurvey = s.FirstOfStage && k == 0, k == 0
				stops = append(stops, s)
			}
		}
	}
	return stops
}

// Name tells the stop apart: the touchpoint, and the survey where it has several.
func (s Stop) Name() string {
	if which := s.which(); which != "" {
		return s.Touchpoint.Name + ": " + which
	}
	return s.Touchpoint.Name
}

// which names the survey where the touchpoint has several.
func (s Stop) which() string {
	if len(s.Touchpoint.Surveys) < 2 {
		return ""
	}
	if s.Survey.Name == "" {
		return s.Survey.Key
	}
	return s.Survey.Name
}

// Link leads to the survey's page, or to the touchpoint's.
func (s Stop) Link() string {
	if s.Survey.Link != "" {
		return s.Survey.Link
	}
	return s.Touchpoint.Link
}

// Shown reports that it has a score to show.
func (s Stop) Shown() bool { return s.Surveyed && s.Survey.Shown() }

// place is where its score stands on its scale, with the ends of the interval.
func (s Stop) place() (at, lo, hi float64) {
	m := s.Survey.DrawnMetric()
	return place(m, s.Survey.Score.Value), place(m, s.Survey.Score.Interval.Lo), place(m, s.Survey.Score.Interval.Hi)
}

// radius of its ring, growing with the answers.
func (s Stop) radius() float64 {
	if !s.Shown() {
		return 6
	}
	return min(5.5+0.4*math.Sqrt(float64(s.Survey.Score.N)), 16)
}

// heights returns where the line passes each stop. A stop without a score lies
// on the way between its neighbours that have one.
func heights(stops []Stop) []float64 {
	at := make([]float64, len(stops))
	last := -1
	for i, s := range stops {
		if !s.Shown() {
			continue
		}
		at[i], _, _ = s.place()
		for k := last + 1; k < i; k++ {
			if last < 0 {
				at[k] = at[i]
			} else {
				at[k] = at[last] + (at[i]-at[last])*float64(k-last)/float64(i-last)
			}
		}
		last = i
	}
	for k := last + 1; k < len(stops); k++ {
		at[k] = 0.5
		if last >= 0 {
			at[k] = at[last]
		}
	}
	return at
}

// foot returns how much of the scales is left out below the stops: nothing, or
// the lowest quarter when no score, interval or target reaches into it.
func foot(stops []Stop) float64 {
	lowest, any := 1.0, false
	for _, s := range stops {
		if !s.Shown() {
			continue
		}
		_, lo, _ := s.place()
		lowest, any = min(lowest, lo), true
		if s.Survey.Target != nil {
			lowest = min(lowest, place(s.Survey.DrawnMetric(), *s.Survey.Target))
		}
	}
	if any && lowest > 0.29 {
		return 0.25
	}
	return 0
}

// ring draws the stop's mark around a point: filled from Few answers on, hollow
// below, dotted where no score is shown; a moment of truth is an interchange. Size
// is 1 on the map.
func (s *svg) ring(st Stop, x, y, size float64) {
	r := st.radius() * size
	if st.Touchpoint.MomentOfTruth {
		s.circle("interchange", x, y, r+5.5*size)
	}
	class := "stop"
	switch {
	case !st.Shown():
		class = "stop unknown"
	case st.Survey.Few():
		class = "stop hollow"
	}
	s.circle(class, x, y, r)
}
