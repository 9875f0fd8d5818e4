package api

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
)

// basics are the headers that every answer carries; each group of routes adds its own.
func basics(base string) gin.HandlerFunc {
	secure := strings.HasPrefix(origin(base), "https:")
	return func(c *gin.Context) {
		h := c.Writer.Header()
		if secure { // this host alone: what else is under its name is not ours to say
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		// Not no-referrer: on plain http a browser would then send "Origin: null"
		// with a form, which looks like a foreign page.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store") // static files say otherwise
	}
}

// bodyLimits are the bounds of bodies by route; maxBody holds for the others.
var bodyLimits = map[string]int64{
	"/v1/events":       8 << 20,
	"/v1/responses":    8 << 20,
	"/v1/suppressions": 4 << 20, // held whole

	"/v1/definition":        1 << 20,
	"/v1/triggers/:key/try": 1 << 20, // a definition too
	"/v1/inbound/mail":      1 << 20,
}

// maxBody is enough for the longest form and for every small object: what is made of a
// form, or of JSON of any shape, takes a hundred times its bytes.
const maxBody = 128 << 10

// refuser answers with an error in the form that the path's readers expect.
type refuser func(*gin.Context, error)

// bounded keeps bodies small; one that says beforehand that it is larger is not
// read at all.
func bounded(refuse refuser) gin.HandlerFunc {
	return func(c *gin.Context) {
		limit, ok := bodyLimits[c.FullPath()]
		if !ok {
			limit = maxBody
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		if c.Request.ContentLength > limit {
			c.Header("Connection", "close")
			refuse(c, &http.MaxBytesError{Limit: limit})
		}
	}
}

// unpacked refuses a body that is compressed: nothing here would decode it.
func unpacked(refuse refuser) gin.HandlerFunc {
	return func(c *gin.Context) {
		for coding := range strings.SplitSeq(strings.Join(c.Request.Header.Values("Content-Encoding"), ","), ",") {
			coding = strings.TrimSpace(coding)
			if coding != "" && !strings.EqualFold(coding, "identity") && c.Request.ContentLength != 0 {
				c.Header("Accept-Encoding", "identity")
				refuse(c, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Encoding", "A body in "+surveys.Truncate(coding, 60)+" is not taken: send it as it is, without Content-Encoding."))
				return
			}
		}
	}
}

// sameOrigin refuses what a page of another site makes a browser send. Programs
// send neither Origin nor Sec-Fetch-Site and pass. Whoever unsubscribes passes as
// well: a mail program in a browser is another site, and the link's token is a
// right that no other page has (RFC 8058).
func sameOrigin(base string, refuse refuser) gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	if o := origin(base); o != "" {
		_ = protection.AddTrustedOrigin(o) // one that cannot be trusted is merely not
	}
	return func(c *gin.Context) {
		if protection.Check(c.Request) != nil && !strings.HasPrefix(c.Request.URL.Path, "/u/") {
			refuse(c, surveys.Errorf(surveys.Forbidden, "This was sent by a page of another site."))
		}
	}
}

// unescaped reads the parameters of a path from its escaped form, and brings them and
// those of the query into the form in which ids and values are kept.
func unescaped(c *gin.Context) {
	for i, p := range c.Params {
		if v, err := url.PathUnescape(p.Value); err == nil { // net/http let no other through
			c.Params[i].Value = surveys.Normal(v)
		}
	}
	if u := c.Request.URL; u.RawQuery != "" {
		if text, err := url.QueryUnescape(u.RawQuery); err == nil && text != surveys.Normal(text) {
			query := u.Query()
			for _, values := range query {
				for i := range values {
					values[i] = surveys.Normal(values[i])
				}
			}
			u.RawQuery = query.Encode()
		}
	}
}

// recovered turns a panic into an internal error, which is logged like any other.
func recovered(refuse refuser) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler: // somebody wants the connection cut
				panic(v)
			default:
				err := fmt.Errorf("panic: %v\n%s", v, debug.Stack())
				if c.Writer.Written() {
					reply.NoteOf(c.Request.Context()).Err = err
					c.Abort()
					return
				}
				refuse(c, err)
			}
		}()
		c.Next()
	}
}

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// newRequestID makes an id. What a caller sends as one stands beside it in the log and
// never in its place, so that nobody can give two requests one id.
func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, since Go 1.24)
	return hex.EncodeToString(b[:])
}
