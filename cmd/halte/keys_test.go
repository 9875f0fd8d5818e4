package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestTheListOfKeysTellsWhenEachWasUsedAndUntilWhenItIsGood(t *testing.T) {
	t.Parallel()
	env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db")}
	command := func(args ...string) string {
		var out strings.Builder
		if status := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &out); status != exitOK {
			t.Fatalf("%v: %s", args, out.String())
		}
		return out.String()
	}
	today := time.Now().UTC().Format("2006-01-02")
	command("key", "create", "--name=today", "--scope=read", "--expires="+today)
	t.Run("serving", func(t *testing.T) {
		startHalte(t, env).ok("GET", "/v1/scores", "", "", http.StatusOK)
	})
	list := command("key", "list")
	for _, want := range []string{`today .*` + today + ` +- +` + today + ` +-`, `test .*` + `\d{4}-\d\d-\d\dT\d\d:\d\dZ +- +-`} {
		if !regexp.MustCompile(want).MatchString(list) {
			t.Errorf("the list has no %s:\n%s", want, list)
		}
	}
}
