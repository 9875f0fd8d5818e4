package metric_test

import (
	"fmt"
	"testing"

	"halte/surveys/metric"
)

var benchTally = metric.Tally{3, 1, 2, 2, 3, 6, 5, 10, 14, 18, 36}

func BenchmarkScore(b *testing.B) {
	for _, m := range metrics {
		b.Run(string(m), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = m.Score(benchTally)
			}
		})
	}
}

func BenchmarkVerdict(b *testing.B) {
	b.ReportAllocs()
	before := metric.NPS.Cell(benchTally)
	for b.Loop() {
		_ = usual.At(metric.Change(before, metric.NPS.Cell(benchTally)))
	}
}

func BenchmarkRankOfFifty(b *testing.B) {
	cells := make([]metric.Cell, 50)
	for i := range cells {
		cells[i] = metric.NPS.Cell(metric.Tally{10: int64(50 + i), 8: 30, 3: 40})
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = metric.Rank(cells, 0.05)
	}
}

func BenchmarkLMG(b *testing.B) {
	for _, k := range []int{8, 12, metric.MostExact} {
		b.Run(fmt.Sprintf("%d", k), func(b *testing.B) {
			r, ry := identity(k), make([]float64, k)
			for i := range r {
				ry[i] = 0.3
				for j := range r {
					if i != j {
						r[i][j] = 0.4
					}
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := metric.LMG(r, ry); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDetectorDay(b *testing.B) {
	detector := metric.NPS.Detect(metric.NPS.Cell(benchTally), false, 1)
	var watch metric.Watch
	b.ReportAllocs()
	for b.Loop() {
		watch = detector.Next(watch, benchTally)
	}
}
