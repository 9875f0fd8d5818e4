package rest

import (
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"halte/surveys"
)

// A parameter that is dropped in silence gives an answer to another question: what
// a route does not know, and what it would read only once, is refused.

// onceEach refuses a parameter that stands twice where the operation takes one of
// it, and a filter without a value: everybody's figures would look like those of some.
// Elsewhere a field that nobody filled in is one that was left out, as forms send it.
// What the operation does not know huma refuses.
func onceEach(query url.Values, o *huma.Operation) error {
	for name, values := range query {
		several := slices.ContainsFunc(o.Parameters, func(p *huma.Param) bool {
			return p.In == "query" && p.Name == name && p.Explode != nil && *p.Explode
		})
		if several && slices.Contains(values, "") {
			return surveys.Refuse(name, "is empty: give it a value, or leave it out")
		}
		if !several && len(values) > 1 {
			return surveys.Refuse(name, "stands %d times in the address, and may stand once", len(values))
		}
	}
	return nil
}

// known is onceEach for a route that huma does not read, whose every parameter must
// be described: a dry run misspelt would be a real one.
func known(query url.Values, o *huma.Operation) error {
	for name := range query {
		if !slices.ContainsFunc(o.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) {
			return surveys.Refuse(name, "is not a parameter of this address")
		}
	}
	return onceEach(query, o)
}
