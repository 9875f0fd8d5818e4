package scheduler

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Redis is the Redis that carries the tasks. The zero value is the embedded one,
// which lives in this process, listens nowhere, and forgets everything when the
// process ends: right for a single process, and for no more than that.
type Redis struct {
	scheme  string
	options redis.UniversalOptions
}

// Embedded says whether Redis lives in this process, so that no other process
// can share it.
func (r Redis) Embedded() bool { return r.scheme == "" }

// String is the address without names and passwords, fit for a log.
func (r Redis) String() string {
	switch {
	case r.Embedded():
		return "embedded"
	case r.options.MasterName != "":
		return fmt.Sprintf("%s://%s/?master=%s&db=%d", r.scheme, strings.Join(r.options.Addrs, ","), url.QueryEscape(r.options.MasterName), r.options.DB)
	case r.options.IsClusterMode:
		return fmt.Sprintf("%s://%s", r.scheme, strings.Join(r.options.Addrs, ","))
	}
	return fmt.Sprintf("%s://%s/%d", r.scheme, strings.Join(r.options.Addrs, ","), r.options.DB)
}

// GoString keeps the password out of %#v.
func (r Redis) GoString() string { return r.String() }

// ParseRedis reads the address of a Redis:
//
//	                                                    the embedded one
//	redis://[[user]:password@]host[:port][/db]          one server
//	rediss://…                                          the same over TLS
//	redis-sentinel://[[user]:password@]host[:port],host[:port]?master=name[&db=n][&tls=true]
//	redis-cluster://[[user]:password@]host[:port],host[:port][?tls=true]
//
// User and password are those of Redis itself; sentinels that want their own
// take them from sentinel_user and sentinel_password. The error names all that
// is wrong and what to write instead, and never shows a password.
func ParseRedis(address string) (Redis, error) {
	if address = strings.TrimSpace(address); address == "" {
		return Redis{}, nil
	}
	scheme, rest, ok := strings.Cut(address, "://")
	known, ok2 := schemes[scheme]
	if !ok || !ok2 {
		return Redis{}, errors.New("write redis://host:6379/0, rediss://… for TLS, " +
			"redis-sentinel://host1,host2?master=name or redis-cluster://host1,host2; nothing at all means the embedded Redis")
	}
	p := parser{scheme: scheme, known: known, names: strings.Count(address, "@") == 0}
	p.parse(rest)
	if len(p.problems) > 0 {
		return Redis{}, errors.New(strings.Join(p.problems, "; "))
	}
	return Redis{scheme, p.options}, nil
}

// schemes lists the ways to reach a Redis, with their ports and parameters.
var schemes = map[string]scheme{
	"redis":          {port: "6379", path: true},
	"rediss":         {port: "6379", path: true, tls: true},
	"redis-sentinel": {port: "26379", many: true, parameters: []string{"master", "db", "tls", "sentinel_user", "sentinel_password"}},
	"redis-cluster":  {port: "6379", many: true, parameters: []string{"tls"}},
}

type scheme struct {
	port       string // when none is given
	path       bool   // the path is the number of the database
	many       bool   // several hosts may be given
	tls        bool
	parameters []string
}

type parser struct {
	scheme   string
	known    scheme
	names    bool // what stands in the address may be repeated in a problem: there is no password in it
	options  redis.UniversalOptions
	problems []string
}

func (p *parser) problem(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// parse takes the address apart by hand: package url knows one host only.
func (p *parser) parse(rest string) {
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, rest := rest[:end], rest[end:]
	if strings.Contains(rest, "@") || strings.Contains(rest, "#") {
		p.problem("a password with one of / ? # @ in it has to be percent-encoded: write %%2F for /, %%3F for ?, %%23 for #, %%40 for @")
		return
	}
	path, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		p.user(authority[:at])
		authority = authority[at+1:]
	}
	p.hosts(authority)
	p.path(strings.Trim(path, "/"))
	p.query(query)
	if p.known.tls {
		p.options.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	p.options.IsClusterMode = p.scheme == "redis-cluster"
}

func (p *parser) user(info string) {
	name, password, ok := strings.Cut(info, ":")
	if !ok {
		p.problem("before @ stands a name without a password: write user:password@, or :password@ without a name")
		return
	}
	var err error
	if p.options.Username, err = url.PathUnescape(name); err == nil {
		p.options.Password, err = url.PathUnescape(password)
	}
	if err != nil {
		p.problem("name or password holds a %% that encodes nothing: write %%25 for it")
	}
}

func (p *parser) hosts(list string) {
	hosts := strings.Split(list, ",")
	if !p.known.many && len(hosts) > 1 {
		p.problem("%s takes one host: write redis-sentinel://host1,host2?master=name or redis-cluster://host1,host2 for several", p.scheme)
		return
	}
	for _, host := range hosts {
		address, err := p.host(strings.TrimSpace(host))
		switch {
		case err == nil:
			p.options.Addrs = append(p.options.Addrs, address)
		case p.names:
			p.problem("%q is no host: %v", host, err)
		default:
			p.problem("a host is wrong: %v", err)
		}
	}
}

func (p *parser) host(s string) (string, error) {
	if strings.Trim(s, "[]") != "" && strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") || !strings.Contains(s, ":") {
		s += ":" + p.known.port
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", errors.New("write host, host:port or [address]:port")
	}
	if host == "" {
		return "", errors.New("the name is missing: write host:" + p.known.port)
	}
	if _, err := netip.ParseAddr(host); err != nil && strings.ContainsAny(host, ": \t[]") {
		return "", errors.New("write host, host:port or [address]:port")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("the port has to be a number from 1 to 65535, such as %s", p.known.port)
	}
	return net.JoinHostPort(host, port), nil
}

func (p *parser) path(path string) {
	switch {
	case path == "":
	case p.known.path:
		p.database(path, "/0")
	case p.options.IsClusterMode || p.scheme == "redis-cluster":
		p.problem("a cluster has no numbered databases: write nothing after the hosts")
	default:
		p.problem("write the name of the master and the database as ?master=%s&db=0", "name")
	}
}

func (p *parser) database(number, example string) {
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		p.problem("the database has to be a number: write %s", example)
	}
	p.options.DB = int(n)
}

func (p *parser) query(query string) {
	values, err := url.ParseQuery(query)
	if err != nil {
		p.problem("what follows ? cannot be read: write name=value&name=value")
		return
	}
	for name := range values {
		if !slices.Contains(p.known.parameters, name) {
			p.problem("%s knows no parameter %q%s", p.scheme, name, p.hint())
		}
	}
	slices.Sort(p.problems) // the map has no order
	p.options.MasterName = values.Get("master")
	p.options.SentinelUsername = values.Get("sentinel_user")
	p.options.SentinelPassword = values.Get("sentinel_password")
	if p.scheme == "redis-sentinel" && p.options.MasterName == "" {
		p.problem("the name of the master is missing: add ?master=mymaster")
	}
	if db := values.Get("db"); db != "" {
		p.database(db, "db=0")
	}
	switch values.Get("tls") {
	case "", "false":
	case "true":
		p.known.tls = true
	default:
		p.problem("tls is true or false")
	}
}

func (p *parser) hint() string {
	if len(p.known.parameters) > 0 {
		return ": it knows " + strings.Join(p.known.parameters, ", ")
	}
	return ": write " + p.scheme + "://host:6379/0, the database as a number after the host"
}
