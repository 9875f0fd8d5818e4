package api_test

import (
	"testing"

	"halte/surveys"
)

func TestATableOfScoresSaysOfWhichAnswersEachLineIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, day := range []string{"2026-11-02", "2026-11-10", "2026-11-12"} {
		w.chose(day, 7, 9, `{}`)
	}
	w.chose("2026-11-13", 2, 9, `{}`)
	picked := table(t, w.get("/v1/scores.csv?from=2026-11-01&to=2026-11-13&locale=en&source=api"))[0]
	if picked["filter"] != "locale:en; source:api" || picked["counted_from"] != "responses" || picked["n"] != "23" || picked["taken_from"] != "" {
		t.Errorf("with a filter the line is %v", picked)
	}
	w.key = w.newKey(surveys.ScopeRead)
	line := table(t, w.get("/v1/scores.csv?from=2026-11-08&to=2026-11-13&compare=previous"))[0]
	want := map[string]string{
		"filter": "", "n": "14", "taken_from": "2026-11-10", "taken_to": "2026-11-12", "taken_held": "2", "taken_further": "false", "taken_without": "",
		"previous_n": "7", "previous_taken_from": "2026-11-02", "previous_taken_held": "0",
	}
	for column, value := range want {
		if line[column] != value {
			t.Errorf("%s is %q, want %q: %v", column, line[column], value, line)
		}
	}
}
