package console

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/templates/views"
)

// Mailbox is where mails end up in development. Its JSON is
// {"mails":[{"id","to","subject","html","text","links","received_at",…}]}, newest
// first: what /dev/mailbox.json gives to scripts is all that the pages know.
type Mailbox interface{ json.Marshaler }

type mail struct {
	ID         string    `json:"id"`
	To         string    `json:"to"`
	Subject    string    `json:"subject"`
	HTML       string    `json:"html"`
	Text       string    `json:"text"`
	Links      []string  `json:"links"`
	ReceivedAt time.Time `json:"received_at"`
}

func (a *handlers) read() ([]mail, error) {
	b, err := a.mailbox.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("read the mailbox: %w", err)
	}
	var box struct{ Mails []mail }
	if err := json.Unmarshal(b, &box); err != nil {
		return nil, fmt.Errorf("read the mailbox: %w", err)
	}
	return box.Mails, nil
}

// mails shows the development mailbox.
func (a *handlers) mails(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	mails, err := a.read()
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.MailboxPage{Console: a.layout(p, c.Request)}
	for _, m := range mails {
		page.Mails = append(page.Mails, views.Mail{
			ID: m.ID, To: m.To, Subject: m.Subject, At: m.ReceivedAt.In(p.Zone),
			URL: "/dev/mailbox/" + m.ID, Text: m.Text, Links: m.Links,
		})
	}
	c.Header("Content-Security-Policy", policy+"; frame-src 'self'")
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Mailbox(w, page) }), nil
}

func (a *handlers) mailsJSON(context.Context, *gin.Context) (reply.Answer, error) {
	return reply.JSON(http.StatusOK, a.mailbox), nil
}

// mail shows one mail as it would look, in a sandbox: it is made for mail
// programs and carries its style inside.
func (a *handlers) mail(_ context.Context, c *gin.Context) (reply.Answer, error) {
	mails, err := a.read()
	if err != nil {
		return reply.Answer{}, err
	}
	for _, m := range mails {
		if m.ID == c.Param("id") {
			c.Header("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "+
				"style-src 'unsafe-inline'; img-src https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
			return reply.Page(http.StatusOK, func(w io.Writer) error { _, err := io.WriteString(w, m.HTML); return err }), nil
		}
	}
	return reply.Answer{}, surveys.Errorf(surveys.NotFound, "There is no mail %q in the mailbox.", c.Param("id"))
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
