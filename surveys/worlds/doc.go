// Package worlds makes up customers, to see how often Halte is wrong about them: in
// each world it is known what changed and what did not.
//
// It knows no judge, and nothing of the program needs it: simulations and tests
// share it, so that they all speak of the same worlds. It may import surveys/metric.
package worlds
