package validate

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Options say how much to live through.
type Options struct {
	Seed    uint64
	Lives   int               // of each world with 20 answers a day; the others live as often as their size allows
	Only    []string          // keys of tables; all when empty
	Tell    func(line string) // is told what is done; may be nil
	Product Judge             // the judge of improvements; Halte itself when nil
}

// run is a validation under way.
type run struct {
	Options
	ctx context.Context
}

// Run lives through all worlds and reports.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Product == nil {
		o.Product = Halte
	}
	for _, key := range o.Only {
		if !slices.Contains(Keys(), key) {
			return Report{}, fmt.Errorf("there is no part %q; there are %s", key, strings.Join(Keys(), ", "))
		}
	}
	r := run{Options: o, ctx: ctx}
	report := Report{Seed: o.Seed, Lives: o.Lives}
	for _, e := range experiments {
		if len(o.Only) > 0 && !slices.Contains(o.Only, e.key) {
			continue
		}
		table := Table{Key: e.key, Title: e.title, Promise: e.promise, How: e.how, Columns: e.columns}
		var err error
		if table.Rows, err = e.live(r); err != nil {
			return report, fmt.Errorf("%s: %w", e.key, err)
		}
		report.Tables = append(report.Tables, table)
	}
	return report, ctx.Err()
}

// Keys names the tables that a run may be limited to.
func Keys() (keys []string) {
	for _, e := range experiments {
		keys = append(keys, e.key)
	}
	return keys
}

// experiment lives through the worlds of one table.
type experiment struct {
	key, title, promise, how string
	columns                  []string
	live                     func(run) ([]Row, error)
}

// each calls live for lives 0 to n-1 on all cores, each with a source of chance that
// depends on nothing but the seed, the name and its number, and gives what they gave
// in their order.
func each[T any](r run, name string, n int, live func(*rand.Rand) (T, error)) ([]T, error) {
	if r.Tell != nil {
		r.Tell(name)
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name))
	out, failed := make([]T, n), make([]error, n)
	next := make(chan int)
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(n, 1)) {
		done.Go(func() {
			for i := range next {
				out[i], failed[i] = live(rand.New(rand.NewPCG(r.Seed^hash.Sum64(), uint64(i)))) //nolint:gosec // made-up customers, no secret
			}
		})
	}
	for i := range n {
		if r.ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	done.Wait()
	return out, errors.Join(append(failed, r.ctx.Err())...)
}

// lives says how often to live through a world of so many answers a day: as often as
// asked for with 20, and less often where a life takes longer.
func (r run) lives(perDay float64) int {
	return max(2, int(float64(r.Lives)*min(1, 60/(perDay+20))))
}
