package improve

import (
	"math"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
)

func TestImprovementsShareTheErrorOfATouchpointByWhateverTheyAreMeasured(t *testing.T) {
	t.Parallel()
	written := func(id, touchpoint, day, ends string, m metric.Metric) surveys.Improvement {
		i := surveys.Improvement{}
		i.ID, i.Touchpoints, i.Day, i.Ends, i.Metric = id, []string{touchpoint}, day, ends, m
		return i
	}
	first := written("first", "delivery", "2026-03-02", "", metric.NPS) // to the end of May
	for what, c := range map[string]struct {
		then   surveys.Improvement
		shares bool
	}{
		"the same again":                           {written("other", "delivery", "2026-03-02", "", metric.NPS), true},
		"by another metric":                        {written("other", "delivery", "2026-03-02", "", metric.CSAT), true},
		"at another touchpoint":                    {written("other", "returns", "2026-03-02", "", metric.NPS), false},
		"on its last day":                          {written("other", "delivery", "2026-05-30", "", metric.NPS), true},
		"when it is over":                          {written("other", "delivery", "2026-05-31", "", metric.NPS), false},
		"over on the day on which the other began": {written("other", "delivery", "2026-02-01", "2026-03-02", metric.NPS), true},
		"over before the other began":              {written("other", "delivery", "2026-02-01", "2026-03-01", metric.NPS), false},
		"an edit with a far day":                   {written("first", "returns", "2027-03-02", "", metric.NPS), true},
	} {
		want := metric.VersionAlpha(improvementAlpha, surveys.IfElse(c.shares, 2, 1))
		if got := alphaOf(&c.then, []surveys.Improvement{first}); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: it may spend %v, want %v", what, got, want)
		}
	}
}
