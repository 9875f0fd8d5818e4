package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"halte/scheduler"
	"halte/surveys/privacy"
)

type retentionCommand struct {
	DryRun bool `help:"Say what would go, and change nothing."`
}

func (c retentionCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		all, err := a.privacy.Retain(env.ctx, c.DryRun)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, map[bool]string{true: "KIND\tKEPT FOR\tOLDER THAN\tWOULD GO", false: "KIND\tKEPT FOR\tOLDER THAN\tGONE"}[c.DryRun])
		for _, k := range all {
			switch {
			case k.Kind == privacy.RetainedErased && k.Count == 0: // of an earlier version; most have none
			case k.Kept == 0 && k.Kind != privacy.RetainedErased:
				fmt.Fprintf(w, "%s\tfor ever\t-\t0\n", k.Kind)
			default:
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", k.Kind, k.Kept, k.Before.UTC().Format("2006-01-02 15:04Z"), k.Count)
			}
		}
		return w.Flush()
	})
}

// daily is the work of a day of several rooms, one after the other.
type daily []scheduler.Daily

// DailyWork does the work of each room. One that fails keeps the others from nothing.
func (d daily) DailyWork(ctx context.Context) (err error) {
	for _, of := range d {
		err = errors.Join(err, of.DailyWork(ctx))
	}
	return err
}
