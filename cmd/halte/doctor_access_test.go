package main

import (
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// elsewhere is the address of a program at this machine by which others could reach
// it too.
func elsewhere(h *halte) string { return strings.Replace(h.base, "127.0.0.1", "0.0.0.0", 1) }

func TestTheDoctorSeesPagesThatStandOpen(t *testing.T) {
	t.Parallel()
	env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db")}
	h := startHalte(t, env) // it believes that it is for its machine alone
	said, _ := asks(t, zone{}, env)
	expects(t, said, "ok access … the pages need no key", "ok mail stays in the development mailbox")

	reached := maps.Clone(env)
	reached["HALTE_BASE_URL"] = elsewhere(h)
	said, err := asks(t, zone{}, reached)
	if err == nil {
		t.Error("it finds nothing to mend")
	}
	expects(t, said, "bad access … answers without a key: / (as localhost), /compare (as localhost), /improvements (as localhost), /metrics (as localhost), /dev/mailbox.json (as localhost)",
		"Start every process with HALTE_BASE_URL="+elsewhere(h), "bad mail no mail server is set, and nobody sees what would be sent")

	env["HALTE_LISTEN"], env["HALTE_BASE_URL"] = "0.0.0.0:1", h.base
	said, _ = asks(t, zone{}, env)
	expects(t, said, "look access … 0.0.0.0:1 can be reached from elsewhere")
}

func TestAnInstallationThatCustomersReachIsClosed(t *testing.T) {
	t.Parallel()
	env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_BASE_URL": "http://0.0.0.0:1"}
	h := startHalte(t, env)
	env["HALTE_BASE_URL"] = elsewhere(h)
	said, _ := asks(t, zone{}, env)
	expects(t, said, "ok access … lets nobody in without a key")
	h.ok("GET", "/dev/mailbox", "", "", http.StatusNotFound)
	h.ok("GET", "/metrics", "", "", http.StatusOK)
	if !strings.Contains(h.log.String(), "nobody sees the mails") {
		t.Errorf("it does not say that nobody sees the mails: %s", h.log)
	}
}

func TestTheMailboxIsThereForWhoeverAsksForItByName(t *testing.T) {
	t.Parallel()
	h := startHalte(t, map[string]string{
		"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_BASE_URL": "https://ask.example.com", "HALTE_SMTP_URL": "mailbox",
	})
	h.ok("GET", "/dev/mailbox.json", "", "", http.StatusOK)
	h.key = ""
	h.ok("GET", "/dev/mailbox.json", "", "", http.StatusUnauthorized)
}
