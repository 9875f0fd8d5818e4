package respond_test

import (
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	. "halte/surveys/surveystest"
)

func TestAnExternalResponseThatDoesNotFitIsRefusedByItsFieldAndSinksNobody(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	good := respond.ExternalResponse{Touchpoint: "delivery", Rating: Rating(9)}
	for _, row := range []struct {
		field string
		bad   func(*respond.ExternalResponse)
	}{
		{"touchpoint", func(a *respond.ExternalResponse) { a.Touchpoint = "" }},
		{"touchpoint", func(a *respond.ExternalResponse) { a.Touchpoint = "nowhere" }},
		{"touchpoint", func(a *respond.ExternalResponse) { a.Survey = "returns-csat" }},
		{"survey", func(a *respond.ExternalResponse) { a.Survey = "nothing" }},
		{"rating", func(a *respond.ExternalResponse) { a.Rating = nil }},
		{"rating", func(a *respond.ExternalResponse) { a.Rating = Rating(11) }},
		{"rating", func(a *respond.ExternalResponse) { a.Touchpoint, a.Rating = "returns", Rating(0) }},
		{"id", func(a *respond.ExternalResponse) { a.ID = "a\x00b" }},
		{"event_id", func(a *respond.ExternalResponse) { a.EventID = strings.Repeat("x", 301) }},
		{"contact_id", func(a *respond.ExternalResponse) { a.ContactID = " jo" }},
		{"locale", func(a *respond.ExternalResponse) { a.Locale = "dutch, please" }},
		{"source", func(a *respond.ExternalResponse) { a.Source = "pigeon" }},
		{"answered_at", func(a *respond.ExternalResponse) { a.AnsweredAt = Time("2026-03-04T00:00:00Z") }},
		{"occurred_at", func(a *respond.ExternalResponse) { a.OccurredAt = Time("1989-12-31T00:00:00Z") }},
		{"speed", func(a *respond.ExternalResponse) { a.Answers = map[string][]string{"speed": {"medium"}} }},
		{"comment", func(a *respond.ExternalResponse) {
			a.Touchpoint, a.Rating, a.Comment = "service", Rating(3), "No room for this"
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

func TestTheFirstExternalResponseWithAnIDWins(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	first := respond.ExternalResponse{ID: "r", Touchpoint: "delivery", Rating: Rating(9), Comment: "Goed", Answers: map[string][]string{"speed": {}}}
	other := first
	other.Rating = Rating(1)
	other.Comment = ""
	for i, got := range [][]respond.AnswerResult{h.Gives(false, first, first, other), h.Gives(false, first, other)} {
		last := len(got) - 1
		if i == 0 && got[0].Status != surveys.EventAccepted || got[last-1].Differs || got[last].Status != surveys.EventDuplicate || !got[last].Differs {
			t.Errorf("%+v", got)
		}
	}
	if s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Small: true}); err != nil || s.N != 1 || s.Histogram[9] != 1 || s.ResponseRate != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAnExternalResponseBelongsToTheDayOfItsExperience(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	event := Delivered("jo", On("2026-02-27T23:30:00Z"), Being("persona", "commuter")) // the 28th in Amsterdam
	h.Happens(event)
	at := func(s string) respond.ExternalResponse {
		return respond.ExternalResponse{ID: s, Touchpoint: "delivery", Rating: Rating(9), AnsweredAt: Time("2026-03-01T23:30:00Z")}
	}
	plain, told, of, unknown := at("plain"), at("told"), at("of"), at("unknown")
	told.OccurredAt, told.EventID = Time("2026-02-20T12:00:00Z"), event.ID
	of.EventID = event.ID
	unknown.EventID = "never heard of"
	h.Gives(false, plain, told, of, unknown)
	days, personas := map[string]string{}, map[string]string{}
	Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
		days[r.GivenID()], personas[r.GivenID()] = r.Day, r.Segments["persona"]
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
	h := Open(t, Shop("", AfterDelivery))
	for score, key := range map[int]string{2: "why", 8: "why", 9: "delight"} {
		id := key + string(rune('0'+score))
		h.Gives(true, respond.ExternalResponse{ID: id, Survey: "delivery-nps", Rating: Rating(score), Comment: "Hm."})
		Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
			if r.GivenID() == id && (len(r.Answers[key]) != 1 || r.Source != surveys.SourceImport || !r.Imported) {
				t.Errorf("after a %d: %+v", score, r)
			}
			return nil
		}))
	}
}

func TestAnExternalResponseMakesItsContactKnownByARandomNumber(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Gives(true, respond.ExternalResponse{ID: "1", Survey: "delivery-nps", ContactID: "jo", Rating: Rating(9)}, respond.ExternalResponse{ID: "2", Survey: "delivery-nps", ContactID: "jo", Rating: Rating(8)})
	h.Happens(Delivered("jo"))
	c, err := h.Read(t.Context()).Contact("jo")
	Must(t, err)
	Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
		if r.Respondent == 0 || r.Respondent != c.Respondent {
			t.Errorf("the answer %s is of respondent %d, the contact is %d", r.ID, r.Respondent, c.Respondent)
		}
		return nil
	}))
	if c.Email != "jo@example.org" {
		t.Errorf("%+v", c)
	}
}
