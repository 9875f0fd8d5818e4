// Package respond takes answers in: by the link in a mail, from other programs
// and from files.
//
// Each answer is a new revision; it changes rollups and covariances in the same
// transaction. Both can be computed again from the responses, and verified.
//
// It computes no score. It may import surveys, surveys/definition,
// surveys/metric, surveys/followup, surveys/jsonlist, surveys/sheet and surveys/batch; it
// does not know intake and dispatch.
package respond
