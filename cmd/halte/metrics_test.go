package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

// TestAlertsAskForMetricsThatThereAre, and the log of the run that shows them
// tells no address and no token.
func TestAlertsAskForMetricsThatThereAre(t *testing.T) {
	t.Parallel()
	refusing := smtpsink.Start(t, smtpsink.Options{MailCode: 550, Detail: [2]int{7, 1}})
	sink := smtpsink.Start(t, smtpsink.Options{Refuse: map[string]int{"gone@example.org": 550, "later@example.org": 451}, Detail: [2]int{1, 1}})
	h := startHalte(t, map[string]string{
		"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_REDIS_URL": servers.Redis(t),
		"HALTE_SMTP_URL": refusing.URL() + "?weight=100, " + sink.URL(), "HALTE_RETURN_PATH": "mail.deketting.example",
	})
	definition, err := os.ReadFile("demo/definition.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h.ok("PUT", "/v1/definition", "application/yaml", string(definition), http.StatusOK)
	for _, who := range []string{"jo", "gone", "later"} {
		h.ok("POST", "/v1/events", "application/json", `{"id":"of-`+who+`","name":"order.delivered","contact":{"id":"`+who+`","email":"`+who+
			`@example.org","name":"Jo","locale":"en"},"properties":{"order_id":"1"}}`, http.StatusAccepted)
	}
	wait, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := sink.Wait(wait, 1); err != nil {
		t.Fatalf("no mail came: %v", err)
	}
	var metrics string
	value := func(series string) string {
		for line := range strings.SplitSeq(metrics, "\n") {
			if rest, ok := strings.CutPrefix(line, series+" "); ok {
				return rest
			}
		}
		return ""
	}
	name := func(s *smtpsink.Sink) string { return strings.TrimPrefix(s.URL(), "smtp://") }
	h.eventually(t, "all three are settled", func() bool {
		metrics = string(h.ok("GET", "/metrics", "", "", http.StatusOK))
		return value(`halte_mail_sends_total{outcome="refused",server="`+name(sink)+`"}`) == "1" && value("halte_invitations_retrying") == "1" &&
			value(`halte_mail_sends_total{outcome="sent",server="`+name(sink)+`"}`) == "1"
	})
	if got := value(`halte_mail_circuit_state{server="` + name(refusing) + `"}`); got != "2" {
		t.Errorf("the circuit of a server that refuses us is %q", got)
	}
	if mail := sink.Mails()[0]; !strings.HasPrefix(mail.From, "bounce+") || !strings.HasSuffix(mail.From, "@mail.deketting.example") {
		t.Errorf("the sender on the envelope is %s", mail.From)
	}
	if strings.Contains(metrics, "example.org") {
		t.Error("the metrics name recipients")
	}

	raw, err := os.ReadFile("deploy/prometheus-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(raw)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if seen[r.Alert] || r.Alert == "" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("the alert %q is there twice, or lacks its severity, summary or description", r.Alert)
			}
			seen[r.Alert] = true
			asked := regexp.MustCompile(`halte_[a-z_]+`).FindAllString(r.Expr, -1)
			if len(asked) == 0 || strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				t.Errorf("%s asks %q", r.Alert, r.Expr)
			}
			for _, m := range asked {
				if !strings.Contains(metrics, "# TYPE "+m+" ") {
					t.Errorf("%s asks for %s, which /metrics does not have", r.Alert, m)
				}
			}
			if d, err := time.ParseDuration(r.For); r.For != "" && (err != nil || d <= 0) {
				t.Errorf("%s waits for %q", r.Alert, r.For)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("there are %d alerts only", len(seen))
	}

	said := h.log.String()
	if !strings.Contains(said, "a mail server is left alone") {
		t.Errorf("the log says nothing of the server that refuses us:\n%s", said)
	}
	link := regexp.MustCompile(`/[ru]/([\w-]{20,})`)
	for _, m := range sink.Mails() {
		body := strings.ReplaceAll(strings.ReplaceAll(string(m.Data), "=\r\n", ""), "\r\n ", "")
		tokens := link.FindAllStringSubmatch(body, -1)
		if len(tokens) == 0 {
			t.Error("the mail holds no token to look for")
		}
		for _, token := range tokens {
			if strings.Contains(said, token[1]) {
				t.Error("the log tells a token of a link")
			}
		}
	}
	if strings.Contains(said, "@") || strings.Contains(said, h.key) {
		t.Errorf("the log tells an address or a key:\n%s", said)
	}
}
