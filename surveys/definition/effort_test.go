package definition

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
)

// dearest are the conditions that cost most of those that are allowed, by what they do,
// over an event whose properties a and b are as large as properties may be.
var dearest = map[string]struct {
	source string
	fill   any
}{
	"builds texts":      {strings.TrimSuffix(strings.Repeat("event.properties.a+", 20), "+") + " == event.properties.b", strings.Repeat("x", 8000)},
	"looks into lists":  {strings.TrimSuffix(strings.Repeat("event.properties.c in event.properties.a||", 16), "||"), make([]int, 4000)},
	"compares lists":    {strings.TrimSuffix(strings.Repeat("event.properties.a != event.properties.b||", 16), "||"), make([]int, 4000)},
	"looks into texts":  {strings.TrimSuffix(strings.Repeat("event.properties.a contains event.properties.c||", 16), "||"), strings.Repeat("x", 8000)},
	"matches a pattern": {`event.properties.d matches "(x?){45}y"`, strings.Repeat("x", 7000)},
}

// factsFilled are those of an event that was read from JSON.
func factsFilled(t testing.TB, fill any) facts {
	t.Helper()
	b, err := json.Marshal(map[string]any{"a": fill, "b": fill, "c": "xy", "d": strings.Repeat("x", maxMatched)})
	if err != nil || len(b) > surveys.MaxProperties+1000 {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	p, err := surveys.ReadProperties(b)
	if err != nil {
		t.Fatal(err)
	}
	return FactsOf(&surveys.StoredEvent{Name: "order.delivered", Properties: p}, &surveys.Contact{})
}

func TestTheDearestConditionThatIsAllowedTakesLittleMemory(t *testing.T) {
	for what, c := range dearest {
		if err := checkEffort(c.source); err != nil {
			t.Errorf("what %s is refused: %v", what, err)
		}
		condition, err := compileCondition(c.source)
		if err != nil {
			t.Fatal(err)
		}
		f := factsFilled(t, c.fill)
		if _, why := condition.Holds(f); why.Code != surveys.ReasonCondition {
			t.Errorf("what %s ends with %v", what, why)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		const times = 10
		for range times {
			condition.Holds(f)
		}
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) / times; used > 4<<20 {
			t.Errorf("what %s takes %d bytes for one event", what, used)
		}
	}
}

func TestAPatternReadsNoLongTexts(t *testing.T) {
	t.Parallel()
	condition, err := compileCondition(`event.properties.a matches "^x+$"`)
	if err != nil {
		t.Fatal(err)
	}
	holds := func(a any) (bool, surveys.Reason) {
		return condition.Holds(FactsOf(&surveys.StoredEvent{Properties: map[string]any{"a": a}}, &surveys.Contact{}))
	}
	if yes, _ := holds(strings.Repeat("x", maxMatched)); !yes {
		t.Error("a text of the longest length does not match")
	}
	if yes, _ := holds("xy"); yes {
		t.Error("xy matches ^x+$")
	}
	for what, a := range map[string]any{"a longer one": strings.Repeat("x", maxMatched+1), "a number": 5.0} {
		if yes, why := holds(a); yes || why.Code != surveys.ReasonConditionError {
			t.Errorf("%s gives %v, %v", what, yes, why)
		}
	}
}

// Many triggers on one event are asked in one transaction.
func TestTheTriggersOfOneEventCostNoMoreTogetherThanAFewMay(t *testing.T) {
	t.Parallel()
	dear := func(n int, on func(i int) string) (found []string) {
		d := surveys.Definition{}
		for i := range n {
			d.Triggers = append(d.Triggers, surveys.Trigger{Key: fmt.Sprintf("t-%d", i), On: on(i), When: `event.properties.d matches "(x?){45}y"`})
		}
		for _, p := range Check(d) {
			if strings.Contains(p.Reason, "cost too much together") {
				found = append(found, p.Field)
			}
		}
		return found
	}
	same := func(int) string { return "order.delivered" }
	if got := dear(3, same); len(got) != 0 {
		t.Errorf("three are refused: %q", got)
	}
	if got := dear(20, same); len(got) != 1 {
		t.Errorf("twenty are refused at %q, want one place", got)
	}
	if got := dear(20, func(i int) string { return fmt.Sprintf("event.%d", i) }); len(got) != 0 {
		t.Errorf("twenty of different events are refused: %q", got)
	}
	d := surveys.Definition{Segments: map[string]string{}, Triggers: []surveys.Trigger{{Key: "t", On: "order.delivered"}}}
	for i := range 10 {
		d.Segments[fmt.Sprintf("s-%d", i)] = `event.properties.d matches "(x?){45}y" ? "a" : "b"`
	}
	if problems := Check(d); !slices.ContainsFunc(problems, func(p surveys.Problem) bool { return strings.Contains(p.Reason, "cost too much together") }) {
		t.Errorf("ten dear segments are not refused: %+v", problems)
	}
}

func TestRangesAndListsThatAreWrittenOutCostNothing(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"event.properties.value in 1..7", `event.properties.country in ["NL", "BE"]`,
		strings.TrimSuffix(strings.Repeat(`event.name == "a" or `, 25), " or "),
	} {
		if err := checkEffort(source); err != nil {
			t.Errorf("%s is refused: %v", source, err)
		}
		if _, err := compileCondition(source); err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
}

// BenchmarkConditions is the dearest of each kind beside reading the properties of such
// an event.
func BenchmarkConditions(b *testing.B) {
	for what, c := range dearest {
		condition, err := compileCondition(c.source)
		if err != nil {
			b.Fatal(err)
		}
		f := factsFilled(b, c.fill)
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				condition.Holds(f)
			}
		})
	}
	text, _ := json.Marshal(map[string]any{"a": make([]int, 4000), "b": make([]int, 4000)})
	b.Run("reading the properties", func(b *testing.B) {
		for b.Loop() {
			_, _ = surveys.ReadProperties(text)
		}
	})
}
