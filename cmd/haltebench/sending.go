package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"halte/surveys/surveystest/smtpsink"
)

// measureSending measures how fast mails that are due go out, on each database, and on
// PostgreSQL beside how fast the bare parts send as many.
func (b *bencher) measureSending(ctx context.Context) error {
	return b.on(ctx, func(db database) error {
		sink, err := smtpsink.Listen(smtpsink.Options{CountOnly: true})
		if err != nil {
			return err
		}
		defer sink.Close()
		db.env["HALTE_SMTP_URL"] = sink.URL()
		h, profiles, err := b.start(ctx, db)
		if err != nil {
			return err
		}
		defer h.stop()
		var bare func() (sample, error)
		if db.redis != "" {
			bare = func() (sample, error) { return bareSending(ctx, b.mails, db, sink) }
		}
		r := row{Work: fmt.Sprintf("mails, %s due", number(float64(b.mails))), Database: db.name, Unit: "/s", Target: "ratio >= 1.0, CPU <= 0.5"}
		err = b.measured(r, b.repeat, bare, func() (s sample, err error) {
			if err := h.due(ctx, b.mails); err != nil {
				return s, err
			}
			err = profiles.during(ctx, "sending "+db.name, 5*time.Second, func() error {
				s, err = h.sends(ctx, b.mails, sink)
				return err
			})
			return s, err
		})
		if err != nil {
			return err
		}
		b.figure(row{Work: "resident memory, peak while sending", Database: db.name, Unit: "MB", Target: "<= 128"}, h.peak())
		return nil
	})
}

// due lets so many mails become due while sending is paused, or up to 499 more.
func (h *program) due(ctx context.Context, n int) error {
	if _, err := h.run(ctx, "", "pause"); err != nil {
		return err
	}
	client := &http.Client{Timeout: time.Minute}
	for range (n + 499) / 500 {
		if err := post(ctx, client, h.base+"/v1/events", h.key, 500, dueEvents(500)(sent.Add(1))); err != nil {
			return err
		}
	}
	return nil
}

// sends measures from the resuming to the last of the mails that are due.
func (h *program) sends(ctx context.Context, n int, sink *smtpsink.Sink) (sample, error) {
	n = (n + 499) / 500 * 500
	before := sink.Count()
	server := serverCPU(ctx, h.env["HALTE_DATABASE_URL"])
	cpu, begin := h.cpu(), time.Now()
	if _, err := h.run(ctx, "", "resume"); err != nil {
		return sample{}, err
	}
	for last, at := before, begin; ; time.Sleep(20 * time.Millisecond) {
		mails, now := sink.Count(), time.Now()
		if mails-before >= n {
			thousands := float64(n) / 1000
			return sample{
				Value: float64(n) / now.Sub(begin).Seconds(), CPU: (h.cpu() - cpu) / thousands,
				Server: (serverCPU(ctx, h.env["HALTE_DATABASE_URL"]) - server) / thousands,
			}, nil
		}
		if mails > last {
			last, at = mails, now
		}
		if now.Sub(at) > 30*time.Second {
			return sample{}, fmt.Errorf("after %d of %d mails no more came for half a minute: %s", mails-before, n, h.log.String())
		}
	}
}

// bareSending has the bare parts send as many, as a process of their own.
func bareSending(ctx context.Context, n int, db database, sink *smtpsink.Sink) (s sample, err error) {
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(ctx, self, "floorsend", "-db", db.url, "-redis", db.redis, "-smtp", strings.TrimPrefix(sink.URL(), "smtp://"), "-n", strconv.Itoa(n))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(out, &s)
}
