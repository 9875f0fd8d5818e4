package main

import (
	"slices"
	"testing"

	"halte/surveys/definition"
	"halte/templates/locales"
)

// A definition may ask in exactly the languages in which mails can be written.
func TestDefinitionsMayUseTheLanguagesThatHaveTexts(t *testing.T) {
	t.Parallel()
	all, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	have := slices.Sorted(slices.Values(all.Languages()))
	if !slices.Equal(have, definition.Languages()) {
		t.Errorf("there are texts in %v, and definitions may use %v", have, definition.Languages())
	}
}
