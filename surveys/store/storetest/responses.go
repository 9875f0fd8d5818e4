package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

func response(id string, revision int) surveys.Response {
	return surveys.Response{
		ID: id, Revision: revision, Invitation: "invitation of " + id, EventID: "event of " + id, Survey: "s", Version: 2, Touchpoint: "delivery",
		ContactID: jo.ID, Person: jo.Person, Respondent: jo.Respondent, Rating: 9,
		Answers: map[string][]string{"why": {"fast"}, "which": {"a", "b"}},
		Locale:  "nl", Wave: surveys.WaveFirst, Source: surveys.SourceMail, Segments: map[string]string{"persona": "commuter"},
		Day: "2026-11-20", OccurredAt: hours(-1), AnsweredAt: hours(revision), RecordedAt: hours(revision),
	}
}

func (s subject) answered(list ...surveys.Response) {
	s.do(func(tx store.Tx) { check(tx.ResponsesAppend(list, widest)) })
}

func answersOf(list []surveys.Response) []string {
	found := make([]string, len(list))
	for i, r := range list {
		found[i] = r.ID
	}
	return found
}

var responses = []promise{
	{"a response comes back as it went in", func(s subject) {
		r, bare := response(odd, 1), surveys.Response{ID: "bare", Revision: 1, AnsweredAt: noon}
		r.Answers, r.Segments = map[string][]string{odd: {odd, ""}}, map[string]string{odd: odd}
		r.Imported = true
		s.answered(bare, r)
		s.do(func(tx store.Tx) {
			wants(s, "the responses", must(tx.ResponsesNewest([]string{odd, "x"})), map[string]surveys.Response{odd: r})
			got := must(tx.ResponsesNewest([]string{"bare"}))["bare"]
			if got.Answers == nil || got.Segments == nil || !got.OccurredAt.IsZero() {
				s.Errorf("the bare response is %#v", got)
			}
			wants(s, "no responses", must(tx.ResponsesNewest(nil)), map[string]surveys.Response{})
		})
	}},
	{"answers with several values are counted by their newest revision", func(s subject) {
		given := func(id string, revision, rating int, persona, locale string) surveys.Response {
			r := response(id, revision)
			r.Rating, r.Locale, r.Segments = rating, locale, map[string]string{"persona": persona, "other": "x"}
			if persona == "" {
				delete(r.Segments, "persona")
			}
			return r
		}
		elsewhere := given("elsewhere", 1, 9, odd, "nl")
		elsewhere.Survey = "t"
		s.answered(given("a", 1, 0, odd, "nl"), given("b", 1, 3, odd, "en"), given("c", 1, 3, odd, "nl"), given("d", 1, 3, "family", "nl"), given("e", 1, 3, "", "nl"), elsewhere)
		s.answered(given("a", 2, 10, odd, "nl"))
		ask := func(dimension string, picked map[string][]string) []surveys.Rollup {
			return must(s.Read(s.Context()).ResponseSums(surveys.RollupQuery{Surveys: []string{"s"}, From: "2026-11-20", To: "2026-11-20", Dimension: dimension}, picked))
		}
		sum := func(dimension, value string, ratings ...int) surveys.Rollup {
			out := surveys.Rollup{Survey: "s", Day: "2026-11-20", Dimension: dimension, Value: value}
			for _, r := range ratings {
				out.Tally[r]++
			}
			return out
		}
		persona := surveys.DimensionSegment + "persona"
		wants(s, "those with both values", ask("", map[string][]string{persona: {odd}, "locale": {"nl"}}), []surveys.Rollup{sum("", "", 3, 10)})
		wants(s, "those with one of two", ask("", map[string][]string{persona: {odd, "family"}, "locale": {"nl"}}), []surveys.Rollup{sum("", "", 3, 3, 10)})
		wants(s, "by value", ask(persona, map[string][]string{"locale": {"nl"}, "source": {"mail"}}), []surveys.Rollup{sum(persona, odd, 3, 10), sum(persona, "family", 3)})
		wants(s, "none", ask("", map[string][]string{persona: {"nobody"}, "locale": {"nl"}}), []surveys.Rollup{})
	}},
	{"the newest answers to follow-ups with one of the values of every dimension are given without their persons", func(s subject) {
		given := func(id string, revision, rating int, persona, locale, option string) surveys.Response {
			r := response(id, revision)
			r.Rating, r.Locale, r.Segments, r.Answers = rating, locale, map[string]string{"persona": persona}, map[string][]string{"speed": {option}}
			return r
		}
		silent, elsewhere, later := given("silent", 1, 2, "family", "nl", "slow"), given("elsewhere", 1, 2, "family", "nl", "slow"), given("later", 1, 2, "family", "nl", "slow")
		silent.Answers, elsewhere.Survey, later.Day = nil, "t", "2026-11-21"
		s.answered(given("a", 1, 2, "family", "nl", "slow"), given("b", 1, 3, "family", "en", "slow"), given("c", 1, 4, "commuter", "nl", "slow"), silent, elsewhere, later)
		s.answered(given("a", 2, 9, "family", "nl", "fast"))
		ask := func(picked map[string][]string) (got []surveys.Response) {
			check(s.Read(s.Context()).ResponseChosenEach("s", "2026-11-20", "2026-11-20", picked, func(r surveys.Response) error {
				got = append(got, r)
				return nil
			}))
			return slices.SortedFunc(slices.Values(got), func(a, b surveys.Response) int { return a.Rating - b.Rating })
		}
		is := func(rating int, option string) surveys.Response {
			return surveys.Response{Survey: "s", Version: response("a", 1).Version, Day: "2026-11-20", Rating: rating, Answers: map[string][]string{"speed": {option}}}
		}
		persona := surveys.DimensionSegment + "persona"
		wants(s, "those with both values", ask(map[string][]string{persona: {"family"}, "locale": {"nl"}}), []surveys.Response{is(9, "fast")})
		wants(s, "those with one of two", ask(map[string][]string{persona: {"family", "commuter"}, "locale": {"nl", "en"}}), []surveys.Response{is(3, "slow"), is(4, "slow"), is(9, "fast")})
	}},
	{"the newest revision is the answer", func(s subject) {
		s.answered(response("b", 2), response("a", 1), response("b", 1), response("b", 10))
		s.answered(response("b", 9))
		returned, arrived := invitation(1), invitation(2)
		returned.Status, arrived.Status = surveys.StatusBounced, surveys.StatusSent
		s.invited(returned, arrived)
		s.do(func(tx store.Tx) {
			wants(s, "by id", must(tx.ResponsesNewest([]string{"a", "b"})), map[string]surveys.Response{"a": response("a", 1), "b": response("b", 10)})
			newest, invitations, err := tx.ResponsesNewestAndInvitations([]string{"b", "x", returned.ID, arrived.ID})
			check(err)
			wants(s, "what is answered", newest, map[string]surveys.Response{"b": response("b", 10)})
			wants(s, "what invited", invitations, map[string]surveys.Status{returned.ID: surveys.StatusBounced, arrived.ID: surveys.StatusSent})
			wants(s, "by invitation", must(tx.ResponsesToInvitations([]string{"invitation of b", "x"})), map[string]surveys.Response{"invitation of b": response("b", 10)})
			wants(s, "by no invitation", must(tx.ResponsesToInvitations([]string{""})), map[string]surveys.Response{})
		})
		wants(s, "the answer", must(s.Read(s.Context()).ResponseToInvitation("invitation of b")), response("b", 10))
		wants(s, "the list", must(s.Read(s.Context()).ResponseList(surveys.ResponseFilter{Limit: 9})), []surveys.Response{response("b", 10), response("a", 1)})
		for _, invitation := range []string{"none", ""} {
			_, err := s.Read(s.Context()).ResponseToInvitation(invitation)
			wantsKind(s, "an answer that is not there", err, surveys.NotFound)
		}
	}},
	{"a revision is appended once, and nothing of its group otherwise", func(s subject) {
		s.answered(response("a", 1))
		changed := response("a", 1)
		changed.Rating = 1
		err := s.Update(s.Context(), func(tx store.Tx) error {
			return tx.ResponsesAppend([]surveys.Response{response("b", 1), changed}, widest)
		})
		wantsKind(s, "appending it again", err, surveys.Conflict)
		wants(s, "the responses", must(s.Read(s.Context()).ResponseList(surveys.ResponseFilter{Limit: 9})), []surveys.Response{response("a", 1)})
	}},
	{"a revision is replaced as it was read, and nothing of its group otherwise", func(s subject) {
		s.answered(response("a", 1), response("a", 2), response("b", 1))
		replace := func(old surveys.Response, rating int, at time.Time) error {
			next := response("a", 2)
			next.Rating, next.RecordedAt = rating, at
			return s.Update(s.Context(), func(tx store.Tx) error {
				if err := tx.ResponsesRemove([]surveys.Response{old}); err != nil {
					return err
				}
				return tx.ResponsesAppend([]surveys.Response{next}, widest)
			})
		}
		check(replace(response("a", 2), 3, hours(5)))
		wantsKind(s, "replacing what is no longer there", replace(response("a", 2), 4, hours(6)), surveys.Conflict)
		var got []string
		check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
			got = append(got, fmt.Sprint(r.ID, r.Revision, " ", r.Rating))
			return nil
		}))
		wants(s, "the responses", got, []string{"a1 9", "a2 3", "b1 9"})
	}},
	{"a rating that is not on the scale of its survey is refused", func(s subject) {
		for _, rating := range []int{0, 8} {
			off := response("a", 1)
			off.Rating = rating
			err := s.Update(s.Context(), func(tx store.Tx) error {
				return tx.ResponsesAppend([]surveys.Response{off}, func(string) (int, int) { return 1, 7 })
			})
			if err == nil {
				s.Errorf("a rating of %d is taken on a scale from 1 to 7", rating)
			}
		}
		wants(s, "the responses", must(s.Read(s.Context()).ResponseList(surveys.ResponseFilter{Limit: 9})), []surveys.Response{})
	}},
	{"of revisions that are appended at the same time one is first", func(s subject) {
		ctx := s.within()
		var mu sync.Mutex
		won := 0
		s.together(8, func(int) {
			err := s.Update(ctx, func(tx store.Tx) error { return tx.ResponsesAppend([]surveys.Response{response("a", 1)}, widest) })
			if err != nil {
				wantsKind(s, "appending it", err, surveys.Conflict)
				return
			}
			mu.Lock()
			won++
			mu.Unlock()
		})
		wants(s, "the number of winners", won, 1)
	}},
	{"responses are listed newest first, and may be picked", func(s subject) {
		a, b, c := response("a", 1), response("b", 1), response("c", 1)
		a.Answers = map[string][]string{}
		b.Touchpoint, b.Survey, b.AnsweredAt = "store", "t", hours(5)
		c.ContactID, c.Day = "other", "2026-11-22"
		s.answered(a, b, c)
		list := func(f surveys.ResponseFilter) []string {
			f.Limit = 10
			return answersOf(must(s.Read(s.Context()).ResponseList(f)))
		}
		wants(s, "all", list(surveys.ResponseFilter{}), []string{"b", "c", "a"})
		wants(s, "those of a touchpoint", list(surveys.ResponseFilter{Touchpoint: "store"}), []string{"b"})
		wants(s, "those of a survey", list(surveys.ResponseFilter{Survey: "s"}), []string{"c", "a"})
		wants(s, "those of a contact", list(surveys.ResponseFilter{Contact: jo.ID}), []string{"b", "a"})
		wants(s, "those since a day", list(surveys.ResponseFilter{From: "2026-11-22"}), []string{"c"})
		wants(s, "those until a day", list(surveys.ResponseFilter{To: "2026-11-20"}), []string{"b", "a"})
		wants(s, "those with a comment", list(surveys.ResponseFilter{WithComment: true}), []string{"b", "c"})
		wants(s, "those of all that", list(surveys.ResponseFilter{WithComment: true, Survey: "s", Touchpoint: "store"}), []string{})
	}},
	{"an answer that was changed is listed by its newest revision only", func(s subject) {
		moved := response("a", 2)
		moved.Answers, moved.Day = nil, "2026-12-01"
		s.answered(response("a", 1), moved)
		for _, f := range []surveys.ResponseFilter{{WithComment: true}, {To: "2026-11-30"}} {
			f.Limit = 10
			wants(s, "the list", answersOf(must(s.Read(s.Context()).ResponseList(f))), []string{})
		}
	}},
	{"pages of responses have no gaps and no repeats while others come in", func(s subject) {
		const n = 23
		for i := range n {
			r := response(id("r", i), 1)
			r.AnsweredAt = hours(i / 4) // several at one moment
			s.answered(r)
		}
		var seen []string
		f := surveys.ResponseFilter{Limit: 4, Touchpoint: "delivery"}
		for page := 0; ; page++ {
			list := must(s.Read(s.Context()).ResponseList(f))
			seen = append(seen, answersOf(list)...)
			if len(list) < f.Limit {
				break
			}
			last := list[len(list)-1]
			f.After = surveys.Cursor{At: last.AnsweredAt, ID: last.ID}
			late := response(id("r", 1000+page), 1)
			late.AnsweredAt = hours(500)
			s.answered(late)
		}
		slices.Reverse(seen)
		wants(s, "what the pages showed", seen, ids("r", n))
	}},
	{"every revision of every response is walked through in order", func(s subject) {
		const n = 1700
		var list []surveys.Response
		var want []surveys.Response
		for i, id := range ids("r", n) {
			for revision := 1; revision <= 1+i%2; revision++ {
				want = append(want, response(id, revision))
			}
		}
		list = slices.Clone(want)
		slices.Reverse(list)
		s.answered(list...)
		walk := func(each func(func(surveys.Response) error) error) {
			i := 0
			check(each(func(r surveys.Response) error {
				if i%500 == 0 || i == len(want)-1 {
					wants(s, "the response", r, want[i])
					must(s.Read(s.Context()).ResponseToInvitation(r.Invitation)) // the store is free meanwhile
				}
				i++
				return nil
			}))
			wants(s, "the number of revisions", i, len(want))
		}
		walk(func(fn func(surveys.Response) error) error { return s.Read(s.Context()).ResponseEach(fn) })
		s.do(func(tx store.Tx) { walk(tx.ResponseEach) })
	}},
	{"a walk through all responses ends with the first error", func(s subject) {
		s.answered(response("a", 1), response("b", 1))
		calls := 0
		gone := surveys.Errorf(surveys.Gone, "enough")
		err := s.Read(s.Context()).ResponseEach(func(surveys.Response) error {
			calls++
			return gone
		})
		wants(s, "the error", err, error(gone))
		wants(s, "the number of calls", calls, 1)
	}},
}

// widest is the scale of surveys that take every rating.
func widest(string) (lowest, highest int) { return 0, 10 }
