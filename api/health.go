package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"

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
	var told sync.Map // by check: why it failed last
	ready := reply.Machine(func(ctx context.Context, _ *gin.Context) (reply.Answer, error) {
		for _, name := range slices.Sorted(maps.Keys(o.Checks)) {
			if err := o.Checks[name](ctx); err != nil {
				// It is asked every few seconds: what stays as it was is told once.
				if before, _ := told.Swap(name, err.Error()); before != err.Error() {
					o.Log.ErrorContext(ctx, "not ready", "part", name, "error", addresses.ReplaceAllString(err.Error(), "(address)"))
				}
				return reply.Answer{}, surveys.Errorf(surveys.Unavailable, "Not ready: the %s does not answer.", name)
			}
			if _, was := told.LoadAndDelete(name); was {
				o.Log.InfoContext(ctx, "ready again", "part", name)
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
