// Package keyword reads comments: it takes them apart into words, and finds the
// words and pairs of words by which the dissatisfied differ from the satisfied. It
// knows arithmetic and texts, and nothing of who asked whom. It may import
// surveys/metric.
package keyword
