package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"halte/surveys/surveystest/servers"
)

func TestMain(m *testing.M) {
	testscript.Main(underServers{m}, map[string]func(){
		"halte": func() {
			os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

type underServers struct{ m *testing.M }

func (u underServers) Run() int { return servers.Run(u.m) }

// TestStories runs testdata/script: what an operator types and what comes back.
// They double as the manual.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HALTE_DATABASE_URL", "sqlite://"+e.WorkDir+"/data/halte.db")
			// A story is UTF-8, and this file is not.
			latin := `{"id":"e-9","name":"order.placed","occurred_at":"2025-05-01T10:00:00Z","contact":{"id":"c-9","name":"J. Gr` + "\xfc\xdfe\"}}\n"
			return os.WriteFile(filepath.Join(e.WorkDir, "latin.ndjson"), []byte(latin), 0o600)
		},
	})
}

func TestEveryProblemOfTheEnvironmentIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	env := map[string]string{
		"HALTE_DATABASE_URL": "mysql://x", "HALTE_REDIS_URL": "http://x", "HALTE_SMTP_URL": "mail.example", "HALTE_SMTP_DOMAINS": "gmail.com", "HALTE_DKIM": "example.org", "HALTE_RETURN_PATH": "a+b@example.org", "HALTE_LISTEN": "8080", "HALTE_INBOUND_LISTEN": "2525",
		"HALTE_BASE_URL": "ask.example.org", "HALTE_SECRET": "short", "HALTE_LOG": "xml", "HALTE_CONNECTIONS": "many", "HALTE_RATE_LIMITS": "reads=often",
	}
	var errs strings.Builder
	status := run(t.Context(), []string{"serve"}, func(name string) string { return env[name] }, strings.NewReader(""), &errs, &errs)
	if status != exitUsage {
		t.Errorf("status %d, want %d", status, exitUsage)
	}
	for name := range env {
		if !strings.Contains(errs.String(), name+" ") {
			t.Errorf("nothing is said of %s in:\n%s", name, errs.String())
		}
	}
}

// lockedBuilder is a strings.Builder for several goroutines.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestASecretThatMayBeGuessedIsRefused(t *testing.T) {
	t.Parallel()
	for secret, said := range map[string]string{
		strings.Repeat("x", 32): "fewer than 8 different characters", "x" + strings.Repeat(" ", 40) + "y": "fewer than 8 different characters", strings.Repeat("ab", 30): "fewer than 8 different characters",
		strings.Repeat("changeme-please!", 2): "repeats a shorter text", "0123456789abcdef": "shorter than 32 characters",
		"0123456789abcdef0123456789abcdeF": "", "6e1b7c4f0a9d2e835f7c1b6a4d0e9f28": "",
	} {
		_, err := readConfig(func(name string) string { return map[string]string{"HALTE_SECRET": secret}[name] })
		if said == "" && err != nil {
			t.Errorf("%q is refused: %v", secret, err)
		}
		if said != "" && (err == nil || !strings.Contains(err.Error(), said) || !strings.Contains(err.Error(), "openssl rand -hex 32")) {
			t.Errorf("of %q it is said: %v", secret, err)
		}
	}
}

func TestABaseURLMayHaveAPathOfPlainCharacters(t *testing.T) {
	t.Parallel()
	for address, taken := range map[string]bool{
		"https://www.example.org/ask": true, "https://www.example.org/ask/": true, "https://www.example.org/klant/vraag-1_a": true,
		"https://www.example.org/ask us": false, "https://www.example.org/a%2Fb": false, "https://www.example.org/a/../b": false, "https://www.example.org/a//b": false,
		"https://www.example.org/?": false, "https://www.example.org/#": false, "ftp://www.example.org": false,
	} {
		_, err := readConfig(func(name string) string { return map[string]string{"HALTE_BASE_URL": address}[name] })
		if got := err == nil; got != taken {
			t.Errorf("%q is taken: %t, %v", address, got, err)
		}
	}
}
