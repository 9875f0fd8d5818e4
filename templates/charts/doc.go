// Package charts draws figures as inline SVG: the map of a journey, trends,
// distributions, intervals in tables, shares and differences.
//
// Every text and attribute is escaped on its way in, colours are left to the
// stylesheet, and each picture has a title and says in words what it shows. A
// score is drawn with its interval and its n or not at all: below [Least] answers
// it is held back, whatever the caller says.
//
// It knows no page. It imports the metrics and templates/locales, whose section
// chart has its phrases.
package charts
