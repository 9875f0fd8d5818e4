package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	message "github.com/emersion/go-message/mail"

	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

// TestACustomerAnswersInABrowser walks one event all the way: in over HTTP, out
// as a mail at a mail server, clicked and answered in a browser, and back as a
// score on the journey page.
func TestACustomerAnswersInABrowser(t *testing.T) {
	t.Parallel()
	t.Run("on the embedded defaults", func(t *testing.T) {
		t.Parallel()
		walk(t, map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db")})
	})
	t.Run("on PostgreSQL behind PgBouncer", func(t *testing.T) {
		t.Parallel()
		url := servers.Postgres(t)
		walk(t, map[string]string{
			"HALTE_DATABASE_URL": servers.PgBouncer(t, url, 16)(url), "HALTE_SECRET": surveystest.ProgramSecret,
		})
	})
	t.Run("on PostgreSQL with Redis", func(t *testing.T) {
		t.Parallel()
		walk(t, map[string]string{
			"HALTE_DATABASE_URL": servers.Postgres(t), "HALTE_REDIS_URL": servers.Redis(t), "HALTE_SECRET": surveystest.ProgramSecret,
		})
	})
}

func walk(t *testing.T, env map[string]string) {
	browser := servers.Chromium(t)
	sink := smtpsink.Start(t, smtpsink.Options{})
	env["HALTE_SMTP_URL"] = sink.URL()
	h := startHalte(t, env)
	definition, err := os.ReadFile("demo/definition.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h.ok("PUT", "/v1/definition", "application/yaml", string(definition), http.StatusOK)
	h.ok("POST", "/v1/events", "application/json", `{"id":"order-1","name":"order.delivered","contact":{"id":"c-1","email":"jo@example.org","name":"Jo","locale":"en"},"properties":{"order_id":"1"}}`, http.StatusAccepted)

	wait, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := sink.Wait(wait, 1); err != nil {
		t.Fatalf("no mail came: %v", err)
	}
	link := ratingLink(t, sink.Mails()[0].Data, 9)
	if !strings.HasPrefix(link, h.base+"/r/") {
		t.Fatalf("the link in the mail is %s", link)
	}

	page := openBrowser(t, browser)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(page, steps...); err != nil {
			t.Fatal(err)
		}
	}
	text := func(selector string) string {
		t.Helper()
		s, err := chromedp.Run(page, chromedp.Text(chromedp.CSS(selector)))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	do(chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS(`input#r9:checked`)))
	if q := text("h1"); !strings.Contains(q, "How likely are you to recommend us after this delivery?") {
		t.Errorf("the page asks %q", q)
	}
	if n := h.score(t, "delivery").N; n != 0 {
		t.Fatalf("looking at the page made %d answers", n)
	}
	do(
		chromedp.SendKeys(chromedp.CSS(`textarea[name=delight]`), "The rider rang and waited"),
		chromedp.Click(chromedp.CSS(`button[type=submit]`)),
		chromedp.WaitVisible(chromedp.CSS(`.notice .mark`)), // the thanks
	)
	h.eventually(t, "the answer is counted", func() bool { return h.score(t, "delivery").N == 1 })
	if s := h.score(t, "delivery"); s.Score == nil || *s.Score != 100 || len(s.Interval) != 2 {
		t.Errorf("one promoter scores %+v", s)
	}
	do(chromedp.Navigate(h.base+"/"), chromedp.WaitVisible(chromedp.CSS(`table`)))
	row := text(`table tr:has(a[href*="/touchpoints/delivery"])`)
	if !strings.Contains(row, "1") {
		t.Errorf("the journey page says of the delivery: %q", row)
	}
	do(chromedp.Navigate(h.base+"/touchpoints/delivery"), chromedp.WaitVisible(chromedp.CSS(`h1`)))
	if body := text("main"); !strings.Contains(body, "The rider rang and waited") {
		t.Errorf("the touchpoint page does not show the comment: %s", body)
	}
}

// ratingLink finds the link of a rating in the HTML part of a mail.
func ratingLink(t *testing.T, raw []byte, rating int) string {
	t.Helper()
	r, err := message.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if to, err := mail.ParseAddress(r.Header.Get("To")); err != nil || to.Address != "jo@example.org" {
		t.Errorf("the mail is to %v %v", to, err)
	}
	for {
		part, err := r.NextPart()
		if err != nil {
			t.Fatalf("the mail has no HTML part with a link for %d: %v", rating, err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		if m := regexp.MustCompile(fmt.Sprintf(`href="([^"]*/r/[\w-]+\?rating=%d)"`, rating)).FindSubmatch(body); m != nil {
			return string(m[1])
		}
	}
}

func openBrowser(t *testing.T, path string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.UserDataDir(t.TempDir()))
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	page, close := chromedp.NewContext(allocated)
	t.Cleanup(close)
	page, cancel := context.WithTimeout(page, 2*time.Minute)
	t.Cleanup(cancel)
	return page
}

// halte is a running program.
type halte struct {
	t    *testing.T
	base string
	key  string
	log  *lockedBuilder // what it said so far
}

// startHalte runs the program as an operator would: migrate, key, serve.
func startHalte(t *testing.T, env map[string]string) *halte {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	env["HALTE_LISTEN"] = address
	getenv := func(name string) string { return env[name] }
	command := func(args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if status := run(t.Context(), args, getenv, strings.NewReader(""), &out, &errs); status != exitOK {
			t.Fatalf("halte %s: status %d: %s", strings.Join(args, " "), status, errs.String())
		}
		return strings.TrimSpace(out.String())
	}
	command("migrate")
	h := &halte{t: t, base: "http://" + address}
	h.key = command("key", "create", "--name=test", "--scope=events", "--scope=responses", "--scope=read", "--scope=small_cells",
		"--scope=contacts", "--scope=definition", "--scope=sending", "--scope=metrics")

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	log := &lockedBuilder{}
	h.log = log
	go func() { ended <- run(ctx, []string{"serve"}, getenv, strings.NewReader(""), log, log) }()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != exitOK {
			t.Errorf("serve ended with status %d: %s", status, log.String())
		}
		if strings.Contains(log.String(), "example.org") {
			t.Errorf("a mail address is in the log: %s", log.String())
		}
	})
	h.eventually(t, "it is ready", func() bool {
		r, err := http.Get(h.base + "/readyz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
	return h
}

// ok asks for something and gives the body of the answer, which has that status.
func (h *halte) ok(method, path, contentType, body string, status int) []byte {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.base+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.key)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if response.StatusCode != status {
		h.t.Fatalf("%s %s answered %s: %s", method, path, response.Status, got)
	}
	return got
}

type wireScore struct {
	N        int64
	Score    *float64
	Interval []float64
}

func (h *halte) score(t *testing.T, touchpoint string) (s wireScore) {
	t.Helper()
	if err := json.Unmarshal(h.ok("GET", "/v1/touchpoints/"+touchpoint+"/score", "", "", http.StatusOK), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// eventually waits for a condition that becomes true by itself.
func (h *halte) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute in vain until %s", what)
		}
	}
}
