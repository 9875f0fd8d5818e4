package main

import (
	"fmt"
	"io"
	"os"

	"halte/surveys/definition"
)

type migrateCommand struct{}

func (migrateCommand) Run(env *environment) error {
	c, err := readConfig(env.getenv)
	if err != nil {
		return err
	}
	s, err := openStore(env.ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	pending, err := s.Pending(env.ctx)
	if err != nil {
		return err
	}
	if err := s.Migrate(env.ctx); err != nil {
		return err
	}
	if pending == 0 {
		fmt.Fprintln(env.stdout, "The database was up to date.")
	} else {
		fmt.Fprintf(env.stdout, "The database is up to date; %d migrations were run.\n", pending)
	}
	return nil
}

type applyCommand struct {
	File   string `arg:"" help:"The definition, YAML or JSON; - for standard input."`
	DryRun bool   `help:"Show what would change and change nothing."`
}

func (c applyCommand) Run(env *environment) error {
	text, err := readInput(env, c.File)
	if err != nil {
		return err
	}
	return withService(env, func(a *application) error {
		applied, err := a.definition.Apply(env.ctx, text, c.DryRun)
		if err != nil {
			return err
		}
		printChanges(env.stdout, applied)
		return nil
	})
}

func printChanges(w io.Writer, applied definition.Applied) {
	for _, c := range applied.Changes {
		fmt.Fprintln(w, c)
	}
	switch n := len(applied.Changes); {
	case n == 0:
		fmt.Fprintln(w, "Nothing changes.")
	case applied.DryRun:
		fmt.Fprintf(w, "%s would be made. Nothing was written.\n", counted(n, "change"))
	default:
		fmt.Fprintf(w, "%s made: definition %d is in force.\n", counted(n, "change"), applied.Revision)
	}
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

type exportCommand struct{}

func (exportCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		text, err := a.definition.Export(env.ctx)
		if err != nil {
			return err
		}
		_, err = env.stdout.Write(text)
		return err
	})
}

// readInput reads a whole file that is small by nature.
func readInput(env *environment, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(env.stdin, 2<<20))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 2<<20))
}
