package storetest

import (
	"sync/atomic"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store"
)

var definitions = []promise{
	{"before the first definition the revision is 0", func(s subject) {
		wants(s, "the revision", must(s.Read(s.Context()).Revision()), surveys.Revision{Versions: map[string]int{}})
		s.do(func(tx store.Tx) {
			wants(s, "the number", must(tx.RevisionShare()), 0)
			wants(s, "the number", must(tx.RevisionLock()), 0)
			wants(s, "the surveys", must(tx.SurveyVersionsNewest()), []surveys.SurveyVersion{})
		})
	}},
	{"the newest definition is given as it was published", func(s subject) {
		s.publish(1, "a")
		s.publish(2, "a", "b")
		r := must(s.Read(s.Context()).Revision())
		wants(s, "the number", r.Number, 2)
		wants(s, "the versions", r.Versions, map[string]int{"a": 2, "b": 2})
		wants(s, "the time", r.AppliedAt, hours(2))
		wants(s, "the trigger", *r.Definition.Triggers[0].Sample, 0.25)
		wants(s, "the survey", r.Definition.Surveys[0], survey("a"))
		wants(s, "the target", r.Definition.Journeys[0].Stages[0].Touchpoints[0].Target, map[metric.Metric]float64{metric.NPS: 40})
		s.do(func(tx store.Tx) { wants(s, "the number", must(tx.RevisionShare()), 2) })
	}},
	{"every published version of a survey can be read for ever", func(s subject) {
		s.publish(1, "a", "b")
		s.publish(2, "a")
		wants(s, "the survey", must(s.Read(s.Context()).SurveyVersion("a", 1)), survey("a"))
		wants(s, "the survey", must(s.Read(s.Context()).SurveyVersion("b", 1)), survey("b"))
		_, err := s.Read(s.Context()).SurveyVersion("b", 2)
		wantsKind(s, "a version that is not there", err, surveys.NotFound)
		s.do(func(tx store.Tx) {
			wants(s, "the newest versions", must(tx.SurveyVersionsNewest()), []surveys.SurveyVersion{
				{Survey: survey("a"), Version: 2, PublishedAt: hours(2)},
				{Survey: survey("b"), Version: 1, PublishedAt: hours(1)},
			})
		})
	}},
	{"a revision and a version are published once", func(s subject) {
		s.publish(1, "a")
		wantsKind(s, "the same revision", s.Update(s.Context(), func(tx store.Tx) error {
			return tx.RevisionPublish(surveys.Revision{Number: 1}, nil)
		}), surveys.Conflict)
		wantsKind(s, "the same version", s.Update(s.Context(), func(tx store.Tx) error {
			return tx.RevisionPublish(surveys.Revision{Number: 2}, []surveys.SurveyVersion{{Survey: survey("a"), Version: 1}})
		}), surveys.Conflict)
		wants(s, "the number", must(s.Read(s.Context()).Revision()).Number, 1)
	}},
	{"while a transaction goes by a revision none is published", func(s subject) {
		s.publish(1, "a")
		ctx := s.within()
		var published atomic.Bool
		begun := make(chan struct{}, 8)
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer report(s.T)
			<-begun
			s.publish(2, "a")
			published.Store(true)
		}()
		check(s.Update(ctx, func(tx store.Tx) error {
			wants(s, "the number", must(tx.RevisionShare()), 1)
			begun <- struct{}{}
			for range 50 {
				wants(s, "the number", must(tx.RevisionShare()), 1)
			}
			if published.Load() {
				s.Error("a definition was published meanwhile")
			}
			return nil
		}))
		<-done
		wants(s, "the number", must(s.Read(ctx).Revision()).Number, 2)
	}},
	{"who asks for the revision while one is published gets the new one", func(s subject) {
		ctx := s.within()
		for n := range int64(20) {
			seen := make(chan int64, 1)
			check(s.Update(ctx, func(tx store.Tx) error {
				wants(s, "the number", must(tx.RevisionLock()), n)
				go func() {
					defer close(seen)
					defer report(s.T)
					var number int64
					s.do(func(tx store.Tx) { number = must(tx.RevisionShare()) })
					seen <- number
				}()
				must(tx.SurveyVersionsNewest()) // time for the other one to arrive
				return tx.RevisionPublish(surveys.Revision{Number: n + 1}, nil)
			}))
			wants(s, "the number", <-seen, n+1)
		}
	}},
	{"two who publish go one after the other", func(s subject) {
		ctx := s.within()
		s.together(8, func(int) {
			check(s.Update(ctx, func(tx store.Tx) error {
				n := must(tx.RevisionLock())
				return tx.RevisionPublish(surveys.Revision{Number: n + 1}, nil)
			}))
		})
		wants(s, "the number", must(s.Read(ctx).Revision()).Number, 8)
	}},
}

func survey(key string) surveys.Survey {
	return surveys.Survey{
		Key: key, Touchpoint: "delivery", Metric: metric.NPS,
		Question:  surveys.Text{"nl": "Hoe waarschijnlijk…?", "en": "How likely…?"},
		FollowUps: []surveys.FollowUp{{Key: "why", Type: surveys.Comment, ShowIf: "rating <= 6", Question: surveys.Text{"en": "Why?"}}},
	}
}

// publish publishes a revision in which these surveys are new.
func (s subject) publish(number int64, keys ...string) {
	sample := 0.25
	d := surveys.Definition{
		Organisation: surveys.Organisation{Name: "De Ketting", Timezone: "Europe/Amsterdam", Languages: []string{"nl"}, Quarantine: surveys.Span(14 * surveys.Day)},
		Journeys: []surveys.Journey{{Key: "order", Stages: []surveys.Stage{{Key: "action", Touchpoints: []surveys.Touchpoint{
			{Key: "delivery", Channel: "post", Target: map[metric.Metric]float64{metric.NPS: 40}},
		}}}}},
		Triggers: []surveys.Trigger{{Key: "after", Survey: keys[0], On: "order.delivered", Sample: &sample}},
	}
	r := surveys.Revision{Number: number, Versions: map[string]int{}, AppliedAt: hours(int(number))}
	var versions []surveys.SurveyVersion
	for _, key := range keys {
		d.Surveys = append(d.Surveys, survey(key))
		r.Versions[key] = int(number)
		versions = append(versions, surveys.SurveyVersion{Survey: survey(key), Version: int(number), PublishedAt: r.AppliedAt})
	}
	r.Definition = d
	s.do(func(tx store.Tx) { check(tx.RevisionPublish(r, versions)) })
}
