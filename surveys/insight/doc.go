// Package insight computes what people read: scores, comparisons, bias, keywords,
// comments, the funnel, replays and timelines.
//
// It writes nothing. Scores are computed from rollups alone, and every reader
// holds small cells back by the same rule. It may import surveys,
// surveys/definition, surveys/guard, surveys/keyword, surveys/metric, surveys/pick and
// surveys/worth.
package insight
