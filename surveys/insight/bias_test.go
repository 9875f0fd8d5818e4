package insight_test

import (
	"fmt"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

func TestWhoAnsweredIsCountedAlongTheWalkOfTheirMails(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", "{key: after-delivery, survey: delivery-nps, on: order.delivered, reminders: [{after: 2d}]}"))
		links := map[string]string{}
		for i, persona := range []string{"commuter", "commuter", "commuter", "family", "family", ""} {
			contact := fmt.Sprintf("c-%d", i)
			_, links[contact] = h.Invites(contact, surveystest.Being("persona", persona))
		}
		h.Answers(links["c-0"], 10, nil)
		h.Answers(links["c-0"], 9, nil) // changed her mind: still one answer
		h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendRefused})
		h.Happens(surveystest.Event("order.delivered", surveystest.Of("nobody"), surveystest.On(h.Clock.Now().Format(time.RFC3339)), surveystest.Being("persona", "family")))
		h.Sweeps()
		h.Outbox.Fail(nil)
		h.Later(49 * time.Hour) // reminders to all but c-0
		h.Answers(h.Link(), 2, nil)
		rating := 0
		h.Gives(false, respond.ExternalResponse{Survey: "delivery-nps", Rating: &rating}) // came otherwise
		if _, err := h.EraseContact(t.Context(), "c-1"); err != nil {
			t.Fatal(err)
		}

		b, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", By: []string{"persona"}, Small: true})
		if err != nil {
			t.Fatal(err)
		}
		if b.Invited != 6 || b.Delivered != 6 || b.Unknown != 0 || b.Failed != 1 || b.Answered != 2 || b.Raw.N != 2 {
			t.Errorf("%+v", b)
		}
		if b.Waves == nil || b.Waves.First.N != 1 || b.Waves.Reminder.N != 1 || len(b.Days) != 1 || b.Days[0].Answered != 2 {
			t.Errorf("waves %+v, days %+v", b.Waves, b.Days)
		}
		got := ""
		for _, v := range b.Segments[0].Values {
			got += fmt.Sprintf("%s %d of %d;", v.Value, v.Answered, v.Invited)
		}
		if got != " 1 of 1;commuter 1 of 3;family 0 of 2;" && got != " 0 of 1;commuter 1 of 3;family 1 of 2;" && got != " 0 of 1;commuter 2 of 3;family 0 of 2;" {
			t.Errorf("by persona: %s", got)
		}
		some, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:commuter"}}, Small: true})
		if err != nil || some.Invited != 3 || len(some.Segments) != 2 || len(some.Filter) != 1 {
			t.Errorf("of commuters: %+v, %v", some, err)
		}
		_, err = h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:commuter"}}})
		surveystest.WantKind(t, err, surveys.Forbidden, "")
		_, err = h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", By: []string{"shoe size"}})
		surveystest.WantKind(t, err, surveys.Invalid, "segment")
	})
}

func TestWhoAnsweredIsPickedByLanguageAndMailAndNeverBySource(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", "{key: after-delivery, survey: delivery-nps, on: order.delivered, reminders: [{after: 2d}]}"))
		links := map[string]string{}
		for i, locale := range []string{"nl", "nl", "nl", "nl", "en", "en"} {
			contact := fmt.Sprintf("c-%d", i)
			_, links[contact] = h.Invites(contact, surveystest.Reading(locale), surveystest.Being("persona", surveys.IfElse(i%2 == 0, "commuter", "family")))
		}
		h.Answers(links["c-0"], 10, nil)
		h.Answers(links["c-4"], 9, nil)
		before := len(h.Outbox.Mails())
		h.Later(49 * time.Hour)
		reminders := h.Outbox.Mails()[before:]
		if len(reminders) != 4 {
			t.Fatalf("%d were reminded", len(reminders))
		}
		for _, mail := range reminders {
			h.Answers(surveystest.Token(mail), 2, nil)
		}
		for name, c := range map[string]struct {
			filter            pick.Filter
			invited, answered int64
		}{
			"all":                      {pick.Filter{}, 6, 6},
			"Dutch":                    {pick.Filter{Locales: []string{"nl"}}, 4, 4},
			"either language":          {pick.Filter{Locales: []string{"en", "nl"}}, 6, 6},
			"a language of none":       {pick.Filter{Locales: []string{"fr"}}, 0, 0},
			"the first mail":           {pick.Filter{Waves: []string{"first"}}, 6, 2},
			"a reminder":               {pick.Filter{Waves: []string{"reminder"}}, 4, 4},
			"both mails":               {pick.Filter{Waves: []string{"first", "reminder"}}, 6, 6},
			"the first mail in Dutch":  {pick.Filter{Waves: []string{"first"}, Locales: []string{"nl"}}, 4, 1},
			"Dutch commuters":          {pick.Filter{Locales: []string{"nl"}, Segments: []string{"persona:commuter"}}, 2, 2},
			"commuters by a reminder":  {pick.Filter{Waves: []string{"reminder"}, Segments: []string{"persona:commuter"}}, 1, 1},
			"the touchpoint's channel": {pick.Filter{Channels: []string{"post"}}, 6, 6},
		} {
			b, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Filter: c.filter, Small: true})
			surveystest.Must(t, err)
			if b.Invited != c.invited || b.Answered != c.answered || b.Raw.N != c.answered {
				t.Errorf("%s: %d of %d answered, want %d of %d", name, b.Answered, b.Invited, c.answered, c.invited)
			}
		}
		for field, filter := range map[string]pick.Filter{
			"source": {Sources: []string{"mail"}}, "wave": {Waves: []string{"second"}}, "channel": {Channels: []string{"chat"}}, "locale": {Locales: []string{""}},
		} {
			_, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Filter: filter, Small: true})
			surveystest.WantKind(t, err, surveys.Invalid, field)
		}
		_, err := h.Bias(t.Context(), insight.BiasQuery{Touchpoint: "delivery", Filter: pick.Filter{Waves: []string{"first"}}})
		surveystest.WantKind(t, err, surveys.Forbidden, "")
	})
}
