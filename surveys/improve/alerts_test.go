package improve_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

func alertsOf(t *testing.T, h *surveystest.Halte) []surveys.Alert {
	t.Helper()
	all, err := h.Read(t.Context()).Alerts(surveys.AlertFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func streamsOf(t *testing.T, h *surveystest.Halte) map[string]improve.Stream {
	t.Helper()
	all, err := h.Read(t.Context()).Streams()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// looks brings alerts up to date.
func looks(t *testing.T, h *surveystest.Halte, u improve.AlertUpdate) []surveys.Alert {
	t.Helper()
	raised, err := h.UpdateAlerts(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	return raised
}

func TestAnAlertWhoseShapeIsOpenIsAskedAgain(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		const quiet, bad = 120, 10
		h.Gives(true, surveystest.DeliveryRatings(0, quiet+bad, quiet)...)
		h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, quiet+bad))
		looks(t, h, improve.AlertUpdate{})
		raised := alertsOf(t, h)[0]
		for _, c := range []struct {
			later int // days after the alert
			want  surveys.Shape
		}{{1, surveys.Break}, {80, surveys.Open}} { // too long ago to be asked
			open := raised
			open.Shape = surveys.Open
			if err := db.Update(t.Context(), func(tx store.Tx) error { return tx.AlertsPut([]surveys.Alert{open}) }); err != nil {
				t.Fatal(err)
			}
			h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, quiet+bad+c.later))
			looks(t, h, improve.AlertUpdate{})
			if got := alertsOf(t, h)[0].Shape; got != c.want {
				t.Errorf("%d days later it looks like %q, want %q", c.later, got, c.want)
			}
		}
	})
}

func TestADropBecomesAnAlertOnceWhoeverLooks(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		const quiet, bad = 120, 10
		h.Gives(true, surveystest.DeliveryRatings(0, quiet+bad, quiet)...)
		h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, quiet+bad))
		var all sync.WaitGroup
		for range 4 {
			other := h.Again(db)
			all.Go(func() {
				if err := other.DailyWork(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		alerts := alertsOf(t, h)
		if len(alerts) != 1 {
			t.Fatalf("there are %d alerts, want one: %+v", len(alerts), alerts)
		}
		a, began := alerts[0], surveystest.WatchedFrom.AddDate(0, 0, quiet).Format(time.DateOnly)
		if a.Survey != "delivery-nps" || a.Touchpoint != "delivery" || a.Direction != surveys.Drop || a.Since != began {
			t.Errorf("the alert is %+v, want a drop at delivery since %s", a, began)
		}
		for _, small := range []bool{true, false} {
			told, err := h.Alerts(t.Context(), surveys.AlertFilter{Limit: 10}, small)
			if err != nil || len(told) != 1 {
				t.Fatalf("%+v, %v", told, err)
			}
			if before, after := told[0].Before, told[0].After; before.N != 450 || *before.Score != 40 || *after.Score != -100 || after.Interval == nil {
				t.Errorf("before %+v, after %+v", before, after)
			}
		}
		streams := streamsOf(t, h)
		for range 3 {
			if raised := looks(t, h, improve.AlertUpdate{}); len(raised) > 0 {
				t.Errorf("looking again raised %v", raised)
			}
		}
		if again := streamsOf(t, h); !reflect.DeepEqual(again, streams) {
			t.Errorf("looking again made %+v of %+v", again, streams)
		}
		if raised := looks(t, h, improve.AlertUpdate{Rebaseline: true}); len(raised) > 0 || len(alertsOf(t, h)) != 1 {
			t.Errorf("looking again raised %v", raised)
		}
	})
}

func TestTheYearBeforeIsToldOnlyToThoseWhoMaySeeSmallCells(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	some := surveys.Stretch{From: "2026-01-05", To: "2026-01-11", Tally: metric.Tally{9: 20}}
	alert := surveys.Alert{
		ID: "a", Survey: "delivery-nps", Touchpoint: "delivery", Metric: metric.NPS, Direction: surveys.Drop, Day: "2026-06-01", Since: "2026-05-25",
		Baseline: surveys.Baseline{Stretch: some, Phi: 1}, After: some, LastYear: &surveys.Season{Before: some, After: some}, RecordedAt: h.Clock.Now(),
	}
	if err := h.DB.Improve().Update(t.Context(), func(tx improve.Tx) error { return tx.AlertsAppend([]surveys.Alert{alert}) }); err != nil {
		t.Fatal(err)
	}
	for _, small := range []bool{true, false} {
		told, err := h.Alerts(t.Context(), surveys.AlertFilter{Limit: 10}, small)
		if err != nil || len(told) != 1 {
			t.Fatalf("%+v, %v", told, err)
		}
		if last := told[0].LastYear; (last != nil) != small || small && last.After.N != 20 {
			t.Errorf("with small cells %t the year before is %+v", small, last)
		}
	}
}

func TestAfterAnOutageTheDaysAreLookedAtOneByOne(t *testing.T) {
	t.Parallel()
	const quiet, days = 115, 150
	run := func(every int) ([]surveys.Alert, map[string]improve.Stream) {
		h := surveystest.Open(t, surveystest.Shop(""))
		h.Gives(true, surveystest.DeliveryRatings(0, days, quiet)...)
		for day := 100; day < days; day += every {
			h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, day))
			looks(t, h, improve.AlertUpdate{})
		}
		h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, days))
		looks(t, h, improve.AlertUpdate{})
		alerts, streams := alertsOf(t, h), streamsOf(t, h)
		for i := range alerts {
			alerts[i].RecordedAt = time.Time{}
		}
		for key, s := range streams {
			s.Version = 0
			streams[key] = s
		}
		return alerts, streams
	}
	alerts, streams := run(5)
	late, lateStreams := run(1000)
	if len(alerts) != 1 || !reflect.DeepEqual(alerts, late) || !reflect.DeepEqual(streams, lateStreams) {
		t.Errorf("day after day there are\n%+v\n%+v, after an outage\n%+v\n%+v", alerts, streams, late, lateStreams)
	}
}

func TestOnlyDaysThatAreOverAreLookedAt(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	h.Gives(true, surveystest.DeliveryRatings(0, 3, 100)...)
	h.Clock.Set(surveystest.Time("2026-03-02T23:30:00Z")) // after midnight in Amsterdam
	for until, ok := range map[string]bool{"2026-03-02": true, "2026-03-03": false, "2026-02-30": false, "soon": false} {
		_, err := h.UpdateAlerts(t.Context(), improve.AlertUpdate{Until: until})
		if ok && err != nil {
			t.Error(err)
		} else if !ok {
			surveystest.WantKind(t, err, surveys.Invalid, "until")
		}
	}
	if s := streamsOf(t, h)["delivery-nps"]; s.Looked != "2026-03-02" {
		t.Errorf("it was looked up to %s", s.Looked)
	}
}

func TestWithoutAnswersNothingIsKept(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	looks(t, h, improve.AlertUpdate{}) // before the first definition
	h.Applies(surveystest.Shop(""))
	looks(t, h, improve.AlertUpdate{Rebaseline: true})
	if s := streamsOf(t, h); len(s) > 0 {
		t.Errorf("the streams are %+v", s)
	}
}

func TestHowManyFalseAlarmsAreToleratedIsForTheOrganisation(t *testing.T) {
	t.Parallel()
	day := func(organisation string) string {
		h := surveystest.Open(t, surveystest.Shop(organisation))
		h.Gives(true, surveystest.DeliveryRatings(0, 130, 120)...)
		h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, 130))
		looks(t, h, improve.AlertUpdate{})
		return alertsOf(t, h)[0].Day
	}
	if patient, usual := day("false_alarms: 0.1"), day(""); patient <= usual {
		t.Errorf("tolerating one in ten years tells on %s, one a year in a stream on %s", patient, usual)
	}
	_, err := surveystest.Open(t, "").Apply(t.Context(), []byte(surveystest.Shop("false_alarms: 0")), false)
	if e, ok := errors.AsType[*surveys.Error](err); !ok || len(e.Problems) != 1 || e.Problems[0].Field != "organisation.false_alarms" {
		t.Errorf("tolerating none gives %v", err)
	}
}

func TestABaselineKnowsAfterHowManyDaysItsAnswersCame(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery))
		h.Gives(true, surveystest.DeliveryRatings(0, 130, 1000)...)
		happened := surveystest.WatchedFrom.AddDate(0, 0, 40)
		seven, six := 7, 6
		h.Gives(true,
			respond.ExternalResponse{ID: "late", Touchpoint: "delivery", Rating: &seven, OccurredAt: happened, AnsweredAt: happened.AddDate(0, 0, 7)},
			respond.ExternalResponse{ID: "too late", Touchpoint: "delivery", Rating: &six, OccurredAt: happened, AnsweredAt: happened.AddDate(0, 0, 8)},
		)
		h.Clock.Set(happened)
		_, link := h.Invites("c-1")
		h.Clock.Set(happened.AddDate(0, 0, 1))
		h.Answers(link, 10, nil)
		h.Clock.Set(happened.AddDate(0, 0, 3))
		h.Answers(link, 0, nil)
		h.Clock.Set(happened.AddDate(0, 0, 9)) // too late to be a timely correction
		h.Answers(link, 5, nil)
		h.Clock.Set(surveystest.WatchedFrom.AddDate(0, 0, 131))
		looks(t, h, improve.AlertUpdate{})
		b := streamsOf(t, h)["delivery-nps"].Baseline
		if b == nil {
			t.Fatal("there is no baseline")
		}
		want := []metric.Tally{0: {3: 90, 7: 90, 9: 90, 10: 180}, 1: {0: 1}, 7: {7: 1}}
		if !reflect.DeepEqual(b.Delays, want) || b.Tally.N() != 452 {
			t.Errorf("the baseline is %v of %d answers, want %v", b.Delays, b.Tally.N(), want)
		}
	})
}
