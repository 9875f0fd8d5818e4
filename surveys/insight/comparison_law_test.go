package insight

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
)

func someTally(t *rapid.T, most int64) metric.Tally {
	var tally metric.Tally
	for rating := range tally {
		tally[rating] = rapid.Int64Range(0, most).Draw(t, "count")
	}
	return tally
}

func someSides(t *rapid.T) []side {
	var sides []side
	for i := range rapid.IntRange(0, 8).Draw(t, "rows") {
		most := rapid.SampledFrom([]int64{0, 1, 10, 100}).Draw(t, "most")
		sides = append(sides, side{key: strconv.Itoa(i), metric: metric.NPS, tally: someTally(t, most), held: surveys.Held{N: rapid.Int64Range(0, 9).Draw(t, "held")}})
	}
	return sides
}

func TestPLiesBelowAlphaExactlyWhenTheIntervalLeavesOutZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(metric.All()).Draw(t, "metric")
		cells := [2]metric.Cell{m.Cell(someTally(t, 40)), m.Cell(someTally(t, 40))}
		d := differenceOf(m, cells, cells)
		if d != nil && (d.P < alpha) == (d.Interval[0] <= 0 && 0 <= d.Interval[1]) {
			t.Fatalf("p is %v and the interval %v", d.P, d.Interval)
		}
	})
}

func TestTheOrderOfRowsChangesNothingAboutARow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sides := someSides(t)
		want := compare(metric.NPS, sides)
		shuffled := rapid.Permutation(sides).Draw(t, "shuffled")
		got := compare(metric.NPS, shuffled)
		for _, w := range want.Rows {
			g := got.Rows[slices.IndexFunc(got.Rows, func(r ComparedRow) bool { return r.Key == w.Key })]
			if g.Untested != w.Untested || (g.Rank == nil) != (w.Rank == nil) || g.Rank != nil && *g.Rank != *w.Rank ||
				(g.Flags == nil) != (w.Flags == nil) || g.Flags != nil && *g.Flags != *w.Flags {
				t.Fatalf("row %s is %+v, and after a shuffle %+v", w.Key, w, g)
			}
			if g.Rest != nil && math.Abs(*g.Rest.PHolm-*w.Rest.PHolm) > 1e-9 {
				t.Fatalf("row %s has p %v, and after a shuffle %v", w.Key, *w.Rest.PHolm, *g.Rest.PHolm)
			}
		}
		if want.Worth != got.Worth {
			t.Fatalf("an order is worth %+v, and after a shuffle %+v", want.Worth, got.Worth)
		}
	})
}

func TestARankIntervalHoldsTheObservedRank(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for _, row := range compare(metric.NPS, someSides(t)).Rows {
			if r := row.Rank; r != nil && (r.Rank < r.Best || r.Rank > r.Worst) {
				t.Fatalf("row %s is %+v", row.Key, *r)
			}
		}
	})
}

func TestWhatStandsOutsideTheTestsGivesNothingAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sides := someSides(t)
		shown := slices.DeleteFunc(slices.Clone(sides), func(s side) bool { return s.untested() != "" })
		all, without := compare(metric.NPS, sides), compare(metric.NPS, shown)
		i := 0
		for _, row := range all.Rows {
			if row.Untested != "" {
				if row.Rank != nil || row.Rest != nil || row.Flags != nil || row.Groups != nil {
					t.Fatalf("row %s stands outside and is %+v", row.Key, row)
				}
				continue
			}
			if other := without.Rows[i]; (row.Rest == nil) != (other.Rest == nil) || row.Rest != nil && row.Rest.Value != other.Rest.Value {
				t.Fatalf("row %s depends on what is held back", row.Key)
			}
			i++
		}
	})
}

func TestTheDailyFlagNeedsTwentyAnswersOnBothSides(t *testing.T) {
	t.Parallel()
	flag := func(n int64) string {
		c := compare(metric.NPS, []side{
			{key: "bad", metric: metric.NPS, tally: metric.Tally{0: n}}, {key: "good", metric: metric.NPS, tally: metric.Tally{10: 500}},
		})
		return c.Rows[0].Flags.Daily
	}
	if flag(19) != "" || flag(20) != "below" {
		t.Errorf("with 19 answers it is %q, with 20 %q", flag(19), flag(20))
	}
}

func TestThePeriodBeforeIsAsLongAndEndsTheDayBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 3000).Draw(t, "from")
		in := surveys.Period{From: dayAt(from), To: dayAt(from + rapid.IntRange(0, 800).Draw(t, "length"))}
		before := in.Before()
		if before.Days() != in.Days() || before.To != dayAt(from-1) {
			t.Fatalf("before %v comes %v", in, before)
		}
	})
}

func dayAt(n int) string {
	return time.Date(2020, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
