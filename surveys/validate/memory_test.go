package validate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/surveystest"
	"halte/surveys/worlds"
)

// What is validated is the program only if the memory gives its rooms what a database
// would.
func TestTheRoomsSayTheSameOfAMemoryAndOfADatabase(t *testing.T) {
	t.Parallel()
	keys := []string{"t0", control}
	m := newMemory(keys, -period, 60)
	h := surveystest.Open(t, planText(keys))
	var answers []respond.ExternalResponse
	world := worlds.World{PerDay: 4, Control: 3, Regulars: 25, Every: 20, Repeats: .6, Days: 20, Slow: -20, Effect: 40}
	world.Live(rand.New(rand.NewPCG(5, 5)), -period, 60, func(a worlds.Answer) {
		key := surveys.IfElse(a.Place == worlds.Control, control, "t0")
		m.add(key, a)
		rating, contact := a.Rating, ""
		if a.Respondent > 0 {
			contact = fmt.Sprint("c", a.Respondent)
		}
		answers = append(answers, respond.ExternalResponse{Survey: key, ContactID: contact, Rating: &rating, OccurredAt: noon(a.Day), AnsweredAt: noon(a.Day + a.Delay)})
	})
	h.Clock.Set(dawn(60 + mostDelay + 2))
	h.Gives(true, answers...)
	h.Clock.Set(dawn(written))
	draft := surveys.ImprovementDraft{Name: "n", Touchpoints: []string{"t0"}, Controls: []string{control}, Day: changeDay}
	for _, room := range []*improve.Service{m.improve(written), h.Improve} {
		if _, err := room.CreateImprovement(t.Context(), "change", draft, true); err != nil {
			t.Fatal(err)
		}
	}
	h.Clock.Set(dawn(72))
	here, err := m.improve(72).ImprovementReport(t.Context(), "change", true)
	surveystest.Must(t, err)
	there, err := h.ImprovementReport(t.Context(), "change", true)
	surveystest.Must(t, err)
	if here.Verdict.Change == nil || !reflect.DeepEqual(here.Verdict, there.Verdict) {
		t.Errorf("the verdict is %+v, and of a database %+v", here.Verdict, there.Verdict)
	}
	if here.Verdict.Change.Paired == 0 || here.Verdict.Change.Phi == 1 {
		t.Errorf("nothing hangs together here: %+v", here.Verdict.Change)
	}

	q := journey.MapQuery{From: nameOf(-20), To: nameOf(59), Small: true}
	mine, err := m.journey(72).Map(t.Context(), q)
	surveystest.Must(t, err)
	theirs, err := h.Map(t.Context(), q)
	surveystest.Must(t, err)
	for _, key := range keys {
		a, b := mine.Surveys[key], theirs.Surveys[key]
		if a.Worth == nil || !near(*a.Interval, *b.Interval) || !near(a.Difference.Interval, b.Difference.Interval) || a.N != b.N {
			t.Errorf("%s is %+v, and of a database %+v", key, a.Figures, b.Figures)
		}
	}
	ask := insight.ComparisonQuery{Metric: metric.NPS, From: q.From, To: q.To, Small: true}
	c, err := m.insight(72).Compare(t.Context(), ask)
	surveystest.Must(t, err)
	d, err := h.Compare(t.Context(), ask)
	surveystest.Must(t, err)
	if !near(c.Rows[0].Rest.Interval, d.Rows[0].Rest.Interval) || c.Worth != d.Worth {
		t.Errorf("compared it is %+v, and of a database %+v", c.Rows[0].Rest, d.Rows[0].Rest)
	}
}

func near(a, b [2]float64) bool { return math.Abs(a[0]-b[0]) < 1e-9 && math.Abs(a[1]-b[1]) < 1e-9 }

func TestAnAnswerIsNotKnownBeforeItIsGiven(t *testing.T) {
	t.Parallel()
	m := newMemory([]string{"t0"}, -10, 10)
	m.add("t0", worlds.Answer{Day: 1, Delay: 3, Rating: 9})
	m.add("t0", worlds.Answer{Day: 11, Rating: 9}) // of no day of this life
	m.add("t0", worlds.Answer{Day: 2, Delay: 9, Rating: 9})
	for day, want := range map[int]int64{2: 0, 4: 0, 5: 1, 12: 1} {
		m.today = day
		if got := m.tally("t0", 1).N(); got != want {
			t.Errorf("on day %d there are %d answers, want %d", day, got, want)
		}
	}
	for _, c := range []struct{ until, through, want int }{{4, 10, 0}, {5, 10, 1}, {5, 0, 0}, {12, 10, 2}} {
		span := improve.ImprovementSpan{Touchpoints: []string{"t0"}, From: dawn(-10), Until: dawn(c.until), Through: nameOf(c.through)}
		if got, _ := (improveTx{sums{m}}).ImprovementSpanCount(span); got != int64(c.want) {
			t.Errorf("given until day %d about days through %d there are %d answers, want %d", c.until, c.through, got, c.want)
		}
	}
	if got := m.timely(2, "t0").N(); got != 0 {
		t.Error("an answer after nine days counts as timely")
	}
}
