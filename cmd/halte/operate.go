package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"halte/surveys"
)

type pauseCommand struct{}

func (pauseCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		if err := a.dispatch.Pause(env.ctx); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, "Sending is paused. What is being sent right now finishes; `halte resume` goes on.")
		return nil
	})
}

type resumeCommand struct {
	Anyway bool `help:"Also when this database is taken for an older one, such as a restored backup: it is the right one, and whom it has not mailed nobody has."`
}

func (c resumeCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		resume := a.dispatch.Resume
		if c.Anyway {
			resume = a.dispatch.ResumeOlder
		}
		if err := resume(env.ctx); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, "Sending goes on.")
		return nil
	})
}

type sendTestCommand struct {
	Address  string `arg:"" help:"Who gets it."`
	Survey   string `required:"" help:"Key of the survey."`
	Language string `help:"Language of the mail; the organisation's first when left out."`
}

func (c sendTestCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		if a.mailbox != nil {
			return usageError{fmt.Errorf("no mail server is configured; set HALTE_SMTP_URL, for example smtp://127.0.0.1:25")}
		}
		if err := a.dispatch.SendTest(env.ctx, c.Address, c.Survey, c.Language); err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "The mail server took the mail to %s. Nothing is recorded when its links are followed.\n", c.Address)
		return nil
	})
}

type keyCommand struct {
	Create keyCreate `cmd:"" help:"Make a key; it is printed once."`
	List   keyList   `cmd:"" help:"List the keys there are."`
	Scopes keyScopes `cmd:"" help:"Give a key scopes, or take them away."`
	Revoke keyRevoke `cmd:"" help:"End a key."`
}

type keyCreate struct {
	Name    string          `required:"" help:"What it is for."`
	Expires time.Time       `format:"2006-01-02" help:"Last day, in UTC, on which it is good, such as 2027-06-30; for ever when left out."`
	Scope   []surveys.Scope `required:"" help:"What it may do: events, responses, read, small_cells, contacts, definition, sending, improvements, suppressions, inbound, metrics, audit. May be repeated."`
}

func (c keyCreate) Run(env *environment) error {
	return withService(env, func(a *application) error {
		secret, _, err := a.access.CreateKey(env.ctx, c.Name, c.Scope, c.until())
		if err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, secret)
		fmt.Fprintln(env.stderr, "This key is shown once. Send it as `Authorization: Bearer KEY`.")
		return nil
	})
}

// until gives the end of the last day.
func (c keyCreate) until() time.Time {
	if c.Expires.IsZero() {
		return time.Time{}
	}
	return c.Expires.AddDate(0, 0, 1)
}

type keyList struct{}

func (keyList) Run(env *environment) error {
	return withService(env, func(a *application) error {
		keys, err := a.store.Read(env.ctx).Keys()
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tNAME\tSCOPES\tMADE\tLAST USED\tLAST DAY\tREVOKED")
		day := func(t time.Time) string {
			if t.IsZero() {
				return "-"
			}
			return t.Format("2006-01-02")
		}
		for _, k := range keys {
			used := "-"
			if !k.UsedAt.IsZero() {
				used = k.UsedAt.Format("2006-01-02T15:04Z")
			}
			last := k.ExpiresAt
			if !last.IsZero() {
				last = last.AddDate(0, 0, -1)
			}
			fmt.Fprintf(w, "%s\t%s\t%v\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.Scopes, day(k.CreatedAt), used, day(last), day(k.RevokedAt))
		}
		return w.Flush()
	})
}

type keyScopes struct {
	ID     string          `arg:"" help:"Id of the key, from the list."`
	Add    []surveys.Scope `help:"A scope to give it. May be repeated."`
	Remove []surveys.Scope `help:"A scope to take away. May be repeated."`
}

func (c keyScopes) Run(env *environment) error {
	return withService(env, func(a *application) error {
		k, err := a.access.ChangeScopes(env.ctx, c.ID, c.Add, c.Remove)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "The key may do %v; within ten seconds that holds everywhere.\n", k.Scopes)
		return nil
	})
}

type keyRevoke struct {
	ID string `arg:"" help:"Id of the key, from the list."`
}

func (c keyRevoke) Run(env *environment) error {
	return withService(env, func(a *application) error {
		if err := a.access.RevokeKey(env.ctx, c.ID); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, "The key is revoked; within ten seconds nobody gets in with it.")
		return nil
	})
}

type rollupCommand struct {
	Verify  rollupVerify  `cmd:"" help:"Compare the stored tallies with the responses."`
	Rebuild rollupRebuild `cmd:"" help:"Replace the stored tallies by what the responses give."`
}

type rollupVerify struct{}

func (rollupVerify) Run(env *environment) error {
	return withService(env, func(a *application) error {
		rows, differences, err := a.respond.VerifyRollups(env.ctx)
		if err != nil {
			return err
		}
		for _, d := range differences {
			fmt.Fprintln(env.stdout, d)
		}
		if len(differences) > 0 {
			return fmt.Errorf("the rollups are not what the responses give; `halte rollup rebuild` mends them")
		}
		fmt.Fprintf(env.stdout, "%s, all as the responses give them.\n", counted(rows, "rollup row"))
		return nil
	})
}

type rollupRebuild struct{}

func (rollupRebuild) Run(env *environment) error {
	return withService(env, func(a *application) error {
		rows, err := a.respond.RebuildRollups(env.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "%s rebuilt from the responses.\n", counted(rows, "rollup row"))
		return nil
	})
}
