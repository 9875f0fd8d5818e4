package api_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"halte/api"
)

// begin sends the head of a request and the first byte of a long body, and gives the
// status of the answer; 0 where the connection does not end behind it.
func (w *world) begin(request string, headers ...string) int {
	w.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	w.must(err)
	w.Cleanup(func() { c.Close() })
	w.must(c.SetDeadline(time.Now().Add(time.Minute)))
	_, err = io.WriteString(c, request+" HTTP/1.1\r\nHost: localhost\r\n"+strings.Join(headers, "")+"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
	w.must(err)
	in := bufio.NewReader(c)
	status, _ := w.answer(in)
	if _, err = in.ReadByte(); !errors.Is(err, io.EOF) { // the connection ends, though its body never does
		return 0
	}
	return status
}

// answer reads an answer.
func (w *world) answer(in *bufio.Reader) (status int, body string) {
	w.Helper()
	r, err := http.ReadResponse(in, nil)
	w.must(err)
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	w.must(err)
	if len(text) > 0 && r.StatusCode != http.StatusRequestTimeout && r.ContentLength != int64(len(text)) {
		w.Errorf("the answer says that it has %d bytes, and has %d: it is whole only when the connection ends", r.ContentLength, len(text))
	}
	return r.StatusCode, string(text)
}

func TestARefusalComesBeforeTheBodyAndEndsTheConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, public, func(o *api.Options) { o.BodyPause = 10 * time.Minute }) // no deadline of the body ends it
	for request, want := range map[string]int{
		"POST /v1/events": 401, "POST /v1/responses": 401, "PUT /v1/definition": 401, "POST /nothing": 404, "POST /v1/nothing": 404, "POST /compare": 405, "POST /healthz": 405,
		"POST /r/unknownunknownunknownunkn": 404, "POST /u/unknownunknownunknownunkn": 404,
	} {
		t.Run(request, func(t *testing.T) {
			t.Parallel()
			if got := w.begin(request); got != want {
				t.Errorf("it is answered %d, want %d", got, want)
			}
		})
	}
}

func TestABodyOfWhichNoMoreComesEndsTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *api.Options) { o.BodyPause = time.Millisecond })
	if got := w.begin("POST /v1/events", "Authorization: Bearer "+w.key+"\r\n"); got != http.StatusRequestTimeout {
		t.Errorf("it is answered %d: %s", got, w.logs)
	}
}

// Many callers read the answer only when they have sent all.
func TestACallerThatSendsAllBeforeItReadsIsToldWhyItIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	w.must(err)
	defer c.Close()
	w.must(c.SetDeadline(time.Now().Add(time.Minute)))
	const size = 16 << 20
	_, err = fmt.Fprintf(c, "POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat(" ", size))
	w.must(err)
	if status, text := w.answer(bufio.NewReader(c)); status != http.StatusRequestEntityTooLarge || !strings.Contains(text, "request_id") {
		t.Errorf("it is answered %d: %s", status, text)
	}
}

// Behind a proxy the next request of a connection is somebody else's: what is left of a
// body must never be read as one.
func TestWhatIsLeftOfABodyIsNeverTakenForARequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	for _, path := range []string{"PUT /v1/contacts/c-1", "POST /v1/contacts/c-1/erase", "POST /v1/events", "PUT /v1/definition", "POST /r/" + token, "POST /u/" + unsubscribe, "POST /healthz", "POST /v1/nothing"} {
		for _, expect := range []string{"", "Expect: 100-continue\r\n"} {
			for _, size := range []int{1 << 10, 300 << 10, 1 << 20, 10 << 20} {
				t.Run(fmt.Sprint(path, " ", expect, size), func(t *testing.T) {
					t.Parallel()
					c, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
					w.must(err)
					defer c.Close()
					w.must(c.SetDeadline(time.Now().Add(time.Minute)))
					const other = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
					body := strings.Repeat(" ", size/2) + strings.Repeat(other, size/2/len(other))
					head := path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " + w.key + "\r\n" + expect
					go func() { // a chunk that is no request, and one that is nothing else
						_, _ = fmt.Fprintf(c, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", head, len(body), body)
						_ = c.(*net.TCPConn).CloseWrite()
					}()
					all, _ := io.ReadAll(c) // a connection that breaks has told enough
					if text := string(all); strings.Contains(text, "halte_http_requests_total") || strings.Contains(text, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain") {
						t.Errorf("what is left of the body was read as a request: %.2000s", text)
					}
				})
			}
		}
	}
}
