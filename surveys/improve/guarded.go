package improve

import (
	"context"
	"maps"
	"math"
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// What a verdict says is the same for everybody: it rests on all timely answers. Its
// figures are not: whoever may not see small cells gets those that can be made of
// guarded sums. They count late answers too, and leave out blocks that reach over the
// borders of a window.

// guardedFigures gives the figures of some surveys over some days, from guarded sums.
func (s *Service) guardedFigures(ctx context.Context, m metric.Metric, keys []string, in surveys.Period) (insight.Figures, error) {
	var sum surveys.Sum
	rows, err := s.guard.Over(s.store.Read(ctx)).RollupSums(surveys.RollupQuery{Surveys: keys, From: in.From, To: in.To})
	if err != nil {
		return insight.Figures{}, err
	}
	for _, row := range rows {
		sum = sum.Plus(row.Sum())
	}
	e, err := s.worthOf(ctx, m, keys, in, sum.Tally, false)
	return insight.FiguresOf(m, sum, e), err
}

// guardedCells gives the cells of an improvement from guarded sums, up to what counts on
// a day. No sum reaches over the border of a window.
func (s *Service) guardedCells(ctx context.Context, p *definition.Plan, i *surveys.Improvement, today string) (ImprovementCells, error) {
	out := ImprovementCells{guarded: true}
	last := lastCounted(today)
	if i.Ends != "" {
		last = min(last, i.Ends)
	}
	cells := s.guard.Over(s.store.Read(ctx))
	read := func(side Side, keys []string, dimension string, window surveys.Period) error {
		if window.From > window.To || len(keys) == 0 { // an empty list would ask for all
			return nil
		}
		rows, err := cells.RollupSums(surveys.RollupQuery{Surveys: keys, From: window.From, To: window.To, Dimension: dimension, PerDay: true})
		for _, row := range rows {
			out.add(ImprovementCell{side, dimension, row.Value, row.Day, row.Tally})
		}
		return err
	}
	for _, window := range []surveys.Period{
		{From: i.BaselineFrom, To: min(i.BaselineTo, last)}, {From: i.Day, To: min(surveys.AddDays(i.EvidenceFrom, -1), last)}, {From: i.EvidenceFrom, To: last},
	} {
		for name := range p.Definition.Segments {
			if err := read(Treated, i.Surveys, surveys.DimensionSegment+name, window); err != nil {
				return out, err
			}
		}
		if err := read(Treated, i.Surveys, surveys.DimensionTotal, window); err != nil {
			return out, err
		}
		if err := read(Control, i.ControlSurveys, surveys.DimensionTotal, window); err != nil {
			return out, err
		}
	}
	return out, s.guardedTies(ctx, i, &out, last)
}

// guardedTies says of guarded cells how their answers hang together: each answer as if
// of another person, and beside that what is told of how often people answer again.
func (s *Service) guardedTies(ctx context.Context, i *surveys.Improvement, cells *ImprovementCells, last string) error {
	days := map[string]metric.Clusters{}
	var windows [4]metric.Tally
	for _, c := range cells.Cells {
		if c.Dimension != surveys.DimensionTotal {
			continue
		}
		w, counts := windowOf(i, c.Side, c.Day)
		if !counts {
			continue
		}
		windows[w] = windows[w].Plus(c.Tally)
		of := days[c.Day]
		for rating, n := range c.Tally {
			var one metric.Pile
			one.Add(w, i.Metric.Value(rating))
			of.Add(one, n)
		}
		days[c.Day] = of
	}
	var all metric.Clusters
	for _, day := range slices.Sorted(maps.Keys(days)) {
		all = all.Plus(days[day])
		cells.Ties = append(cells.Ties, ImprovementTies{Day: day, Persons: all, PersonDays: all})
	}
	before, after := surveys.Period{From: i.BaselineFrom, To: min(i.BaselineTo, last)}, surveys.Period{From: i.EvidenceFrom, To: last}
	for w, of := range map[metric.Window]windowFigures{
		metric.BeforeTreated: {keys: i.Surveys, days: before}, metric.AfterTreated: {keys: i.Surveys, days: after},
		metric.BeforeControl: {keys: i.ControlSurveys, days: before}, metric.AfterControl: {keys: i.ControlSurveys, days: after},
	} {
		e, err := s.worthOf(ctx, i.Metric, of.keys, of.days, windows[w], false)
		if err != nil {
			return err
		}
		cells.again[w] = e.Persons - 1
	}
	return nil
}

// add puts a sum in; those of several surveys on one day are one cell.
func (c *ImprovementCells) add(cell ImprovementCell) {
	if cell.Tally.IsZero() {
		return
	}
	for at, known := range c.Cells {
		if tally := known.Tally; known.Side == cell.Side && known.Dimension == cell.Dimension && known.Value == cell.Value && known.Day == cell.Day {
			c.Cells[at].Tally = tally.Plus(cell.Tally)
			return
		}
	}
	c.Cells = append(c.Cells, cell)
}

// plan freezes a draft with guarded figures.
func (s *Service) plan(ctx context.Context, p *definition.Plan, i *surveys.Improvement, day string) error {
	cells, err := s.guardedCells(ctx, p, i, day)
	if err == nil {
		freeze(i, dailyOf(cells, p.DayOf), day)
	}
	return err
}

// guardedVersions gives versions with what guarded figures say of their baselines.
func (s *Service) guardedVersions(ctx context.Context, versions []surveys.Improvement) ([]surveys.Improvement, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Improvement, len(versions))
	for at, i := range versions {
		settle(&i, p)
		if err := s.plan(ctx, p, &i, p.DayOf(i.CreatedAt)); err != nil {
			return nil, err
		}
		out[at] = i
	}
	return out, nil
}

// tell puts guarded figures in the place of those that a verdict was judged by.
func (s *Service) tell(ctx context.Context, p *definition.Plan, r *ImprovementReport, today string, asked [2]surveys.InvitationCounts) error {
	judged, i := r.Verdict, &r.Improvement
	if err := s.plan(ctx, p, i, p.DayOf(i.CreatedAt)); err != nil {
		return err
	}
	cells, err := s.guardedCells(ctx, p, i, today)
	if err != nil {
		return err
	}
	c := dailyOf(cells, p.DayOf)
	if c.wander, err = wanderOf(s.guard.Over(s.store.Read(ctx)), i); err != nil {
		return err
	}
	v := judge(i, c, today, nil)
	v.Cautions = cautionsOf(i, c, v, asked)
	if judged.Sensitivity != nil {
		h, err := pastOf(s.guard.Over(s.store.Read(ctx)), i)
		if err != nil {
			return err
		}
		v.Sensitivity = surveys.IfElse(v.Change == nil, &Sensitivity{}, nil)
		if v.Change != nil {
			v.Sensitivity = sensitivityOf(i, h, v)
		}
		v.Sensitivity.Explained = judged.Sensitivity.Explained
	}
	v.conclusions(i, judged)
	for _, w := range v.windowsOf(i) {
		if w.figures == nil || w.days.From > w.days.To {
			continue
		}
		if *w.figures, err = s.guardedFigures(ctx, i.Metric, w.keys, w.days); err != nil {
			return err
		}
	}
	if v.Described != nil {
		v.Described = described(i, v.Before, v.After)
	}
	r.Verdict = v
	return nil
}

// leastToTellAll is the number of answers in every window from which a difference of
// all timely answers is told to everybody, in steps of half a percent of the scale:
// SmallCell answers move it by one step. Of two improvements of days that follow on each
// other, the difference would tell of single answers in smaller windows.
const leastToTellAll = 200 * surveys.SmallCell

// conclusions takes over what another verdict says, with the figures of this one
// where windows are small. Figures that would say something else are held back.
func (v *Verdict) conclusions(i *surveys.Improvement, judged Verdict) {
	v.State, v.Words, v.Ended, v.Through, v.Withdrawn = judged.State, judged.Words, judged.Ended, judged.Through, nil
	for _, c := range judged.Withdrawn {
		v.Withdrawn = append(v.Withdrawn, *c.told())
	}
	least := judged.Before.N
	for _, f := range []*insight.Figures{&judged.After, judged.Evidence, judged.ControlBefore, judged.ControlAfter} {
		if f != nil {
			least = min(least, f.N)
		}
	}
	within := judged.State == NoDifference || judged.State == NotBecauseOf
	for _, d := range []struct {
		own   **Judgement
		said  *Judgement
		words Attribution
	}{{&v.Change, judged.Change, After}, {&v.AgainstControls, judged.AgainstControls, BecauseOf}} {
		agrees := (*d.own).agrees(d.said) && !(within && d.words == v.Words && !(*d.own).within(i.Smallest))
		if !agrees {
			v.Path = nil // it ends with these figures
		}
		switch {
		case least >= leastToTellAll:
			*d.own = d.said.coarse(i)
		case d.said == nil:
			*d.own = nil
		case agrees:
			own := **d.own
			own.Clear, own.Claim = d.said.Clear, d.said.Claim.told()
			*d.own = &own
		default:
			if *d.own, v.Held = nil, true; d.said.Claim != nil {
				v.Claims = append(v.Claims, *d.said.Claim.told())
			}
		}
	}
	if s := v.Sensitivity; s != nil {
		if s.Needed = 0; v.Change != nil {
			s.Needed = min(math.Abs(v.Change.Interval[0]), math.Abs(v.Change.Interval[1]))
		}
	}
	v.NoLargerThan = nil
	if judged.NoLargerThan != nil {
		most := i.Smallest // what the state says
		if told := surveys.IfElse(v.Words == BecauseOf, v.AgainstControls, v.Change); told != nil {
			most = max(-told.Interval[0], told.Interval[1])
		}
		v.NoLargerThan = &most
	}
	if judged.Expected == nil {
		v.Expected = nil
	}
}

// agrees reports that a judgement says what another one of the same difference says: that
// it is clear, and which way, or that it is not.
func (j *Judgement) agrees(said *Judgement) bool {
	if j == nil || said == nil {
		return j == said
	}
	apart := j.Interval[0] > 0 || j.Interval[1] < 0
	return apart == said.Clear && (!apart || (j.Adjusted > 0) == (said.Adjusted > 0))
}

// within says that any difference is smaller than one that matters.
func (j *Judgement) within(smallest float64) bool {
	return j != nil && j.Interval[0] >= -smallest && j.Interval[1] <= smallest
}

// coarse gives a judgement in steps of half a percent of its scale. An interval that
// leaves out 0 goes on doing so.
func (j *Judgement) coarse(i *surveys.Improvement) *Judgement {
	if j == nil {
		return nil
	}
	step := i.Metric.Range().Width() / 200
	out := j.inSteps(i, step)
	for end, x := range j.Interval {
		if out.Interval[end] == 0 && x != 0 {
			out.Interval[end] = math.Copysign(step/10, x)
		}
	}
	out.Claim = j.Claim.told()
	return &out
}

// inSteps gives a judgement in steps of the score. What is said for the difference is
// reckoned from the steps and from a variance that is as rough: it grows with the square
// of the difference, and any digits of its own would tell of single answers.
func (j *Judgement) inSteps(i *surveys.Improvement, step float64) Judgement {
	to := func(step, x float64) float64 { return math.Round(x/step) * step }
	out := *j
	out.Difference, out.Adjusted = to(step, j.Difference), to(step, j.Adjusted)
	out.Interval = [2]float64{to(step, j.Interval[0]), to(step, j.Interval[1])}
	out.Phi, out.Paired = to(.1, j.Phi), j.Paired/10*10
	sequence := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: 1 - j.Level}
	out.LogE = sequence.LogEvidence(out.Adjusted, rough(j.variance))
	if least := -math.Log(1 - j.Level); j.Clear && i.Rule != surveys.Planned {
		out.LogE = max(out.LogE, least)
	}
	out.P = min(1, math.Exp(-out.LogE))
	return out
}

// rough rounds a number up to an eighth of the power of two above it.
func rough(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	return math.Ldexp(math.Ceil(fraction*8)/8, exponent)
}
