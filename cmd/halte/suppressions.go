package main

import (
	"fmt"
	"io"

	"halte/surveys"
	"halte/surveys/dispatch"
)

// suppressionsCommand reads and changes the list of those who are not mailed.
type suppressionsCommand struct {
	Import suppressionsImport `cmd:"" help:"Read addresses, or an exported list, from CSV with a header line."`
	Export suppressionsExport `cmd:"" help:"Print the list as CSV. Addresses stand in it as hashes."`
	Add    suppressionsAdd    `cmd:"" help:"Put an address on the list."`
	Remove suppressionsRemove `cmd:"" help:"Take an address off the list."`
}

type suppressionsImport struct {
	File string `arg:"" help:"CSV with the column address, and touchpoint, reason and since if you like; or what export printed under the same HALTE_SECRET. - for standard input."`

	csvFlags
}

func (c suppressionsImport) Run(env *environment) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	return withService(env, func(a *application) error {
		return withFile(env, c.File, func(r io.Reader) (report, error) {
			list, err := a.dispatch.ReadSuppressionsCSV(r, form)
			if err != nil {
				return report{}, err
			}
			done, err := a.dispatch.SuppressAll(env.ctx, list)
			out := report{accepted: done.Added, duplicate: done.Already}
			for _, p := range done.Refused {
				out.count(p.Line, "", surveys.EventRefused, false, p.Field, p.Reason)
			}
			out.refused += done.More
			return out, err
		})
	})
}

type suppressionsExport struct{}

func (suppressionsExport) Run(env *environment) error {
	return withService(env, func(a *application) error { return a.dispatch.WriteSuppressions(env.ctx, env.stdout) })
}

type suppressionsAdd struct {
	Address    string `arg:"" help:"A mail address."`
	Touchpoint string `help:"Key of the touchpoint it holds for; everything when left out."`
	Reason     string `enum:"manual,unsubscribed,hard_bounce,soft_bounces,complaint" default:"manual" help:"Why: ${enum}."`
}

func (c suppressionsAdd) Run(env *environment) error {
	return withService(env, func(a *application) error {
		one, err := a.dispatch.NewSuppression(dispatch.SuppressRequest{Who: c.Address, Touchpoint: c.Touchpoint, Reason: c.Reason})
		if err != nil {
			return err
		}
		added, err := a.dispatch.Suppress(env.ctx, []surveys.Suppression{one})
		if err != nil {
			return err
		}
		if added == 0 {
			fmt.Fprintln(env.stdout, "The address is on the list already.")
			return nil
		}
		fmt.Fprintln(env.stdout, "The address is on the list. What was scheduled for it is not sent.")
		return nil
	})
}

type suppressionsRemove struct {
	Address    string `arg:"" help:"A mail address, or what stands for it in the list."`
	Touchpoint string `help:"Only the entry of this touchpoint; all of the address when left out."`
}

func (c suppressionsRemove) Run(env *environment) error {
	return withService(env, func(a *application) error {
		who, err := a.dispatch.PersonOf(c.Address)
		if err != nil {
			return err
		}
		var only *string
		if c.Touchpoint != "" {
			only = &c.Touchpoint
		}
		if err := a.dispatch.LiftSuppression(env.ctx, who, only); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, "The address is off the list.")
		return nil
	})
}
