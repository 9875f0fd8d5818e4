package definition

import (
	"fmt"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

var (
	metrics       = strings.Split(metric.List(), ", ")
	followUpTypes = followUpTypesWith(0)
)

// followUpTypesWith gives the types of follow-ups that need so many options or
// more.
func followUpTypesWith(least int) []string {
	var names []string
	for _, t := range surveys.FollowUpTypes() {
		if t.LeastOptions() >= least {
			names = append(names, string(t))
		}
	}
	return names
}

func (c *checking) surveys() {
	c.surveyKeys = places{}
	for i, s := range c.Surveys {
		at := item("surveys", i)
		c.key(at, s.Key, c.surveyKeys)
		c.refers(child(at, "touchpoint"), "touchpoint", s.Touchpoint, c.touchpoints)
		c.oneOf(child(at, "metric"), "metric", string(s.Metric), metrics)
		if lo, hi := s.Metric.Scale(); s.Metric.Known() && s.Scale != "" && s.Scale != fmt.Sprintf("%d-%d", lo, hi) {
			c.refuse(child(at, "scale"), "%s does not fit %s, whose scale is %d-%d", surveys.Truncate(s.Scale, 40), s.Metric, lo, hi)
		}
		c.text(child(at, "question"), s.Question, maxQuestion)
		if !c.atMost(child(at, "follow_ups"), len(s.FollowUps), maxFollowUps) {
			continue
		}
		seen := places{"rating": "the rating itself"} // its name in the answer form
		for i, f := range s.FollowUps {
			at := item(child(at, "follow_ups"), i)
			c.key(at, f.Key, seen)
			c.followUp(at, f, s.Metric)
		}
	}
}

func (c *checking) followUp(at string, f surveys.FollowUp, m metric.Metric) {
	c.oneOf(child(at, "type"), "type", string(f.Type), followUpTypes)
	c.text(child(at, "question"), f.Question, maxQuestion)
	c.expression(child(at, "show_if"), f.ShowIf, func(source string) error {
		shown, err := compileShowIf(source)
		if err != nil || !m.Known() {
			return err
		}
		lo, hi := m.Scale()
		for rating := lo; rating <= hi; rating++ {
			if shown.Shown(rating) {
				return nil
			}
		}
		return fmt.Errorf("is never true: the ratings of %s go from %d to %d", m, lo, hi)
	})

	options, least := child(at, "options"), f.Type.LeastOptions()
	switch {
	case least == 0 && len(f.Options) > 0:
		c.refuse(options, "belong to follow-ups of type %s only", strings.Join(followUpTypesWith(1), " or "))
	case len(f.Options) < least:
		c.refuse(options, "a choice needs at least %d", least)
	case least > 0 && c.atMost(options, len(f.Options), maxOptions):
		seen := places{}
		for i, o := range f.Options {
			c.key(item(options, i), o.Key, seen)
			c.text(child(item(options, i), "text"), o.Text, maxLabel)
		}
	}
}

func (c *checking) triggers() {
	seen := places{}
	for i, t := range c.Triggers {
		at := item("triggers", i)
		c.key(at, t.Key, seen)
		c.refers(child(at, "survey"), "survey", t.Survey, c.surveyKeys)
		c.events(at, t)
		c.expression(child(at, "when"), t.When, func(source string) error { _, err := compileCondition(source); return err })
		c.expression(child(at, "correlate"), t.Correlate, func(source string) error { _, err := compileValue(source); return err })
		if t.Window != nil {
			for _, p := range windowProblems(*t.Window) {
				c.refuse(child(at, "window")+"."+p.Field, "%s", p.Reason)
			}
		}
		if t.Sample != nil && !(*t.Sample >= 0 && *t.Sample <= 1) {
			c.refuse(child(at, "sample"), "%v is not a share from 0 to 1", *t.Sample)
		}
		c.span(child(at, "quarantine"), t.Quarantine)
		c.timing(at, t)
	}
	c.efforts()
}

// efforts refuses triggers that together could take long for one event: those that it
// starts and those that it cancels are all asked, and the segments with them.
func (c *checking) efforts() {
	base := effort{}
	for _, source := range c.Segments {
		base.add(source)
	}
	sums := map[string]*effort{}
	for i, t := range c.Triggers {
		for _, name := range append([]string{t.On}, t.CancelOn...) {
			sum, there := sums[name]
			if !there {
				sum = &effort{reads: base.reads, steps: base.steps}
				sums[name] = sum
			}
			if name == t.On {
				sum.add(t.When)
			}
			sum.add(t.Correlate)
			if sum.reads > maxEventReads || sum.steps > maxEventSteps {
				c.refuse(item("triggers", i), "the conditions of the triggers on %s, their correlate and the segments cost too much together: "+
					"%d of +, ==, !=, in, contains and matches between values, %d at most; patterns of %d steps, %d at most. Shorten patterns, or let the sender say in a property what they look for",
					name, sum.reads, maxEventReads, sum.steps, maxEventSteps)
				return
			}
		}
	}
}

const badEvent = "is not a name of an event such as order.delivered: letters, digits and . _ : -, at most 100"

func (c *checking) events(at string, t surveys.Trigger) {
	if t.On == "" {
		c.refuse(child(at, "on"), "is missing; it names the event")
	} else if !eventForm.MatchString(t.On) {
		c.refuse(child(at, "on"), "`%s` %s", surveys.Truncate(t.On, 110), badEvent)
	}
	list := child(at, "cancel_on")
	if !c.atMost(list, len(t.CancelOn), maxCancelOn) {
		return
	}
	for i, name := range t.CancelOn {
		switch {
		case !eventForm.MatchString(name):
			c.refuse(item(list, i), "`%s` %s", surveys.Truncate(name, 110), badEvent)
		case name == t.On:
			c.refuse(item(list, i), "%s starts this trigger and cannot cancel it", name)
		case slices.Contains(t.CancelOn[:i], name):
			c.refuse(item(list, i), "%s stands there twice", name)
		}
	}
}

// timing checks that every mail of a trigger can go out before it expires.
func (c *checking) timing(at string, t surveys.Trigger) {
	c.span(child(at, "delay"), t.Delay)
	c.span(child(at, "expires"), t.Expires)
	expires, field, note := t.Expires, "expires", ""
	if expires == 0 {
		expires, field, note = DefaultExpiry, "delay", ", the expiry when none is given"
	}
	if t.Delay >= expires {
		c.refuse(child(at, field), "after the delay of %s nothing is sent any more: all ends %s after the event%s", t.Delay, expires, note)
		return
	}
	if !c.atMost(child(at, "reminders"), len(t.Reminders), maxReminders) {
		return
	}
	sent := t.Delay
	for i, r := range t.Reminders {
		field := child(item(child(at, "reminders"), i), "after")
		c.span(field, r.After)
		if sent += r.After; r.After <= 0 {
			c.refuse(field, "must be longer than nothing")
		} else if sent >= expires {
			c.refuse(field, "would go out %s after the event, but all ends %s after it%s", sent, expires, note)
		}
	}
}

// checkPublished refuses what may not change once a survey is published: its
// metric and its touchpoint, so that its scores go on meaning the same. The
// newest published versions are given by key.
func checkPublished(d surveys.Definition, published map[string]surveys.Survey) []surveys.Problem {
	c := &checking{}
	for i, s := range d.Surveys {
		before, ok := published[s.Key]
		if !ok {
			continue
		}
		const reason = "is published with %s `%s`, which cannot change; make a new survey with another key"
		if s.Metric != before.Metric {
			c.refuse(child(item("surveys", i), "metric"), reason, "metric", before.Metric)
		}
		if s.Touchpoint != before.Touchpoint {
			c.refuse(child(item("surveys", i), "touchpoint"), reason, "touchpoint", before.Touchpoint)
		}
	}
	return c.problems
}
