package servers

import (
	"os"
	"os/exec"
)

// Outside starts a private PostgreSQL and a private Redis for a program that is
// no test, such as a load generator. stop ends both and removes their folders;
// it has to be called. The error says which part is not installed.
func Outside() (postgresURL, redisURL string, stop func(), err error) {
	stop = func() {}
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return "", "", stop, err
	}
	dir, err := os.MkdirTemp("", "halte-redis-")
	if err != nil {
		return "", "", stop, err
	}
	p := &postgres{}
	if err := p.start(); err != nil {
		p.end()
		_ = os.RemoveAll(dir)
		return "", "", stop, err
	}
	address, redis, err := startRedis(program, dir)
	if err != nil {
		p.end()
		_ = os.RemoveAll(dir)
		return "", "", stop, err
	}
	return p.admin.String(), "redis://" + address + "/0", func() {
		redis.stop()
		p.end()
		_ = os.RemoveAll(dir)
	}, nil
}
