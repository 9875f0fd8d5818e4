// Package templates makes everything people look at: the pages of the CX team,
// the pages a respondent meets, the mails, and the charts in them.
//
// [New] reads it all once and refuses what is wrong: a page that does not parse, a
// phrase that a language lacks. What it makes of it:
//
//   - pages, in templates/views, by a method of [Templates] for each, from html/;
//     those for the team draw their charts with templates/charts;
//   - mails, in templates/mail, by [Templates].Mail;
//   - phrases, numbers and dates of every language, in templates/locales;
//   - files under /static/, by [Templates.StaticHandler].
//
// Callers hand a method values, never HTML: a page takes what surveys/insight read
// as it is, with names and links beside it. The method renders into a buffer first,
// so that a reader gets a whole page or none. No package here calls a service or
// knows a database or a request.
//
// The pages are made for this Content-Security-Policy and use no inline style
// or script:
//
//	default-src 'none'; style-src 'self'; script-src 'self';
//	img-src 'self' https:; form-action 'self'; connect-src 'self'
//
// The development mailbox also needs frame-src 'self', and the mail it frames
// needs style-src 'unsafe-inline', because mail carries its style inline.
package templates
