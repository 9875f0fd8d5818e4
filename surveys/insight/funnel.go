package insight

import (
	"context"

	"halte/surveys"
)

// Funnel says how far the events of a period came. Every level is the sum of the
// parts below it, at any moment and after anything:
//
//	heard     = unmatched + eligible
//	eligible  = sampled_out + quarantined + outweighed + cancelled + unreachable + suppressed + expired + other
//	            + scheduled + sending + failed + unknown + sent
//	sent      = bounced + delivered
//	delivered = not_opened + opened
//	opened    = not_answered + answered
//
// An event counts once for each trigger that listens to it. What kept a mail back
// counts under one name, whether it was found when the event came in or when the
// mail was about to go out. A reminder, or a mail that is sent again, counts no
// second time. An answer counts more than the words of a mail server: who answered got
// the mail. Imported history is not counted.
type Funnel struct {
	Touchpoint string `json:"touchpoint,omitempty" doc:"All touchpoints when left out"`
	Trigger    string `json:"trigger,omitempty" doc:"All triggers when left out"`
	From       string `json:"from"`
	To         string `json:"to"`

	Heard     int64 `json:"heard" doc:"Events that a trigger listens to: unmatched and eligible"`
	Unmatched int64 `json:"unmatched" doc:"The trigger's condition was false"`

	Eligible    int64 `json:"eligible" doc:"The condition was true: what was held back, what is under way, and what was sent"`
	SampledOut  int64 `json:"sampled_out" doc:"The contact is not in the trigger's sample"`
	Quarantined int64 `json:"quarantined" doc:"The contact was asked too recently"`
	Outweighed  int64 `json:"outweighed" doc:"Another question to the same contact went first"`
	Cancelled   int64 `json:"cancelled" doc:"A counter-event, an erasure, a removed trigger or a person called it off"`
	Unreachable int64 `json:"unreachable" doc:"No mail address, or one that no mail server of ours can write to"`
	Suppressed  int64 `json:"suppressed" doc:"Unsubscribed, or bounced before"`
	Expired     int64 `json:"expired" doc:"It could not be sent in time"`
	Other       int64 `json:"other,omitempty" doc:"Held back for a reason that this version does not know"`

	Scheduled int64 `json:"scheduled" doc:"Waiting to be sent, for the first time or again"`
	Sending   int64 `json:"sending" doc:"The first mail is being handed to the mail server right now"`
	Failed    int64 `json:"failed" doc:"The mail server refused it for good, or retries ran out"`
	Unknown   int64 `json:"unknown" doc:"Nobody knows whether the mail server took it"`

	Sent    int64 `json:"sent" doc:"A mail server took the first mail: bounced and delivered"`
	Bounced int64 `json:"bounced" doc:"It came back later"`

	Delivered   int64 `json:"delivered" doc:"Sent and not come back"`
	NotOpened   int64 `json:"not_opened"`
	Opened      int64 `json:"opened" doc:"The page behind the link was opened, by a person or by a machine that looks at mail, or an answer was given"`
	NotAnswered int64 `json:"not_answered" doc:"Opened without an answer so far"`
	Answered    int64 `json:"answered" doc:"An answer was given, however often it was changed"`
}

// Funnel counts how far the events of a period came. NotFound for a touchpoint or
// a trigger that is neither defined nor ever was.
func (s *Service) Funnel(ctx context.Context, q FunnelQuery) (Funnel, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Funnel{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Funnel{}, err
	}
	q.From, q.To = period.From, period.To
	counts, err := s.store.Read(ctx).FunnelCounts(q)
	if err != nil {
		return Funnel{}, err
	}
	if len(counts) == 0 {
		if q.Touchpoint != "" && p.TouchpointByKey[q.Touchpoint] == nil {
			return Funnel{}, surveys.Errorf(surveys.NotFound, "There is no touchpoint %q.", surveys.Truncate(q.Touchpoint, 60))
		}
		if q.Trigger != "" && p.TriggerByKey[q.Trigger] == nil {
			return Funnel{}, surveys.Errorf(surveys.NotFound, "There is no trigger %q.", surveys.Truncate(q.Trigger, 60))
		}
		if q.Touchpoint != "" && q.Trigger != "" && p.TriggerByKey[q.Trigger].Asks.Touchpoint != q.Touchpoint {
			return Funnel{}, surveys.Refuse("trigger", "asks about another touchpoint than %s", q.Touchpoint)
		}
	}
	f := Funnel{Touchpoint: q.Touchpoint, Trigger: q.Trigger, From: q.From, To: q.To}
	for _, c := range counts {
		f.add(c)
	}
	f.sum()
	return f, nil
}

// add counts what stands alike into the one part it belongs to.
func (f *Funnel) add(c FunnelCount) {
	*f.part(c) += c.N
}

// part gives the lowest part of the funnel that a count belongs to.
func (f *Funnel) part(c FunnelCount) *int64 {
	if c.Outcome == surveys.Unmatched {
		return &f.Unmatched
	}
	if c.Outcome != "" {
		return f.heldBack(surveys.Status(c.Outcome))
	}
	mailed := c.Status == surveys.StatusSent || c.Reminded && (c.Status == surveys.StatusSending || c.Status == surveys.StatusUnknown)
	switch {
	case c.Answered:
		return &f.Answered
	case mailed && c.Opened:
		return &f.NotAnswered
	case mailed:
		return &f.NotOpened
	case c.Status == surveys.StatusScheduled:
		return &f.Scheduled
	case c.Status == surveys.StatusSending:
		return &f.Sending
	case c.Status == surveys.StatusFailed:
		return &f.Failed
	case c.Status == surveys.StatusUnknown:
		return &f.Unknown
	case c.Status == surveys.StatusBounced:
		return &f.Bounced
	}
	return f.heldBack(c.Status)
}

// heldBack gives the part for what kept a mail back: rules have one name, whether
// they are asked before an invitation or after.
func (f *Funnel) heldBack(why surveys.Status) *int64 {
	switch why {
	case surveys.Status(surveys.SampledOut):
		return &f.SampledOut
	case surveys.StatusQuarantined:
		return &f.Quarantined
	case surveys.StatusOutweighed:
		return &f.Outweighed
	case surveys.StatusCancelled:
		return &f.Cancelled
	case surveys.StatusUnreachable:
		return &f.Unreachable
	case surveys.StatusSuppressed:
		return &f.Suppressed
	case surveys.StatusExpired:
		return &f.Expired
	}
	return &f.Other
}

// sum adds every level up from its parts.
func (f *Funnel) sum() {
	f.Opened = f.NotAnswered + f.Answered
	f.Delivered = f.NotOpened + f.Opened
	f.Sent = f.Bounced + f.Delivered
	f.Eligible = f.SampledOut + f.Quarantined + f.Outweighed + f.Cancelled + f.Unreachable + f.Suppressed + f.Expired + f.Other +
		f.Scheduled + f.Sending + f.Failed + f.Unknown + f.Sent
	f.Heard = f.Unmatched + f.Eligible
}
