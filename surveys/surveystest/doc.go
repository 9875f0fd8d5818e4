// Package surveystest is what tests of Halte share: a clock that stands still, a
// mailer that keeps what it is given, and events and definitions as sentences.
// Nothing outside of tests imports it.
package surveystest
