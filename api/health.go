package api

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"halte/api/internal/access"
	"halte/api/internal/reply"
	"halte/surveys"
)

// health mounts what those ask who keep the process running.
func health(e *gin.Engine, o Options, guard *access.Guard) {
	alive := reply.Machine(func(context.Context, *gin.Context) (reply.Answer, error) {
		return reply.JSON(http.StatusOK, map[string]string{"status": "ok"}), nil
	})
	ready := reply.Machine(func(ctx context.Context, _ *gin.Context) (reply.Answer, error) {
		for _, name := range slices.Sorted(maps.Keys(o.Checks)) {
			if err := o.Checks[name](ctx); err != nil {
				reply.NoteOf(ctx).Err = err
				return reply.Answer{}, surveys.Errorf(surveys.Unavailable, "Not ready: the %s does not answer.", name)
			}
		}
		return reply.JSON(http.StatusOK, map[string]string{"status": "ready"}), nil
	})
	figures := promhttp.HandlerFor(o.Registry, promhttp.HandlerOpts{})
	metrics := func(c *gin.Context) {
		if !guard.Keyless(c.Request) {
			if _, err := guard.Key(c.Request.Context(), c.Request, surveys.ScopeMetrics); err != nil {
				reply.Refuse(c, err)
				return
			}
		}
		figures.ServeHTTP(c.Writer, c.Request)
	}
	for path, h := range map[string]gin.HandlerFunc{"/healthz": alive, "/readyz": ready, "/metrics": metrics} {
		e.GET(path, h)
		e.HEAD(path, h)
	}
}
