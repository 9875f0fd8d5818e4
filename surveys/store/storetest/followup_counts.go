package storetest

import (
	"halte/surveys"
	"halte/surveys/store"
)

// chosen counts respondents of one side each.
func chosen(day, dimension, value, question, option string, low, middle, high int64) surveys.FollowUpCount {
	return surveys.FollowUpCount{
		Survey: "s", Day: day, Dimension: dimension, Value: value, Question: question, Option: option,
		Dissatisfied: low, Neutral: middle, Satisfied: high,
	}
}

func (s subject) counts(list ...surveys.FollowUpCount) {
	s.do(func(tx store.Tx) { check(tx.FollowUpCountsAdd(list)) })
}

var followUps = []promise{
	{"answers to follow-ups are added to their rows, and a row that counts nobody is not told", func(s subject) {
		s.counts(chosen("2026-11-20", "", "", "speed", "slow", 1<<40, 0, 2), chosen("2026-11-20", "", "", "speed", "fast", 0, 1, 0))
		s.counts()
		s.counts(chosen("2026-11-20", "", "", "speed", "slow", 1, 3, 0), chosen("2026-11-20", "", "", "speed", "fast", 0, -1, 0))
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.FollowUpCountsAll()), []surveys.FollowUpCount{chosen("2026-11-20", "", "", "speed", "slow", 1<<40+1, 3, 2)})
		})
	}},
	{"answers to follow-ups are summed over days, by the values of a dimension and by week", func(s subject) {
		other := chosen("2026-11-20", "", "", "speed", "slow", 9, 9, 9)
		other.Survey = "z"
		s.counts(
			other, chosen("2026-11-19", "", "", "speed", "slow", 9, 9, 9), chosen("2026-12-01", "", "", "speed", "slow", 9, 9, 9),
			chosen("2026-11-20", "", "", "speed", "", 1, 2, 3), chosen("2026-11-20", "", "", "speed", "slow", 1, 0, 3), // a Friday
			chosen("2026-11-22", "", "", "speed", "slow", 1, 0, 0), chosen("2026-11-23", "", "", "speed", "slow", 0, 1, 0), // Sunday, Monday
			chosen("2026-11-30", "", "", "parts", "box", 0, 1, 0),
			chosen("2026-11-20", "locale", "nl", "speed", "slow", 1, 0, 0), chosen("2026-11-21", "locale", "nl", "speed", "slow", 1, 0, 1),
			chosen("2026-11-21", "locale", "en", "speed", "slow", 0, 0, 1),
		)
		ask := func(dimension string, weeks bool) []surveys.FollowUpCount {
			q := surveys.FollowUpQuery{Survey: "s", Dimension: dimension, From: "2026-11-20", To: "2026-11-30", PerWeek: weeks}
			return must(s.Read(s.Context()).FollowUpSums(q))
		}
		wants(s, "the sums", ask("", false), []surveys.FollowUpCount{
			chosen("", "", "", "parts", "box", 0, 1, 0), chosen("", "", "", "speed", "", 1, 2, 3), chosen("", "", "", "speed", "slow", 2, 1, 3),
		})
		wants(s, "the sums by value", ask("locale", false), []surveys.FollowUpCount{
			chosen("", "locale", "en", "speed", "slow", 0, 0, 1), chosen("", "locale", "nl", "speed", "slow", 2, 0, 1),
		})
		wants(s, "the sums by week", ask("", true), []surveys.FollowUpCount{
			chosen("2026-11-16", "", "", "speed", "", 1, 2, 3), chosen("2026-11-16", "", "", "speed", "slow", 2, 0, 3),
			chosen("2026-11-23", "", "", "speed", "slow", 0, 1, 0), chosen("2026-11-30", "", "", "parts", "box", 0, 1, 0),
		})
	}},
	{"a rebuild puts exactly its answers to follow-ups in place of all others, and leaves those of erased contacts", func(s subject) {
		want, erased := chosen("2026-11-20", "", "", "speed", "slow", 1, 0, 0), chosen("2026-11-20", "", "", "speed", "fast", 0, 0, 1)
		s.do(func(tx store.Tx) {
			check(tx.FollowUpCountsAdd([]surveys.FollowUpCount{chosen("2026-11-21", "", "", "speed", "slow", 1, 0, 0)}))
			check(tx.FollowUpCountsErase([]surveys.FollowUpCount{erased}))
			check(tx.FollowUpCountsErase([]surveys.FollowUpCount{erased}))
			check(tx.FollowUpCountsReplace([]surveys.FollowUpCount{want}))
		})
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.FollowUpCountsAll()), []surveys.FollowUpCount{want})
			wants(s, "the erased", must(tx.FollowUpCountsErased()), []surveys.FollowUpCount{chosen("2026-11-20", "", "", "speed", "fast", 0, 0, 2)})
		})
	}},
	{"the answers of a contact are those of their newest revision, and of nobody else", func(s subject) {
		first, second, other, nobody := response("a", 1), response("a", 2), response("b", 1), response("c", 1)
		first.ContactID, second.ContactID, other.ContactID, nobody.ContactID = "jo", "jo", "al", ""
		second.Rating = 3
		s.do(func(tx store.Tx) {
			check(tx.ResponsesAppend([]surveys.Response{first, second, other, nobody}, widest))
			wants(s, "the answers", must(tx.ResponsesOfContact("jo")), []surveys.Response{second})
			wants(s, "the answers of nobody", must(tx.ResponsesOfContact("")), []surveys.Response{})
		})
	}},
	{"an erasure moves no count of what was chosen", func(s subject) {
		s.peopled("gone", "stays")
		want := chosen("2026-11-20", "", "", "speed", "slow", 1, 0, 1)
		s.counts(want)
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
		s.do(func(tx store.Tx) { wants(s, "the rows", must(tx.FollowUpCountsAll()), []surveys.FollowUpCount{want}) })
	}},
}
