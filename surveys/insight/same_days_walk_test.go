package insight_test

import (
	"fmt"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// givenBy records answers of customers with a persona, on days of a month one after the
// other.
func givenBy(h *surveystest.Halte, persona string, n, rating int, month time.Month) {
	var events []surveys.Event
	var given []respond.ExternalResponse
	for i := range n {
		at := time.Date(2026, month, 1+i%4, 10, 0, 0, 0, time.UTC)
		id := fmt.Sprintf("%s-%d-%d", persona, month, i)
		events = append(events, surveystest.Event("order.delivered", surveystest.ID(id), surveystest.Of(id), surveystest.On(at.Format(time.RFC3339)), surveystest.Being("persona", persona)))
		given = append(given, respond.ExternalResponse{Survey: "delivery-nps", ContactID: id, EventID: id, Locale: "nl", Source: "link", Rating: &rating, OccurredAt: at, AnsweredAt: at})
	}
	h.Happened(events...)
	for _, r := range h.Gives(true, given...) {
		if r.Status != surveys.EventAccepted {
			panic(fmt.Sprintf("%+v", r))
		}
	}
}

func TestWhoMayNotSeeSmallCellsComparesTheSameDaysOfAllRows(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery))
		h.Clock.Set(surveystest.Time("2026-05-10T12:00:00Z"))
		for month := time.January; month <= time.April; month++ {
			givenBy(h, "commuter", 40, surveys.IfElse(month == time.February, 0, 10), month) // bad in February, of which nothing is told of parents
			givenBy(h, "family", surveys.IfElse(month == time.April, 12, 4), 10, month)
			givenBy(h, "racer", surveys.IfElse(month == time.April, 24, 3), 10, month)
			givenBy(h, "parent", surveys.IfElse(month == time.February, 2, 30), 10, month)
		}
		q := insight.ComparisonQuery{By: "segment.persona", Metric: "nps", From: "2026-01-01", To: "2026-04-30"}
		got, err := h.Compare(t.Context(), q)
		surveystest.Must(t, err)
		rows := map[string]insight.ComparedRow{}
		for _, r := range got.Rows {
			rows[r.Key] = r
		}
		if a, b := rows["commuter"], rows["parent"]; a.N != 120 || b.N != 90 || a.Flags == nil || a.Flags.Action != "" || a.Rest.Value != 0 || a.Taken.Held != 40 || len(a.Taken.Without) != 1 {
			t.Errorf("commuters are %+v (%+v), parents %+v", a, a.Taken, b)
		}
		if r := rows["racer"]; r.Untested != "other_days" || r.N != 24 || r.Rank != nil || r.Taken.From < "2026-04-01" {
			t.Errorf("racers, of whom April alone is told, are %+v", r)
		}
		if len(got.Days) != 2 || got.Days[0].To != "2026-01-04" || got.Days[1].From != "2026-03-01" || got.Days[1].To != "2026-04-04" {
			t.Errorf("compared are %v", got.Days)
		}
		pair, err := h.ComparePair(t.Context(), q, "commuter", "parent")
		if err != nil || pair.Difference == nil || pair.Difference.Value != 0 || pair.ToldApart || len(pair.Days) != 2 {
			t.Errorf("of the two it tells %+v, %v", pair, err)
		}
		if pair, err = h.ComparePair(t.Context(), q, "commuter", "racer"); err != nil || pair.Difference != nil {
			t.Errorf("of two rows of other days it tells a difference: %+v, %v", pair.Difference, err)
		}
		q.Small = true
		if all, err := h.Compare(t.Context(), q); err != nil || len(all.Rows) != 4 || all.Rows[0].N != 160 || all.Rows[3].Untested != "" || all.Days != nil {
			t.Errorf("whoever may see them compares %+v, %v", all.Rows, err)
		}
	})
}
