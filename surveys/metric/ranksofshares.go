package metric

import "math"

// RankShares returns between which ranks each of several shares lies, as Rank
// does for scores: every two are compared by their difference over its standard
// error, which se gives for the shares with these indices (by a jackknife, say),
// and only a difference that is significant after Holm rules a rank out. All
// ranks hold together with a confidence of about 1 - alpha. A standard error that
// is not a number tells nothing apart.
func RankShares(shares []float64, se func(i, j int) float64, alpha float64) []Ranks {
	k := len(shares)
	ranks, p := make([]Ranks, k), make([]float64, 0, k*(k-1)/2)
	for i := range shares {
		ranks[i] = Ranks{Best: 1, Worst: k}
		for j := i + 1; j < k; j++ {
			chance := 1.0
			if z := (shares[i] - shares[j]) / se(i, j); !math.IsNaN(z) {
				chance = twoSided(z)
			}
			p = append(p, chance)
		}
	}
	p = Holm(p)
	pair := 0
	for i := range shares {
		for j := i + 1; j < k; j++ {
			if p[pair] < alpha {
				better, worse := i, j
				if shares[j] > shares[i] {
					better, worse = j, i
				}
				ranks[better].Worst--
				ranks[worse].Best++
			}
			pair++
		}
	}
	return ranks
}
