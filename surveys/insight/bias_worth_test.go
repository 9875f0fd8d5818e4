package insight

import (
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

func TestThePartsOfAReportOnWhoAnsweredAreWorthWhatTheirAnswersAre(t *testing.T) {
	t.Parallel()
	all := surveys.Sum{Tally: metric.Tally{2: 100, 10: 100}}
	half := surveys.Sum{Tally: metric.Tally{2: 50, 10: 50}}
	a := invitedAnswers{whole: FiguresOf(metric.NPS, all, worth.Effect{Persons: 4, Beyond: 5, Once: 5})}
	for n, want := range map[*surveys.Sum]int64{&all: 50, &half: 40} { // 200 over 4, and 100 over 2.5
		if f := a.figures(metric.NPS, *n); f.Worth == nil || *f.Worth != want {
			t.Errorf("%d answers are worth %v, want %d", n.Tally.N(), f.Worth, want)
		}
	}
	if f := (invitedAnswers{}).figures(metric.NPS, half); f.Worth != nil {
		t.Errorf("where nobody answers twice 100 answers are worth %d", *f.Worth)
	}
}
