package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// ComparedPair is two rows of a comparison and what lies between them.
type ComparedPair struct {
	By         string        `json:"by"`
	Metric     metric.Metric `json:"metric"`
	Touchpoint string        `json:"touchpoint,omitempty"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	pick.Picked
	Days       []surveys.Days `json:"days,omitempty" doc:"For keys that lack the scope small_cells: the days that are compared, which both rows have"`
	A          ComparedRow    `json:"a"`
	B          ComparedRow    `json:"b"`
	Difference *Difference    `json:"difference,omitempty" doc:"b minus a. p belongs to a pair that was chosen beforehand, p_holm to one that was picked out of all rows; left out where a row stands outside the tests"`
	ToldApart  bool           `json:"told_apart" doc:"Whether p_holm is below 0.05"`
}

// ComparePair tells two rows of a comparison apart.
func (s *Service) ComparePair(ctx context.Context, q ComparisonQuery, a, b string) (ComparedPair, error) {
	if a == b {
		return ComparedPair{}, surveys.Refuse("b", "is the same row as a")
	}
	c, err := s.Compare(ctx, q)
	if err != nil {
		return ComparedPair{}, err
	}
	out := ComparedPair{By: c.By, Metric: c.Metric, Touchpoint: c.Touchpoint, From: c.From, To: c.To, Picked: c.Picked, Days: c.Days}
	for _, r := range []struct {
		field, key string
		row        *ComparedRow
	}{{"a", a, &out.A}, {"b", b, &out.B}} {
		found := false
		for _, row := range c.Rows {
			if row.Key == r.key {
				*r.row, found = row, true
			}
		}
		if !found {
			return ComparedPair{}, surveys.Refuse(r.field, "%q is not a row of this comparison", r.key)
		}
	}
	if i, j := out.A.cell, out.B.cell; i >= 0 && j >= 0 {
		out.Difference = differenceOf(c.Metric, [2]metric.Cell{c.once[i], c.once[j]}, [2]metric.Cell{c.cells[i], c.cells[j]})
		holm := c.pairP(i, j)
		out.Difference.PHolm, out.ToldApart = &holm, holm < alpha
	}
	return out, nil
}
