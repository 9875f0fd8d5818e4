package improve

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
)

// folded are the cells of an improvement whose change was on 2026-06-01.
func folded(responses []surveys.Response) []ImprovementCell {
	i := surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Day: changed, Metric: metric.NPS}, EvidenceFrom: changed, Surveys: []string{"s"}, ControlSurveys: []string{"c"}, BaselineFrom: "2026-05-18", BaselineTo: "2026-05-31"}
	out, _ := fold(&i, func(fn func(surveys.Response) error) error {
		for _, r := range responses {
			_ = fn(r) // the fold makes no error of its own
		}
		return nil
	})
	return out.Cells
}

// someResponses are a few contacts who answer again and again, some late, some
// changing what they said.
func someResponses(t *rapid.T) []surveys.Response {
	first, _ := time.Parse(time.DateOnly, "2026-05-15")
	return rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) surveys.Response {
		// The experience is the same in every revision of a response.
		n := rapid.IntRange(0, 40).Draw(t, "response")
		occurred := first.AddDate(0, 0, n).Add(9 * time.Hour)
		return surveys.Response{
			ID: fmt.Sprint("r", n), Revision: rapid.IntRange(1, 3).Draw(t, "revision"), Survey: []string{"s", "s", "c", "x"}[n%4],
			Touchpoint: []string{"a", "b", "c", "x"}[n%4], Respondent: int64(n % 6), Rating: rapid.IntRange(0, 10).Draw(t, "rating"),
			Segments: map[string]string{"persona": fmt.Sprint(n % 3)}, Day: occurred.Format(time.DateOnly), OccurredAt: occurred,
			AnsweredAt: occurred.Add(time.Duration(rapid.IntRange(0, 240).Draw(t, "hours")) * time.Hour),
		}
	}), 0, 60, func(r surveys.Response) string { return fmt.Sprint(r.ID, r.Revision) }).Draw(t, "responses")
}

func TestTheOrderOfTheResponsesIsNothingToAFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := someResponses(t)
		want := folded(all)
		if got := folded(rapid.Permutation(all).Draw(t, "in another order")); !reflect.DeepEqual(got, want) {
			t.Errorf("in another order the cells are %v, not %v", got, want)
		}
	})
}

func TestALaterExperienceNeverChangesTheCellsOfEarlierDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := someResponses(t)
		until := rapid.SampledFrom([]string{"2026-05-20", "2026-06-01", "2026-06-10"}).Draw(t, "until")
		var early []surveys.Response
		for _, r := range all {
			if r.Day <= until {
				early = append(early, r)
			}
		}
		var got []ImprovementCell
		for _, c := range folded(all) {
			if c.Day <= until {
				got = append(got, c)
			}
		}
		if want := folded(early); !reflect.DeepEqual(got, want) {
			t.Errorf("with later experiences the cells up to %s are %v, not %v", until, got, want)
		}
	})
}

func TestTheValuesOfASegmentAddUpToTheTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sums := map[string][2]int64{}
		for _, c := range folded(someResponses(t)) {
			sum := sums[string(c.Side)+c.Day]
			if c.Dimension == surveys.DimensionTotal {
				sum[0] += c.Tally.N()
			} else {
				sum[1] += c.Tally.N()
			}
			sums[string(c.Side)+c.Day] = sum
		}
		for day, sum := range sums {
			if sum[0] != sum[1] {
				t.Errorf("%s: %d in total, %d in the values", day, sum[0], sum[1])
			}
		}
	})
}

func TestABecauseIsAsSureAsWhatControlsLeaveOfTheChange(t *testing.T) {
	t.Parallel()
	v := Verdict{Words: BecauseOf, Change: &Judgement{LogE: 9, people: 100}, AgainstControls: &Judgement{LogE: 4, people: 100}}
	because := v.evidence()
	if v.Words = After; because >= v.evidence() || because != evidenceOf(4, 100) {
		t.Errorf("because of weighs %v, after %v", because, v.evidence())
	}
	if v.Change.people = 19; v.evidence() != 0 {
		t.Errorf("nineteen people weigh %v", v.evidence())
	}
}
