package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/templates/locales"
)

// decision says why an event did or did not become an invitation.
type decision struct {
	Trigger    string            `json:"trigger"`
	Survey     string            `json:"survey"`
	Touchpoint string            `json:"touchpoint"`
	ContactID  string            `json:"contact_id,omitempty" doc:"Left out after an erasure"`
	Outcome    surveys.Outcome   `json:"outcome" enum:"scheduled,imported,unmatched,unreachable,suppressed,cancelled,expired,sampled_out,quarantined"`
	Says       string            `json:"says" doc:"What was decided and why, for a person to read"`
	Checks     []check           `json:"checks" doc:"The rules in the order in which they were asked; the first that failed names the outcome"`
	Segments   map[string]string `json:"segments,omitempty" doc:"As they were when the event was decided"`
	DueAt      time.Time         `json:"due_at,omitzero"`
	DecidedAt  time.Time         `json:"decided_at"`
	Invitation *invitation       `json:"invitation,omitempty" doc:"What it led to, as it stands now"`
	Reminders  []decidedReminder `json:"reminders,omitempty" doc:"What was decided of each reminder; one that is still to be decided is the invitation's next_at"`
}

// check is one rule that a decision asked, in words.
type check struct {
	Rule   string `json:"rule" doc:"condition, history, address, suppression, counter_event, expiry, sample or quarantine"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail,omitempty" doc:"What was found, for a person to read"`
}

func checksOf(p *definition.Plan, checks []surveys.Check) []check {
	out := make([]check, len(checks))
	for i, c := range checks {
		out[i] = check{c.Rule, c.Passed, explain(p).Reason(c.Reason)}
	}
	return out
}

// tell says a reason in English that names no touchpoint and no day, with instants in
// UTC.
func tell(r surveys.Reason) string {
	return locales.Explainer{Locale: locales.English(), Zone: time.UTC, UTC: true}.Reason(r)
}

// explain tells what is stored in English, with instants in UTC.
func explain(p *definition.Plan) locales.Explainer {
	return locales.Explainer{
		Locale: locales.English(), Zone: p.Zone, UTC: true,
		Touchpoint: func(key string) string { return definition.TouchpointName(p, key, "en") },
	}
}

// decidedReminder says why a reminder did or did not go out.
type decidedReminder struct {
	Wave      int            `json:"wave" doc:"1 or 2"`
	Outcome   surveys.Status `json:"outcome" enum:"sending,sent,unknown,failed,scheduled,cancelled,expired,suppressed,unreachable" doc:"scheduled: it is tried again"`
	Reason    string         `json:"reason,omitempty" doc:"Why it did not go out, for a person to read"`
	Checks    []check        `json:"checks" doc:"The rules in the order in which they were asked; the last one failed if it was held back"`
	DecidedAt time.Time      `json:"decided_at"`
}

// decisionList is every decision about one event.
type decisionList struct {
	Event     storedEvent `json:"event"`
	Decisions []decision  `json:"decisions" doc:"One for each trigger that listens to the event; empty when none does"`
}

// decisions mounts the answer to "why did she (not) get a survey?".
func (a *api) decisions() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/events/{id}/decisions", id: "get-decisions", tag: "Events", scope: surveys.ScopeContacts,
		summary: "Why an event did or did not lead to an invitation",
		errors:  []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"200"`
	},
	) (decisionList, error) {
		e, err := a.event(ctx, in.ID)
		if err != nil {
			return decisionList{}, err
		}
		decided, err := a.Insight.Read(ctx).DecisionsOfEvent(in.ID)
		if err != nil {
			return decisionList{}, err
		}
		invited, err := a.Insight.Read(ctx).InvitationsOfEvent(in.ID)
		if err != nil {
			return decisionList{}, err
		}
		reminded, err := a.Insight.Read(ctx).RemindersOfEvent(in.ID)
		if err != nil {
			return decisionList{}, err
		}
		p, err := a.Plans.Current(ctx)
		if err != nil {
			return decisionList{}, err
		}
		out := decisionList{Event: storedEventOf(e), Decisions: []decision{}}
		for _, d := range decided {
			out.Decisions = append(out.Decisions, decisionOf(p, d, invited, reminded))
		}
		return out, nil
	})
}

func decisionOf(p *definition.Plan, d surveys.Decision, invited []surveys.Invitation, reminded []surveys.ReminderDecision) decision {
	out := decision{
		Trigger: d.Trigger, Survey: d.Survey, Touchpoint: d.Touchpoint, ContactID: d.ContactID,
		Outcome: d.Outcome, Says: explain(p).Decision(d), Checks: checksOf(p, d.Checks), Segments: d.Segments, DueAt: d.DueAt, DecidedAt: d.DecidedAt,
	}
	for _, i := range invited {
		if i.ID == d.Invitation {
			of := invitationOf(p, i)
			out.Invitation = &of
		}
	}
	for _, r := range reminded {
		if r.Invitation == d.Invitation {
			out.Reminders = append(out.Reminders, decidedReminder{r.Wave, r.Outcome, explain(p).Reason(r.Reason), checksOf(p, r.Checks), r.DecidedAt})
		}
	}
	return out
}
