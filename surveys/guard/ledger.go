package guard

import (
	"cmp"
	"math/bits"
	"slices"

	"halte/surveys"
)

// A ledger decides which numbers about the same answers may be told together.
//
// A number is the sum over some profiles, answers that no number tells apart. Each
// number that is released, beyond what follows from those before it, must have
// five answers of its own: the ledger keeps five sets of answers, without one in
// common, and from each of them alone all released numbers could be told. So
// whoever adds and subtracts released numbers, with whatever weights, gets
// something that at least five answers are in: leave any four out, and one of the
// five sets is whole, on which no combination but the empty one is zero. (In the
// words of matroids: five disjoint bases among the rows of the table of numbers by
// answers, kept by augmenting. This asks a little more than it must, and is sure.)
//
// It counts in the integers modulo a prime: rows that are independent there are
// independent.
type ledger struct {
	free  []int64 // answers of each profile that are in no set
	order []int   // profiles, those with most answers first
	sets  [surveys.SmallCell]answerSet
}

// answerSet is a set of answers from which all released numbers could be told.
type answerSet struct {
	rows []int      // the profile of each answer
	dual [][]uint64 // by profile: dual[j] is 1 at rows[j] and 0 at the other rows, and a combination of released numbers
}

// newLedger opens a ledger of profiles by their numbers of answers.
func newLedger(answers []int64) *ledger {
	l := &ledger{free: slices.Clone(answers), order: make([]int, len(answers))}
	for i := range l.order {
		l.order[i] = i
	}
	slices.SortStableFunc(l.order, func(a, b int) int { return cmp.Compare(answers[b], answers[a]) })
	return l
}

// release reports whether the sum over the profiles that are in may be told, and
// then counts it as told.
func (l *ledger) release(in []bool) bool {
	var rest [surveys.SmallCell][]uint64 // of the number, what its set does not tell
	for i := range l.sets {
		rest[i] = l.sets[i].rest(in)
		if i == 0 && !slices.ContainsFunc(rest[0], func(v uint64) bool { return v != 0 }) {
			return true // it follows from what is told already
		}
	}
	rows, found := l.choose(rest)
	if !found {
		return false
	}
	for i := range l.sets {
		l.sets[i].add(rows[i], rest[i])
		l.free[rows[i]]--
	}
	return true
}

// choose finds an answer for each set, which makes it tell the number too.
func (l *ledger) choose(rest [surveys.SmallCell][]uint64) (rows [surveys.SmallCell]int, found bool) {
	taken := map[int][]int{} // sets by profile
	var place func(set int, seen map[int]bool) bool
	place = func(set int, seen map[int]bool) bool {
		for _, p := range l.order {
			if rest[set][p] == 0 || l.free[p] == 0 || seen[p] {
				continue
			}
			seen[p] = true
			if int64(len(taken[p])) < l.free[p] {
				taken[p], rows[set] = append(taken[p], set), p
				return true
			}
			for k, other := range taken[p] {
				if place(other, seen) {
					taken[p][k], rows[set] = set, p
					return true
				}
			}
		}
		return false
	}
	for set := range l.sets {
		if !place(set, map[int]bool{}) {
			return rows, false
		}
	}
	return rows, true
}

// rest gives the number less the combination of released numbers that is the same
// on the answers of the set.
func (s *answerSet) rest(in []bool) []uint64 {
	out := make([]uint64, len(in))
	for p, there := range in {
		if there {
			out[p] = 1
		}
	}
	for j, row := range s.rows {
		if in[row] {
			subtract(out, s.dual[j], 1)
		}
	}
	return out
}

// add takes an answer in, and the number whose rest is not zero there.
func (s *answerSet) add(row int, rest []uint64) {
	one := inverse(rest[row])
	for p := range rest {
		rest[p] = times(rest[p], one)
	}
	for _, d := range s.dual {
		subtract(d, rest, d[row])
	}
	s.rows, s.dual = append(s.rows, row), append(s.dual, rest)
}

// subtract takes so many times b from a.
func subtract(a, b []uint64, factor uint64) {
	if factor == 0 {
		return
	}
	for i, v := range b {
		if v != 0 {
			if a[i] += prime - times(v, factor); a[i] >= prime {
				a[i] -= prime
			}
		}
	}
}

// prime is that of Mersenne, 2 to the 61 less 1.
const prime = 1<<61 - 1

func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	sum := lo&prime + (hi<<3 | lo>>61)
	sum = sum&prime + sum>>61
	if sum == prime {
		return 0
	}
	return sum
}

// inverse gives the number whose product with a is 1, by Fermat.
func inverse(a uint64) uint64 {
	out := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = times(out, a)
		}
		a = times(a, a)
	}
	return out
}
