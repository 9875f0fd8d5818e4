package guard_test

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/metric"
	"halte/surveys/surveystest"
)

// answers are those to one survey, kept in memory.
type answers []answer

type answer struct {
	day    string
	values map[string]string // by dimension
	rating int
}

func (all answers) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	sums := map[surveys.Rollup]surveys.Sum{}
	for _, a := range all {
		value, there := a.values[q.Dimension]
		if q.Dimension == surveys.DimensionTotal {
			value, there = "", true
		}
		if !there || a.day < q.From || q.To != "" && a.day > q.To || q.Value != "" && value != q.Value {
			continue
		}
		row := surveys.Rollup{Survey: "s", Dimension: q.Dimension, Value: value}
		if q.PerDay {
			row.Day = a.day
		}
		one := surveys.Sum{}
		one.Tally[a.rating]++
		sums[row] = sums[row].Plus(one)
	}
	var out []surveys.Rollup
	for row, sum := range sums {
		row.Tally = sum.Tally
		out = append(out, row)
	}
	slices.SortFunc(out, surveys.CompareRollups)
	return out, nil
}

func (all answers) RollupTotalEach(_ []string, from, to string, fn func(survey, day string, t metric.Tally)) error {
	days, err := all.RollupSums(surveys.RollupQuery{From: from, To: to, PerDay: true})
	for _, d := range days {
		fn(d.Survey, d.Day, d.Tally)
	}
	return err
}

func (all answers) ResponseProfiles(_, from, to string) (out []guard.Profile, _ error) {
	for _, a := range all {
		if a.day < from || a.day > to {
			continue
		}
		i := slices.IndexFunc(out, func(p guard.Profile) bool { return p.Day == a.day && maps.Equal(p.Values, a.values) })
		if i < 0 {
			i, out = len(out), append(out, guard.Profile{Day: a.day, Values: a.values})
		}
		out[i].Tally[a.rating]++
	}
	slices.SortFunc(out, func(a, b guard.Profile) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(fmt.Sprint(a.Values), fmt.Sprint(b.Values)))
	})
	return out, nil
}

// asked gives every sum that can be had, by what was asked.
func (all answers) asked(t interface{ Fatal(...any) }, days []string) map[string][]int64 {
	cells := guard.New().Over(all)
	found := map[string][]int64{}
	keep := func(name string, rows []surveys.Rollup, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			found[fmt.Sprint(name, row.Day, "/", row.Value)] = slices.Clone(row.Tally[:])
		}
	}
	for i, from := range days {
		for _, to := range days[i:] {
			for _, dimension := range []string{surveys.DimensionTotal, "segment.persona", "segment.country", surveys.DimensionLocale} {
				q := surveys.RollupQuery{From: from, To: to, Dimension: dimension, PerDay: i == 0}
				rows, err := cells.RollupSums(q)
				keep(fmt.Sprint(q), rows, err)
				if dimension != surveys.DimensionTotal {
					rows, err = cells.RollupSumsOf(q, guard.Condition{Dimension: guard.DimensionMailed, Value: guard.Mailed})
					keep(fmt.Sprint("mailed", q), rows, err)
				}
			}
		}
	}
	return found
}

func TestSumsOfCellsCombinedTellOfFiveAnswersAtLeast(t *testing.T) {
	t.Parallel()
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		value := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
		all := make(answers, rapid.IntRange(1, 90).Draw(t, "answers"))
		for i := range all {
			all[i].day = surveys.AddDays("2026-10-20", rapid.IntRange(0, 24).Draw(t, "day"))
			all[i].values = map[string]string{
				"segment.persona": value("persona", "a", "a", "b", "c"), surveys.DimensionLocale: value("locale", "nl", "nl", "nl", "en"),
			}
			if country := value("country", "NL", "NL", "BE", ""); country != "" {
				all[i].values["segment.country"] = country
			}
			if value("mailed", "yes", "no") == guard.Mailed {
				all[i].values[guard.DimensionMailed] = guard.Mailed
			}
		}
		days := []string{"2026-10-20", value("cut", "2026-10-25", "2026-11-01", "2026-11-02"), "2026-11-14"}
		rows := map[string][]uint64{}
		for first := 0; first < len(all); first += 10 { // ten answers have ratings of their own, all others 0
			for i := range all {
				all[i].rating = 0
				if first <= i && i < first+10 {
					all[i].rating = i - first + 1
				}
			}
			for name, counts := range all.asked(t, days) {
				if rows[name] == nil {
					rows[name] = make([]uint64, len(all))
				}
				for i := first; i < min(first+10, len(all)); i++ {
					rows[name][i] = uint64(counts[i-first+1])
				}
			}
		}
		different := map[string][]uint64{}
		for name, row := range rows {
			if different[fmt.Sprint(row)] = row; strings.Contains(name, "/a") && slices.Contains(row, 1) {
				told++
			}
		}
		if found := surveystest.Fewest(slices.Collect(maps.Values(different)), len(all), surveys.SmallCell-1); found != nil {
			t.Fatalf("some combination tells of the answers %v", found)
		}
	})
	if told == 0 {
		t.Error("nothing was told of any value: nothing was tried")
	}
}

// alike makes so many answers of one day with one language.
func alike(n int, day, locale string) (out answers) {
	for range n {
		out = append(out, answer{day: day, values: map[string]string{surveys.DimensionLocale: locale}, rating: 10})
	}
	return out
}

func sums(t *testing.T, all answers, q surveys.RollupQuery) (out []string) {
	t.Helper()
	rows, err := guard.New().Over(all).RollupSums(q)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		further, without := "", ""
		if r.Held.Further {
			further = " and perhaps more"
		}
		if r.Held.Without != "" {
			without = " without " + strings.TrimSpace(r.Held.Without)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s%s %d of %s..%s, %d held", r.Day, r.Value, r.Tally.N(), r.Held.From, r.Held.To, r.Held.N)+further+without))
	}
	return out
}

func TestDaysAreJoinedUntilTheyHoldFiveAnswers(t *testing.T) {
	t.Parallel()
	all := slices.Concat(alike(3, "2026-11-02", "nl"), alike(4, "2026-11-04", "nl"), alike(6, "2026-11-05", "nl"), alike(2, "2026-11-06", "nl"))
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"", "", []string{"13 of 2026-11-02..2026-11-05, 2 held without 2026-11-06..2026-11-06"}},
		{"2026-11-01", "2026-11-05", []string{"13 of 2026-11-02..2026-11-05, 0 held"}},
		{"2026-11-03", "2026-11-06", []string{"6 of 2026-11-05..2026-11-05, 6 held without 2026-11-03..2026-11-04 2026-11-06..2026-11-06"}},
		{"2026-11-06", "2026-11-09", []string{"0 of .., 2 held without 2026-11-06..2026-11-06"}},
		{"2026-11-08", "2026-11-09", nil},
	} {
		if got := sums(t, all, surveys.RollupQuery{From: c.from, To: c.to}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("from %q to %q it tells %q, want %q", c.from, c.to, got, c.want)
		}
	}
	want := []string{"2026-11-02 0 of .., 3 held", "2026-11-04 7 of 2026-11-02..2026-11-04, -3 held", "2026-11-05 6 of 2026-11-05..2026-11-05, 0 held"}
	if got := sums(t, all, surveys.RollupQuery{To: "2026-11-05", PerDay: true}); !slices.Equal(got, want) {
		t.Errorf("day by day it tells %q", got)
	}
}

func TestAValueIsToldOfAGroupOfBlocksOrNotAtAll(t *testing.T) {
	t.Parallel()
	var all answers
	for day := range 14 { // eight answers a day: a hundred are in after thirteen days
		all = append(all, alike(6, surveys.AddDays("2026-11-01", day), "nl")...)
		all = append(all, alike(2, surveys.AddDays("2026-11-01", day), "en")...)
	}
	q := surveys.RollupQuery{Dimension: surveys.DimensionLocale, From: "2026-11-01", To: "2026-11-13"}
	if got := sums(t, all, q); !slices.Equal(got, []string{"en 26 of 2026-11-01..2026-11-13, 0 held", "nl 78 of 2026-11-01..2026-11-13, 0 held"}) {
		t.Errorf("of a whole group it tells %q", got)
	}
	q.From = "2026-11-02"
	if got := sums(t, all, q); !slices.Equal(got, []string{
		"en 0 of .., 0 held and perhaps more without 2026-11-02..2026-11-13", "nl 0 of .., 0 held and perhaps more without 2026-11-02..2026-11-13",
	}) {
		t.Errorf("of a part of it it tells %q", got)
	}
	if q.Value = "de"; !slices.Equal(sums(t, all, q), []string{"de 0 of .., 0 held and perhaps more without 2026-11-02..2026-11-13"}) {
		t.Errorf("of a value that nobody has it tells %q", sums(t, all, q))
	}
	q.From = "2026-11-01"
	if got := sums(t, all, q); got != nil {
		t.Errorf("of a whole group without the value it tells %q", got)
	}
	day := surveys.RollupQuery{Dimension: surveys.DimensionLocale, From: "2026-11-12", To: "2026-11-13", PerDay: true}
	if got := sums(t, all, day); !slices.Equal(got[:1], []string{"2026-11-12en 0 of .., 0 held and perhaps more"}) {
		t.Errorf("of a day of it it tells %q", got)
	}
	day.From = "2026-11-01"
	if got := sums(t, all, day); got[0] != "2026-11-01en 0 of .., 0 held and perhaps more" || !slices.Contains(got, "2026-11-13en 26 of 2026-11-01..2026-11-13, 0 held") {
		t.Errorf("day by day it tells %q of a whole group", got)
	}
}

func TestAValueIsHeldBackWhereTheOthersWouldTellOfFew(t *testing.T) {
	t.Parallel()
	for few, want := range map[int]string{0: "nl 20 of 2026-11-02..2026-11-02, 0 held", 4: "nl 0 of .., 20 held without 2026-11-02..2026-11-02", 5: "nl 20 of 2026-11-02..2026-11-02, 0 held"} {
		all := slices.Concat(alike(20, "2026-11-02", "nl"), alike(few, "2026-11-02", "en"))
		if got := sums(t, all, surveys.RollupQuery{Dimension: surveys.DimensionLocale}); !slices.Contains(got, want) {
			t.Errorf("beside %d others it tells %q, want %q", few, got, want)
		}
	}
}

func TestBlocksAreTheSameFromWhateverDayTheyAreReadOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all answers
		for day := range 60 {
			all = append(all, alike(rapid.SampledFrom([]int{0, 1, 2, 3, rapid.IntRange(0, 9).Draw(t, "many")}).Draw(t, "answers"), surveys.AddDays("2026-10-01", day), "nl")...)
		}
		cells := guard.New().Over(all)
		told := func(q surveys.RollupQuery) (out []surveys.Rollup) {
			rows, err := cells.RollupSums(q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Tally.N() > 0 && r.Held.From >= "2026-11-08" {
					r.Held.N = 0 // a block tells of days before the period too
					out = append(out, r)
				}
			}
			return out
		}
		if near, far := told(surveys.RollupQuery{PerDay: true, From: "2026-11-08"}), told(surveys.RollupQuery{PerDay: true}); !slices.Equal(near, far) {
			t.Fatalf("from 8 November on the blocks are %v, and from the first day on %v", near, far)
		}
	})
}

// What is told of values must not say on which of the days of a group somebody with a value
// answered: two lives that differ in that alone are told alike.
func TestNothingToldOfAValueSaysOnWhichDayOfAGroupItWas(t *testing.T) {
	t.Parallel()
	lived := func(day string) answers {
		var all answers
		for day := range 13 {
			all = append(all, alike(8, surveys.AddDays("2026-11-01", day), "nl")...)
		}
		all[slices.IndexFunc(all, func(a answer) bool { return a.day == day })].values = map[string]string{surveys.DimensionLocale: "de"}
		return all
	}
	told := func(all answers) (out []string) {
		cells := guard.New().Over(all)
		for _, value := range []string{"", "de", "fr"} {
			for from := range 13 {
				for to := from; to < 14; to++ {
					q := surveys.RollupQuery{Dimension: surveys.DimensionLocale, Value: value, From: surveys.AddDays("2026-11-01", from), To: surveys.AddDays("2026-11-01", to)}
					for _, step := range []func(){func() {}, func() { q.PerDay = true }, func() { q.PerDay, q.PerWeek = false, true }} {
						step()
						rows, err := cells.RollupSums(q)
						out = append(out, fmt.Sprint(q, rows, err))
					}
				}
			}
		}
		return out
	}
	one, other := told(lived("2026-11-02")), told(lived("2026-11-09"))
	for i := range one {
		if one[i] != other[i] {
			t.Fatalf("it tells\n%s\nof one life, and of the other\n%s", one[i], other[i])
		}
	}
}

func TestAHoleInTheMiddleIsTold(t *testing.T) {
	t.Parallel()
	all := slices.Concat(alike(100, "2026-11-02", "nl"), alike(98, "2026-11-10", "nl"), alike(2, "2026-11-10", "en"), alike(100, "2026-11-20", "nl"))
	for i := range all { // groups are as long as a week
		if i%100 < 5 {
			all[i].day = surveys.AddDays(all[i].day, -1-i%100)
		}
	}
	want := []string{"en 0 of .., 2 held without 2026-11-10..2026-11-19", "nl 200 of 2026-10-28..2026-11-20, 98 held without 2026-11-10..2026-11-19"}
	if got := sums(t, all, surveys.RollupQuery{Dimension: surveys.DimensionLocale}); !slices.Equal(got, want) {
		t.Errorf("it tells %q", got)
	}
}

// counted counts how often the answers themselves are read.
type counted struct {
	answers
	reads int
}

func (c *counted) ResponseProfiles(survey, from, to string) ([]guard.Profile, error) {
	c.reads++
	return c.answers.ResponseProfiles(survey, from, to)
}

func TestWhatWasDecidedIsNotDecidedAgain(t *testing.T) {
	t.Parallel()
	stored := &counted{answers: slices.Concat(alike(120, "2026-01-05", "nl"), alike(120, "2026-01-20", "nl"), alike(120, "2026-02-10", "en"))}
	cells := guard.New().Over(stored)
	if err := cells.Prepare([]string{"s"}, "2026-01-01"); err != nil || stored.reads != 1 {
		t.Fatalf("three groups that follow on each other are read %d times, %v", stored.reads, err)
	}
	q := surveys.RollupQuery{Surveys: []string{"s"}, Dimension: surveys.DimensionLocale}
	before, err := cells.RollupSums(q)
	if err != nil || stored.reads != 1 {
		t.Errorf("what was prepared is read again, %v", err)
	}
	stored.answers = append(stored.answers, alike(1, "2026-02-10", "en")...)
	after, err := cells.RollupSums(q)
	if err != nil || stored.reads != 2 || reflect.DeepEqual(before, after) {
		t.Errorf("after another answer it was read %d times, %v", stored.reads, err)
	}
}
