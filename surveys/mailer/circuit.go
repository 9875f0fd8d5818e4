package mailer

import (
	"sync"
	"time"
)

// circuit says whether a server may be talked to. After troubles in a row it
// opens: the server is left alone for a while, then one mail finds out whether
// it is well again (half open). Each failed probe doubles the while.
type circuit struct {
	mu       sync.Mutex
	troubles int           // in a row
	rest     time.Duration // of the last opening; zero while closed
	until    time.Time     // nobody talks to it before; zero while closed
	probing  bool
}

const (
	troublesToOpen = 5 // a server that is away is noticed within one round of workers

	// A server that is away may be back in a moment.
	firstRest, longestRest = 5 * time.Second, 5 * time.Minute
	// One that does not want us (5.7.x) is for a person to mend. Some say so of
	// a single mail, too, so it is asked again soon enough.
	firstPause, longestPause = time.Minute, 15 * time.Minute
)

// verdict is what a conversation says of its server.
type verdict int

const (
	well      verdict = iota // it did its work, also when it refused the mail
	trouble                  // it was away, silent or too busy
	unwelcome                // it does not take mail from us
	nothing                  // the conversation was called off
)

// state is how a circuit looks from outside.
type state int

const (
	closed state = iota
	halfOpen
	open
)

func (c *circuit) state(now time.Time) state {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.until.IsZero():
		return closed
	case c.probing || !now.Before(c.until):
		return halfOpen
	}
	return open
}

// wait is how long the server is still to be left alone; zero when it may be
// talked to. While a probe is under way that is a moment.
func (c *circuit) wait(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.until.IsZero():
		return 0
	case c.probing:
		return firstRest
	}
	return max(0, c.until.Sub(now))
}

// enter lets a mail through, to be followed by leave with the same probe. Of
// those that come while it is half open one is let through: the probe.
func (c *circuit) enter(now time.Time) (probe, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.until.IsZero() {
		return false, true
	}
	if c.probing || now.Before(c.until) {
		return false, false
	}
	c.probing = true
	return true, true
}

// leave takes in how a conversation went that enter let through. It says whether
// the circuit opened or closed by it, and for how long it is open.
func (c *circuit) leave(now time.Time, probe bool, v verdict) (changed bool, rest time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	opened := !c.until.IsZero()
	if probe {
		c.probing = false
	}
	switch {
	case v == nothing:
		return false, c.rest
	case opened && !probe: // it began before the others failed
		return false, c.rest
	case v == well:
		c.troubles, c.rest, c.until = 0, 0, time.Time{}
		return opened, 0
	}
	if c.troubles++; v == trouble && !opened && c.troubles < troublesToOpen {
		return false, 0
	}
	first, longest := firstRest, longestRest
	if v == unwelcome {
		first, longest = firstPause, longestPause
	}
	c.rest = min(max(2*c.rest, first), longest)
	c.until = now.Add(c.rest)
	return !opened, c.rest
}
