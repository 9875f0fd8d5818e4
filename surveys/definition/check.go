package definition

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"halte/surveys"
)

// Bounds of a definition: generous for a company, small for a computer.
const (
	maxJourneys    = 50
	maxStages      = 20 // of one journey
	maxTouchpoints = 500
	maxSurveys     = 1000
	maxFollowUps   = 4
	maxOptions     = 12
	maxTriggers    = 1000
	maxReminders   = 2
	maxCancelOn    = 20
	maxSegments    = 20
	maxCrossed     = 10
	maxLanguages   = 40
	maxLabel       = 200 // characters of a name
	maxQuestion    = 500
	maxNote        = 2000

	shortestRetention = surveys.Span(30 * surveys.Day)
)

var (
	eventForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)
	colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	channels   = []string{"email", "web", "app", "phone", "chat", "store", "post"}
)

// Check gives everything that is wrong with a definition, by field. One that
// has no problems can be published as it is.
func Check(d surveys.Definition) []surveys.Problem {
	c := &checking{Definition: d, languages: canonical(d.Organisation.Languages)}
	if c.tooMuch(); len(c.problems) > 0 {
		return c.problems
	}
	c.organisation()
	c.segments()
	c.crossed()
	c.journeys()
	c.surveys()
	c.triggers()
	return c.problems
}

// checking walks a definition and notes what is wrong with it.
type checking struct {
	surveys.Definition
	languages    []string
	touchpoints  places
	relationship string // where the touchpoint stands that is it
	surveyKeys   places
	problems     []surveys.Problem
}

func (c *checking) refuse(field, format string, args ...any) {
	c.problems = append(c.problems, surveys.Problem{Field: field, Reason: fmt.Sprintf(format, args...)})
}

func (c *checking) tooMuch() {
	touchpoints := 0
	for i, j := range c.Journeys {
		c.atMost(child(item("journeys", i), "stages"), len(j.Stages), maxStages)
		for _, s := range j.Stages {
			touchpoints += len(s.Touchpoints)
		}
	}
	c.atMost("segments", len(c.Segments), maxSegments)
	c.atMost("crossed", len(c.Crossed), maxCrossed)
	c.atMost("journeys", len(c.Journeys), maxJourneys)
	if touchpoints > maxTouchpoints {
		c.refuse("journeys", "hold %d touchpoints; %d is the most", touchpoints, maxTouchpoints)
	}
	c.atMost("surveys", len(c.Surveys), maxSurveys)
	c.atMost("triggers", len(c.Triggers), maxTriggers)
	c.atMost("organisation.languages", len(c.languages), maxLanguages)
}

func (c *checking) atMost(field string, have, most int) bool {
	if have > most {
		c.refuse(field, "has %d entries; %d is the most", have, most)
	}
	return have <= most
}

func (c *checking) organisation() {
	o := c.Organisation
	c.line("organisation.name", o.Name, maxLabel)
	if o.Timezone == "" {
		c.refuse("organisation.timezone", "is missing")
	} else if _, err := surveys.Zone(o.Timezone); err != nil {
		c.refuse("organisation.timezone", "%q %s", o.Timezone, err)
	}
	if len(o.Languages) == 0 {
		c.refuse("organisation.languages", "needs at least one language; the first is the default")
	}
	seen := places{}
	for i, l := range o.Languages {
		c.language(item("organisation.languages", i), l, seen)
	}
	c.span("organisation.quarantine", o.Quarantine)
	if s := o.Sender; s != nil {
		c.line("organisation.sender.name", s.Name, maxLabel)
		c.address("organisation.sender.address", s.Address)
		if s.ReplyTo != "" {
			c.address("organisation.sender.reply_to", s.ReplyTo)
		}
	}
	c.note("organisation.postal_address", o.PostalAddress, maxQuestion)
	c.web("organisation.privacy_url", o.PrivacyURL)
	c.web("organisation.brand.logo", o.Brand.Logo)
	if b := o.Brand.Colour; b != "" && !colourForm.MatchString(b) {
		c.refuse("organisation.brand.colour", "%q is not a colour such as \"#0b5d3b\"", b)
	}
	if r := o.Retention; r != nil {
		for _, kept := range []struct {
			kind string
			span surveys.Span
		}{{"texts", r.Texts}, {"contacts", r.Contacts}, {"events", r.Events}, {"intents", r.Intents}, {"decisions", r.Decisions}} {
			if kept.span != 0 && kept.span < shortestRetention {
				c.refuse(child("organisation.retention", kept.kind), "is %s; what is still to be sent needs what is younger than %s", kept.span, shortestRetention)
			}
		}
	}
	if f := o.FalseAlarms; f != nil && (*f < 0.1 || *f > 365) {
		c.refuse("organisation.false_alarms", "%v lies outside 0.1 to 365, the number tolerated a year", *f)
	}
}

// canonical spells languages as they are to be written, so that one that is written
// otherwise is told once, and not at every text.
func canonical(languages []string) []string {
	out := slices.Clone(languages)
	for i, l := range out {
		if tag, err := surveys.CanonicalLocale(l); err == nil {
			out[i] = tag
		}
	}
	return out
}

func (c *checking) language(field, l string, seen places) {
	canonical, err := surveys.CanonicalLocale(l)
	switch {
	case l == "":
		c.refuse(field, "is empty")
	case err != nil:
		c.refuse(field, "unknown language `%s`: it %s", surveys.Truncate(l, 40), err)
	case canonical != l:
		c.refuse(field, "write `%s` as `%s`", l, canonical)
	case !slices.Contains(Languages(), baseOf(l)):
		c.refuse(field, "there are no texts in `%s` for mails and pages; there are %s, and their variants such as en-GB", l, strings.Join(Languages(), ", "))
	case seen[l] != "":
		c.refuse(field, "%s stands there twice", l)
	}
	seen[l] = field
}

// Languages are those in which mails and the pages of respondents have their texts, as
// BCP 47 tags in order. A question in any other would stand in a mail in English.
func Languages() []string { return []string{"de", "en", "es", "fr", "nl"} }

func baseOf(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

func (c *checking) segments() {
	for _, name := range slices.Sorted(maps.Keys(c.Segments)) {
		field := child("segments", name)
		if !surveys.IsKey(name) {
			c.refuse(field, "the name `%s` %s", surveys.Truncate(name, 63), surveys.BadKey)
		}
		if c.Segments[name] == "" {
			c.refuse(field, "is missing; write an expression such as contact.properties.country")
			continue
		}
		c.expression(field, c.Segments[name], func(source string) error { _, err := compileSegment(source); return err })
	}
}

func (c *checking) crossed() {
	segments, seen := places{}, places{}
	for name := range c.Segments {
		segments[name] = name
	}
	for i, names := range c.Crossed {
		at := item("crossed", i)
		if len(names) != 2 || names[0] == names[1] {
			c.refuse(at, "is not two different segments, such as [country, persona]")
			continue
		}
		for i, name := range names {
			c.refers(item(at, i), "segment", name, segments)
		}
		pair := strings.Join(slices.Sorted(slices.Values(names)), "+")
		if seen[pair] != "" {
			c.refuse(at, "crosses the same segments as %s", seen[pair])
		}
		seen[pair] = at
	}
}

func (c *checking) journeys() {
	seen := places{}
	c.touchpoints = places{}
	for i, j := range c.Journeys {
		at := item("journeys", i)
		c.key(at, j.Key, seen)
		c.text(child(at, "name"), j.Name, maxLabel)
		stages := places{}
		for i, s := range j.Stages {
			at := item(child(at, "stages"), i)
			c.key(at, s.Key, stages)
			c.text(child(at, "name"), s.Name, maxLabel)
			for i, t := range s.Touchpoints {
				c.touchpoint(item(child(at, "touchpoints"), i), t)
			}
		}
	}
}

func (c *checking) touchpoint(at string, t surveys.Touchpoint) {
	c.key(at, t.Key, c.touchpoints)
	c.text(child(at, "name"), t.Name, maxLabel)
	c.oneOf(child(at, "channel"), "channel", t.Channel, channels)
	if t.Owner != "" {
		c.line(child(at, "owner"), t.Owner, maxLabel)
	}
	c.note(child(at, "pain"), t.Pain, maxNote)
	if t.Relationship {
		field := child(at, "relationship")
		if c.relationship != "" {
			c.refuse(field, "is true at %s too; one touchpoint is the relationship", c.relationship)
		}
		c.relationship = at
	}
	for _, m := range slices.Sorted(maps.Keys(t.Target)) {
		field := child(child(at, "target"), string(m))
		if !m.Known() {
			c.oneOf(field, "metric", string(m), metrics)
		} else if limits, want := m.Range(), t.Target[m]; !limits.Contains(want) {
			c.refuse(field, "the target %v lies outside %v to %v, the range of %s", want, limits.Lo, limits.Hi, m)
		}
	}
}

// places holds where each key was first used.
type places map[string]string

func (c *checking) key(at, key string, seen places) {
	field := child(at, "key")
	switch {
	case key == "":
		c.refuse(field, "is missing")
	case !surveys.IsKey(key):
		c.refuse(field, "`%s` %s", surveys.Truncate(key, 80), surveys.BadKey)
	case seen[key] != "":
		c.refuse(field, "`%s` is used already, by %s", key, seen[key])
	default:
		seen[key] = at
	}
}

// refers refuses a reference to a key that nothing has.
func (c *checking) refers(field, what, key string, known places) {
	if key == "" {
		c.refuse(field, "is missing")
	} else if known[key] == "" {
		c.refuse(field, "there is no %s `%s`%s", what, surveys.Truncate(key, 80), didYouMean(key, slices.Sorted(maps.Keys(known))))
	}
}

func (c *checking) oneOf(field, what, s string, known []string) {
	if s == "" {
		c.refuse(field, "is missing; it is one of %s", strings.Join(known, ", "))
	} else if !slices.Contains(known, s) {
		c.refuse(field, "unknown %s `%s`; it is one of %s%s", what, surveys.Truncate(s, 80), strings.Join(known, ", "), didYouMean(s, known))
	}
}

// didYouMean is the end of a sentence: it names what was probably meant.
func didYouMean(word string, known []string) string {
	if guess, ok := closest(word, known); ok {
		return "; did you mean `" + guess + "`?"
	}
	return ""
}
