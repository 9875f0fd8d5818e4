package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/metric"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

// zone is DNS made up by a test: "TXT example.org" to texts, "MX" to hosts, "A"
// to addresses.
type zone map[string][]string

func (z zone) ask(kind, name string) ([]string, error) {
	if all, ok := z[kind+" "+strings.TrimSuffix(name, ".")]; ok {
		return all, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) { return z.ask("TXT", name) }

func (z zone) LookupMX(_ context.Context, name string) (all []*net.MX, _ error) {
	hosts, err := z.ask("MX", name)
	for _, h := range hosts {
		all = append(all, &net.MX{Host: h + "."})
	}
	return all, err
}

func (z zone) LookupIPAddr(_ context.Context, host string) (all []net.IPAddr, _ error) {
	if ip := net.ParseIP(host); ip != nil {
		return []net.IPAddr{{IP: ip}}, nil
	}
	addresses, err := z.ask("A", host)
	for _, a := range addresses {
		all = append(all, net.IPAddr{IP: net.ParseIP(a)})
	}
	return all, err
}

func (z zone) LookupAddr(_ context.Context, address string) ([]string, error) {
	return z.ask("PTR", address)
}

// asks runs the doctor and gives what it prints.
func asks(t *testing.T, dns resolver, env map[string]string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := diagnose(&environment{t.Context(), func(name string) string { return env[name] }, strings.NewReader(""), &out, &out}, dns, patience)
	return out.String(), err
}

// expects looks for lines that begin so and hold these words.
func expects(t *testing.T, said string, lines ...string) {
	t.Helper()
	for _, want := range lines {
		if !slices.ContainsFunc(strings.Split(said, "\n"), func(line string) bool {
			line = strings.Join(strings.Fields(line), " ")
			begin, words, _ := strings.Cut(want, " … ")
			return strings.HasPrefix(line, begin) && strings.Contains(line, words)
		}) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

func pemFile(t *testing.T, name string, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheDoctorFindsAWellInstallationWell(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	other := smtpsink.Start(t, smtpsink.Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inbound := mailer.NewInboundServer(mailer.InboundServerOptions{Name: "in.deketting.example"})
	go func() { _ = inbound.Serve(listener) }()
	defer func() { _ = inbound.Shutdown(context.Background()) }()
	serving := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer serving.Close()
	_, edwards, _ := ed25519.GenerateKey(rand.Reader)
	old, _ := rsa.GenerateKey(rand.Reader, 2048)
	env := map[string]string{
		"HALTE_DATABASE_URL": servers.Postgres(t), "HALTE_REDIS_URL": servers.Redis(t), "HALTE_SECRET": surveystest.ProgramSecret,
		"HALTE_SMTP_URL": sink.URL() + "?weight=3&rate=50&connections=10 " + other.URL(), "HALTE_SMTP_DOMAINS": "gmail.com rate=20 connections=4",
		"HALTE_DKIM":        "deketting.example selector=ed key=" + pemFile(t, "ed.pem", edwards) + ", deketting.example selector=old key=" + pemFile(t, "old.pem", old),
		"HALTE_RETURN_PATH": "mail.deketting.example", "HALTE_BASE_URL": serving.URL, "HALTE_INBOUND_LISTEN": listener.Addr().String(),
	}
	apply(t, env, "demo/definition.yaml")
	keys, err := mailer.ParseKeys(env["HALTE_DKIM"], os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	dns := zone{
		"TXT mail.deketting.example": {"v=spf1 ip4:127.0.0.1 -all", "something else"}, "TXT _dmarc.deketting.example": {"v=DMARC1; p=none"},
		"TXT " + keys[0].Name(): {keys[0].Record()}, "TXT " + keys[1].Name(): {keys[1].Record()},
		"MX mail.deketting.example": {"in.deketting.example"}, "A in.deketting.example": {"192.0.2.1"},
	}
	said, err := asks(t, dns, env)
	if err != nil {
		t.Errorf("%v:\n%s", err, said)
	}
	expects(t, said, "ok database … PostgreSQL", "ok clock … the database", "ok redis … answers", "ok clock … Redis", "ok definition … number 1",
		"ok mail server "+strings.TrimPrefix(sink.URL(), "smtp://")+", weight 3, 10 connections, 50 a second: takes us", "ok limit gmail.com: 20 a second, 4 at once",
		"ok SPF … lets our mail servers send", "ok DKIM ed._domainkey.deketting.example (Ed25519)", "ok DKIM old._domainkey.deketting.example (RSA, 2048 bits)",
		"ok DMARC … none", "ok return path … in.deketting.example", "ok inbound … it answers", "ok base URL … answers")
	if strings.Contains(said, env["HALTE_SECRET"]) {
		t.Error("it tells the secret")
	}
}

func TestTheDoctorSaysWhatToDoAboutEachFinding(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{User: "halte", Password: "right", STARTTLS: true})
	_, edwards, _ := ed25519.GenerateKey(rand.Reader)
	short, _ := rsa.GenerateKey(rand.Reader, 1024)
	env := map[string]string{
		"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"),
		"HALTE_SMTP_URL":     strings.Replace(sink.URL(), "right", "hunter2", 1), "HALTE_BASE_URL": "http://ask.deketting.example",
	}
	apply(t, env, "demo/definition.yaml")
	said, err := asks(t, zone{}, env)
	if err == nil {
		t.Error("it finds nothing to mend")
	}
	expects(t, said, "bad mail server … does not take us", "Check HALTE_SMTP_URL", "bad SPF … has no SPF record", "Publish a TXT record at deketting.example … v=spf1 a:127.0.0.1 -all",
		"look DKIM … signs no mail from deketting.example", "bad DMARC … has no policy", "Publish a TXT record at _dmarc.deketting.example … v=DMARC1; p=none",
		"look return path none of its own", "Set HALTE_RETURN_PATH")
	if strings.Contains(said, "hunter2") {
		t.Error("it tells the password")
	}

	env["HALTE_DKIM"] = "deketting.example selector=ed key=" + pemFile(t, "ed.pem", edwards) + ", deketting.example selector=short key=" + pemFile(t, "short.pem", short)
	env["HALTE_RETURN_PATH"] = "bounces.elsewhere.example"
	silent := httptest.NewServer(http.NotFoundHandler())
	env["HALTE_INBOUND_LISTEN"] = silent.Listener.Addr().String()
	silent.Close()
	keys, err := mailer.ParseKeys(env["HALTE_DKIM"], os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	said, _ = asks(t, zone{
		"TXT bounces.elsewhere.example": {"v=spf1 ip4:192.0.2.9 -all"}, "TXT _dmarc.deketting.example": {"v=DMARC1; p=quarantine"},
		"TXT " + keys[0].Name(): {"v=DKIM1; k=ed25519; p=AAAA"}, "TXT " + keys[1].Name(): {keys[1].Record()},
	}, env)
	expects(t, said, "look SPF … does not name 127.0.0.1", "bad DKIM … published with another key", "Publish a TXT record at ed._domainkey.deketting.example: v=DKIM1; k=ed25519; p=",
		"look DKIM … published, and short", "ok DMARC … quarantine", "look inbound … nobody answers", "Start `halte serve`", "bad return path … no MX record", "Publish an MX record at bounces.elsewhere.example")

	delete(env, "HALTE_DKIM")
	said, _ = asks(t, zone{
		"TXT bounces.elsewhere.example": {"v=spf1 include:one.example -all", "v=spf1 -all"}, "TXT _dmarc.deketting.example": {"v=DMARC1; p=reject"},
		"MX bounces.elsewhere.example": {"gone.elsewhere.example"},
	}, env)
	expects(t, said, "bad SPF … 2 SPF records", "Join them into one", "look DMARC … neither the return path", "bad return path … gone.elsewhere.example has no address")
}

func TestTheDoctorNamesASegmentWhoseValuesArePeople(t *testing.T) {
	t.Parallel()
	env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db")}
	apply(t, env, "demo/definition.yaml")
	s, err := store.Open(t.Context(), env["HALTE_DATABASE_URL"], store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for n, names := range map[int]bool{mostRareValues: false, mostRareValues + 1: true} {
		if err := s.Update(t.Context(), func(tx store.Tx) error {
			var list []surveys.Rollup
			for i := range n {
				list = append(list,
					surveys.Rollup{Survey: "delivery-nps", Day: "2026-11-20", Dimension: "segment.street", Value: fmt.Sprint(i), Tally: metric.Tally{9: surveys.SmallCell - 1}},
					surveys.Rollup{Survey: "delivery-nps", Day: "2026-11-20", Dimension: "segment.place", Value: fmt.Sprint(i), Tally: metric.Tally{9: surveys.SmallCell}})
			}
			return tx.RollupsReplace(list)
		}); err != nil {
			t.Fatal(err)
		}
		said, _ := asks(t, zone{}, env)
		if got := strings.Contains(said, "street has 21 values"); got != names {
			t.Errorf("with %d values it says:\n%s", n, said)
		}
		if strings.Contains(said, "place has") {
			t.Errorf("it names a segment of groups:\n%s", said)
		}
	}
}

func TestTheDoctorSeesAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	at := func(off time.Duration) func(context.Context) (time.Time, error) {
		return func(context.Context) (time.Time, error) { return time.Now().Add(off), nil }
	}
	for off, want := range map[time.Duration]mark{0: fine, time.Second: fine, time.Hour: bad, -time.Hour: bad} {
		if f := examineClock(t.Context(), "Redis", at(off)); f.mark != want {
			t.Errorf("%s off: %+v", off, f)
		}
	}
	if f := examineClock(t.Context(), "Redis", at(time.Hour)); !strings.Contains(f.what, "1h0m0s behind Redis") {
		t.Error(f.what)
	}
}

func TestTheDoctorLeavesNoTrace(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(folder, "data", "halte.db")}
	said, _ := asks(t, zone{}, env)
	expects(t, said, "ok database … does not exist yet", "bad definition … none is in force")
	if left := below(t, folder); len(left) > 0 {
		t.Errorf("where there was nothing it leaves %v", left)
	}
	apply(t, env, "demo/definition.yaml")
	before := below(t, folder)
	said, _ = asks(t, zone{}, env)
	expects(t, said, "ok database SQLite", "ok definition … number 1")
	if after := below(t, folder); !slices.Equal(before, after) {
		t.Errorf("before %v, after %v", before, after)
	}
}

// A server behind a wall that swallows everything says nothing of the others.
func TestTheDoctorBlamesNoPartForTheSilenceOfAnother(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	sink := smtpsink.Start(t, smtpsink.Options{})
	serving := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer serving.Close()
	env := map[string]string{
		"HALTE_DATABASE_URL": "postgres://halte:hidden@" + silent.Addr().String() + "/halte", "HALTE_REDIS_URL": servers.Redis(t),
		"HALTE_SECRET": surveystest.ProgramSecret, "HALTE_SMTP_URL": "smtp://" + silent.Addr().String() + " " + sink.URL(), "HALTE_BASE_URL": serving.URL,
	}
	var out strings.Builder
	if err := diagnose(&environment{t.Context(), func(name string) string { return env[name] }, strings.NewReader(""), &out, &out}, zone{}, 3*time.Second); err == nil {
		t.Error("it finds nothing to mend")
	}
	said := out.String()
	expects(t, said, "bad database does not answer", "ok redis answers", "bad mail server "+silent.Addr().String(), "ok mail server "+strings.TrimPrefix(sink.URL(), "smtp://"), "ok base URL … answers")
	if strings.Contains(said, "hidden") {
		t.Error("it tells the password")
	}
}

// below lists every file with its size and time of change.
func below(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all = append(all, strings.Join([]string{path, info.ModTime().String(), info.Mode().String()}, " "))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// apply makes the database and puts a definition in force.
func apply(t *testing.T, env map[string]string, file string) {
	t.Helper()
	for _, args := range [][]string{{"migrate"}, {"apply", file}} {
		var out strings.Builder
		if status := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &out); status != exitOK {
			t.Fatalf("%v: %s", args, out.String())
		}
	}
}
