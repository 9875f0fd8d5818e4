// Package improve judges improvements and watches for changes: what is written down before a
// change, the verdict afterwards, alerts, and the work of each day.
//
// It sends nothing. It may import surveys, surveys/definition, surveys/insight
// and surveys/metric.
package improve
