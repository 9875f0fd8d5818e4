package scheduler

import (
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

func TestRedisKeepsTheFurthestMarkOfEachDatabase(t *testing.T) {
	t.Parallel()
	server := servers.OwnRedis(t)
	m := NewMarks(parsed(t, server.URL()))
	defer m.Close()
	noon := time.Date(2026, 11, 29, 12, 0, 0, 123456000, time.UTC)
	for _, step := range []struct{ give, want surveys.Mark }{
		{surveys.Mark{Database: "a"}, surveys.Mark{Database: "a"}},
		{surveys.Mark{Database: "a", At: noon}, surveys.Mark{Database: "a", At: noon}},
		{surveys.Mark{Database: "a", At: noon.Add(-time.Microsecond)}, surveys.Mark{Database: "a", At: noon}},
		{surveys.Mark{Database: "a", At: noon.Add(time.Microsecond)}, surveys.Mark{Database: "a", At: noon.Add(time.Microsecond)}},
		{surveys.Mark{Database: "b"}, surveys.Mark{Database: "b"}},
		{surveys.Mark{Database: "a"}, surveys.Mark{Database: "a", At: noon.Add(time.Microsecond)}},
	} {
		if got, err := m.MarkRaise(t.Context(), step.give); err != nil || got != step.want {
			t.Errorf("%v gives %v, %v, want %v", step.give, got, err, step.want)
		}
	}
	server.Kill()
	if got, err := m.MarkRaise(t.Context(), surveys.Mark{Database: "a", At: noon}); err == nil {
		t.Errorf("a Redis that is away gives %v", got)
	}
}
