// Package brand makes an organisation's colour legible on pages and in mails: the
// contrast of text is corrected, never trusted. It refuses what is no colour and
// leaves the house's own in its place. It imports nothing of this module.
package brand
