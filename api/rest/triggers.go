package rest

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/dispatch"
)

// triggers mounts the dry run of a trigger.
func (a *api) triggers() {
	a.plain(route{
		method: http.MethodPost, path: "/v1/triggers/{key}/try", id: "try-trigger", tag: "Definition", scope: surveys.ScopeContacts,
		summary: "What a trigger would have done with the events that are stored; nothing is written",
		more: "The trigger of the definition in force, or of the one that is sent. Every rule is asked as it would have been, at the time at which it would have been; " +
			"the mails that it would have sent count for its quarantine one after another, those of other triggers as they were sent. " +
			"Imported events are taken as if they had come in when they happened, contacts as they are known today. Reminders are left out, and the trigger is weighed against no other.",
		errors: append([]int{http.StatusNotFound}, bodyErrors...),
	}, a.try, func(o *huma.Operation) {
		o.Parameters = []*huma.Param{
			{Name: "key", In: "path", Required: true, Description: "Key of the trigger", Schema: &huma.Schema{Type: "string"}},
			{Name: "days", In: "query", Description: "How many days up to now, today included; 30 when left out", Schema: &huma.Schema{
				Type: "integer", Minimum: new(1.0), Maximum: new(366.0), Default: dispatch.DefaultDryRunDays,
			}},
		}
		o.RequestBody = &huma.RequestBody{Description: "A definition that is not in force; the one in force when there is no body", Content: map[string]*huma.MediaType{
			yamlType:           {Schema: &huma.Schema{Type: "string"}},
			"application/json": {Schema: schemaOf[surveys.Definition](a)},
		}}
		o.Responses["200"] = jsonResponse("What it would have done", schemaOf[dryRun](a))
	})
}

func (a *api) try(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	q := dispatch.DryRunQuery{Trigger: c.Param("key")}
	if days, given := c.GetQuery("days"); given {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 {
			return reply.Answer{}, surveys.Refuse("days", "is not a number from 1 to 366")
		}
		q.Days = n
	}
	var err error
	if q.Definition, err = definitionIn(c); err != nil {
		return reply.Answer{}, err
	}
	if strings.TrimSpace(string(q.Definition)) == "" {
		q.Definition = nil
	}
	out, err := a.Dispatch.DryRun(ctx, q)
	if err != nil {
		return reply.Answer{}, err
	}
	return reply.JSON(http.StatusOK, dryRunOf(out)), nil
}

// dryRun says what a trigger would have done.
type dryRun struct {
	Trigger    string       `json:"trigger"`
	Touchpoint string       `json:"touchpoint"`
	On         string       `json:"on" doc:"Name of the event"`
	From       string       `json:"from" doc:"First day of the events, in the organisation's zone"`
	To         string       `json:"to" doc:"Last day, today"`
	Events     int64        `json:"events" doc:"Asked, waiting and held back"`
	Asked      int64        `json:"asked" doc:"Would have got a mail by now"`
	Waiting    int64        `json:"waiting" doc:"Would get one later: it is not due yet"`
	HeldBack   []dryRunHeld `json:"held_back" doc:"Why the others would have got none, the most frequent first"`
	Days       []dryRunDay  `json:"days" doc:"Every day, earliest first"`
}

// dryRunHeld counts the mails that are held back for one reason.
type dryRunHeld struct {
	Outcome surveys.Outcome `json:"outcome" enum:"unmatched,unreachable,suppressed,cancelled,expired,sampled_out,quarantined,erased"`
	Says    string          `json:"says" doc:"The reason, for a person to read"`
	N       int64           `json:"n"`
}

// dryRunDay is the events of one day.
type dryRunDay struct {
	Day      string                    `json:"day"`
	Events   int64                     `json:"events"`
	Asked    int64                     `json:"asked"`
	Waiting  int64                     `json:"waiting"`
	HeldBack map[surveys.Outcome]int64 `json:"held_back,omitempty" doc:"How many by outcome"`
}

func dryRunOf(r dispatch.DryRun) dryRun {
	out := dryRun{
		Trigger: r.Trigger, Touchpoint: r.Touchpoint, On: r.On, From: r.From, To: r.To,
		Events: r.Events, Asked: r.Asked, Waiting: r.Waiting, HeldBack: []dryRunHeld{}, Days: make([]dryRunDay, len(r.Days)),
	}
	for _, h := range r.HeldBack {
		out.HeldBack = append(out.HeldBack, dryRunHeld{h.Outcome, tell(h.Reason), h.N})
	}
	for i, d := range r.Days {
		out.Days[i] = dryRunDay(d)
	}
	return out
}
