package insight_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/respond"
	. "halte/surveys/surveystest"
)

func TestAScoreBelongsToTheDayOfTheExperienceInTheOrganisationsZone(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ at, day string }{
		{"2026-03-01T22:59:59Z", "2026-03-01"},
		{"2026-03-01T23:00:00Z", "2026-03-02"},
		{"2026-02-27T23:30:00Z", "2026-02-28"},
	} {
		h := Open(t, Shop("", AfterDelivery))
		_, link := h.Invites("jo", On(row.at))
		h.Clock.Pass(3 * surveys.Day) // the day of the answer is another
		h.Answers(link, 9, nil)
		h.Applies(strings.Replace(Shop("", AfterDelivery), "Europe/Amsterdam", "America/New_York", 1))
		h.Answers(link, 10, nil) // the zone changed; the day does not
		for _, day := range []string{"2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-05"} {
			s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: day, To: day, Small: true})
			if want := int64(IfElse(day == row.day, 1, 0)); err != nil || s.N != want {
				t.Errorf("an experience at %s counts %d on %s, want %d (%v)", row.at, s.N, day, want, err)
			}
		}
	}
}

func TestATrendListsEveryPeriod(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	Rated(h, "delivery-nps", "2026-01-31T12:00:00Z", 10, 10, 0)
	Rated(h, "delivery-nps", "2026-02-16T12:00:00Z", 9)
	for _, row := range []struct{ step, from, to, want string }{
		{"day", "2026-01-30", "2026-02-02", "2026-01-30:0 2026-01-31:3 2026-02-01:0 2026-02-02:0"},
		{"week", "2026-01-28", "2026-02-17", "2026-01-26:3 2026-02-02:0 2026-02-09:0 2026-02-16:1"},
		{"week", "2026-02-01", "2026-02-15", "2026-01-26:0 2026-02-02:0 2026-02-09:0"}, // 31 January lies outside
		{"month", "2025-12-31", "2026-02-28", "2025-12-01:0 2026-01-01:3 2026-02-01:1"},
		{"day", "2026-02-16", "2026-02-16", "2026-02-16:1"},
		{"", "2026-01-01", "2026-02-28", ""},
	} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: row.from, To: row.to, Trend: row.step, Small: true})
		Must(t, err)
		var got []string
		n := int64(0)
		for _, p := range s.Trend {
			got, n = append(got, fmt.Sprintf("%s:%d", p.Start, p.N)), n+p.N
			if (p.N == 0) != (p.Score == nil) || (p.N == 0) != (p.Interval == nil) || len(p.Histogram) != 11 {
				t.Errorf("%s %s: %+v", row.step, p.Start, p)
			}
		}
		if strings.Join(got, " ") != row.want || row.step != "" && n != s.N {
			t.Errorf("by %q from %s to %s: %v of %d, want %s", row.step, row.from, row.to, got, s.N, row.want)
		}
	}
}

func TestAScoreWithFewAnswersIsHeldBack(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	Rated(h, "delivery-nps", Monday, 10, 10, 10, 10)
	score := func(small bool) insight.TouchpointScore {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Trend: "day", Small: small})
		Must(t, err)
		return s
	}
	if s := score(false); s.N != 4 || !s.Held || s.Score != nil || s.Interval != nil || s.Histogram != nil || !s.Trend[len(s.Trend)-1].Held || s.Metric != "nps" {
		t.Errorf("four answers: %+v", s)
	}
	if value := score(false).Figures.Metric(); value.Value != 0 || value.Interval != value.Metric.Range() {
		t.Errorf("the arithmetic leaks: %+v", value)
	}
	if s := score(true); s.Held || s.Score == nil || *s.Score != 100 {
		t.Errorf("for those who may see small cells: %+v", s)
	}
	Rated(h, "delivery-nps", "2026-03-01T12:00:00Z", 0)
	if s := score(false); s.N != 5 || s.Held || *s.Score != 60 {
		t.Errorf("five answers: %+v", s)
	}
	list, err := h.Scores(t.Context(), insight.ScoresQuery{By: "source"})
	if err != nil || len(list.Scores) != 1 || list.Scores[0].Held {
		t.Errorf("%+v %v", list, err)
	}
}

func TestAMetricScoresItsOwnWay(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	Rated(h, "delivery-nps", Monday, 10, 9, 8, 6, 0)
	Rated(h, "returns-csat", Monday, 5, 4, 3, 1, 1)
	Rated(h, "service-ces", Monday, 7, 6, 5, 5, 2)
	for touchpoint, want := range map[string]struct {
		score, mean float64
		histogram   []int64
	}{
		"delivery": {0, 0, []int64{1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1}},
		"returns":  {40, 2.8, []int64{2, 0, 1, 1, 1}},
		"service":  {5, 0, []int64{0, 1, 0, 0, 2, 1, 1}},
	} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: touchpoint})
		Must(t, err)
		if math.Abs(*s.Score-want.score) > 1e-12 || !slices.Equal(s.Histogram, want.histogram) || s.Interval[0] >= *s.Score || s.Interval[1] <= *s.Score {
			t.Errorf("%s: %+v", touchpoint, s)
		}
		if (s.Mean != nil) != (touchpoint == "returns") || (s.MeanInterval != nil) != (touchpoint == "returns") {
			t.Errorf("%s has a mean: %v", touchpoint, s.Mean)
		} else if s.Mean != nil && math.Abs(*s.Mean-want.mean) > 1e-12 {
			t.Errorf("%s: the mean is %v", touchpoint, *s.Mean)
		}
	}
}

func TestAResponseRateStandsOnlyWhereInvitationsDo(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	var links []string
	for i := range 4 {
		_, link := h.Invites(fmt.Sprint("c", i), On("2026-03-01T12:00:00Z"))
		links = append(links, link)
		if i == 0 {
			h.Answers(link, 9, nil)
			h.Answers(link, 8, nil)
		}
	}
	h.Happens(Delivered("unreachable", MailedAt("")))
	Rated(h, "delivery-nps", "2026-03-01T12:00:00Z", 10)
	h.Gives(true, respond.ExternalResponse{ID: "theirs", Survey: "delivery-nps", Source: surveys.SourceMail, OccurredAt: Time("2026-03-01T12:00:00Z"), AnsweredAt: Time("2026-03-01T13:00:00Z"), Rating: Rating(9)})
	s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery"})
	if err == nil && s.ResponseRate != nil {
		t.Errorf("one of four answered, and two of three answers are of people whom others asked: %v", *s.ResponseRate)
	}
	h.Answers(links[1], 9, nil)
	s, err = h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery"})
	if err != nil || s.N != 4 || s.Invited == nil || *s.Invited != 4 || *s.ResponseRate != 0.5 || math.Abs(s.RateInterval[0]-0.1500) > 5e-5 || math.Abs(s.RateInterval[1]-0.8500) > 5e-5 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, q := range []insight.ScoreQuery{{Touchpoint: "returns"}, {Touchpoint: "delivery", From: "2026-02-01", To: "2026-02-28"}, {Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:commuter"}}}} {
		if s, err := h.TouchpointScore(t.Context(), q); err != nil || s.ResponseRate != nil || s.Invited != nil {
			t.Errorf("%+v: %+v, %v", q, s, err)
		}
	}
}

func TestScoresStandSideBySide(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery, AfterReturn, AfterTalk))
	for i, persona := range []string{"parent", "commuter"} {
		_, link := h.Invites(fmt.Sprint("c", i), Being("persona", persona), Reading([]string{"en", "nl"}[i]))
		h.Answers(link, 9-i, nil)
	}
	Rated(h, "returns-csat", Monday, 5)
	for _, row := range []struct{ by, metric, want string }{
		{"", "", "delivery/nps:2 returns/csat:1 service/ces:0"},
		{"touchpoint", "csat", "returns/csat:1"},
		{"stage", "", "order/action/nps:2 order/action/csat:1 order/loyalty/ces:0"},
		{"journey", "", "order/nps:2 order/csat:1 order/ces:0"},
		{"channel", "", "post/nps:2 post/csat:1 chat/ces:0"},
		{"owner", "", "logistics/nps:2 logistics/csat:1"},
		{"segment.persona", "", "commuter/nps:1 parent/nps:1"},
		{"segment.carrier", "", ""},
		{"locale", "", "en/nps:1 nl/nps:1"},
		{"wave", "", "first/nps:2"},
		{"source", "", "api/csat:1 mail/nps:2"},
	} {
		list, err := h.Scores(t.Context(), insight.ScoresQuery{By: row.by, Metric: metric.Metric(row.metric), Small: true})
		Must(t, err)
		var got []string
		for _, s := range list.Scores {
			got = append(got, fmt.Sprintf("%s/%s:%d", s.Key, s.Metric, s.N))
		}
		if strings.Join(got, " ") != row.want || list.Scores == nil {
			t.Errorf("by %q: %v, want %s", row.by, got, row.want)
		}
	}
	s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:parent"}}, Small: true})
	if err != nil || s.N != 1 || s.Histogram[9] != 1 || !slices.Equal(s.Filter, []string{"segment.persona:parent"}) {
		t.Errorf("of one segment: %+v, %v", s, err)
	}
}

func TestScoresWithoutAnySurveyAreEmpty(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	Rated(h, "delivery-nps", Monday, 10)
	h.Applies(Shop("")[:strings.Index(Shop(""), "surveys:")] + "surveys: []\n")
	for _, by := range []string{"touchpoint", "source"} {
		if list, err := h.Scores(t.Context(), insight.ScoresQuery{By: by}); err != nil || len(list.Scores) != 0 {
			t.Errorf("by %s: %+v, %v", by, list, err)
		}
	}
	_, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery"})
	WantKind(t, err, surveys.NotFound, "")
}

func TestVersionsOfASurveyAreMergedInItsScore(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	Rated(h, "delivery-nps", Monday, 10, 10, 10)
	h.Applies(strings.Replace(Shop(""), "Beveelt u ons aan?", "Zou u ons aanbevelen?", 1))
	Rated(h, "delivery-nps", "2026-03-01T12:00:00Z", 10, 10)
	if s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery"}); err != nil || s.N != 5 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestTheDefaultPeriodIsTheLastNinetyDays(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	h.Clock.Set(Time("2026-03-01T23:30:00Z")) // the 2nd in Amsterdam
	if s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery"}); err != nil || s.From != "2025-12-03" || s.To != "2026-03-02" {
		t.Errorf("from %s to %s, %v", s.From, s.To, err)
	}
}

func TestABadQueryIsRefusedByItsField(t *testing.T) {
	t.Parallel()
	h := Open(t, strings.Replace(Shop(""), "touchpoint: returns\n", "touchpoint: delivery\n", 1))
	for _, row := range []struct {
		q     insight.ScoreQuery
		kind  surveys.Kind
		field string
	}{
		{insight.ScoreQuery{Touchpoint: "nowhere"}, surveys.NotFound, ""},
		{insight.ScoreQuery{Touchpoint: "returns"}, surveys.NotFound, ""},
		{insight.ScoreQuery{Touchpoint: "delivery"}, surveys.Invalid, "survey"}, // it has two
		{insight.ScoreQuery{Touchpoint: "service", Survey: "delivery-nps"}, surveys.Invalid, "survey"},
		{insight.ScoreQuery{Touchpoint: "service", From: "2026-2-1"}, surveys.Invalid, "from"},
		{insight.ScoreQuery{Touchpoint: "service", To: "tomorrow"}, surveys.Invalid, "to"},
		{insight.ScoreQuery{Touchpoint: "service", To: "2026-02-29"}, surveys.Invalid, "to"},
		{insight.ScoreQuery{Touchpoint: "service", From: "2026-03-02", To: "2026-03-01"}, surveys.Invalid, "from"},
		{insight.ScoreQuery{Touchpoint: "service", From: "1989-12-31", To: "1990-01-01"}, surveys.Invalid, "from"},
		{insight.ScoreQuery{Touchpoint: "service", From: "2000-01-01", To: "2026-01-01"}, surveys.Invalid, "from"},
		{insight.ScoreQuery{Touchpoint: "service", Trend: "year"}, surveys.Invalid, "trend"},
		{insight.ScoreQuery{Touchpoint: "service", Filter: pick.Filter{Segments: []string{"persona"}}}, surveys.Invalid, "segment"},
		{insight.ScoreQuery{Touchpoint: "service", Filter: pick.Filter{Segments: []string{"persona:"}}}, surveys.Invalid, "segment"},
		{insight.ScoreQuery{Touchpoint: "service", Filter: pick.Filter{Segments: []string{"shoe:46"}}}, surveys.Invalid, "segment"},
	} {
		_, err := h.TouchpointScore(t.Context(), row.q)
		WantKind(t, err, row.kind, row.field)
	}
	for field, q := range map[string]insight.ScoresQuery{"by": {By: "segment.shoe"}, "metric": {Metric: "smiles"}, "from": {From: "x"}} {
		_, err := h.Scores(t.Context(), q)
		WantKind(t, err, surveys.Invalid, field)
	}
}
