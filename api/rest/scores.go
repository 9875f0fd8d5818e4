package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// scores mounts the scores: of one touchpoint, and side by side.
func (a *api) scores() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/score", id: "get-score", tag: "Scores", scope: surveys.ScopeRead,
		summary: "The score of a touchpoint, with its n and its interval",
		more: "Days are days of the experience in the organisation's zone. Numbers are not rounded. Without answers, score and interval are left out; " +
			"with fewer than five they are held back from keys that lack the scope small_cells.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		Key    string `path:"key"`
		From   string `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
		To     string `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
		Trend  string `query:"trend" enum:"day,week,month" doc:"Adds the score of every day, week (from Monday) or month"`
		Smooth bool   `query:"smooth" doc:"With trend=day or trend=week: adds the score in which older answers count for less, by 0.05 a day or 0.2 a week"`
		Survey string `query:"survey" doc:"Needed when the touchpoint has several"`
		Compared
		Filtered
		TopBox    int     `query:"top_box" minimum:"4" maximum:"5" doc:"Lowest rating of top_box. CSAT: 4 (4 and 5, which is the score) when left out, or 5 alone. CES: 5. NPS and stars have none"`
		HalfWidth float64 `query:"half_width" exclusiveMinimum:"0" doc:"How closely the score is to be known, for precision: 5 when left out (points of NPS, percent of CSAT), 0.3 for CES and 0.2 for stars" example:"5"`
	},
	) (insight.TouchpointScore, error) {
		return a.Insight.TouchpointScore(ctx, insight.ScoreQuery{
			Touchpoint: in.Key, Survey: in.Survey, From: in.From, To: in.To, Trend: in.Trend, Smooth: in.Smooth, Filter: in.filter(),
			Compare: in.Compare, TopBox: in.TopBox, HalfWidth: in.HalfWidth, Small: maySeeSmallCells(ctx),
		})
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/scores", id: "list-scores", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Scores side by side, in the order of the journey or of the stabilised score",
		more: "The rows of one split hold back what would tell of fewer than five people: cells of fewer than five answers, and the next smallest " +
			"where one of them would follow from the whole by subtraction.",
	}, func(ctx context.Context, in *scoresQuery) (insight.ScoreList, error) {
		return a.Insight.Scores(ctx, in.query(ctx))
	})
	a.scoresCSV()
}

// Compared says what a period is put beside.
type Compared struct {
	Compare []string `query:"compare,explode" doc:"previous: beside the period before, of equal length. last_year: beside the same number of days 364 days before, so that weekdays match; of periods up to 364 days. Each with the difference and its interval; both may be asked for" maxItems:"2" uniqueItems:"true"`
}

// scoresQuery picks scores that stand side by side.
type scoresQuery struct {
	By     string        `query:"by" default:"touchpoint" doc:"touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source"`
	Metric metric.Metric `query:"metric" doc:"Only this one"`
	From   string        `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
	To     string        `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
	Compared
	Order string `query:"order" enum:"place,stabilised" default:"place" doc:"stabilised: NPS rows by their stabilised score, the lowest first, then the others in their place"`
	Filtered
}

func (q scoresQuery) query(ctx context.Context) insight.ScoresQuery {
	return insight.ScoresQuery{
		By: q.By, Metric: q.Metric, From: q.From, To: q.To, Compare: q.Compare, Order: q.Order, Filter: q.filter(), Small: maySeeSmallCells(ctx),
	}
}
