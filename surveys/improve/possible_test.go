package improve

import (
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
)

func TestNoIntervalReachesBeyondWhatTwoScoresCanDiffer(t *testing.T) {
	t.Parallel()
	for _, m := range metric.All() {
		width := m.Range().Width()
		i := &surveys.Improvement{Alpha: .05, ImprovementDraft: surveys.ImprovementDraft{Metric: m, Smallest: m.SmallestEffect()}}
		few := m.Cell(metric.Tally{2: 3, 5: 3})
		c := metric.DifferenceInDifferences(few, few, few, few)
		j := always(i, c, metric.DesignEffect{Factor: 30}, []int64{6, 6, 6, 6})
		if j.interval.Lo != -width || j.interval.Hi != width {
			t.Errorf("%s: six answers leave %v", m, j.interval)
		}
		if j = plannedPart(i, j, few, few); j.interval.Lo < -width || j.interval.Hi > width {
			t.Errorf("%s: until a declared end six answers leave %v", m, j.interval)
		}
		looks := []look{{through: "2026-03-01", change: j}, {through: "2026-03-02", change: j}}
		for n := range looks {
			looks[n].change.answers, looks[n].treated.after = 6, metric.Tally{2: int64(n + 1)}
		}
		if p := path(i, looks); len(p) != 0 && looks[0].change.interval.Width() > width {
			t.Errorf("%s: the path begins with %v, which says nothing", m, p[0])
		}
	}
}
