package improve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// ImprovementReport is an improvement with its verdict.
type ImprovementReport struct {
	surveys.Improvement
	Verdict Verdict `json:"verdict"`
	// Segments is left out in lists.
	Segments []SegmentVerdict `json:"segments,omitempty" doc:"The verdict by each value of a segment with which at least 20 people answered before the change; left out in lists. All of them together share alpha, so that looking at several finds no more by chance. That one is clear and another is not does not say that they differ"`
	// Stands is filled where something is claimed, and in lists: one looks at all of
	// them every day.
	Stands   *bool                 `json:"stands,omitempty" doc:"In lists, and for a claim: whether it stands among all that are watched together (at most one in twenty such claims is false)"`
	Versions []surveys.Improvement `json:"versions,omitempty" doc:"Earlier versions, oldest first"`

	evidence float64 // e-value of what the verdict claims
}

// PlanImprovement says what would be frozen of an improvement if it was written
// down now: its windows, how many answers it needs, and about when they are there.
// Whoever may not see small cells gets a plan made of guarded figures.
func (s *Service) PlanImprovement(ctx context.Context, d surveys.ImprovementDraft, small bool) (surveys.Improvement, error) {
	i, cells, p, err := s.measured(ctx, "", d, small)
	if err != nil {
		return i, err
	}
	ever, err := s.store.Read(ctx).ImprovementsEver()
	if err != nil {
		return i, err
	}
	freezeAfter(ever, &i, &cells, p)
	return i, nil
}

// measured checks a draft and folds its cells. Which version it is, what it may
// spend and what follows from that is still empty: see freezeAfter.
func (s *Service) measured(ctx context.Context, id string, d surveys.ImprovementDraft, small bool) (surveys.Improvement, ImprovementCells, *definition.Plan, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return surveys.Improvement{}, ImprovementCells{}, nil, err
	}
	now := s.now()
	i, err := improvementOf(p, d, now)
	if err != nil {
		return i, ImprovementCells{}, p, err
	}
	i.ID = id
	today := p.DayOf(now)
	var figures figureReader = s.store.Read(ctx)
	if !small {
		figures = s.guard.Over(s.store.Read(ctx))
	}
	if err := tickBadScore(figures, p, &i, today); err != nil {
		return i, ImprovementCells{}, p, err
	}
	if !small {
		cells, err := s.guardedCells(ctx, p, &i, today)
		return i, cells, p, err
	}
	cells, err := fold(&i, func(fn func(surveys.Response) error) error {
		return s.store.Read(ctx).ImprovementSpanEach(spanOf(&i, p, today), fn)
	})
	cells.FoldedAt = now
	return i, cells, p, err
}

// freezeAfter freezes what was measured as the version that comes after all that
// were ever written down.
func freezeAfter(ever []surveys.Improvement, i *surveys.Improvement, cells *ImprovementCells, p *definition.Plan) {
	i.Version = newestOf(i.ID, ever) + 1
	i.Alpha = alphaOf(i, ever)
	cells.Version = i.Version
	freeze(i, dailyOf(*cells, p.DayOf), p.DayOf(i.CreatedAt))
}

// newestOf gives the number of the newest version; 0 when there is none.
func newestOf(id string, ever []surveys.Improvement) (version int) {
	for _, e := range ever {
		if e.ID == id {
			version = max(version, e.Version)
		}
	}
	return version
}

// CreateImprovement writes an improvement down and freezes it. id names it; one is
// made up when it is empty.
func (s *Service) CreateImprovement(ctx context.Context, id string, d surveys.ImprovementDraft, small bool) (ImprovementReport, error) {
	if id == "" {
		id = surveys.NewID()
	}
	if id == improvementForm {
		return ImprovementReport{}, surveys.Refuse("id", "is the address of the page that writes one down: choose another").Because(surveys.RefusedReservedID)
	}
	if !improvementID.MatchString(id) {
		return ImprovementReport{}, surveys.Refuse("id", "is not 1 to 63 small letters, digits and hyphens").Because(surveys.RefusedBadID)
	}
	return s.freezeImprovement(ctx, id, d, small, func(newest int) error {
		if newest == 0 {
			return nil
		}
		e := surveys.Errorf(surveys.Conflict, "There is an improvement %q already. What changes it is another version of it.", id)
		e.Field = "id"
		return e
	})
}

// EditImprovement freezes another version, which takes the place of the one
// before: its windows, its plan and its claims are its own.
func (s *Service) EditImprovement(ctx context.Context, id string, d surveys.ImprovementDraft, small bool) (ImprovementReport, error) {
	return s.freezeImprovement(ctx, id, d, small, func(newest int) error {
		switch {
		case newest == 0:
			return surveys.Errorf(surveys.NotFound, "There is no such improvement.")
		case newest >= maxVersions:
			return surveys.Errorf(surveys.Conflict, "This improvement has %d versions, and another would have nothing left to claim with. Write a new one down.", newest)
		}
		return nil
	})
}

// freezeImprovement writes down the next version, unless may refuses it for the
// newest one there is. The answers, which may be many, are read beforehand; what the
// version may spend depends on what others wrote down meanwhile, so that is read
// in the transaction.
func (s *Service) freezeImprovement(ctx context.Context, id string, d surveys.ImprovementDraft, small bool, may func(newest int) error) (ImprovementReport, error) {
	ever, err := s.store.Read(ctx).ImprovementsEver()
	if err != nil {
		return ImprovementReport{}, err
	}
	if err := may(newestOf(id, ever)); err != nil {
		return ImprovementReport{}, err
	}
	i, cells, p, err := s.measured(ctx, id, d, true)
	if err != nil {
		return ImprovementReport{}, err
	}
	by := surveys.ActorOf(ctx)
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := tx.ImprovementsLock(); err != nil {
			return err
		}
		ever, err := tx.ImprovementsEver()
		if err != nil {
			return err
		}
		if err := may(newestOf(id, ever)); err != nil {
			return err
		}
		freezeAfter(ever, &i, &cells, p)
		if err := tx.ImprovementAppend(i); err != nil {
			return err
		}
		if err := tx.ImprovementCellsReplace(id, cells); err != nil {
			return err
		}
		did := surveys.IfElse(i.Version == 1, surveys.ActionImprovementWritten, surveys.ActionImprovementReplaced)
		return tx.AuditAppend(by.Did(s.now(), did, id, "", fmt.Sprint("version ", i.Version)))
	})
	if err != nil {
		return ImprovementReport{}, err
	}
	if err := s.RefreshImprovement(ctx, id); err != nil {
		return ImprovementReport{}, err
	}
	return s.ImprovementReport(ctx, id, small)
}

// ImprovementReport gives an improvement with its verdict of now. It writes
// nothing: what is claimed for the first time is kept by RefreshImprovement, with
// the same day.
func (s *Service) ImprovementReport(ctx context.Context, id string, small bool) (ImprovementReport, error) {
	versions, err := s.store.Read(ctx).ImprovementVersions(id)
	if err != nil {
		return ImprovementReport{}, err
	}
	newest := len(versions) - 1
	r, cells, err := s.report(ctx, versions[newest], small)
	r.Versions = versions[:newest]
	r.Segments = segmentVerdicts(&r.Improvement, cells, r.Verdict.AsOf, small)
	if err == nil && !small {
		r.Versions, err = s.guardedVersions(ctx, r.Versions)
	}
	if err != nil || !r.Verdict.claims() {
		return r, err
	}
	// What its own page says must be what the list says.
	all, err := s.ImprovementReports(ctx, small)
	for _, other := range all {
		if other.ID == id {
			r.Stands = other.Stands
		}
	}
	return r, err
}

// claims says whether something is said to have moved.
func (v Verdict) claims() bool { return v.State == Improved || v.State == Worsened || v.State == Moved }

// settle fills in what a version frozen by an earlier Halte lacks.
func settle(i *surveys.Improvement, p *definition.Plan) {
	if i.EvidenceFrom == "" {
		i.EvidenceFrom = max(i.Day, surveys.AddDays(p.DayOf(i.CreatedAt), 1))
		i.Retrospective = i.Ends != "" && i.Ends < i.EvidenceFrom
	}
}

// report judges one improvement now.
func (s *Service) report(ctx context.Context, i surveys.Improvement, small bool) (ImprovementReport, ImprovementCells, error) {
	r := ImprovementReport{Improvement: i}
	p, err := s.plans.Current(ctx)
	if err != nil {
		return r, ImprovementCells{}, err
	}
	settle(&i, p)
	r.Improvement = i
	today := p.DayOf(s.now())
	cells, err := s.cells(ctx, p, &i, today)
	if err != nil {
		return r, cells, err
	}
	claims, err := s.store.Read(ctx).ImprovementClaims(i.ID, i.Version)
	if err != nil {
		return r, cells, err
	}
	c := dailyOf(cells, p.DayOf)
	if early(&i, c) {
		measure(&i, c, today)
		i.Outlook.ByEnd = outlookOf(&i, c, today).ByEnd
		r.Improvement = i
	}
	if c.wander, err = wanderOf(s.store.Read(ctx), &i); err != nil {
		return r, cells, err
	}
	r.Verdict, cells.wander = judge(&i, c, today, claims), c.wander
	asked, err := s.asked(ctx, i, r.Verdict.Through)
	if err != nil {
		return r, cells, err
	}
	r.Verdict.Cautions = cautionsOf(&i, c, r.Verdict, asked)
	if claims := r.Verdict.State == Improved || r.Verdict.State == Worsened; claims && r.Verdict.Words == After {
		h, err := pastOf(s.store.Read(ctx), &i)
		if err != nil {
			return r, cells, err
		}
		r.Verdict.Sensitivity = sensitivityOf(&i, h, r.Verdict)
	}
	r.evidence = r.Verdict.evidence()
	if small {
		err = s.weigh(ctx, &i, &r.Verdict)
	} else {
		err = s.tell(ctx, p, &r, today, asked)
	}
	return r, cells, err
}

// asked counts who was asked and who of them answered, before and after.
func (s *Service) asked(ctx context.Context, i surveys.Improvement, through string) (asked [2]surveys.InvitationCounts, err error) {
	for at, window := range [2]surveys.Period{{From: i.BaselineFrom, To: i.BaselineTo}, {From: i.Day, To: through}} {
		counts, err := s.store.Read(ctx).InvitationCounts(i.Surveys, window.From, window.To)
		if err != nil {
			return asked, err
		}
		for _, c := range counts {
			asked[at].Sent += c.Sent
			asked[at].Answered += c.Answered
		}
	}
	return asked, nil
}

// ImprovementReports gives every improvement with its verdict of now, the latest
// change first. As many are looked at together, it says which claims stand among
// all of them.
func (s *Service) ImprovementReports(ctx context.Context, small bool) ([]ImprovementReport, error) {
	all, err := s.store.Read(ctx).Improvements()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b surveys.Improvement) int { return cmp.Compare(b.Day, a.Day) })
	reports, evidence := make([]ImprovementReport, len(all)), make([]float64, len(all))
	for at, i := range all {
		if reports[at], _, err = s.report(ctx, i, small); err != nil {
			return nil, err
		}
		reports[at].Verdict.Path = nil
		evidence[at] = reports[at].evidence
	}
	stands := significant(evidence)
	for at := range reports {
		reports[at].Stands = &stands[at]
	}
	return reports, nil
}

// evidence is the e-value of what a verdict claims: of what the controls leave of a
// change where it says "because of", else of the change.
func (v Verdict) evidence() float64 {
	d := v.Change
	if v.Words == BecauseOf {
		d = v.AgainstControls
	}
	if d == nil {
		return 0
	}
	return evidenceOf(d.LogE, d.people)
}

// evidenceOf is the e-value of a change, or none while a side has answers of too
// few people to claim anything.
func evidenceOf(logE, least float64) float64 {
	if least < metric.LeastToClaim {
		return 0
	}
	return math.Exp(logE)
}

// significant says which of the changes that are watched together stand.
func significant(evidence []float64) []bool {
	_, stands := metric.EBH(evidence, improvementAlpha)
	return stands
}

// RefreshImprovement folds the cells of an improvement and keeps what is claimed
// for the first time. Doing it again changes nothing.
//
// It is done when an improvement is written down and once a day, not when it is
// looked at: to look writes nothing. A look that finds responses newer than the
// cells folds for itself, so what it says does not depend on when this was done.
func (s *Service) RefreshImprovement(ctx context.Context, id string) error {
	versions, err := s.store.Read(ctx).ImprovementVersions(id)
	if err != nil {
		return err
	}
	i := versions[len(versions)-1]
	r, cells, err := s.report(ctx, i, true)
	if err != nil {
		return err
	}
	var claims []ImprovementClaim
	for _, j := range []*Judgement{r.Verdict.Change, r.Verdict.AgainstControls} {
		if j != nil && j.Claim != nil {
			claims = append(claims, *j.Claim)
		}
	}
	kept, err := s.store.Read(ctx).ImprovementClaims(i.ID, i.Version)
	if err != nil {
		return err
	}
	claims = slices.DeleteFunc(claims, func(c ImprovementClaim) bool {
		return slices.ContainsFunc(kept, func(k ImprovementClaim) bool { return k.Words == c.Words && k.Method == c.Method })
	})
	fresh := cells.FoldedAt.IsZero() // they were folded just now
	if !fresh && len(claims) == 0 {
		return nil
	}
	cells.FoldedAt = s.now()
	return s.store.Update(ctx, func(tx Tx) error {
		if fresh {
			if err := tx.ImprovementCellsReplace(id, cells); err != nil {
				return err
			}
		}
		return tx.ImprovementClaimsAppend(id, i.Version, claims)
	})
}

// RefreshImprovements refreshes all of them; it is to be called once a day. One
// that fails does not keep the others from it.
func (s *Service) RefreshImprovements(ctx context.Context) error {
	all, err := s.store.Read(ctx).Improvements()
	for _, i := range all {
		err = errors.Join(err, s.RefreshImprovement(ctx, i.ID))
	}
	return err
}
