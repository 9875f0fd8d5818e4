package guard

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
)

// aWeek is a busy touchpoint: 150 answers a day, told apart by five dimensions.
func aWeek() (blocks []block, profiles []Profile) {
	r := rand.New(rand.NewPCG(1, 1))
	for day := range 7 {
		b := block{From: fmt.Sprintf("2026-03-%02d", day+2)}
		b.To = b.From
		alike := map[string]*Profile{}
		for range 150 {
			values := map[string]string{
				surveys.DimensionSegment + "country": []string{"NL", "BE", "DE", "FR"}[r.IntN(4)],
				surveys.DimensionLocale:              []string{"nl", "en", "de"}[r.IntN(3)],
				surveys.DimensionWave:                []string{"first", "reminder"}[r.IntN(2)],
				surveys.DimensionSource:              []string{"mail", "link"}[r.IntN(2)],
			}
			if r.IntN(2) == 0 {
				values[DimensionMailed] = Mailed
			}
			key := fmt.Sprint(values)
			if alike[key] == nil {
				alike[key] = &Profile{Day: b.From, Values: values}
			}
			var t metric.Tally
			t[r.IntN(11)]++
			alike[key].Tally, b.Tally = alike[key].Tally.Plus(t), b.Tally.Plus(t)
		}
		for _, p := range alike {
			profiles = append(profiles, *p)
		}
		blocks = append(blocks, b)
	}
	return blocks, profiles
}

func BenchmarkWhatIsToldOfAWeek(b *testing.B) {
	blocks, profiles := aWeek()
	for b.Loop() {
		toldOf(blocks, profiles)
	}
}
