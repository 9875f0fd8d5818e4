// Package mailer writes an invitation as a mail and hands it to a mail server.
// It implements surveys.Mailer twice: SMTP talks to the customer's relay, and
// Mailbox keeps the same bytes in memory for people who try Halte out.
//
// # What it promises
//
//   - A mail is whole before anything is said to a server: a template that fails
//     sends nothing, and half a mail is never accepted.
//   - The same invitation and wave give the same Message-ID and the same
//     headers on every attempt.
//   - Every outcome is one of three that differ in what may be done next: not
//     accepted, refused for good, or unknown. A reply that never came after the
//     final dot is unknown, never "failed".
//   - Refusals of the server, of the login or of the encryption are temporary:
//     they say nothing about the mail, and somebody can mend them.
//   - A server that is silent, slow or gone costs one timeout at most, and a
//     cancelled context ends a conversation at once.
//   - Of several servers another is asked only where it is certain that the
//     first did not take the mail. One that asks for less gets half, and slowly
//     more again; one that is away, or does not want us, is left alone for a
//     while (see circuit), and meanwhile nothing is attempted.
//   - What is sent from a domain whose keys it was given carries their DKIM
//     signatures, over every header and both List-Unsubscribe headers.
//
// # What comes back
//
// ReadReport reads what servers and people send to a return path, in any form
// that is still in use, and believes nothing of it: what a report proves is for
// the domain to say.
//
// # What it refuses to do
//
// It sends no header that is not on its list, and no value with a line break in
// it; it puts nothing on an envelope that surveys.ParseAddress would not take.
// It logs when a server is left alone and nothing else, and neither addresses
// nor tokens stand in its errors: the server's words are stripped of both. It
// retries nothing by itself but a connection that died while it was idle. Its
// limits and what it knows of servers are those of one process.
//
// # Why go-mail is kept at arm's length
//
// github.com/go-mail/mail writes the MIME and speaks the SMTP. Left alone it
// hangs on a silent server, knows no context, re-dials in the middle of a mail,
// leaks connections, and leaves a connection that saw an error in a state no
// strict server accepts. So it gets one Dialer per connection, connections that
// were opened, greeted and encrypted here (see wire), finished bytes, and no second
// chance.
package mailer
