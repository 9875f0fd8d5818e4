package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"halte/surveys"
)

// marksKey holds how far databases came: a sorted set of their ids by microseconds.
const marksKey = "halte:marks"

// Marks keep in Redis how far databases came. It is safe for concurrent use.
type Marks struct{ client redis.UniversalClient }

// NewMarks connects to a Redis that is not the embedded one.
func NewMarks(r Redis) *Marks { return &Marks{newClient(r.options, 0)} }

// Close ends the connections.
func (m *Marks) Close() error { return m.client.Close() }

// MarkRaise keeps a mark unless one of that database is there that has come as far, and
// gives the furthest. Of a zero time it keeps nothing.
func (m *Marks) MarkRaise(ctx context.Context, mark surveys.Mark) (surveys.Mark, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var there *redis.FloatCmd
	_, err := m.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		if !mark.At.IsZero() {
			// Microseconds are whole in a float until the year 2255.
			p.ZAddGT(ctx, marksKey, redis.Z{Score: float64(mark.At.UnixMicro()), Member: mark.Database})
		}
		there = p.ZScore(ctx, marksKey, mark.Database)
		return nil
	})
	if errors.Is(err, redis.Nil) {
		return surveys.Mark{Database: mark.Database}, nil
	}
	if err != nil {
		return surveys.Mark{}, fmt.Errorf("keep in Redis how far the database came: %w", err)
	}
	return surveys.Mark{Database: mark.Database, At: time.UnixMicro(int64(there.Val())).UTC()}, nil
}
