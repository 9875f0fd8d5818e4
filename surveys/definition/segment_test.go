package definition_test

import (
	"testing"

	"halte/surveys"
	"halte/surveys/definition"
	. "halte/surveys/surveystest"
)

func TestASegmentMayTakeWhatManyShare(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{
		"contact.properties.country", "contact.locale", "contact.timezone", "event.name", "event.properties.email_opt_in", "contact.properties.address.city",
		"contact.properties.persona == \"vip\" ? event.properties.carrier : contact.locale", "contact.properties.store_name", "event.properties.store_id", "event.properties.product_name", "contact.properties.phone_type", "contact.properties.plan_name", "contact.properties.account_type",
	} {
		d, err := definition.ReadDefinition([]byte(Shop("", AfterDelivery)))
		Must(t, err)
		d.Segments = map[string]string{"persona": expression}
		if problems := definition.Check(d); len(problems) > 0 {
			t.Errorf("%s: %+v", expression, problems)
		}
	}
}

func TestAValueThatIsAnAddressANumberOrAnIdIsNoSegment(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Happens(Delivered("jo", ID("a"), Being("persona", "jo@example.org")), Delivered("su", ID("b"), Being("persona", "@home")),
		Delivered("mo", ID("c"), Being("persona", "+31 6 1234-5678")), Delivered("bo", ID("d"), Being("persona", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8")),
		Delivered("li", ID("e"), Being("persona", "2026-11-30")), Delivered("al", ID("f"), Being("persona", "app 10.0.22631")), Delivered("ed", ID("g"), Being("persona", "order 1234567")))
	for id, want := range map[string]string{"a": "", "b": "@home", "c": "", "d": "", "e": "2026-11-30", "f": "app 10.0.22631", "g": ""} {
		if got := h.Decided(surveys.Event{ID: id}).Segments["persona"]; got != want {
			t.Errorf("the persona of %s is %q, not %q", id, got, want)
		}
	}
}
