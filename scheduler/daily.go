package scheduler

import (
	"context"
	"time"
)

// Daily is the work of a day.
type Daily interface {
	// DailyWork does the work of a day, and returns at once when it was done already.
	// Every process calls it every so often, also at the same time.
	DailyWork(ctx context.Context) error
}

// daily asks for the work of the day, every so often: the work itself knows
// whether it is done. It runs beside the sweeper, so that mails do not wait for
// it.
type daily struct {
	work    Daily
	quit    chan struct{} // closed when it shall end
	trouble *trouble
}

// often is how long the work of a day may have to wait after midnight, and after
// a failure.
const often = time.Minute

// run asks at once and then every so often until quit is closed. What it asked
// for is cut off then: nothing is lost by that, and nobody has to wait.
func (d *daily) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-d.quit:
			cancel()
		case <-ctx.Done():
		}
	}()
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		if err := d.work.DailyWork(ctx); ctx.Err() == nil {
			d.trouble.note(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
