package main

import (
	"cmp"
	"fmt"
	"text/tabwriter"
	"time"

	"halte/surveys"
)

type auditCommand struct {
	Since   time.Time `format:"2006-01-02" help:"First day, in UTC; all when left out."`
	Contact string    `help:"Only the erasures of the contact with this id."`
}

// Run prints the audit log, newest first.
func (c auditCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		f := surveys.AuditFilter{From: c.Since, Limit: 500}
		if c.Contact != "" {
			f.Object = a.privacy.AuditName(c.Contact)
		}
		w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "TIME\tWHO\tDID\tTO\tBEFORE\tAFTER")
		for {
			page, err := a.store.Read(env.ctx).AuditList(f)
			if err != nil {
				return err
			}
			for _, e := range page {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", e.At.UTC().Format("2006-01-02T15:04:05Z"), who(e.Actor), e.Action, cmp.Or(e.Object, "-"), cmp.Or(e.Before, "-"), cmp.Or(e.After, "-"))
			}
			if len(page) < f.Limit {
				return w.Flush()
			}
			f.After = page[len(page)-1].Cursor()
		}
	})
}

// who writes an actor in few words, such as "halte pause".
func who(a surveys.Actor) string {
	switch a.Kind {
	case surveys.ActorKey:
		return "key " + a.Name + " (" + a.ID + ")"
	case surveys.ActorCommand:
		return "halte " + a.Name
	case surveys.ActorPage:
		return "a page without a key"
	}
	return "Halte itself"
}
