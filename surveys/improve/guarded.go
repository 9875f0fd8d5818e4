package improve

import (
	"context"
	"math"

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
func (s *Service) guardedFigures(ctx context.Context, m metric.Metric, keys []string, from, to string) (insight.Figures, error) {
	var sum surveys.Sum
	rows, err := s.guard.Over(s.store.Read(ctx)).RollupSums(surveys.RollupQuery{Surveys: keys, From: from, To: to})
	for _, row := range rows {
		sum = sum.Plus(row.Sum())
	}
	return insight.NewFigures(m, sum), err
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
	return out, nil
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
func (s *Service) tell(ctx context.Context, p *definition.Plan, r *ImprovementReport, ties []ImprovementTies, today string, asked [2]surveys.InvitationCounts) error {
	judged, i := r.Verdict, &r.Improvement
	if err := s.plan(ctx, p, i, p.DayOf(i.CreatedAt)); err != nil {
		return err
	}
	cells, err := s.guardedCells(ctx, p, i, today)
	if err != nil {
		return err
	}
	cells.Ties = ties
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
	for figures, window := range map[*insight.Figures]surveys.Period{
		&v.Before: {From: i.BaselineFrom, To: min(i.BaselineTo, v.Through)}, &v.After: {From: i.Day, To: v.Through}, v.Evidence: {From: i.EvidenceFrom, To: v.Through},
		v.ControlBefore: {From: i.BaselineFrom, To: min(i.BaselineTo, v.Through)}, v.ControlAfter: {From: i.Day, To: v.Through},
	} {
		if figures == nil || window.From > window.To {
			continue
		}
		keys := i.Surveys
		if figures == v.ControlBefore || figures == v.ControlAfter {
			keys = i.ControlSurveys
		}
		if *figures, err = s.guardedFigures(ctx, i.Metric, keys, window.From, window.To); err != nil {
			return err
		}
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
			*d.own = d.said.coarse(i.Metric)
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
func (j *Judgement) coarse(m metric.Metric) *Judgement {
	if j == nil {
		return nil
	}
	out, step := *j, m.Range().Width()/200
	round := func(x, step float64) float64 { return math.Round(x/step) * step }
	end := func(x float64) float64 {
		if r := round(x, step); r != 0 || x == 0 {
			return r
		}
		return math.Copysign(step/10, x)
	}
	out.Difference, out.Adjusted, out.Interval = round(j.Difference, step), round(j.Adjusted, step), [2]float64{end(j.Interval[0]), end(j.Interval[1])}
	out.LogE, out.P, out.Phi = round(j.LogE, 0.1), round(j.P, 0.01), round(j.Phi, 0.1)
	out.Claim = j.Claim.told()
	return &out
}
