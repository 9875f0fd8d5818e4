// Command halte asks customers one short question at a touchpoint and tells
// which touchpoint to mend. It is the one place that knows every package: it
// reads the environment, opens what is needed and puts the parts together. It
// holds no rule of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones, also on a machine that has none

	"github.com/alecthomas/kong"

	"halte/surveys"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses of every command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line. Each command has a Run method in a file of its
// own.
type commands struct {
	Serve        serveCommand        `cmd:"" help:"Run Halte: API, pages and the worker that sends."`
	Demo         demoCommand         `cmd:"" help:"Run Halte with a made-up bicycle shop and half a year of its history."`
	Migrate      migrateCommand      `cmd:"" help:"Bring the database to the present schema."`
	Apply        applyCommand        `cmd:"" help:"Put a definition in force, showing what changes."`
	Export       exportCommand       `cmd:"" help:"Print the definition in force."`
	Import       importCommand       `cmd:"" help:"Read events or answers of the past from a file."`
	Key          keyCommand          `cmd:"" help:"Make, list and revoke API keys."`
	Pause        pauseCommand        `cmd:"" help:"Stop all sending at once."`
	Resume       resumeCommand       `cmd:"" help:"Start sending again."`
	Restored     restoredCommand     `cmd:"" help:"After a backup was restored: see to it that nobody is mailed twice."`
	SendTest     sendTestCommand     `cmd:"" name:"send-test" help:"Send the mail of a survey to an address, to look at."`
	Invitations  invitationsCommand  `cmd:"" help:"List invitations, or send again what is unknown."`
	Suppressions suppressionsCommand `cmd:"" help:"Read and change the list of those who are not mailed."`
	Rollup       rollupCommand       `cmd:"" help:"Check or rebuild the stored tallies."`
	Retention    retentionCommand    `cmd:"" help:"Let go of what has been kept for as long as the definition says."`
	Alerts       alertsCommand       `cmd:"" help:"Look for scores that are other than they were."`
	Report       reportCommand       `cmd:"" help:"Print figures as they were at a moment of the past."`
	Audit        auditCommand        `cmd:"" help:"Print who changed what."`
	Trigger      triggerCommand      `cmd:"" help:"Try a trigger on stored events."`
	Doctor       doctorCommand       `cmd:"" help:"Check what Halte needs, and say what to do about each finding."`
}

// environment is what a command gets from outside.
type environment struct {
	ctx    context.Context
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// run is the whole program: it gives the exit status.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	var line commands
	parser, err := kong.New(&line,
		kong.Name("halte"),
		kong.Description("Halte asks a customer one short question right after an experience, and tells which touchpoint to mend.\n\nIt is configured by the environment: HALTE_DATABASE_URL, HALTE_REDIS_URL, HALTE_SMTP_URL, HALTE_SMTP_DOMAINS, HALTE_DKIM, HALTE_RETURN_PATH, HALTE_BASE_URL, HALTE_LISTEN, HALTE_SECRET. Unset, it keeps everything in the folder data."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exited(code)) }), // --help ends here
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(stderr, "halte:", err)
		return exitFailed
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exited:
			status = int(p)
		default:
			panic(p) // a mistake of ours must not look like success
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "halte: %v\nRun `halte --help` for the commands.\n", err)
		return exitUsage
	}
	ctx = surveys.WithActor(ctx, surveys.Actor{Kind: surveys.ActorCommand, Name: command.Command()})
	if err := command.Run(&environment{ctx, getenv, stdin, stdout, stderr}); err != nil {
		fmt.Fprintln(stderr, "halte: "+explain(err))
		var usage usageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return exitOK
}

// exited carries kong's wish to exit out of the parser.
type exited int

// usageError is a call or a configuration that cannot work as it is.
type usageError struct{ error }

// explain writes an error for a person at a terminal.
func explain(err error) string {
	var shown *surveys.Error
	if errors.As(err, &shown) {
		return shown.Error()
	}
	return err.Error()
}
