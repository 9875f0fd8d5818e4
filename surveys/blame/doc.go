// Package blame reads what mail servers say when they refuse a mail: whose trouble it
// is, and which of their words may be kept.
//
// It knows no mail, no invitation and no person. It refuses to guess: what it does not
// recognise is nobody's trouble.
package blame
