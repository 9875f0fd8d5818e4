// Package followup counts what people chose: the answers to follow-up questions with
// choices, kept as counts by day, dimension and side of the scale, in the transaction
// that appends an answer. From the counts it tells shares with n and interval, week
// by week, and how they differ between two periods.
//
// It refuses to count free text, which package insight reads, and to tell shares of
// fewer than five people to readers who may not see small cells. It may import
// surveys, surveys/definition, surveys/metric and surveys/worth.
package followup
