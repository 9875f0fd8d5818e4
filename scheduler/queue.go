package scheduler

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"halte/surveys"
)

// Names in Redis. Two installations that share a Redis need a database each.
const (
	queueName     = "halte"
	taskDeliver   = "deliver" // its payload is a JSON list of leases
	queuesKey     = "asynq:queues"
	generationKey = "halte:generation"
)

const (
	// patience is how long one word with Redis may take.
	patience = 500 * time.Millisecond
	// deliveryTimeout is how long one delivery may take before it is called off.
	deliveryTimeout = 2 * time.Minute
	// taskTimeout is longer than any task can take: asynq is not to give up on
	// one that is being worked on.
	taskTimeout = (mostPerTask + 1) * deliveryTimeout
	// retries is how often a task is given out again when the process is not heard of that
	// took it: that is missed within two minutes, and a lease ends after five. A handler never
	// asks for a retry.
	retries = 3
)

// queue hands leases to Redis, and notices when Redis has lost them. Only the
// sweeper uses it.
type queue struct {
	client     *asynq.Client
	redis      redis.UniversalClient
	generation string            // of what Redis remembers, as seen last
	handed     [][]surveys.Lease // what was put last, oldest first
}

// put makes one task of the leases, and remembers the last keep leases: when Redis
// loses its tasks, they are put again. That many are enough. Workers take tasks in
// their order, so that a task which Redis loses is one of the last.
func (q *queue) put(ctx context.Context, leases []surveys.Lease, keep int) error {
	payload, err := json.Marshal(leases)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err = q.client.EnqueueContext(ctx, asynq.NewTask(taskDeliver, payload),
		asynq.Queue(queueName), asynq.TaskID(taskID(leases[0])), asynq.MaxRetry(retries), asynq.Timeout(taskTimeout))
	if err != nil && !errors.Is(err, asynq.ErrTaskIDConflict) { // a conflict: it is there already
		return err
	}
	q.remember(leases, keep)
	return nil
}

func taskID(first surveys.Lease) string {
	return fmt.Sprintf("%s:%s:%d", taskDeliver, first.Invitation, first.Epoch)
}

func (q *queue) remember(leases []surveys.Lease, keep int) {
	q.handed = append(q.handed, leases)
	n := 0
	for i := len(q.handed) - 1; i >= 0; i-- {
		if n += len(q.handed[i]); n >= keep {
			q.handed = slices.Delete(q.handed, 0, i)
			return
		}
	}
}

// forget gives back what was put last, oldest first, and forgets it.
func (q *queue) forget() [][]surveys.Lease {
	handed := q.handed
	q.handed = nil
	return handed
}

// kept says whether Redis still has what was put: false when it was emptied or is
// another one than before. A marker in it tells. With a new marker the queue is
// entered in the list that inspectors read, which asynq does but once. It asks by
// writing, for a Redis that may only be read is as good as none.
func (q *queue) kept(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var marker *redis.StringCmd
	if _, err := q.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.SetNX(ctx, generationKey, rand.Text(), 0)
		marker = p.Get(ctx, generationKey)
		return nil
	}); err != nil {
		return false, err
	}
	if marker.Val() == q.generation {
		return true, nil
	}
	if err := q.redis.SAdd(ctx, queuesKey, queueName).Err(); err != nil {
		return false, err
	}
	q.generation = marker.Val()
	return len(q.handed) == 0, nil // nothing is lost where nothing was put
}
