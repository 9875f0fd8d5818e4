// Package reply turns what a handler returned into HTTP: a value into JSON or a
// page, an error into a problem document (RFC 9457) for machines or a page for
// people.
//
// It is the only place that maps an error to a status, and it refuses to show
// any error that is not a *surveys.Error or a *Problem: those are internal, are
// noted for the log once, and the answer carries the request id instead.
package reply
