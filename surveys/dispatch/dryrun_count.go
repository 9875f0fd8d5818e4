package dispatch

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
)

// conditionText tells a condition that is false apart: by the property that it
// misses, or by why it cannot be compared; "" where it is just false.
func conditionText(why surveys.Reason) string {
	switch why.Code {
	case surveys.ReasonConditionMissing:
		return why.Args["property"] + " is missing"
	case surveys.ReasonConditionError:
		return "cannot be compared: " + why.Args["error"]
	}
	return ""
}

// missingIn names the property without which a condition is false.
func missingIn(d surveys.Decision) string {
	for _, c := range d.Checks {
		if c.Rule == "condition" && !c.Passed && d.Outcome == surveys.Unmatched {
			return conditionText(c.Reason)
		}
	}
	return ""
}

// count counts events of a day.
func (t *simulation) count(day string, outcome surveys.Outcome, detail string, n int64) {
	if n == 0 || t.days[day] == nil {
		return
	}
	d := t.days[day]
	d.Events, t.out.Events = d.Events+n, t.out.Events+n
	switch outcome {
	case asked:
		d.Asked, t.out.Asked = d.Asked+n, t.out.Asked+n
	case surveys.Scheduled:
		d.Waiting, t.out.Waiting = d.Waiting+n, t.out.Waiting+n
	default:
		d.HeldBack[outcome] += n
		t.held[heldReason{outcome, detail}] += n
	}
}

func (t *simulation) result() DryRun {
	t.out.HeldBack = []DryRunHeld{}
	for why, n := range t.held {
		t.out.HeldBack = append(t.out.HeldBack, DryRunHeld{why.outcome, t.explain(why), n})
	}
	slices.SortFunc(t.out.HeldBack, func(a, b DryRunHeld) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Says, b.Says))
	})
	return t.out
}

// explain gives a reason in words, with the figures of the trigger.
func (t *simulation) explain(why heldReason) string {
	switch why.outcome {
	case surveys.Unmatched:
		return "the condition is false: " + cmp.Or(why.detail, t.rule.When)
	case surveys.Unreachable:
		return "the contact has no mail address"
	case surveys.Suppressed:
		return "unsubscribed, or bounced before"
	case surveys.Cancelled:
		if why.detail != "" {
			return why.detail
		}
		return "a counter-event came before the mail: " + strings.Join(t.rule.CancelOn, " or ")
	case surveys.Expired:
		return fmt.Sprintf("it could not have gone out within %s of the event", surveys.FormatSpan(t.rule.Expires))
	case surveys.SampledOut:
		return fmt.Sprintf("not in the sample: this trigger asks %s percent of contacts", strconv.FormatFloat(*t.rule.Sample*100, 'f', -1, 64))
	case surveys.Quarantined:
		return "asked too recently: " + t.waits()
	case Erased:
		return "the contact was erased since"
	}
	return string(why.outcome)
}

// waits says how long contacts are left alone.
func (t *simulation) waits() string {
	org, own := t.plan.Definition.Organisation.Quarantine, t.rule.Quarantine
	switch {
	case own == 0:
		return fmt.Sprintf("this organisation waits %s", surveys.FormatSpan(org))
	case org == 0:
		return fmt.Sprintf("this trigger waits %s at its touchpoint", surveys.FormatSpan(own))
	}
	return fmt.Sprintf("this organisation waits %s, this trigger %s at its touchpoint", surveys.FormatSpan(org), surveys.FormatSpan(own))
}
