package improve_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// change is when the improvements of these tests are made.
const change = "2026-03-02"

// carrier is an improvement at the delivery.
func carrier(with ...func(*surveys.ImprovementDraft)) surveys.ImprovementDraft {
	d := surveys.ImprovementDraft{Name: "New carrier", Touchpoints: []string{"delivery"}, Day: change}
	for _, w := range with {
		w(&d)
	}
	return d
}

// answerAfter is an answer about an experience so many days after the change (before
// it when negative), that came so long after the experience.
func answerAfter(n int, contact string, day int, after time.Duration, rating int) respond.ExternalResponse {
	at := surveystest.Time(change+"T09:00:00Z").AddDate(0, 0, day)
	return respond.ExternalResponse{
		ID: fmt.Sprintf("a-%d", n), Touchpoint: "delivery", ContactID: contact, Rating: &rating,
		OccurredAt: at, AnsweredAt: at.Add(after),
	}
}

// improvedShop gives a Halte on the day so many days after the change, with answers.
func improvedShop(t *testing.T, day int, answers ...respond.ExternalResponse) *surveystest.Halte {
	t.Helper()
	h := surveystest.Open(t, surveystest.Shop(""))
	on(h, day)
	for some := range slices.Chunk(answers, respond.MaxAnswers) {
		h.Gives(true, some...)
	}
	return h
}

// on turns the clock to noon of a day after the change.
func on(h *surveystest.Halte, day int) {
	h.Clock.Pass(surveystest.Time(change+"T11:00:00Z").AddDate(0, 0, day).Sub(h.Clock.Now()))
}

func written(t *testing.T, h *surveystest.Halte, d surveys.ImprovementDraft) improve.ImprovementReport {
	t.Helper()
	r, err := h.CreateImprovement(t.Context(), "carrier", d, true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func verdict(t *testing.T, h *surveystest.Halte) improve.Verdict {
	t.Helper()
	r, err := h.ImprovementReport(t.Context(), "carrier", true)
	if err != nil {
		t.Fatal(err)
	}
	return r.Verdict
}

// many are n anonymous answers a day over a range of days, seeded.
func many(seed uint64, n, from, to int, ratings ...int) (all []respond.ExternalResponse) {
	r := rand.New(rand.NewPCG(seed, 2))
	for day := from; day <= to; day++ {
		for k := range n {
			id := int(seed)*1_000_000 + (day+1000)*100 + k
			all = append(all, answerAfter(id, "", day, time.Duration(r.IntN(100))*time.Hour, ratings[r.IntN(len(ratings))]))
		}
	}
	return all
}

func TestAllTimelyAnswersAreJudged(t *testing.T) {
	t.Parallel()
	h := improvedShop(
		t, 30,
		answerAfter(1, "jo", -20, 1*surveys.Day, 10),
		answerAfter(2, "jo", -10, 1*surveys.Day, 0),              // the second of jo before counts as well
		answerAfter(3, "ann", -10, 7*surveys.Day, 8),             // just in time
		answerAfter(4, "bea", -10, 7*surveys.Day+time.Second, 0), // too late
		answerAfter(5, "", -10, 0, 7),                            // anonymous answers count each
		answerAfter(6, "", -10, 0, 7),                            //
		answerAfter(7, "cor", -84, 0, 6),                         // the first day of the window
		answerAfter(8, "dan", -85, 0, 0),                         // before it
		answerAfter(9, "jo", 0, 0, 9),                            // jo again, after
		answerAfter(10, "jo", 3, 0, 0),                           // and again
		answerAfter(11, "eva", 22, 0, 10),                        // eight days ago: everybody has had time
		answerAfter(12, "fay", 23, 0, 0),                         // seven days ago: somebody may still answer
	)
	v := written(t, h, carrier()).Verdict
	if want := []int64{1, 0, 0, 0, 0, 0, 1, 2, 1, 0, 1}; !slices.Equal(v.Before.Histogram, want) {
		t.Errorf("before the change %v are counted, want %v", v.Before.Histogram, want)
	}
	if want := []int64{1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}; !slices.Equal(v.After.Histogram, want) {
		t.Errorf("after the change %v are counted, want %v", v.After.Histogram, want)
	}
	if v.Through != "2026-03-24" {
		t.Errorf("answers count through %s", v.Through)
	}
}

func TestAnAnswerCountsAsItStoodWhenTheTimeToAnswerWasOver(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery))
	_, link := h.Invites("jo")
	h.Answers(link, 3, nil)
	h.Clock.Pass(5 * surveys.Day)
	h.Answers(link, 9, nil)
	h.Clock.Pass(5 * surveys.Day)
	h.Answers(link, 0, nil)
	h.Clock.Pass(10 * surveys.Day)
	if v := written(t, h, carrier()).Verdict; v.After.N != 1 || v.After.Histogram[9] != 1 {
		t.Errorf("%v is counted, want the 9 that stood on the seventh day", v.After.Histogram)
	}
}

func TestAVerdictIsTheSameWhateverWasRefreshedWhen(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		h := surveystest.New(t, surveystest.Migrated(t, url), surveystest.Shop(""))
		on(h, 0)
		h.Gives(true, many(1, 3, -84, -1, 0, 5, 7, 8, 9, 10)...)
		h.Gives(true, ofCommuters(t, h, -40, 0, 6, 8, 10)...)
		written(t, h, carrier())
		for n, day := range []int{9, 20, 31, 60} {
			on(h, day)
			h.Gives(true, many(uint64(n)+2, 4, day-8, day-1, 8, 9, 10)...)
			h.Gives(true, ofCommuters(t, h, day-9, 9, 10)...)
			unrefreshed := shown(t, h)
			for range 2 {
				if err := h.RefreshImprovements(t.Context()); err != nil {
					t.Fatal(err)
				}
				if again := shown(t, h); again != unrefreshed {
					t.Errorf("on day %d the verdict before the refresh is\n%s\nand after it\n%s", day, unrefreshed, again)
				}
			}
		}
	})
}

// ofCommuters are answers of thirty commuters, of a day each from a day on.
func ofCommuters(t *testing.T, h *surveystest.Halte, from int, ratings ...int) (all []respond.ExternalResponse) {
	t.Helper()
	for n := range 30 {
		contact := fmt.Sprint("commuter-", n)
		if _, err := h.PutContact(t.Context(), contact, surveys.EventContact{Properties: map[string]any{"persona": "commuter"}}); err != nil {
			t.Fatal(err)
		}
		all = append(all, answerAfter(50_000_000+(from+100)*100+n, contact, from+n/4, time.Hour, ratings[n%len(ratings)]))
	}
	return all
}

func TestAnImprovementIsJudgedByTheValuesOfItsSegments(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0, many(1, 3, -84, -1, 0, 5, 7, 8, 9, 10)...)
	h.Gives(true, ofCommuters(t, h, -40, 0)...)
	written(t, h, carrier())
	on(h, 30)
	h.Gives(true, many(2, 4, 1, 29, 0, 5, 7, 8, 9, 10)...)
	h.Gives(true, ofCommuters(t, h, 1, 10)...)
	r, err := h.ImprovementReport(t.Context(), "carrier", true)
	if err != nil {
		t.Fatal(err)
	}
	got := r.Segments
	if len(got) != 1 || got[0].Segment != "persona" || got[0].Value != "commuter" || got[0].State != improve.Improved || got[0].Before != 30 || got[0].After != 30 {
		t.Errorf("the groups are %s", asJSON(t, got))
	}
	list, err := h.ImprovementReports(t.Context(), true)
	if err != nil || len(list) != 1 || list[0].Segments != nil {
		t.Errorf("the list has the groups %v, %v", list, err)
	}
}

func shown(t *testing.T, h *surveystest.Halte) string {
	t.Helper()
	r, err := h.ImprovementReport(t.Context(), "carrier", true)
	if err != nil {
		t.Fatal(err)
	}
	return asJSON(t, r)
}

func TestAVerdictOutlivesAnErasure(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 40, slices.Concat(many(1, 2, -84, -1, 0, 5, 8, 10), many(2, 2, 0, 30, 8, 9, 10), []respond.ExternalResponse{
		answerAfter(1, "jo", -40, 0, 2), answerAfter(2, "jo", -30, 0, 9), answerAfter(3, "jo", 5, 0, 10), answerAfter(4, "jo", 6, 0, 1),
	})...)
	before := asJSON(t, written(t, h, carrier()))
	if _, err := h.EraseContact(t.Context(), "jo"); err != nil {
		t.Fatal(err)
	}
	h.Gives(true, answerAfter(5, "somebody", 39, 0, 10)) // not counted yet; the cells are folded again
	if after := shown(t, h); after != before {
		t.Errorf("before the erasure\n%s\nafter it\n%s", before, after)
	}
}

func TestAClaimKeepsItsDayWhenItIsNoLongerClear(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0, many(1, 5, -84, -1, 0, 5, 7, 8, 9, 10)...)
	written(t, h, carrier())
	on(h, 40)
	h.Gives(true, many(2, 5, 0, 31, 9, 10)...)
	on(h, 41)
	if err := h.RefreshImprovements(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := verdict(t, h)
	if first.State != improve.Improved || first.Change.Claim == nil {
		t.Fatalf("the verdict is %+v", first)
	}
	on(h, 90)
	h.Gives(true, many(3, 9, 33, 80, 0, 5, 6)...)
	later := verdict(t, h)
	if later.Change.Clear && later.State == improve.Improved {
		t.Fatal("it is still clear, so this shows nothing")
	}
	if later.Change.Claim == nil || *later.Change.Claim != *first.Change.Claim {
		t.Errorf("the claim is %+v, want %+v", later.Change.Claim, first.Change.Claim)
	}
}

func TestOnlyControlsAllowToSayBecauseOf(t *testing.T) {
	t.Parallel()
	controls := func(d *surveys.ImprovementDraft) { d.Controls = []string{"pickup"} }
	definition := surveystest.Shop("") + `  - key: pickup-nps
    touchpoint: pickup
    metric: nps
    question: {nl: "Beveelt u ons aan?"}
`
	definition = strings.Replace(definition, "          - {key: returns,", "          - {key: pickup, name: {nl: Afhalen}, channel: store}\n          - {key: returns,", 1)
	for _, c := range []struct {
		name    string
		with    func(*surveys.ImprovementDraft)
		control []int // ratings of the controls after the change
		want    improve.Attribution
		state   improve.VerdictState
	}{
		{"without controls", func(*surveys.ImprovementDraft) {}, []int{0, 5, 8, 10}, improve.After, improve.Improved},
		{"controls that stayed", controls, []int{0, 5, 8, 10}, improve.BecauseOf, improve.Improved},
		{"controls that rose as well", controls, []int{9, 10}, improve.After, improve.Moved},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := surveystest.Open(t, definition)
			on(h, -1)
			at := func(touchpoint string, answers []respond.ExternalResponse) {
				for i := range answers {
					answers[i].Touchpoint, answers[i].ID = touchpoint, touchpoint+answers[i].ID
				}
				h.Gives(true, answers...)
			}
			at("delivery", many(1, 5, -28, -1, 0, 5, 8, 10))
			at("pickup", many(7, 5, -28, -1, 0, 5, 8, 10))
			written(t, h, carrier(c.with, func(d *surveys.ImprovementDraft) { d.Baseline = 28 }))
			on(h, 40)
			at("delivery", many(3, 5, 0, 28, 9, 10))
			at("pickup", many(4, 5, 0, 28, c.control...))
			v := verdict(t, h)
			if v.State != c.state || v.Words != c.want {
				t.Errorf("the verdict is %s, %s; want %s, %s", v.State, v.Words, c.state, c.want)
			}
		})
	}
}

func TestOnlyWhatComesAfterTheWritingDownCanClaim(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		written, ends int // days after the change
		from          string
		retrospective bool
	}{
		"long before":           {-5, 0, "2026-03-02", false},
		"on the day before":     {-1, 0, "2026-03-02", false},
		"on its day":            {0, 0, "2026-03-03", false},
		"a month later":         {30, 0, "2026-04-02", false},
		"when its end was past": {30, 29, "2026-04-02", true},
		"on the day of its end": {29, 29, "2026-04-01", true},
		"a day before it was":   {28, 29, "2026-03-31", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := improvedShop(t, c.written, slices.Concat(many(1, 5, -84, -1, 0, 5, 8, 10), many(2, 5, 0, max(c.written-1, 0), 9, 10))...)
			r := written(t, h, carrier(func(d *surveys.ImprovementDraft) {
				if c.ends > 0 {
					d.Rule, d.Ends = surveys.Planned, surveys.AddDays(change, c.ends)
				}
			}))
			if r.EvidenceFrom != c.from || r.Retrospective != c.retrospective {
				t.Errorf("claims rest on what comes from %s, retrospective %v; want %s, %v", r.EvidenceFrom, r.Retrospective, c.from, c.retrospective)
			}
			if r.Verdict.Change != nil && r.Verdict.Change.Clear {
				t.Errorf("what could be seen when it was written down claims %+v", r.Verdict.Change)
			}
			if seen := r.EvidenceFrom > change && c.written > 20; seen && (r.Verdict.Described == nil || r.Verdict.Described.Difference < 30 || r.Verdict.After.N == 0) {
				t.Errorf("what came before is not described: %+v", r.Verdict.Described)
			}
		})
	}
}

func TestWhatLooksAtOneTouchpointAtOneTimeSharesItsError(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, -1, many(1, 5, -84, -1, 0, 5, 8, 10)...)
	alpha := func(id string, with ...func(*surveys.ImprovementDraft)) float64 {
		r, err := h.CreateImprovement(t.Context(), id, carrier(with...), true)
		if err != nil {
			t.Fatal(err)
		}
		return r.Alpha
	}
	at := func(day string) func(*surveys.ImprovementDraft) {
		return func(d *surveys.ImprovementDraft) { d.Day = day }
	}
	for _, c := range []struct {
		id   string
		day  string
		want float64
	}{
		{"first", change, 0.04}, {"another-name", change, 0.005}, {"a-week-later", "2026-03-09", 0.0025}, {"when-they-are-over", "2026-06-15", 0.04},
	} {
		if got := alpha(c.id, at(c.day)); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s may spend %v, want %v", c.id, got, c.want)
		}
	}
}

func TestEveryVersionHasLessToSpend(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	first := written(t, h, carrier())
	sum := first.Alpha
	for version := 2; version < 6; version++ {
		r, err := h.EditImprovement(t.Context(), "carrier", carrier(func(d *surveys.ImprovementDraft) { d.Smallest = 20 }), true)
		if err != nil {
			t.Fatal(err)
		}
		if r.Version != version || len(r.Versions) != version-1 || r.Smallest != 20 || r.Versions[0].Smallest != 10 {
			t.Errorf("version %d is %d with %d before it", version, r.Version, len(r.Versions))
		}
		sum += r.Alpha
	}
	if math.Abs(first.Alpha-0.04) > 1e-12 || sum > 0.05 {
		t.Errorf("the first may spend %v, all together %v", first.Alpha, sum)
	}
}

func TestTryingAgainCostsAlsoWhatWasWrittenDownLate(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 30)
	first := written(t, h, carrier())
	for version := 2; version < 4; version++ {
		r, err := h.EditImprovement(t.Context(), "carrier", carrier(), true)
		if err != nil {
			t.Fatal(err)
		}
		if want := 0.01 / float64(int(1)<<(version-1)); math.Abs(first.Alpha-0.04) > 1e-12 || math.Abs(r.Alpha-want) > 1e-12 {
			t.Errorf("the first may spend %v, version %d %v, want 0.04 and %v", first.Alpha, version, r.Alpha, want)
		}
	}
}

func TestAPlanSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	thin := improvedShop(t, 0, many(1, 1, -84, -1, 0, 8, 10)...)
	if o := planned(t, thin, carrier()).Outlook; !o.Never || o.Needed != 0 || o.About != "" || o.Detectable == nil {
		t.Errorf("with a thin baseline: %+v; want never, and what could be found", o)
	}
	broad := improvedShop(t, -1, many(2, 20, -84, -1, 8, 9, 9, 10)...)
	o := planned(t, broad, carrier()).Outlook
	if o.Never || o.Needed < 50 || o.Needed > 2000 || math.Abs(o.PerDay-20) > 1 {
		t.Errorf("with a broad baseline: %+v", o)
	}
	if wait := surveystest.Time(o.About+"T00:00:00Z").Sub(surveystest.Time(change+"T00:00:00Z")).Hours() / 24; math.Abs(wait-7-float64(o.Needed)/o.PerDay) > 1.01 {
		t.Errorf("%d answers at %.1f a day are there after %v days", o.Needed, o.PerDay, wait)
	}
	ends := planned(t, broad, carrier(func(d *surveys.ImprovementDraft) { d.Rule = surveys.Planned }))
	if ends.Ends != "2026-05-30" || ends.Outlook.Needed >= o.Needed || ends.Outlook.ByEnd < 1700 {
		t.Errorf("a declared end: %s %+v; want fewer answers than %d", ends.Ends, ends.Outlook, o.Needed)
	}
	if all, err := broad.Read(t.Context()).Improvements(); err != nil || len(all) > 0 {
		t.Errorf("a plan wrote %v %v", all, err)
	}
}

func planned(t *testing.T, h *surveystest.Halte, d surveys.ImprovementDraft) surveys.Improvement {
	t.Helper()
	i, err := h.PlanImprovement(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestABadScoreMovesTheBaselineAway(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	i := planned(t, h, carrier(func(d *surveys.ImprovementDraft) { d.BadScore = true }))
	if i.BaselineFrom != "2025-11-10" || i.BaselineTo != "2026-02-01" {
		t.Errorf("the baseline is %s to %s", i.BaselineFrom, i.BaselineTo)
	}
}

func TestAPlannedEvaluationEndsAndItsVerdictStays(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0, many(1, 10, -84, -1, 0, 5, 8, 10)...)
	written(t, h, carrier(func(d *surveys.ImprovementDraft) { d.Rule, d.Ends = surveys.Planned, "2026-03-29" }))
	on(h, 60)
	h.Gives(true, many(2, 10, 0, 52, 0, 5, 8, 10)...)
	v := verdict(t, h)
	if !v.Ended || v.Through > "2026-03-29" || v.State == improve.Improved || v.Expected != nil {
		t.Errorf("the verdict is %s through %s, ended %v, %+v", v.State, v.Through, v.Ended, v.Expected)
	}
	on(h, 130)
	h.Gives(true, many(3, 5, 53, 120, 10)...)
	if later := verdict(t, h); later.State != v.State || *later.Change != *v.Change || later.Through != v.Through {
		t.Errorf("after its end the verdict became %+v", later.Change)
	}
}

func TestWhatCannotBeAnImprovementIsRefusedByField(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	for field, with := range map[string]func(*surveys.ImprovementDraft){
		"name":            func(d *surveys.ImprovementDraft) { d.Name = "" },
		"owner":           func(d *surveys.ImprovementDraft) { d.Owner = "a\nb" },
		"day":             func(d *surveys.ImprovementDraft) { d.Day = "27 July" },
		"touchpoints":     func(d *surveys.ImprovementDraft) { d.Touchpoints = []string{"nowhere"} },
		"controls":        func(d *surveys.ImprovementDraft) { d.Controls = []string{"delivery"} },
		"metric":          func(d *surveys.ImprovementDraft) { d.Touchpoints = []string{"delivery", "returns"} },
		"smallest_effect": func(d *surveys.ImprovementDraft) { d.Smallest = -1 },
		"rule":            func(d *surveys.ImprovementDraft) { d.Rule = "sometime" },
		"ends":            func(d *surveys.ImprovementDraft) { d.Rule, d.Ends = surveys.Planned, change },
		"baseline_days":   func(d *surveys.ImprovementDraft) { d.Baseline = 30 },
	} {
		_, err := h.PlanImprovement(t.Context(), carrier(with), true)
		if refused, ok := errors.AsType[*surveys.Error](err); !ok || refused.Kind != surveys.Invalid || refused.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := h.PlanImprovement(t.Context(), carrier(func(d *surveys.ImprovementDraft) { d.Controls = []string{"returns"} }), true)
	if refused, ok := errors.AsType[*surveys.Error](err); !ok || refused.Field != "controls" {
		t.Errorf("a control with another metric: %v", err)
	}
}

func TestANameIsTakenOnce(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	written(t, h, carrier())
	if _, err := h.CreateImprovement(t.Context(), "carrier", carrier(), true); surveys.KindOf(err) != surveys.Conflict {
		t.Errorf("a second one: %v", err)
	}
	if _, err := h.CreateImprovement(t.Context(), "new", carrier(), true); surveys.KindOf(err) != surveys.Invalid {
		t.Errorf("one that has the address of the page for new ones: %v", err)
	}
	if _, err := h.EditImprovement(t.Context(), "none", carrier(), true); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("an edit of none: %v", err)
	}
}

func TestAnImprovementHasFiftyVersionsAndNoMore(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	i := written(t, h, carrier()).Improvement
	err := h.DB.Update(t.Context(), func(tx store.Tx) error {
		for i.Version = 2; i.Version < 50; i.Version++ {
			if err := tx.ImprovementAppend(i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if last, err := h.EditImprovement(t.Context(), "carrier", carrier(), true); err != nil || last.Version != 50 {
		t.Errorf("the last one is version %d: %v", last.Version, err)
	}
	if _, err := h.EditImprovement(t.Context(), "carrier", carrier(), true); surveys.KindOf(err) != surveys.Conflict {
		t.Errorf("one more: %v", err)
	}
}

// lastMinute is a store in which something happens just before a transaction, once.
type lastMinute struct {
	improve.Store
	happens func()
}

func (s *lastMinute) Update(ctx context.Context, fn func(improve.Tx) error) error {
	if happens := s.happens; happens != nil {
		s.happens = nil
		happens()
	}
	return s.Store.Update(ctx, fn)
}

// What was read before the transaction may not hold any more when it begins.
func TestWhatOthersWriteDownInTheLastMinuteIsHeeded(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what    string
		id      string // written down meanwhile
		alpha   float64
		refused surveys.Kind
	}{
		{"another one at the touchpoint spends before", "other", metric.VersionAlpha(0.05, 2), 0},
		{"one of that name refuses it", "carrier", 0, surveys.Conflict},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			var between *lastMinute
			h := surveystest.Open(t, surveystest.Shop(""), func(o *surveystest.Options) {
				between = &lastMinute{Store: o.Stores.Improve}
				o.Stores.Improve = between
			})
			between.happens = func() {
				if _, err := h.CreateImprovement(t.Context(), row.id, carrier(), true); err != nil {
					t.Error(err)
				}
			}
			made, err := h.CreateImprovement(t.Context(), "carrier", carrier(), true)
			if made.Alpha != row.alpha || surveys.KindOf(err) != row.refused {
				t.Errorf("it may spend %v: %v", made.Alpha, err)
			}
		})
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnotherTimeZoneLeavesNoAnswerOutOfAVerdict(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, -1, many(1, 2, -84, -1, 0, 5, 8, 10)...)
	written(t, h, carrier())
	h.Clock.Pass(surveystest.Time("2026-04-01T09:00:00Z").Sub(h.Clock.Now()))
	nine := 9
	occurred := surveystest.Time("2026-03-24T20:00:00Z")
	h.Gives(true, respond.ExternalResponse{
		ID: "late", Touchpoint: "delivery", Rating: &nine, OccurredAt: occurred, AnsweredAt: occurred.Add(6*surveys.Day + 20*time.Hour),
	})
	if n := verdict(t, h).After.N; n != 1 {
		t.Fatalf("%d answers count before the zone changes, want the one", n)
	}
	// There it is nearly tomorrow, and the answer came before today began here.
	if _, err := h.Apply(t.Context(), []byte(strings.Replace(surveystest.Shop(""), "Europe/Amsterdam", "Pacific/Kiritimati", 1)), false); err != nil {
		t.Fatal(err)
	}
	if n := verdict(t, h).After.N; n != 1 {
		t.Errorf("in another zone %d answers count, want the one", n)
	}
}
