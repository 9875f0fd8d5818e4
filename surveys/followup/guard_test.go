package followup

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawCounts draws what some respondents chose among options.
func drawCounts(t *rapid.T, options []string, several bool, most int64) counts {
	of := counts{}
	for range rapid.Int64Range(0, most).Draw(t, "respondents") {
		chosen := []string{rapid.SampledFrom(options).Draw(t, "option")}
		if other := rapid.SampledFrom(options).Draw(t, "and"); several && other != chosen[0] {
			chosen = append(chosen, other)
		}
		category := rapid.IntRange(0, 2).Draw(t, "category")
		for _, o := range append([]string{""}, chosen...) {
			x := of[o]
			x[category]++
			x[all]++
			of[o] = x
		}
	}
	return of
}

// Whoever sees the cells that are shown, and every n, learns of no line of them one
// to four respondents by subtraction.
func TestNoCountOfFewerThanFiveFollowsFromALineOfWhatIsShown(t *testing.T) {
	t.Parallel()
	options := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		several := rapid.Bool().Draw(t, "several")
		of := drawCounts(t, options, several, 60)
		held := guard(options, several, of, nil)
		// A line is a sum of cells that is known, or that is a cell itself.
		line := func(name string, whole int64, wholeHeld bool, parts []int64, hidden []bool) {
			left, missing := whole, 0
			for i, n := range parts {
				if hidden[i] {
					missing++
				} else if left -= n; tooSmall(n) {
					t.Errorf("%s shows %d of %v", name, n, of)
				}
			}
			if wholeHeld {
				if missing == 0 && whole > 0 {
					t.Errorf("%s sums to the whole that is held: %v", name, of)
				}
				return
			}
			if tooSmall(left) && left < whole {
				t.Errorf("%s leaves %d: %v", name, left, of)
			}
			if missing == 1 && left > 0 && len(parts) > 1 {
				t.Errorf("%s holds back one alone, %d: %v", name, left, of)
			}
		}
		for _, o := range options {
			line("option "+o, of[o][all], held[o][all], of2(of[o]), held[o][:all])
		}
		for c := range (cells{}) {
			var parts []int64
			var hidden []bool
			for _, o := range options {
				parts, hidden = append(parts, of[o][c]), append(hidden, held[o][c])
				line(fmt.Sprint("option ", o, " in category ", c), of[""][c], false, parts[len(parts)-1:], hidden[len(hidden)-1:])
			}
			if !several {
				line(fmt.Sprint("category ", c), of[""][c], false, parts, hidden)
			}
		}
	})
}

func of2(x cells) []int64 { return x[:all] }

func TestOfManyWhereNobodyIsAloneNothingIsHeldBack(t *testing.T) {
	t.Parallel()
	of := counts{"": {30, 30, 30, 90}, "a": {10, 20, 10, 40}, "b": {20, 10, 20, 50}}
	for o, h := range guard([]string{"a", "b"}, false, of, nil) {
		if slices.Contains(h[:], true) {
			t.Errorf("of %s is held back %v", o, h)
		}
	}
}

func TestTheValuesBesideOneAnotherHoldBackWhatWouldFollow(t *testing.T) {
	t.Parallel()
	whole := counts{"a": {0, 0, 26, 26}}
	parts := []counts{{"a": {0, 0, 3, 3}}, {"a": {0, 0, 8, 8}}, {"a": {0, 0, 15, 15}}}
	for i, want := range []bool{true, true, false} {
		if got := guardParts([]string{"a"}, whole, parts)[i]; got.has("a", all) != want {
			t.Errorf("part %d is held back: %v, want %v", i, got.has("a", all), want)
		}
	}
}
