package metric_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func someCells(t *rapid.T) []metric.Cell {
	var cells []metric.Cell
	for range rapid.IntRange(0, 9).Draw(t, "cells") {
		size := rapid.SampledFrom([]int64{3, 20, 200}).Draw(t, "size")
		var tally metric.Tally
		for rating := range tally {
			tally[rating] = rapid.Int64Range(0, size).Draw(t, "count")
		}
		tally[9] += 5
		cells = append(cells, metric.NPS.Cell(tally))
	}
	return cells
}

func TestTwoCellsShareAGroupExactlyWhenTheyCannotBeToldApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := someCells(t)
		ranking := metric.Rank(cells, 0.05)
		groups := ranking.Groups(cells, 0.05)
		pair := 0
		for i := range cells {
			for j := i + 1; j < len(cells); j++ {
				together := slices.ContainsFunc(groups, func(g []int) bool { return slices.Contains(g, i) && slices.Contains(g, j) })
				if apart := ranking.P[pair] < 0.05; apart == together {
					t.Fatalf("cells %d and %d: p %v, together %v", i, j, ranking.P[pair], together)
				}
				pair++
			}
			if !slices.ContainsFunc(groups, func(g []int) bool { return slices.Contains(g, i) }) {
				t.Fatalf("cell %d is in no group", i)
			}
		}
	})
}

func TestNoCellCouldJoinAGroup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := someCells(t)
		ranking, k := metric.Rank(cells, 0.05), len(cells)
		for _, group := range ranking.Groups(cells, 0.05) {
			for i := range cells {
				fits := !slices.Contains(group, i)
				for _, j := range group {
					a, b := min(i, j), max(i, j)
					fits = fits && (a == b || ranking.P[a*(2*k-a-1)/2+b-a-1] >= 0.05)
				}
				if fits {
					t.Fatalf("cell %d differs from none of %v and is left out", i, group)
				}
			}
		}
	})
}

func TestTheBestRankOfACellNeverExceedsItsWorst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for i, r := range metric.Rank(someCells(t), 0.05).Ranks {
			if r.Best < 1 || r.Best > r.Worst {
				t.Fatalf("cell %d ranks between %d and %d", i, r.Best, r.Worst)
			}
		}
	})
}
