package views

import (
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
)

// comparePage compares three languages: two that cannot be told apart, and one
// that lies below them.
func comparePage() ComparePage {
	row := func(key string, n int64, rating int, rank, best, worst int, group string) insight.ComparedRow {
		tally := metric.Tally{8: n}
		tally[rating] += n
		return insight.ComparedRow{
			Key: key, Figures: insight.NewFigures(metric.NPS, surveys.Sum{Tally: tally}), Rank: &insight.RankInterval{Rank: rank, Best: best, Worst: worst}, Groups: []string{group},
		}
	}
	return ComparePage{Console: english(), Period: halfYear(), By: "Country", Comparison: insight.Comparison{
		By: "segment.country", Metric: metric.NPS, Worth: insight.OrderWorth{Pairs: 3, ToldApart: 2, First: 2},
		Groups: []insight.ComparisonGroup{{Name: "a", Keys: []string{"nl", "fr"}}, {Name: "b", Keys: []string{"en"}}},
		Rows: []insight.ComparedRow{
			row("nl", 40, 9, 1, 1, 2, "a"), row("en", 100, 2, 3, 3, 3, "b"), row("fr", 30, 10, 2, 1, 2, "a"),
			{Key: "de", Untested: "fewer_than_five", Figures: insight.NewFigures(metric.NPS, surveys.Sum{Tally: metric.Tally{0: 2}})},
		},
	}}
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

func TestVerdictRankAndLeadFollowOneRule(t *testing.T) {
	t.Parallel()
	ranked := func(bounds ...[2]int) ComparePage {
		p := comparePage()
		p.Comparison.Rows = nil
		for i, b := range bounds {
			p.Comparison.Rows = append(p.Comparison.Rows, insight.ComparedRow{
				Key: string(rune('A' + i)), Figures: insight.NewFigures(metric.NPS, surveys.Sum{Tally: metric.Tally{9: 40}}), Rank: &insight.RankInterval{Rank: i + 1, Best: b[0], Worst: b[1]},
			})
		}
		return p
	}
	for _, c := range []struct {
		page     ComparePage
		lead     string
		verdicts []string
	}{
		{comparePage(), "2 of 3 pairs differ clearly, and any of 2 rows may be the best.", []string{"clearly above 1 of 2", "clearly below all others", "clearly above 1 of 2", "not compared: too few answers"}},
		{ranked([2]int{1, 1}, [2]int{2, 3}, [2]int{2, 3}), "A stands clearly above all others.", []string{"clearly above all others", "clearly below 1 of 2", "clearly below 1 of 2"}},
		// A is the only one that may be the best, and yet not clearly above C.
		{ranked([2]int{1, 2}, [2]int{2, 2}, [2]int{2, 3}), "2 of 3 pairs differ clearly", []string{"clearly above 1 of 2", "clearly above 1 and below 1 of 2", "clearly below 1 of 2"}},
		{ranked([2]int{1, 3}, [2]int{1, 3}, [2]int{1, 3}), "2 of 3", []string{"no clear difference", "no clear difference", "no clear difference"}},
	} {
		doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, c.page) }))
		if got := text(doc.Find(".lead")); !strings.HasPrefix(got, c.lead) {
			t.Errorf("the page says %q, want %q", got, c.lead)
		}
		for i, want := range c.verdicts {
			if got := text(doc.Find(".forest .rest").Eq(i)); got != want {
				t.Errorf("row %d reads %q, want %q", i, got, want)
			}
		}
	}
	doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, comparePage()) }))
	if got := text(doc.Find(".forest .ranked").First()); got != "rank 1, between 1 and 2" {
		t.Errorf("the rank reads %q", got)
	}
}

func TestWithoutTwoRowsToCompareNoRankIsShown(t *testing.T) {
	t.Parallel()
	p := comparePage()
	p.Comparison.Worth = insight.OrderWorth{}
	doc := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, p) }))
	if got := text(doc.Find(".forest .ranked, .forest .rails")); got != "" || doc.Find(".rails").Length() != 0 {
		t.Errorf("the page ranks by %q", got)
	}
}

func TestRowsAreNamedByTheirPlacesAndElseByTheirKeys(t *testing.T) {
	t.Parallel()
	p := comparePage()
	p.Places = map[string]RowPlace{"nl": {Link: Link{Name: "Delivery", URL: "/touchpoints/delivery"}, Within: "Action"}}
	names := func() string {
		return text(read(t, render(func(b *strings.Builder) error { return pages.Compare(b, p) })).Find(".forest tbody th"))
	}
	if got := names(); got != "Delivery Action en fr de" {
		t.Errorf("the rows are named %q", got)
	}
	p.Comparison.By, p.Places, p.Comparison.Rows[1].Key = "channel", nil, "phone"
	if got := names(); got != "nl phone fr de" {
		t.Errorf("channels are named %q", got)
	}
	p.Lang = "nl"
	if got := names(); got != "nl telefoon fr de" {
		t.Errorf("in Dutch channels are named %q", got)
	}
	titles := read(t, render(func(b *strings.Builder) error { return pages.Compare(b, p) })).Find(".forest svg title").Text()
	if !strings.Contains(titles, "telefoon") || strings.Contains(titles, "phone") {
		t.Errorf("in Dutch the pictures of channels are called %q", titles)
	}
	for by, want := range map[string]string{"wave": "Na een herinnering", "source": "op een zuil"} {
		p.Comparison.By, p.Comparison.Rows[1].Key = by, map[string]string{"wave": "reminder", "source": "kiosk"}[by]
		if got := names(); got != "nl "+want+" fr de" {
			t.Errorf("by %s the rows are named %q", by, got)
		}
	}
	p.Comparison.By, p.Comparison.Rows[1].Key, p.Comparison.Rows[2].Key = "locale", "fr-BE", "pl"
	if got := names(); got != `Nederlands Frans (BE) "pl" Duits` {
		t.Errorf("languages are named %q", got)
	}
}

func TestAChangeWithinTheNoiseHasNoNumber(t *testing.T) {
	t.Parallel()
	v := pages.view(english(), Period{})
	s := charts.SurveyScore{Metric: metric.NPS, Score: metric.NPS.Score(metric.Tally{9: 40}), Since: &charts.Delta{Value: 3, Interval: metric.Interval{Lo: -5, Hi: 11}, Change: "no_clear_change"}}
	if got := v.changed(s); got != "no clear change" {
		t.Errorf("it reads %q", got)
	}
	s.Since = &charts.Delta{Value: 23, Interval: metric.Interval{Lo: 5, Hi: 41}, Change: "higher"}
	if got := v.changed(s); got != "higher: +23, 5 to 41" {
		t.Errorf("a clear one reads %q", got)
	}
	s.Since.Change = "may_be_chance"
	if got := v.changed(s); got != "may still be chance for a page that is opened every day: +23, 5 to 41" {
		t.Errorf("one that is not sure among so many reads %q", got)
	}
}
