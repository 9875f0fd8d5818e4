package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// build compiles the program once.
func build(ctx context.Context, folder string) (string, error) {
	path := filepath.Join(folder, "halte")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "profile,nomsgpack", "-o", path, "halte/cmd/halte")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// program is a running halte.
type program struct {
	path string
	env  map[string]string
	base string
	key  string
	read string // a key that may see no small cells
	cmd  *exec.Cmd
	log  bytes.Buffer
}

// startHalte migrates, applies the definition, makes a key and serves.
func startHalte(ctx context.Context, path string, env map[string]string) (*program, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	env["HALTE_LISTEN"], env["HALTE_RATE_LIMITS"] = address, "off"
	h := &program{path: path, env: env, base: "http://" + address}
	if _, err := h.run(ctx, "", "migrate"); err != nil {
		return nil, err
	}
	if _, err := h.run(ctx, benchmarkDefinition(), "apply", "-"); err != nil {
		return nil, err
	}
	if h.key, err = h.run(ctx, "", "key", "create", "--name=bench", "--scope=events", "--scope=responses", "--scope=read", "--scope=contacts", "--scope=small_cells"); err != nil {
		return nil, err
	}
	if h.read, err = h.run(ctx, "", "key", "create", "--name=guarded", "--scope=read"); err != nil {
		return nil, err
	}
	return h, h.serve(ctx)
}

func (h *program) environ() []string {
	all := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
	for k, v := range h.env {
		all = append(all, k+"="+v)
	}
	return all
}

func (h *program) run(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, h.path, args...)
	cmd.Env, cmd.Stdin = h.environ(), strings.NewReader(stdin)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("halte %v: %w: %s", args, err, errs.String())
	}
	return strings.TrimSpace(string(out)), nil
}

func (h *program) serve(ctx context.Context) error {
	h.cmd = exec.CommandContext(ctx, h.path, "serve")
	h.cmd.Env, h.cmd.Stderr = h.environ(), &h.log
	h.cmd.Cancel = func() error { return h.cmd.Process.Signal(syscall.SIGTERM) }
	if err := h.cmd.Start(); err != nil {
		return err
	}
	return h.settle(ctx)
}

// settle waits until it is ready, and then until it has nothing to do.
func (h *program) settle(ctx context.Context) error {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(h.base + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				time.Sleep(3 * time.Second)
				return ctx.Err()
			}
		}
	}
	return fmt.Errorf("halte is not ready: %s", h.log.String())
}

func (h *program) stop() {
	_ = h.cmd.Process.Signal(syscall.SIGTERM)
	_ = h.cmd.Wait()
}

// resident gives the resident memory in megabytes; 0 where /proc is missing.
func (h *program) resident() float64 { return h.status("VmRSS:") }

// peak gives the highest resident memory so far.
func (h *program) peak() float64 { return h.status("VmHWM:") }

func (h *program) status(field string) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
