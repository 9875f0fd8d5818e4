// Package lives says how many made-up lives a simulation lives through.
package lives

import "os"

// Of gives few in every run of the tests, and many where HALTE_SIMULATE is long.
func Of(few, many int) int {
	if os.Getenv("HALTE_SIMULATE") == "long" {
		return many
	}
	return few
}

// Raced says whether the race detector is on: arithmetic that takes minutes then has
// nothing for it to find, and .ci/run does it without.
func Raced() bool { return race }

// Quartered is Of for a test that allows for chance by the number that it gets: under
// the race detector, where a life takes ten times as long and nothing is asked but what
// runs at the same time, it gives a quarter of few, at least 2.
func Quartered(few, many int) int {
	n := Of(few, many)
	if race && n == few {
		return min(few, max(2, few/4))
	}
	return n
}
