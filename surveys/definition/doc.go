// Package definition turns the text of a definition into a plan to decide with,
// and publishes it.
//
// It reads YAML and JSON, says what is wrong with its line and the reason,
// compares two definitions, writes one back, and compiles conditions. Plans holds
// the plan in force. Apply publishes a definition and calls its hooks inside the
// transaction.
//
// It knows no event, no mail and no answer. It may import surveys, surveys/jsonlist and
// surveys/metric.
package definition
