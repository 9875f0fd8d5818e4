package servers

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Route is what a reverse proxy does with requests to a path of its host, such as
// "/ask", or "" for the whole host; all others it answers itself, with 404.
type Route struct {
	Root   string
	Strips bool   // the root is taken off before a request is passed on
	To     string // http://host:port of the server behind
}

// Nginx starts an nginx for this test and gives its address, http://127.0.0.1:port. It
// keeps connections to the server behind open and leaves the header Host to its
// defaults, which is the name of the upstream.
func Nginx(tb testing.TB, r Route) string {
	tb.Helper()
	return proxy(tb, "nginx", func(dir, port, ready string) string {
		pass, others := "http://behind", "location / { return 404; }"
		if r.Strips {
			pass += "/"
		}
		if r.Root == "" {
			others = ""
		}
		return fmt.Sprintf(`
daemon off;
master_process off;
pid %[1]s/nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s; uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
	upstream behind { server %[2]s; keepalive 8; }
	server {
		listen 127.0.0.1:%[3]s;
		client_max_body_size 8m;
		location = %[4]s { return 204; }
		%[7]s
		location %[5]s/ { proxy_pass %[6]s; proxy_http_version 1.1; proxy_set_header Connection ""; }
	}
}
`, dir, strings.TrimPrefix(r.To, "http://"), port, ready, r.Root, pass, others)
	}, "-e", "stderr", "-c")
}

// HAProxy starts a HAProxy for this test and gives its address, http://127.0.0.1:port.
// It runs in mode http with its defaults: it passes Host on as it came.
func HAProxy(tb testing.TB, r Route) string {
	tb.Helper()
	return proxy(tb, "haproxy", func(_, port, ready string) string {
		strip := ""
		if r.Strips {
			strip = "http-request replace-path " + r.Root + "/(.*) /\\1"
		}
		return fmt.Sprintf(`
global
	noreuseport
defaults
	mode http
	timeout connect 10s
	timeout client 60s
	timeout server 60s
frontend www
	bind 127.0.0.1:%s
	http-request return status 204 if { path %s }
	http-request return status 404 unless { path_beg %s/ }
	%s
	default_backend behind
backend behind
	server behind %s
`, port, ready, r.Root, strip, strings.TrimPrefix(r.To, "http://"))
	}, "-db", "-f")
}

// proxy starts a program whose last argument is a file of settings, and returns when it
// answers at the path ready, which only those settings know.
func proxy(tb testing.TB, program string, settings func(dir, port, ready string) string, arguments ...string) string {
	tb.Helper()
	unlessLeftOut(tb, program)
	path := lookPath(program)
	if path == "" {
		lacking(tb, program, program+" is not installed")
	}
	dir, ready := tb.TempDir(), "/"+rand.Text()
	var err error
	for range attempts {
		var port string
		if port, err = freePort(); err != nil {
			break
		}
		file := filepath.Join(dir, program+".conf")
		if err = os.WriteFile(file, []byte(settings(dir, port, ready)), 0o600); err != nil {
			break
		}
		address := "http://" + net.JoinHostPort("127.0.0.1", port)
		var server *process
		server, err = serve(exec.Command(path, append(arguments, file)...), syscall.SIGKILL, dir, func(ctx context.Context) error {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+ready, nil)
			if err != nil {
				return err
			}
			reply, err := http.DefaultClient.Do(request)
			if err != nil {
				return err
			}
			reply.Body.Close()
			if reply.StatusCode != http.StatusNoContent {
				err = fmt.Errorf("another server listens on %s", address)
			}
			return err
		})
		if err == nil {
			tb.Cleanup(server.stop)
			return address
		}
	}
	tb.Fatalf("cannot start %s: %v", program, err)
	return ""
}

// lookPath finds a program, also where Debian keeps those of administrators; "" where
// there is none.
func lookPath(program string) string {
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
