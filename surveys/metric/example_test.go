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
