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
func anyLife(t *rapid.T) (h history, until string) {
	w := world{
		shares: typical, perDay: rapid.Float64Range(.3, 25).Draw(t, "answers a day"), shock: rapid.Float64Range(0, 15).Draw(t, "shock"),
		season: rapid.Float64Range(0, 30).Draw(t, "season"), slow: rapid.Float64Range(-30, 0).Draw(t, "slow"),
		from: rapid.IntRange(60, 500).Draw(t, "quiet"), change: rapid.Float64Range(-60, 40).Draw(t, "change"),
	}
	days := rapid.IntRange(80, 600).Draw(t, "days")
	h = w.lives(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), simulatedFrom, days)
	return h, surveys.DayName(surveys.DayNumber(simulatedFrom) + days - 1)
}

// update is what UpdateAlerts does between reading and writing: it knows no answers
// but those that the stream needs and that were given by then.
func update(s Stream, h history, until string) (Stream, []surveys.Alert) {
	var read history
	for i, given := range h.days {
		day := h.first + i
		for delay, tally := range given.byDelay {
			if surveys.DayName(day) < s.needs() || surveys.DayName(day+delay) > until {
				continue
			}
			for rating, n := range tally {
				if n > 0 {
					read.add(day, day+delay, rating, n)
				}
			}
		}
	}
	return s.advance(metric.NPS, read, until, 365)
}

func TestLookingDayByDayIsLookingAllAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, until := anyLife(t)
		once, want := update(Stream{Survey: "s"}, h, until)
		s := Stream{Survey: "s"}
		var got []surveys.Alert
		for day := surveys.DayNumber(simulatedFrom); day <= surveys.DayNumber(until); day += rapid.IntRange(1, 40).Draw(t, "days off") {
			var some []surveys.Alert
			s, some = update(stored(t, s), h, surveys.DayName(day))
			got = append(got, some...)
		}
		s, some := update(s, h, until)
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
		h, until := anyLife(t)
		once, _ := update(Stream{Survey: "s"}, h, until)
		for _, day := range []string{until, surveys.DayName(surveys.DayNumber(until) - 1), simulatedFrom} {
			twice, alerts := update(once, h, day)
			if len(alerts) > 0 || !reflect.DeepEqual(stored(t, twice), stored(t, once)) {
				t.Fatalf("looking again at %s gives %v and\n%+v, not\n%+v", day, alerts, twice, once)
			}
		}
	})
}

// collapsed is a life without a change, and then day after day of nothing but
// detractors.
func collapsed(quiet, bad int) (h history, until string) {
	first := surveys.DayNumber(simulatedFrom)
	for day := first; day < first+quiet+bad; day++ {
		answers := map[int]int64{3: 1, 7: 1, 10: 3}
		if day >= first+quiet {
			answers = map[int]int64{3: 5}
		}
		for rating, n := range answers {
			h.add(day, day, rating, n)
		}
	}
	return h, surveys.DayName(first + quiet + bad - 1)
}

func TestACollapseIsToldOnceWithTheDayItBegan(t *testing.T) {
	t.Parallel()
	const quiet = 120
	h, until := collapsed(quiet, 60)
	_, alerts := update(Stream{Survey: "s"}, h, until)
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

func TestAnAnswerIsHeldAgainstThoseOfTheSameDelay(t *testing.T) {
	t.Parallel()
	first := surveys.DayNumber(simulatedFrom)
	var h history
	const days = 400
	for day := first; day < first+days; day++ {
		h.add(day, day, 10, 40)  // whoever answers at once is content
		h.add(day, day+6, 3, 40) // and who answers later is not
	}
	until := surveys.DayName(first + days - 1)
	if _, alerts := update(Stream{Survey: "s"}, h, until); len(alerts) > 0 {
		t.Errorf("where nothing changes there are the alerts %+v", alerts)
	}
	for day := first + 200; day < first+days; day++ {
		h.add(day, day, 10, -20) // now half of the content are not
		h.add(day, day, 3, 20)
	}
	_, alerts := update(Stream{Survey: "s"}, h, until)
	if len(alerts) == 0 || alerts[0].Direction != surveys.Drop || alerts[0].Day > surveys.DayName(first+201) {
		t.Errorf("a change among those who answer at once gives %+v", alerts)
	}
}

func TestAnAnswerAfterAWeekIsNotCounted(t *testing.T) {
	t.Parallel()
	h, until := collapsed(140, 0)
	want, _ := update(Stream{Survey: "s"}, h, until)
	first := surveys.DayNumber(simulatedFrom)
	for day := first; day < first+130; day++ {
		h.add(day, day+SettledAfter+1, 0, 500) // as though half a town had answered late
	}
	if got, alerts := update(Stream{Survey: "s"}, h, until); len(alerts) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("late answers gave %v and %+v, not %+v", alerts, got, want)
	}
	h.add(first+125, first+125+SettledAfter, 0, 500)
	if _, alerts := update(Stream{Survey: "s"}, h, until); len(alerts) != 1 || alerts[0].Direction != surveys.Drop {
		t.Errorf("answers within the week gave %v", alerts)
	}
}

func TestTooFewAnswersAreNoBaseline(t *testing.T) {
	t.Parallel()
	var h history
	first := surveys.DayNumber(simulatedFrom)
	for day := 0; day < 400; day += 4 { // 23 in ninety days
		h.add(first+day, first+day, day%11, 1)
	}
	until := surveys.DayName(first + 399)
	s, alerts := update(Stream{Survey: "s"}, h, until)
	if s.Baseline != nil || len(alerts) > 0 || s.Looked != until {
		t.Errorf("the stream is %+v with %v", s, alerts)
	}
}

func TestHistoryThatComesLaterMakesABaseline(t *testing.T) {
	t.Parallel()
	h, until := collapsed(120, 60)
	some := history{first: h.first + 130, days: h.days[130:]}
	s, _ := update(Stream{Survey: "s"}, some, until) // a stream that found no baseline
	_, got := update(s, h, until)
	_, want := update(Stream{Survey: "s"}, h, until)
	if len(want) != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("history gave %v, not %v", got, want)
	}
}

func TestAStreamOfBeforeDelaysWereToldApartKeepsItsDaysAndIsWeighedAnew(t *testing.T) {
	t.Parallel()
	h, until := collapsed(140, 3)
	quiet := surveys.AddDays(simulatedFrom, 139)
	want, _ := update(Stream{Survey: "s"}, h, quiet)
	old := want
	bare := *want.Baseline
	bare.Delays, bare.Phi, old.Baseline = nil, 1, &bare
	old.Rise = metric.Watch{360, 360, 360} // false evidence of the old rule
	old.Drop = nil
	got, alerts := update(old, h, quiet)
	if len(alerts) > 0 || !reflect.DeepEqual(got.Baseline, want.Baseline) {
		t.Errorf("it raises %v, and its baseline is %+v, not %+v", alerts, got.Baseline, want.Baseline)
	}
	wanted, wantedAlerts := update(want, h, until)
	got, alerts = update(old, h, until)
	if len(wantedAlerts) != 1 || !reflect.DeepEqual(alerts, wantedAlerts) || !reflect.DeepEqual(got, wanted) {
		t.Errorf("a drop gives %+v and %+v, not %+v and %+v", alerts, got, wantedAlerts, wanted)
	}
}

func TestADropOfTheSeasonIsNotToldAndSaysWhatLastYearDid(t *testing.T) {
	t.Parallel()
	first := surveys.DayNumber(simulatedFrom)
	lives := func(summer, last int64) (h history, until string) {
		const days = sameWeeks + 200
		for day := range days {
			content := int64(30)
			switch {
			case day >= 120 && day < 230:
				content -= last
			case day >= sameWeeks+120:
				content -= summer
			}
			h.add(first+day, first+day, 10, content)
			h.add(first+day, first+day, 3, 40-content)
		}
		return h, surveys.DayName(first + days - 1)
	}
	watch := func(h history, until string) []surveys.Alert {
		_, alerts := update(Stream{Survey: "s", Floor: surveys.DayName(first + sameWeeks)}, h, until)
		return alerts
	}
	if alerts := watch(lives(10, 10)); len(alerts) > 0 {
		t.Errorf("a drop that came last year as well is told: %+v", alerts)
	}
	alerts := watch(lives(10, 0))
	if len(alerts) != 1 || alerts[0].Shape != surveys.Break || alerts[0].LastYear == nil {
		t.Fatalf("a drop that did not come last year gives %+v", alerts)
	}
	if last := alerts[0].LastYear; last.Before.From != simulatedFrom || last.After.From != surveys.AddDays(alerts[0].Since, -sameWeeks-fortnight) {
		t.Errorf("last year is %+v, of a drop since %s", last, alerts[0].Since)
	}
	if alerts := watch(lives(20, 10)); len(alerts) != 1 {
		t.Errorf("a drop twice that of last year gives %+v", alerts)
	}
}

func TestABreakOfLastYearThatStayedIsNoSeason(t *testing.T) {
	t.Parallel()
	first := surveys.DayNumber(simulatedFrom)
	for name, content := range map[string]func(day int) int64{
		"it fell last year, and falls again": func(day int) int64 {
			switch {
			case day < 120:
				return 35
			case day < sameWeeks+120:
				return 25
			}
			return 15
		},
		"it rose since last year, and falls back": func(day int) int64 {
			if day >= sameWeeks-60 && day < sameWeeks+120 {
				return 30
			}
			return 20
		},
	} {
		var h history
		const days = sameWeeks + 150
		for day := range days {
			h.add(first+day, first+day, 10, content(day))
			h.add(first+day, first+day, 3, 40-content(day))
		}
		_, alerts := update(Stream{Survey: "s", Floor: surveys.DayName(first + sameWeeks)}, h, surveys.DayName(first+days-1))
		if len(alerts) != 1 || alerts[0].Direction != surveys.Drop {
			t.Errorf("%s: the alerts are %+v", name, alerts)
		}
	}
}

func TestADriftIsToldOnceInAYearAndABreakEveryTime(t *testing.T) {
	t.Parallel()
	for sudden, again := range map[bool]bool{false: false, true: true} {
		s := Stream{Survey: "s"}
		for _, told := range []struct {
			day       string
			direction surveys.Direction
			want      bool
		}{
			{"2026-01-10", surveys.Drop, true}, {"2026-06-01", surveys.Rise, true}, {"2026-12-31", surveys.Drop, again}, {"2027-01-20", surveys.Drop, true},
		} {
			alert := surveys.Alert{Day: told.day, Since: told.day, Direction: told.direction}
			if told.day == "2027-01-20" && again {
				continue
			}
			if got := s.tell(alert, sudden); got != told.want || s.Alerted != told.direction || s.Floor != told.day {
				t.Errorf("a %s of %s, sudden %t, is told: %v; the stream is %+v", told.direction, told.day, sudden, got, s)
			}
		}
	}
}

func TestAScoreThatWasGoingOneWayMayGoOnForAYearAfterItWasTold(t *testing.T) {
	t.Parallel()
	const days, perDay = 400, 1000
	life := func(content func(day int) int64) (h history) {
		for day := range days {
			on := surveys.DayNumber(simulatedFrom) + day
			h.add(on, on, 10, content(day))
			h.add(on, on, 3, perDay-content(day))
		}
		return h
	}
	slope := life(func(day int) int64 { return 800 - int64(day) })
	broken := life(func(day int) int64 {
		if day < 200 {
			return 800
		}
		return 500
	})
	begin := surveys.DayNumber(simulatedFrom) + 200
	standardOf := func(h history, direction surveys.Direction, told string) *standard {
		b := h.baseline(metric.NPS, begin, begin+BaselineDays-1)
		return newStandard(metric.NPS, h, &b, direction, told)
	}
	told := surveys.DayName(begin)
	s := standardOf(slope, surveys.Drop, told)
	if s.pace < .19 || s.pace > .2 { // 1 of 1000 answers a day
		t.Errorf("a score that falls by 0.2 points a day may go on by %.3f", s.pace)
	}
	// Days that are not tolerated add evidence, days that are take some away.
	for day, tolerated := range map[int]bool{begin + 120: true, begin + driftAgainAfter: false} {
		late := slope
		for missing := late.first + len(late.days); missing <= day; missing++ {
			late.add(missing, missing, 10, 800-int64(missing-late.first))
			late.add(missing, missing, 3, perDay-800+int64(missing-late.first))
		}
		if speaks := standardOf(late, surveys.Drop, told).factors(day, day)[0] > 0; speaks == tolerated {
			t.Errorf("%d days after it was told, a fall that goes on speaks for an alert: %v", day-begin, speaks)
		}
	}
	for name, s := range map[string]*standard{
		"it was never told":        standardOf(slope, surveys.Drop, ""),
		"it goes the other way":    standardOf(slope, surveys.Rise, told),
		"it broke, and then stood": standardOf(broken, surveys.Drop, told),
	} {
		if s.pace != 0 {
			t.Errorf("%s: it may go on by %.3f points a day", name, s.pace)
		}
	}
}
