package insight_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/surveystest"
)

// twoYears is the shop whose delivery was rated in the same week of two years: the
// Wednesday of 18 February 2026, and that of 19 February 2025.
func twoYears(t *testing.T) *surveystest.Halte {
	t.Helper()
	h := surveystest.Open(t, surveystest.Shop(""))
	surveystest.Rated(h, "delivery-nps", "2025-02-18T09:00:00Z", slices.Repeat([]int{0}, 9)...) // a day before the same week
	surveystest.Rated(h, "delivery-nps", "2025-02-19T09:00:00Z", slices.Repeat([]int{3}, 60)...)
	surveystest.Rated(h, "delivery-nps", "2026-02-18T09:00:00Z", slices.Repeat([]int{10}, 60)...)
	return h
}

func TestAPeriodStandsBesideTheSameWeeksOfLastYear(t *testing.T) {
	t.Parallel()
	h := twoYears(t)
	got := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-18", To: "2026-02-24", Compare: []string{"last_year"}})
	if y := got.LastYear; y.From != "2025-02-19" || y.To != "2025-02-25" || y.N != 60 || *y.Score != -100 || y.Difference.Value != 200 || y.Difference.Interval[0] <= 0 {
		t.Errorf("a year ago it was %+v, a difference of %+v", y, y.Difference)
	}
	if got.Previous != nil || got.Difference != nil {
		t.Error("nobody asked for the period before")
	}
	list := scores(t, h, insight.ScoresQuery{From: "2026-02-18", To: "2026-02-24", Compare: []string{"last_year", "previous"}})
	if r := list.Scores[0]; r.LastYear.N != 60 || r.LastYear.Difference.Value != 200 || r.LastYear.Difference.PBH == nil || list.LastYear.From != "2025-02-19" || r.Before.N != 0 {
		t.Errorf("in the list it is %+v, with %+v a year ago", r, r.LastYear)
	}
	m, err := h.Map(t.Context(), journey.MapQuery{From: "2026-02-18", To: "2026-02-24", Compare: "last_year"})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Surveys["delivery-nps"]; m.Previous.From != "2025-02-19" || !reflect.DeepEqual(s.Before, got.LastYear.Figures) || !reflect.DeepEqual(s.Difference, got.LastYear.Difference) || s.Difference.Change != insight.Higher {
		t.Errorf("the map says %+v of %+v", s.Difference, m.Previous)
	}
}

func TestWhereNothingWasAnsweredAYearAgoTheFiguresAreEmpty(t *testing.T) {
	t.Parallel()
	h := twoYears(t)
	got := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2025-02-19", To: "2025-02-25", Compare: []string{"last_year"}})
	if y := got.LastYear; y == nil || y.N != 0 || y.Score != nil || y.Difference != nil {
		t.Errorf("a year before the first answer it was %+v", y)
	}
}

func TestAValueThatOnlyLastYearHadHasARow(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	gives(h, "delivery-nps", "nl", 18, 10, 20)
	gives(h, "delivery-nps", "de", 18, 10, 20)
	list := scores(t, h, insight.ScoresQuery{By: "locale", From: "2027-02-17", To: "2027-02-23", Compare: []string{"previous", "last_year"}, Small: true})
	var rows []string
	for _, r := range list.Scores {
		if r.N != 0 || r.Before == nil || r.Before.N != 0 || r.LastYear.N != 20 {
			t.Errorf("the row is %+v, a year ago %+v", r, r.LastYear)
		}
		rows = append(rows, r.Key)
	}
	if got := strings.Join(rows, " "); got != "de nl" {
		t.Errorf("there are rows for %s", got)
	}
}

func TestSingleAnswersOfLastYearAreHeldBack(t *testing.T) {
	t.Parallel()
	h := twoYears(t)
	surveystest.Rated(h, "delivery-nps", "2025-02-26T09:00:00Z", 5, 5)
	for to, held := range map[string]int64{"2026-02-24": 0, "2026-02-25": 2} {
		y := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-18", To: to, Compare: []string{"last_year"}}).LastYear
		if y.N != 60 || y.Taken == nil || y.Taken.Held != held {
			t.Errorf("until %s the figures are of %d answers, %+v", to, y.N, y.Taken)
		}
	}
	y := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-25", To: "2026-02-25", Compare: []string{"last_year"}}).LastYear
	if !y.Held || y.Score != nil {
		t.Errorf("two answers are told as %+v", y)
	}
}

func TestAPeriodThatSharesDaysWithLastYearIsNotHeldAgainstIt(t *testing.T) {
	t.Parallel()
	h := twoYears(t)
	for _, q := range []insight.ScoreQuery{
		{Touchpoint: "delivery", From: "2025-02-19", To: "2026-02-18", Compare: []string{"last_year"}},
		{Touchpoint: "delivery", Compare: []string{"previous", "next"}},
	} {
		_, err := h.TouchpointScore(t.Context(), q)
		surveystest.WantKind(t, err, surveys.Invalid, "compare")
	}
	if got := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2025-02-20", To: "2026-02-18", Compare: []string{"last_year"}}); got.LastYear == nil {
		t.Error("364 days share none")
	}
	_, err := h.Map(t.Context(), journey.MapQuery{Compare: "next"})
	surveystest.WantKind(t, err, surveys.Invalid, "compare")
}
