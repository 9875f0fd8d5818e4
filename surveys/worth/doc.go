// Package worth says what answers are worth that hang together: because the same
// people gave several of them, and because days differ by more than chance. It
// reads rollups and the sums of repeated answers, never responses, and gives the
// design effects by which package metric widens intervals.
//
// It refuses to judge anything: insight does that with its figures. It may import
// surveys and surveys/metric.
package worth
