package main

import (
	"fmt"
	"time"

	"halte/surveys/dispatch"
)

type restoredCommand struct {
	DryRun        bool      `help:"Only count."`
	Since         time.Time `format:"2006-01-02T15:04:05Z07:00" help:"Time of the backup, such as 2026-11-29T03:00:00Z; when mails went out last, as the database knows, when left out."`
	Until         time.Time `format:"2006-01-02T15:04:05Z07:00" help:"When the database that is lost sent its last mail, at the latest; now when left out."`
	KeepReminders bool      `help:"Send reminders that were not due until then, also to those whose answer may be lost."`
	Resume        bool      `help:"Let sending go on afterwards."`
}

// Run says what a restored backup does not know, and keeps it from mailing people twice.
func (c restoredCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		out, err := a.dispatch.Restore(env.ctx, dispatch.Restoring{Since: c.Since.UTC(), Until: c.Until.UTC(), KeepReminders: c.KeepReminders, Resume: c.Resume, DryRun: c.DryRun})
		if err != nil {
			return err
		}
		from := "the beginning"
		if !out.Since.IsZero() {
			from = out.Since.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(env.stdout, "From %s until %s mails may have gone out that this database does not know of.\n", from, out.Until.UTC().Format(time.RFC3339))
		would := ""
		if c.DryRun {
			would = "would be "
		}
		fmt.Fprintf(env.stdout, "%s %sunknown: not sent by itself, and sent again by `halte invitations resend`.\n", counted(out.Unknown, "invitation"), would)
		if !c.KeepReminders {
			fmt.Fprintf(env.stdout, "%s %scalled off, because an answer may be lost.\n", counted(out.Reminders, "reminder"), would)
		}
		switch {
		case c.DryRun:
			fmt.Fprintln(env.stdout, "Nothing was changed.")
		case out.Paused:
			fmt.Fprintln(env.stdout, "Sending is paused; `halte resume` goes on.")
		default:
			fmt.Fprintln(env.stdout, "Sending goes on.")
		}
		return nil
	})
}
