package privacy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/privacy"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// halfYear is made up: seventy contacts, three touchpoints, mails with reminders, openings,
// answers by link and from elsewhere, changes of answers, counter-events, an erasure.
func halfYear(t *testing.T, db *store.Store, retention string) *Halte {
	t.Helper()
	h := New(t, db, Crossed(Shop("quarantine: 5d"+retention,
		AfterDeliveryWith("cancel_on: [order.refunded], correlate: event.properties.order, reminders: [{after: 4d}]"), AfterReturn, AfterTalk)))
	for day := range 180 {
		for n := range 3 {
			contact := fmt.Sprintf("c-%02d", (day*7+n*13)%70)
			if day < 20 && n == 2 {
				contact = fmt.Sprintf("once-%02d", day%7)
			}
			at := ID(fmt.Sprintf("order-%d-%d", day, n))
			name := []string{"order.delivered", "order.returned", "talk.ended", "order.delivered"}[(day+n)%4]
			h.Happens(Event(name, at, Of(contact), On(h.Clock.Now().Format("2006-01-02T15:04:05Z")), With("order", fmt.Sprint("private-", day, n)), With("carrier", []string{"fiets", "bus"}[n%2]),
				Being("persona", []string{"commuter", "tourist"}[day%2])))
			if (day+n)%9 == 0 {
				h.Happens(Event("order.refunded", Of(contact), ID(fmt.Sprintf("back-%d-%d", day, n)), With("order", fmt.Sprint("private-", day, n))))
			}
		}
		before := len(h.Outbox.Mails())
		h.Sweeps()
		for i, m := range h.Outbox.Mails()[before:] {
			link, rating := Token(m), (day*5+i)%5+1
			if i%3 != 2 {
				_, err := h.Open(t.Context(), link, &rating)
				Must(t, err)
			}
			if i%2 == 0 && m.Survey == "delivery-nps" {
				h.Answers(link, rating, map[string][]string{"why": {"private words"}, "speed": {"slow"}, "parts": {"box", "bell"}})
				h.Clock.Pass(surveys.Day / 24)
				h.Answers(link, rating+2, map[string][]string{"speed": {"fast"}})
			} else if i%2 == 0 {
				h.Answers(link, rating, nil)
			}
		}
		if day%3 == 0 {
			h.Gives(false, respond.ExternalResponse{ID: fmt.Sprint("private-kiosk-", day), Survey: "delivery-nps", ContactID: fmt.Sprintf("c-%02d", day%70), Rating: Rating(day % 11), Answers: map[string][]string{"speed": {"slow"}}})
		}
		if day == 150 {
			h.Erases("c-03")
		}
		h.Clock.Pass(surveys.Day)
	}
	_, err := h.CreateImprovement(t.Context(), "carrier", surveys.ImprovementDraft{Name: "New carrier", Touchpoints: []string{"delivery"}, Day: h.Clock.Now().AddDate(0, 0, -60).Format("2006-01-02")}, true)
	Must(t, err)
	return h
}

// allFigures are all sums and what is read of them, one in a line.
func allFigures(t *testing.T, h *Halte) []string {
	t.Helper()
	var out []string
	note := func(what string, v any, err error) {
		t.Helper()
		Must(t, err)
		text, err := json.Marshal(v)
		Must(t, err)
		out = append(out, what+" "+string(text))
	}
	ctx, from, to := t.Context(), "2026-03-01", h.Clock.Now().Format("2006-01-02")
	Must(t, h.Update(ctx, func(tx store.Tx) error {
		rollups, err := tx.RollupsAll()
		note("rollups", rollups, err)
		covariances, err := tx.CovariancesAll()
		note("covariances", covariances, err)
		repeats, err := tx.RepeatsAll()
		note("repeats", repeats, err)
		followUps, err := tx.FollowUpCountsAll()
		note("follow-ups", followUps, err)
		return nil
	}))
	funnel, err := h.Funnel(ctx, insight.FunnelQuery{From: from, To: to})
	note("funnel", funnel, err)
	for _, by := range []string{"touchpoint", "segment.persona", "wave", "source"} {
		scores, err := h.Scores(ctx, insight.ScoresQuery{By: by, From: from, To: to, Small: true})
		note("scores by "+by, scores, err)
	}
	for _, day := range []string{"2026-05-01", "2026-07-15", to} {
		report, err := h.Report(ctx, insight.ReportQuery{AsOf: day, Small: true})
		note("report of "+day, report.Figures, err)
	}
	for _, small := range []bool{true, false} {
		paths, err := h.Paths(ctx, journey.Query{Journey: "order", From: from, To: to, Small: small})
		note("paths", paths, err)
		moments, err := h.Moments(ctx, journey.Query{Journey: "order", From: from, To: to, Small: small})
		note("moments", moments, err)
		verdict, err := h.ImprovementReport(ctx, "carrier", small)
		note("verdict", verdict, err)
		score, err := h.TouchpointScore(ctx, insight.ScoreQuery{Touchpoint: "delivery", From: from, To: to, Small: small})
		note("score", score, err)
		bias, err := h.Bias(ctx, insight.BiasQuery{Touchpoint: "delivery", From: from, To: to, Small: small})
		note("bias", bias, err)
	}
	alerts, err := h.UpdateAlerts(ctx, improve.AlertUpdate{})
	note("alerts", alerts, err)
	return out
}

const keepsMonths = ", retention: {texts: 60d, contacts: 100d, events: 45d, intents: 40d, decisions: 50d}"

func TestRetentionChangesNoFigure(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := halfYear(t, db, keepsMonths)
		before := allFigures(t, h)
		gone, err := h.Privacy.Retain(t.Context(), false)
		Must(t, err)
		for _, k := range gone {
			if k.Count == 0 && k.Kind != privacy.RetainedErased {
				t.Errorf("nothing went of %+v", k)
			}
		}
		same := func(when string) {
			for i, after := range allFigures(t, h) {
				if after != before[i] {
					t.Errorf("%s\n%.2000s\nbecame\n%.2000s", when, before[i], after)
				}
			}
		}
		same("after the retention")
		_, differences, err := h.VerifyRollups(t.Context())
		if err != nil || len(differences) > 0 {
			t.Errorf("%v %v", differences, err)
		}
		_, err = h.RebuildRollups(t.Context())
		Must(t, err)
		same("after a rebuild")
		again, err := h.Privacy.Retain(t.Context(), false)
		Must(t, err)
		for _, k := range again {
			if k.Count != 0 {
				t.Errorf("at the second time there went %+v", k)
			}
		}
	})
}

func TestWhatWasKeptForLongEnoughIsGoneAndTheRestIsThere(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := halfYear(t, db, keepsMonths)
		would, err := h.Privacy.Retain(t.Context(), true)
		Must(t, err)
		count := func(sql string, args ...any) (n int64) {
			t.Helper()
			var rows []int64
			Must(t, h.Read(t.Context()).Find(&rows, sql, args...))
			return rows[0]
		}
		if n := count("SELECT count(*) FROM events WHERE properties LIKE '%private%' AND occurred_at < $1", day(h, -45)); n == 0 {
			t.Fatal("a dry run let go")
		}
		did, err := h.Privacy.Retain(t.Context(), false)
		Must(t, err)
		for i := range did { // what goes with a contact is counted with it alone
			if did[i].Count > would[i].Count || did[i].Kind == privacy.RetainedIntents && did[i].Count != would[i].Count {
				t.Errorf("it said that there would go %+v, and there went %+v", would[i], did[i])
			}
		}
		for what, sql := range map[string]string{
			"texts": "SELECT count(*) FROM responses WHERE answers <> '{}' AND answered_at < $1", "intents": "SELECT count(*) FROM intents WHERE at < $1",
			"events":    "SELECT count(*) FROM events WHERE (properties <> '{}' OR id NOT LIKE 'erased-%') AND occurred_at < $1",
			"decisions": "SELECT count(*) FROM decisions WHERE (contact_id <> '' OR checks LIKE '%reason%' OR event_id NOT LIKE 'erased-%') AND decided_at < $1",
		} {
			days := map[string]int{"texts": -60, "intents": -40, "events": -45, "decisions": -50}[what]
			if n := count(sql, day(h, days)); n != 0 {
				t.Errorf("%d %s stay that are too old", n, what)
			}
			if n := count(sql, day(h, 1)); n == 0 {
				t.Errorf("of the younger %s none is left", what)
			}
		}
		if n := count("SELECT count(*) FROM events WHERE properties LIKE '%private%' AND occurred_at > $1", day(h, -44)); n == 0 {
			t.Error("events went that are younger")
		}
		for _, table := range []string{"invitations", "responses", "decisions"} {
			if n := count("SELECT count(*) FROM " + table + " WHERE event_id <> '' AND event_id NOT IN (SELECT id FROM events)"); n != 0 {
				t.Errorf("%d %s lost their events", n, table)
			}
		}
	})
}

// day is a moment some days from now.
func day(h *Halte, days int) string {
	return h.Clock.Now().AddDate(0, 0, days).UTC().Format("2006-01-02 15:04:05+00:00")
}

func TestNothingGoesThatSomebodyStillWaitsFor(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("retention: {texts: 30d, contacts: 30d, events: 30d, intents: 30d, decisions: 30d}", AfterDeliveryWith("delay: 60d, expires: 90d")))
	h.Happens(Delivered("jo", ID("order-1"), With("order", "7")))
	h.Clock.Pass(50 * surveys.Day)
	retained := func() (kinds []string) {
		t.Helper()
		all, err := h.Privacy.Retain(t.Context(), false)
		Must(t, err)
		for _, k := range all {
			if k.Count > 0 {
				kinds = append(kinds, string(k.Kind))
			}
		}
		return kinds
	}
	if got := retained(); len(got) > 0 {
		t.Errorf("before the mail there went %v", got)
	}
	h.Later(10 * surveys.Day)
	h.Answers(h.Link(), 9, nil)
	h.Clock.Pass(80 * surveys.Day)
	if got := retained(); len(got) > 0 {
		t.Errorf("while the link is open there went %v", got)
	}
	h.Clock.Pass(31 * surveys.Day)
	if got := retained(); !slices.Equal(got, []string{"contacts"}) {
		t.Errorf("in the end there went %v", got)
	}
}

// interrupted is a store in which something happens right before each transaction.
type interrupted struct {
	privacy.Store
	happens *func()
}

// Update implements privacy.Store.
func (s interrupted) Update(ctx context.Context, fn func(privacy.Tx) error) error {
	(*s.happens)()
	return s.Store.Update(ctx, fn)
}

// What was found is looked at again, in the transaction that lets go of it.
func TestWhatBecameYoungSinceItWasFoundStays(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		happens func(*Halte)
		stays   string // what counts it
	}{
		"texts":    {func(h *Halte) { h.Answers(h.Link(), 8, map[string][]string{"why": {"new words"}}) }, "SELECT count(*) FROM responses WHERE answers LIKE '%new words%'"},
		"contacts": {func(h *Halte) { h.Happens(Delivered("jo", ID("order-2"), On(h.Clock.Now().Format(time.RFC3339)))) }, "SELECT count(*) FROM contacts WHERE id = 'jo'"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			OnBoth(t, func(t *testing.T, db *store.Store) {
				happens := func() {}
				h := New(t, db, Shop("quarantine: 0d, retention: {"+what+": 30d}", AfterDeliveryWith("delay: 0s, expires: "+map[string]string{"texts": "90d", "contacts": "5d"}[what])),
					func(o *Options) { o.Stores.Privacy = interrupted{o.Stores.Privacy, &happens} })
				h.Happens(Delivered("jo", ID("order-1")))
				h.Sweeps()
				h.Answers(h.Link(), 9, map[string][]string{"why": {"words"}})
				h.Clock.Pass(60 * surveys.Day)
				happens = sync.OnceFunc(func() { c.happens(h) })
				all, err := h.Privacy.Retain(t.Context(), false)
				Must(t, err)
				for _, k := range all {
					if k.Count != 0 {
						t.Errorf("there went %d %s", k.Count, k.Kind)
					}
				}
				var left []int64
				Must(t, h.Read(t.Context()).Find(&left, c.stays))
				if left[0] != 1 {
					t.Errorf("of what is young %d are left", left[0])
				}
			})
		})
	}
}

// Events that an earlier version erased kept their ids.
func TestIdsOfEventsThatWereErasedBeforeGoAsWell(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e := Delivered("jo", ID("order-1"))
	h.Happens(e)
	h.Sweeps()
	for _, sql := range []string{
		"INSERT INTO erased_events (event_id, respondent) SELECT id, 7 FROM events", "UPDATE events SET contact_id = '', properties = '{}', digest = ''",
		"UPDATE invitations SET contact_id = '', person = ''", "UPDATE decisions SET contact_id = ''", "DELETE FROM contacts",
	} {
		_, err := h.DB.Pools[0].ExecContext(t.Context(), sql)
		Must(t, err)
	}
	Must(t, h.Privacy.DailyWork(t.Context()))
	if _, err := h.Read(t.Context()).Event("order-1"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("the event is still there under its id: %v", err)
	}
	if got := h.Happens(e)[0].Status; got != surveys.EventDuplicate {
		t.Errorf("its repeat is %s", got)
	}
	var ids []string
	Must(t, h.Read(t.Context()).Find(&ids, "SELECT event_id FROM erased_events UNION SELECT event_id FROM decisions UNION SELECT event_id FROM invitations"))
	if len(ids) != 1 || !strings.HasPrefix(ids[0], "erased-") {
		t.Errorf("the ids are %v", ids)
	}
}

func TestAPersonsDataIsAllThatNamesHerAndNothingOfOthers(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := halfYear(t, db, "")
		d, err := h.Privacy.PersonalData(t.Context(), "c-13")
		Must(t, err)
		for what, n := range map[string]int{
			"events": len(d.Events), "decisions": len(d.Decisions), "invitations": len(d.Invitations), "steps": len(d.Steps), "openings": len(d.Openings), "answers": len(d.Answers),
		} {
			if n == 0 {
				t.Errorf("there are no %s", what)
			}
		}
		text, err := json.Marshal(d)
		Must(t, err)
		for n := range 70 {
			if other := fmt.Sprintf("c-%02d", n); other != "c-13" && strings.Contains(string(text), `"`+other) {
				t.Errorf("it names %s", other)
			}
		}
		for table, n := range map[string]int{"events": len(d.Events), "invitations": len(d.Invitations), "responses": len(d.Answers)} {
			var all []int
			Must(t, h.Read(t.Context()).Find(&all, "SELECT count(*) FROM "+table+" WHERE contact_id = 'c-13'"))
			if all[0] != n {
				t.Errorf("of %d %s it holds %d", all[0], table, n)
			}
		}
		_, err = h.Privacy.PersonalData(t.Context(), "nobody")
		WantKind(t, err, surveys.NotFound, "")
	})
}
