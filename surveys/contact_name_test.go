package surveys_test

import (
	"testing"

	"halte/surveys"
)

func TestAContactIsGreetedByWhatLooksLikeAName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Jo", "J. Smith", "J.R.R. Tolkien", "St. John", "Anne-Marie d'Été", "Sinéad O’Connor", "王小明", "محمد علی", "می\u200cترا", "Łukasz Żółć", "Jo & Sam",
		"María de los Ángeles García López", "Robert (Bob) van der Berg", "Johan 3e", "Ana-Lluïsa Gal·la", "Иван Иванович",
	} {
		if got := (surveys.Contact{Name: name}).GreetingName(); got != name {
			t.Errorf("%q is greeted as %q", name, got)
		}
	}
	if got := (surveys.Contact{Name: "  Jo \t de  Vries "}).GreetingName(); got != "Jo de Vries" {
		t.Errorf("spaces around a name give %q", got)
	}
}

func TestAContactIsNotGreetedByALinkAnAddressOrASentence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "...", "Win a prize at https://evil.example", "evil.example", "go to www.evil", "EVIL.COM now", "jo@example.org", "jo＠example.org", "=?utf-8?q?Jo?=",
		"Your parcel is waiting, pay the customs fee to have it today", "You won! Call us", "Call 0900 1234", "Really?", "Pay €5", "<b>Jo</b>", "Jo\u202eoJ", "{{contact.name}}",
		"a/b", "paypal。com", "https:evil", "Jo: read this", "12345", "Josephine Josephine Josephine Josephine Josephine Josephine-Josephine", "münchen.de", "пример.рф", "Jo 🎁",
	} {
		if got := (surveys.Contact{Name: name}).GreetingName(); got != "" {
			t.Errorf("%q is greeted as %q", name, got)
		}
	}
}
