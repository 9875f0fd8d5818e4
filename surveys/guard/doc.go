// Package guard keeps single answers from readers who may see none. Everybody
// without the right to small cells reads figures through it.
//
// It makes cells of the answers to each survey, and every figure is a sum of cells:
//
//   - of all answers, a cell is a block: days that follow on each other, joined until
//     at least five answers are in, from the first day of the survey on;
//   - of one value of a segment, locale, channel, source or wave, a cell is what has
//     that value in a group of blocks, of a hundred answers or a month.
//
// What blocks and groups are does not depend on what is asked, so nobody learns
// more by asking for another period: a block or group that the period cuts is not
// in the figure. Of the values of a group only those are released that leave every
// released number five answers of its own (see ledger). Hence no figure, and
// nothing that can be computed from figures by adding and subtracting, speaks of
// fewer than five answers.
//
// It refuses to count or judge anything itself. What is derived from figures starts
// from these cells. It may import surveys and surveys/metric.
package guard
