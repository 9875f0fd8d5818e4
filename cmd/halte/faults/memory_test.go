package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"halte/surveys/surveystest/lives"
)

// most is how far above an idle process the memory may go for one request.
const most = 64 << 20

// Each body is the worst one that is known of its kind.
func TestNoRequestTakesMoreThan64MBOfMemory(t *testing.T) {
	t.Parallel()
	if lives.Raced() {
		t.Skip("the race detector takes several times the memory: .ci/run measures without it")
	}
	if _, err := os.Stat("/proc/self/clear_refs"); err != nil {
		t.Logf("this system does not tell how much memory a process took: %v", err)
		return
	}
	w := newWorld(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "halte.db")), "", heads)
	scopes := []string{"key", "create", "--name=costly"}
	for _, scope := range []string{"events", "responses", "suppressions", "definition", "contacts", "inbound", "improvements", "read"} {
		scopes = append(scopes, "--scope="+scope)
	}
	key := w.halte(scopes...)
	for _, costly := range costlyBodies() {
		t.Run(costly.what, func(t *testing.T) {
			p := w.serve("all")
			defer p.Kill()
			w.eventually("it is ready", func() bool {
				answer, err := http.Get(p.base + "/readyz")
				if err != nil {
					return false
				}
				answer.Body.Close()
				return answer.StatusCode == http.StatusOK
			})
			idle := memory(t, p, "VmRSS")
			forgetPeak(t, p)
			status, told := costly.send(t, p.base, key)
			taken := memory(t, p, "VmHWM") - idle
			t.Logf("%d, %d MB above idle, an answer of %d bytes", status, taken>>20, told)
			if taken > most {
				t.Errorf("it takes %d MB above idle", taken>>20)
			}
			if told > len(costly.body) {
				t.Errorf("an answer of %d bytes to %d bytes", told, len(costly.body))
			}
		})
	}
}

type costlyBody struct {
	what, method, path, kind, body string
}

// send gives the status of the answer, and how many bytes it has.
func (b costlyBody) send(t *testing.T, base, key string) (status, told int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), b.method, base+b.path, strings.NewReader(b.body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", b.kind)
	request.Header.Set("Authorization", "Bearer "+key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, int(n)
}

func costlyBodies() []costlyBody {
	const asJSON, asForm, asYAML, asCSV = "application/json", "application/x-www-form-urlencoded", "application/yaml", "text/csv"
	filled := func(begin, part, end string, size int) string {
		return begin + strings.Repeat(part, (size-len(begin)-len(end))/len(part)-1) + strings.TrimSuffix(part, ",") + end
	}
	const large, list, definition, small = 8 << 20, 4 << 20, 1 << 20, 128 << 10
	event := `{"id":"e","name":"order.delivered","contact":{"id":"c"},"properties":{"a":[` + strings.Repeat("0,", 7000) + `0]}},`
	answer := `{"id":"r","survey":"delivery-nps","contact_id":"c","rating":9,"answers":{"why":[` + strings.Repeat(`"",`, 20000) + `""]}},`
	parts := strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 25_000)
	bodies := []costlyBody{
		{"no events", "POST", "/v1/events", asJSON, filled("[", "0,", "]", large)},
		{"events of many values", "POST", "/v1/events", asJSON, filled("[", event, "]", large)},
		{"one event that is too long", "POST", "/v1/events", asJSON, filled(`{"properties":{"a":[`, "0,", `]}}`, large)},
		{"an array of one long text", "POST", "/v1/events", asJSON, filled(`["`, "x", `"]`, large)},
		{"lines that are no events", "POST", "/v1/events", "application/x-ndjson", filled("", "0\n", "", large)},
		{"events in another charset", "POST", "/v1/events", asJSON + "; charset=iso-8859-1", filled("[", "0,", "]", large)},
		{"no answers", "POST", "/v1/responses", asJSON, filled("[", "0,", "]", large)},
		{"answers of many texts", "POST", "/v1/responses", asJSON, filled("[", answer, "]", large)},
		{"bad addresses", "POST", "/v1/suppressions", asJSON, filled(`{"addresses":[`, `"",`, `]}`, list)},
		{"fewer bad addresses", "POST", "/v1/suppressions", asJSON, filled(`{"addresses":[`, `"`+strings.Repeat("x", 90)+`",`, `]}`, list)},
		{"lines of bad addresses", "POST", "/v1/suppressions", asCSV, filled("address\n", "x\n", "", list)},
		{"a definition of many values", "PUT", "/v1/definition", asYAML, filled("a: [", "0,", "]", definition)},
		{"a definition of many lists", "PUT", "/v1/definition", asYAML, filled("a: [", "[],", "]", definition)},
		{"a definition of many lines", "PUT", "/v1/definition", asYAML, filled("a:\n", "- 0\n", "", definition)},
		{"a definition of many keys", "PUT", "/v1/definition", asYAML, filled("", "a: b\n", "", definition)},
		{"a definition of many questions", "PUT", "/v1/definition", asYAML, filled("", "? a\n", "", definition)},
		{"a definition in JSON", "PUT", "/v1/definition", asJSON, filled(`{"surveys":[`, "{},", "]}", definition)},
		{"a trigger of a large definition", "POST", "/v1/triggers/x/try", asJSON, filled(`{"surveys":[`, "{},", "]}", definition)},
		{"an improvement of many values", "POST", "/v1/improvements", asJSON, filled(`{"a":[`, `{"":0},`, "]}", small)},
		{"a mail of many parts", "POST", "/v1/inbound/mail", "message/rfc822", "Content-Type: multipart/report; boundary=b\r\n\r\n" + parts},
		{"a mail of many headers", "POST", "/v1/inbound/mail", "message/rfc822", strings.Repeat("a: b\r\n", 150_000) + "\r\n"},
		{"a form for nobody", "POST", "/r/x", asForm, filled("", "a&", "", small)},
		{"a refusal of mail by nobody", "POST", "/u/x", asForm, filled("", "a&", "", small)},
		{"the trial of a form", "POST", "/r/test", asForm, filled("", "a&", "", small)},
	}
	return bodies
}

// memory reads one line of what the system knows of a process, in bytes.
func memory(t *testing.T, p *running, line string) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.ID()))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("\n"+line+":"))
	var kilobytes int
	if _, err := fmt.Sscan(string(rest), &kilobytes); err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

// forgetPeak lets the system begin anew to look for the most that a process takes.
func forgetPeak(t *testing.T, p *running) {
	t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.ID()), []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
}
