package metric_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

func TestWordsAreToldApartAsWorkedOutByHand(t *testing.T) {
	t.Parallel()
	// Ten words a side and a prior worth ten: the first word has 8 + 4 of 20
	// against 0 + 4 of 20, odds of 12/8 against 4/16, a ratio of 6.
	got := metric.TellApart([]metric.WordCount{{A: 8}, {A: 2, B: 2}, {B: 8}}, 10)
	want := []metric.WordContrast{{math.Log(6), math.Log(6) / math.Sqrt(1.0/12+1.0/4)}, {}, {-math.Log(6), -math.Log(6) / math.Sqrt(1.0/12+1.0/4)}}
	for i := range want {
		if math.Abs(got[i].LogOdds-want[i].LogOdds) > 1e-12 || math.Abs(got[i].Z-want[i].Z) > 1e-12 {
			t.Errorf("word %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func wordCounts() *rapid.Generator[[]metric.WordCount] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) metric.WordCount {
		return metric.WordCount{A: rapid.Int64Range(0, 5000).Draw(t, "a"), B: rapid.Int64Range(0, 5000).Draw(t, "b")}
	}), 0, 30)
}

func TestWordsSeenFromTheOtherSideChangeTheirSign(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := wordCounts().Draw(t, "words")
		prior := rapid.Float64Range(0.5, 500).Draw(t, "prior")
		turned := make([]metric.WordCount, len(words))
		for i, w := range words {
			turned[i] = metric.WordCount{A: w.B, B: w.A}
		}
		there, back := metric.TellApart(words, prior), metric.TellApart(turned, prior)
		for i := range words {
			if z := there[i].Z; math.IsNaN(z) || math.IsInf(z, 0) || math.Abs(z+back[i].Z) > 1e-9*(1+math.Abs(z)) {
				t.Fatalf("%+v there, %+v back", there[i], back[i])
			}
			if words[i].A+words[i].B == 0 && there[i] != (metric.WordContrast{}) {
				t.Fatalf("a word nobody said is %+v", there[i])
			}
		}
	})
}

func TestAWordSaidMoreOftenBelongsMoreToItsSide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, 100).Draw(t, "a"), rapid.Int64Range(0, 100).Draw(t, "b")
		more := rapid.Int64Range(1, 50).Draw(t, "more")
		rest := metric.WordCount{A: 2000, B: 2000}
		before := metric.TellApart([]metric.WordCount{{A: a, B: b}, rest}, 100)[0]
		after := metric.TellApart([]metric.WordCount{{A: a + more, B: b}, rest}, 100)[0]
		if after.LogOdds <= before.LogOdds {
			t.Fatalf("%+v, with %d more %+v", before, more, after)
		}
	})
}

func TestWordsOfOneVoiceAreHardlyEverToldApart(t *testing.T) {
	t.Parallel()
	// Two sides draw their words from one distribution: a claim after Benjamini and
	// Hochberg is false, and at most one set in twenty may hold one.
	random := rand.New(rand.NewPCG(1, 2))
	const sets, vocabulary, said = 400, 120, 1500
	mistaken := 0
	for range sets {
		words := make([]metric.WordCount, vocabulary)
		for range said {
			rank := int(math.Exp(random.Float64()*math.Log(vocabulary))) - 1 // about Zipf's law
			if random.IntN(2) == 0 {
				words[rank].A++
			} else {
				words[rank].B++
			}
		}
		contrasts := metric.TellApart(words, metric.WordPrior(said))
		p := make([]float64, len(words))
		for i, c := range contrasts {
			p[i] = 2 * metric.OneSided(math.Abs(c.Z))
		}
		for _, adjusted := range metric.BenjaminiHochberg(p) {
			if adjusted <= 0.05 {
				mistaken++
				break
			}
		}
	}
	if mistaken > sets/20 {
		t.Errorf("%d of %d sets hold a word that tells nothing apart", mistaken, sets)
	}
}

func TestSidesFollowTheCategoriesOfTheMetric(t *testing.T) {
	t.Parallel()
	for m, want := range map[metric.Metric]string{
		metric.NPS: "[-1 -1 -1 -1 -1 -1 -1 0 0 1 1]", metric.CSAT: "[-1 -1 0 1 1]", metric.CES: "[-1 -1 -1 0 1 1 1]",
	} {
		lowest, highest := m.Scale()
		var sides []int
		for r := lowest; r <= highest; r++ {
			sides = append(sides, m.Side(r))
		}
		if got := fmt.Sprint(sides); got != want || m.Side(lowest-1) != 0 || m.Side(highest+1) != 0 {
			t.Errorf("%s has sides %s, want %s", m, got, want)
		}
	}
}
