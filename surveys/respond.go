package surveys

import "context"

// Submission is what a respondent sends.
type Submission struct {
	Rating  *int                // nil leaves an earlier rating as it is
	Answers map[string][]string // by follow-up key; what is left out stays as it is
}

// Asking is a survey as the respondent behind a link sees it.
type Asking struct {
	Invitation Invitation
	Survey     Survey
	Language   string
	Touchpoint Touchpoint
	Wave       int
	Shown      [][]int   // for each follow-up, the ratings after which it is shown
	Response   *Response // what was answered so far; nil for nothing
	Closed     bool
	Stop       string // token of the link that unsubscribes; empty when nobody knows any more whom
}

// Open gives the survey behind a link that somebody followed. That is kept as an
// intent, with the rating that came with the link if the survey has it, and counts
// as no answer: it may be a machine that follows links. NotFound for a token that
// was never given out.
func (s *Service) Open(ctx context.Context, token string, rating *int) (Asking, error) {
	a, err := s.Look(ctx, token)
	if err != nil || a.Closed {
		return a, err
	}
	opened := Intent{Invitation: a.Invitation.ID, Touchpoint: a.Invitation.Touchpoint, Day: a.Invitation.Day, Rating: NoRating, At: s.now()}
	if rating != nil && a.Survey.Metric.Admits(*rating) {
		opened.Rating = *rating
	}
	return a, s.AddIntent(ctx, opened)
}

// Look is Open of which nothing is kept.
func (s *Service) Look(ctx context.Context, token string) (Asking, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return Asking{}, err
	}
	a, survey, err := s.behind(ctx, p, token)
	if err != nil {
		return Asking{}, err
	}
	if who := a.Invitation.Person; who != "" {
		a.Stop = s.secret.UnsubscribeToken(who, a.Invitation.Touchpoint)
	}
	for _, show := range survey.showIf {
		var ratings []int
		lowest, highest := survey.Metric.Scale()
		for r := lowest; r <= highest; r++ {
			if show.shown(r) {
				ratings = append(ratings, r)
			}
		}
		a.Shown = append(a.Shown, ratings)
	}
	r, err := s.ResponseTo(ctx, a.Invitation.ID)
	switch {
	case err == nil:
		a.Response = &r
	case KindOf(err) != NotFound:
		return Asking{}, err
	}
	return a, nil
}

var errUnknownLink = Errorf(NotFound, "This link leads nowhere. Please use the whole link from the mail.")

// behind finds the invitation and the survey of a token.
func (s *Service) behind(ctx context.Context, p *Plan, token string) (Asking, *plannedSurvey, error) {
	hash := tokenHash(token)
	if hash == "" {
		return Asking{}, nil, errUnknownLink
	}
	inv, wave, err := s.InvitationByToken(ctx, hash)
	if KindOf(err) == NotFound {
		return Asking{}, nil, errUnknownLink
	}
	if err != nil {
		return Asking{}, nil, err
	}
	survey, err := s.version(ctx, p, inv.Survey, inv.Version)
	if err != nil {
		return Asking{}, nil, err
	}
	a := Asking{Invitation: inv, Survey: survey.Survey, Wave: wave, Language: p.LanguageFor(inv.Language), Closed: !inv.CanAnswer(s.now())}
	if t := p.touchpoints[inv.Touchpoint]; t != nil {
		a.Touchpoint = *t
	} else {
		a.Touchpoint = Touchpoint{Key: inv.Touchpoint, Name: Text{a.Language: inv.Touchpoint}}
	}
	return a, survey, nil
}

// Answer records what the respondent behind a link says, or changes it. It is
// durable when Answer returns. Gone when the survey has closed, Invalid with the
// field when something does not fit.
func (s *Service) Answer(ctx context.Context, token string, given Submission) (Response, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return Response{}, err
	}
	a, survey, err := s.behind(ctx, p, token)
	if err != nil {
		return Response{}, err
	}
	if a.Closed {
		return Response{}, Errorf(Gone, "This survey has closed. Thank you for wanting to answer.")
	}
	inv := a.Invitation
	rating := 0
	if given.Rating != nil {
		rating = *given.Rating
	} else if r, err := s.ResponseTo(ctx, inv.ID); err == nil {
		rating = r.Rating
	} else if KindOf(err) == NotFound {
		return Response{}, Refuse("rating", "is missing")
	} else {
		return Response{}, err
	}
	if lowest, highest := survey.Metric.Scale(); !survey.Metric.Admits(rating) {
		return Response{}, Refuse("rating", "is not a whole number from %d to %d", lowest, highest)
	}
	answers, bad := survey.checkAnswers(given.Answers)
	if bad != nil {
		return Response{}, bad
	}
	shown := func(rating int, key string) bool {
		i := survey.followUp(key)
		return i >= 0 && survey.showIf[i].shown(rating)
	}
	d := &draft{shown: shown, keepRating: given.Rating == nil, Response: Response{
		ID: inv.ID, Invitation: inv.ID, EventID: inv.EventID, Survey: inv.Survey, Version: survey.version,
		Touchpoint: inv.Touchpoint, ContactID: inv.ContactID, Person: inv.Person, Rating: rating, Answers: answers,
		Locale: a.Language, Wave: WaveFirst, Source: SourceMail, Segments: inv.Segments, Day: inv.Day,
		OccurredAt: inv.OccurredAt, AnsweredAt: s.now(),
	}}
	if a.Wave > 0 {
		d.Wave = WaveReminder
	}
	if err := s.responses.do(ctx, &answerBatch{drafts: []*draft{d}}); err != nil {
		return Response{}, err
	}
	return d.stored, nil
}

// Comments gives what was written in free text, in the order of the questions.
func (s Survey) Comments(r Response) []string {
	var out []string
	for _, f := range s.FollowUps {
		if f.Type == Comment && len(r.Answers[f.Key]) > 0 && r.Answers[f.Key][0] != "" {
			out = append(out, r.Answers[f.Key][0])
		}
	}
	return out
}
