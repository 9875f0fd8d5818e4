package insight_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// figures is what was reported of a survey.
func figures(t testing.TB, h *surveystest.Halte, to string) map[string]insight.Figures {
	t.Helper()
	out := map[string]insight.Figures{}
	for _, touchpoint := range []string{"delivery", "returns", "service"} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: touchpoint, To: to, Small: true})
		if err != nil {
			t.Fatal(err)
		}
		if s.N > 0 {
			out[s.Survey] = s.Figures
		}
	}
	return out
}

func replayed(t testing.TB, h *surveystest.Halte, q insight.ReportQuery) map[string]insight.Figures {
	t.Helper()
	q.Small = true
	r, err := h.Report(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rule.Version != 1 {
		t.Fatalf("the rule is %+v", r.Rule)
	}
	out := map[string]insight.Figures{}
	for _, f := range r.Figures {
		out[f.Survey] = f.Figures
	}
	return out
}

func TestTheFigureOfADayStaysWhatItWas(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("quarantine: 0d", surveystest.AfterDelivery))
		_, jo := h.Invites("jo")
		_, bo := h.Invites("bo")
		event, late := h.Invites("late")
		h.Answers(jo, 3, map[string][]string{"why": {"Jo of Kade 1 waited"}})
		h.Answers(bo, 9, nil)
		day := h.Clock.Now().Format(time.DateOnly)
		then := figures(t, h, day)
		if len(then) != 1 || then["delivery-nps"].N != 2 {
			t.Fatalf("the figures are %+v", then)
		}
		h.Clock.Pass(24 * time.Hour)
		h.Answers(jo, 10, nil)  // a change of mind
		h.Answers(late, 0, nil) // a late answer to the same day
		if now := figures(t, h, day); same(now, then) {
			t.Fatal("nothing changed")
		}
		if _, err := h.EraseContact(t.Context(), "jo"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.EraseContact(t.Context(), event.Contact.ID); err != nil {
			t.Fatal(err)
		}
		if got := replayed(t, h, insight.ReportQuery{AsOf: day}); !same(got, then) {
			t.Errorf("as of %s there was %+v, not %+v", day, got, then)
		}
		if got, now := replayed(t, h, insight.ReportQuery{AsOf: h.Clock.Now().Format(time.RFC3339Nano), To: day}), figures(t, h, day); !same(got, now) {
			t.Errorf("as of now there is %+v, not %+v", got, now)
		}
	})
}

// same reports whether figures that are had again are those that were shown. A
// report counts each answer for itself: where the same people gave several, the
// interval that was shown is the wider one.
func same(again, shown map[string]insight.Figures) bool {
	return maps.EqualFunc(again, shown, func(a, b insight.Figures) bool {
		if b.Worth != nil {
			if a.Interval[0] < b.Interval[0] || a.Interval[1] > b.Interval[1] {
				return false
			}
			b.Worth, b.Interval, b.MeanInterval = nil, a.Interval, a.MeanInterval
		}
		one, _ := json.Marshal(a)
		other, _ := json.Marshal(b)
		return string(one) == string(other)
	})
}

func TestWhatChangedSinceADayIsHeldBackOfIt(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		gives(h, "delivery-nps", "nl", 2, 10, 6) // on the second of February, and imported today
		gives(h, "delivery-nps", "nl", 3, 8, 7)
		day := h.Clock.Now().Format(time.DateOnly)
		h.Clock.Pass(24 * time.Hour)
		told := func() (int64, insight.Taken) {
			r, err := h.Report(t.Context(), insight.ReportQuery{AsOf: day, From: "2026-02-01"})
			if err != nil || len(r.Figures) != 1 || r.Figures[0].Taken == nil {
				t.Fatalf("it tells %+v, %v", r.Figures, err)
			}
			return r.Figures[0].N, *r.Figures[0].Taken
		}
		if n, taken := told(); n != 13 || !reflect.DeepEqual(taken, insight.Taken{From: "2026-02-02", To: "2026-02-03"}) {
			t.Errorf("where nothing changed it tells of %d, %+v", n, taken)
		}
		gives(h, "delivery-nps", "en", 3, 0, 1)
		if n, taken := told(); n != 6 || !reflect.DeepEqual(taken, insight.Taken{From: "2026-02-02", To: "2026-02-02", Held: 7}) {
			t.Errorf("where an answer came since it tells of %d, %+v", n, taken)
		}
		_, err := h.Report(t.Context(), insight.ReportQuery{AsOf: day + "T12:00:00Z"})
		if e, ok := errors.AsType[*surveys.Error](err); !ok || e.Kind != surveys.Forbidden || e.Scope != surveys.ScopeSmallCells {
			t.Errorf("a moment is told: %v", err)
		}
	})
}

func TestEveryFigureEverShownCanBeHadAgain(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("quarantine: 0d", surveystest.AfterDelivery))
		r := rand.New(rand.NewPCG(1, 5))
		shown := map[string]map[string]insight.Figures{} // by moment
		var links, names []string
		for step := range 40 {
			h.Clock.Pass(time.Duration(r.IntN(3*24*3600)+1) * time.Second)
			switch what := r.IntN(6); {
			case what < 2 || step == 0:
				names = append(names, fmt.Sprint("c", step))
				_, link := h.Invites(names[len(names)-1])
				links = append(links, link)
			case what < 4:
				rating := r.IntN(11)
				// Whoever was erased since cannot answer any more, and a link may have closed.
				_, err := h.Answer(t.Context(), links[r.IntN(len(links))], respond.Submission{Rating: &rating})
				if kind := surveys.KindOf(err); err != nil && kind != surveys.NotFound && kind != surveys.Gone {
					t.Fatal(err)
				}
			case what == 4:
				rating := 1 + r.IntN(7)
				h.Gives(r.IntN(2) == 0, respond.ExternalResponse{
					Touchpoint: "service", Rating: &rating, ContactID: "given",
					OccurredAt: h.Clock.Now().Add(-time.Duration(r.IntN(200)) * time.Hour),
				})
			default:
				if _, err := h.EraseContact(t.Context(), names[r.IntN(len(names))]); err != nil && surveys.KindOf(err) != surveys.NotFound {
					t.Fatal(err)
				}
			}
			shown[h.Clock.Now().Format(time.RFC3339Nano)] = figures(t, h, "")
		}
		h.Clock.Pass(time.Hour)
		for at, want := range shown {
			if got := replayed(t, h, insight.ReportQuery{AsOf: at}); !same(got, want) {
				t.Errorf("at %s there was\n%+v, not\n%+v", at, got, want)
			}
		}
	})
}

func TestImportedAnswersAreKnownSinceTheImportOrSinceTheyWereGiven(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	rating := 9
	at := h.Clock.Now().AddDate(0, 0, -30)
	h.Gives(true, respond.ExternalResponse{Touchpoint: "delivery", Rating: &rating, OccurredAt: at, AnsweredAt: at})
	before := at.AddDate(0, 0, 1).Format(time.DateOnly)
	if got := replayed(t, h, insight.ReportQuery{AsOf: before}); len(got) > 0 {
		t.Errorf("before the import there was %+v", got)
	}
	if got := replayed(t, h, insight.ReportQuery{AsOf: before, By: insight.ByAnswered}); got["delivery-nps"].N != 1 {
		t.Errorf("by the time of the answers there was %+v", got)
	}
}

func TestFiguresOfArchivedSurveysStay(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	rating := 5
	h.Gives(false, respond.ExternalResponse{Touchpoint: "returns", Rating: &rating})
	day := h.Clock.Now().Format(time.DateOnly)
	want := figures(t, h, day)
	text := surveystest.Shop("")
	h.Applies(text[:strings.Index(text, "  - key: returns-csat")])
	if got := replayed(t, h, insight.ReportQuery{AsOf: day, Touchpoint: "returns"}); !same(got, want) {
		t.Errorf("there was %+v, not %+v", got, want)
	}
}

func TestAReportOfTheFutureOrOfNoDayIsRefused(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	for _, c := range []struct {
		q     insight.ReportQuery
		field string
	}{
		{insight.ReportQuery{}, "as_of"},
		{insight.ReportQuery{AsOf: "yesterday"}, "as_of"},
		{insight.ReportQuery{AsOf: "2026-03-03"}, "as_of"},
		{insight.ReportQuery{AsOf: "9999-12-31"}, "as_of"},
		{insight.ReportQuery{AsOf: "1066-10-14"}, "as_of"},
		{insight.ReportQuery{AsOf: "2026-03-02", By: "heart"}, "by"},
		{insight.ReportQuery{AsOf: "2026-03-02", From: "2026-03-03"}, "from"},
	} {
		_, err := h.Report(t.Context(), c.q)
		surveystest.WantKind(t, err, surveys.Invalid, c.field)
	}
	_, err := h.Report(t.Context(), insight.ReportQuery{AsOf: "2026-03-02", Touchpoint: "nowhere"})
	surveystest.WantKind(t, err, surveys.NotFound, "")
}
