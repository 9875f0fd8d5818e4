package servers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// downAfter is how long a master may be silent until its peers put another in
// its place, in milliseconds.
const downAfter = "1000"

// RedisCluster starts a Redis Cluster of three masters with a replica each, and
// gives its address for HALTE_REDIS_URL and its nodes, whose addresses are
// host:port.
func RedisCluster(tb testing.TB) (url string, nodes []*Server) {
	tb.Helper()
	program, dir := redisProgram(tb), tb.TempDir()
	cli, err := exec.LookPath("redis-cli")
	if err != nil {
		lacking(tb, "redis", "A Redis Cluster cannot be made: PATH has no redis-cli")
	}
	var addresses []string
	for i := range 6 {
		bus, err := freePort()
		if err != nil {
			tb.Fatal(err)
		}
		nodes = append(nodes, newRedis(tb, program, dir, "--cluster-enabled", "yes", "--cluster-port", bus,
			"--cluster-config-file", fmt.Sprintf("node-%d.conf", i), "--cluster-node-timeout", downAfter))
		addresses = append(addresses, nodes[i].url)
	}
	// The replicas have to be known to everybody: only then one can take over.
	await(tb, nodes[0], func(context.Context) error {
		create := exec.Command(cli, append([]string{"--cluster", "create", "--cluster-replicas", "1", "--cluster-yes"}, addresses...)...)
		out, err := create.CombinedOutput()
		if err != nil && !strings.Contains(string(out), "is not empty") { // made a moment ago
			return fmt.Errorf("redis-cli --cluster create: %w\n%s", err, out)
		}
		return nil
	})
	for _, node := range nodes {
		await(tb, node, func(ctx context.Context) error {
			state, err := ask(ctx, node.url, "CLUSTER INFO")
			if err != nil {
				return err
			}
			replication, err := ask(ctx, node.url, "INFO replication")
			if err != nil {
				return err
			}
			if !strings.Contains(state, "cluster_state:ok") || !strings.Contains(state, "cluster_known_nodes:6") ||
				strings.Contains(replication, "master_link_status:down") || strings.Contains(replication, "connected_slaves:0\r\nmaster_failover") && strings.Contains(replication, "role:master") {
				return fmt.Errorf("the cluster is not whole:\n%s\n%s", state, replication)
			}
			return nil
		})
	}
	return "redis-cluster://" + strings.Join(addresses, ","), nodes
}

// RedisSentinel starts a master with two replicas that three sentinels watch, and
// gives their address for HALTE_REDIS_URL and the master.
func RedisSentinel(tb testing.TB) (url string, master *Server) {
	tb.Helper()
	program, dir := redisProgram(tb), tb.TempDir()
	master = newRedis(tb, program, dir)
	host, port, _ := net.SplitHostPort(master.url)
	for range 2 {
		replica := newRedis(tb, program, dir, "--replicaof", host+" "+port)
		await(tb, replica, func(ctx context.Context) error {
			state, err := ask(ctx, replica.url, "INFO replication")
			if err == nil && !strings.Contains(state, "master_link_status:up") {
				err = errors.New("the replica has not found its master")
			}
			return err
		})
	}
	var sentinels []*Server
	var addresses []string
	for i := range 3 {
		config := filepath.Join(dir, fmt.Sprintf("sentinel-%d.conf", i)) // it is written to
		if err := os.WriteFile(config, []byte("sentinel monitor halte "+host+" "+port+" 2\nsentinel down-after-milliseconds halte "+downAfter+
			"\nsentinel failover-timeout halte 5000\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
		sentinels = append(sentinels, newRedis(tb, program, dir, "--sentinel", config))
		addresses = append(addresses, sentinels[i].url)
	}
	for _, sentinel := range sentinels {
		await(tb, sentinel, func(ctx context.Context) error {
			state, err := ask(ctx, sentinel.url, "INFO sentinel")
			if err == nil && !strings.Contains(state, "status=ok") || !strings.Contains(state, "slaves=2,sentinels=3") {
				err = fmt.Errorf("the sentinels have not found each other: %s", state)
			}
			return err
		})
	}
	return "redis-sentinel://" + strings.Join(addresses, ",") + "?master=halte", master
}

// await ends the test unless something comes true in time.
func await(tb testing.TB, s *Server, ready func(context.Context) error) {
	tb.Helper()
	if err := s.server.await(ready); err != nil {
		tb.Fatal(err)
	}
}
