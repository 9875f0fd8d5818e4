package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
)

const mailType = "message/rfc822"

// inbound mounts what takes mails that came back.
func (a *api) inbound() {
	a.plain(route{
		method: http.MethodPost, path: "/v1/inbound/mail", id: "take-mail", tag: "Suppressions", scope: surveys.ScopeInbound,
		summary: "Hand in a mail that came to the return path: a bounce, a complaint, or a request for no more mail",
		more: "The mail as it came, of at most a mebibyte. Delivery status notifications (RFC 3464), complaints (RFC 5965) and older forms are understood; " +
			"automatic replies are told apart. A report is believed only when it came to a return path of ours, which its headers Delivered-To, X-Original-To, " +
			"Envelope-To or To name, or the parameter recipient; a complaint also when the mail that it holds is ours. " +
			"The answer says what was made of it; handing it in again changes nothing, and nothing is ever sent in reply.",
		errors: bodyErrors,
	}, a.takeMail, func(o *huma.Operation) {
		o.Parameters = []*huma.Param{{
			Name: "recipient", In: "query", Description: "To whom it was sent, by its envelope, where its headers do not say. This is a return path, not anybody's address",
			Schema: &huma.Schema{Type: "string"},
		}}
		text := &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mailType: text, "message/global": text}}
		o.Responses["200"] = jsonResponse("What was made of it", schemaOf[takenReport](a))
	})
}

func (a *api) takeMail(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	switch reply.MediaType(c.Request) {
	case mailType, "message/global":
	default:
		return reply.Answer{}, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type", "Send the mail as "+mailType+".")
	}
	raw, err := reply.Body(c.Request)
	if err != nil {
		return reply.Answer{}, err
	}
	taken, err := a.Dispatch.TakeMail(ctx, raw, c.QueryArray("recipient")...)
	if err != nil {
		return reply.Answer{}, unreadable(err)
	}
	return reply.JSON(http.StatusOK, takenReport{taken.Kind, taken.Invitation, taken.Bounce, taken.Changed, tell(taken.Reason)}), nil
}

// takenReport is what a report says and what it changed.
type takenReport struct {
	Kind       surveys.ReportKind `json:"kind" enum:"bounce,delayed,delivered,complaint,unsubscribe,automatic,other" doc:"What the mail says"`
	Invitation string             `json:"invitation,omitempty" doc:"The invitation it is about; left out when that is not proven"`
	Bounce     surveys.Bounce     `json:"bounce,omitempty" enum:"address,mailbox,policy,unknown" doc:"Why the mail came back"`
	Changed    []string           `json:"changed" enum:"bounced,suppressed" doc:"What it changed: the invitation is called bounced, its contact is not mailed any more. Empty when nothing"`
	Reason     string             `json:"reason" doc:"What was made of it, for a person to read"`
}
