package insight_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// gives records n answers with a rating in a language, on a day of February 2026.
func gives(h *surveystest.Halte, survey, locale string, day, rating, n int) {
	at := time.Date(2026, 2, day, 10, 0, 0, 0, time.UTC)
	var answers []respond.ExternalResponse
	for range n {
		answers = append(answers, respond.ExternalResponse{Survey: survey, Locale: locale, Source: surveys.SourceLink, Rating: &rating, OccurredAt: at, AnsweredAt: at})
	}
	h.Gives(true, answers...)
}

func scores(t *testing.T, h *surveystest.Halte, q insight.ScoresQuery) insight.ScoreList {
	t.Helper()
	list, err := h.Scores(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// inShort writes a row in short.
func inShort(r insight.ScoreRow) string {
	if r.Held {
		return fmt.Sprintf("%s n %d held", r.Key, r.N)
	}
	if r.Score == nil {
		return fmt.Sprintf("%s n %d", r.Key, r.N)
	}
	return fmt.Sprintf("%s n %d %.0f", r.Key, r.N, *r.Score)
}

func inShortAll(rows []insight.ScoreRow) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, inShort(r))
	}
	return out
}

func TestScoresByAnything(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		gives(h, "delivery-nps", "nl", 2, 10, 30)
		gives(h, "delivery-nps", "en", 3, 3, 10)
		gives(h, "returns-csat", "en", 3, 5, 6)
		for by, want := range map[string][]string{
			"touchpoint": {"delivery n 40 50", "returns n 6 100", "service n 0"},
			"stage":      {"order/action n 40 50", "order/action n 6 100", "order/loyalty n 0"},
			"journey":    {"order n 40 50", "order n 6 100", "order n 0"},
			"channel":    {"post n 40 50", "post n 6 100", "chat n 0"},
			"owner":      {"logistics n 40 50", "logistics n 6 100"},
			"locale":     {"en n 6 100", "en n 10 -100", "nl n 30 100"},
			"source":     {"link n 6 100", "link n 40 50"},
		} {
			got := inShortAll(scores(t, h, insight.ScoresQuery{By: by, From: "2026-02-01", To: "2026-02-28"}).Scores)
			if !slices.Equal(got, want) {
				t.Errorf("by %s: %q, want %q", by, got, want)
			}
		}
	})
}

func TestFewAnswersAreMarked(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	gives(h, "delivery-nps", "nl", 2, 10, 30)
	gives(h, "returns-csat", "nl", 2, 4, 29)
	rows := scores(t, h, insight.ScoresQuery{From: "2026-02-01", To: "2026-02-28"}).Scores
	if rows[0].Few || !rows[1].Few || rows[2].Few {
		t.Errorf("few is %v, %v and %v", rows[0].Few, rows[1].Few, rows[2].Few)
	}
}

func TestASmallCellDoesNotFollowFromItsNeighbours(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	gives(h, "delivery-nps", "nl", 2, 10, 40)
	gives(h, "delivery-nps", "en", 3, 9, 10)
	gives(h, "delivery-nps", "de", 3, 0, 2)
	q := insight.ScoresQuery{By: "locale", From: "2026-02-01", To: "2026-02-28"}
	if got, want := inShortAll(scores(t, h, q).Scores), []string{"de n 2 held", "en n 10 held", "nl n 40 100"}; !slices.Equal(got, want) {
		t.Errorf("it shows %q, want %q", got, want)
	}
	q.Small = true
	if got, want := inShortAll(scores(t, h, q).Scores), []string{"de n 2 -100", "en n 10 100", "nl n 40 100"}; !slices.Equal(got, want) {
		t.Errorf("to whom may see them it shows %q, want %q", got, want)
	}
	compared, err := h.Compare(t.Context(), insight.ComparisonQuery{By: "locale", Metric: metric.NPS, From: "2026-02-01", To: "2026-02-28"})
	if err != nil {
		t.Fatal(err)
	}
	var untested []string
	for _, r := range compared.Rows {
		untested = append(untested, r.Untested)
	}
	if want := []string{"fewer_than_five", "held_back", ""}; !slices.Equal(untested, want) {
		t.Errorf("outside the tests stand %q, want %q", untested, want)
	}
}

func TestASmallTouchpointDoesNotFollowFromItsStage(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, strings.Replace(surveystest.Shop(""), "metric: csat", "metric: nps", 1))
	gives(h, "delivery-nps", "nl", 2, 10, 40)
	gives(h, "returns-csat", "nl", 2, 0, 2)
	q := insight.ScoresQuery{Metric: metric.NPS, From: "2026-02-01", To: "2026-02-28"}
	for by, want := range map[string]string{"touchpoint": "returns n 2 held", "stage": "order/action n 40 100", "journey": "order n 40 100", "channel": "post n 40 100", "owner": "logistics n 40 100"} {
		q.By, q.Small = by, false
		if got := inShortAll(scores(t, h, q).Scores); !slices.Contains(got, want) {
			t.Errorf("by %s it shows %q", by, got)
		}
		q.Small = true
		if got := strings.Join(inShortAll(scores(t, h, q).Scores), ", "); strings.Contains(got, "held") {
			t.Errorf("by %s it shows %q to whom may see them", by, got)
		}
	}
	q.By, q.Small = "stage", false
	gives(h, "returns-csat", "nl", 3, 0, 3)
	if got := inShortAll(scores(t, h, q).Scores); got[0] != "order/action n 45 78" {
		t.Errorf("with five answers at each it shows %q", got)
	}
}

func TestASmallWeekDoesNotFollowFromTheOthers(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	gives(h, "delivery-nps", "nl", 2, 10, 40)
	gives(h, "delivery-nps", "nl", 9, 9, 10)
	gives(h, "delivery-nps", "nl", 16, 0, 2)
	got, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-02", To: "2026-02-22", Trend: "week"})
	if err != nil {
		t.Fatal(err)
	}
	if w := got.Trend; w[0].Held || w[1].Held || !w[2].Held || got.N != 50 || got.Taken.Held != 2 || got.Taken.To != "2026-02-09" {
		t.Errorf("held back are %v, %v and %v; of all there are %+v", w[0].Held, w[1].Held, w[2].Held, got.Figures)
	}
}

func TestAPeriodStandsBesideTheOneBefore(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		gives(h, "delivery-nps", "nl", 5, 3, 60)
		gives(h, "delivery-nps", "nl", 15, 10, 60)
		got, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-11", To: "2026-02-20", Compare: []string{"previous"}})
		if err != nil {
			t.Fatal(err)
		}
		if p := got.Previous; p.From != "2026-02-01" || p.To != "2026-02-10" || p.N != 60 || *p.Score != -100 {
			t.Errorf("before it stands %+v", p)
		}
		if d := got.Difference; d.Value != 200 || d.Interval[0] <= 0 || d.P >= 0.001 {
			t.Errorf("the difference is %+v", d)
		}
		list := scores(t, h, insight.ScoresQuery{From: "2026-02-11", To: "2026-02-20", Compare: []string{"previous"}})
		if r := list.Scores[0]; r.Before.N != 60 || r.Difference.Value != 200 || r.Difference.PBH == nil || list.Previous.From != "2026-02-01" {
			t.Errorf("in the list it is %+v before %+v", r, r.Before)
		}
		if r := list.Scores[1]; r.Difference != nil {
			t.Errorf("a touchpoint without answers changed by %+v", r.Difference)
		}
		_, err = h.Scores(t.Context(), insight.ScoresQuery{Compare: []string{"next"}})
		surveystest.WantKind(t, err, surveys.Invalid, "compare")
	})
}

func TestTheTallyOfAPeriodIsTheSumOfItsParts(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		for day := 1; day <= 28; day += 3 {
			gives(h, "delivery-nps", "nl", day, day%11, 1+day%4)
		}
		sum := func(from, to int) metric.Tally {
			list := scores(t, h, insight.ScoresQuery{From: fmt.Sprintf("2026-02-%02d", from), To: fmt.Sprintf("2026-02-%02d", to), Small: true})
			tally, err := metric.NPS.TallyOf(list.Scores[0].Histogram)
			if err != nil {
				t.Fatal(err)
			}
			return tally
		}
		for _, cut := range []int{1, 9, 27} {
			if got, want := sum(1, cut).Plus(sum(cut+1, 28)), sum(1, 28); got != want {
				t.Errorf("cut after %d: %v, want %v", cut, got, want)
			}
		}
	})
}

func TestTheMapSaysWhatTheSinglePagesSay(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		gives(h, "delivery-nps", "nl", 5, 3, 60)
		gives(h, "delivery-nps", "en", 15, 10, 60)
		gives(h, "returns-csat", "en", 15, 4, 3)
		for _, from := range []string{"2026-02-11", "2024-01-01"} { // by week, and by month
			m, err := h.Map(t.Context(), journey.MapQuery{From: from, To: "2026-02-28"})
			if err != nil {
				t.Fatal(err)
			}
			for touchpoint, survey := range map[string]string{"delivery": "delivery-nps", "returns": "returns-csat", "service": "service-ces"} {
				one, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: touchpoint, From: from, To: "2026-02-28", Trend: m.Step, Compare: []string{"previous"}})
				if err != nil {
					t.Fatal(err)
				}
				if got := m.Surveys[survey]; !reflect.DeepEqual(got.Figures, one.Figures) || !reflect.DeepEqual(got.Trend, one.Trend) || !reflect.DeepEqual(got.Difference, one.Difference) {
					t.Errorf("since %s the map says of %s\n%+v\nand its own page\n%+v", from, survey, got, one)
				}
			}
		}
	})
}

func TestAComparisonRefusesWhatItCannotCompare(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	for field, q := range map[string]insight.ComparisonQuery{
		"metric":     {},
		"by":         {By: "mood", Metric: metric.NPS},
		"order":      {Order: "alphabet", Metric: metric.NPS},
		"touchpoint": {Touchpoint: "nowhere", Metric: metric.NPS},
		"from":       {From: "soon", Metric: metric.NPS},
		"to":         {To: "later", Metric: metric.NPS},
	} {
		_, err := h.Compare(t.Context(), q)
		surveystest.WantKind(t, err, surveys.Invalid, field)
	}
	gives(h, "delivery-nps", "nl", 1, 9, 5)
	_, err := h.ComparePair(t.Context(), insight.ComparisonQuery{By: "locale", Touchpoint: "delivery", From: "2026-01-01"}, "nl", "xx")
	surveystest.WantKind(t, err, surveys.Invalid, "b")
}

func TestAnOrderByScoreSaysWhatItIsWorth(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	gives(h, "delivery-nps", "en", 1, 2, 100)
	gives(h, "delivery-nps", "nl", 1, 10, 100)
	gives(h, "delivery-nps", "de", 1, 10, 90)
	q := insight.ComparisonQuery{By: "locale", Touchpoint: "delivery", From: "2026-01-01", Order: insight.OrderScore}
	c, err := h.Compare(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{c.Rows[0].Key, c.Rows[1].Key, c.Rows[2].Key}
	if w := c.Worth; w.Pairs != 3 || w.ToldApart != 2 || w.First != 2 || keys[2] != "en" || c.Rows[0].Rank.Worst != 2 {
		t.Errorf("in the order %q it is worth %+v, and the first has rank %+v", keys, w, c.Rows[0].Rank)
	}
	pair, err := h.ComparePair(t.Context(), q, "en", "nl")
	if err != nil || pair.Difference.Value != 200 || !pair.ToldApart {
		t.Errorf("en and nl: %+v, %v", pair.Difference, err)
	}
	if pair, err = h.ComparePair(t.Context(), q, "de", "nl"); err != nil || pair.ToldApart {
		t.Errorf("de and nl are told apart: %+v, %v", pair.Difference, err)
	}
}

func TestAComparisonBeginsWhereItCanStay(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{"2026-03-02": "2025-10-01", "2026-04-01": "2026-01-01", "2026-12-31": "2026-07-01"} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := insight.QuarterBefore(at).Format(time.DateOnly); got != want {
			t.Errorf("on %s it begins on %s, not %s", day, got, want)
		}
	}
}
