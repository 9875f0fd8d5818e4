package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
	"halte/surveys/surveystest/smtpsink"
)

// benchSending measures how fast mails that are due go out, on each database, and beside
// PostgreSQL how fast the bare parts send as many in the same run.
func benchSending(ctx context.Context, o settings, program, folder string) error {
	sink, err := smtpsink.Listen(smtpsink.Options{CountOnly: true})
	if err != nil {
		return err
	}
	defer sink.Close()
	if o.only != "postgres" {
		env := map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(folder, "sending", "halte.db")}
		if err := sendingOn(ctx, o, program, "SQLite and embedded Redis", env, sink, nil); err != nil {
			return err
		}
	}
	if o.only == "sqlite" {
		return nil
	}
	db, redis, end, err := servers.Outside()
	if err != nil {
		return fmt.Errorf("PostgreSQL and Redis are needed: %w", err)
	}
	defer end()
	env := map[string]string{"HALTE_DATABASE_URL": db, "HALTE_REDIS_URL": redis, "HALTE_SECRET": surveystest.ProgramSecret}
	bare := func() (sendRate, error) { return bareSending(ctx, o, db, redis, sink) }
	return sendingOn(ctx, o, program, "PostgreSQL and Redis", env, sink, bare)
}

// sendRate is how fast mails went out, and what a thousand of them cost.
type sendRate struct {
	Mails   int     `json:"mails"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`    // seconds of the sending process
	Server  float64 `json:"server"` // seconds of PostgreSQL, 0 where there is none
	Peak    float64 `json:"peak"`   // MB
	Failed  int     `json:"failed"` // mails
}

func (r sendRate) perSecond() float64 { return float64(r.Mails) / r.Seconds }

func (r sendRate) String() string {
	return fmt.Sprintf("%6.0f mails/s  %.2f CPU-s per 1,000 (PostgreSQL %.2f)  peak %.0f MB", r.perSecond(), 1000*r.CPU/float64(r.Mails), 1000*r.Server/float64(r.Mails), r.Peak)
}

// sendingOn prints the medians of some runs over one database.
func sendingOn(ctx context.Context, o settings, program, name string, env map[string]string, sink *smtpsink.Sink, bare func() (sendRate, error)) error {
	fmt.Printf("\n%s, %d mails due, %d times\n", name, o.sending, o.repeat)
	env["HALTE_SMTP_URL"] = sink.URL()
	profiles, err := newProfiles(o.profile, env)
	if err != nil {
		return err
	}
	h, err := startHalte(ctx, program, env)
	if err != nil {
		return err
	}
	defer h.stop()
	var ratios []float64
	for range o.repeat {
		var floor sendRate
		if bare != nil {
			if floor, err = bare(); err != nil {
				return fmt.Errorf("the bare parts: %w", err)
			}
			fmt.Printf("  the bare parts  %s\n", floor)
		}
		if err := h.due(ctx, o.sending); err != nil {
			return err
		}
		var r sendRate
		if err := profiles.during(ctx, "sending-"+strings.Fields(name)[0], 5*time.Second, func() (err error) {
			r, err = h.sends(ctx, o.sending, sink)
			return err
		}); err != nil {
			return err
		}
		fmt.Printf("  Halte           %s\n", r)
		if bare != nil {
			ratios = append(ratios, r.perSecond()/floor.perSecond())
		}
	}
	if len(ratios) > 0 {
		slices.Sort(ratios)
		fmt.Printf("  ratio %.2f (median; %.2f to %.2f)\n", percentile(ratios, .5), ratios[0], ratios[len(ratios)-1])
	}
	return nil
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
func (h *program) sends(ctx context.Context, n int, sink *smtpsink.Sink) (sendRate, error) {
	n = (n + 499) / 500 * 500
	before := sink.Count()
	server := serverCPU(ctx, h.env["HALTE_DATABASE_URL"])
	cpu, begin := h.cpu(), time.Now()
	if _, err := h.run(ctx, "", "resume"); err != nil {
		return sendRate{}, err
	}
	for last, at := before, begin; ; time.Sleep(20 * time.Millisecond) {
		mails, now := sink.Count(), time.Now()
		if mails-before >= n {
			return sendRate{
				Mails: n, Seconds: now.Sub(begin).Seconds(), CPU: h.cpu() - cpu, Peak: h.peak(),
				Server: serverCPU(ctx, h.env["HALTE_DATABASE_URL"]) - server,
			}, nil
		}
		if mails > last {
			last, at = mails, now
		}
		if now.Sub(at) > 30*time.Second {
			return sendRate{}, fmt.Errorf("after %d of %d mails no more came for half a minute: %s", mails-before, n, h.log.String())
		}
	}
}

func dueEvents(count int64) func(int64) []byte {
	return func(n int64) []byte {
		return bytes.ReplaceAll(manyEvents(count)(n), []byte(`"event.7"`), []byte(`"event.now"`))
	}
}

// bareSending has the bare parts send as many, as a process of their own.
func bareSending(ctx context.Context, o settings, db, redis string, sink *smtpsink.Sink) (r sendRate, err error) {
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	cmd := exec.CommandContext(ctx, self, "floorsend", "-db", db, "-redis", redis, "-smtp", strings.TrimPrefix(sink.URL(), "smtp://"), "-n", strconv.Itoa(o.sending))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(out, &r)
}
