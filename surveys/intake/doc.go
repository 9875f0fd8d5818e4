// Package intake takes events in: each with its contact, its decisions and its
// invitations in one transaction. It also changes contacts.
//
// It sends nothing and computes no score. It may import surveys,
// surveys/definition, surveys/rules, surveys/jsonlist and surveys/batch; it does not
// know dispatch and respond.
package intake
