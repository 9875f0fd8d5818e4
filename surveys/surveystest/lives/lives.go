// Package lives says how many made-up lives a simulation lives through.
package lives

import "os"

// Of gives the number for this run: short in every run of the tests, whole where
// HALTE_SIMULATE is whole (.ci/run, without the race detector), and long where it is
// long (make simulate).
func Of(short, whole, long int) int {
	switch os.Getenv("HALTE_SIMULATE") {
	case "whole":
		return whole
	case "long":
		return long
	}
	return short
}

// Quartered is Of for a test that allows for chance by the number that it gets: short
// is a quarter of whole, at least 2.
func Quartered(whole, long int) int {
	return Of(min(whole, max(2, whole/4)), whole, long)
}

// Raced says whether the race detector is on. Arithmetic that takes minutes then has
// nothing for it to find, and memory is not what it is else: .ci/run does both without.
func Raced() bool { return race }
