package api

import (
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
)

// noted gives every request its id, and writes one line about it when it is
// over: the pattern of its route, never the path, which may hold a token or a
// contact's id.
func noted(log *slog.Logger, m *meter) gin.HandlerFunc {
	return func(c *gin.Context) {
		begun := time.Now()
		note := &reply.Note{ID: newRequestID()}
		c.Request = c.Request.WithContext(reply.WithNote(c.Request.Context(), note))
		c.Header("X-Request-Id", note.ID)
		c.Next()

		took, route, status := time.Since(begun), c.FullPath(), c.Writer.Status()
		if route == "" {
			route = "none"
		}
		m.observe(route, method(c.Request.Method), status, took)
		level, attrs := slog.LevelInfo, []slog.Attr{
			slog.String("request_id", note.ID),
			slog.String("method", method(c.Request.Method)),
			slog.String("route", route),
			slog.Int("status", status),
			slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.Duration("took", took),
		}
		if theirs := c.GetHeader("X-Request-Id"); saneID.MatchString(theirs) {
			attrs = append(attrs, slog.String("caller_request_id", theirs))
		}
		if note.Key != "" {
			attrs = append(attrs, slog.String("key", addresses.ReplaceAllString(note.Key, "(address)")))
		}
		switch {
		case note.Err != nil && status >= 500:
			level = slog.LevelError
			if status == http.StatusServiceUnavailable { // a part is missing; readiness tells it once as an error
				level = slog.LevelWarn
			}
			attrs = append(attrs, slog.String("error", addresses.ReplaceAllString(note.Err.Error(), "(address)")))
		case quietRoutes[route]:
			level = slog.LevelDebug
		}
		log.LogAttrs(c.Request.Context(), level, "request", attrs...)
	}
}

// addresses are blotted out of errors, whose words are not ours.
var addresses = regexp.MustCompile(`(?i)[^\s"'<>(),;:/]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}`)

// quietRoutes are asked every few seconds by machines.
var quietRoutes = map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true}

// method bounds what a caller can write into logs and metrics.
func method(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return m
	}
	return "other"
}
