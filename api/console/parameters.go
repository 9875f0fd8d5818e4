package console

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/templates/locales"
	"halte/templates/views"
)

// only serves a page when its address holds no parameter beside these, and none
// twice but those written with three dots ("segment..."), which are filters: they need a value. One that is dropped in silence
// shows figures other than were asked for.
func (a *handlers) only(h reply.Handler, names ...string) reply.Handler {
	return func(ctx context.Context, c *gin.Context) (reply.Answer, error) {
		query := c.Request.URL.Query()
		for _, name := range sorted(query) {
			if slices.Contains(names, name+several) && !slices.Contains(query[name], "") || slices.Contains(names, name) && len(query[name]) == 1 {
				continue
			}
			if reply.WantsJSON(c.Request) {
				return reply.Answer{}, surveys.Refuse(name, "is no parameter of this page, is empty, or stands twice in the address")
			}
			l := a.locale(c.Request)
			return reply.Page(http.StatusUnprocessableEntity, func(w io.Writer) error {
				return a.templates.Error(w, views.ErrorPage{
					Respondent: views.Respondent{Lang: l.Tag}, Title: l.Console.WrongAddress,
					Message: locales.Fill(l.Console.WrongParameter, "name", surveys.Truncate(name, 60)),
				})
			}), nil
		}
		return h(ctx, c)
	}
}

// several marks a parameter that may stand more than once.
const several = "..."
