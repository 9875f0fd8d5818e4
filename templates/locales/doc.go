// Package locales holds what the pages, mails and charts say, one JSON file for
// each language, and how each language writes numbers and dates.
//
// A file has a section for each page. Every language has format, respondent and
// mail; one with the section console has all sections of the team's pages too.
// The sections are Go types, so that a misspelt phrase does not compile, and
// [Load] refuses a file that lacks a key, has one too many, or has a phrase with
// other placeholders than the English one. To add a language, add its file:
// nl.json for Dutch.
//
// It does not choose what to say, and holds no markup: that is up to the views,
// the mails and the charts. It imports the metrics alone.
package locales
