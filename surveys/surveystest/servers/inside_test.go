package servers

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func TestAPartIsNamedByItselfOrWithAllOthers(t *testing.T) {
	for _, c := range []struct {
		list string
		want bool
	}{
		{"", false},
		{"redis", false},
		{"redis, postgres", true},
		{"all", true},
		{"postgresql", false},
	} {
		if got := named(c.list, "postgres"); got != c.want {
			t.Errorf("%q names postgres: %t, want %t", c.list, got, c.want)
		}
	}
}

func TestAPartThatIsLeftOutIsNotLookedFor(t *testing.T) {
	t.Setenv("HALTE_TEST_SKIP", "postgres, redis, nginx, haproxy, pgbouncer, chromium")
	t.Setenv("HALTE_TEST_REQUIRE", "")
	for what, asks := range map[string]func(t *testing.T){
		"PostgreSQL":         func(t *testing.T) { Postgres(t) },
		"a PostgreSQL alone": func(t *testing.T) { OwnPostgres(t) },
		"Redis":              func(t *testing.T) { Redis(t) },
		"Redis Cluster":      func(t *testing.T) { RedisCluster(t) },
		"a browser":          func(t *testing.T) { Chromium(t) },
		"nginx":              func(t *testing.T) { Nginx(t, Route{}) },
		"PgBouncer":          func(t *testing.T) { PgBouncer(t, "", 1) },
		"HAProxy":            func(t *testing.T) { HAProxy(t, Route{}) },
	} {
		skipped := false
		t.Run(what, func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			asks(t)
		})
		if !skipped {
			t.Errorf("%s is there", what)
		}
	}
}

func TestTheNewestPostgreSQLIsPreferred(t *testing.T) {
	got := newestFirst([]string{"/pg/9.6/bin", "/pg/15/bin", "/pg/18/bin"})
	if want := []string{"/pg/18/bin", "/pg/15/bin", "/pg/9.6/bin"}; !slices.Equal(got, want) {
		t.Errorf("order is %q, want %q", got, want)
	}
}

func TestAFolderIsSweptOnlyAfterItsProcessIsGone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("folders are locked on Linux only")
	}
	t.Setenv("TMPDIR", t.TempDir())
	ours, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.remove()
	left, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := left.lock.Close(); err != nil { // as the kernel does for the dead
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left.path, "data"), nil, 0o600); err != nil {
		t.Fatal(err)
	}

	sweep()

	if _, err := os.Stat(ours.path); err != nil {
		t.Errorf("a folder in use was removed: %v", err)
	}
	if _, err := os.Stat(left.path); !os.IsNotExist(err) {
		t.Errorf("a folder left behind is still there: %v", err)
	}
}
