package improve

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

func someJudgement(t *rapid.T, name string) *Judgement {
	if rapid.Bool().Draw(t, name+" is there") {
		middle, half := rapid.Float64Range(-60, 60).Draw(t, name), rapid.Float64Range(0.1, 60).Draw(t, "half")
		j := &Judgement{Difference: middle, Adjusted: middle, Interval: [2]float64{middle - half, middle + half}, LogE: 1}
		j.Clear = j.Interval[0] > 0 || j.Interval[1] < 0
		if j.Clear || rapid.Bool().Draw(t, "was clear") {
			j.Claim = &ImprovementClaim{Method: ClaimMethod, Words: After, Day: "2026-03-01", Adjusted: middle + 1, Interval: [2]float64{1, 9}, LogE: 4}
		}
		return j
	}
	return nil
}

// What a reader without small cells is told of a difference never says another thing than
// the verdict, and nothing that was known on another day.
func TestFiguresThatAreToldBearOutWhatIsSaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int64{40, leastToTellAll}).Draw(t, "n")
		of := insight.Figures{N: n}
		judged := Verdict{Before: of, After: of, Words: After, State: NotEnough, Change: someJudgement(t, "all"), Withdrawn: []ImprovementClaim{{Words: After, Day: "2026-01-05", Adjusted: 3, LogE: 4}}}
		i := &surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Metric: metric.NPS, Smallest: 10}}
		switch c := judged.Change; {
		case c != nil && c.Clear:
			judged.State, judged.Sensitivity = direction(c.Adjusted), &Sensitivity{}
		case c != nil && c.within(i.Smallest):
			judged.State, judged.NoLargerThan = NoDifference, new(max(-c.Interval[0], c.Interval[1]))
		}
		v := Verdict{Change: someJudgement(t, "blocks"), Path: []Look{{}}, Sensitivity: judged.Sensitivity}
		v.conclusions(i, judged)
		if len(v.Withdrawn) != 1 || v.Withdrawn[0].Adjusted != 0 || v.Withdrawn[0].LogE != 0 {
			t.Fatalf("a claim of an earlier method is told as %+v", v.Withdrawn)
		}
		if s := v.Sensitivity; s != nil && s.Needed == 0 && v.Change != nil {
			t.Fatalf("a claim would be explained by a move of 0: %+v", v.Change)
		}
		c := v.Change
		if c == nil {
			if v.Held != (judged.Change != nil) || len(v.Path) > 0 && v.Held {
				t.Fatalf("without a difference, held is %t and the path %v", v.Held, v.Path)
			}
			if v.Held && judged.Change.Claim != nil && (len(v.Claims) != 1 || v.Claims[0].Day != "2026-03-01" || v.Claims[0].Interval != [2]float64{}) {
				t.Fatalf("the claim is told as %+v", v.Claims)
			}
			return
		}
		if apart := c.Interval[0] > 0 || c.Interval[1] < 0; apart != judged.Change.Clear || c.Clear != apart {
			t.Fatalf("%s, clear %t: %v", v.State, c.Clear, c.Interval)
		}
		if v.State == Improved && c.Interval[0] <= 0 || v.State == Worsened && c.Interval[1] >= 0 {
			t.Fatalf("%s: %v", v.State, c.Interval)
		}
		if c.Claim != nil && (c.Claim.Adjusted != 0 || c.Claim.Interval != [2]float64{} || c.Claim.LogE != 0) {
			t.Fatalf("a claim of an earlier day has the figures %+v", c.Claim)
		}
		if v.State == NoDifference && (v.NoLargerThan == nil || math.Round(*v.NoLargerThan) > i.Smallest) {
			t.Fatalf("no difference as large as %g, none larger than %v", i.Smallest, v.NoLargerThan)
		}
	})
}
