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

func TestTheSharesOfABaselineAreToldOnlyWhereAllItsAnswersAreToldBySegment(t *testing.T) {
	t.Parallel()
	i := surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Day: "2026-05-01", Metric: metric.NPS, Baseline: 30}, BaselineFrom: "2026-04-01", BaselineTo: "2026-04-30"}
	cells := func(nl, be, all int64) ImprovementCells {
		cell := func(dimension, value string, n int64) ImprovementCell {
			return ImprovementCell{Treated, dimension, value, "2026-04-10", metric.Tally{9: n}}
		}
		return ImprovementCells{Cells: []ImprovementCell{cell("", "", all), cell("segment.country", "NL", nl), cell("segment.country", "BE", be)}}
	}
	for name, c := range map[string]struct {
		cells   ImprovementCells
		guarded bool
		nl      float64 // 0 for no shares
	}{
		"all are told": {cells(60, 40, 100), true, .6}, "Belgium is held back": {cells(60, 0, 100), true, 0},
		"some have no country": {cells(60, 20, 100), false, .75},
	} {
		c.cells.guarded = c.guarded
		measure(&i, dailyOf(c.cells, nil), "2026-05-20")
		if i.Shares["country"]["NL"] != c.nl {
			t.Errorf("%s: the shares are %v, want %v", name, i.Shares, c.nl)
		}
	}
}
