// Package batch commits what many callers submit at the same time together, so
// that a row costs less under load.
//
// It knows nothing of what it commits. It may import surveys, for its errors.
package batch
