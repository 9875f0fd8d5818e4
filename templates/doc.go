// Package templates makes everything people look at: the pages of the CX team,
// the pages a respondent meets, the mails, and the charts in them.
//
// It is a leaf: it knows the metrics and nothing else of halte. Callers fill
// plain view structs with values (never with HTML) and hand them to a method of
// [Templates], which renders into a buffer first, so that a reader gets a whole
// page or none. html/template escapes the pages; the charts are drawn by Go
// functions through a writer that escapes every text and attribute.
//
//   - Pages for the team: [Templates.Journey], [Templates.Touchpoint],
//     [Templates.Moments], [Templates.Paths], [Templates.Mailbox]; in English or Dutch.
//   - Pages for respondents: [Templates.Survey], [Templates.Thanks],
//     [Templates.Closed], [Templates.Unknown], [Templates.Unsubscribe],
//     [Templates.Error]; Dutch, English, German, French and Spanish. They are
//     complete without JavaScript, and html, style and script together stay
//     under 14 KB compressed.
//   - Mail: [Templates.InvitationHTML], [Templates.InvitationText], [Templates.Subject].
//   - Files under /static/: [Templates.StaticHandler].
//
// The pages are made for this Content-Security-Policy and use no inline style
// or script:
//
//	default-src 'none'; style-src 'self'; script-src 'self';
//	img-src 'self' https:; form-action 'self'; connect-src 'self'
//
// The development mailbox also needs frame-src 'self', and the mail it frames
// needs style-src 'unsafe-inline', because mail carries its style inline.
//
// A score is drawn with its interval and its n or not at all: below
// [Least] answers it is held back, whatever the caller says.
package templates
