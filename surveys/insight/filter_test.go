package insight_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// answered is an answer as a script that counts for itself knows it.
type answered struct{ survey, day, persona, carrier, locale, source, comment string }

// crosses makes answers of customers who differ in several ways at once.
func crosses(t *testing.T, h *surveystest.Halte) []answered {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	one := func(of ...string) string { return of[rnd.IntN(len(of))] }
	var all []answered
	var events []surveys.Event
	var given []respond.ExternalResponse
	for i := range 600 {
		a := answered{
			survey: one("delivery-nps", "delivery-nps", "returns-csat"), persona: one("commuter", "parent", ""), carrier: one("dhl", "dpd", "gls", "it's 5% \"new\""),
			locale: one("nl", "nl-BE", "en"), source: one("link", "kiosk"), comment: one("", "late again"),
		}
		if a.survey != "delivery-nps" {
			a.comment = "" // nobody asks there
		}
		at := time.Date(2026, 2, 1+rnd.IntN(28), 10, 0, 0, 0, time.UTC)
		a.day = at.Format(time.DateOnly)
		contact, id := fmt.Sprint("c", i), fmt.Sprint("e", i)
		details := []surveystest.Detail{surveystest.Of(contact), surveystest.ID(id), surveystest.On(at.Format(time.RFC3339)), surveystest.With("carrier", a.carrier)}
		if a.persona != "" {
			details = append(details, surveystest.Being("persona", a.persona))
		}
		events = append(events, surveystest.Event("order.delivered", details...))
		rating := 1 + rnd.IntN(5)
		given = append(given, respond.ExternalResponse{
			Survey: a.survey, ContactID: contact, EventID: id, Locale: a.locale, Source: surveys.Source(a.source), Rating: &rating, Comment: a.comment, OccurredAt: at, AnsweredAt: at,
		})
		all = append(all, a)
	}
	h.Happened(events...)
	h.Gives(true, given...)
	return all
}

// count counts answers for itself.
func count(all []answered, is func(answered) bool) (n int64) {
	for _, a := range all {
		if is(a) {
			n++
		}
	}
	return n
}

var february = []string{"2026-02-01", "2026-02-28"}

func TestAFilterPicksWhatAScriptCounts(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery))
		all := crosses(t, h)
		delivery := func(a answered) bool { return a.survey == "delivery-nps" }
		for name, c := range map[string]struct {
			filter pick.Filter
			is     func(answered) bool
			from   string
		}{
			"one segment":               {pick.Filter{Segments: []string{"persona:parent"}}, func(a answered) bool { return a.persona == "parent" }, ""},
			"two values of one":         {pick.Filter{Segments: []string{"persona:parent", "persona:commuter"}}, func(a answered) bool { return a.persona != "" }, ""},
			"two segments":              {pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}, func(a answered) bool { return a.persona == "parent" && a.carrier == "dhl" }, "responses"},
			"in the other order":        {pick.Filter{Segments: []string{"carrier:dhl", "persona:parent"}}, func(a answered) bool { return a.persona == "parent" && a.carrier == "dhl" }, "responses"},
			"a value with signs":        {pick.Filter{Segments: []string{"carrier:it's 5% \"new\"", "persona:parent"}}, func(a answered) bool { return a.persona == "parent" && a.carrier == "it's 5% \"new\"" }, "responses"},
			"values of two segments":    {pick.Filter{Segments: []string{"carrier:dhl", "carrier:gls", "persona:parent", "persona:commuter"}}, func(a answered) bool { return a.persona != "" && (a.carrier == "dhl" || a.carrier == "gls") }, "responses"},
			"a locale":                  {pick.Filter{Locales: []string{"nl"}}, func(a answered) bool { return a.locale == "nl" }, ""},
			"three dimensions":          {pick.Filter{Segments: []string{"persona:parent"}, Locales: []string{"nl", "en"}, Sources: []string{"kiosk"}}, func(a answered) bool { return a.persona == "parent" && a.locale != "nl-BE" && a.source == "kiosk" }, "responses"},
			"what nobody had":           {pick.Filter{Segments: []string{"persona:ghost", "carrier:dhl"}}, func(answered) bool { return false }, "responses"},
			"no wave, as none was sent": {pick.Filter{Waves: []string{"first"}}, func(answered) bool { return false }, ""},
			"a channel":                 {pick.Filter{Channels: []string{"post", "chat"}, Segments: []string{"persona:parent"}}, func(a answered) bool { return a.persona == "parent" }, ""},
		} {
			s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: february[0], To: february[1], Trend: "week", Filter: c.filter, Small: true})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want := count(all, func(a answered) bool { return delivery(a) && c.is(a) })
			var trend int64
			for _, p := range s.Trend {
				trend += p.N
			}
			if s.N != want || trend != want || s.CountedFrom != c.from {
				t.Errorf("%s: n %d, %d over weeks, counted from %q; a script counts %d from %q", name, s.N, trend, s.CountedFrom, want, c.from)
			}
			list, err := h.Scores(t.Context(), insight.ScoresQuery{By: "segment.carrier", From: february[0], To: february[1], Filter: c.filter, Small: true})
			surveystest.Must(t, err)
			for _, row := range list.Scores {
				if want := count(all, func(a answered) bool {
					return c.is(a) && a.carrier == row.Key && (a.survey == "delivery-nps") == (row.Metric == "nps")
				}); row.N != want {
					t.Errorf("%s: %s has n %d, a script counts %d", name, row.Key, row.N, want)
				}
			}
			view, err := h.Map(t.Context(), journey.MapQuery{From: february[0], To: february[1], Filter: c.filter, Small: true})
			surveystest.Must(t, err)
			if n := view.Surveys["delivery-nps"].N; n != want {
				t.Errorf("%s: the map has n %d, a script counts %d", name, n, want)
			}
			got, err := h.Compare(t.Context(), insight.ComparisonQuery{Metric: "nps", From: february[0], To: february[1], Filter: c.filter, Small: true})
			surveystest.Must(t, err)
			if i := slices.IndexFunc(got.Rows, func(r insight.ComparedRow) bool { return r.Key == "delivery" }); got.Rows[i].N != want {
				t.Errorf("%s: the comparison has n %d, a script counts %d", name, got.Rows[i].N, want)
			}
		}
	})
}

func TestWordsAndCommentsArePickedLikeScores(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery))
		all := crosses(t, h)
		filter := pick.Filter{Segments: []string{"persona:parent", "carrier:dhl", "carrier:dpd"}, Locales: []string{"nl"}, Sources: []string{"link"}}
		want := count(all, func(a answered) bool {
			return a.survey == "delivery-nps" && a.persona == "parent" && (a.carrier == "dhl" || a.carrier == "dpd") && a.locale != "en" && a.source == "link" && a.comment != ""
		})
		found, err := h.FindComments(t.Context(), insight.CommentsQuery{Touchpoint: "delivery", From: february[0], To: february[1], Filter: filter, Limit: 500, Small: true})
		surveystest.Must(t, err)
		words, err := h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery", From: february[0], To: february[1], Filter: filter, Small: true})
		surveystest.Must(t, err)
		if int64(len(found.Comments)) != want || int64(words.Answers) != want || want < 5 {
			t.Errorf("%d comments and %d answers with words, a script counts %d", len(found.Comments), words.Answers, want)
		}
	})
}

func TestAFilterThatCannotBeCountedIsRefused(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	for name, c := range map[string]struct {
		filter pick.Filter
		small  bool
		field  string
		kind   surveys.Kind
	}{
		"no segment of that name": {pick.Filter{Segments: []string{"persona:parent", "shoe:46"}}, true, "segment", surveys.Invalid},
		"no value":                {pick.Filter{Segments: []string{"persona:"}}, true, "segment", surveys.Invalid},
		"an empty locale":         {pick.Filter{Locales: []string{""}}, true, "locale", surveys.Invalid},
		"no such channel":         {pick.Filter{Channels: []string{"pigeon"}}, true, "channel", surveys.Invalid},
		"the channel of another":  {pick.Filter{Channels: []string{"chat"}}, true, "channel", surveys.Invalid},
		"two values for few eyes": {pick.Filter{Segments: []string{"persona:parent"}, Locales: []string{"nl"}}, false, "", surveys.Forbidden},
	} {
		_, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Filter: c.filter, Small: c.small})
		if e, told := errors.AsType[*surveys.Error](err); !told || e.Kind != c.kind || e.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := h.FindComments(t.Context(), insight.CommentsQuery{Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:parent"}}, Limit: 5})
	if surveys.KindOf(err) != surveys.Forbidden {
		t.Errorf("comments of a segment, without the right to small cells: %v", err)
	}
}

func TestWhoMayNotSeeSmallCellsSeesNoneThroughFilters(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery))
		crosses(t, h)
		for _, filter := range []pick.Filter{
			{Segments: []string{"persona:parent"}},
			{Segments: []string{"carrier:dhl", "carrier:dpd"}},
			{Sources: []string{"kiosk"}},
		} {
			q := insight.ScoreQuery{Touchpoint: "delivery", From: february[0], To: february[1], Filter: filter, Trend: "day"}
			few, err := h.TouchpointScore(t.Context(), q)
			surveystest.Must(t, err)
			q.Small = true
			every, err := h.TouchpointScore(t.Context(), q)
			surveystest.Must(t, err)
			if few.Held == (few.N > 0 && few.Score != nil) || few.N > every.N {
				t.Errorf("%v: n %d of %d, held %v", filter, few.N, every.N, few.Held)
			}
			for _, point := range few.Trend {
				if point.Score != nil && point.N < surveys.SmallCell {
					t.Errorf("%v: %s tells of %d answers", filter, point.Start, point.N)
				}
			}
		}
	})
}
