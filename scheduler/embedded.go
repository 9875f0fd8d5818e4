package scheduler

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// embedded is a Redis inside this process, reached through pipes and no port.
type embedded struct {
	server *miniredis.Miniredis
	quit   chan struct{}
	done   sync.WaitGroup
}

func newEmbedded() *embedded {
	e := &embedded{server: miniredis.NewMiniRedis(), quit: make(chan struct{})}
	e.done.Go(e.age)
	return e
}

// age lets keys grow old, which this Redis does not do by itself. Its own
// ClockTTL would, but walks through all keys at every command.
func (e *embedded) age() {
	last := time.Now()
	for tick := time.NewTicker(time.Second); ; {
		select {
		case <-e.quit:
			return
		case now := <-tick.C:
			e.server.FastForward(now.Sub(last))
			last = now
		}
	}
}

func (e *embedded) dial(context.Context, string, string) (net.Conn, error) {
	select {
	case <-e.quit:
		return nil, net.ErrClosed // a dial would start the server again
	default:
		return e.server.Dial()
	}
}

func (e *embedded) close() {
	close(e.quit)
	e.done.Wait()
	e.server.Close()
}
