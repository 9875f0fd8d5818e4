package storetest

import (
	"fmt"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/journey"
	"halte/surveys/store"
)

func moments(a, b string, part int, n int64) surveys.Covariance {
	return surveys.Covariance{Relationship: "all", A: a, B: b, Part: part, N: n, SumA: 3 * n, SumB: -5 * n, SumAA: 9 * n, SumBB: 25 * n, SumAB: 15 * n}
}

func pairTally(survey string, rating int, with int, n int64) surveys.CovarianceTally {
	return surveys.CovarianceTally{Relationship: "all", Survey: survey, Rating: rating, Tally: tally(with, n)}
}

func pairedWith(keys string, n int64) surveys.CovarianceRespondents {
	return surveys.CovarianceRespondents{Relationship: "all", Surveys: keys, N: n}
}

var pairs = []promise{
	{"respondents are counted by what they are paired with, and a set that nobody is left in goes", func(s subject) {
		long := strings.Repeat("a-survey-with-a-long-key,", 400) + "z"
		add := func(sets ...surveys.CovarianceRespondents) {
			s.do(func(tx store.Tx) { check(tx.CovariancesAdd(surveys.Covariances{Respondents: sets})) })
		}
		add(pairedWith("a", 2), pairedWith("a,b", 1), pairedWith(long, 1))
		add(pairedWith("a", -2), pairedWith("a,b", 2))
		want := surveys.Covariances{Respondents: []surveys.CovarianceRespondents{pairedWith("a,b", 3), pairedWith(long, 1)}}
		wants(s, "the respondents", must(s.Read(s.Context()).Covariances("all")).Respondents, want.Respondents)
		s.do(func(tx store.Tx) {
			wants(s, "all respondents", must(tx.CovariancesAll()).Respondents, want.Respondents)
		})
		want.Respondents = want.Respondents[:1]
		s.do(func(tx store.Tx) { check(tx.CovariancesReplace(want)) })
		wants(s, "the respondents after a rebuild", must(s.Read(s.Context()).Covariances("all")).Respondents, want.Respondents)
	}},
	{"pairs are added to their rows, and a row that comes down to nothing goes", func(s subject) {
		add := func(p surveys.Covariances) { s.do(func(tx store.Tx) { check(tx.CovariancesAdd(p)) }) }
		add(surveys.Covariances{
			Moments: []surveys.Covariance{moments("b", "all", 3, 1<<40), moments("a", "all", 10, 2), moments("a", "all", 9, 1)},
			Tallies: []surveys.CovarianceTally{pairTally("a", 10, 7, 2), pairTally("a", 9, 7, 1)},
		})
		add(surveys.Covariances{})
		add(surveys.Covariances{
			Moments: []surveys.Covariance{moments("a", "all", 10, 1), moments("a", "all", 9, -1)},
			Tallies: []surveys.CovarianceTally{pairTally("a", 9, 7, -1), pairTally("a", 10, 0, 5)},
		})
		want := surveys.Covariances{
			Moments: []surveys.Covariance{moments("a", "all", 10, 3), moments("b", "all", 3, 1<<40)},
			Tallies: []surveys.CovarianceTally{pairTally("a", 10, 7, 2)},
		}
		want.Tallies[0].Tally[0] = 5
		wants(s, "the pairs", must(s.Read(s.Context()).Covariances("all")), want)
		wants(s, "the pairs of another relationship", must(s.Read(s.Context()).Covariances("x")), surveys.Covariances{})
		s.do(func(tx store.Tx) { wants(s, "all pairs", must(tx.CovariancesAll()), want) })
	}},
	{"a rebuild puts exactly its pairs in place of all others", func(s subject) {
		want := surveys.Covariances{Moments: []surveys.Covariance{moments("a", "all", 0, 2)}, Tallies: []surveys.CovarianceTally{pairTally("a", 1, 2, 3)}}
		s.do(func(tx store.Tx) {
			check(tx.CovariancesAdd(surveys.Covariances{Moments: []surveys.Covariance{moments("z", "all", 0, 2)}, Tallies: []surveys.CovarianceTally{pairTally("z", 1, 2, 3)}}))
		})
		s.do(func(tx store.Tx) { check(tx.CovariancesReplace(want)) })
		wants(s, "the pairs", must(s.Read(s.Context()).Covariances("all")), want)
	}},
	{"what respondents said is given by its newest revision, those of one together", func(s subject) {
		said := func(id string, revision int, respondent int64, rating int) surveys.Response {
			r := response(id, revision)
			r.Respondent, r.Rating = respondent, rating
			return r
		}
		nobody, without := said("c", 1, 0, 1), said("d", 1, 7, 2)
		without.OccurredAt = time.Time{}
		s.answered(said("e", 1, 1<<60, 3), said("b", 1, 7, 4), said("b", 2, 7, 5), nobody, without, said("a", 1, 9, 6))
		names := func(list []surveys.RatingPoint) (found []string) {
			for _, x := range list {
				found = append(found, fmt.Sprint(x.ID, x.Respondent, x.Survey, x.Touchpoint, x.Rating, x.At.Equal(hours(-1)), x.At.Equal(hours(1))))
			}
			return found
		}
		b, d := fmt.Sprint("b", 7, "s", "delivery", 5, true, false), fmt.Sprint("d", 7, "s", "delivery", 2, false, true)
		e := fmt.Sprint("e", 1<<60, "s", "delivery", 3, true, false)
		s.do(func(tx store.Tx) {
			wants(s, "what some said", names(must(tx.RatingPointsOf([]int64{1 << 60, 7, 8}))), []string{b, d, e})
			wants(s, "what none said", names(must(tx.RatingPointsOf(nil))), nil)
			var all []surveys.RatingPoint
			check(tx.RatingPointEach(func(x surveys.RatingPoint) error { all = append(all, x); return nil }))
			wants(s, "what all said", names(all), []string{b, d, fmt.Sprint("a", 9, "s", "delivery", 6, true, false), e})
		})
	}},
	{"respondents are counted who answered in a period, and those with a poor rating", func(s subject) {
		n := 0
		gave := func(respondent int64, survey, day string, ratings ...int) {
			n++
			for i, rating := range ratings {
				r := response(id("r", n), i+1)
				r.Respondent, r.Survey, r.Day, r.Rating, r.AnsweredAt = respondent, survey, day, rating, hours(n)
				s.answered(r)
			}
		}
		gave(1, "nps", "2026-11-20", 6)
		gave(1, "csat", "2026-11-20", 5)
		gave(2, "csat", "2026-11-20", 3)
		gave(3, "csat", "2026-11-21", 2, 4) // thought better of it
		gave(4, "nps", "2026-11-22", 0)     // another day
		gave(5, "ces", "2026-11-20", 1)     // not asked for
		gave(0, "nps", "2026-11-20", 0)     // nobody knows who
		q := journey.RespondentsQuery{
			Touchpoints: []string{"delivery", "x"}, Surveys: map[int][]string{6: {"nps"}, 2: {"csat"}},
			From: "2026-11-20", To: "2026-11-21", Since: hours(-24),
		}
		wants(s, "the counts", must(s.Read(s.Context()).JourneyRespondents(q)), journey.Respondents{Respondents: 3, Poor: 1})
		wants(s, "the counts of nothing", must(s.Read(s.Context()).JourneyRespondents(journey.RespondentsQuery{})), journey.Respondents{})
	}},
	{"what happened is given by person in the order of time, also of who was erased", func(s subject) {
		s.peopled("gone", "stays")
		happened := func(id, contact, name string, hour int) {
			e := event(id)
			e.ContactID, e.Name, e.OccurredAt = contact, name, hours(hour)
			s.do(func(tx store.Tx) { added(tx, []surveys.StoredEvent{e}) })
		}
		happened("1", "gone", "a", 2)
		happened("2", "stays", "b", 3)
		happened("3", "gone", "b", -2)
		happened("4", "gone", "a", 9) // later
		happened("5", "stays", "c", 1)
		steps := func() (found []string) {
			q := journey.EventQuery{Names: []string{"a", "b"}, From: hours(-2), To: hours(9)}
			who := map[string]int{}
			check(s.Read(s.Context()).JourneyEventEach(q, func(x journey.Event) error {
				if _, seen := who[x.Who]; !seen {
					who[x.Who] = len(who)
				}
				found = append(found, fmt.Sprint(x.Name, " ", int(x.At.Sub(noon).Hours())))
				return nil
			}))
			wants(s, "the number of people", len(who), 2)
			return found
		}
		wants(s, "the steps", steps(), []string{"b -2", "a 2", "b 3"})
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
		wants(s, "the steps after an erasure", steps(), []string{"b -2", "a 2", "b 3"})
	}},
}
