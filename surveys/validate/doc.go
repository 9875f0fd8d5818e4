// Package validate lives through made-up worlds with the program's own rooms, and
// counts how often what they say is wrong: improvements, the intervals of scores,
// differences and groups, weighted scores, alerts. Beside each verdict on an
// improvement it puts those of usual methods on the same answers.
//
// Everything it runs is the program: improve.Service, insight.Service and
// journey.Service on a store in memory, which holds the answers of one life. A figure
// comes with its Monte Carlo error, and is held against the promise that it belongs to.
//
// It writes nothing and reads no clock. It may import surveys, surveys/definition,
// surveys/guard, surveys/improve, surveys/insight, surveys/journey, surveys/metric and
// surveys/worlds.
package validate
