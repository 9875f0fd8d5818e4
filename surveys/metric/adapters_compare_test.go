package metric_test

import (
	"fmt"
	"math"

	"halte/surveys/metric"
)

func differenceCase(in struct {
	A, B  histogram
	Level float64
},
) (map[string]any, error) {
	a, err := in.A.cell()
	if err != nil {
		return nil, err
	}
	b, err := in.B.cell()
	if err != nil {
		return nil, err
	}
	d := metric.Compare(a, b, in.Level)
	return map[string]any{
		"diff":     unless(d.Absent(), d.Value),
		"diff_adj": d.Adjusted,
		"se":       d.SE,
		"lo":       d.Interval.Lo,
		"hi":       d.Interval.Hi,
		"z":        d.Z,
		"p":        d.P,
	}, nil
}

func adjustCase(in struct {
	P      []float64
	Method string
},
) (map[string]any, error) {
	switch in.Method {
	case "holm":
		return map[string]any{"adjusted": metric.Holm(in.P)}, nil
	case "bh":
		return map[string]any{"adjusted": metric.BenjaminiHochberg(in.P)}, nil
	}
	return nil, fmt.Errorf("no adjustment %q", in.Method)
}

func ebhCase(in struct {
	E     []float64
	Alpha float64
},
) (map[string]any, error) {
	k, stands := metric.EBH(in.E, in.Alpha)
	return map[string]any{"k": k, "rejected": stands}, nil
}

func ranksCase(in struct {
	Touchpoints []struct {
		ID     string
		Counts histogram
	}
	Alpha float64
},
) (map[string]any, error) {
	ids, best, worst := []string{}, []int{}, []int{}
	var cells []metric.Cell
	for _, touchpoint := range in.Touchpoints {
		cell, err := touchpoint.Counts.cell()
		if err != nil {
			return nil, err
		}
		ids, cells = append(ids, touchpoint.ID), append(cells, cell)
	}
	ranking := metric.Rank(cells, in.Alpha)
	for _, ranks := range ranking.Ranks {
		best, worst = append(best, ranks.Best), append(worst, ranks.Worst)
	}
	return map[string]any{"id": ids, "rank_lo": best, "rank_hi": worst, "p_holm": ranking.P}, nil
}

func sequenceCase(in struct {
	Cells []struct {
		Coef   float64
		Counts histogram
	}
	Tau, Alpha float64
	Phi        *float64
},
) (map[string]any, error) {
	var terms []metric.Term
	for _, c := range in.Cells {
		cell, err := c.Counts.cell()
		if err != nil {
			return nil, err
		}
		terms = append(terms, metric.Term{Coefficient: c.Coef, Cell: cell})
	}
	contrast := metric.Contrasting(terms...)
	if in.Phi != nil {
		contrast = contrast.Inflated(*in.Phi)
	}
	look := metric.ConfidenceSequence{Tau: in.Tau, Alpha: in.Alpha}.At(contrast)
	return map[string]any{
		"diff":       unless(look.Absent(), look.Raw),
		"center":     look.Center,
		"v":          look.Variance,
		"half_width": look.HalfWidth,
		"lo":         look.Interval.Lo,
		"hi":         look.Interval.Hi,
		"e":          unless(math.IsInf(look.Evidence(), 1), look.Evidence()),
		"p":          look.P,
	}, nil
}

func pathCase(in struct {
	Before     histogram
	DailyAfter []histogram `json:"daily_after"`
	Tau, Alpha float64
	MinN       int64 `json:"min_n"`
},
) (map[string]any, error) {
	before, err := in.Before.cell()
	if err != nil {
		return nil, err
	}
	days, err := talliesOf(in.DailyAfter)
	if err != nil {
		return nil, err
	}
	var after metric.Tally
	var looks []metric.Contrast
	for _, day := range days {
		after = after.Plus(day)
		looks = append(looks, metric.Change(before, metric.NPS.Cell(after)))
	}
	path := metric.ConfidenceSequence{Tau: in.Tau, Alpha: in.Alpha}.Follow(looks, in.MinN)
	return map[string]any{"p_running": path.P, "first_cross_look": path.First}, nil
}

func plannedCase(in struct {
	Before, After histogram
	PlannedAfter  int64 `json:"planned_n_after"`
	Alpha         float64
},
) (map[string]any, error) {
	before, err := in.Before.cell()
	if err != nil {
		return nil, err
	}
	after, err := in.After.cell()
	if err != nil {
		return nil, err
	}
	b := metric.PlannedBoundary(before, after, in.PlannedAfter, in.Alpha)
	return map[string]any{
		"center":        b.Center,
		"v":             b.Variance,
		"v_plan":        b.PlanVariance,
		"c":             b.C,
		"threshold":     b.Threshold,
		"info_fraction": b.Information,
		"final":         b.Final,
		"crossed":       b.Crossed,
	}, nil
}

type planInput struct {
	Var, Var0, Var1, Delta float64
	N0, N1                 int64
	Alpha, Power, Tau      float64
}

func (in planInput) plan() metric.SampleSize {
	return metric.SampleSize{Alpha: in.Alpha, Power: in.Power, Tau: in.Tau}
}

func detectableCase(in planInput) (map[string]any, error) {
	variance := math.Inf(1)
	if in.N0 > 0 && in.N1 > 0 {
		variance = in.Var0/float64(in.N0) + in.Var1/float64(in.N1)
	}
	effects := in.plan().Detectable(variance)
	return map[string]any{
		"fixed":   unless(math.IsInf(effects.Fixed, 1), effects.Fixed),
		"planned": unless(math.IsInf(effects.Planned, 1), effects.Planned),
		"anytime": unless(math.IsInf(effects.Anytime, 1), effects.Anytime),
	}, nil
}

func afterCase(in planInput) (map[string]any, error) {
	return sizeFields(in.plan().After(in.Var0, in.N0, in.Var1, in.Delta)), nil
}

func perArmCase(in planInput) (map[string]any, error) {
	return sizeFields(in.plan().PerArm(in.Var, in.Delta)), nil
}

func sizeFields(s metric.Sizes) map[string]any {
	fields := map[string]any{"fixed": nil, "planned": nil, "anytime": nil}
	for name, size := range map[string]int64{"fixed": s.Fixed, "planned": s.Planned, "anytime": s.Anytime} {
		if size > 0 {
			fields[name] = size
		}
	}
	return fields
}
