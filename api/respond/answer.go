package respond

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/jsonlist"
	"halte/surveys/respond"
	"halte/templates/views"
)

// saved is what a program is told of an answer.
type saved struct {
	Status string `json:"status"` // saved, or test when it leads nowhere
	Rating int    `json:"rating"`
}

// answer takes what a respondent sends: from the form, from the script beside
// it, or as JSON.
func (a *handlers) answer(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	token := c.Param("token")
	if token != dispatch.TestToken { // before the body: a link that leads nowhere is read no further
		if err := a.Respond.Find(ctx, token); err != nil {
			return reply.Answer{}, err
		}
	}
	submitted, refused := readSubmission(c.Request)
	var bad *surveys.Error
	if refused != nil && !errors.As(refused, &bad) {
		return reply.Answer{}, refused
	}
	if token == dispatch.TestToken {
		if reply.WantsJSON(c.Request) {
			return reply.JSON(http.StatusOK, saved{Status: "test"}), nil
		}
		return a.trial(ctx, c.Request)
	}
	var r surveys.Response
	err := refused
	if err == nil {
		r, err = a.Respond.Answer(ctx, token, submitted)
	}
	switch {
	case err == nil && reply.WantsJSON(c.Request):
		return reply.JSON(http.StatusOK, saved{"saved", r.Rating}), nil
	case err == nil:
		return reply.SeeOther(a.templates.At("/r/" + token + "?saved=1")), nil
	case reply.WantsJSON(c.Request):
		return reply.Answer{}, err
	}
	return a.again(ctx, token, submitted, err)
}

// again shows the survey once more with what was typed and what is wrong with it,
// or the page that says that it has closed.
func (a *handlers) again(ctx context.Context, token string, submitted respond.Submission, refused error) (reply.Answer, error) {
	kind := surveys.KindOf(refused)
	if kind != surveys.Invalid && kind != surveys.Gone {
		return reply.Answer{}, refused
	}
	asking, err := a.Respond.Peek(ctx, token)
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
	if submitted.Rating != nil && page.Metric.Admits(*submitted.Rating) {
		page.Rating = submitted.Rating
	}
	for i, f := range page.FollowUps {
		if typed, ok := submitted.Answers[f.Key]; ok {
			page.FollowUps[i].Values = typed
		}
	}
	var e *surveys.Error
	if errors.As(refused, &e) {
		page.NoRating, page.Problem = a.problemOf(page, e)
	}
	return a.show(http.StatusUnprocessableEntity, page), nil
}

// problemOf says what is wrong with an answer: that it has no rating, or, in
// words, something else.
func (a *handlers) problemOf(page views.SurveyPage, e *surveys.Error) (noRating bool, problem string) {
	if e.Field == "rating" {
		return true, ""
	}
	question := ""
	for _, f := range page.FollowUps {
		if f.Key == e.Field {
			question = f.Question
		}
	}
	return false, a.templates.Languages.Nearest(page.Lang).Respondent.Refusal(e.Reason, question)
}

// readSubmission reads an answer from a form or from JSON. What it could make
// out comes back beside the error, so that nobody types it twice.
func readSubmission(r *http.Request) (respond.Submission, error) {
	switch reply.MediaType(r) {
	case "application/json":
		return readJSON(r)
	case "application/x-www-form-urlencoded":
	default:
		return respond.Submission{}, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type",
			"Send the answer as application/x-www-form-urlencoded or application/json.")
	}
	if err := r.ParseForm(); err != nil {
		return respond.Submission{}, unreadableForm(err)
	}
	s := respond.Submission{Answers: map[string][]string{}}
	charset := reply.Charset(r)
	for key, values := range r.PostForm {
		if key == "rating" {
			continue
		}
		for i, v := range values {
			if text, refused := surveys.DecodeText(key, []byte(v), charset); refused == nil {
				values[i] = string(text) // otherwise it is made legible when it is kept
			}
		}
		s.Answers[key] = values
	}
	ratings := r.PostForm["rating"]
	if len(ratings) > 1 {
		return s, surveys.Refuse("rating", "is given twice")
	}
	if len(ratings) == 0 || strings.TrimSpace(ratings[0]) == "" {
		return s, nil
	}
	return s, rate(&s, ratings[0])
}

// unreadableForm says why a form could not be read.
func unreadableForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return reply.Unreadable("The form cannot be read.")
}

func readJSON(r *http.Request) (respond.Submission, error) {
	body, err := reply.BodyText(r)
	if err != nil {
		return respond.Submission{}, err
	}
	if refused := surveys.CheckUTF8("body", body); refused != nil {
		return respond.Submission{}, reply.Unreadable(refused.Error())
	}
	if refused := jsonlist.CheckRepeated(body); refused != nil {
		return respond.Submission{}, reply.Unreadable(refused.Error())
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return respond.Submission{}, reply.Unreadable(`The body is not a JSON object such as {"rating":9}.`)
	}
	s := respond.Submission{Answers: map[string][]string{}}
	for key, raw := range fields {
		if key == "rating" {
			continue
		}
		if s.Answers[key], err = texts(raw); err != nil {
			return s, surveys.Refuse(key, "is neither a text nor a list of texts")
		}
	}
	if raw, ok := fields["rating"]; ok && !bytes.Equal(raw, []byte("null")) {
		return s, rate(&s, string(raw))
	}
	return s, nil
}

// rate reads a rating: a whole number, nothing else.
func rate(s *respond.Submission, text string) error {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return surveys.Refuse("rating", "is not a whole number")
	}
	s.Rating = &n
	return nil
}

// texts reads a text, a list of them, or null for nothing.
func texts(raw json.RawMessage) ([]string, error) {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list, nil
	}
	var one string
	err := json.Unmarshal(raw, &one)
	return []string{one}, err
}
