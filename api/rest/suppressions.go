package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/jsonlist"
	"halte/surveys/sheet"
)

// suppression keeps somebody from being mailed.
type suppression struct {
	Person     string                    `json:"person" doc:"Stands for the address: a hash that is keyed by this installation"`
	Touchpoint string                    `json:"touchpoint,omitempty" doc:"Left out when it holds for everything"`
	Reason     surveys.SuppressionReason `json:"reason" enum:"unsubscribed,hard_bounce,soft_bounces,complaint,manual"`
	Since      time.Time                 `json:"since"`
}

type suppressionList struct {
	Suppressions []suppression `json:"suppressions" doc:"Newest first"`
	Next         string        `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

func suppressionsOf(list []surveys.Suppression) suppressionList {
	out := suppressionList{Suppressions: []suppression{}}
	for _, s := range list {
		out.Suppressions = append(out.Suppressions, suppression{string(s.Person), s.Touchpoint, s.Reason, s.Since})
	}
	return out
}

// suppressRequest names addresses that are not to be mailed any more.
type suppressRequest struct {
	Addresses  []string `json:"addresses" minItems:"1" doc:"Kept as hashes only"`
	Touchpoint string   `json:"touchpoint,omitempty" doc:"Everything when left out"`
	Reason     string   `json:"reason,omitempty" enum:"unsubscribed,hard_bounce,soft_bounces,complaint,manual" doc:"manual when left out"`
}

// Who names somebody in a path.
type Who struct {
	Who string `path:"who" maxLength:"600" doc:"email: and the address, percent-encoded, or what stands for it in the list"`
}

func (a *api) person(w Who) (surveys.Person, error) {
	return a.Dispatch.PersonOf(strings.TrimPrefix(w.Who, "email:"))
}

// suppressions mounts the list of those who are not mailed.
func (a *api) suppressions() {
	const path, tag, scope = "/v1/suppressions", "Suppressions", surveys.ScopeSuppressions
	handle(a, route{
		method: http.MethodGet, path: path, id: "list-suppressions", tag: tag, scope: scope,
		summary: "Who is not mailed, newest first", more: "The list outlives the contacts: addresses stand in it as hashes, and never come out of it.",
	}, func(ctx context.Context, in *Paging) (suppressionList, error) {
		after, err := a.cursor(*in)
		if err != nil {
			return suppressionList{}, err
		}
		list, err := a.Insight.Read(ctx).SuppressionList(after, in.Limit)
		out := suppressionsOf(list)
		out.Next = a.next(*in, len(list), func() surveys.Cursor { return list[len(list)-1].Cursor() })
		return out, err
	})
	a.plain(route{
		method: http.MethodPost, path: path, id: "suppress", tag: tag, scope: scope,
		summary: "Put addresses on the list",
		more: "JSON with addresses, or CSV with the column address (and touchpoint, reason, since if you like), or what " + path + ".csv gave on an installation with the same secret. " +
			"What was scheduled for them is not sent. An entry that is there stays as it is; one that is refused keeps no other out. " +
			"A body that is not UTF-8 names its charset in the Content-Type.",
		errors: bodyErrors,
	}, a.suppress, func(o *huma.Operation) {
		o.Parameters = formParameters()
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: schemaOf[suppressRequest](a)},
			"text/csv":         {Schema: &huma.Schema{Type: "string"}},
		}}
		o.Responses["200"] = jsonResponse("What became of the list", schemaOf[dispatch.Suppressing](a))
	})
	a.suppressionsCSV(path+".csv", tag)
	handle(a, route{
		method: http.MethodGet, path: path + "/{who}", id: "get-suppressions", tag: tag, scope: scope,
		summary: "What keeps one address from being mailed", more: "An empty list when nothing does.",
	}, func(ctx context.Context, in *Who) (suppressionList, error) {
		who, err := a.person(*in)
		if err != nil {
			return suppressionList{}, err
		}
		list, err := a.Insight.Read(ctx).SuppressionsOf(who)
		return suppressionsOf(list), err
	})
	lift := route{
		method: http.MethodDelete, path: path + "/{who}", id: "lift-suppressions", tag: tag, scope: scope,
		summary: "Take an address off the list",
		more:    "Somebody who unsubscribed or complained should be mailed again only when they asked for it. What was held back stays unsent.",
		status:  http.StatusNoContent, errors: []int{http.StatusNotFound},
	}.operation()
	lift.Middlewares = a.middlewares(scope, "")
	huma.Register(a.huma, lift, func(ctx context.Context, in *struct {
		Who
		Touchpoint string `query:"touchpoint" doc:"Only this entry; all of the address when left out"`
	},
	) (*struct{}, error) {
		who, err := a.person(in.Who)
		if err == nil {
			var only *string
			if in.Touchpoint != "" {
				only = &in.Touchpoint
			}
			err = a.Dispatch.LiftSuppression(ctx, who, only)
		}
		if err != nil {
			return nil, reply.ProblemOf(ctx, err)
		}
		return nil, nil
	})
}

// suppressionsCSV mounts the whole list as a file.
func (a *api) suppressionsCSV(path, tag string) {
	r := route{
		method: http.MethodGet, path: path, id: "export-suppressions", tag: tag, scope: surveys.ScopeSuppressions,
		summary: "The whole list as CSV", more: "Hashes, touchpoints, reasons and times; no addresses. The column key tells whether another installation has the same secret.",
	}
	o := r.operation()
	o.Middlewares = a.middlewares(r.scope, "")
	o.Responses = map[string]*huma.Response{"200": {
		Description: "A line of names, and a line for each entry",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: "string"}}},
	}}
	huma.Register(a.huma, o, func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(out huma.Context) {
			out.SetHeader("Content-Type", csvType)
			out.SetHeader("Content-Disposition", `attachment; filename="suppressions.csv"`)
			if err := a.Dispatch.WriteSuppressions(out.Context(), out.BodyWriter()); err != nil {
				reply.NoteOf(out.Context()).Err = err
				panic(http.ErrAbortHandler) // half a list must not look like a whole one
			}
		}}, nil
	})
}

func (a *api) suppress(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	text, err := reply.BodyText(c.Request)
	if err != nil {
		return reply.Answer{}, err
	}
	var list iter.Seq[dispatch.ReadSuppression]
	switch reply.MediaType(c.Request) {
	case "", "application/json":
		list, err = a.suppressJSON(text)
	case "text/csv":
		var form sheet.Form
		if form, err = formOf(c); err == nil {
			list, err = a.Dispatch.ReadSuppressionsCSV(bytes.NewReader(text), form)
		}
	default:
		err = reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type", "Send application/json or text/csv.")
	}
	if err != nil {
		return reply.Answer{}, err
	}
	out, err := a.Dispatch.SuppressAll(ctx, list)
	if err != nil {
		return reply.Answer{}, err
	}
	if out.Added+out.Already == 0 && len(out.Refused) > 0 {
		if out.More > 0 {
			out.Refused = append(out.Refused, surveys.Problem{Reason: fmt.Sprintf("and %d more", out.More)})
		}
		return reply.Answer{}, &surveys.Error{Kind: surveys.Invalid, Message: "None of it could be taken.", Problems: out.Refused}
	}
	return reply.JSON(http.StatusOK, out), nil
}

// suppressJSON reads a list of addresses.
func (a *api) suppressJSON(text []byte) (iter.Seq[dispatch.ReadSuppression], error) {
	if refused := jsonlist.CheckValues(text); refused != nil {
		return nil, refused
	}
	if refused := jsonlist.CheckNames(text); refused != nil {
		return nil, refused
	}
	var in suppressRequest
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil || d.More() {
		return nil, reply.Unreadable(`The body is not JSON such as {"addresses": ["jo@example.org"]}.`)
	}
	if len(in.Addresses) == 0 {
		return nil, surveys.Refuse("addresses", "is missing")
	}
	return func(yield func(dispatch.ReadSuppression) bool) {
		for i, address := range in.Addresses {
			read := dispatch.ReadSuppression{}
			one, err := a.Dispatch.NewSuppression(dispatch.SuppressRequest{Who: address, Touchpoint: in.Touchpoint, Reason: in.Reason})
			read.Suppression = one
			if errors.As(err, &read.Refused) && read.Refused.Field == "address" {
				read.Refused.Field = fmt.Sprintf("addresses[%d]", i)
			}
			if !yield(read) {
				return
			}
		}
	}, nil
}
