package rules

import (
	"fmt"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Guards says whether some trigger of a touchpoint has a quarantine of its own.
func Guards(p *definition.Plan, touchpoint string) bool {
	for _, r := range p.TriggerByKey {
		if r.Asks.Touchpoint == touchpoint && r.Quarantine > 0 {
			return true
		}
	}
	return false
}

// Rests says whether the trigger sends nothing to a person that was asked at a
// touchpoint so long before.
func Rests(r *definition.PlannedTrigger, p *definition.Plan, touchpoint string, before time.Duration) bool {
	return p.Definition.Organisation.Quarantine.Duration() > before ||
		r.Asks.Touchpoint == touchpoint && r.Quarantine.Duration() > before
}

// Quarantine says why somebody, known as these persons, is left alone at the time
// send; empty when nothing keeps the mail back.
func Quarantine(r *definition.PlannedTrigger, p *definition.Plan, asked []surveys.LastAsked, who []surveys.Person, send time.Time) string {
	for _, a := range asked {
		if !slices.Contains(who, a.Person) {
			continue
		}
		if q := p.Definition.Organisation.Quarantine; q > 0 && a.At.Add(q.Duration()).After(send) {
			return fmt.Sprintf("was asked about %s %s; this organisation waits %s", definition.TouchpointName(p, a.Touchpoint, "en"), before(p, a.At, send), surveys.FormatSpan(q))
		}
		if a.Touchpoint == r.Asks.Touchpoint && r.Quarantine > 0 && a.At.Add(r.Quarantine.Duration()).After(send) {
			return fmt.Sprintf("was asked about this %s; this trigger waits %s", before(p, a.At, send), surveys.FormatSpan(r.Quarantine))
		}
	}
	return ""
}

// LongestQuarantine is how far back a rule has to look.
func LongestQuarantine(r *definition.PlannedTrigger, p *definition.Plan) time.Duration {
	return max(p.Definition.Organisation.Quarantine, r.Quarantine).Duration()
}
