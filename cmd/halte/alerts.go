package main

import (
	"fmt"

	"halte/surveys/improve"
)

type alertsCommand struct {
	Update alertsUpdate `cmd:"" help:"Look at the days that are over, as a running Halte does by itself."`
}

type alertsUpdate struct {
	Until string `placeholder:"DAY" help:"Last day to look at; yesterday when left out."`
	Anew  bool   `help:"Gather baselines again, from each survey's last alert on: for history that came in some other way than by import."`
}

func (c alertsUpdate) Run(env *environment) error {
	return withService(env, func(a *application) error {
		raised, err := a.improve.UpdateAlerts(env.ctx, improve.AlertUpdate{Until: c.Until, Rebaseline: c.Anew})
		for _, alert := range raised {
			fmt.Fprintf(env.stdout, "%s  %s %s since %s\n", alert.Day, alert.Survey, alert.Direction, alert.Since)
		}
		if err == nil {
			fmt.Fprintf(env.stdout, "%s raised.\n", counted(len(raised), "alert"))
		}
		return err
	})
}
