// Package journey computes what people read of a journey as a whole: the map of all
// touchpoints with their scores, the score of the journey, the moments that go
// together with the relationship, and the paths customers really take.
//
// It writes nothing, and refuses to say of one touchpoint what package insight says:
// scores, differences and ranks are made there. Small cells are held back by the same
// rule. It may import surveys, definition, guard, insight, metric, pick and worth.
package journey
