// Package jsonlist reads what comes as JSON: one object, an array of them, or one on each
// line. It stops at the first that is too many or too long, and says of each that is
// wrong where and why, so that none keeps another out.
//
// It knows nothing of what it reads. It may import surveys.
package jsonlist
