package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
)

// aloneOnADay is a world in which one customer alone answered on a day, and wrote
// something. What she is, somebody else may be who answered on another day of the same
// group: if changed is set, the two have changed places.
func aloneOnADay(changed bool) smallWorld {
	const alone = "2026-10-20"
	w := smallWorld{seed: 1, cuts: []string{"2026-10-12", alone, "2026-10-21", "2026-11-01", "2026-11-08", "2026-11-19"}}
	add := func(i int, day, comment string) {
		w.answers = append(w.answers, smallAnswer{
			survey: "delivery", day: day, contact: fmt.Sprint("c", i), persona: []string{"commuter", "commuter", "family", "racer"}[i%4],
			country: []string{"NL", "BE", "DE"}[i%3], locale: []string{"nl", "en"}[i%2], source: surveys.SourceMail, comment: comment,
		})
	}
	for i := range 60 {
		day := surveys.AddDays("2026-10-12", i%18)
		if day >= alone {
			day = surveys.AddDays(day, 1)
		}
		add(i, day, "")
	}
	add(63, alone, "the box was wet")
	for i := range 24 {
		add(100+i, surveys.AddDays("2026-11-02", i%12), "")
	}
	writer := &w.answers[60]
	other := &w.answers[slices.IndexFunc(w.answers, func(a smallAnswer) bool {
		return a.day < alone && a.locale == writer.locale && a.persona != writer.persona && a.country != writer.country
	})]
	if changed {
		writer.persona, writer.country, other.persona, other.country = other.persona, other.country, writer.persona, writer.country
	}
	return w
}

// Whoever joins the day of a comment with the number of answers by segment must not learn
// of which segments its writer is: all that a key may read is the same where another
// customer of the same weeks is what she is.
func TestNothingTellsOfWhichSegmentsTheWriterOfACommentIs(t *testing.T) {
	t.Parallel()
	one, other := aloneOnADay(false), aloneOnADay(true)
	ratings := slices.Repeat([]int{9}, len(one.answers))
	a, b := one.build(t, ratings), other.build(t, ratings)
	for name, scopes := range map[string][]surveys.Scope{
		"read": {surveys.ScopeRead}, "read and improvements": {surveys.ScopeRead, surveys.ScopeImprovements},
	} {
		first, second := a.newKey(scopes...), b.newKey(scopes...)
		if !strings.Contains(a.asks(first, "/v1/touchpoints/delivery/comments?from=2026-10-12&to=2026-10-31"), "the box was wet") {
			t.Fatalf("%s: the comment is not told at all", name)
		}
		for _, path := range slices.Concat(one.figures(), one.further()) {
			if x, y := named.ReplaceAllString(a.asks(first, path), ""), named.ReplaceAllString(b.asks(second, path), ""); x != y {
				t.Errorf("%s: %s tells who wrote it:\n%s", name, path, firstDifference(x, y))
			}
		}
	}
	small := []surveys.Scope{surveys.ScopeRead, surveys.ScopeSmallCells}
	path := "/v1/scores?by=segment.country&from=2026-10-20&to=2026-10-20"
	if a.asks(a.newKey(small...), path) == b.asks(b.newKey(small...), path) {
		t.Error("the two worlds are told alike to those who may see small cells as well: nothing was tried")
	}
}
