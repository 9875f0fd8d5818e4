package surveys_test

import (
	"strings"
	"testing"

	"halte/surveys"
	. "halte/surveys/surveystest"
)

func TestAGivenAnswerThatDoesNotFitIsRefusedByItsFieldAndSinksNobody(t *testing.T) {
	t.Parallel()
	h := halte(t, Shop("", AfterDelivery))
	good := surveys.GivenAnswer{Touchpoint: "delivery", Rating: rating(9)}
	for _, row := range []struct {
		field string
		bad   func(*surveys.GivenAnswer)
	}{
		{"touchpoint", func(a *surveys.GivenAnswer) { a.Touchpoint = "" }},
		{"touchpoint", func(a *surveys.GivenAnswer) { a.Touchpoint = "nowhere" }},
		{"touchpoint", func(a *surveys.GivenAnswer) { a.Survey = "returns-csat" }},
		{"survey", func(a *surveys.GivenAnswer) { a.Survey = "nothing" }},
		{"rating", func(a *surveys.GivenAnswer) { a.Rating = nil }},
		{"rating", func(a *surveys.GivenAnswer) { a.Rating = rating(11) }},
		{"rating", func(a *surveys.GivenAnswer) { a.Touchpoint, a.Rating = "returns", rating(0) }},
		{"id", func(a *surveys.GivenAnswer) { a.ID = "a\x00b" }},
		{"event_id", func(a *surveys.GivenAnswer) { a.EventID = strings.Repeat("x", 301) }},
		{"contact_id", func(a *surveys.GivenAnswer) { a.ContactID = " jo" }},
		{"locale", func(a *surveys.GivenAnswer) { a.Locale = "dutch, please" }},
		{"source", func(a *surveys.GivenAnswer) { a.Source = "pigeon" }},
		{"answered_at", func(a *surveys.GivenAnswer) { a.AnsweredAt = Time("2026-03-04T00:00:00Z") }},
		{"occurred_at", func(a *surveys.GivenAnswer) { a.OccurredAt = Time("1989-12-31T00:00:00Z") }},
		{"speed", func(a *surveys.GivenAnswer) { a.Answers = map[string][]string{"speed": {"medium"}} }},
		{"comment", func(a *surveys.GivenAnswer) {
			a.Touchpoint, a.Rating, a.Comment = "service", rating(3), "No room for this"
		}},
	} {
		bad := good
		row.bad(&bad)
		got := h.Gives(false, bad, good)
		if got[0].Status != surveys.EventRefused || got[0].Field != row.field || got[0].Reason == "" || got[1].Status != surveys.EventAccepted {
			t.Errorf("%s: %+v", row.field, got)
		}
	}
}

func TestTheFirstGivenAnswerWithAnIDWins(t *testing.T) {
	t.Parallel()
	h := halte(t, Shop("", AfterDelivery))
	first := surveys.GivenAnswer{ID: "r", Touchpoint: "delivery", Rating: rating(9), Comment: "Goed", Answers: map[string][]string{"speed": {}}}
	other := first
	other.Rating = rating(1)
	other.Comment = ""
	for i, got := range [][]surveys.AnswerResult{h.Gives(false, first, first, other), h.Gives(false, first, other)} {
		last := len(got) - 1
		if i == 0 && got[0].Status != surveys.EventAccepted || got[last-1].Differs || got[last].Status != surveys.EventDuplicate || !got[last].Differs {
			t.Errorf("%+v", got)
		}
	}
	if s, err := h.TouchpointScore(t.Context(), surveys.ScoreQuery{Touchpoint: "delivery", Small: true}); err != nil || s.N != 1 || s.Histogram[9] != 1 || s.ResponseRate != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAGivenAnswerBelongsToTheDayOfItsExperience(t *testing.T) {
	t.Parallel()
	h := halte(t, Shop("", AfterDelivery))
	event := delivered("jo", On("2026-02-27T23:30:00Z"), Being("persona", "commuter")) // the 28th in Amsterdam
	h.Happens(event)
	at := func(s string) surveys.GivenAnswer {
		return surveys.GivenAnswer{ID: s, Touchpoint: "delivery", Rating: rating(9), AnsweredAt: Time("2026-03-01T23:30:00Z")}
	}
	plain, told, of, unknown := at("plain"), at("told"), at("of"), at("unknown")
	told.OccurredAt, told.EventID = Time("2026-02-20T12:00:00Z"), event.ID
	of.EventID = event.ID
	unknown.EventID = "never heard of"
	h.Gives(false, plain, told, of, unknown)
	days, personas := map[string]string{}, map[string]string{}
	must(t, h.EachResponse(t.Context(), func(r surveys.Response) error {
		days[r.ID], personas[r.ID] = r.Day, r.Segments["persona"]
		return nil
	}))
	for id, want := range map[string]string{"plain": "2026-03-02", "told": "2026-02-20", "of": "2026-02-28", "unknown": "2026-03-02"} {
		if days[id] != want {
			t.Errorf("the answer %q belongs to %s, want %s", id, days[id], want)
		}
	}
	if personas["of"] != "commuter" || personas["plain"] != "" {
		t.Errorf("the segments of the event are not the answer's: %q", personas)
	}
}

func TestACommentGoesWhereTheSurveyAsksForOne(t *testing.T) {
	t.Parallel()
	h := halte(t, Shop("", AfterDelivery))
	for score, key := range map[int]string{2: "why", 8: "why", 9: "delight"} {
		id := key + string(rune('0'+score))
		h.Gives(true, surveys.GivenAnswer{ID: id, Survey: "delivery-nps", Rating: rating(score), Comment: "Hm."})
		must(t, h.EachResponse(t.Context(), func(r surveys.Response) error {
			if r.ID == id && (len(r.Answers[key]) != 1 || r.Source != surveys.SourceImport || !r.Imported) {
				t.Errorf("after a %d: %+v", score, r)
			}
			return nil
		}))
	}
}

func TestAGivenAnswerMakesItsContactKnownByARandomNumber(t *testing.T) {
	t.Parallel()
	h := halte(t, Shop("", AfterDelivery))
	h.Gives(true, surveys.GivenAnswer{ID: "1", Survey: "delivery-nps", ContactID: "jo", Rating: rating(9)}, surveys.GivenAnswer{ID: "2", Survey: "delivery-nps", ContactID: "jo", Rating: rating(8)})
	h.Happens(delivered("jo"))
	c, err := h.Contact(t.Context(), "jo")
	must(t, err)
	must(t, h.EachResponse(t.Context(), func(r surveys.Response) error {
		if r.Respondent == 0 || r.Respondent != c.Respondent {
			t.Errorf("the answer %s is of respondent %d, the contact is %d", r.ID, r.Respondent, c.Respondent)
		}
		return nil
	}))
	if c.Email != "jo@example.org" {
		t.Errorf("%+v", c)
	}
}
