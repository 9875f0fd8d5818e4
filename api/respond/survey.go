package respond

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/respond"
	"halte/templates/views"
)

// ask shows the survey behind a link, or thanks for the answer just given.
func (a *handlers) ask(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	token := c.Param("token")
	if token == dispatch.TestToken {
		return a.trial(ctx, c.Request)
	}
	var rating *int
	if n, err := strconv.Atoi(c.Query("rating")); err == nil {
		rating = &n
	}
	open := func() (respond.Survey, error) { return a.Respond.Open(ctx, token, rating) }
	if c.Request.Method == http.MethodHead || c.Query("saved") != "" { // nobody opened it, or to see the thanks
		open = func() (respond.Survey, error) { return a.Respond.Peek(ctx, token) }
	}
	asking, err := open()
	if err != nil {
		return reply.Answer{}, err
	}
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	if asking.Closed {
		return a.closed(p, asking), nil
	}
	page := surveyPage(p, token, asking)
	if c.Query("saved") != "" && page.Answered {
		return a.thanks(page), nil
	}
	if rating != nil && asking.Survey.Metric.Admits(*rating) {
		page.Preselected = asking.Response == nil || asking.Response.Rating != *rating
		page.Rating = rating
	}
	return a.show(http.StatusOK, page), nil
}

func (a *handlers) show(status int, page views.SurveyPage) reply.Answer {
	return reply.Page(status, func(w io.Writer) error { return a.templates.Survey(w, page) })
}

// thanks shows what was answered, and the way to change it.
func (a *handlers) thanks(of views.SurveyPage) reply.Answer {
	page := views.ThanksPage{
		Respondent: of.Respondent, Question: of.Question, Rating: *of.Rating, FollowUps: of.FollowUps,
		Change: of.Action, Closes: of.Closes, Unsubscribe: of.Unsubscribe,
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Thanks(w, page) })
}

func (a *handlers) closed(p *definition.Plan, asking respond.Survey) reply.Answer {
	page := views.ClosedPage{
		Respondent: frame(p, asking.Language), Closed: lastDay(p, asking.Invitation.ClosesAt), Answered: asking.Response != nil,
	}
	return reply.Page(http.StatusGone, func(w io.Writer) error { return a.templates.Closed(w, page) })
}

// surveyPage is the page of a survey with what was answered so far.
func surveyPage(p *definition.Plan, token string, asking respond.Survey) views.SurveyPage {
	languages := append([]string{asking.Language}, p.Definition.Organisation.Languages...)
	page := views.SurveyPage{
		Respondent: frame(p, asking.Language), Action: "/r/" + token,
		Touchpoint: asking.Touchpoint.Name.In(languages...),
		Question:   asking.Survey.Question.In(languages...),
		Metric:     asking.Survey.Metric,
		Closes:     lastDay(p, asking.Invitation.ClosesAt),
	}
	if asking.Stop != "" {
		page.Unsubscribe = "/u/" + asking.Stop
	}
	answered := map[string][]string{}
	if r := asking.Response; r != nil {
		page.Answered, page.Rating, answered = true, &r.Rating, r.Answers
	}
	for i, f := range asking.Survey.FollowUps {
		follow := views.FollowUp{
			Key: f.Key, Type: f.Type, Question: f.Question.In(languages...), Values: answered[f.Key],
		}
		if f.ShowIf != "" {
			follow.Ratings = append([]int{}, asking.Shown[i]...) // not nil, which is all of them
		}
		for _, o := range f.Options {
			follow.Choices = append(follow.Choices, views.Choice{Value: o.Key, Label: o.Text.In(languages...)})
		}
		page.FollowUps = append(page.FollowUps, follow)
	}
	return page
}
