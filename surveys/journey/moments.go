package journey

import (
	"context"
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// Query asks something of a journey over a period.
type Query struct {
	Journey  string
	From, To string   // days; the last 90 when empty
	Segments []string // each NAME:VALUE, as in pick.Filter
	Small    bool     // the asker may see small cells
}

// Standing says what may be read from the shares.
type Standing string

// The standings of a moments report.
const (
	// NoRelationship: no touchpoint asks about the relationship as a whole.
	NoRelationship Standing = "no_relationship"
	// TooFewAnswers: fewer than 200 respondents with a pair on this journey.
	TooFewAnswers Standing = "too_few_answers"
	// TooFewTouchpoints: fewer than two touchpoints with pairs of enough respondents.
	TooFewTouchpoints Standing = "too_few_touchpoints"
	// Indicative: 200 to 1,000 respondents; the intervals are to be shown.
	Indicative Standing = "indicative"
	// Ranking: 1,000 respondents or more.
	Ranking Standing = "ranking"
)

// Moments is the answer to a Query.
type Moments struct {
	Journey      string        `json:"journey"`
	Relationship *Relationship `json:"relationship,omitempty" doc:"The survey that asks about the relationship as a whole; left out when there is none"`
	Standing     Standing      `json:"standing" enum:"no_relationship,too_few_answers,too_few_touchpoints,indicative,ranking" doc:"What may be read from the shares: below 200 respondents there are none, below 1000 they are indicative"`
	Answers      int64         `json:"answers" doc:"Answers about the relationship so far, of all customers, whether they took this journey or not"`
	Respondents  int64         `json:"respondents" doc:"Customers with a pair on this journey: they answered about the relationship, and rated one of its touchpoints in the 90 days before. Each counts once, however often he answered; standing goes by them"`
	Least        int64         `json:"least" doc:"From so many customers with pairs a touchpoint counts: 30, or 100 for keys that lack the scope small_cells. Those are told shares in steps of .05 (made to sum to 1), correlations in steps of .1 and errors raised to half a step of shares, a whole one, two and so on, with steps twice as wide below 1000 customers; all else follows from these"`
	Since        string        `json:"since,omitempty" doc:"Day of the first answer about the relationship. Shares, correlations and pairs are of everything answered since, whatever the period"`
	Method       string        `json:"method,omitempty" enum:"lmg,relative_weights" doc:"How shares are made: LMG up to 15 touchpoints, Johnson's relative weights above"`
	FirstChance  *float64      `json:"first_chance,omitempty" doc:"Chance that the touchpoint with the largest share, or the touchpoints that cannot be told apart and have it together, is truly the first, 0 to 1"`
	FirstDecided bool          `json:"first_decided" doc:"That chance is at least 0.85"`
	SecondChance *float64      `json:"second_chance,omitempty" doc:"Chance of the likeliest second to be truly the second"`
	SecondKnown  bool          `json:"second_decided" doc:"That chance is at least 0.85"`
	From         string        `json:"from" doc:"First day of the scores: performance, best and priority. The shares do not go by the period"`
	To           string        `json:"to"`
	pick.Picked
	Touchpoints []Moment `json:"touchpoints" doc:"In the order of the journey, never of the share; a touchpoint with two surveys stands here twice"`
}

// Relationship is the survey whose answers tell of the relationship.
type Relationship struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
}

// Moment is a touchpoint, how far its ratings go together with the relationship,
// and how well it does.
type Moment struct {
	Touchpoint  string          `json:"touchpoint"`
	Survey      string          `json:"survey"`
	Metric      metric.Metric   `json:"metric"`
	Believed    bool            `json:"believed" doc:"The definition calls it a moment of truth"`
	Pairs       int64           `json:"pairs" doc:"Relationship answers with a rating of this touchpoint in the 90 days before"`
	Respondents int64           `json:"respondents" doc:"Customers whose pairs these are"`
	WantOfPairs bool            `json:"want_of_pairs" doc:"Pairs of fewer customers than least, or ratings that do not vary: nothing is said of it"`
	Rho         *float64        `json:"rho,omitempty" doc:"Rank correlation with the relationship, -1 to 1"`
	RhoInterval *[2]float64     `json:"rho_interval,omitempty"`
	Twins       []string        `json:"twins,omitempty" doc:"Surveys that the answers cannot tell from this one: share, error, interval, ranks, first and found are of all of them together, and the same in each. Twins are ratings that correlate above 0.9, or by 0.5 or more where the shares differ by no more than chance and correlate below -0.7 when customers are left out"`
	Share       *float64        `json:"share,omitempty" doc:"Share of what goes together with the relationship, 0 to 1; the shares of all touchpoints sum to 1, with those of twins counted once"`
	ShareError  *float64        `json:"share_error,omitempty" doc:"Standard error of the share, from leaving out a twentieth of the respondents at a time"`
	Interval    *[2]float64     `json:"share_interval,omitempty" doc:"95 percent interval of the share"`
	Ranks       *[2]int         `json:"ranks,omitempty" doc:"The best and the worst rank that all comparisons of two touchpoints together leave open at 95 percent: a stricter question than first_chance, for whoever reads a whole order. How sure the first place is says first_chance alone"`
	First       *float64        `json:"first,omitempty" doc:"Chance that it is truly the first, 0 to 1"`
	Found       string          `json:"found,omitempty" enum:"more,less,open" doc:"Whether its share is surely larger or smaller than an equal one; of twins, than as many equal ones"`
	Performance insight.Figures `json:"performance" doc:"Its score in the period"`
	Best        *float64        `json:"best,omitempty" doc:"Upper quartile of the scores of touchpoints with this metric and at least 30 answers; left out where there are fewer than two"`
	Priority    *float64        `json:"priority,omitempty" doc:"Share times the distance of the score to best, in percent of the metric's range; of twins, with the share of all of them"`
}

// decided is the chance from which a place is called decided. The chance rests on
// twenty groups of respondents drawn by lot and is itself unsure by a few in a
// hundred (the sample company's first place: 91 to 99 in 20 imports), so a place
// that is plainly first must not hang on the draw.
const decided = 0.85

// Moments finds out which touchpoints of a journey go together with the
// relationship, from the stored pairs alone, and shows it beside what the team
// believes and how well each does. The period is that of the scores; pairs are
// those of everything that was ever answered, by all customers: segments pick the scores.
func (s *Service) Moments(ctx context.Context, q Query) (Moments, error) {
	r, err := s.reckon(ctx, q)
	if err != nil {
		return Moments{}, err
	}
	return r.moments(), nil
}

// Overview is Moments and Score of one reckoning.
func (s *Service) Overview(ctx context.Context, q Query) (Moments, Score, error) {
	r, err := s.reckon(ctx, q)
	if err != nil {
		return Moments{}, Score{}, err
	}
	score, err := s.score(ctx, r, q.Small)
	return r.moments(), score, err
}

// reckoned is what both reports on a journey are made of.
type reckoned struct {
	importance
	relationship *Relationship
	standing     Standing
	since        string // day of the first answer about the relationship

	plan    *definition.Plan
	journey *surveys.Journey
	period  surveys.Period
	stops   []stop
	of      pick.Values
	sums    map[string]surveys.Sum // of the answers picked, to every survey in the period
	worths  *worth.Answers         // what those at the journey are worth
}

// reckon reads the scores and the pairs of a journey.
func (s *Service) reckon(ctx context.Context, q Query) (r reckoned, err error) {
	if r.plan, err = s.plans.Current(ctx); err != nil {
		return r, err
	}
	if r.journey, err = r.plan.Journey(q.Journey); err != nil {
		return r, err
	}
	if r.period, err = r.plan.Period(s.now(), q.From, q.To); err != nil {
		return r, err
	}
	if r.of, err = (pick.Filter{Segments: q.Segments}).Values(r.plan); err != nil {
		return r, err
	}
	r.stops = stopsOf(r.plan, r.journey)
	from := pick.Over(s.store.Read(ctx), s.guard, r.of, q.Small)
	if r.sums, err = sumsOf(from, r.plan, r.period); err != nil {
		return r, err
	}
	if r.worths, err = worth.Read(from, bySurvey(r.plan, surveysOf(r.stops), r.period)); err != nil {
		return r, err
	}
	if err = s.weigh(ctx, &r, q.Small); err != nil || r.relationship == nil {
		return r, err
	}
	days, err := s.store.Read(ctx).RollupSums(surveys.RollupQuery{Surveys: []string{r.relationship.Survey}, Dimension: surveys.DimensionTotal, PerDay: true})
	if len(days) > 0 {
		r.since = days[0].Day
	}
	return r, err
}

// figures gives the score of a survey of the journey.
func (r reckoned) figures(of surveys.Survey) insight.Figures {
	sum := r.sums[of.Key]
	return insight.FiguresOf(of.Metric, sum, r.worths.Of(worth.Sum{Key: of.Key, Metric: of.Metric}, sum.Tally))
}

// moments makes the report.
func (r reckoned) moments() Moments {
	out := Moments{
		Journey: r.journey.Key, Relationship: r.relationship, Standing: r.standing, Since: r.since,
		From: r.period.From, To: r.period.To, Picked: r.of.Told(surveys.DimensionTotal), Touchpoints: []Moment{},
	}
	best := bestQuartiles(r.plan, r.sums)
	for _, at := range r.stops {
		m := at.survey.Metric
		out.Touchpoints = append(out.Touchpoints, Moment{
			Touchpoint: at.touchpoint.Key, Survey: at.survey.Key, Metric: m, Believed: at.touchpoint.MomentOfTruth,
			Performance: r.figures(at.survey), Best: best[m],
		})
	}
	out.fill(r.importance)
	return out
}

// weigh reads the pairs and shares them over the surveys of a journey. Of a
// relationship with several surveys the one with most respondents on this journey
// counts.
func (s *Service) weigh(ctx context.Context, r *reckoned, small bool) error {
	asked := surveysOf(r.stops)
	least := surveys.IfElse[int64](small, metric.LeastPairs, leastToTell)
	r.importance, r.standing = importance{found: make([]found, len(asked)), least: least}, NoRelationship
	key := r.plan.Definition.Relationship()
	for _, survey := range r.plan.SurveysOf(key) {
		covariances, err := s.store.Read(ctx).Covariances(survey.Key)
		if err != nil {
			return err
		}
		im := importanceOf(covariances, survey.Key, asked, least)
		if r.relationship == nil || im.respondents > r.respondents {
			r.importance, r.relationship = im, &Relationship{Touchpoint: key, Survey: survey.Key, Metric: survey.Metric}
		}
	}
	if !small {
		r.coarsen()
	}
	switch {
	case r.relationship == nil:
	case r.respondents < metric.LeastToIndicate:
		r.standing = TooFewAnswers
	case r.drivers == nil:
		r.standing = TooFewTouchpoints
	case r.respondents < metric.LeastToRank:
		r.standing = Indicative
	default:
		r.standing = Ranking
	}
	return nil
}

// fill puts what was found beside the touchpoints.
func (m *Moments) fill(im importance) {
	m.Answers, m.Respondents, m.Least = im.answers, im.respondents, im.least
	for i := range m.Touchpoints {
		t, f := &m.Touchpoints[i], im.found[i]
		t.Pairs, t.Respondents = f.pairs, f.respondents
		if t.WantOfPairs = !f.counted; t.WantOfPairs {
			continue
		}
		rho := f.association
		t.Rho, t.RhoInterval = &rho.Rho, bothEnds(rho.Interval)
	}
	if im.drivers == nil {
		return
	}
	m.Method = surveys.IfElse(im.exact, "lmg", "relative_weights")
	m.FirstChance, m.SecondChance = &im.drivers[0].First, &im.second
	m.FirstDecided, m.SecondKnown = im.drivers[0].First >= decided, im.second >= decided
	counted := 0
	for _, d := range im.drivers {
		counted += len(d.Members)
	}
	for d := range im.drivers {
		for _, i := range im.drivers[d].Members {
			m.drive(i, &im.drivers[d], float64(len(im.drivers[d].Members))/float64(counted))
		}
	}
}

// drive puts a driver beside one of its touchpoints; equal is what its share would
// be if all touchpoints had the same.
func (m *Moments) drive(at int, d *metric.Driver, equal float64) {
	t := &m.Touchpoints[at]
	t.Share, t.ShareError, t.Interval = &d.Share, &d.SE, bothEnds(d.Interval)
	t.Ranks, t.First = &[2]int{d.Ranks.Best, d.Ranks.Worst}, &d.First
	for _, i := range d.Members {
		if i != at {
			t.Twins = append(t.Twins, m.Touchpoints[i].Survey)
		}
	}
	switch t.Found = "open"; {
	case d.Interval.Lo > equal:
		t.Found = "more"
	case d.Interval.Hi < equal:
		t.Found = "less"
	}
	if t.Best != nil && t.Performance.Score != nil {
		gap := max(0, *t.Best-*t.Performance.Score) / t.Metric.Range().Width()
		priority := 100 * d.Share * gap
		t.Priority = &priority
	}
}

func bothEnds(i metric.Interval) *[2]float64 { return &[2]float64{i.Lo, i.Hi} }

// stop is a survey with the touchpoint at which it is asked.
type stop struct {
	touchpoint *surveys.Touchpoint
	survey     surveys.Survey
}

// stopsOf gives what is asked along a journey, in its order, without the
// relationship.
func stopsOf(p *definition.Plan, j *surveys.Journey) []stop {
	var out []stop
	relationship := p.Definition.Relationship()
	for si := range j.Stages {
		for ti := range j.Stages[si].Touchpoints {
			t := &j.Stages[si].Touchpoints[ti]
			if t.Key == relationship {
				continue
			}
			for _, survey := range p.SurveysOf(t.Key) {
				out = append(out, stop{t, survey})
			}
		}
	}
	return out
}

// sumsOf sums the answers to every survey over a period.
func sumsOf(from pick.Reader, p *definition.Plan, period surveys.Period) (map[string]surveys.Sum, error) {
	out := map[string]surveys.Sum{}
	active := make([]string, len(p.Definition.Surveys))
	for i, survey := range p.Definition.Surveys {
		active[i] = survey.Key
	}
	if len(active) == 0 { // an empty list would ask for those of archived surveys
		return out, nil
	}
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: active, From: period.From, To: period.To})
	for _, row := range rows {
		out[row.Survey] = row.Sum()
	}
	return out, err
}

// enough is the number of answers from which a score is one to measure others by.
const enough = surveys.FewAnswers

// bestQuartiles gives the upper quartile of the scores of each metric, over all
// touchpoints but the relationship; none where fewer than two have enough answers.
func bestQuartiles(p *definition.Plan, sums map[string]surveys.Sum) map[metric.Metric]*float64 {
	scores := map[metric.Metric][]float64{}
	for i := range p.Definition.Journeys {
		for _, at := range stopsOf(p, &p.Definition.Journeys[i]) {
			if score := at.survey.Metric.Score(sums[at.survey.Key].Tally); score.N >= enough {
				scores[score.Metric] = append(scores[score.Metric], score.Value)
			}
		}
	}
	out := map[metric.Metric]*float64{}
	for m, values := range scores {
		if len(values) < 2 {
			continue
		}
		slices.Sort(values)
		at := 0.75 * float64(len(values)-1)
		i := int(at)
		best := values[i] + (at-float64(i))*(values[min(i+1, len(values)-1)]-values[i])
		out[m] = &best
	}
	return out
}
