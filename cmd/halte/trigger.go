package main

import (
	"fmt"
	"text/tabwriter"

	"halte/surveys/dispatch"
)

type triggerCommand struct {
	Try triggerTry `cmd:"" help:"Tell what a trigger would have done with the events of the last days; nothing is written."`
}

type triggerTry struct {
	Key        string `arg:"" help:"Key of the trigger."`
	Definition string `placeholder:"FILE" help:"A definition that holds the trigger, YAML or JSON; the one in force when left out."`
	Days       int    `default:"30" help:"How many days up to now, today included, at most 366."`
}

func (c triggerTry) Run(env *environment) error {
	q := dispatch.DryRunQuery{Trigger: c.Key, Days: c.Days}
	if c.Days < 1 { // 0 stands for the default elsewhere
		return usageError{fmt.Errorf("--days is at least 1")}
	}
	if c.Definition != "" {
		text, err := readInput(env, c.Definition)
		if err != nil {
			return err
		}
		if q.Definition = text; len(text) == 0 {
			return fmt.Errorf("%s is empty", c.Definition)
		}
	}
	return withService(env, func(a *application) error {
		out, err := a.dispatch.DryRun(env.ctx, q)
		if err != nil {
			return err
		}
		return printDryRun(env, out)
	})
}

func printDryRun(env *environment, out dispatch.DryRun) error {
	fmt.Fprintf(env.stdout, "What %s would have done with %s from %s to %s. Nothing was written.\n\n", out.Trigger, out.On, out.From, out.To)
	w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "DAY\tEVENTS\tASKED\tWAITING\tHELD BACK\t")
	line := func(day string, events, asked, waiting int64) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", day, events, asked, waiting, events-asked-waiting)
	}
	for _, d := range out.Days {
		line(d.Day, d.Events, d.Asked, d.Waiting)
	}
	line("total", out.Events, out.Asked, out.Waiting)
	if err := w.Flush(); err != nil {
		return err
	}
	if len(out.HeldBack) > 0 {
		fmt.Fprintln(env.stdout, "\nHeld back:")
	}
	for _, why := range out.HeldBack {
		fmt.Fprintf(env.stdout, "%7d  %s: %s\n", why.N, why.Outcome, tell(why.Reason))
	}
	return nil
}
