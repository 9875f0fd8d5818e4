package surveys_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"halte/surveys"
	. "halte/surveys/surveystest"
)

func TestAnUnsubscribeTokenTellsWhomAndWhere(t *testing.T) {
	t.Parallel()
	a, err := surveys.ParseAddress("jo@example.org")
	Must(t, err)
	who := Secret.Person(a, "")
	for _, touchpoint := range []string{"", "delivery", strings.Repeat("x", 63)} {
		token := Secret.UnsubscribeToken(who, touchpoint)
		if p, where, err := Secret.ReadUnsubscribe(token); err != nil || p != who || where != touchpoint {
			t.Errorf("%q gives %q at %q, %v", token, p, where, err)
		}
		if _, _, err := surveys.Secret(strings.Repeat("x", 32)).ReadUnsubscribe(token); surveys.KindOf(err) != surveys.NotFound {
			t.Errorf("another secret takes the token: %v", err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(token)
		Must(t, err)
		for i := range raw {
			changed := append([]byte(nil), raw...)
			changed[i] ^= 1
			if _, _, err := Secret.ReadUnsubscribe(base64.RawURLEncoding.EncodeToString(changed)); surveys.KindOf(err) != surveys.NotFound {
				t.Errorf("a token with byte %d changed is taken: %v", i, err)
			}
		}
	}
}

func TestAPersonIsToldByAddressElseByContact(t *testing.T) {
	t.Parallel()
	person := func(address, contact string) surveys.Person {
		if address == "" {
			return Secret.Person(surveys.Address{}, contact)
		}
		a, err := surveys.ParseAddress(address)
		Must(t, err)
		return Secret.Person(a, contact)
	}
	same := person("jo@bücher.example", "1")
	if same != person("JO@xn--bcher-kva.example", "2") || len(same) != 32 {
		t.Error("two contacts with one address are two persons")
	}
	all := map[surveys.Person]bool{same: true, person("", "1"): true, person("", "2"): true, person("al@example.org", "1"): true, person("", "jo@bücher.example"): true}
	if len(all) != 5 {
		t.Errorf("five persons are %d", len(all))
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("")
	f.Add("AAAAAAAAAAAAAAAAAAAAAA")
	f.Add(Secret.UnsubscribeToken(surveys.Person(strings.Repeat("a", 32)), "delivery"))
	f.Fuzz(func(t *testing.T, token string) {
		who, touchpoint, err := Secret.ReadUnsubscribe(token)
		if err == nil && Secret.UnsubscribeToken(who, touchpoint) != token {
			t.Fatalf("%q is not the only token for %s at %q", token, who, touchpoint)
		}
		if err != nil && surveys.KindOf(err) != surveys.NotFound {
			t.Fatal(err)
		}
	})
}

func TestAPseudonymIsStableAndKeyed(t *testing.T) {
	t.Parallel()
	one := Secret.Pseudonym("r-1")
	if len(one) != 32 || one != Secret.Pseudonym("r-1") {
		t.Errorf("it is %q, and then %q", one, Secret.Pseudonym("r-1"))
	}
	if one == Secret.Pseudonym("r-2") || one == surveys.Secret(strings.Repeat("x", 32)).Pseudonym("r-1") {
		t.Error("another response, or another installation, has the same")
	}
}
