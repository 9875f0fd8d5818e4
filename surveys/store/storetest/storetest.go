// Package storetest is the conformance suite of package store: a database is
// right when it passes. Every test is a sentence about what a store promises.
package storetest

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

// promise is a sentence about a store, and how to see that it is true.
type promise struct {
	sentence string
	holds    func(subject)
}

// Conform checks that a store keeps its promises to the rooms. open gives a fresh
// and empty one, and closes it when the test ends.
func Conform(t *testing.T, open func(*testing.T) *store.Store) {
	for _, p := range slices.Concat(reach, transactions, definitions, contacts, quarantine, events, invitations, leases, reminders, responses, rollups, improvements, erasure, keys, alerts, replays, pairs, repeats, followUps) {
		t.Run(p.sentence, func(t *testing.T) {
			t.Parallel()
			defer report(t)
			p.holds(subject{open(t), t})
		})
	}
}

// subject is the store that is looked at.
type subject struct {
	*store.Store
	*testing.T
}

// do runs a transaction that is meant to succeed.
func (s subject) do(fn func(tx store.Tx)) {
	checkAt(s.Update(s.Context(), func(tx store.Tx) error {
		fn(tx)
		return nil
	}), 2)
}

// wants fails the test unless got is want.
func wants[V any](s subject, what string, got, want V) {
	s.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		s.Errorf("%s is\n%s, not\n%s", what, g, w)
	}
}

// wantsKind fails the test unless err is of that kind.
func wantsKind(s subject, what string, err error, want surveys.Kind) {
	s.Helper()
	if err == nil || surveys.KindOf(err) != want {
		s.Errorf("%s gives the error %v, which is not of kind %d", what, err, want)
	}
}

// stop ends a test from deep inside; whatever store it passes through must roll
// back on the way.
type stop string

// must gives the value, or ends the test.
func must[V any](v V, err error) V {
	checkAt(err, 2)
	return v
}

// check ends the test when there is an error.
func check(err error) { checkAt(err, 2) }

func checkAt(err error, depth int) {
	if err != nil {
		_, file, line, _ := runtime.Caller(depth)
		panic(stop(fmt.Sprintf("%s:%d: %v", filepath.Base(file), line, err)))
	}
}

// report turns a stop into a failure of the test.
func report(t *testing.T) {
	t.Helper()
	switch p := recover().(type) {
	case nil:
	case stop:
		t.Error(string(p))
	default:
		panic(p)
	}
}

// together runs fn n times at once and waits for all of them.
func (s subject) together(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer report(s.T)
			fn(i)
		})
	}
	all.Wait()
}

// within gives a context for what must not block: nothing here takes long.
func (s subject) within() context.Context {
	ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
	s.Cleanup(cancel)
	return ctx
}

// noon is the time at which everything happens, unless it happens later.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 123456000, time.UTC)

// hours after noon.
func hours(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }

// id makes ids that sort like their numbers.
func id(prefix string, n int) string { return fmt.Sprintf("%s-%04d", prefix, n) }

func ids(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = id(prefix, i)
	}
	return list
}

func keysOf[V any](m map[string]V) []string {
	list := []string{}
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
