package definition

import (
	"fmt"
	"maps"
	"slices"

	"halte/surveys"
)

// CheckAnswers brings follow-up answers into the form they are kept in, and
// refuses what the survey does not ask.
func (s *PlannedSurvey) CheckAnswers(given map[string][]string) (map[string][]string, *surveys.Error) {
	kept := make(map[string][]string, len(given))
	for _, key := range slices.Sorted(maps.Keys(given)) {
		i := s.FollowUp(key)
		if i < 0 {
			return nil, surveys.Refuse(surveys.Truncate(key, 63), "is not asked in this survey").Because(surveys.RefusedNotAsked)
		}
		values, err := s.FollowUps[i].Check(given[key])
		if err != nil {
			return nil, err
		}
		kept[key] = values
	}
	return kept, nil
}

// FollowUp gives the place of a follow-up; -1 when the survey has none with the key.
func (s *PlannedSurvey) FollowUp(key string) int {
	return slices.IndexFunc(s.FollowUps, func(f surveys.FollowUp) bool { return f.Key == key })
}

// PlannedSurvey is a published version of a survey with its conditions compiled.
type PlannedSurvey struct {
	surveys.Survey
	Number int
	ShowIf []showIf // of each follow-up
}

func planSurvey(s surveys.Survey, version int) (*PlannedSurvey, error) {
	planned := &PlannedSurvey{Survey: s, Number: version}
	for _, f := range s.FollowUps {
		show, err := compileShowIf(f.ShowIf)
		if err != nil {
			return nil, fmt.Errorf("survey %s, follow-up %s: %w", s.Key, f.Key, err)
		}
		planned.ShowIf = append(planned.ShowIf, show)
	}
	return planned, nil
}
