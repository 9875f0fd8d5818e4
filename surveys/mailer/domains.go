package mailer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"halte/surveys"
)

// Limit says how fast mail may go to a recipient domain.
type Limit struct {
	Domain      string  // in punycode; "*" for each domain that is not named
	Rate        float64 // mails a second; 0 for as many as come
	Connections int     // mails at once; 0 for as many as come
}

// String gives "gmail.com: 20 a second, 4 at once".
func (l Limit) String() string {
	var words []string
	if l.Rate > 0 {
		words = append(words, strconv.FormatFloat(l.Rate, 'f', -1, 64)+" a second")
	}
	if l.Connections > 0 {
		words = append(words, strconv.Itoa(l.Connections)+" at once")
	}
	return l.Domain + ": " + strings.Join(words, ", ")
}

// ParseLimits reads "gmail.com rate=20 connections=4, outlook.com rate=5": one
// entry a line or between commas. Its error names every entry that is wrong.
func ParseLimits(text string) ([]Limit, error) {
	var all []Limit
	var problems []error
	seen := map[string]bool{}
	for _, e := range entries(text) {
		l, err := parseLimit(e)
		if err == nil && seen[l.Domain] {
			err = errors.New("is there twice")
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("entry %q %w", e.name, err))
			continue
		}
		seen[l.Domain] = true
		all = append(all, l)
	}
	return all, errors.Join(problems...)
}

func parseLimit(e entry) (Limit, error) {
	l := Limit{Domain: e.name}
	var err error
	if e.name != "*" {
		if l.Domain, err = domainName(e.name); err != nil {
			return l, err
		}
	}
	for name, value := range e.values {
		switch name {
		case "rate":
			l.Rate, err = parseRate(value)
		case "connections":
			l.Connections, err = parseCount(value, mostConnections)
		default:
			return l, fmt.Errorf("knows rate and connections, not %q", name)
		}
		if err != nil {
			return l, fmt.Errorf("has a %s that %w", name, err)
		}
	}
	if l.Rate == 0 && l.Connections == 0 {
		return l, errors.New("needs rate=… or connections=…")
	}
	return l, nil
}

func domainName(s string) (string, error) {
	a, err := surveys.ParseAddress("x@" + s)
	if err != nil {
		return "", errors.New("does not begin with a domain such as example.org")
	}
	return a.Domain(), nil
}

// entry is one "name key=value key=value" of a setting.
type entry struct {
	name   string
	values map[string]string
}

// entries reads a setting whose entries stand on lines or between commas.
func entries(text string) (all []entry) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' || r == ';' }) {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		e := entry{name: words[0], values: map[string]string{}}
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			e.values[name] = value
		}
		all = append(all, e)
	}
	return all
}

// domains keeps the pace towards recipient domains.
type domains struct {
	limits map[string]Limit
	mu     sync.Mutex
	lanes  map[string]*lane // of limited domains that were used lately
}

// lane is the way to one domain.
type lane struct {
	limiter *rateLimiter
	slots   chan struct{} // nil for as many as come
	users   int
}

// mostLanes bounds how many idle domains are remembered; of "*" there may be
// any number.
const mostLanes = 5000

func newDomains(limits []Limit) *domains {
	d := &domains{limits: map[string]Limit{}, lanes: map[string]*lane{}}
	for _, l := range limits {
		d.limits[l.Domain] = l
	}
	return d
}

// enter waits for a place on the way to a domain, at most for as long as most;
// leave gives it back. Where it would be longer, wait says how long and leave
// is nil.
func (d *domains) enter(ctx context.Context, domain string, most time.Duration, now func() time.Time, pass func(context.Context, time.Duration) bool) (leave func(), wait time.Duration) {
	l := d.use(domain)
	if l == nil {
		return func() {}, 0
	}
	if l.slots != nil {
		if !takeSlot(ctx, l.slots, most) {
			d.unuse(l)
			return nil, most
		}
	}
	leave = func() {
		if l.slots != nil {
			<-l.slots
		}
		d.unuse(l)
	}
	wait, ok := l.limiter.reserve(now(), most)
	if !ok {
		leave()
		return nil, l.limiter.retryAfter(now())
	}
	if wait > 0 && !pass(ctx, wait) {
		leave()
		return nil, wait
	}
	return leave, 0
}

// takeSlot waits for a slot until the time is up.
func takeSlot(ctx context.Context, slots chan struct{}, most time.Duration) bool {
	select {
	case slots <- struct{}{}:
		return true
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	select {
	case slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *domains) use(domain string) *lane {
	limit, ok := d.limits[domain]
	if !ok {
		if limit, ok = d.limits["*"]; !ok {
			return nil
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[domain]
	if l == nil {
		if len(d.lanes) >= mostLanes {
			d.forget()
		}
		l = &lane{limiter: newRateLimiter(limit.Rate)}
		if limit.Connections > 0 {
			l.slots = make(chan struct{}, limit.Connections)
		}
		d.lanes[domain] = l
	}
	l.users++
	return l
}

func (d *domains) unuse(l *lane) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l.users--
}

// forget drops the lanes that nobody is on.
func (d *domains) forget() {
	for domain, l := range d.lanes {
		if l.users == 0 {
			delete(d.lanes, domain)
		}
	}
}
