// Package smtpsink is a mail server for tests and benchmarks. It runs in the
// process, listens on 127.0.0.1 on a port of its own, keeps what it is sent,
// and delivers nothing.
//
//	sink := smtpsink.Start(t, smtpsink.Options{})
//	…send through sink.URL()…
//	sink.Wait(ctx, 1)
//	mail := sink.Mails()[0]
//
// It is as strict about the order of commands as Postfix is, and it can fail in
// the ways real servers do: see Fault and the codes in Options. What goes wrong
// can be changed while it runs, so that a test can tell the story of an outage.
package smtpsink
