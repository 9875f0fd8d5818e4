// Package followup counts what people chose: the answers to follow-up questions with
// choices, kept as counts by day, dimension and side of the scale, in the transaction
// that appends an answer. From the counts it tells shares with n and interval, week
// by week, and how they differ between two periods; of answers with values of several
// dimensions it counts the responses, within a bound.
//
// It refuses to count free text, which package insight reads, and to tell anything to
// readers who may not see small cells: of two periods that differ by a day the choices
// of single respondents follow. It may import surveys, surveys/definition,
// surveys/metric, surveys/pick and surveys/worth.
package followup
