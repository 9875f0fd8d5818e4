package surveys

import (
	"cmp"
	"strings"
)

// FollowUpCount is how many respondents of one day gave one answer to a follow-up
// question that has choices: those with one value of one dimension, as in a Rollup,
// by the side of the scale that their rating is on. The row with an empty Option
// counts those who answered the question at all, which are fewer than its options
// together where several may be ticked. A row names nobody and outlives an erasure.
type FollowUpCount struct {
	Survey    string
	Dimension string
	Day       string
	Value     string
	Question  string // key of the follow-up
	Option    string // key of the choice; "" for all who answered

	Dissatisfied, Neutral, Satisfied int64
}

// Key is the row without its counts.
func (c FollowUpCount) Key() FollowUpCount {
	c.Dissatisfied, c.Neutral, c.Satisfied = 0, 0, 0
	return c
}

// Plus adds the counts of o.
func (c FollowUpCount) Plus(o FollowUpCount) FollowUpCount {
	c.Dissatisfied += o.Dissatisfied
	c.Neutral += o.Neutral
	c.Satisfied += o.Satisfied
	return c
}

// IsZero reports that the row counts nobody.
func (c FollowUpCount) IsZero() bool { return c == c.Key() }

// CompareFollowUpCounts orders rows by their keys.
func CompareFollowUpCounts(a, b FollowUpCount) int {
	return cmp.Or(
		strings.Compare(a.Survey, b.Survey), strings.Compare(a.Dimension, b.Dimension), strings.Compare(a.Day, b.Day),
		strings.Compare(a.Value, b.Value), strings.Compare(a.Question, b.Question), strings.Compare(a.Option, b.Option),
	)
}

// FollowUpQuery picks counts to sum.
type FollowUpQuery struct {
	Survey    string
	Dimension string // each of its values has sums of its own
	From, To  string // days, both included
	PerWeek   bool   // a sum for each week, whose Day is its Monday; else Day is empty
}
