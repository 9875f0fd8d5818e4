package mailer_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"halte/surveys/mailer"
	"halte/surveys/surveystest/smtpsink"
)

// keyFile writes a private key as openssl does.
func keyFile(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func rsaKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// files reads what a test made up.
func files(t *testing.T) func(string) ([]byte, error) {
	t.Helper()
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old := rsaKey(t, 2048)
	all := map[string][]byte{
		"ed.pem": keyFile(t, edwards), "rsa.pem": keyFile(t, old),
		"pkcs1.pem": pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(old)}),
		"text.pem":  []byte("no key at all, but hunter2"),
	}
	return func(path string) ([]byte, error) {
		b, ok := all[path]
		if !ok {
			return nil, os.ErrNotExist
		}
		return b, nil
	}
}

func keys(t *testing.T, text string) []mailer.Key {
	t.Helper()
	all, err := mailer.ParseKeys(text, files(t))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSignaturesOfBothKindsCoverBothUnsubscribeHeaders(t *testing.T) {
	t.Parallel()
	all := keys(t, "deketting.example selector=ed key=ed.pem\ndeketting.example selector=rsa key=rsa.pem, elsewhere.example selector=no key=ed.pem")
	sink := smtpsink.Start(t, smtpsink.Options{})
	if err := through(t, sink, mailer.Options{Keys: all}).Send(within(t), ask()); err != nil {
		t.Fatal(err)
	}
	raw := sink.Mails()[0].Data
	verify := func(raw []byte) (valid int) {
		found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
			for _, k := range all {
				if k.Name() == name {
					return []string{k.Record()}, nil
				}
			}
			return nil, errors.New("no such name")
		}})
		if err != nil || len(found) != 2 {
			t.Fatalf("%d signatures: %v", len(found), err)
		}
		for _, v := range found {
			covered := strings.ToLower(strings.Join(v.HeaderKeys, " ") + " ")
			if !strings.Contains(covered, "list-unsubscribe ") || !strings.Contains(covered, "list-unsubscribe-post ") || v.Domain != "deketting.example" {
				t.Errorf("%s signs %s", v.Domain, covered)
			}
			if v.Err == nil {
				valid++
			}
		}
		return valid
	}
	if n := verify(raw); n != 2 {
		t.Errorf("%d of two signatures are valid:\n%s", n, raw)
	}
	for _, change := range [][2]string{
		{"\r\nList-Unsubscribe: <", "\r\nList-Unsubscribe: <https://evil.example/>, <"},
		{"\r\nList-Unsubscribe-Post: ", "\r\nList-Unsubscribe-Post: x"},
		{"\r\nList-Unsubscribe: ", "\r\nList-Unsubscribe: <https://evil.example/>\r\nList-Unsubscribe: "},
		{"\r\nTo: ", "\r\nReply-To: evil@evil.example\r\nTo: "},
	} {
		changed := bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(changed, raw) {
			t.Fatalf("%q is not in the mail", change[0])
		}
		if n := verify(changed); n != 0 {
			t.Errorf("with %q, %d signatures are still valid", change[1], n)
		}
	}
}

func TestOnlyMailFromItsDomainIsSignedWithAKey(t *testing.T) {
	t.Parallel()
	k := keys(t, "example.org selector=s key=ed.pem")[0]
	for domain, want := range map[string]bool{"example.org": true, "mail.example.org": true, "badexample.org": false, "org": false} {
		if k.Covers(domain) != want {
			t.Errorf("%s: %t", domain, !want)
		}
	}
}

func TestAPublishedKeyIsRecognised(t *testing.T) {
	t.Parallel()
	both := keys(t, "example.org selector=ed key=ed.pem, example.org selector=rsa key=pkcs1.pem")
	edwards, old := both[0], both[1]
	if edwards.Name() != "ed._domainkey.example.org" || edwards.Algorithm() != "Ed25519" || old.Algorithm() != "RSA, 2048 bits" {
		t.Errorf("%s is %s, the other %s", edwards.Name(), edwards.Algorithm(), old.Algorithm())
	}
	short := strings.Replace(old.Record(), "k=rsa; ", "", 1)
	for record, want := range map[string]bool{
		old.Record(): true, short: true, strings.Replace(short, "p=", "p= ", 1): true, edwards.Record(): false, "v=DKIM1; p=": false, "": false,
	} {
		if old.Matches(record) != want {
			t.Errorf("%q: %t", record, !want)
		}
	}
	if !edwards.Matches(edwards.Record()) || edwards.Matches(old.Record()) {
		t.Error("the Ed25519 key does not know itself")
	}
	_, public, _ := strings.Cut(old.Record(), "p=")
	der, err := base64.StdEncoding.DecodeString(public)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	older := "v=DKIM1; p=" + base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(parsed.(*rsa.PublicKey)))
	if !old.Matches(older) {
		t.Error("the older way to write an RSA key is not known")
	}
}

func TestEverythingWrongWithKeysIsSaidAtOnceAndNothingOfThem(t *testing.T) {
	t.Parallel()
	_, err := mailer.ParseKeys("a.example key=ed.pem, b.example selector=s key=gone.pem\nc.example selector=s key=text.pem, d.example selector=s key=ed.pem colour=red, "+
		"e.example selector=a/b key=ed.pem, f.example selector=s key=ed.pem, f.example selector=s key=rsa.pem, not_a_domain selector=s key=ed.pem", files(t))
	for _, want := range []string{
		`"a.example" needs selector`, `"b.example" has a key that cannot be read`, `"c.example" has a key that is not PEM`, `"d.example" knows selector and key`,
		`"e.example" has a selector that cannot`, `"f.example" has a selector that is there twice`, `"not_a_domain" does not begin with a domain`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Error("the key's file is quoted")
	}
}
