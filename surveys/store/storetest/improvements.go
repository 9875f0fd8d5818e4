package storetest

import (
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/store"
)

func improvementNo(id string, version int) surveys.Improvement {
	return surveys.Improvement{
		ID: id, Version: version, CreatedAt: noon, Alpha: 0.04, BaselineFrom: "2026-08-28", BaselineTo: "2026-11-19",
		ImprovementDraft: surveys.ImprovementDraft{
			Name: odd, Touchpoints: []string{"delivery"}, Metric: metric.NPS, Day: "2026-11-20", Smallest: 10, Rule: surveys.AlwaysValid, Baseline: 84,
		},
		Surveys: []string{"delivery-nps"}, Dispersion: surveys.Dispersion{Days: 1.1, Weeks: 0.3, Phi: 1},
		Shares:  map[string]map[string]float64{"persona": {"commuter": 0.25, "": 0.75}},
		Outlook: surveys.Outlook{Answers: 12, PerDay: 0.1 + 0.2, Never: true},
	}
}

func cellsOf(version int, responses int64, cells ...improve.ImprovementCell) improve.ImprovementCells {
	return improve.ImprovementCells{Version: version, Responses: responses, FoldedAt: noon, Cells: cells, Ties: []improve.ImprovementTies{}}
}

var improvements = []promise{
	{"an improvement comes back as it was frozen, with every version it had", func(s subject) {
		a1, a2, b := improvementNo("a", 1), improvementNo("a", 2), improvementNo("b", 1)
		a2.Name = "changed"
		for _, i := range []surveys.Improvement{a1, b, a2} {
			s.do(func(tx store.Tx) { check(tx.ImprovementAppend(i)) })
		}
		wants(s, "the improvements", must(s.Read(s.Context()).Improvements()), []surveys.Improvement{a2, b})
		wants(s, "the versions", must(s.Read(s.Context()).ImprovementVersions("a")), []surveys.Improvement{a1, a2})
		_, err := s.Read(s.Context()).ImprovementVersions("none")
		wantsKind(s, "an improvement that is not there", err, surveys.NotFound)
		err = s.Update(s.Context(), func(tx store.Tx) error { return tx.ImprovementAppend(a2) })
		wantsKind(s, "a version that is there", err, surveys.Conflict)
	}},
	{"all versions of all improvements come in the order of writing down", func(s subject) {
		a1, a2, b := improvementNo("a", 1), improvementNo("a", 2), improvementNo("b", 1)
		a2.CreatedAt, b.CreatedAt = hours(2), hours(1)
		for _, i := range []surveys.Improvement{a2, b, a1} {
			s.do(func(tx store.Tx) { check(tx.ImprovementAppend(i)) })
		}
		wants(s, "the improvements", must(s.Read(s.Context()).ImprovementsEver()), []surveys.Improvement{a1, b, a2})
	}},
	{"who locks the improvements sees all that were written down before", func(s subject) {
		s.neverRunAgain(8, 10, func(tx store.Tx, _, _ int) {
			check(tx.ImprovementsLock())
			check(tx.ImprovementAppend(improvementNo("a", len(must(tx.ImprovementsEver()))+1)))
		})
		wants(s, "the newest", must(s.Read(s.Context()).Improvements())[0].Version, 80)
	}},
	{"ten versions stand in the order of their numbers", func(s subject) {
		for n := range 11 {
			s.do(func(tx store.Tx) { check(tx.ImprovementAppend(improvementNo("a", n+1))) })
		}
		wants(s, "the newest", must(s.Read(s.Context()).Improvements())[0].Version, 11)
		wants(s, "the tenth", must(s.Read(s.Context()).ImprovementVersions("a"))[9].Version, 10)
	}},
	{"a claim of a version is kept as it was first made", func(s subject) {
		first := improve.ImprovementClaim{Method: improve.ClaimMethod, Words: improve.After, Day: "2026-12-01", Adjusted: 40.5, Interval: [2]float64{16.25, 64}, LogE: 9.3}
		later := first
		later.Day, later.Adjusted = "2026-12-09", 1
		because := first
		because.Words = improve.BecauseOf
		keep := func(version int, claims ...improve.ImprovementClaim) {
			s.do(func(tx store.Tx) { check(tx.ImprovementClaimsAppend("a", version, claims)) })
		}
		keep(1, first)
		keep(1, later, because)
		keep(2, later)
		wants(s, "the claims", must(s.Read(s.Context()).ImprovementClaims("a", 1)), []improve.ImprovementClaim{first, because})
		wants(s, "those of another version", must(s.Read(s.Context()).ImprovementClaims("a", 2)), []improve.ImprovementClaim{later})
		wants(s, "those of none", must(s.Read(s.Context()).ImprovementClaims("b", 1)), []improve.ImprovementClaim{})
	}},
	{"a fold takes the place of the one before, and leaves other improvements alone", func(s subject) {
		cell := func(side improve.Side, dimension, value, day string, rating int) improve.ImprovementCell {
			return improve.ImprovementCell{Side: side, Dimension: dimension, Value: value, Day: day, Tally: tally(rating, 1<<40)}
		}
		put := func(id string, c improve.ImprovementCells) {
			s.do(func(tx store.Tx) { check(tx.ImprovementCellsReplace(id, c)) })
		}
		wants(s, "what was never folded", must(s.Read(s.Context()).ImprovementCells("a")), improve.ImprovementCells{})
		old := cellsOf(1, 7, cell(improve.Treated, "", "", "2026-11-20", 3), cell(improve.Treated, "", "", "2026-11-21", 3))
		put("a", old)
		put("b", old)
		want := cellsOf(2, 9, cell(improve.Control, "", "", "2026-11-20", 0),
			cell(improve.Treated, "", "", "2026-11-20", 10), cell(improve.Treated, "segment.persona", "", "2026-11-20", 9), cell(improve.Treated, "segment.persona", odd, "2026-11-20", 8))
		var pile metric.Pile
		pile.Add(metric.AfterControl, -100)
		for _, t := range []improve.ImprovementTies{
			{Day: "2026-11-20"}, {Day: "2026-11-21"}, {Dimension: "segment.persona", Day: "2026-11-20"}, {Dimension: "segment.persona", Value: odd, Day: "2026-11-20"},
		} {
			t.Persons.Add(pile, 1<<40)
			want.Ties = append(want.Ties, t)
		}
		for range 2 {
			put("a", want)
			wants(s, "the fold", must(s.Read(s.Context()).ImprovementCells("a")), want)
		}
		wants(s, "the fold of another", must(s.Read(s.Context()).ImprovementCells("b")), old)
		put("a", cellsOf(3, 0))
		wants(s, "an empty fold", must(s.Read(s.Context()).ImprovementCells("a")), cellsOf(3, 0))
	}},
	{"two who fold at once leave the cells of one of them", func(s subject) {
		s.together(6, func(i int) {
			day := hours(24 * i).Format(time.DateOnly)
			err := s.Update(s.within(), func(tx store.Tx) error {
				return tx.ImprovementCellsReplace("a", cellsOf(1, int64(i), improve.ImprovementCell{Side: improve.Treated, Day: day, Tally: tally(i, 1)}))
			})
			check(err)
		})
		got := must(s.Read(s.Context()).ImprovementCells("a"))
		if len(got.Cells) != 1 || got.Cells[0].Tally[got.Responses] != 1 {
			s.Errorf("the fold is %+v", got)
		}
	}},
	{"a span gives every revision of its touchpoints that came in during it, and counts them", func(s subject) {
		answered := func(id string, revision int, touchpoint string, at time.Time) {
			r := response(id, revision)
			r.Touchpoint, r.AnsweredAt = touchpoint, at
			s.answered(r)
		}
		answered("early", 1, "delivery", hours(-1))
		answered("first", 1, "delivery", noon)
		answered("first", 2, "delivery", hours(2))
		answered("control", 1, "service", hours(1))
		answered("elsewhere", 1, "returns", hours(1))
		answered("last", 1, "delivery", hours(3).Add(-time.Microsecond))
		answered("late", 1, "delivery", hours(3))
		span := improve.ImprovementSpan{Touchpoints: []string{"delivery", "service"}, From: noon, Until: hours(3), Through: response("r", 1).Day}
		var got []string
		check(s.Read(s.Context()).ImprovementSpanEach(span, func(r surveys.Response) error {
			want := response(r.ID, r.Revision)
			if r.Respondent != want.Respondent || r.Rating != want.Rating || r.Day != want.Day || r.OccurredAt != want.OccurredAt || r.Survey != want.Survey {
				s.Errorf("%s is %+v", r.ID, r)
			}
			got = append(got, r.ID+" "+r.Touchpoint)
			return nil
		}))
		wants(s, "the span", got, []string{"first delivery", "first delivery", "last delivery", "control service"})
		wants(s, "the count", must(s.Read(s.Context()).ImprovementSpanCount(span)), int64(4))
		span.Through = surveys.AddDays(span.Through, -1)
		wants(s, "the count of a span that ends with the day before", must(s.Read(s.Context()).ImprovementSpanCount(span)), int64(0))
		check(s.Read(s.Context()).ImprovementSpanEach(span, func(r surveys.Response) error { s.Errorf("%s is in it", r.ID); return nil }))
	}},
	{"a span longer than one read loses nothing at the seam", func(s subject) {
		list := make([]surveys.Response, 2300)
		for i := range list {
			list[i] = response(id("r", i), 1)
			list[i].Touchpoint, list[i].AnsweredAt = "delivery", hours(i/600) // many at one instant
		}
		s.answered(list...)
		span := improve.ImprovementSpan{Touchpoints: []string{"delivery"}, From: noon, Until: hours(100), Through: response("r", 1).Day}
		seen := map[string]bool{}
		check(s.Read(s.Context()).ImprovementSpanEach(span, func(r surveys.Response) error { seen[r.ID] = true; return nil }))
		wants(s, "the span", len(seen), len(list))
	}},
}
