package scheduler

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

// README prints a line that lets Halte do what it has to and no more. Here it stands in
// force: claims, tasks, metrics, the cancelling of tasks and the buckets pass, and
// anything else does not.
func TestTheUserThatREADMEPrintsMayDoWhatHalteDoesAndNoMore(t *testing.T) {
	address := servers.Redis(t)
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	admin := redis.NewClient(options)
	defer admin.Close()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^ACL SETUSER halte .*$`).FindString(string(readme))
	var words []any
	for _, word := range strings.Fields(line) {
		words = append(words, word)
	}
	if len(words) == 0 {
		t.Fatal("README prints no such line")
	}
	if err := admin.Do(t.Context(), words...).Err(); err != nil {
		t.Fatalf("Redis does not take %q: %v", line, err)
	}
	password := regexp.MustCompile(` >(\S+)`).FindStringSubmatch(line)[1]
	ours := parsed(t, strings.Replace(address, "//", "//halte:"+password+"@", 1))

	d := newDesk(300)
	s := start(t, d, Options{Redis: ours})
	eventually(t, "all delivered", d.allSettled)
	d.onceEach(t)
	if n := gather(t, s, "halte_claims_total", "redis"); n != 300 {
		t.Errorf("%v leases went through Redis, want 300", n)
	}
	if up := gather(t, s, "halte_redis_up", ""); up != 1 {
		t.Error("the metrics say that Redis is away")
	}
	buckets := NewBuckets(ours)
	defer buckets.Close()
	if taken, _, err := buckets.Take(t.Context(), "key", 3, 1, 10); err != nil || taken != 3 {
		t.Errorf("a bucket gives %d, %v", taken, err)
	}
	marks := NewMarks(ours)
	defer marks.Close()
	if m, err := marks.MarkRaise(t.Context(), surveys.Mark{Database: "d", At: time.UnixMicro(1)}); err != nil || m.At.UnixMicro() != 1 {
		t.Errorf("a mark gives %v, %v", m, err)
	}
	eventually(t, "it listens for tasks to be cancelled", func() bool {
		heard, err := admin.Publish(t.Context(), "asynq:cancel", "none").Result()
		return err == nil && heard > 0
	})
	stop(t, s)
	denied, err := admin.ACLLog(t.Context(), 10).Result()
	if err != nil || len(denied) > 0 {
		t.Errorf("%d things were denied, %v: %+v", len(denied), err, denied)
	}

	limited := redis.NewClient(&redis.Options{Addr: options.Addr, Username: "halte", Password: password})
	defer limited.Close()
	for _, beyond := range [][]any{
		{"GET", "other:key"}, {"SET", "other:key", "1"}, {"PUBLISH", "other", "x"}, {"SUBSCRIBE", "other"}, {"FLUSHALL"}, {"KEYS", "*"}, {"CONFIG", "GET", "*"}, {"ACL", "LIST"}, {"SHUTDOWN"}, {"EVAL", "return redis.call('GET', 'other:key')", "0"},
	} {
		if err := limited.Do(t.Context(), beyond...).Err(); err == nil || !strings.Contains(err.Error(), "NOPERM") && !strings.Contains(err.Error(), "can't access") {
			t.Errorf("%v gives %v", beyond, err)
		}
	}
}
