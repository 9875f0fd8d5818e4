package faults

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"halte/surveys/surveystest/servers"
)

// long asks for the full numbers.
var long = os.Getenv("HALTE_FAULTS") == "long"

// scaled is a number of the long form, or of the short one.
func scaled[T any](inLong, inShort T) T {
	if long {
		return inLong
	}
	return inShort
}

// patience bounds one wait. It is reached only by what would never end.
const patience = 10 * time.Minute

func TestMain(m *testing.M) {
	// Everybody waits for somebody most of the time.
	flag.Parse()
	_ = flag.Set("test.parallel", scaled("3", "8"))
	status := servers.Run(m)
	if program.folder != "" {
		_ = os.RemoveAll(program.folder)
	}
	os.Exit(status)
}

// program is the halte that was built, once for all tests.
var program struct {
	once   sync.Once
	folder string
	path   string
	err    error
}

// halte gives the path of the program.
func halte(t *testing.T) string {
	t.Helper()
	program.once.Do(func() {
		if program.folder, program.err = os.MkdirTemp("", "halte-faults-"); program.err != nil {
			return
		}
		program.path = filepath.Join(program.folder, "halte")
		if out, err := exec.Command("go", "build", "-o", program.path, "halte/cmd/halte").CombinedOutput(); err != nil {
			program.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return program.path
}
