package followup_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// A chooser is one of the people who answered in February.
type chooser struct {
	persona, carrier, locale, day, option string
	rating                                int
}

// chose lets people of all kinds answer.
func chose(h *Halte) (all []chooser) {
	for i := range 60 {
		a := chooser{
			persona: []string{"commuter", "parent", ""}[i%3], carrier: []string{"dhl", "gls"}[i/3%2], locale: []string{"nl", "en"}[i/6%2],
			day: fmt.Sprintf("2026-02-%02d", 1+i%20), option: []string{"slow", "fast", ""}[i/4%3], rating: i % 11,
		}
		contact, event := fmt.Sprint("c", i), fmt.Sprint("e", i)
		being := []Detail{ID(event), Of(contact), On(a.day + "T09:00:00Z"), With("carrier", a.carrier)}
		if a.persona != "" {
			being = append(being, Being("persona", a.persona))
		}
		h.Happened(Event("order.delivered", being...))
		answers := map[string][]string{"why": {"who knows"}}
		if a.option != "" {
			answers["speed"] = []string{a.option}
		}
		choose(h, a.day, 1, a.rating, answers, func(r *respond.ExternalResponse) {
			r.ContactID, r.EventID, r.Locale = contact, event, a.locale
		})
		all = append(all, a)
	}
	return all
}

// counted writes what a script counts of those who are so.
func counted(all []chooser, is func(chooser) bool) string {
	n := map[string]int{}
	for _, a := range all {
		if a.option != "" && is(a) {
			n[a.option]++
		}
	}
	if n["slow"]+n["fast"] == 0 {
		return "0, slow -, fast -"
	}
	return fmt.Sprintf("%d, slow %d, fast %d", n["slow"]+n["fast"], n["slow"], n["fast"])
}

func TestChoicesOfAnyValuesAreThoseThatAScriptCounts(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		h.Applies(strings.Replace(Shop("", AfterDelivery), "Hoe snel?", "Hoe snel was het?", 1)) // version 2: answers of both are counted
		all := chose(h)
		for name, c := range map[string]struct {
			filter pick.Filter
			is     func(chooser) bool
			from   string
		}{
			"everybody":           {pick.Filter{}, func(chooser) bool { return true }, ""},
			"two values of one":   {pick.Filter{Segments: []string{"persona:parent", "persona:commuter"}}, func(a chooser) bool { return a.persona != "" }, ""},
			"two segments":        {pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}, func(a chooser) bool { return a.persona == "parent" && a.carrier == "dhl" }, "responses"},
			"several of each":     {pick.Filter{Segments: []string{"persona:parent", "persona:commuter", "carrier:dhl", "carrier:gls"}}, func(a chooser) bool { return a.persona != "" }, "responses"},
			"a segment, a locale": {pick.Filter{Segments: []string{"persona:parent"}, Locales: []string{"nl"}}, func(a chooser) bool { return a.persona == "parent" && a.locale == "nl" }, "responses"},
			"three dimensions":    {pick.Filter{Segments: []string{"carrier:gls"}, Locales: []string{"en"}, Sources: []string{"api"}}, func(a chooser) bool { return a.carrier == "gls" && a.locale == "en" }, "responses"},
			"a channel beside":    {pick.Filter{Segments: []string{"carrier:gls"}, Channels: []string{"post"}}, func(a chooser) bool { return a.carrier == "gls" }, ""},
			"what nobody was":     {pick.Filter{Segments: []string{"persona:ghost", "carrier:gls"}}, func(chooser) bool { return false }, "responses"},
			"none of a mail":      {pick.Filter{Segments: []string{"carrier:gls"}, Waves: []string{"first"}}, func(chooser) bool { return false }, "responses"},
		} {
			q := followup.Query{From: "2026-02-08", To: "2026-02-20", CompareFrom: "2026-02-01", CompareTo: "2026-02-07", Trend: "week", Filter: c.filter}
			r := report(t, h, q)
			now := func(a chooser) bool { return c.is(a) && a.day >= "2026-02-08" }
			if got, want := told(r, "speed"), counted(all, now); got != want || r.CountedFrom != c.from {
				t.Errorf("%s: %s from %q, a script counts %s from %q", name, got, r.CountedFrom, want, c.from)
			}
			var weeks int64
			for _, week := range r.Questions[0].Trend {
				weeks += week.N
			}
			before := counted(all, func(a chooser) bool { return c.is(a) && a.day < "2026-02-08" })
			if n := r.Questions[0].N; weeks != n || !strings.HasPrefix(before, fmt.Sprint(*r.Questions[0].PreviousN, ",")) {
				t.Errorf("%s: %d of weeks, %d in all; %d before, a script counts %s", name, weeks, n, *r.Questions[0].PreviousN, before)
			}
			q.Category = followup.Satisfied
			if got, want := told(report(t, h, q), "speed"), counted(all, func(a chooser) bool { return now(a) && a.rating >= 9 }); got != want {
				t.Errorf("%s: of the satisfied %s, a script counts %s", name, got, want)
			}
		}
	})
}

func TestAChangedAnswerIsCountedAsItIsNowAndAnErasedOneIsNot(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		_, link := h.Invites("jo", Being("persona", "parent"), With("carrier", "dhl"))
		h.Answers(link, 9, speed("slow"))
		h.Clock.Pass(time.Hour)
		h.Answers(link, 9, speed("fast"))
		q := followup.Query{Filter: pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}}
		if got := told(report(t, h, q), "speed"); got != "1, slow 0, fast 1" {
			t.Errorf("of one who changed it, %s", got)
		}
		h.Erases("jo")
		if got := told(report(t, h, q), "speed"); got != "0, slow -, fast -" {
			t.Errorf("of one who was erased, %s", got)
		}
	})
}

func TestChoicesOfSeveralValuesAreCountedOfSoManyAnswersAtMost(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	chose(h)
	q := followup.Query{Touchpoint: "delivery", From: "2025-03-01", To: "2026-02-28", Small: true, Filter: pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}}
	many := func(n int64) {
		day := surveys.Rollup{Survey: "delivery-nps", Day: "2025-03-01", Dimension: surveys.DimensionTotal, Tally: metric.Tally{9: n}}
		Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.RollupsAdd([]surveys.Rollup{day}) }))
	}
	many(pick.MaxCounted - 60)
	if r, err := h.FollowUps(t.Context(), q); err != nil || told(r, "speed")[:1] == "0" {
		t.Errorf("at the bound it tells %v, %v", r, err)
	}
	many(1)
	_, err := h.FollowUps(t.Context(), q)
	WantKind(t, err, surveys.Invalid, "segment")
	if strings.Contains(err.Error(), "crossed") {
		t.Errorf("no pair of choices is kept, and it says %v", err)
	}
	q.From = "2025-04-01"
	if _, err := h.FollowUps(t.Context(), q); err != nil {
		t.Errorf("a shorter period is refused: %v", err)
	}
}

func TestWhoMayNotSeeSmallCellsIsToldOfNoChoices(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	chose(h)
	for _, segments := range [][]string{nil, {"persona:parent"}, {"persona:parent", "carrier:dhl"}} {
		r, err := h.FollowUps(t.Context(), followup.Query{Touchpoint: "delivery", Filter: pick.Filter{Segments: segments}})
		if WantKind(t, err, surveys.Forbidden, ""); len(r.Questions) > 0 {
			t.Errorf("of %v it tells %v", segments, r.Questions)
		}
	}
}
