package scheduler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"halte/surveys"
)

// desk is all work in memory, with the fence, the leases and the cap of the real one.
type desk struct {
	spare   int // is leased at least, whatever the cap
	lease   time.Duration
	took    time.Duration                 // every delivery takes this long
	deliver func(surveys.Lease) error     // before a lease is looked at; may be nil
	sending func(context.Context, string) // in place of taking time; may be nil

	mu          sync.Mutex
	rows        []*row
	by          map[string]*row
	unreachable error // the database's
	leased      int   // calls of LeaseDue
	most        int   // held at once
	now         int   // in sending
	peak        int   // in sending at once, at most
	stale       int   // leases that were refused
	lost        int   // what ReleaseLost will find
	orphaned    int   // what Watch will find
	taken       map[string]bool
	done        int
	days        int   // calls of DailyWork
	daily       error // what they give
}

type row struct {
	id      string
	epoch   int64
	leased  time.Time
	sending bool
	done    bool
	sent    int
}

func newDesk(due int) *desk {
	d := &desk{lease: 5 * time.Minute, by: map[string]*row{}, taken: map[string]bool{}}
	d.due(due)
	return d
}

// due adds so many invitations that are due.
func (d *desk) due(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range n {
		r := &row{id: fmt.Sprintf("i%d", len(d.rows))}
		d.rows = append(d.rows, r)
		d.by[r.id] = r
	}
}

func (d *desk) LeaseDue(ctx context.Context, limit, cap int) ([]surveys.Lease, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leased++
	if d.unreachable != nil {
		return nil, d.unreachable
	}
	now, held := time.Now(), 0
	for _, r := range d.rows {
		if !r.done && r.leased.After(now) {
			held++
		}
	}
	var leases []surveys.Lease
	for _, r := range d.rows {
		if len(leases) >= min(limit, max(cap-held, d.spare)) {
			break
		}
		if !r.done && !r.sending && !r.leased.After(now) {
			r.leased = now.Add(d.lease)
			r.epoch++
			leases = append(leases, surveys.Lease{Invitation: r.id, Epoch: r.epoch})
		}
	}
	d.most = max(d.most, held+len(leases))
	return leases, nil
}

func (d *desk) Deliver(ctx context.Context, c surveys.Lease) error {
	if d.deliver != nil {
		if err := d.deliver(c); err != nil {
			return err
		}
	}
	d.mu.Lock()
	if d.unreachable != nil {
		defer d.mu.Unlock()
		return d.unreachable
	}
	r := d.by[c.Invitation]
	if r == nil || r.epoch != c.Epoch || r.leased.IsZero() || r.sending || r.done {
		d.stale++
		d.mu.Unlock()
		return nil
	}
	r.sending = true
	r.leased = time.Now().Add(d.lease)
	d.now++
	d.peak = max(d.peak, d.now)
	d.mu.Unlock()
	if d.sending != nil {
		d.sending(ctx, r.id)
	} else if d.took > 0 {
		time.Sleep(d.took)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now--
	r.sending, r.done = false, true
	r.sent++
	d.done++
	return nil
}

func (d *desk) GiveBack(ctx context.Context, leases []surveys.Lease) (n int, _ error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unreachable != nil {
		return 0, d.unreachable
	}
	for _, c := range leases {
		if r := d.by[c.Invitation]; r != nil && r.epoch == c.Epoch && !r.sending && !r.done && !r.leased.IsZero() {
			r.leased = time.Time{}
			n++
		}
	}
	return n, nil
}

// Take notes what came from elsewhere.
func (d *desk) Take(_ context.Context, leases []surveys.Lease) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range leases {
		d.taken[c.Invitation] = true
	}
	return d.unreachable
}

func (d *desk) Watch(context.Context) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.orphaned
	d.orphaned = 0
	return n, d.unreachable
}

func (d *desk) ReleaseLost(ctx context.Context) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.lost
	d.lost = 0
	return n, d.unreachable
}

func (d *desk) DailyWork(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.days++
	return d.daily
}

func (d *desk) settled() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.done
}

func (d *desk) allSettled() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.done == len(d.rows)
}

// onceEach fails unless every invitation was sent exactly once.
func (d *desk) onceEach(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	never, again := 0, 0
	for _, r := range d.rows {
		switch {
		case r.sent == 0:
			never++
		case r.sent > 1:
			again++
		}
	}
	if never > 0 || again > 0 {
		t.Errorf("of %d invitations %d were never sent and %d more than once", len(d.rows), never, again)
	}
}

// eventually waits until something holds, for a minute of the test's time.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); {
		if time.Now().After(end) {
			t.Fatalf("after a minute still not: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// silent drops what is logged; a test that fails says enough.
func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// start starts a scheduler that ends with the test.
func start(t *testing.T, d *desk, o Options) *Scheduler {
	t.Helper()
	o.Deliveries, o.Daily = d, d
	if o.Log == nil {
		o.Log = silent()
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Scheduler) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

// gather reads a metric as Prometheus would; label is the value of its label, if
// it has one. It is NaN when there is no such metric.
func gather(t *testing.T, s *Scheduler, name, label string) float64 {
	t.Helper()
	r := prometheus.NewPedanticRegistry()
	for _, c := range s.Collectors() {
		if err := r.Register(c); err != nil {
			t.Fatal(err)
		}
	}
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			if label == "" || m.GetLabel()[0].GetValue() == label {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return math.NaN()
}

func logTo(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// safeBuilder is a strings.Builder for several goroutines.
type safeBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safeBuilder) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuilder) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func (d *desk) leases() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.leased
}
