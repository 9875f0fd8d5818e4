package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestParseRedis(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"", "embedded"},
		{"  ", "embedded"},
		{"redis://localhost", "redis://localhost:6379/0"},
		{"redis://localhost:6380/3", "redis://localhost:6380/3"},
		{"redis://10.0.0.1/", "redis://10.0.0.1:6379/0"},
		{"redis://[::1]", "redis://[::1]:6379/0"},
		{"redis://[::1]:6380/1", "redis://[::1]:6380/1"},
		{"redis://:secret@localhost/1", "redis://localhost:6379/1 password=secret"},
		{"redis://jo:p%40ss%2Fword@localhost", "redis://localhost:6379/0 user=jo password=p@ss/word"},
		{"rediss://:secret@cache.example:6380", "rediss://cache.example:6380/0 password=secret tls"},
		{"redis-sentinel://a,b:26380,[::1]?master=main", "redis-sentinel://a:26379,b:26380,[::1]:26379/?master=main&db=0"},
		{
			"redis-sentinel://:secret@a, b/?master=main&db=2&tls=true&sentinel_user=u&sentinel_password=other",
			"redis-sentinel://a:26379,b:26379/?master=main&db=2 password=secret tls sentinel=u:other",
		},
		{"redis-cluster://a,b:7001,c", "redis-cluster://a:6379,b:7001,c:6379 cluster"},
		{"redis-cluster://:secret@a?tls=true", "redis-cluster://a:6379 password=secret tls cluster"},
	} {
		r, err := ParseRedis(c.address)
		if err != nil {
			t.Errorf("ParseRedis(%q): %v", c.address, err)
			continue
		}
		got := r.String()
		if r.options.Username != "" {
			got += " user=" + r.options.Username
		}
		if r.options.Password != "" {
			got += " password=" + r.options.Password
		}
		if r.options.TLSConfig != nil {
			got += " tls"
		}
		if r.options.SentinelUsername+r.options.SentinelPassword != "" {
			got += " sentinel=" + r.options.SentinelUsername + ":" + r.options.SentinelPassword
		}
		if r.options.IsClusterMode {
			got += " cluster"
		}
		if got != c.want {
			t.Errorf("ParseRedis(%q) = %s, want %s", c.address, got, c.want)
		}
		if r.Embedded() != (c.want == "embedded") {
			t.Errorf("ParseRedis(%q).Embedded() = %v", c.address, r.Embedded())
		}
		if s := fmt.Sprintf("%v %+v %#v %s", r, r, r, r); strings.Contains(s, "secret") {
			t.Errorf("a password is printed: %s", s)
		}
	}
}

func TestParseRedisSaysWhatToWriteInstead(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"localhost:6379", "write redis://host:6379/0"},
		{"http://localhost", "write redis://host:6379/0"},
		{"redis:localhost", "write redis://host:6379/0"},
		{"redis://", "the name is missing"},
		{"redis://:6379", "write host:6379"},
		{"redis://a:b:c", `"a:b:c" is no host`},
		{"redis://::1", "[address]:port"},
		{"redis://a:http", "number from 1 to 65535"},
		{"redis://a:70000", "number from 1 to 65535"},
		{"redis://a:0", "number from 1 to 65535"},
		{"redis://a/main", "write /0"},
		{"redis://a/-1", "write /0"},
		{"redis://a,b", "redis-sentinel://host1,host2?master=name or redis-cluster://host1,host2"},
		{"redis://a?db=1", "the database as a number after the host"},
		{"redis://secret@a", ":password@"},
		{"redis://:sec%ret@a", "write %25"},
		{"redis://:sec/ret@a", "%2F"},
		{"redis://:sec#ret@a", "%23"},
		{"redis://:sec?ret@a", "%3F"},
		{"redis://:secret@a:b", "number from 1 to 65535"},
		{"redis-sentinel://a,b", "add ?master=mymaster"},
		{"redis-sentinel://a/main", "?master=name"},
		{"redis-sentinel://a?master=m&db=x", "write db=0"},
		{"redis-sentinel://a?master=m&tls=yes", "true or false"},
		{"redis-sentinel://a?mastre=m", "it knows master, db, tls"},
		{"redis-sentinel://a?master=%zz", "name=value"},
		{"redis-cluster://a,b/1", "write nothing after the hosts"},
		{"redis-cluster://a,,b", "the name is missing"},
		{"redis-cluster://a?db=1", "it knows tls"},
	} {
		r, err := ParseRedis(c.address)
		if err == nil {
			t.Errorf("ParseRedis(%q) = %v, want an error", c.address, r)
			continue
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseRedis(%q): %v; want it to say %q", c.address, err, c.want)
		}
		for _, secret := range []string{"secret", "sec%", "sec/", "ret@"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("ParseRedis(%q) shows a password: %v", c.address, err)
			}
		}
	}
	_, err := ParseRedis("redis-sentinel://a:x/m?tls=yes")
	for _, want := range []string{"65535", "?master=name", "add ?master=mymaster", "true or false"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("all problems at once: %v; want %q among them", err, want)
		}
	}
}

func FuzzParseRedis(f *testing.F) {
	f.Add("redis://:secret@localhost:6379/1")
	f.Add("redis-sentinel://a,b:26380,[::1]?master=main&db=2&tls=true")
	f.Add("redis-cluster://[::1]:1,b")
	f.Fuzz(func(t *testing.T, address string) {
		r, err := ParseRedis(address)
		if err != nil || r.Embedded() {
			return
		}
		again, err := ParseRedis(r.String()) // loses only what is secret, and TLS
		if err != nil || again.String() != r.String() {
			t.Errorf("%q is understood as %s, and that as %s, %v", address, r, again, err)
		}
	})
}

func TestTheEmbeddedRedisForgetsExpiredKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newDesk(0), Options{})
		for key, ttl := range map[string]time.Duration{"short": 2 * time.Second, "long": time.Minute, "ever": 0} {
			if err := s.client.Set(t.Context(), key, "x", ttl).Err(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(3500 * time.Millisecond)
		if n := s.client.Exists(t.Context(), "short").Val(); n != 0 {
			t.Error("a key outlived its two seconds")
		}
		if n := s.client.Exists(t.Context(), "long", "ever").Val(); n != 2 {
			t.Error("a key was forgotten too early")
		}
		time.Sleep(time.Minute)
		if n := s.client.Exists(t.Context(), "long", "ever").Val(); n != 1 {
			t.Error("a minute passed and one of two keys should be left")
		}
	})
}
