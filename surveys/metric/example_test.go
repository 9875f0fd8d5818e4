package metric_test

import (
	"fmt"

	"halte/surveys/metric"
)

func ExampleMetric_Score() {
	delivery, _ := metric.NPS.TallyOf([]int64{3, 1, 2, 2, 3, 6, 5, 10, 14, 18, 36})
	score := metric.NPS.Score(delivery)
	fmt.Printf("%+.0f, somewhere from %+.0f to %+.0f, n = %d\n",
		score.Value, score.Interval.Lo, score.Interval.Hi, score.N)
	// Output: +32, somewhere from +15 to +47, n = 100
}

func ExampleMetric_Score_unanimous() {
	score := metric.NPS.Score(metric.Tally{9: 2, 10: 3})
	fmt.Printf("five promoters: %+.0f, but down to %+.0f is possible\n", score.Value, score.Interval.Lo)
	// Output: five promoters: +100, but down to +17 is possible
}

func ExampleMetric_Score_satisfaction() {
	chat, _ := metric.CSAT.TallyOf([]int64{5, 6, 12, 37, 40})
	score := metric.CSAT.Score(chat)
	fmt.Printf("%.0f%% satisfied (%.0f to %.0f), mean rating %.2f (%.2f to %.2f)\n",
		score.Value, score.Interval.Lo, score.Interval.Hi, score.Mean, score.MeanInterval.Lo, score.MeanInterval.Hi)
	// Output: 77% satisfied (68 to 84), mean rating 4.01 (3.76 to 4.20)
}

func ExampleScore_Absent() {
	score := metric.CES.Score(metric.Tally{})
	fmt.Println(score.Absent(), score.Interval)
	// Output: true {1 7}
}

func ExampleTally_Plus() {
	monday, tuesday := metric.Tally{10: 4, 6: 1}, metric.Tally{9: 2}
	fmt.Println(metric.NPS.Score(monday.Plus(tuesday)).N)
	// Output: 7
}

func ExampleCompare() {
	march, _ := metric.NPS.TallyOf([]int64{3, 1, 2, 2, 3, 6, 5, 10, 14, 18, 36})
	april, _ := metric.NPS.TallyOf([]int64{4, 1, 2, 3, 4, 7, 8, 22, 41, 52, 106})
	d := metric.Compare(metric.NPS.Cell(march), metric.NPS.Cell(april), 0.95)
	fmt.Printf("%+.1f points, somewhere from %+.1f to %+.1f, p = %.3f\n", d.Value, d.Interval.Lo, d.Interval.Hi, d.P)
	// Output: +19.6 points, somewhere from +2.1 to +37.8, p = 0.029
}

func ExampleConfidenceSequence_At() {
	before, _ := metric.NPS.TallyOf([]int64{35, 12, 22, 20, 33, 66, 60, 112, 154, 198, 408})
	after, _ := metric.NPS.TallyOf([]int64{12, 5, 8, 6, 10, 20, 25, 60, 84, 110, 260})
	watch := metric.ConfidenceSequence{Tau: metric.NPS.SmallestEffect(), Alpha: 0.05}
	look := watch.At(metric.Change(metric.NPS.Cell(before), metric.NPS.Cell(after)))
	fmt.Printf("%+.1f points, somewhere from %+.1f to %+.1f, however often one looks; moved: %v\n",
		look.Raw, look.Interval.Lo, look.Interval.Hi, look.Moved)
	// Output: +15.4 points, somewhere from +3.5 to +26.9, however often one looks; moved: true
}

func ExampleSampleSize_After() {
	plan := metric.SampleSize{Alpha: 0.05, Power: 0.8, Tau: 10}
	fmt.Println(plan.After(6100, 2400, 5900, 12).Anytime, "responses after, for 12 points")
	fmt.Println(plan.After(6100, 300, 5900, 5).Anytime, "means never: the baseline is too noisy for 5")
	// Output:
	// 841 responses after, for 12 points
	// 0 means never: the baseline is too noisy for 5
}

func ExampleRank() {
	cells := []metric.Cell{
		metric.NPS.Cell(metric.Tally{10: 70, 8: 20, 3: 10}),
		metric.NPS.Cell(metric.Tally{10: 60, 8: 25, 3: 15}),
		metric.NPS.Cell(metric.Tally{10: 30, 8: 20, 3: 50}),
	}
	for _, ranks := range metric.Rank(cells, 0.05).Ranks {
		fmt.Printf("%d to %d\n", ranks.Best, ranks.Worst)
	}
	// Output:
	// 1 to 2
	// 1 to 2
	// 3 to 3
}

func ExampleMetric_Nonresponse() {
	r := metric.NPS.Nonresponse(1500, metric.Tally{10: 234, 8: 100, 3: 66})
	needed, _ := r.NeededFor(0)
	fmt.Printf("%+.0f at %.0f%% response: of all invited %+.0f to %+.0f; the others at %+.0f would make it 0\n",
		r.Value, 100*r.ResponseRate, r.Bounds.Lo, r.Bounds.Hi, needed)
	// Output: +42 at 27% response: of all invited -62 to +85; the others at -15 would make it 0
}
