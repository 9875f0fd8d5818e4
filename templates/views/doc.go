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
// ([BiasPage] holds an insight.ResponseBias, [ImprovementPage] an
// improve.ImprovementReport, [JourneyPage] a surveys.Journey and an
// journey.Map), beside what the caller alone knows: names and links, by key.
// No page of the team repeats a field of a read, and none holds what charts draw.
//
// A view is what the HTML reads: the page with sentences and pictures added. It
// takes them from the read, and computes no statistics; html/template escapes what
// it says. The package imports surveys and the read models of surveys/followup,
// surveys/improve, surveys/insight and surveys/journey, the metrics, templates/brand,
// templates/charts and templates/locales, and calls no service.
package views
