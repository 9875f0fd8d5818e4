package faults

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"halte/surveys/surveystest/servers"
)

func TestARedisClusterThatLosesAMasterLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	url, nodes := servers.RedisCluster(t)
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: strings.Split(strings.TrimPrefix(url, "redis-cluster://"), ",")})
	defer client.Close()
	losesItsMaster(t, url, func() {
		master, err := client.MasterForKey(t.Context(), "asynq:{halte}:pending")
		if err != nil {
			t.Fatal(err)
		}
		for _, node := range nodes {
			if node.URL() == master.Options().Addr {
				node.Kill()
				return
			}
		}
		t.Fatalf("no node has the tasks: %s", master.Options().Addr)
	})
}

func TestSentinelsThatReplaceTheMasterLoseAndRepeatNothing(t *testing.T) {
	t.Parallel()
	url, master := servers.RedisSentinel(t)
	losesItsMaster(t, url, master.Kill)
}

// losesItsMaster kills the master that holds the tasks in the middle of the work,
// and wants the tasks to go through its successor afterwards.
func losesItsMaster(t *testing.T, redisURL string, kill func()) {
	w := newWorld(t, servers.Postgres(t), redisURL, heads)
	w.invite(scaled(20_000, 200))
	p := w.serve("worker")
	w.reaches(w.invited / 3)
	if p.throughRedis(t) == 0 {
		t.Error("no task went through Redis")
	}
	kill()
	w.goesOn("Redis answers again", func() bool { return p.ready(t) })
	before := p.throughRedis(t)
	w.goesOn("tasks go through Redis again", func() bool {
		w.invite(10)
		return p.throughRedis(t) > before
	})
	w.settles()
}

// ready says whether a program finds everything that it relies on.
func (p *running) ready(t *testing.T) bool {
	status, _ := p.get(t, "/readyz")
	return status == http.StatusOK
}

var claims = regexp.MustCompile(`(?m)^halte_claims_total\{way="redis"\} ([1-9].*)$`)

// throughRedis says how many claims went through Redis.
func (p *running) throughRedis(t *testing.T) (n float64) {
	t.Helper()
	_, body := p.get(t, "/metrics")
	if found := claims.FindStringSubmatch(body); found != nil {
		n, _ = strconv.ParseFloat(found[1], 64)
	}
	return n
}

func (p *running) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodGet, p.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
