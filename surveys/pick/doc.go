// Package pick gives the answers that figures are made of: those that a filter picks,
// as far as the reader may see them.
//
// Answers with one value of a dimension are read from rollups, of any number. Those
// with values of several dimensions are in no rollup: they are counted from the
// responses of the period, within a bound, and the answer says so. Only who may see
// small cells may put values together.
//
// It refuses to judge anything: insight does that with its figures. It may import
// surveys, definition, guard and keyword.
package pick
