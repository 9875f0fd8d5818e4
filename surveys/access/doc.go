// Package access makes, recognises and revokes API keys.
//
// It stores hashes, never keys. It may import surveys.
package access
