package improve

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
)

// anyLife draws what a survey lived through: quiet, then a change of some size.
func anyLife(t *rapid.T) (rows []surveys.Rollup, until string) {
	w := world{
		shares: typical, perDay: rapid.Float64Range(.3, 25).Draw(t, "answers a day"), shock: rapid.Float64Range(0, 15).Draw(t, "shock"),
		from: rapid.IntRange(60, 160).Draw(t, "quiet"), change: rapid.Float64Range(-60, 40).Draw(t, "change"),
	}
	days := rapid.IntRange(80, 420).Draw(t, "days")
	rows = w.lives(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), simulatedFrom, days)
	return rows, surveys.DayName(surveys.DayNumber(simulatedFrom) + days - 1)
}

// update is what UpdateAlerts does between reading and writing.
func update(s Stream, rows []surveys.Rollup, until string) (Stream, []surveys.Alert) {
	var read []surveys.Rollup
	for _, row := range rows {
		if row.Day >= s.needs() && row.Day <= until {
			read = append(read, row)
		}
	}
	return s.advance(metric.NPS, historyOf(read, until), until, 365)
}

func TestLookingDayByDayIsLookingAllAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, until := anyLife(t)
		once, want := update(Stream{Survey: "s"}, rows, until)
		s := Stream{Survey: "s"}
		var got []surveys.Alert
		for day := surveys.DayNumber(simulatedFrom); day <= surveys.DayNumber(until); day += rapid.IntRange(1, 40).Draw(t, "days off") {
			var some []surveys.Alert
			s, some = update(stored(t, s), rows, surveys.DayName(day))
			got = append(got, some...)
		}
		s, some := update(s, rows, until)
		if got = append(got, some...); !reflect.DeepEqual(got, want) {
			t.Fatalf("step by step there are the alerts\n%v, at once\n%v", got, want)
		}
		if !reflect.DeepEqual(stored(t, s), stored(t, once)) {
			t.Fatalf("step by step the stream is\n%+v, at once\n%+v", s, once)
		}
	})
}

// stored is a stream after a restart: as it is kept.
func stored(t *rapid.T, s Stream) (out Stream) {
	text, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLookingTwiceIsLookingOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, until := anyLife(t)
		once, _ := update(Stream{Survey: "s"}, rows, until)
		for _, day := range []string{until, surveys.DayName(surveys.DayNumber(until) - 1), simulatedFrom} {
			twice, alerts := update(once, rows, day)
			if len(alerts) > 0 || !reflect.DeepEqual(stored(t, twice), stored(t, once)) {
				t.Fatalf("looking again at %s gives %v and\n%+v, not\n%+v", day, alerts, twice, once)
			}
		}
	})
}

// collapsed is a life without a change, and then day after day of nothing but detractors.
func collapsed(quiet, bad int) ([]surveys.Rollup, string) {
	var rows []surveys.Rollup
	for day := range quiet + bad {
		row := surveys.Rollup{Survey: "s", Day: surveys.DayName(surveys.DayNumber(simulatedFrom) + day), Tally: metric.Tally{3: 1, 7: 1, 10: 3}}
		if day >= quiet {
			row.Tally = metric.Tally{3: 5}
		}
		rows = append(rows, row)
	}
	return rows, rows[len(rows)-1].Day
}

func TestACollapseIsToldOnceWithTheDayItBegan(t *testing.T) {
	t.Parallel()
	const quiet = 120
	rows, until := collapsed(quiet, 60)
	_, alerts := update(Stream{Survey: "s"}, rows, until)
	if len(alerts) != 1 {
		t.Fatalf("the alerts are %+v, want one", alerts)
	}
	a := alerts[0]
	began := surveys.DayName(surveys.DayNumber(simulatedFrom) + quiet)
	if a.Direction != surveys.Drop || a.Since != began || a.Day < began || a.Day > surveys.DayName(surveys.DayNumber(began)+5) {
		t.Errorf("a %s since %s is told on %s; a drop began on %s", a.Direction, a.Since, a.Day, began)
	}
	if a.Evidence < a.Threshold || a.After.Tally.N() != 5*int64(surveys.DayNumber(a.Day)-surveys.DayNumber(a.Since)+1) || a.Baseline.From != simulatedFrom {
		t.Errorf("the alert is %+v", a)
	}
}

func TestAWeekOldDayIsNotFoldedAgain(t *testing.T) {
	t.Parallel()
	rows, until := collapsed(140, 0)
	s, _ := update(Stream{Survey: "s"}, rows, until)
	late := append([]surveys.Rollup(nil), rows...)
	settled := len(rows) - 1 - SettledAfter
	late[settled].Tally = late[settled].Tally.Plus(metric.Tally{0: 500}) // as though half a town had answered late
	next := surveys.DayName(surveys.DayNumber(until) + 1)
	want, _ := update(s, rows, next)
	got, alerts := update(s, late, next)
	if len(alerts) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("late answers gave %v and %+v, not %+v", alerts, got, want)
	}
	late[settled+1].Tally = late[settled+1].Tally.Plus(metric.Tally{0: 500}) // within the week
	if _, alerts = update(s, late, next); len(alerts) != 1 || alerts[0].Direction != surveys.Drop {
		t.Errorf("answers within the week gave %v", alerts)
	}
}

func TestTooFewAnswersAreNoBaseline(t *testing.T) {
	t.Parallel()
	var rows []surveys.Rollup
	for day := 0; day < 400; day += 4 { // 23 in ninety days
		row := surveys.Rollup{Survey: "s", Day: surveys.DayName(surveys.DayNumber(simulatedFrom) + day)}
		row.Tally[day%11]++
		rows = append(rows, row)
	}
	s, alerts := update(Stream{Survey: "s"}, rows, rows[len(rows)-1].Day)
	if s.Baseline != nil || len(alerts) > 0 || s.Looked != rows[len(rows)-1].Day {
		t.Errorf("the stream is %+v with %v", s, alerts)
	}
}

func TestHistoryThatComesLaterMakesABaseline(t *testing.T) {
	t.Parallel()
	rows, until := collapsed(120, 60)
	s, _ := update(Stream{Survey: "s"}, rows[130:], until) // a stream that found no baseline
	_, got := update(s, rows, until)
	_, want := update(Stream{Survey: "s"}, rows, until)
	if len(want) != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("history gave %v, not %v", got, want)
	}
}
