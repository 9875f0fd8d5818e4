package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/templates/locales"
)

type invitationsCommand struct {
	List   invitationsList   `cmd:"" help:"List invitations, newest first."`
	Resend invitationsResend `cmd:"" help:"Send again what nobody knows to have arrived."`
}

type invitationsList struct {
	Unknown    bool   `xor:"status" help:"Only those of which nobody knows whether the mail arrived."`
	Status     string `xor:"status" help:"Only those that stand so: scheduled, sending, sent, unknown, failed, cancelled, expired, quarantined, outweighed, suppressed, unreachable or bounced."`
	Touchpoint string `help:"Only those of this touchpoint."`
	Limit      int    `default:"50" help:"How many, up to 500."`
}

func (c invitationsList) Run(env *environment) error {
	if c.Limit < 1 || c.Limit > 500 {
		return usageError{fmt.Errorf("--limit is not a number from 1 to 500")}
	}
	f := surveys.InvitationFilter{Status: surveys.Status(c.Status), Touchpoint: c.Touchpoint, Limit: c.Limit}
	if c.Unknown {
		f.Status = surveys.StatusUnknown
	}
	return withService(env, func(a *application) error {
		list, err := a.store.Read(env.ctx).InvitationList(f)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tEVENT\tTOUCHPOINT\tSTATUS\tSENT\tRESENDS\tREASON")
		for _, i := range list {
			sent := ""
			if !i.SentAt.IsZero() {
				sent = i.SentAt.Format(time.RFC3339)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", i.ID, i.EventID, i.Touchpoint, i.Status, sent, i.Resends, tell(i.Reason))
		}
		return w.Flush()
	})
}

type invitationsResend struct {
	Unknown    bool     `help:"All that are unknown."`
	Touchpoint string   `help:"With --unknown: only those of this touchpoint."`
	ID         []string `arg:"" optional:"" help:"Ids of invitations, from the list."`
}

func (c invitationsResend) Run(env *environment) error {
	if c.Unknown == (len(c.ID) > 0) || c.Touchpoint != "" && !c.Unknown {
		return usageError{fmt.Errorf("say which: --unknown (with --touchpoint, if only one is meant), or ids from `halte invitations list --unknown`")}
	}
	return withService(env, func(a *application) error {
		out, err := c.resend(env, a.dispatch)
		for _, r := range out.Refusals {
			fmt.Fprintf(env.stdout, "%s is not sent again: %s.\n", r.ID, tell(r.Reason))
		}
		if err == nil {
			printResent(env.stdout, out)
		}
		return err
	})
}

func (c invitationsResend) resend(env *environment, service *dispatch.Service) (dispatch.ResentAll, error) {
	if c.Unknown {
		return service.ResendUnknown(env.ctx, c.Touchpoint)
	}
	return service.ResendThese(env.ctx, c.ID)
}

// tell says a reason in English: instants in UTC, touchpoints by their keys.
func tell(r surveys.Reason) string {
	return locales.Explainer{
		Locale: locales.English(), Zone: time.UTC, UTC: true, Touchpoint: func(key string) string { return key },
	}.Reason(r)
}

func printResent(w io.Writer, out dispatch.ResentAll) {
	fmt.Fprintf(w, "%s sent again by the running Halte, with the same Message-ID.\n", will(out.Accepted))
	if out.Waiting > 0 {
		fmt.Fprintf(w, "%s waiting from before.\n", are(out.Waiting))
	}
	if out.Refused > len(out.Refusals) {
		fmt.Fprintf(w, "%s refused in all.\n", are(out.Refused))
	}
}

func will(n int) string { return counted(n, "invitation") + " will be" }

func are(n int) string {
	if n == 1 {
		return counted(n, "invitation") + " is"
	}
	return counted(n, "invitation") + " are"
}
