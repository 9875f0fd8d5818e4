package respond

import (
	"context"

	"halte/surveys"
	"halte/surveys/definition"
)

// Submission is what a respondent sends.
type Submission struct {
	Rating  *int                // nil leaves an earlier rating as it is
	Answers map[string][]string // by follow-up key; what is left out stays as it is
}

// Survey is a survey as the respondent behind a link sees it.
type Survey struct {
	Invitation surveys.Invitation
	Survey     surveys.Survey
	Language   string
	Touchpoint surveys.Touchpoint
	Wave       int
	Shown      [][]int           // for each follow-up, the ratings after which it is shown
	Response   *surveys.Response // what was answered so far; nil for nothing
	Closed     bool
	Stop       string // token of the link that unsubscribes; empty when nobody knows any more whom
}

// Open gives the survey behind a link that somebody followed. That is kept as an
// intent, with the rating that came with the link if the survey has it, and counts
// as no answer: it may be a machine that follows links. NotFound for a token that
// was never given out.
func (s *Service) Open(ctx context.Context, token string, rating *int) (Survey, error) {
	a, err := s.Peek(ctx, token)
	if err != nil || a.Closed {
		return a, err
	}
	opened := surveys.Intent{Invitation: a.Invitation.ID, Touchpoint: a.Invitation.Touchpoint, Day: a.Invitation.Day, Rating: surveys.NoRating, At: s.now()}
	if rating != nil && a.Survey.Metric.Admits(*rating) {
		opened.Rating = *rating
	}
	return a, s.store.IntentAppend(ctx, opened)
}

// Peek is Open of which nothing is kept.
func (s *Service) Peek(ctx context.Context, token string) (Survey, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Survey{}, err
	}
	a, survey, err := s.behind(ctx, p, token)
	if err != nil {
		return Survey{}, err
	}
	if who := a.Invitation.Person; who != "" {
		a.Stop = s.secret.UnsubscribeToken(who, a.Invitation.Touchpoint)
	}
	for _, show := range survey.ShowIf {
		var ratings []int
		lowest, highest := survey.Metric.Scale()
		for r := lowest; r <= highest; r++ {
			if show.Shown(r) {
				ratings = append(ratings, r)
			}
		}
		a.Shown = append(a.Shown, ratings)
	}
	r, err := s.store.Read(ctx).ResponseToInvitation(a.Invitation.ID)
	switch {
	case err == nil:
		a.Response = &r
	case surveys.KindOf(err) != surveys.NotFound:
		return Survey{}, err
	}
	return a, nil
}

// Find says whether a token leads to an invitation: NotFound when it does not.
func (s *Service) Find(ctx context.Context, token string) error {
	_, _, err := s.invitationBehind(ctx, token)
	return err
}

var errUnknownLink = surveys.Errorf(surveys.NotFound, "This link leads nowhere. Please use the whole link from the mail.")

// behind finds the invitation and the survey of a token.
func (s *Service) behind(ctx context.Context, p *definition.Plan, token string) (Survey, *definition.PlannedSurvey, error) {
	inv, wave, err := s.invitationBehind(ctx, token)
	if err != nil {
		return Survey{}, nil, err
	}
	survey, err := s.plans.Version(ctx, p, inv.Survey, inv.Version)
	if err != nil {
		return Survey{}, nil, err
	}
	a := Survey{Invitation: inv, Survey: survey.Survey, Wave: wave, Language: p.LanguageFor(inv.Language), Closed: !inv.CanAnswer(s.now())}
	if t := p.TouchpointByKey[inv.Touchpoint]; t != nil {
		a.Touchpoint = *t
	} else {
		a.Touchpoint = surveys.Touchpoint{Key: inv.Touchpoint, Name: surveys.Text{a.Language: inv.Touchpoint}}
	}
	return a, survey, nil
}

func (s *Service) invitationBehind(ctx context.Context, token string) (surveys.Invitation, int, error) {
	hash := surveys.TokenHash(token)
	if hash == "" {
		return surveys.Invitation{}, 0, errUnknownLink
	}
	inv, wave, err := s.store.Read(ctx).InvitationByToken(hash)
	if surveys.KindOf(err) == surveys.NotFound {
		err = errUnknownLink
	}
	return inv, wave, err
}

// Answer records what the respondent behind a link says, or changes it. It is
// durable when Answer returns. Gone when the survey has closed, Invalid with the
// field when something does not fit.
func (s *Service) Answer(ctx context.Context, token string, given Submission) (surveys.Response, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return surveys.Response{}, err
	}
	a, survey, err := s.behind(ctx, p, token)
	if err != nil {
		return surveys.Response{}, err
	}
	if a.Closed {
		return surveys.Response{}, surveys.Errorf(surveys.Gone, "This survey has closed. Thank you for wanting to answer.")
	}
	inv := a.Invitation
	rating := 0
	if given.Rating != nil {
		rating = *given.Rating
	} else if r, err := s.store.Read(ctx).ResponseToInvitation(inv.ID); err == nil {
		rating = r.Rating
	} else if surveys.KindOf(err) == surveys.NotFound {
		return surveys.Response{}, surveys.Refuse("rating", "is missing")
	} else {
		return surveys.Response{}, err
	}
	if !survey.Metric.Admits(rating) {
		return surveys.Response{}, offScale(survey.Metric)
	}
	answers, bad := survey.CheckAnswers(given.Answers)
	if bad != nil {
		return surveys.Response{}, bad
	}
	d := &draft{keepRating: given.Rating == nil, Response: surveys.Response{
		ID: inv.ID, Invitation: inv.ID, EventID: inv.EventID, Survey: inv.Survey, Version: survey.Number,
		Touchpoint: inv.Touchpoint, ContactID: inv.ContactID, Person: inv.Person, Rating: rating, Answers: answers,
		Locale: a.Language, Wave: surveys.WaveFirst, Source: surveys.SourceMail, Segments: inv.Segments, Day: inv.Day,
		OccurredAt: inv.OccurredAt, AnsweredAt: s.now(),
	}}
	if a.Wave > 0 {
		d.Wave = surveys.WaveReminder
	}
	if err := s.responses.Do(ctx, &answerBatch{drafts: []*draft{d}}); err != nil {
		return surveys.Response{}, err
	}
	if d.refused != nil {
		return surveys.Response{}, d.refused
	}
	return d.stored, nil
}
