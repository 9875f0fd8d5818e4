package insight

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/metric"
)

var alwaysTen = metric.Tally{10: 10}

func TestRowsAreComparedOverTheDaysThatAllOfThemHave(t *testing.T) {
	t.Parallel()
	cells := [][]dayCell{
		{{0, 9, alwaysTen}, {10, 19, alwaysTen}, {20, 29, alwaysTen}},
		{{0, 9, alwaysTen}, {from: 10, to: 19}, {20, 29, alwaysTen}},
		{{0, 4, alwaysTen}, {5, 22, alwaysTen}, {23, 29, alwaysTen}},
		{{from: 0, to: 29}, {2, 2, alwaysTen}},
	}
	period := surveys.Period{From: "2026-06-01", To: "2026-06-30"}
	for name, c := range map[string]struct {
		order, chosen []int
		days          string
	}{
		"a hole is left out of all":                    {[]int{0, 1}, []int{0, 1}, "2026-06-01..2026-06-10 2026-06-21..2026-06-30 "},
		"nobody else is asked":                         {[]int{0}, []int{0}, "2026-06-01..2026-06-30 "},
		"whole cells alone are kept":                   {[]int{0, 2}, []int{0, 2}, "2026-06-01..2026-06-30 "},
		"who leaves too few answers stands apart":      {[]int{0, 1, 2}, []int{0, 1}, "2026-06-01..2026-06-10 2026-06-21..2026-06-30 "},
		"who has nothing told of whole days, likewise": {[]int{0, 3}, []int{0}, "2026-06-01..2026-06-30 "},
		"nobody": {nil, nil, ""},
	} {
		chosen, left := chooseDays(cells, c.order, period.Days())
		days := ""
		for _, d := range daysIn(left, true, period) {
			days += d.From + ".." + d.To + " "
		}
		if !slices.Equal(chosen, c.chosen) || days != c.days {
			t.Errorf("%s: %v over %s, want %v over %s", name, chosen, days, c.chosen, c.days)
		}
	}
}

func TestRowsOfUnlikeDaysAreToldFromThoseOfNearlyTheSame(t *testing.T) {
	t.Parallel()
	period := surveys.Period{From: "2026-06-01", To: "2026-06-30"}
	score := 7.0
	of := func(taken *Taken) Figures { return Figures{N: 40, Score: &score, Taken: taken} }
	all, late := of(nil), of(&Taken{From: "2026-06-03", To: "2026-06-30"})
	half := of(&Taken{From: "2026-06-16", To: "2026-06-30"})
	hole := of(&Taken{From: "2026-06-01", To: "2026-06-30", Without: []surveys.Days{{From: "2026-06-10", To: "2026-06-13"}}})
	for name, c := range map[string]struct {
		rows []Figures
		want bool
	}{
		"nobody":                       {nil, false},
		"one":                          {[]Figures{half}, false},
		"all of all days":              {[]Figures{all, all}, false},
		"two days of thirty":           {[]Figures{all, late}, false},
		"half of the days":             {[]Figures{all, half}, true},
		"a hole of four days":          {[]Figures{late, all, hole}, true},
		"the same hole in each":        {[]Figures{hole, hole}, false},
		"one of which nothing is told": {[]Figures{all, {N: 3, Held: true}}, false},
	} {
		if got := OtherDays(c.rows, period); got != c.want {
			t.Errorf("%s: unlike is %v", name, got)
		}
	}
}

// Whatever is held back of whichever row: rows that are compared have every answer of the
// days that are left, and none of others.
func TestRowsThatAreComparedHaveAllAnswersOfTheSameDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const days = 40
		cells, order := make([][]dayCell, rapid.IntRange(1, 6).Draw(t, "rows")), []int{}
		for i := range cells {
			for day := 0; day < days; {
				c := dayCell{from: day, to: min(days, day+rapid.IntRange(1, 12).Draw(t, "long")) - 1}
				if rapid.IntRange(0, 5).Draw(t, "held") > 0 {
					c.tally = alwaysTen
				}
				cells[i], day = append(cells[i], c), c.to+1
			}
			order = append(order, i)
		}
		chosen, left := chooseDays(cells, order, days)
		for _, i := range chosen {
			for _, c := range cells[i] {
				span := left[c.from : c.to+1]
				if slices.Contains(span, true) && (slices.Contains(span, false) || c.tally.IsZero()) {
					t.Fatalf("row %d is compared over %v, of which its answers of %d to %d are not told, or not whole", i, left, c.from, c.to)
				}
			}
			if keptOf(cells[i], left) == nil {
				t.Fatalf("row %d is compared without an answer", i)
			}
		}
	})
}
