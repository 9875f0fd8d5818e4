// Package metric turns tallies of ratings into scores, and scores into
// statements one may stand by: intervals, comparisons, rankings, verdicts on
// improvements, trends and alerts.
//
// A Tally (how many responses gave each rating) comes in, a Score comes out,
// and with it always its n and its interval: no function here gives the one
// without the others, and a score of no responses is absent, never 0.
//
// Nearly everything is built on one primitive, the adjusted Cell: the ratings
// plus three pseudo-responses, which keep the variance above zero when everybody
// agrees and the intervals honest when few have answered.
//
// The package refuses to do input or output, to read a clock, and to round;
// rounding is the last step of whoever prints. It knows no touchpoints and no
// days, only tallies that somebody has summed. Functions are pure, and safe to
// call from many goroutines.
//
// Units: NPS in points (-100 to 100), CSAT in percent (0 to 100), means in
// ratings. A level is the confidence of an interval (0.95), an alpha the
// error one accepts (0.05); both lie strictly between 0 and 1.
package metric
