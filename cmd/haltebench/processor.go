package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// processor gives the seconds of processor time that this process took.
func processor() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// cpu gives the seconds of processor time that the program took so far.
func (h *program) cpu() float64 { return processCPU(h.cmd.Process.Pid) }

// processCPU gives those of a process; 0 where there is no such process, or no /proc.
func processCPU(pid int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // clock ticks
}

// serverCPU gives those of the PostgreSQL at an address, as far as its processes live and
// are seen from here: a pool keeps its connections, so hardly any ends meanwhile. It is
// the measure that other work on the machine disturbs least.
func serverCPU(ctx context.Context, url string) (seconds float64) {
	if !strings.HasPrefix(url, "postgres") {
		return 0
	}
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	if err != nil {
		return 0
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return 0
	}
	for _, pid := range pids {
		seconds += processCPU(pid)
	}
	return seconds
}
