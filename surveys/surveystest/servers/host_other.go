//go:build !linux

package servers

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// Elsewhere than on Linux a test process that is killed leaves its servers
// running, one that is root cannot start PostgreSQL, and folders left behind
// stay where they are.

func tie(*exec.Cmd, syscall.Signal) {}

func step(*exec.Cmd) {}

func give(string) error {
	if os.Getuid() == 0 {
		return errors.New("PostgreSQL does not run as root")
	}
	return nil
}

func lock(*os.File) error { return errors.ErrUnsupported }
