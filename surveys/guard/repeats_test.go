package guard_test

import (
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/guard"
)

func TestNothingIsToldOfTheValuesOfPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5000).Draw(t, "pairs")
		sum := func(name string) []surveys.RepeatSum {
			return []surveys.RepeatSum{{Repeat: surveys.Repeat{
				A: "a", N: n, SumLag: 9 * n, Sum: rapid.Int64Range(-200*n, 200*n).Draw(t, name), SumAB: rapid.Int64Range(-10000*n, 10000*n).Draw(t, name+" products"),
			}}}
		}
		a, b := guard.Repeats(sum("sum")), guard.Repeats(sum("another sum"))
		if len(a) != len(b) || len(a) == 1 && a[0] != b[0] {
			t.Fatalf("their answers are told apart: %+v, %+v", a, b)
		}
	})
}

func TestAPairMoreOrLessIsMostlyNotSeen(t *testing.T) {
	t.Parallel()
	seen := 0
	for n := range int64(100) {
		sum := func(n int64) []surveys.RepeatSum {
			return guard.Repeats([]surveys.RepeatSum{{Repeat: surveys.Repeat{N: n, SumLag: 7 * n, Sum: 200 * n, SumAB: 10000 * n}}})
		}
		a, b := sum(n), sum(n+1)
		if len(a) != len(b) || len(a) == 1 && a[0] != b[0] {
			seen++
		}
	}
	if seen != 100/surveys.SmallCell {
		t.Errorf("of 100 steps of a pair %d are seen", seen)
	}
}
