package insight

import (
	"fmt"
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// compare tells tallies of one metric apart. Rows with fewer answers than say
// anything, and rows that are held back, stand outside: a rest that holds them
// would give them away.
func compare(m metric.Metric, sides []side) Comparison {
	c := Comparison{Metric: m, Rows: make([]ComparedRow, len(sides)), Groups: []ComparisonGroup{}}
	var ranks []*RankInterval
	c.ranked, ranks = rank(m, sides)
	var inside []side
	var tested []*ComparedRow
	for i, side := range sides {
		row := &c.Rows[i]
		*row = ComparedRow{Key: side.key, Figures: side.figures(), Rank: ranks[i], cell: -1}
		if row.Untested = side.untested(); row.Untested == "" {
			row.cell = len(tested)
			inside, tested = append(inside, side), append(tested, row)
		}
	}
	c.flag(m, tested, inside)
	c.group(tested)
	c.Worth = c.worth()
	c.Procedures, c.Notes = procedures(len(tested)), c.notes(len(tested))
	return c
}

// untested says why a side stands outside the tests; "" when it does not.
func (s side) untested() string {
	switch f := s.figures(); {
	case f.N == 0:
		return "no_answers"
	case f.N < metric.LeastToCompare:
		return "fewer_than_five"
	case f.Held:
		return "held_back"
	}
	return ""
}

// ranked is the cells of what is tested, and what tells them apart.
type ranked struct {
	cells   []metric.Cell
	ranking metric.Ranking
}

// rank gives each side its rank; nil for those outside the tests.
func rank(m metric.Metric, sides []side) (ranked, []*RankInterval) {
	var r ranked
	out, at := make([]*RankInterval, len(sides)), []int{}
	for i, side := range sides {
		if side.untested() == "" {
			r.cells, at = append(r.cells, side.cell()), append(at, i)
		}
	}
	r.ranking = metric.Rank(r.cells, alpha)
	for k, i := range at {
		out[i] = &RankInterval{1, r.ranking.Ranks[k].Best, r.ranking.Ranks[k].Worst}
		for _, other := range r.cells {
			if other.Center > r.cells[k].Center {
				out[i].Rank++
			}
		}
	}
	return r, out
}

// Judge ranks the rows of one metric, and says which of their changes may be shown on
// a page that is opened every day. Where nothing is tested, a rank is nil.
func Judge(m metric.Metric, rows []Figures, changes []*Difference) (changed []bool, ranks []*RankInterval) {
	sides := make([]side, len(rows))
	for i, row := range rows {
		sides[i] = side{metric: m, tally: row.tally, effect: row.effect}
	}
	_, ranks = rank(m, sides)
	return significant(changes), ranks
}

// flag compares every tested row with the others pooled.
func (c *Comparison) flag(m metric.Metric, tested []*ComparedRow, sides []side) {
	if len(tested) < 2 {
		return
	}
	// The days of the rest are not summed: what lifts all rows at once drops out of
	// their difference, so that the rest counts as its rows do.
	var all metric.Tally
	var hanging float64 // answers, each as often as it hangs together with others
	for _, s := range sides {
		all, hanging = all.Plus(s.tally), hanging+s.effect.Beyond*float64(s.tally.N())
	}
	rest := make([]*Difference, len(tested))
	for i, s := range sides {
		others := all.Minus(s.tally)
		effect := (hanging - s.effect.Beyond*float64(s.tally.N())) / float64(others.N())
		rest[i] = differenceOf(m, m.CellWorth(others, effect), c.cells[i])
	}
	adjust(rest)
	daily := significant(rest)
	for i, d := range rest {
		side := "above"
		if d.Adjusted < 0 {
			side = "below"
		}
		when := func(flagged bool) string {
			if flagged {
				return side
			}
			return ""
		}
		tested[i].Rest = d
		tested[i].Flags = &Flags{Screen: when(*d.PBH < alpha), Action: when(*d.PHolm < alpha), Daily: when(daily[i])}
	}
}

// group brackets the rows that cannot be told apart.
func (c *Comparison) group(tested []*ComparedRow) {
	for g, members := range c.ranking.Groups(c.cells, alpha) {
		group := ComparisonGroup{Name: letter(g), Keys: []string{}}
		in := make([]bool, len(tested))
		for _, i := range members {
			in[i] = true
		}
		for i, row := range tested {
			if in[i] {
				group.Keys = append(group.Keys, row.Key)
				row.Groups = append(row.Groups, group.Name)
			}
		}
		c.Groups = append(c.Groups, group)
	}
}

// letter names the g-th group: a to z, then aa, ab and so on.
func letter(g int) string {
	name := string(rune('a' + g%26))
	if g >= 26 {
		return letter(g/26-1) + name
	}
	return name
}

func (c *Comparison) worth() OrderWorth {
	w := OrderWorth{Pairs: len(c.ranking.P)}
	for _, p := range c.ranking.P {
		if p < alpha {
			w.ToldApart++
		}
	}
	for _, r := range c.ranking.Ranks {
		if r.Best == 1 {
			w.First++
		}
	}
	switch {
	case w.Pairs == 0:
		w.Words = "There are no two rows to compare."
	case w.ToldApart == 0:
		w.Words = "An order by score is noise here: no two rows can be told apart, and each of them may be the best."
	case w.ToldApart == w.Pairs:
		w.Words = "An order by score holds here: every two rows differ clearly."
	default:
		w.Words = fmt.Sprintf("An order by score is worth this much: %d of %d pairs of rows differ clearly, and %d of the rows may be the best. Read the ranks as intervals.",
			w.ToldApart, w.Pairs, w.First)
	}
	return w
}

func procedures(tested int) []Procedure {
	return []Procedure{
		{"screen", "For looking around (Benjamini-Hochberg, 5 percent)", "You look once and want to see what may be worth a closer look: about one in 20 of the rows that are flagged is no different. Not for a page that is opened every day.", tested},
		{"action", "For deciding (Holm, 5 percent)", "You look once and want to act on what you see: in 19 of 20 such looks no row is flagged that is no different.", tested},
		{"daily", "For a page that is opened every day (e-BH, 5 percent)", fmt.Sprintf(
			"You may look as often as you like: at most one in 20 of the rows that are flagged is no different, as long as the first day of the period stays where it is. Both sides need %d answers.",
			metric.LeastToClaim), tested},
	}
}

func (c *Comparison) notes(tested int) []string {
	notes := []string{}
	small, held := 0, 0
	for _, r := range c.Rows {
		switch r.Untested {
		case "fewer_than_five":
			small++
		case "held_back":
			held++
		}
	}
	if small > 0 {
		notes = append(notes, fmt.Sprintf("Rows with fewer than %d answers (%d here) are left out of all tests, ranks and groups.", metric.LeastToCompare, small))
	}
	if held > 0 {
		notes = append(notes, fmt.Sprintf("%d more held back: without them, the answers of a row with fewer than %d could be found by subtraction.", held, surveys.SmallCell))
	}
	if tested < 2 {
		notes = append(notes, "Fewer than two rows can be compared.")
	}
	return notes
}

// Tested gives how many rows are compared.
func (c Comparison) Tested() int { return len(c.cells) }

// pairP gives the Holm-adjusted p of two tested rows.
func (c Comparison) pairP(i, j int) float64 {
	if i == j {
		return math.NaN()
	}
	i, j = min(i, j), max(i, j)
	k := len(c.cells)
	return c.ranking.P[i*(2*k-i-1)/2+j-i-1]
}
