package surveys_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// watchedFrom is the day after which the deliveries of these tests happen.
var watchedFrom = surveystest.Time("2025-10-01T10:00:00Z")

// delivers gives five answers a day to deliveries of so many days: three in five
// are promoters, until the day on which all are detractors.
func delivers(from, days, bad int) (answers []surveys.GivenAnswer) {
	for day := from; day < from+days; day++ {
		for i, rating := range []int{10, 10, 9, 7, 3} {
			if day >= bad {
				rating = 2
			}
			at := watchedFrom.AddDate(0, 0, day)
			answers = append(answers, surveys.GivenAnswer{
				ID: fmt.Sprintf("r-%d-%d", day, i), Touchpoint: "delivery", Rating: &rating, OccurredAt: at, AnsweredAt: at.Add(time.Hour),
			})
		}
	}
	return answers
}

func alertsOf(t *testing.T, h *surveystest.Halte) []surveys.Alert {
	t.Helper()
	all, err := h.Alerts(t.Context(), surveys.AlertFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func streamsOf(t *testing.T, h *surveystest.Halte) map[string]surveys.Stream {
	t.Helper()
	all, err := h.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// looks brings alerts up to date.
func looks(t *testing.T, h *surveystest.Halte, u surveys.AlertUpdate) []surveys.Alert {
	t.Helper()
	raised, err := h.UpdateAlerts(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	return raised
}

func TestADropBecomesAnAlertOnceWhoeverLooks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		const quiet, bad = 120, 10
		h.Gives(true, delivers(0, quiet+bad, quiet)...)
		h.Clock.Set(watchedFrom.AddDate(0, 0, quiet+bad))
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
		a, began := alerts[0], watchedFrom.AddDate(0, 0, quiet).Format(time.DateOnly)
		if a.Survey != "delivery-nps" || a.Touchpoint != "delivery" || a.Direction != surveys.Drop || a.Since != began {
			t.Errorf("the alert is %+v, want a drop at delivery since %s", a, began)
		}
		if before, after := a.Before(false), a.Afterwards(false); before.N != 450 || *before.Score != 40 || *after.Score != -100 || after.Interval == nil {
			t.Errorf("before %+v, after %+v", before, after)
		}
		streams := streamsOf(t, h)
		for range 3 {
			if raised := looks(t, h, surveys.AlertUpdate{}); len(raised) > 0 {
				t.Errorf("looking again raised %v", raised)
			}
		}
		if again := streamsOf(t, h); !reflect.DeepEqual(again, streams) {
			t.Errorf("looking again made %+v of %+v", again, streams)
		}
		if raised := looks(t, h, surveys.AlertUpdate{Anew: true}); len(raised) > 0 || len(alertsOf(t, h)) != 1 {
			t.Errorf("looking anew raised %v", raised)
		}
	})
}

func TestAfterAnOutageTheDaysAreLookedAtOneByOne(t *testing.T) {
	t.Parallel()
	const quiet, days = 115, 150
	run := func(every int) ([]surveys.Alert, map[string]surveys.Stream) {
		h := halte(t, surveystest.Shop(""))
		h.Gives(true, delivers(0, days, quiet)...)
		for day := 100; day < days; day += every {
			h.Clock.Set(watchedFrom.AddDate(0, 0, day))
			looks(t, h, surveys.AlertUpdate{})
		}
		h.Clock.Set(watchedFrom.AddDate(0, 0, days))
		looks(t, h, surveys.AlertUpdate{})
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
	h := halte(t, surveystest.Shop(""))
	h.Gives(true, delivers(0, 3, 100)...)
	h.Clock.Set(surveystest.Time("2026-03-02T23:30:00Z")) // after midnight in Amsterdam
	for until, ok := range map[string]bool{"2026-03-02": true, "2026-03-03": false, "2026-02-30": false, "soon": false} {
		_, err := h.UpdateAlerts(t.Context(), surveys.AlertUpdate{Until: until})
		if ok && err != nil {
			t.Error(err)
		} else if !ok {
			wantKind(t, err, surveys.Invalid, "until")
		}
	}
	if s := streamsOf(t, h)["delivery-nps"]; s.Looked != "2026-03-02" {
		t.Errorf("it was looked up to %s", s.Looked)
	}
}

func TestWithoutAnswersNothingIsKept(t *testing.T) {
	t.Parallel()
	h := halte(t, "")
	looks(t, h, surveys.AlertUpdate{}) // before the first definition
	h.Applies(surveystest.Shop(""))
	looks(t, h, surveys.AlertUpdate{Anew: true})
	if s := streamsOf(t, h); len(s) > 0 {
		t.Errorf("the streams are %+v", s)
	}
}

func TestHowManyFalseAlarmsAreToleratedIsForTheOrganisation(t *testing.T) {
	t.Parallel()
	day := func(organisation string) string {
		h := halte(t, surveystest.Shop(organisation))
		h.Gives(true, delivers(0, 130, 120)...)
		h.Clock.Set(watchedFrom.AddDate(0, 0, 130))
		looks(t, h, surveys.AlertUpdate{})
		return alertsOf(t, h)[0].Day
	}
	if patient, usual := day("false_alarms: 0.1"), day(""); patient <= usual {
		t.Errorf("tolerating one in ten years tells on %s, one a year in a stream on %s", patient, usual)
	}
	_, err := halte(t, "").Apply(t.Context(), []byte(surveystest.Shop("false_alarms: 0")), false)
	if e, ok := errors.AsType[*surveys.Error](err); !ok || len(e.Problems) != 1 || e.Problems[0].Field != "organisation.false_alarms" {
		t.Errorf("tolerating none gives %v", err)
	}
}
