// Package batch commits what many callers submit at the same time together, so that the
// cost of a row falls under load.
//
// It knows nothing of what it commits. It may import surveys, for its errors.
package batch
