package validate

import (
	"context"
	"math/rand/v2"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// period is how long a score is read over, and the half year that tells how much days
// differ lies before its end.
const period = 90

// asks are the worlds in which scores are read; nothing happens in any.
var asks = []worlds.World{
	{Name: "about 20 answers in 90 days", PerDay: .22},
	{Name: "about 50 answers", PerDay: .55},
	{Name: "20 answers a day", PerDay: 20},
	{Name: "excellent scores, about 50 answers", PerDay: .55, Shares: worlds.Customers["excellent"]},
	{Name: "polarised customers, 20 a day", PerDay: 20, Shares: worlds.Customers["polarised"]},
	{Name: "100 people who answer six times each, r .6", Regulars: 100, Every: 15, Repeats: .6},
	{Name: "100 people who answer six times each, r .8", Regulars: 100, Every: 15, Repeats: .8},
	{Name: "weekends 15 points lower, 20 a day", PerDay: 20, Weekend: -15},
	{Name: "days with a score of their own, sd 10, 20 a day", PerDay: 20, Days: 10},
	{Name: "days with a score of their own, sd 10, 100 a day", PerDay: 100, Days: 10},
	{Name: "weeks with a score of their own, sd 8, 20 a day", PerDay: 20, Weeks: 8},
	{Name: "weeks with a score of their own, sd 8, 100 a day", PerDay: 100, Weeks: 8},
	{Name: "weeks from Thursday on with a score of their own, sd 8, 20 a day", PerDay: 20, Weeks: 8, Begins: 3},
	{Name: "scores that wander: AR(.95), sd 5, 20 a day", PerDay: 20, Wander: 5},
	{Name: "a season of 10 points up and down, 20 a day", PerDay: 20, Season: 10},
}

// read is what was printed of a company of equal touchpoints.
type read struct {
	scores, scoresHold           int
	differences, differencesHold int
	changed, apart, flagged      bool
}

var scores = experiment{
	key: "scores", title: "Scores, differences and groups",
	promise: "No naked score: the 95% interval of a score holds what the customers of these days think, and that of a difference what would be so of other days. What the pages Journey and Compare flag is no chance: 5% over all rows, and the daily flag however often one looks.",
	how:     "Companies of 20 touchpoints that do not differ, each read as the pages do: 90 days, and the 90 before. Score: intervals that hold the score of those who might have answered on these days (20 answers and more). Difference: intervals of the change since the period before that hold none. Changed: companies with a touchpoint that the map marks as changed. Told apart: companies in which Compare tells two touchpoints apart. Daily flag: companies in which Compare flags one for daily looks, on any of 13 weekly looks.",
	columns: []string{"score", "difference", "changed", "told apart", "daily flag"},
	live: func(r run) (rows []Row, err error) {
		for _, w := range asks {
			lives, err := each(r, "scores: "+w.Name, max(2, r.Lives/surveys.IfElse(w.PerDay > 20, 8, 4)), func(random *rand.Rand) (read, error) { return readCompany(random, w) })
			if err != nil {
				return nil, err
			}
			var hold, all, differencesHold, differences []int
			var changed, apart, flagged int
			for _, l := range lives {
				hold, all = append(hold, l.scoresHold), append(all, l.scores)
				differencesHold, differences = append(differencesHold, l.differencesHold), append(differences, l.differences)
				changed += surveys.IfElse(l.changed, 1, 0)
				apart += surveys.IfElse(l.apart, 1, 0)
				flagged += surveys.IfElse(l.flagged, 1, 0)
			}
			between, most := covers, AtMost(.05)
			if moves(w) { // where scores go somewhere by themselves touchpoints do differ
				between, most = nil, nil
			}
			rows = append(rows, Row{w.Name, len(lives), []Figure{
				clusteredShare(hold, all, covers), clusteredShare(differencesHold, differences, between),
				share(changed, len(lives), most), share(apart, len(lives), most), share(flagged, len(lives), most),
			}})
		}
		return rows, nil
	},
}

// readCompany reads a company on day period, of which the last day is the one before.
func readCompany(random *rand.Rand, w worlds.World) (out read, err error) {
	expected, answers := map[string]float64{}, map[string]float64{}
	m, _ := company(random, w, -period, period-1, func(key string, a worlds.Answer) {
		if a.Day >= 0 {
			expected[key], answers[key] = expected[key]+a.Expected, answers[key]+1
		}
	})
	ctx, room := context.Background(), m.insight(period)
	page, err := m.journey(period).Map(ctx, journey.MapQuery{From: nameOf(0), To: nameOf(period - 1), Small: true})
	if err != nil {
		return out, err
	}
	for key, s := range page.Surveys {
		if s.N >= metric.LeastToClaim {
			truth := expected[key] / answers[key]
			out.scores++
			out.scoresHold += surveys.IfElse(s.Interval[0] <= truth && truth <= s.Interval[1], 1, 0)
			if d := s.Difference; d != nil && s.Before.N >= metric.LeastToClaim {
				out.differences++
				out.differencesHold += surveys.IfElse(d.Interval[0] <= 0 && 0 <= d.Interval[1], 1, 0)
			}
		}
		out.changed = out.changed || s.Difference != nil && s.Difference.Change.Clear()
	}
	for day := 6; day < period; day += 7 {
		c, err := m.insight(day+1).Compare(ctx, insight.ComparisonQuery{Metric: metric.NPS, From: nameOf(0), To: nameOf(day), Small: true})
		if err != nil {
			return out, err
		}
		for _, row := range c.Rows {
			out.flagged = out.flagged || row.Flags != nil && row.Flags.Daily != ""
		}
	}
	c, err := room.Compare(ctx, insight.ComparisonQuery{Metric: metric.NPS, From: nameOf(0), To: nameOf(period - 1), Small: true})
	out.apart = c.Worth.ToldApart > 0
	return out, err
}
