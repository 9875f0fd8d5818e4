package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/intake"
)

// events mounts the routes that take events in and tell their outcome.
func (a *api) events() {
	a.plain(route{
		method: http.MethodPost, path: "/v1/events", id: "send-events", tag: "Events", scope: surveys.ScopeEvents,
		summary: "Send events: one, an array, or one on each line",
		more: "The events are stored, with the decisions and invitations they lead to, before the answer comes. " +
			"The first event with an id wins; sending it again changes nothing. One that is refused does not keep its neighbours out.",
		status: http.StatusAccepted, errors: bodyErrors,
	}, a.sendEvents, func(o *huma.Operation) {
		a.describeList(o, schemaOf[surveys.Event](a), schemaOf[eventResults](a), schemaOf[refusedEvents](a))
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/events/{id}", id: "get-event", tag: "Events", scope: surveys.ScopeContacts,
		summary: "An event as it is kept", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"200"`
	},
	) (storedEvent, error) {
		e, err := a.event(ctx, in.ID)
		return storedEventOf(e), err
	})
}

// event gives an event, and NotFound for one that was erased.
func (a *api) event(ctx context.Context, id string) (surveys.StoredEvent, error) {
	e, err := a.Insight.Read(ctx).Event(id)
	if err == nil && e.ContactID == "" {
		return surveys.StoredEvent{}, erasedWith("event")
	}
	return e, err
}

// erasedWith says that something was erased with its contact. What is left of it is
// there for the figures alone: its moments would lead to the order, or to the mail.
func erasedWith(what string) error {
	return surveys.Errorf(surveys.NotFound, "This %s was erased together with its contact.", what)
}

// eventResults is the answer to events: one result for each, in their order.
type eventResults struct {
	Results []surveys.EventResult `json:"results"`
}

// refusedEvents is the problem of a request of which nothing was taken.
type refusedEvents struct {
	reply.Problem
	Results []surveys.EventResult `json:"results,omitempty"`
}

func (a *api) sendEvents(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	body, lines, err := readLists(c.Request)
	if err != nil {
		return reply.Answer{}, err
	}
	events, err := intake.ReadEvents(body, lines)
	if err != nil {
		return reply.Answer{}, unreadable(err)
	}
	results, err := a.Intake.Record(ctx, events, intake.RecordOptions{})
	if err != nil {
		return reply.Answer{}, err
	}
	for _, r := range results {
		if r.Status != surveys.EventRefused {
			return reply.JSON(http.StatusAccepted, eventResults{results}), nil
		}
	}
	first := results[0]
	p := allRefused(ctx, http.StatusUnprocessableEntity, len(results), first.Field, first.Reason)
	return reply.ProblemWith(p, refusedEvents{*p, results}), nil
}

// storedEvent is an event as it is kept.
type storedEvent struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	ContactID  string         `json:"contact_id"`
	OccurredAt time.Time      `json:"occurred_at"`
	ReceivedAt time.Time      `json:"received_at"`
	Properties map[string]any `json:"properties,omitempty"`
	Imported   bool           `json:"imported,omitempty" doc:"History: nobody was mailed for it"`
}

func storedEventOf(e surveys.StoredEvent) storedEvent {
	return storedEvent{e.ID, e.Name, e.ContactID, e.OccurredAt, e.ReceivedAt, e.Properties, e.Imported}
}

// readLists reads the body of a route that takes one object, an array, or lines;
// lines says that the content type asks for lines.
func readLists(r *http.Request) (body io.Reader, lines bool, err error) {
	switch kind := reply.MediaType(r); kind {
	case "", "application/json":
	case linesType, "application/ndjson", "application/jsonl":
		lines = true
	default:
		if !strings.HasSuffix(kind, "+json") {
			return nil, false, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type",
				"Send application/json, or "+linesType+" with one object on each line.")
		}
	}
	body, err = reply.BodyReader(r)
	return body, lines, err
}

const linesType = "application/x-ndjson"

// unreadable makes a body that could not be read at all a bad request; what could
// be read and is wrong stays what it is.
func unreadable(err error) error {
	var e *surveys.Error
	if errors.As(err, &e) && e.Kind == surveys.Invalid && e.Field == "body" {
		return reply.Unreadable(e.Error())
	}
	return err
}

// allRefused is the problem of a request of which every part was refused; it
// names the first.
func allRefused(ctx context.Context, status, n int, field, reason string) *reply.Problem {
	p := reply.NewProblem(status, field, field+" "+reason)
	if n > 1 {
		p.Detail = "All of them are refused. The first: " + p.Detail
	}
	return reply.ProblemOf(ctx, p)
}
