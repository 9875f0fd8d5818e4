package views

import (
	"slices"

	"halte/surveys/insight"
	"halte/templates/locales"
)

// BiasLine is what the page of a touchpoint says about those who did not answer.
type BiasLine struct {
	insight.ResponseBias
	URL string // of the whole story
}

type biasLine struct {
	URL, More string
	Cautions  []string
}

// BiasLine is the line about those who did not answer; nil where nothing is known.
func (v touchpointView) BiasLine() *biasLine {
	b := v.Page.Bias
	if b == nil {
		return nil
	}
	phrases := v.L.Bias
	out := &biasLine{URL: b.URL, More: phrases.WhoAnswered}
	for _, c := range b.Cautions {
		if c.Kind == insight.WeightedDiffers {
			out.Cautions = append(out.Cautions, locales.Fill(phrases.CautionWeighted, "segment", c.Segment))
		}
	}
	if wavesDiffer(b.Cautions) {
		out.Cautions = append(out.Cautions, phrases.CautionWaves)
	}
	if len(out.Cautions) > 0 {
		out.More = phrases.HowFarOff
	}
	return out
}

// wavesDiffer says whether those who needed a reminder score differently.
func wavesDiffer(cautions []insight.BiasCaution) bool {
	return slices.Contains(cautions, insight.BiasCaution{Kind: insight.WavesDiffer})
}
