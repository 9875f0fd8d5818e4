// Package rules decides whether an event leads to an invitation, whether a mail may go
// out now, and which of several mails does.
//
// Everything here is a pure function of values, with the time as an argument: no
// database, no clock, no random number. It may import surveys
// and surveys/definition.
package rules
