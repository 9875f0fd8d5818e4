package dispatch

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
)

// missingIn says why a condition is false: it misses a property, or cannot be
// compared; zero when it is just false.
func missingIn(d surveys.Decision) surveys.Reason {
	for _, c := range d.Checks {
		if c.Rule != "condition" || c.Passed || d.Outcome != surveys.Unmatched {
			continue
		}
		if c.Reason.Code == surveys.ReasonConditionMissing || c.Reason.Code == surveys.ReasonConditionError {
			return c.Reason
		}
	}
	return surveys.Reason{}
}

// count counts events of a day; why tells more about the outcome, where there is more.
func (t *simulation) count(day string, outcome surveys.Outcome, why surveys.Reason, n int64) {
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
		t.held[heldReason{outcome, t.reason(outcome, why).Text()}] += n
	}
}

func (t *simulation) result() DryRun {
	t.out.HeldBack = []DryRunHeld{}
	for why, n := range t.held {
		t.out.HeldBack = append(t.out.HeldBack, DryRunHeld{why.outcome, surveys.ReadReason(why.reason), n})
	}
	slices.SortFunc(t.out.HeldBack, func(a, b DryRunHeld) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Reason.Text(), b.Reason.Text()))
	})
	return t.out
}

// reason gives the reason of an outcome, with the figures of the trigger.
func (t *simulation) reason(outcome surveys.Outcome, why surveys.Reason) surveys.Reason {
	switch outcome {
	case surveys.Unmatched:
		if why.IsZero() {
			return surveys.Because(surveys.ReasonNoMatch, "condition", t.rule.When)
		}
		return surveys.BecauseOf(surveys.ReasonNoMatchBecause, why)
	case surveys.Unreachable:
		return surveys.Because(surveys.ReasonNoAddress)
	case surveys.Suppressed:
		return surveys.Because(surveys.ReasonSuppressed)
	case surveys.Cancelled:
		if why.IsZero() {
			return surveys.Because(surveys.ReasonCounterEvents, "events", strings.Join(t.rule.CancelOn, "\n"))
		}
		return why
	case surveys.Expired:
		return surveys.Because(surveys.ReasonNotInTime, "wait", t.rule.Expires.String())
	case surveys.SampledOut:
		return surveys.Because(surveys.ReasonNotInSample, "percent", strconv.FormatFloat(*t.rule.Sample*100, 'f', -1, 64))
	case surveys.Quarantined:
		return t.waits()
	case Erased:
		return surveys.Because(surveys.ReasonErasedSince)
	}
	return surveys.Because(surveys.ReasonText, "text", string(outcome))
}

// waits says how long a contact is not asked again.
func (t *simulation) waits() surveys.Reason {
	org, own := t.plan.Definition.Organisation.Quarantine, t.rule.Quarantine
	switch {
	case own == 0:
		return surveys.Because(surveys.ReasonTooSoon, "wait", org.String())
	case org == 0:
		return surveys.Because(surveys.ReasonTooSoonHere, "own", own.String())
	}
	return surveys.Because(surveys.ReasonTooSoonBoth, "wait", org.String(), "own", own.String())
}
