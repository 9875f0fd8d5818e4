package storetest

import (
	"cmp"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/store"
)

func (s subject) reach(survey, from, to string) []insight.Reach {
	list := must(s.Read(s.Context()).InvitationsReached(insight.ReachQuery{Survey: survey, From: from, To: to}))
	slices.SortFunc(list, func(a, b insight.Reach) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Segments["persona"], b.Segments["persona"]))
	})
	return list
}

var commuters, families = map[string]string{"persona": "commuter"}, map[string]string{"persona": "family"}

var reach = []promise{
	{"who was invited and who answered is counted by day and segments", func(s subject) {
		mail := func(i int, status surveys.Status, wave int, segments map[string]string) surveys.Invitation {
			return surveys.Invitation{ID: id("i", i), Survey: "s", Day: "2026-11-20", Status: status, Wave: wave, Segments: segments, CreatedAt: noon, ContactID: jo.ID}
		}
		list := []surveys.Invitation{
			mail(0, surveys.StatusSent, 0, commuters), mail(1, surveys.StatusSent, 1, commuters), mail(2, surveys.StatusSending, 1, commuters),
			mail(3, surveys.StatusUnknown, 0, commuters), mail(4, surveys.StatusFailed, 0, commuters),
			mail(5, surveys.StatusSent, 0, families), mail(6, surveys.StatusSent, 0, nil),
			mail(7, surveys.StatusScheduled, 0, families), mail(8, surveys.StatusSending, 0, families), mail(9, surveys.StatusCancelled, 0, families),
			mail(13, surveys.StatusBounced, 0, commuters), mail(14, surveys.StatusBounced, 1, commuters),
			mail(10, surveys.StatusSent, 0, families), mail(11, surveys.StatusSent, 0, families), mail(12, surveys.StatusSent, 0, families),
		}
		list[12].Day, list[13].Day, list[14].Survey = "2026-11-21", "2026-11-19", "t"
		s.do(func(tx store.Tx) { check(tx.InvitationsAppend(list)) })
		answer := func(i, revision, rating int, wave string, segments map[string]string) surveys.Response {
			r := response(id("i", i), revision)
			r.Rating, r.Wave, r.Segments = rating, wave, segments
			return r
		}
		elsewhere := answer(20, 1, 5, "", commuters)
		elsewhere.Invitation = ""
		s.answered(answer(0, 1, 3, surveys.WaveFirst, commuters), answer(0, 2, 9, surveys.WaveFirst, commuters),
			answer(1, 1, 2, surveys.WaveReminder, commuters), answer(5, 1, 10, surveys.WaveFirst, families), elsewhere)
		want := []insight.Reach{
			{Day: "2026-11-20", Segments: map[string]string{}, Delivered: 1},
			{
				Day: "2026-11-20", Segments: commuters, Delivered: 4, Unknown: 1, Failed: 2, Reminded: 3,
				First: metric.Tally{9: 1}, Reminder: metric.Tally{2: 1},
			},
			{Day: "2026-11-20", Segments: families, Delivered: 1, First: metric.Tally{10: 1}},
		}
		wants(s, "the counts", s.reach("s", "2026-11-20", "2026-11-20"), want)
		s.do(func(tx store.Tx) { must(tx.ContactErase(jo.ID, secret, noon)) })
		wants(s, "the counts after an erasure", s.reach("s", "2026-11-20", "2026-11-20"), want)
		wants(s, "the counts of another survey", len(s.reach("none", "2026-11-20", "2026-11-20")), 0)
	}},
	{"segments that are too long for an index are counted as far as they are whole", func(s subject) {
		long := map[string]string{"a": "1", "b": strings.Repeat("é", 300), "c": strings.Repeat("x", 200), "d": "4"}
		s.do(func(tx store.Tx) {
			check(tx.InvitationsAppend([]surveys.Invitation{{ID: "i", Survey: "s", Day: "2026-11-20", Status: surveys.StatusSent, Segments: long, CreatedAt: noon}}))
		})
		r := response("i", 1)
		r.Segments = long
		s.answered(r)
		list := s.reach("s", "2026-11-20", "2026-11-20")
		wants(s, "the cells", len(list), 1)
		wants(s, "the segments", list[0].Segments, map[string]string{"a": "1", "b": long["b"]})
		wants(s, "the answers", list[0].Answers().N(), int64(1))
	}},
	{"what was written comes newest day first, in pages", func(s subject) {
		var want []string
		for i := range 12 {
			r := response(id("r", i), 1)
			r.Day = []string{"2026-11-18", "2026-11-19", "2026-11-20"}[i/4]
			want = append(want, r.ID)
			s.answered(r)
		}
		slices.Reverse(want)
		silent, other, changed, emptied := response("silent", 1), response("other", 1), response("r-0003", 2), response("x", 2)
		silent.Answers, other.Survey = nil, "t"
		changed.Day, emptied.Answers = "2026-11-18", nil
		s.answered(silent, other, changed, response("x", 1), emptied)
		var got []string
		for after := (surveys.Cursor{}); ; {
			list := must(s.Read(s.Context()).CommentList("s", "2026-11-18", "2026-11-20", after, 5))
			got = append(got, answersOf(list)...)
			if len(list) < 5 {
				break
			}
			after = surveys.DayCursor(list[4].Day, list[4].ID)
		}
		wants(s, "what was written", got, want)
		wants(s, "that of a day", len(must(s.Read(s.Context()).CommentList("s", "2026-11-19", "2026-11-19", surveys.Cursor{}, 50))), 4)
		s.do(func(tx store.Tx) { must(tx.ContactErase(jo.ID, secret, noon)) })
		wants(s, "what is left after an erasure", len(must(s.Read(s.Context()).CommentList("s", "2026-11-18", "2026-11-20", surveys.Cursor{}, 50))), 0)
	}},
}
