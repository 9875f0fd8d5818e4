package metric

import "slices"

// Groups gives the sets of cells that cannot be told apart: within a set no pair
// differs (its adjusted P is alpha or more), and no other cell could join it.
// Every such pair is together in at least one set, so two cells differ exactly
// when they share none. A cell that differs from all others is a set of its own.
//
// Cells are given in the order in which they were ranked. Sets come in the order
// of their best cell, the indices in each from the best centre to the worst.
// There may be exponentially many largest sets where sizes vary wildly; this
// gives enough of them to hold every pair, at most one for each (the compact
// letter display of Piepho 2004, swept from pair to pair).
func (r Ranking) Groups(cells []Cell, alpha float64) [][]int {
	k := len(cells)
	apart := make([]bool, k*k)
	pair := 0
	for i := range cells {
		for j := i + 1; j < k; j++ {
			apart[i*k+j], apart[j*k+i] = r.P[pair] < alpha, r.P[pair] < alpha
			pair++
		}
	}
	order := make([]int, k)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case cells[i].Center > cells[j].Center:
			return -1
		case cells[i].Center < cells[j].Center:
			return 1
		}
		return 0
	})
	var groups [][]int
	covered := make([]bool, k*k)
	for from, i := range order {
		alone := true
		for to := k - 1; to > from; to-- { // the farthest first: it makes the widest set
			j := order[to]
			if apart[i*k+j] {
				continue
			}
			alone = false
			if covered[i*k+j] {
				continue
			}
			group := widest(order, apart, from, to)
			for _, a := range group {
				for _, b := range group {
					covered[a*k+b] = true
				}
			}
			groups = append(groups, group)
		}
		for _, j := range order[:from] {
			alone = alone && apart[i*k+j]
		}
		if alone {
			groups = append(groups, []int{i})
		}
	}
	return groups
}

// widest adds to two places of an order whatever differs from nothing taken so
// far: first what lies between them, then the rest.
func widest(order []int, apart []bool, from, to int) []int {
	k := len(order)
	taken := make([]bool, k)
	taken[from], taken[to] = true, true
	try := func(place int) {
		for other, in := range taken {
			if in && (other == place || apart[order[place]*k+order[other]]) {
				return
			}
		}
		taken[place] = true
	}
	for place := from + 1; place < to; place++ {
		try(place)
	}
	for place := range order {
		try(place)
	}
	var group []int
	for place, in := range taken {
		if in {
			group = append(group, order[place])
		}
	}
	return group
}
