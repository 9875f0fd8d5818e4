package surveystest

import (
	"math/rand/v2"
	"slices"
)

// Fewest looks for what numbers tell of few answers when they are added and
// subtracted, with whatever weights. A row is a number: how often it counts each of so
// many answers. It gives the answers in a combination of rows that holds at most so
// many of them, and at least one; nil when there is none.
//
// It counts in the integers modulo a prime. Some combination holds nothing but answers
// of T just where the rows of the null space that belong to T are dependent.
func Fewest(rows [][]uint64, answers, most int) []int {
	pivots := map[int][]uint64{} // reduced rows by their first answer
	for _, row := range rows {
		row = slices.Clone(row)
		for at, pivot := range pivots {
			takeFrom(row, pivot, row[at])
		}
		at := slices.IndexFunc(row, func(v uint64) bool { return v != 0 })
		if at < 0 {
			continue
		}
		one := power(row[at], modulus-2)
		for i := range row {
			row[i] = row[i] * one % modulus
		}
		for _, pivot := range pivots {
			takeFrom(pivot, row, pivot[at])
		}
		pivots[at] = row
	}
	// The null space as a row for each answer, cut down to some random dimensions.
	r := rand.New(rand.NewPCG(1, 2))
	null := make([][]uint64, answers)
	for i := range null {
		null[i] = make([]uint64, most+2)
	}
	for free := range answers {
		if pivots[free] != nil {
			continue
		}
		for d := range null[free] {
			weight := r.Uint64N(modulus)
			null[free][d] = (null[free][d] + weight) % modulus
			for at, pivot := range pivots {
				null[at][d] = (null[at][d] + (modulus-pivot[free])*weight) % modulus
			}
		}
	}
	of := make([]int, answers)
	for i := range of {
		of[i] = i
	}
	return dependent(null, of, most)
}

// dependent gives at most so many rows of which some combination is zero.
func dependent(rows [][]uint64, of []int, most int) []int {
	for i, row := range rows {
		at := slices.IndexFunc(row, func(v uint64) bool { return v != 0 })
		if at < 0 {
			return []int{of[i]}
		}
		if most == 1 {
			continue
		}
		one := power(row[at], modulus-2)
		rest := make([][]uint64, 0, len(rows)-i-1)
		for _, other := range rows[i+1:] {
			other = slices.Clone(other)
			takeFrom(other, row, other[at]*one%modulus)
			rest = append(rest, other)
		}
		if found := dependent(rest, of[i+1:], most-1); found != nil {
			return append([]int{of[i]}, found...)
		}
	}
	return nil
}

const modulus = 1<<31 - 1

func takeFrom(row, other []uint64, factor uint64) {
	if factor == 0 {
		return
	}
	for i, v := range other {
		row[i] = (row[i] + (modulus-factor)*v) % modulus
	}
}

func power(base, exponent uint64) uint64 {
	out := uint64(1)
	for ; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			out = out * base % modulus
		}
		base = base * base % modulus
	}
	return out
}
