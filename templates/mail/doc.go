// Package mail writes the mails that ask the question: subject, HTML and plain
// text with the same links. The HTML carries its style inline and works where mail
// is read, without a script, a remote style or a picture that must be there.
//
// It sends nothing and knows no address: that is surveys/mailer. It imports the
// metrics, templates/brand and templates/locales.
package mail
