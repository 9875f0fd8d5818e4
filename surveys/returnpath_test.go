package surveys_test

import (
	"strings"
	"testing"

	"halte/surveys"
	. "halte/surveys/surveystest"
)

func TestAReturnPathTellsTheInvitationAndTheWave(t *testing.T) {
	t.Parallel()
	const id = "01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20"
	for _, name := range []string{"mail.example.org", "bounce@mail.example.org", "a-name-of-14-c@mail.example.org"} {
		at, err := surveys.ParseReturnPath(name)
		Must(t, err)
		seen := map[string]bool{}
		for wave := range 3 {
			path := Secret.ReturnPath(at, id, wave)
			local, domain, _ := strings.Cut(path, "@")
			if len(local) > 64 || domain != "mail.example.org" || seen[path] {
				t.Errorf("%s has %d octets before the @", path, len(local))
			}
			seen[path] = true
			if _, err := surveys.ParseAddress(path); err != nil {
				t.Errorf("%s cannot stand on an envelope: %v", path, err)
			}
			for _, as := range []string{path, strings.ToUpper(path), local, strings.ToUpper(local), "prvs=0123456789=" + path} {
				if invitation, w, err := Secret.ReadReturnPath(as); err != nil || invitation != id || w != wave {
					t.Errorf("%s gives %s, wave %d, %v", as, invitation, w, err)
				}
			}
		}
	}
}

func TestAReturnPathThatWeDidNotMakeIsRefused(t *testing.T) {
	t.Parallel()
	at, err := surveys.ParseReturnPath("mail.example.org")
	Must(t, err)
	path := Secret.ReturnPath(at, "01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20", 1)
	refused := func(address string, secret surveys.Secret) {
		if id, wave, err := secret.ReadReturnPath(address); surveys.KindOf(err) != surveys.NotFound {
			t.Errorf("%q is taken as %s, wave %d: %v", address, id, wave, err)
		}
	}
	refused(path, surveys.Secret(strings.Repeat("x", 32)))
	for i := strings.IndexByte(path, '+') + 1; path[i] != '@'; i++ {
		changed := []byte(path)
		if changed[i] == 'a' {
			changed[i] = 'b'
		} else {
			changed[i] = 'a'
		}
		refused(string(changed), Secret)
		refused(path[:i]+path[i+1:], Secret)
	}
	for _, address := range []string{"", "@", "bounce@mail.example.org", "bounce+.@mail.example.org", "bounce+a.b@x", "jo@example.org", strings.Repeat("a", 5000)} {
		refused(address, Secret)
	}
}

func TestWhereReportsComeIsADomainOrAShortAddress(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"mail.example.org": "bounce@mail.example.org", " terug@bücher.example ": "terug@xn--bcher-kva.example",
		"": "", "no domain": "", "a+b@example.org": "", "a-name-of-15-ch@example.org": "", "@example.org": "",
	} {
		a, err := surveys.ParseReturnPath(given)
		if (err == nil) != (want != "") || err == nil && a.String() != want {
			t.Errorf("%q gives %s, %v, want %q", given, a, err, want)
		}
	}
	if path := Secret.ReturnPath(surveys.Address{}, "01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20", 0); path != "" {
		t.Errorf("nowhere gives %s", path)
	}
}
