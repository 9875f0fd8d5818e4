package scheduler

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheWorkOfTheDayIsAskedForAtOnceAndEveryMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		s := start(t, d, Options{})
		synctest.Wait()
		time.Sleep(5*time.Minute + time.Second)
		if d.asked() != 6 {
			t.Errorf("asked %d times in five minutes, want 6", d.asked())
		}
		stop(t, s)
		time.Sleep(5 * time.Minute)
		if d.asked() != 6 {
			t.Error("asked after the end")
		}
	})
}

func TestAFailureOfTheDaysWorkIsToldOnceAndStopsNoMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log safeBuilder
		d := newDesk(3)
		d.daily = errors.New("no disk")
		start(t, d, Options{Log: logTo(&log)})
		time.Sleep(3*time.Minute + time.Second)
		d.onceEach(t)
		if n := strings.Count(log.String(), "no disk"); n != 1 {
			t.Errorf("told %d times:\n%s", n, log.String())
		}
		d.mu.Lock()
		d.daily = nil
		d.mu.Unlock()
		time.Sleep(time.Minute + time.Second)
		if !strings.Contains(log.String(), "the work of the day is done") {
			t.Errorf("the end is not told:\n%s", log.String())
		}
	})
}

func (d *desk) asked() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.days
}
