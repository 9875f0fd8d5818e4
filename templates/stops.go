package templates

import "math"

// A stop is one survey of one touchpoint on its way along the journey; a
// touchpoint without a survey is a stop too, one without a score.
type stop struct {
	stage        int
	stageName    string
	firstOfStage bool
	touchpoint   Touchpoint
	survey       SurveyScore
	surveyed     bool
	firstSurvey  bool // of its touchpoint
}

// stopsOf puts the touchpoints of a journey in order, one stop for each survey.
func stopsOf(j Journey) []stop {
	var stops []stop
	for i, stage := range j.Stages {
		first := true
		for _, t := range stage.Touchpoints {
			s := stop{stage: i, stageName: stage.Name, firstOfStage: first, touchpoint: t, firstSurvey: true}
			first = false
			if len(t.Surveys) == 0 {
				stops = append(stops, s)
			}
			for k, survey := range t.Surveys {
				s.survey, s.surveyed = survey, true
				s.firstOfStage, s.firstSurvey = s.firstOfStage && k == 0, k == 0
				stops = append(stops, s)
			}
		}
	}
	return stops
}

// name tells the stop apart: the touchpoint, and the survey where it has several.
func (s stop) name() string {
	if which := s.which(); which != "" {
		return s.touchpoint.Name + ": " + which
	}
	return s.touchpoint.Name
}

// which names the survey where the touchpoint has several.
func (s stop) which() string {
	if len(s.touchpoint.Surveys) < 2 {
		return ""
	}
	if s.survey.Name == "" {
		return s.survey.Key
	}
	return s.survey.Name
}

func (s stop) link() string {
	if s.survey.Link != "" {
		return s.survey.Link
	}
	return s.touchpoint.Link
}

func (s stop) shown() bool { return s.surveyed && s.survey.standing() >= few }

// place is where its score stands on its scale, with the ends of the interval.
func (s stop) place() (at, lo, hi float64) {
	m := s.survey.metric()
	return place(m, s.survey.Score.Value), place(m, s.survey.Score.Interval.Lo), place(m, s.survey.Score.Interval.Hi)
}

// radius of its ring, growing with the answers.
func (s stop) radius() float64 {
	if !s.shown() {
		return 6
	}
	return min(5.5+0.4*math.Sqrt(float64(s.survey.Score.N)), 16)
}

// heights returns where the line passes each stop. A stop without a score lies
// on the way between its neighbours that have one.
func heights(stops []stop) []float64 {
	at := make([]float64, len(stops))
	last := -1
	for i, s := range stops {
		if !s.shown() {
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
func foot(stops []stop) float64 {
	lowest, any := 1.0, false
	for _, s := range stops {
		if !s.shown() {
			continue
		}
		_, lo, _ := s.place()
		lowest, any = min(lowest, lo), true
		if s.survey.Target != nil {
			lowest = min(lowest, place(s.survey.metric(), *s.survey.Target))
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
func (s *svg) ring(st stop, x, y, size float64) {
	r := st.radius() * size
	if st.touchpoint.MomentOfTruth {
		s.circle("interchange", x, y, r+5.5*size)
	}
	class := "stop"
	switch {
	case !st.shown():
		class = "stop unknown"
	case st.survey.standing() == few:
		class = "stop hollow"
	}
	s.circle(class, x, y, r)
}
