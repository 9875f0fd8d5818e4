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
		"contact.properties.persona == \"vip\" ? event.properties.carrier : contact.locale", "contact.properties.store_name",
	} {
		d, err := definition.ReadDefinition([]byte(Shop("", AfterDelivery)))
		Must(t, err)
		d.Segments = map[string]string{"persona": expression}
		if problems := definition.Check(d); len(problems) > 0 {
			t.Errorf("%s: %+v", expression, problems)
		}
	}
}

func TestAValueThatIsAMailAddressIsNoSegment(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Happens(Delivered("jo", ID("a"), Being("persona", "jo@example.org")), Delivered("su", ID("b"), Being("persona", "@home")))
	for id, want := range map[string]string{"a": "", "b": "@home"} {
		if got := h.Decided(surveys.Event{ID: id}).Segments["persona"]; got != want {
			t.Errorf("the persona of %s is %q, not %q", id, got, want)
		}
	}
}
