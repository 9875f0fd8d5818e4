// Package faults holds no program, only the tests that do harm to one: they
// build halte, run it as processes on servers of their own, kill, freeze and cut
// off the servers that it needs, and then count. In every case,
//
//   - no invitation is lost: each ends in a state that has a name, and what is
//     called sent was taken by the mail server;
//   - no mail is sent twice: the mail server sees no Message-ID again;
//   - nothing is unknown but what was being sent when its process died, or what
//     the mail server never replied to;
//   - no event and no answer that was acknowledged is missing, or there twice.
//
// The short form is part of `go test ./...`. `make faults` runs the long one,
// with 20,000 invitations, and prints what was killed and what was lost.
//
// Nobody waits for a lease of five minutes or for the next attempt at a mail: the
// tests put those times into the past in the database. That is harmless at any
// moment, or there is a mistake to be found.
package faults
