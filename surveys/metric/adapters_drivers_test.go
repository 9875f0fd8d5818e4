package metric_test

import (
	"fmt"
	"math"

	"halte/surveys/metric"
)

type correlationInput struct {
	R  [][]float64
	RY []float64
}

func lmgCase(in correlationInput) (map[string]any, error) {
	return importanceFields("lmg")(metric.LMG(in.R, in.RY)), nil
}

func johnsonCase(in correlationInput) (map[string]any, error) {
	return importanceFields("weights")(metric.RelativeWeights(in.R, in.RY)), nil
}

func lmgDataCase(in struct {
	X [][]*float64
	Y []*float64
},
) (map[string]any, error) {
	x := make([][]float64, len(in.X))
	for i, row := range in.X {
		x[i] = ratings(row)
	}
	return importanceFields("lmg")(metric.LMG(metric.Correlations(x, ratings(in.Y)))), nil
}

// ratings marks as missing what was not rated.
func ratings(given []*float64) []float64 {
	row := make([]float64, len(given))
	for i, rating := range given {
		if row[i] = math.NaN(); rating != nil {
			row[i] = *rating
		}
	}
	return row
}

// importanceFields leaves everything out where the correlations are refused.
func importanceFields(weights string) func(metric.Importance, error) map[string]any {
	return func(i metric.Importance, err error) map[string]any {
		if err != nil {
			return map[string]any{"r2": nil, weights: nil, "share": nil}
		}
		return map[string]any{"r2": i.R2, weights: i.Weights, "share": i.Shares}
	}
}

func spearmanCase(in struct {
	Rows, Cols []int
	Table      [][]int64
	Level      float64
},
) (map[string]any, error) {
	var pairs metric.PairTally
	if len(in.Table) != len(in.Rows) {
		return nil, fmt.Errorf("%d rows for %d ratings", len(in.Table), len(in.Rows))
	}
	for i, row := range in.Table {
		if len(row) != len(in.Cols) {
			return nil, fmt.Errorf("%d columns for %d ratings", len(row), len(in.Cols))
		}
		for j, count := range row {
			pairs[in.Rows[i]][in.Cols[j]] += count
		}
	}
	a := pairs.Spearman(in.Level)
	return map[string]any{
		"n":   a.N,
		"rho": unless(a.Absent, a.Rho),
		"lo":  unless(a.Absent || a.N <= 3, a.Interval.Lo),
		"hi":  unless(a.Absent || a.N <= 3, a.Interval.Hi),
	}, nil
}
