package scheduler

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// Buckets keep in Redis how often somebody asked, for several processes. It is safe for
// concurrent use.
type Buckets struct{ client redis.UniversalClient }

// NewBuckets connects to a Redis that is not the embedded one.
func NewBuckets(r Redis) *Buckets { return &Buckets{newClient(r.options, 0)} }

// Close ends the connections.
func (b *Buckets) Close() error { return b.client.Close() }

// bucketPrefix stands before the names of all keys of buckets.
const bucketPrefix = "halte:limit:"

// takeScript is the generic cell rate algorithm (ATM Forum, Traffic Management 4.1, 1999,
// section 4.4.2): of a bucket only the time is kept at which it will be full again. It
// gives how many were taken, and in how many seconds there will be one when there was
// none. Redis' own clock is asked, so that processes need not agree on the time.
var takeScript = redis.NewScript(`
local t = redis.call('TIME')
local now, each = t[1] + t[2] / 1000000, 1 / ARGV[1]
local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local there = math.floor(ARGV[2] - (full - now) / each + 0.000001)
if there < 1 then return {0, tostring(full - now - (ARGV[2] - 1) * each)} end
local taken = math.min(there, tonumber(ARGV[3]))
full = full + taken * each
redis.call('SET', KEYS[1], string.format('%.6f', full), 'PX', math.ceil((full - now) * 1000) + 1)
return {taken, '0'}`)

// Take takes up to n from a bucket that fills by perSecond up to burst, and gives how
// many there were; when there were none, in how long there will be one.
func (b *Buckets) Take(ctx context.Context, bucket string, n int, perSecond float64, burst int) (int, time.Duration, error) {
	got, err := takeScript.Run(ctx, b.client, []string{bucketPrefix + bucket}, strconv.FormatFloat(perSecond, 'g', -1, 64), burst, n).Slice()
	if err != nil {
		return 0, 0, fmt.Errorf("take from a bucket: %w", err)
	}
	taken, _ := got[0].(int64) // as the script gives it
	text, _ := got[1].(string)
	wait, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("take from a bucket: %w", err)
	}
	return int(taken), time.Duration(wait * float64(time.Second)), nil
}
