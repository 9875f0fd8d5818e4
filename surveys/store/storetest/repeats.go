package storetest

import (
	"halte/surveys"
	"halte/surveys/store"
)

func repeat(a, b, earlier, later string, n int64) surveys.Repeat {
	return surveys.Repeat{A: a, B: b, Earlier: earlier, Later: later, N: n, SumLag: 7 * n, Sum: -100 * n, SumAB: 10000 * n}
}

func repeatSum(r surveys.Repeat, within bool) surveys.RepeatSum {
	return surveys.RepeatSum{Repeat: r, Within: within}
}

var repeats = []promise{
	{"repeated answers are added to their rows, and a row that comes down to nothing goes", func(s subject) {
		add := func(list ...surveys.Repeat) { s.do(func(tx store.Tx) { check(tx.RepeatsAdd(list)) }) }
		add(repeat("b", "", "2026-04", "2026-05", 2), repeat("a", "b", "2026-Q1", "2026-Q2", 1<<40), repeat("a", "", "2026-05", "2026-05", 1))
		add()
		add(repeat("b", "", "2026-04", "2026-05", 3), repeat("a", "", "2026-05", "2026-05", -1))
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.RepeatsAll()), []surveys.Repeat{repeat("a", "b", "2026-Q1", "2026-Q2", 1<<40), repeat("b", "", "2026-04", "2026-05", 5)})
		})
	}},
	{"a rebuild puts exactly its repeated answers in place of all others", func(s subject) {
		want := []surveys.Repeat{repeat("a", "", "2026-04", "2026-05", 2)}
		s.do(func(tx store.Tx) {
			check(tx.RepeatsAdd([]surveys.Repeat{repeat("z", "", "2026-04", "2026-05", 2)}))
			check(tx.RepeatsReplace(want))
		})
		s.do(func(tx store.Tx) { wants(s, "the rows", must(tx.RepeatsAll()), want) })
	}},
	{"repeated answers are summed by where they lie in the months of a query", func(s subject) {
		var list []surveys.Repeat
		months := []string{"2026-03", "2026-04", "2026-05", "2026-06", "2026-07"}
		for i, later := range months {
			for _, earlier := range months[:i+1] {
				list = append(list, repeat("a", "", earlier, later, 1))
			}
		}
		list = append(list, repeat("b", "", "2026-04", "2026-04", 5), repeat("c", "", "2026-04", "2026-04", 5))
		list = append(list, repeat("a", "b", "2026-Q2", "2026-Q2", 3), repeat("a", "c", "2026-Q2", "2026-Q2", 4))
		s.do(func(tx store.Tx) { check(tx.RepeatsAdd(list)) })
		sums := func(q surveys.RepeatQuery) []surveys.RepeatSum { return must(s.Read(s.Context()).RepeatSums(q)) }
		wants(s, "the sums of months", sums(surveys.RepeatQuery{Surveys: []string{"a", "b"}, First: "2026-04", Last: "2026-06"}), []surveys.RepeatSum{
			repeatSum(repeat("a", "", "2026-04", "", 1), false),        // April to May
			repeatSum(repeat("a", "", "", "2026-06", 1), false),        // May to June
			repeatSum(repeat("a", "", "2026-04", "2026-06", 1), false), // April to June
			repeatSum(repeat("a", "", "", "", 1), true),                // all of May
			repeatSum(repeat("a", "", "2026-04", "", 1), true),         // all of April
			repeatSum(repeat("a", "", "", "2026-06", 1), true),         // all of June
			repeatSum(repeat("b", "", "2026-04", "", 5), true),
		})
		wants(s, "the sums of one month", sums(surveys.RepeatQuery{Surveys: []string{"b"}, First: "2026-04", Last: "2026-04"}), []surveys.RepeatSum{
			repeatSum(repeat("b", "", "2026-04", "2026-04", 5), true),
		})
		wants(s, "the sums across surveys", sums(surveys.RepeatQuery{Surveys: []string{"a", "b"}, First: "2026-Q1", Last: "2026-Q2", Across: true}), []surveys.RepeatSum{
			repeatSum(repeat("a", "b", "", "2026-Q2", 3), true),
		})
		wants(s, "the sums of nothing", sums(surveys.RepeatQuery{First: "2026-04", Last: "2026-06"}), []surveys.RepeatSum{})
	}},
}
