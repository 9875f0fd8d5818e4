package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/templates/views"
)

// method says how Halte counts.
func (a *handlers) method(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.MethodPage{Console: a.layout(p, c.Request)}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Method(w, page) }), nil
}
