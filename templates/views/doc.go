// Package views writes the pages, each by a method of [Pages] that takes the page
// as a struct of plain values.
//
//   - For the team: [Pages.Journey], [Pages.Touchpoint], [Pages.Comments],
//     [Pages.Compare], [Pages.Moments], [Pages.Paths], [Pages.Bias],
//     [Pages.Alerts], [Pages.Improvements], [Pages.Improvement],
//     [Pages.ImprovementForm], [Pages.Timeline] and [Pages.Mailbox], in every
//     language that has their phrases.
//   - For respondents: [Pages.Survey], [Pages.Thanks], [Pages.Closed],
//     [Pages.Unknown], [Pages.Unsubscribe] and [Pages.Error], in every language.
//     They are complete without JavaScript, and html, style and script together
//     stay under 14 KB compressed.
//
// A page type is what the caller fills in, a view what the HTML reads: the page
// with sentences and pictures added. A view computes no statistics; html/template
// escapes what it says. It imports the metrics, templates/brand,
// templates/charts and templates/locales.
package views
