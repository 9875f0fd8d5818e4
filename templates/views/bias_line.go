package views

import "halte/templates/locales"

// BiasLine is what the page of a touchpoint says about those who did not answer.
type BiasLine struct {
	URL         string   // of the whole story
	Segments    []string // by which the weighted score is another
	WavesDiffer bool
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
	for _, s := range b.Segments {
		out.Cautions = append(out.Cautions, locales.Fill(phrases.CautionWeighted, "segment", s))
	}
	if b.WavesDiffer {
		out.Cautions = append(out.Cautions, phrases.CautionWaves)
	}
	if len(out.Cautions) > 0 {
		out.More = phrases.HowFarOff
	}
	return out
}
