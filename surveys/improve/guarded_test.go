package improve

import (
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

func TestADifferenceOfAllAnswersIsToldOnlyWhereFiveAnswersMoveItByNoMoreThanAStep(t *testing.T) {
	t.Parallel()
	for _, m := range metric.All() {
		width := m.Range().Width()
		all, blocks := 0.0613*width, 0.0213*width
		for n := int64(5); n < 3000; n *= 2 {
			v := Verdict{Change: &Judgement{Adjusted: blocks}}
			v.conclusions(&surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Metric: m}}, Verdict{Before: insight.Figures{N: n}, After: insight.Figures{N: n}, Change: &Judgement{Adjusted: all}})
			told, step := v.Change.Adjusted, width/200
			if told == blocks { // made of blocks, which tell of no single answers
				continue
			}
			if moves := width * surveys.SmallCell / float64(n); moves > step {
				t.Errorf("%v: of %d answers, a difference of all is told as %g: five answers move it by %g", m, n, told, moves)
			}
			if told == all {
				t.Errorf("%v: of %d answers, a difference is told as it is, %g", m, n, told)
			}
		}
		v := Verdict{Change: &Judgement{Adjusted: blocks}}
		v.conclusions(&surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Metric: m}}, Verdict{Before: insight.Figures{N: 5000}, After: insight.Figures{N: 5000}, Change: &Judgement{Adjusted: all}})
		if v.Change.Adjusted == blocks {
			t.Errorf("%v: of 5,000 answers the difference of all is not told", m)
		}
	}
}
