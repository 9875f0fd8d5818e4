//go:build unix

package servers

import (
	"os/exec"
	"syscall"
	"testing"
)

// Program is a program that a test runs beside itself, to do harm to.
type Program struct {
	tb      testing.TB
	process *process
}

// Start starts a command. Whatever becomes of the test, it does not outlive it.
func Start(tb testing.TB, cmd *exec.Cmd) *Program {
	tb.Helper()
	p, err := start(cmd, syscall.SIGKILL)
	if err != nil {
		tb.Fatalf("start %s: %v", cmd.Path, err)
	}
	program := &Program{tb, p}
	tb.Cleanup(program.Kill)
	return program
}

// Kill ends it without a warning (SIGKILL) and returns when it is gone.
func (p *Program) Kill() { p.process.stop() }

// Freeze stops it where it stands (SIGSTOP).
func (p *Program) Freeze() { p.signal(syscall.SIGSTOP) }

// Wake lets it go on (SIGCONT).
func (p *Program) Wake() { p.signal(syscall.SIGCONT) }

// Terminate asks it to end (SIGTERM), waits until it did, and gives its exit
// status, -1 when a signal ended it.
func (p *Program) Terminate() int {
	p.signal(syscall.SIGTERM)
	<-p.process.ended
	return p.process.cmd.ProcessState.ExitCode()
}

// Ended is closed when the program is gone.
func (p *Program) Ended() <-chan struct{} { return p.process.ended }

func (p *Program) signal(s syscall.Signal) {
	p.tb.Helper()
	if err := p.process.cmd.Process.Signal(s); err != nil {
		p.tb.Errorf("cannot signal %s: %v", p.process.cmd.Path, err)
	}
}

// ID is the number by which the system knows it.
func (p *Program) ID() int { return p.process.cmd.Process.Pid }
