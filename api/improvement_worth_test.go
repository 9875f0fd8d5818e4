package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/surveystest"
)

// regularWorld is a touchpoint to which the same people answer every week, each mostly
// alike, before and after an improvement that was written down in time.
func regularWorld(t *testing.T) *world {
	t.Helper()
	const day = "2026-09-14"
	w := open(t, "sqlite://"+surveystest.SqliteFile(t), guardedDefinition)
	n := 0
	give := func(from, end int) {
		for d := from; d < end; d += 7 {
			for p := range 25 {
				n++
				rating := []int{2, 7, 10}[surveys.IfElse(n%5 == 0, n/5, p)%3]
				at := surveystest.Time(surveys.AddDays(day, d) + "T10:00:00Z")
				w.halte.Gives(true, respond.ExternalResponse{
					ID: fmt.Sprint("r", n), Survey: "delivery", ContactID: fmt.Sprint("often", p), Locale: "nl", Source: "import",
					OccurredAt: at, AnsweredAt: at.Add(time.Hour), Rating: &rating,
				})
			}
		}
	}
	today := w.clock.Now()
	w.clock.Set(surveystest.Time(day + "T12:00:00Z"))
	give(-60, 0)
	if g := w.post("/v1/improvements", `{"id":"van","name":"A van","touchpoints":["delivery"],"day":"`+day+`"}`); g.status != http.StatusCreated {
		t.Fatalf("the improvement was answered %d: %s", g.status, g.body)
	}
	w.clock.Set(today)
	give(2, 50)
	return w
}

func TestTheFiguresOfAnImprovementAreThoseOfTheScoreOfTheSameDays(t *testing.T) {
	t.Parallel()
	w := regularWorld(t)
	for _, scopes := range [][]surveys.Scope{{surveys.ScopeRead, surveys.ScopeSmallCells}, {surveys.ScopeRead}} {
		key := w.newKey(scopes...)
		type figures struct {
			N, Worth int64
			Interval [2]float64
		}
		var report struct {
			Verdict struct{ After figures }
		}
		var score figures
		if err := json.Unmarshal([]byte(w.asks(key, "/v1/improvements/van")), &report); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(w.asks(key, "/v1/touchpoints/delivery/score?from=2026-09-14&to=2026-11-12")), &score); err != nil {
			t.Fatal(err)
		}
		if score.Worth == 0 || score != report.Verdict.After {
			t.Errorf("with %v the score is %+v, and after the change %+v", scopes, score, report.Verdict.After)
		}
	}
}

// Who sees no small cells is not told how alike a person's answers are, but that there are
// several: taken for independent these would promise a third of what can be found.
func TestAPlanOfGuardedFiguresReckonsWithPeopleWhoAnswerAgain(t *testing.T) {
	t.Parallel()
	w := regularWorld(t)
	detectable := func(scopes ...surveys.Scope) float64 {
		var plan struct{ Outlook struct{ Detectable float64 } }
		body := w.asks(w.newKey(scopes...), `/v1/improvements/plan {"name":"Another","touchpoints":["delivery"],"day":"2026-11-21"}`)
		if err := json.Unmarshal([]byte(body), &plan); err != nil || plan.Outlook.Detectable == 0 {
			t.Fatalf("the plan is %s, %v", body, err)
		}
		return plan.Outlook.Detectable
	}
	all, guarded := detectable(surveys.ScopeRead, surveys.ScopeSmallCells), detectable(surveys.ScopeRead)
	if guarded < .75*all || guarded > 1.5*all {
		t.Errorf("%.1f points can be found by all answers, and %.1f by guarded ones", all, guarded)
	}
}
