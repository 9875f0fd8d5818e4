// Package views writes the pages, each by a method of [Pages] that takes the page
// as a struct.
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
// A page type is what the caller fills in. What was read stands in it as it came
// ([BiasPage] holds an insight.ResponseBias), beside what the caller alone knows:
// names in the reader's language and links, by key. A new page type repeats no
// field of a read. Those of alerts, comments and improvements do, and so does what
// charts draw ([Journey], [SurveyScore]): the caller fills them in field by field.
//
// A view is what the HTML reads: the page with sentences and pictures added. It
// takes them from the read, and computes no statistics; html/template escapes what
// it says. The package imports surveys, surveys/insight, surveys/journey, the metrics,
// templates/brand, templates/charts and templates/locales, and calls no service.
package views
