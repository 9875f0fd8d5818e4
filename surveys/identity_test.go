package surveys_test

import (
	"strings"
	"testing"

	"halte/surveys"
	. "halte/surveys/surveystest"
)

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

func TestAContactIsFoundInTheAuditLogByEachFormOfItsId(t *testing.T) {
	t.Parallel()
	secret := surveys.Secret("0123456789abcdef0123456789abcdef")
	if secret.AuditName("Caf\u00e9") != secret.AuditName("Cafe\u0301") {
		t.Error("two forms of one id have two names")
	}
}
