package insight

import (
	"context"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// The orders of a comparison.
const (
	OrderJourney = "journey" // of the journeys, or of the values
	OrderScore   = "score"   // of the adjusted score, with what that is worth
)

// ComparisonQuery asks what tells scores of one metric apart.
type ComparisonQuery struct {
	By         string        // as in ScoresQuery; touchpoint when empty
	Metric     metric.Metric // needed where several are asked
	Touchpoint string        // only answers there; all when empty
	From, To   string        // days; since the first day of the quarter before this one when empty
	Order      string        // journey or score; journey when empty
	Filter     pick.Filter
	Small      bool
}

// Comparison is scores of one metric beside what tells them apart.
type Comparison struct {
	By         string
	Metric     metric.Metric
	Touchpoint string
	From       string
	To         string
	pick.Picked
	Days  []surveys.Days // that are compared, of readers who may see no small cells; nil where it is all of them
	Order string
	Worth OrderWorth // what an order by score is worth here

	Rows []ComparedRow
	// Groups are rows that cannot be told apart: within a group no pair differs, and two
	// rows that share no group do (Holm over all pairs).
	Groups []ComparisonGroup
	Notes  []ComparisonNote // what one should know before reading on

	ranked
}

// ComparedRow is one row of a comparison.
type ComparedRow struct {
	Key string `json:"key" doc:"Touchpoint, stage (journey/stage), journey, channel, owner or value"`
	Figures
	Untested string        `json:"untested,omitempty" enum:"no_answers,fewer_than_five,held_back,other_days" doc:"Why the row stands outside all tests and ranks. other_days: what is told of it is of other days than the rows that are compared"`
	Rank     *RankInterval `json:"rank,omitempty"`
	Rest     *Difference   `json:"difference_from_rest,omitempty" doc:"The row minus all other tested rows pooled"`
	Flags    *Flags        `json:"flags,omitempty"`
	Groups   []string      `json:"groups,omitempty" doc:"Names of the groups it is in"`

	cell int // index in cells; -1 outside the tests
}

// RankInterval is a rank with how sure it is.
type RankInterval struct {
	Rank  int `json:"rank" doc:"By adjusted score, 1 is the best; scores of few answers are drawn to the middle"`
	Best  int `json:"best" doc:"The best rank that no clear difference rules out"`
	Worst int `json:"worst"`
}

// Flags say that a row differs from the rest, and by which procedure one may say
// so. Each is above or below; "" for no clear difference.
type Flags struct {
	Screen string `json:"screen,omitempty" enum:"above,below" doc:"Benjamini-Hochberg"`
	Action string `json:"action,omitempty" enum:"above,below" doc:"Holm"`
	Daily  string `json:"daily,omitempty" enum:"above,below" doc:"e-BH"`
}

// ComparisonGroup is a set of rows that cannot be told apart.
type ComparisonGroup struct {
	Name string   `json:"name" doc:"A letter; a, b, c from the best on"`
	Keys []string `json:"keys" doc:"In the order of the rows"`
}

// OrderWorth says how much of an order by score is more than noise.
type OrderWorth struct {
	Pairs     int // pairs of tested rows
	ToldApart int // pairs that differ clearly
	First     int // rows that may be the best
}

// FlagProcedures names the procedures that Flags come from, in the order in which they
// are explained.
func FlagProcedures() []string { return []string{"screen", "action", "daily"} }

// ComparisonNote says what one should know before reading on.
type ComparisonNote struct {
	Code NoteCode
	N    int // rows that it is about
}

// NoteCode names a note.
type NoteCode string

// What there is to know of a comparison.
const (
	NoteFewAnswers       NoteCode = "few_answers" // N rows have too few answers for any test
	NoteHeldBack         NoteCode = "held_back"   // N rows more are held back, or small ones could be computed
	NoteOtherDays        NoteCode = "other_days"  // what is told of N rows is of other days
	NoteNothingToCompare NoteCode = "nothing_to_compare"
)

// NoteCodes lists every note there is.
func NoteCodes() []NoteCode {
	return []NoteCode{NoteFewAnswers, NoteHeldBack, NoteOtherDays, NoteNothingToCompare}
}

// Compare tells scores of one metric apart.
func (s *Service) Compare(ctx context.Context, q ComparisonQuery) (Comparison, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Comparison{}, err
	}
	if q.By == "" {
		q.By = "touchpoint"
	}
	if q.Order == "" {
		q.Order = OrderJourney
	}
	if q.Order != OrderJourney && q.Order != OrderScore {
		return Comparison{}, surveys.Refuse("order", "is not one of journey, score")
	}
	by, err := groupingOf(p, q.By)
	if err != nil {
		return Comparison{}, err
	}
	asked, m, err := compared(p, q.Touchpoint, q.Metric)
	if err != nil {
		return Comparison{}, err
	}
	if q.From == "" {
		q.From = s.evidenceFrom(p, q.To)
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Comparison{}, err
	}
	asked, of, err := q.Filter.At(p, asked)
	if err != nil {
		return Comparison{}, err
	}
	from := s.read(ctx, of, q.Small)
	sides, err := sidesIn(from, p, by, asked, period)
	if err != nil {
		return Comparison{}, err
	}
	var days []surveys.Days
	if !q.Small {
		if days, err = sameDays(from, p, by, asked, period, sides); err != nil {
			return Comparison{}, err
		}
	}
	c := compare(m, sides)
	c.Days, c.By, c.Touchpoint, c.From, c.To, c.Picked = days, q.By, q.Touchpoint, period.From, period.To, of.Told(by.dimension)
	if c.Order = q.Order; q.Order == OrderScore {
		slices.SortStableFunc(c.Rows, byRank)
	}
	return c, nil
}

// evidenceFrom is where a comparison begins when nobody says: the first day of
// the quarter before the one of its last day. It stays where it is while days are
// added, as evidence that is looked at every day needs; a window that slides
// forgets what it has claimed.
func (s *Service) evidenceFrom(p *definition.Plan, to string) string {
	last, err := time.Parse(time.DateOnly, to)
	if err != nil {
		last, _ = time.Parse(time.DateOnly, p.DayOf(s.now())) // Period refuses what is no day
	}
	return QuarterBefore(last).Format(time.DateOnly)
}

// QuarterBefore gives the first day of the quarter before the one of a day.
func QuarterBefore(day time.Time) time.Time {
	quarter := day.AddDate(0, -int(day.Month()-1)%3, 1-day.Day())
	return quarter.AddDate(0, -3, 0)
}

// compared gives the surveys of a comparison and their one metric.
func compared(p *definition.Plan, touchpoint string, m metric.Metric) ([]string, metric.Metric, error) {
	if m != "" && !m.Known() {
		return nil, m, surveys.Refuse("metric", "is not one of %s", metric.List())
	}
	if touchpoint != "" {
		if _, known := p.TouchpointByKey[touchpoint]; !known {
			return nil, m, surveys.Refuse("touchpoint", "%q is not a touchpoint", touchpoint)
		}
	}
	var asked []string
	var metrics []string
	for _, s := range p.Definition.Surveys {
		if touchpoint != "" && s.Touchpoint != touchpoint || m != "" && s.Metric != m {
			continue
		}
		if asked = append(asked, s.Key); !slices.Contains(metrics, string(s.Metric)) {
			metrics = append(metrics, string(s.Metric))
		}
	}
	switch {
	case len(metrics) > 1:
		return nil, m, surveys.Refuse("metric", "is missing: scores of %s cannot be compared with one another", strings.Join(metrics, ", "))
	case len(metrics) == 1:
		m = metric.Metric(metrics[0])
	case m == "":
		m = metric.All()[0] // nothing is asked; there is nothing to compare
	}
	return asked, m, nil
}

// byRank puts ranked rows first, the best first.
func byRank(a, b ComparedRow) int {
	switch {
	case a.Rank == nil && b.Rank == nil:
		return 0
	case a.Rank == nil:
		return 1
	case b.Rank == nil:
		return -1
	}
	return a.Rank.Rank - b.Rank.Rank
}
