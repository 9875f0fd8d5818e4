package rules

import (
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
// send; zero when nothing keeps the mail back.
func Quarantine(r *definition.PlannedTrigger, p *definition.Plan, asked []surveys.LastAsked, who []surveys.Person, send time.Time) surveys.Reason {
	for _, a := range asked {
		if !slices.Contains(who, a.Person) {
			continue
		}
		if q := p.Definition.Organisation.Quarantine; q > 0 && a.At.Add(q.Duration()).After(send) {
			return surveys.Because(surveys.ReasonQuarantine, "touchpoint", a.Touchpoint, "at", surveys.ReasonTime(a.At), "before", before(a.At, send), "wait", q.String())
		}
		if a.Touchpoint == r.Asks.Touchpoint && r.Quarantine > 0 && a.At.Add(r.Quarantine.Duration()).After(send) {
			return surveys.Because(surveys.ReasonTriggerQuarantine, "at", surveys.ReasonTime(a.At), "before", before(a.At, send), "wait", r.Quarantine.String())
		}
	}
	return surveys.Reason{}
}

// LongestQuarantine is how far back a rule has to look.
func LongestQuarantine(r *definition.PlannedTrigger, p *definition.Plan) time.Duration {
	return max(p.Definition.Organisation.Quarantine, r.Quarantine).Duration()
}

// before gives how long before a mail would go out something was, in its largest
// unit: days, hours or minutes; 0s for less.
func before(at, send time.Time) string {
	d := send.Sub(at)
	for _, unit := range [...]time.Duration{surveys.Day, time.Hour, time.Minute} {
		if d >= unit {
			return surveys.Span(d.Truncate(unit)).String()
		}
	}
	return "0s"
}
