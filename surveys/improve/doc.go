// Package improve judges improvements and watches for changes.
//
// It keeps the plan of an improvement that is written down before the change,
// gives the verdict afterwards, finds alerts, and does the work of each day.
//
// It sends nothing. It may import surveys, surveys/definition, surveys/guard,
// surveys/insight, surveys/metric, surveys/pick and surveys/worth.
package improve
