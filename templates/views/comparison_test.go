package views

import (
	"strings"
	"testing"

	"halte/surveys/metric"
)

// comparePage compares three languages: two that cannot be told apart, and one
// that lies below them.
func comparePage() ComparePage {
	row := func(name string, n int64, rating int, rank, best, worst int, groups ...int) ComparisonRow {
		tally := metric.Tally{8: n}
		tally[rating] += n
		score := metric.NPS.Score(tally)
		return ComparisonRow{
			Name: name, Score: SurveyScore{Metric: metric.NPS, Score: score}, Rank: &Rank{Rank: rank, Best: best, Worst: worst}, Memberships: groups,
			Rest: &Delta{Value: score.Value - 20, Interval: metric.Interval{Lo: score.Value - 40, Hi: score.Value}},
		}
	}
	below := row("en", 100, 2, 3, 3, 3, 1)
	below.Rest.Clear = true
	return ComparePage{
		Console: english(), Period: halfYear(), Metric: metric.NPS, By: "Language", Groups: []string{"a", "b"}, Pairs: 3, ToldApart: 2, First: 2,
		Rows: []ComparisonRow{
			row("nl", 40, 9, 1, 1, 2, 0), below, row("fr", 30, 10, 2, 1, 2, 0),
			{Name: "de", Untested: true, Score: SurveyScore{Metric: metric.NPS, Score: metric.NPS.Score(metric.Tally{0: 2})}},
		},
	}
}

func TestABracketRunsPastWhatItDoesNotJoin(t *testing.T) {
	t.Parallel()
	doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, comparePage()) }))
	var marks []string
	rows := doc.Find(".forest tbody tr")
	for i := range rows.Length() {
		var of []string
		rails := rows.Eq(i).Find(".rails i")
		for k := range rails.Length() {
			of = append(of, rails.Eq(k).AttrOr("class", ""))
		}
		marks = append(marks, strings.Join(of, ", "))
	}
	want := []string{"first member, out", "through, alone member", "last member, out", "out, out"}
	if strings.Join(marks, "; ") != strings.Join(want, "; ") {
		t.Errorf("the brackets are drawn as %q, want %q", marks, want)
	}
}

func TestARowAloneInItsBracketIsNotToldApartFromNobody(t *testing.T) {
	t.Parallel()
	doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, comparePage()) }))
	if got := doc.Find(".forest .letters").Text(); got != "not told apart: anot told apart: a" {
		t.Errorf("the rows are said to be %q", got)
	}
}

func TestOnlyAClearDifferenceIsCalledOne(t *testing.T) {
	t.Parallel()
	doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, comparePage()) }))
	for i, want := range []string{"no clear difference", "clearly below", "no clear difference", "left out of the tests"} {
		if got := text(doc.Find(".forest .rest").Eq(i)); !strings.HasPrefix(got, want) {
			t.Errorf("row %d reads %q, want %q", i, got, want)
		}
	}
	if got := text(doc.Find(".forest .ranked").First()); got != "rank 1, between 1 and 2" {
		t.Errorf("the rank reads %q", got)
	}
}

func TestAChangeWithinTheNoiseHasNoNumber(t *testing.T) {
	t.Parallel()
	v := pages.view(english(), Period{})
	s := SurveyScore{Metric: metric.NPS, Score: metric.NPS.Score(metric.Tally{9: 40}), Since: &Delta{Value: 3, Interval: metric.Interval{Lo: -5, Hi: 11}}}
	if got := v.changed(s); got != "no clear change" {
		t.Errorf("it reads %q", got)
	}
	s.Since = &Delta{Value: 23, Interval: metric.Interval{Lo: 5, Hi: 41}, Clear: true}
	if got := v.changed(s); got != "higher: +23, 5 to 41" {
		t.Errorf("a clear one reads %q", got)
	}
}
