package storetest

import (
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store"
)

func tally(rating int, n int64) (t metric.Tally) {
	t[rating] = n
	return t
}

func total(survey, day string, rating int) surveys.Rollup {
	return surveys.Rollup{Survey: survey, Day: day, Tally: tally(rating, 1)}
}

func inDimension(dimension, value string, rating int) surveys.Rollup {
	return surveys.Rollup{Survey: "s", Day: "2026-11-20", Dimension: dimension, Value: value, Tally: tally(rating, 1)}
}

func (s subject) added(list ...surveys.Rollup) {
	s.do(func(tx store.Tx) { check(tx.RollupsAdd(list)) })
}

var rollups = []promise{
	{"the answers of each day come with the sum of what they count with", func(s subject) {
		s.added(total("a", "2026-11-20", 10), total("a", "2026-11-20", 8), total("a", "2026-11-21", 0), total("a", "2026-11-27", 10))
		s.added(total("b", "2026-11-20", 10), total("c", "2026-11-20", 10), inDimension("locale", "nl", 10), inDimension("wave", "0", 10))
		ask := func(q surveys.DayQuery) map[surveys.DayTotal]bool {
			q.Metric = metric.NPS
			found := map[surveys.DayTotal]bool{}
			check(s.Read(s.Context()).RollupDayEach(q, func(d surveys.DayTotal) { found[d] = true }))
			return found
		}
		wants(s, "the days", ask(surveys.DayQuery{Surveys: []string{"a", "b"}, From: "2026-11-20", To: "2026-11-26"}), map[surveys.DayTotal]bool{
			{Survey: "a", Day: "2026-11-20", N: 2, Sum: 100}: true, {Survey: "a", Day: "2026-11-21", N: 1, Sum: -100}: true,
			{Survey: "b", Day: "2026-11-20", N: 1, Sum: 100}: true,
		})
		wants(s, "the days of a dimension", ask(surveys.DayQuery{Surveys: []string{"s"}, Dimension: "locale", From: "2026-11-20", To: "2026-11-20"}), map[surveys.DayTotal]bool{
			{Survey: "s", Value: "nl", Day: "2026-11-20", N: 1, Sum: 100}: true,
		})
	}},
	{"the days of surveys come in their order, without their parts", func(s subject) {
		s.added(total("b", "2026-11-21", 10), total("a", "2026-11-22", 0), total("a", "2026-11-20", 10), total("a", "2026-11-20", 8), total("s", "2026-11-20", 1), inDimension("locale", "nl", 10))
		ask := func(from, to string, keys ...string) (found []surveys.Rollup) {
			check(s.Read(s.Context()).RollupTotalEach(keys, from, to, func(survey, day string, t metric.Tally) {
				found = append(found, surveys.Rollup{Survey: survey, Day: day, Tally: t})
			}))
			return found
		}
		first := total("a", "2026-11-20", 10)
		first.Tally[8]++
		wants(s, "those of two", ask("", "", "b", "a"), []surveys.Rollup{first, total("a", "2026-11-22", 0), total("b", "2026-11-21", 10)})
		wants(s, "those of all in some days", ask("2026-11-21", "2026-11-21"), []surveys.Rollup{total("b", "2026-11-21", 10)})
	}},
	{"a week of tallies begins on its Monday", func(s subject) {
		s.added(total("b", "2026-11-22", 10), total("b", "2026-11-30", 10), total("b", "1999-12-31", 10))
		wants(s, "the weeks", must(s.Read(s.Context()).RollupSums(surveys.RollupQuery{Surveys: []string{"b"}, PerWeek: true})), []surveys.Rollup{
			total("b", "1999-12-27", 10), total("b", "2026-11-16", 10), total("b", "2026-11-30", 10),
		})
	}},
	{"tallies are added to their rows", func(s subject) {
		big := surveys.Rollup{Survey: "s", Day: "2026-11-20", Tally: metric.Tally{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1 << 40}}
		s.added(big, total("s", "2026-11-21", 3))
		s.added(total("s", "2026-11-20", 0), total("s", "2026-11-20", 10), total("s", "2026-11-20", 10))
		s.added()
		want := big
		want.Tally[0]++
		want.Tally[10] += 2
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.RollupsAll()), []surveys.Rollup{want, total("s", "2026-11-21", 3)})
		})
	}},
	{"a change of answer moves from one tally to another, and leaves the row it emptied", func(s subject) {
		s.added(total("s", "2026-11-20", 3), inDimension("locale", "nl", 3))
		s.added(
			surveys.Rollup{Survey: "s", Day: "2026-11-20", Tally: metric.Tally{3: -1, 9: 1}},
			surveys.Rollup{Survey: "s", Day: "2026-11-20", Dimension: "locale", Value: "nl", Tally: tally(3, -1)},
			surveys.Rollup{Survey: "s", Day: "2026-11-20", Dimension: "locale", Value: "en"},
		)
		empty := inDimension("locale", "en", 0)
		empty.Tally = metric.Tally{}
		emptied := inDimension("locale", "nl", 0)
		emptied.Tally = metric.Tally{}
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.RollupsAll()), []surveys.Rollup{total("s", "2026-11-20", 9), empty, emptied})
		})
	}},
	{"all rows are given in the order of survey, day, dimension and value", func(s subject) {
		want := []surveys.Rollup{
			total("a", "2026-11-20", 1),
			{Survey: "a", Day: "2026-11-20", Dimension: "locale", Value: "B", Tally: tally(1, 1)},
			{Survey: "a", Day: "2026-11-20", Dimension: "locale", Value: "a", Tally: tally(1, 1)},
			{Survey: "a", Day: "2026-11-20", Dimension: "locale", Value: "é", Tally: tally(1, 1)},
			{Survey: "a", Day: "2026-11-20", Dimension: "wave", Value: "a", Tally: tally(1, 1)},
			total("a", "2026-11-21", 1),
			total("b", "2026-11-19", 1),
		}
		s.added(want[6], want[4], want[5], want[1], want[3], want[2], want[0])
		s.do(func(tx store.Tx) { wants(s, "the rows", must(tx.RollupsAll()), want) })
		wants(s, "the rows", must(s.Read(s.Context()).RollupSums(surveys.RollupQuery{PerDay: true, Dimension: "locale"})), want[1:4])
	}},
	{"rollups are summed over days, or given by day", func(s subject) {
		s.added(
			total("a", "2026-11-19", 1), total("a", "2026-11-20", 2), total("a", "2026-11-21", 3), total("a", "2026-11-22", 4), total("b", "2026-11-20", 5),
			surveys.Rollup{Survey: "a", Day: "2026-11-20", Dimension: "locale", Value: "nl", Tally: tally(2, 1)},
			surveys.Rollup{Survey: "a", Day: "2026-11-21", Dimension: "locale", Value: "nl", Tally: tally(3, 1)},
			surveys.Rollup{Survey: "a", Day: "2026-11-21", Dimension: "locale", Value: "en", Tally: tally(3, 1)},
		)
		get := func(q surveys.RollupQuery) []surveys.Rollup { return must(s.Read(s.Context()).RollupSums(q)) }
		sum := func(survey, dimension, value string, t metric.Tally) surveys.Rollup {
			return surveys.Rollup{Survey: survey, Dimension: dimension, Value: value, Tally: t}
		}
		wants(s, "everything", get(surveys.RollupQuery{}), []surveys.Rollup{sum("a", "", "", metric.Tally{1: 1, 2: 1, 3: 1, 4: 1}), sum("b", "", "", tally(5, 1))})
		wants(s, "a span of days", get(surveys.RollupQuery{Surveys: []string{"a", "x"}, From: "2026-11-20", To: "2026-11-21"}), []surveys.Rollup{sum("a", "", "", metric.Tally{2: 1, 3: 1})})
		wants(s, "since a day", get(surveys.RollupQuery{Surveys: []string{"a", "b"}, From: "2026-11-22"}), []surveys.Rollup{sum("a", "", "", tally(4, 1))})
		wants(s, "by day", get(surveys.RollupQuery{To: "2026-11-20", PerDay: true}), []surveys.Rollup{total("a", "2026-11-19", 1), total("a", "2026-11-20", 2), total("b", "2026-11-20", 5)})
		wants(s, "by month", get(surveys.RollupQuery{From: "2026-11-20", PerMonth: true}), []surveys.Rollup{
			{Survey: "a", Day: "2026-11-01", Tally: metric.Tally{2: 1, 3: 1, 4: 1}}, {Survey: "b", Day: "2026-11-01", Tally: tally(5, 1)},
		})
		wants(s, "a dimension by month", get(surveys.RollupQuery{Dimension: "locale", Value: "nl", PerMonth: true}), []surveys.Rollup{
			{Survey: "a", Day: "2026-11-01", Dimension: "locale", Value: "nl", Tally: metric.Tally{2: 1, 3: 1}},
		})
		wants(s, "a dimension", get(surveys.RollupQuery{Dimension: "locale"}), []surveys.Rollup{sum("a", "locale", "en", tally(3, 1)), sum("a", "locale", "nl", metric.Tally{2: 1, 3: 1})})
		wants(s, "one value", get(surveys.RollupQuery{Dimension: "locale", Value: "nl", From: "2026-11-21"}), []surveys.Rollup{sum("a", "locale", "nl", tally(3, 1))})
		wants(s, "nothing", get(surveys.RollupQuery{Surveys: []string{"x"}}), []surveys.Rollup{})
	}},
	{"a rebuild puts exactly its rows in place of all others", func(s subject) {
		s.added(total("a", "2026-11-19", 1), total("b", "2026-11-19", 1))
		want := []surveys.Rollup{total("a", "2026-11-19", 7), total("c", "2026-11-19", 2)}
		s.do(func(tx store.Tx) {
			check(tx.RollupsLock())
			check(tx.RollupsReplace([]surveys.Rollup{want[1], want[0]}))
		})
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.RollupsAll()), want)
			check(tx.RollupsReplace(nil))
			wants(s, "the rows", must(tx.RollupsAll()), []surveys.Rollup{})
		})
	}},
	{"the rows of one dimension are replaced, and no others", func(s subject) {
		s.added(total("s", "2026-11-20", 1), inDimension("locale", "nl", 1), inDimension("wave", "first", 1))
		want := []surveys.Rollup{inDimension("locale", "de", 3), inDimension("locale", "en", 2)}
		s.do(func(tx store.Tx) { check(tx.RollupsReplaceOf("locale", []surveys.Rollup{want[1], want[0]})) })
		s.do(func(tx store.Tx) {
			wants(s, "the rows", must(tx.RollupsAll()), []surveys.Rollup{total("s", "2026-11-20", 1), want[0], want[1], inDimension("wave", "first", 1)})
			check(tx.RollupsReplaceOf("locale", nil))
			wants(s, "the rows", must(tx.RollupsAll()), []surveys.Rollup{total("s", "2026-11-20", 1), inDimension("wave", "first", 1)})
		})
	}},
	{"the values of segments are counted, those with few answers apart", func(s subject) {
		wants(s, "of nothing", must(s.Read(s.Context()).SegmentSizes(3)), []store.SegmentSize(nil))
		other := inDimension("segment.country", "BE", 2)
		other.Survey = "other" // the answers of all surveys count
		s.added(total("s", "2026-11-20", 9), inDimension("segment.country", "NL", 2), inDimension("segment.country", "BE", 1), other, inDimension("locale", "nl", 1),
			inDimension("segment.plan", "a", 1), inDimension("segment.plan", "b", 1), inDimension("segment.country+segment.plan", "NL+a", 1))
		for few, want := range map[int][]store.SegmentSize{
			1: {{Segment: "country", Values: 2}, {Segment: "plan", Values: 2}},
			2: {{Segment: "country", Values: 2, Few: 1}, {Segment: "plan", Values: 2, Few: 2}},
		} {
			wants(s, "the sizes", must(s.Read(s.Context()).SegmentSizes(few)), want)
		}
	}},
	{"mails that went out and answers to them are summed by survey", func(s subject) {
		s.do(func(tx store.Tx) {
			check(tx.MailedAdd("a", "2026-11-20", 2))
			check(tx.MailedAdd("a", "2026-11-21", 1))
			check(tx.MailedAdd("a", "2026-11-22", 9)) // another day
			check(tx.MailedAdd("b", "2026-11-20", 1))
			check(tx.MailedAdd("c", "2026-11-20", 1))
		})
		s.do(func(tx store.Tx) { check(tx.MailedAdd("a", "2026-11-20", 3)) })
		answers := func(day, dimension, value string, t metric.Tally) surveys.Rollup {
			return surveys.Rollup{Survey: "a", Day: day, Dimension: dimension, Value: value, Tally: t}
		}
		s.added(
			answers("2026-11-20", "wave", "first", metric.Tally{0: 1, 9: 2}), answers("2026-11-20", "wave", "reminder", tally(10, 1)),
			answers("2026-11-22", "wave", "first", tally(1, 5)), // another day
			answers("2026-11-20", "", "", tally(9, 7)), answers("2026-11-20", "source", "link", tally(9, 3)),
		)
		wants(s, "the counts", must(s.Read(s.Context()).InvitationCounts([]string{"a", "b", "x"}, "2026-11-20", "2026-11-21")),
			map[string]surveys.InvitationCounts{"a": {Sent: 6, Answered: 4}, "b": {Sent: 1}})
		wants(s, "the counts of nothing", must(s.Read(s.Context()).InvitationCounts(nil, "", "")), map[string]surveys.InvitationCounts{})
	}},
}

var keys = []promise{
	{"a key comes back as it went in, and may be revoked", func(s subject) {
		a := surveys.Key{ID: "a", Name: odd, Hash: "hash a", Scopes: []surveys.Scope{surveys.ScopeRead, surveys.ScopeEvents}, CreatedAt: hours(1)}
		b := surveys.Key{ID: "b", Hash: "hash b", CreatedAt: noon}
		put := func(k surveys.Key) error {
			return s.Update(s.Context(), func(tx store.Tx) error { return tx.KeyPut(k) })
		}
		check(put(a))
		check(put(b))
		a.RevokedAt = hours(2)
		check(put(a))
		wants(s, "the keys", must(s.Read(s.Context()).Keys()), []surveys.Key{b, a})
		wants(s, "the key", must(s.Read(s.Context()).KeyByHash("hash a")), a)
		if must(s.Read(s.Context()).KeyByHash("hash b")).Scopes == nil {
			s.Error("the scopes are nil")
		}
		_, err := s.Read(s.Context()).KeyByHash("none")
		wantsKind(s, "a key that is not there", err, surveys.NotFound)
		wantsKind(s, "a hash that is taken", put(surveys.Key{ID: "c", Hash: "hash a"}), surveys.Conflict)
	}},
	{"sending stands still from when it was paused until it is resumed", func(s subject) {
		read := func() surveys.Sending {
			st := must(s.Read(s.Context()).Sending())
			st.Mark = surveys.Mark{}
			return st
		}
		wants(s, "a new database", read(), surveys.Sending{})
		for _, want := range []surveys.Sending{
			{},
			{Paused: noon},
			{Paused: hours(1), Older: surveys.Because(surveys.ReasonDatabaseOlder, "at", surveys.ReasonTime(noon)), Restored: hours(2), Vouched: hours(3)},
			{Restored: hours(2), Vouched: hours(3)},
			{},
		} {
			s.do(func(tx store.Tx) { check(tx.SendingPut(want)) })
			wants(s, "sending", read(), want)
		}
	}},
	{"the mark only grows, however the clock goes, and nothing else changes it", func(s subject) {
		wants(s, "the mark before the first", must(s.Read(s.Context()).Sending()).Mark.At, time.Time{})
		for _, step := range []struct{ at, want time.Time }{
			{noon, noon}, {noon, noon.Add(time.Microsecond)}, {hours(-1), noon.Add(2 * time.Microsecond)}, {hours(1), hours(1)},
		} {
			s.do(func(tx store.Tx) {
				wants(s, "the mark", must(tx.MarkRaise(step.at)), step.want)
				check(tx.SendingPut(surveys.Sending{Paused: noon}))
			})
			wants(s, "the mark as it stands", must(s.Read(s.Context()).Sending()).Mark.At, step.want)
		}
	}},
	{"the audit log tells who did what, newest first, and may be picked", func(s subject) {
		entry := func(id string, at time.Time, did surveys.Action, object string) surveys.AuditEntry {
			return surveys.AuditEntry{ID: id, At: at, Actor: surveys.Actor{Kind: surveys.ActorKey, ID: "k", Name: odd}, Action: did, Object: object, Before: odd, After: "later"}
		}
		a, b, c := entry("a", noon, surveys.ActionKeyCreated, "k"), entry("b", noon, surveys.ActionSendingPaused, ""), entry("c", hours(1), surveys.ActionKeyRevoked, "k")
		s.do(func(tx store.Tx) {
			for _, e := range []surveys.AuditEntry{c, a, b} {
				check(tx.AuditAppend(e))
			}
		})
		list := func(f surveys.AuditFilter) []surveys.AuditEntry {
			if f.Limit == 0 {
				f.Limit = 9
			}
			return must(s.Read(s.Context()).AuditList(f))
		}
		wants(s, "all", list(surveys.AuditFilter{}), []surveys.AuditEntry{c, b, a})
		wants(s, "the first page", list(surveys.AuditFilter{Limit: 2}), []surveys.AuditEntry{c, b})
		wants(s, "the next page", list(surveys.AuditFilter{After: b.Cursor()}), []surveys.AuditEntry{a})
		wants(s, "of one object", list(surveys.AuditFilter{Object: "k"}), []surveys.AuditEntry{c, a})
		wants(s, "of one action", list(surveys.AuditFilter{Action: surveys.ActionSendingPaused}), []surveys.AuditEntry{b})
		wants(s, "of a time", list(surveys.AuditFilter{From: noon, To: hours(1)}), []surveys.AuditEntry{b, a})
		err := s.Update(s.Context(), func(tx store.Tx) error {
			check(tx.AuditAppend(entry("d", noon, surveys.ActionKeyCreated, "")))
			return surveys.Errorf(surveys.Conflict, "no")
		})
		wantsKind(s, "what did not happen", err, surveys.Conflict)
		wants(s, "the log afterwards", len(list(surveys.AuditFilter{})), 3)
	}},
}
