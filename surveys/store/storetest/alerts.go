package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/store"
)

func watched(survey string, version int64) improve.Stream {
	return improve.Stream{
		Survey: survey, Version: version, Floor: "2026-01-01", Looked: "2026-11-20", Alerted: surveys.Drop, Settled: "2026-11-13",
		Baseline: &surveys.Baseline{Stretch: surveys.Stretch{From: "2026-01-01", To: "2026-03-31", Tally: metric.Tally{0: 3, 10: 1 << 40}}, Phi: 1.1, Delays: []metric.Tally{{0: 3}, {10: 1 << 40}}},
		Drop:     metric.Watch{0.1, 1e300, 1.0 / 3}, Rise: metric.Watch{5e-324, 0, 1}, Dropped: "2026-11-20", Rose: "2026-02-01",
	}
}

func raised(id, touchpoint, day string) surveys.Alert {
	return surveys.Alert{
		ID: id, Survey: "s", Touchpoint: touchpoint, Metric: metric.NPS, Direction: surveys.Rise, Day: day, Since: "2026-10-01",
		Evidence: 6.1, Threshold: 1.0 / 3, Baseline: *watched("s", 1).Baseline,
		After:      surveys.Stretch{From: "2026-10-01", To: day, Tally: metric.Tally{9: 4}},
		Shape:      surveys.Drift,
		RecordedAt: noon,
	}
}

func (s subject) alert(list ...surveys.Alert) {
	s.do(func(tx store.Tx) { check(tx.AlertsAppend(list)) })
}

var alerts = []promise{
	{"a stream comes back as it went in, to the last digit", func(s subject) {
		wants(s, "the streams", must(s.Read(s.Context()).Streams()), map[string]improve.Stream{})
		a, bare := watched(odd, 1), improve.Stream{Survey: "bare", Version: 1}
		s.do(func(tx store.Tx) {
			check(tx.StreamPut(a))
			check(tx.StreamPut(bare))
		})
		got := must(s.Read(s.Context()).Streams())
		if got[odd].Baseline == nil || got["bare"].Baseline != nil {
			s.Fatalf("the baselines are %v and %v", got[odd].Baseline, got["bare"].Baseline)
		}
		wants(s, "the baseline", *got[odd].Baseline, *a.Baseline)
		x := got[odd]
		x.Baseline, a.Baseline = nil, nil
		wants(s, "the stream", x, a)
		wants(s, "the bare stream", got["bare"], bare)
	}},
	{"an alert is replaced but for its days", func(s subject) {
		first := raised("a", "desk", "2026-11-01")
		s.alert(first)
		shaped := first
		shaped.Shape, shaped.Day, shaped.Since = surveys.Break, "2026-11-02", "2026-11-02"
		s.do(func(tx store.Tx) { check(tx.AlertsPut([]surveys.Alert{shaped})) })
		first.Shape = surveys.Break
		wants(s, "the alert", must(s.Read(s.Context()).Alerts(surveys.AlertFilter{Limit: 9})), []surveys.Alert{first})
	}},
	{"a stream is replaced by its next version and by no other", func(s subject) {
		for version := range int64(3) {
			s.do(func(tx store.Tx) { check(tx.StreamPut(watched("a", version+1))) })
		}
		for _, stale := range []int64{1, 3, 5} {
			late := watched("a", stale)
			late.Looked = "2027-01-01"
			err := s.Update(s.Context(), func(tx store.Tx) error {
				if err := tx.StreamPut(late); err != nil {
					return err
				}
				return tx.AlertsAppend([]surveys.Alert{raised("x", "delivery", "2026-11-20")})
			})
			wantsKind(s, fmt.Sprintf("writing version %d", stale), err, surveys.Conflict)
		}
		wants(s, "the day", must(s.Read(s.Context()).Streams())["a"].Looked, "2026-11-20")
		wants(s, "the alerts", must(s.Read(s.Context()).Alerts(surveys.AlertFilter{Limit: 9})), []surveys.Alert{})
	}},
	{"of versions that are written at the same time one is stored", func(s subject) {
		ctx := s.within()
		var won atomic.Int32
		for _, version := range []int64{1, 2} {
			won.Store(0)
			s.together(6, func(int) {
				err := s.Update(ctx, func(tx store.Tx) error { return tx.StreamPut(watched("a", version)) })
				if err == nil {
					won.Add(1)
				} else {
					wantsKind(s, "writing it", err, surveys.Conflict)
				}
			})
			wants(s, "the number of winners", won.Load(), 1)
		}
	}},
	{"the days since which scores are others come once each, in their order", func(s subject) {
		first, second, again, other, early := raised("1", "t", "2026-11-20"), raised("2", "t", "2026-11-21"), raised("3", "t", "2026-11-22"), raised("4", "t", "2026-11-23"), raised("5", "t", "2026-09-30")
		second.Survey, second.Since = "a", "2026-11-01"
		other.Survey, early.Since = "z", "2026-09-30"
		s.alert(second, first, again, other, early)
		r := s.Read(s.Context())
		wants(s, "the days", must(r.ScoreChanges([]string{"a", "s"}, "2026-10-01", "2026-11-01")), []surveys.ScoreChange{
			{Survey: "s", Since: "2026-10-01"}, {Survey: "a", Since: "2026-11-01"},
		})
		wants(s, "those before", must(r.ScoreChanges([]string{"a", "s"}, "", "2026-09-30")), []surveys.ScoreChange{{Survey: "s", Since: "2026-09-30"}})
		wants(s, "those of no survey", len(must(r.ScoreChanges(nil, "", "2026-12-31"))), 0)
	}},
	{"an alert comes back as it went in, and is never changed", func(s subject) {
		a := raised(odd, odd, "2026-11-20")
		again := a
		again.Since, again.RecordedAt = "2026-11-01", hours(1)
		s.alert(a)
		s.alert(again, raised("b", "delivery", "2026-11-21"))
		s.alert()
		wants(s, "the alerts", must(s.Read(s.Context()).Alerts(surveys.AlertFilter{Limit: 9})), []surveys.Alert{raised("b", "delivery", "2026-11-21"), a})
	}},
	{"what last year did comes back with the alert", func(s subject) {
		a := raised("a", "delivery", "2026-11-20")
		a.LastYear = &surveys.Season{
			Before: surveys.Stretch{From: "2025-01-02", To: "2025-04-01", Tally: metric.Tally{9: 31}},
			After:  surveys.Stretch{From: "2025-09-18", To: "2025-12-05", Tally: metric.Tally{1: 1 << 40}},
		}
		s.alert(a)
		got := must(s.Read(s.Context()).Alerts(surveys.AlertFilter{Limit: 9}))
		if len(got) != 1 || got[0].LastYear == nil {
			s.Fatalf("the alerts are %v", got)
		}
		wants(s, "last year", *got[0].LastYear, *a.LastYear)
	}},
	{"alerts are given page by page, newest first, of a touchpoint or of some days", func(s subject) {
		for n := range 6 {
			s.alert(raised(id("a", n), []string{"delivery", "returns"}[n%2], fmt.Sprintf("2026-11-%d", 10+n/2)))
		}
		get := func(f surveys.AlertFilter) (found []string) {
			for _, a := range must(s.Read(s.Context()).Alerts(f)) {
				found = append(found, a.ID)
			}
			return found
		}
		want := []string{"a-0005", "a-0004", "a-0003", "a-0002", "a-0001", "a-0000"}
		wants(s, "all", get(surveys.AlertFilter{Limit: 9}), want)
		wants(s, "the first page", get(surveys.AlertFilter{Limit: 3}), want[:3])
		after := surveys.DayCursor("2026-11-11", "a-0003")
		wants(s, "the second page", get(surveys.AlertFilter{After: after, Limit: 3}), want[3:])
		wants(s, "those of a touchpoint", get(surveys.AlertFilter{Touchpoint: "returns", Limit: 2}), []string{"a-0005", "a-0003"})
		wants(s, "those of some days", get(surveys.AlertFilter{From: "2026-11-11", To: "2026-11-11", Limit: 9}), []string{"a-0003", "a-0002"})
	}},
}

var replays = []promise{
	{"of every response the revision is counted that was the newest at a moment", func(s subject) {
		say := func(id, survey, touchpoint, day string, revision, rating int) {
			r := response(id, revision)
			r.Survey, r.Touchpoint, r.Day, r.Rating = survey, touchpoint, day, rating
			r.RecordedAt, r.AnsweredAt = hours(2*revision), hours(2*revision-1)
			s.answered(r)
		}
		say("a", "s", "delivery", "2026-11-20", 1, 3)
		say("a", "s", "delivery", "2026-11-20", 2, 9)
		say("b", "s", "delivery", "2026-11-19", 1, 3)
		say("c", "t", "delivery", "2026-11-20", 2, 3)
		say("d", "s", "chat", "2026-11-20", 1, 10)
		known := func(q insight.ReplayTallyQuery) []insight.ReplayTally {
			if q.To == "" {
				q.To = "2026-12-31"
			}
			return must(s.Read(s.Context()).ReplayTallies(q))
		}
		first := []insight.ReplayTally{{Touchpoint: "chat", Survey: "s", Tally: tally(10, 1)}, {Touchpoint: "delivery", Survey: "s", Tally: tally(3, 2)}}
		wants(s, "before the first", known(insight.ReplayTallyQuery{At: hours(2).Add(-time.Microsecond)}), []insight.ReplayTally{})
		wants(s, "at the first", known(insight.ReplayTallyQuery{At: hours(2)}), first)
		wants(s, "just before the second", known(insight.ReplayTallyQuery{At: hours(4).Add(-time.Microsecond)}), first)
		wants(s, "at the second", known(insight.ReplayTallyQuery{At: hours(4)}), []insight.ReplayTally{
			first[0], {Touchpoint: "delivery", Survey: "s", Tally: metric.Tally{3: 1, 9: 1}}, {Touchpoint: "delivery", Survey: "t", Tally: tally(3, 1)},
		})
		wants(s, "by the time it was given", known(insight.ReplayTallyQuery{At: hours(1), ByAnswered: true}), first)
		wants(s, "of one touchpoint", known(insight.ReplayTallyQuery{At: hours(2), Touchpoint: "chat"}), first[:1])
		wants(s, "day by day", known(insight.ReplayTallyQuery{At: hours(2), Touchpoint: "delivery", PerDay: true}), []insight.ReplayTally{
			{Touchpoint: "delivery", Survey: "s", Day: "2026-11-19", Tally: tally(3, 1)}, {Touchpoint: "delivery", Survey: "s", Day: "2026-11-20", Tally: tally(3, 1)},
		})
		wants(s, "of one day", known(insight.ReplayTallyQuery{At: hours(4), From: "2026-11-19", To: "2026-11-19"}), []insight.ReplayTally{{Touchpoint: "delivery", Survey: "s", Tally: tally(3, 1)}})
	}},
}
