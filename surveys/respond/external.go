package respond

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// ExternalResponse is an answer that comes from elsewhere: recorded by another
// program, or imported from a file of earlier answers.
type ExternalResponse struct {
	ID         string              `json:"id,omitempty" doc:"The first answer with an id wins; the same id for another survey or contact, or that of an invitation, is a conflict. Made up when left out"`
	EventID    string              `json:"event_id,omitempty" doc:"An event of another contact is a conflict"`
	Touchpoint string              `json:"touchpoint,omitempty" doc:"Needed unless survey is given"`
	Survey     string              `json:"survey,omitempty" doc:"Needed when the touchpoint has several"`
	ContactID  string              `json:"contact_id,omitempty" doc:"Empty for an anonymous answer"`
	OccurredAt time.Time           `json:"occurred_at,omitzero" doc:"When the experience was; the score belongs to that day. The time of the event when left out, else answered_at"`
	AnsweredAt time.Time           `json:"answered_at,omitzero" doc:"Now when left out"`
	Locale     string              `json:"locale,omitempty"`
	Source     surveys.Source      `json:"source,omitempty" enum:"mail,link,kiosk,embed,api,import" doc:"api when left out"`
	Rating     *int                `json:"rating" nullable:"false"`
	Comment    string              `json:"comment,omitempty" doc:"Goes to the survey's first comment question"`
	Answers    map[string][]string `json:"answers,omitempty" doc:"By follow-up key"`
}

// AnswerConflict is the status of an answer that was not taken, because its id belongs
// to an answer to another survey or of another contact or to an invitation, or its event
// to another contact.
const AnswerConflict surveys.EventStatus = "conflict"

// AnswerResult is the result of one external response.
type AnswerResult struct {
	ID      string              `json:"id,omitempty"`
	Status  surveys.EventStatus `json:"status" enum:"accepted,duplicate,refused,conflict"`
	Differs bool                `json:"differs,omitempty" doc:"A duplicate that says something else than the first; the first one stands"`
	Field   string              `json:"field,omitempty"`
	Reason  string              `json:"reason,omitempty"`
}

// MaxAnswers bounds the answers of one request.
const MaxAnswers = 1000

// RecordAnswers appends answers that come from elsewhere. One that is refused
// does not sink its neighbours. imported marks answers of the past: they start a
// contact's quarantine on the day they were given.
func (s *Service) RecordAnswers(ctx context.Context, given []ExternalResponse, imported bool) ([]AnswerResult, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	results := make([]AnswerResult, len(given))
	batch := &answerBatch{}
	var at []int
	for i, g := range given {
		d, refused := s.draftOf(p, g, now, imported)
		if refused != nil {
			results[i] = refusal(g.ID, refused)
			continue
		}
		batch.drafts, at = append(batch.drafts, d), append(at, i)
	}
	if len(batch.drafts) == 0 {
		return results, nil
	}
	if err := s.responses.Do(ctx, batch); err != nil {
		return nil, err
	}
	for j, d := range batch.drafts {
		id := cmp.Or(given[at[j]].ID, d.GivenID()) // as it was sent
		if d.refused != nil {
			results[at[j]] = refusal(id, d.refused)
			continue
		}
		results[at[j]] = AnswerResult{ID: id, Status: d.result, Differs: d.differs}
	}
	return results, nil
}

func refusal(id string, why *surveys.Error) AnswerResult {
	status := surveys.IfElse(why.Kind == surveys.Conflict, AnswerConflict, surveys.EventRefused)
	return AnswerResult{ID: surveys.Truncate(id, surveys.MaxID), Status: status, Field: why.Field, Reason: why.Message}
}

// draftOf checks a given answer and brings it into the form it is kept in.
func (s *Service) draftOf(p *definition.Plan, g ExternalResponse, now time.Time, imported bool) (*draft, *surveys.Error) {
	survey, refused := surveyFor(p, g)
	if refused != nil {
		return nil, refused
	}
	if g.ID == "" {
		g.ID = surveys.NewID()
	}
	for _, id := range []struct {
		field string
		of    *string
	}{{"id", &g.ID}, {"event_id", &g.EventID}, {"contact_id", &g.ContactID}} {
		if *id.of == "" {
			continue
		}
		if *id.of, refused = surveys.ReadID(id.field, *id.of, surveys.MaxID+100); refused != nil {
			return nil, refused
		}
	}
	if g.Rating == nil {
		return nil, surveys.Refuse("rating", "is missing")
	}
	if !survey.Metric.Admits(*g.Rating) {
		return nil, offScale(survey.Metric)
	}
	locale, err := surveys.CanonicalLocale(g.Locale)
	if err != nil {
		return nil, surveys.Refuse("locale", "%s", err)
	}
	if g.Source == "" {
		g.Source = surveys.IfElse(imported, surveys.SourceImport, surveys.SourceAPI)
	}
	if !g.Source.Known() {
		return nil, surveys.Refuse("source", "%q is not one of mail, link, kiosk, embed, api, import", string(g.Source))
	}
	if g.AnsweredAt.IsZero() {
		g.AnsweredAt = now
	}
	ofEvent := g.OccurredAt.IsZero() && g.EventID != ""
	if g.OccurredAt.IsZero() {
		g.OccurredAt = g.AnsweredAt
	}
	for _, f := range []struct {
		name string
		at   time.Time
	}{{"answered_at", g.AnsweredAt}, {"occurred_at", g.OccurredAt}} {
		if refused := checkTime(f.name, f.at, now); refused != nil {
			return nil, refused
		}
	}
	answers, refused := survey.CheckAnswers(withComment(survey, g))
	if refused != nil {
		return nil, refused
	}
	return &draft{keepOld: true, ofEvent: ofEvent, Response: surveys.Response{
		ID: surveys.ExternalResponseID(g.ID), EventID: g.EventID, Survey: survey.Key, Version: survey.Number, Touchpoint: survey.Touchpoint,
		ContactID: g.ContactID, Rating: *g.Rating, Answers: answers, Locale: locale, Source: g.Source,
		Imported: imported, Segments: map[string]string{}, Day: p.DayOf(g.OccurredAt),
		OccurredAt: surveys.Micros(g.OccurredAt), AnsweredAt: surveys.Micros(g.AnsweredAt),
	}}, nil
}

// checkTime refuses a time at which nobody can have met or answered anything.
func checkTime(field string, at, now time.Time) *surveys.Error {
	if at.Year() < 1990 || at.After(now.Add(surveys.Day)) {
		return surveys.Refuse(field, "lies before 1990 or in the future")
	}
	return nil
}

// surveyFor finds the survey a given answer is to.
func surveyFor(p *definition.Plan, g ExternalResponse) (*definition.PlannedSurvey, *surveys.Error) {
	if g.Survey != "" {
		s := p.SurveyByKey[g.Survey]
		if s == nil {
			return nil, surveys.Refuse("survey", "%q does not exist", surveys.Truncate(g.Survey, 60))
		}
		if g.Touchpoint != "" && g.Touchpoint != s.Touchpoint {
			return nil, surveys.Refuse("touchpoint", "is not the one of survey %s, which is %s", s.Key, s.Touchpoint)
		}
		return s, nil
	}
	there := p.SurveysByTouchpoint[g.Touchpoint]
	switch {
	case g.Touchpoint == "":
		return nil, surveys.Refuse("touchpoint", "is missing, and so is survey")
	case p.TouchpointByKey[g.Touchpoint] == nil:
		return nil, surveys.Refuse("touchpoint", "%q does not exist", surveys.Truncate(g.Touchpoint, 60))
	case len(there) == 0:
		return nil, surveys.Refuse("touchpoint", "%q has no survey", g.Touchpoint)
	case len(there) > 1:
		return nil, surveys.Refuse("survey", "is missing: this touchpoint has %s", strings.Join(there, ", "))
	}
	return p.SurveyByKey[there[0]], nil
}

// withComment puts a bare comment where the survey asks for one: at the first
// comment question that is shown after this rating.
func withComment(s *definition.PlannedSurvey, g ExternalResponse) map[string][]string {
	if strings.TrimSpace(g.Comment) == "" {
		return g.Answers
	}
	out := map[string][]string{}
	for k, v := range g.Answers {
		out[k] = v
	}
	i := slices.IndexFunc(s.FollowUps, func(f surveys.FollowUp) bool {
		return f.Type.FreeText() && s.ShowIf[s.FollowUp(f.Key)].Shown(*g.Rating)
	})
	if i < 0 {
		i = slices.IndexFunc(s.FollowUps, func(f surveys.FollowUp) bool { return f.Type.FreeText() })
	}
	key := "comment" // refused by name when the survey has no comment question
	if i >= 0 {
		key = s.FollowUps[i].Key
	}
	out[key] = append(out[key], g.Comment)
	return out
}
