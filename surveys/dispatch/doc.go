// Package dispatch sends the mails that are due and takes in what comes back.
//
// It leases invitations, asks every rule again, hands mails to the Mailer and
// stores the outcome. It sends a mail again when a person asks for it, reads reports
// of mails that came back, keeps suppressions, and tries a trigger on the events
// of the past (a dry run).
//
// It makes no invitation and reads no answer but to know that it came. It may
// import surveys, surveys/batch, surveys/blame, surveys/definition, surveys/rules and surveys/sheet; it
// does not know intake and respond.
package dispatch
