package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/respond"
)

// response is what one contact answered.
type response struct {
	ID         string              `json:"id" doc:"Without the scope contacts one that stands for it and leads nowhere"`
	Revision   int                 `json:"revision" doc:"From 1; changes of the answer within one minute are one revision"`
	Invitation string              `json:"invitation,omitempty" doc:"Left out when erased, and without the scope contacts"`
	EventID    string              `json:"event_id,omitempty" doc:"Left out when erased, and without the scope contacts"`
	Survey     string              `json:"survey"`
	Version    int                 `json:"version,omitempty" doc:"Of the survey; left out when unknown"`
	Touchpoint string              `json:"touchpoint"`
	ContactID  string              `json:"contact_id,omitempty" doc:"Left out when anonymous or erased, and without the scope contacts"`
	Rating     int                 `json:"rating"`
	Answers    map[string][]string `json:"answers,omitempty" doc:"By follow-up key"`
	Locale     string              `json:"locale,omitempty"`
	Wave       string              `json:"wave,omitempty" enum:"first,reminder" doc:"The mail that was answered"`
	Source     surveys.Source      `json:"source" enum:"mail,link,kiosk,embed,api,import"`
	Imported   bool                `json:"imported,omitempty"`
	Segments   map[string]string   `json:"segments,omitempty"`
	Day        string              `json:"day" doc:"Of the experience, in the organisation's zone"`
	OccurredAt time.Time           `json:"occurred_at,omitzero" doc:"Left out when erased, and without the scope contacts"`
	AnsweredAt time.Time           `json:"answered_at,omitzero" doc:"Left out when erased, and without the scope contacts"`
}

func responseOf(r surveys.Response) response {
	return response{
		ID: r.GivenID(), Revision: r.Revision, Invitation: r.Invitation, EventID: r.EventID, Survey: r.Survey, Version: r.Version,
		Touchpoint: r.Touchpoint, ContactID: r.ContactID, Rating: r.Rating, Answers: r.Answers, Locale: r.Locale, Wave: r.Wave,
		Source: r.Source, Imported: r.Imported, Segments: r.Segments, Day: r.Day, OccurredAt: r.OccurredAt, AnsweredAt: r.AnsweredAt,
	}
}

// anonymous gives a response, kept by this id, for readers who may not see persons, and
// for all when its person was erased. Times are left out as ids are: they would lead to
// the event and to the mail just as well.
func (a *api) anonymous(id string, r response) response {
	r.ID, r.Invitation, r.EventID, r.ContactID = a.Insight.Pseudonym(id), "", "", ""
	r.OccurredAt, r.AnsweredAt = time.Time{}, time.Time{}
	return r
}

// responseList is a page of responses.
type responseList struct {
	Responses []response `json:"responses" doc:"Newest first, each as it was answered last"`
	Next      string     `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

type responseQuery struct {
	Paging
	Touchpoint  string `query:"touchpoint"`
	Survey      string `query:"survey"`
	Contact     string `query:"contact" doc:"Needs the scope contacts"`
	From        string `query:"from" doc:"First day of the experience"`
	To          string `query:"to" doc:"Last day of the experience"`
	WithComment bool   `query:"with_comment" doc:"Only those with an answer beside the rating"`
}

// responses mounts what records answers from elsewhere and lists all of them.
func (a *api) responses() {
	a.plain(route{
		method: http.MethodPost, path: "/v1/responses", id: "record-responses", tag: "Responses", scope: surveys.ScopeResponses,
		summary: "Record answers that came in elsewhere: one, an array, or one on each line",
		more:    "The answers are stored and counted before the answer comes. The first with an id wins; one that is refused does not keep its neighbours out.",
		status:  http.StatusCreated, errors: append([]int{http.StatusConflict}, bodyErrors...),
	}, a.recordAnswers, func(o *huma.Operation) {
		refused := schemaOf[refusedAnswers](a)
		a.describeList(o, schemaOf[respond.ExternalResponse](a), schemaOf[answerResults](a), refused)
		o.Responses["409"] = problemResponse(http.StatusConflict, refused)
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/responses", id: "list-responses", tag: "Responses", scope: surveys.ScopeRead,
		summary: "Responses, newest first",
		also:    surveys.ScopeSmallCells,
		more: "Single answers tell more than a score of few, so the key needs the scope small_cells beside read. " +
			"Whose they are is told to keys with the scope contacts.",
	}, func(ctx context.Context, in *responseQuery) (responseList, error) {
		after, err := a.cursor(in.Paging)
		if err == nil && in.Contact != "" && !maySeePersons(ctx) {
			err = surveys.Lacks(surveys.ScopeContacts)
		}
		if err == nil {
			err = day("from", in.From)
		}
		if err == nil {
			err = day("to", in.To)
		}
		if err != nil {
			return responseList{}, err
		}
		found, err := a.Insight.Read(ctx).ResponseList(surveys.ResponseFilter{
			Touchpoint: in.Touchpoint, Survey: in.Survey, Contact: in.Contact, From: in.From, To: in.To,
			WithComment: in.WithComment, After: after, Limit: in.Limit,
		})
		out := responseList{Responses: []response{}}
		for _, r := range found {
			one := responseOf(r)
			if r.Erased() || !maySeePersons(ctx) {
				one = a.anonymous(r.ID, one)
			}
			out.Responses = append(out.Responses, one)
		}
		out.Next = a.next(in.Paging, len(found), func() surveys.Cursor {
			last := found[len(found)-1]
			return surveys.NewCursor(last.AnsweredAt, last.ID)
		})
		return out, err
	})
}

// answerResults is the answer to given answers: one result for each, in their order.
type answerResults struct {
	Results []respond.AnswerResult `json:"results"`
}

// refusedAnswers is the problem of a request of which nothing was taken.
type refusedAnswers struct {
	reply.Problem
	Results []respond.AnswerResult `json:"results,omitempty"`
}

func (a *api) recordAnswers(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	body, lines, err := readLists(c.Request)
	if err != nil {
		return reply.Answer{}, err
	}
	read, err := respond.ReadAnswers(body, lines)
	if err != nil {
		return reply.Answer{}, unreadable(err)
	}
	results, err := a.recordRead(ctx, read)
	if err != nil {
		return reply.Answer{}, err
	}
	conflicts := 0
	for _, r := range results {
		switch r.Status {
		case respond.AnswerConflict:
			conflicts++
		case surveys.EventRefused:
		default:
			return reply.JSON(http.StatusCreated, answerResults{results}), nil
		}
	}
	first := results[0]
	p := allRefused(ctx, surveys.IfElse(conflicts == len(results), http.StatusConflict, http.StatusUnprocessableEntity), len(results), first.Field, first.Reason)
	return reply.ProblemWith(p, refusedAnswers{*p, results}), nil
}

// recordRead records what could be read, and puts the results of the others
// between theirs.
func (a *api) recordRead(ctx context.Context, read []respond.ReadAnswer) ([]respond.AnswerResult, error) {
	var given []respond.ExternalResponse
	for _, r := range read {
		if r.Refused == nil {
			given = append(given, r.Answer)
		}
	}
	recorded, err := a.Respond.RecordAnswers(ctx, given, false)
	if err != nil {
		return nil, err
	}
	results := make([]respond.AnswerResult, len(read))
	for i, r := range read {
		if r.Refused != nil {
			results[i] = respond.AnswerResult{ID: r.Answer.ID, Status: surveys.EventRefused, Field: r.Refused.Field, Reason: r.Refused.Message}
			continue
		}
		results[i], recorded = recorded[0], recorded[1:]
	}
	return results, nil
}
