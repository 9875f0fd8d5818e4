package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"halte/surveys/surveystest/smtpsink"
)

// measureProgram weighs the program as it is shipped.
func (b *bencher) measureProgram(ctx context.Context) error {
	path := filepath.Join(b.folder, "stripped")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "nomsgpack", "-ldflags", "-s -w", "-o", path, "halte/cmd/halte")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.figure(row{Work: "the program without its symbols", Unit: "MB", Target: "<= 35"}, float64(info.Size())/1e6)
	return nil
}

// work is something that comes in over HTTP.
type work struct {
	name, path string
	perRequest int
	clients    []int
	body       func(n int64) []byte // nil: it is fetched
	floor      string               // the path at the bare parts
	target     map[string]string    // by database, and by connections where they matter
}

func intakeWork() []work {
	many := []int{10, 16, 64}
	oneByOne := map[string]string{"PostgreSQL 16": "ratio >= 1.3", "PostgreSQL 64": "ratio >= 2.0"}
	return []work{
		{"events, one a request", "/v1/events", 1, many, oneEvent, "/event", merged(oneByOne, "SQLite", ">= 5,000/s")},
		{"answers on one hot touchpoint", "/v1/responses", 1, many, oneAnswer, "/answer", merged(oneByOne, "SQLite", ">= 8,000/s")},
		{"events, 500 a request", "/v1/events", 500, []int{4}, manyEvents(500), "/events", map[string]string{"PostgreSQL": "ratio >= 0.6"}},
	}
}

func merged(m map[string]string, key, value string) map[string]string {
	all := map[string]string{key: value}
	for k, v := range m {
		all[k] = v
	}
	return all
}

// measureIntake measures what comes in, on each database, and the memory it takes.
func (b *bencher) measureIntake(ctx context.Context) error {
	return b.on(ctx, func(db database) error {
		floor := ""
		if db.redis != "" {
			base, end, err := startFloor(ctx, db.url, db.redis)
			if err != nil {
				return err
			}
			defer end()
			floor = base
		}
		sink, err := smtpsink.Listen(smtpsink.Options{})
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
		if err := h.settle(ctx); err != nil {
			return err
		}
		b.figure(row{Work: "resident memory, idle", Database: db.name, Unit: "MB", Target: "<= 40"}, h.resident())
		for _, w := range intakeWork() {
			err := profiles.during(ctx, "intake "+w.name+" "+db.name, b.duration, func() error { return b.load(ctx, h, db, w, floor) })
			if err != nil {
				return err
			}
		}
		page, err := surveyPage(ctx, h, sink)
		if err != nil {
			return err
		}
		if err := b.load(ctx, h, db, page, floor); err != nil {
			return err
		}
		b.figure(row{Work: "resident memory, peak under these", Database: db.name, Unit: "MB", Target: "<= 128"}, h.peak())
		return nil
	})
}

func (b *bencher) load(ctx context.Context, h *program, db database, w work, floor string) error {
	if b.quick && len(w.clients) > 1 {
		w.clients = []int{16}
	}
	for _, clients := range w.clients {
		var bare func() (sample, error)
		if floor != "" {
			bare = func() (sample, error) { return loadOnce(ctx, b.duration, floor+w.floor, "", clients, w) }
		}
		r := row{Work: w.name, Database: db.name, Connections: clients, Unit: "/s", Target: w.target[db.name]}
		if r.Target == "" {
			r.Target = w.target[fmt.Sprint(db.name, " ", clients)]
		}
		err := b.measured(r, b.repeat, bare, func() (sample, error) {
			cpu, server := h.cpu(), serverCPU(ctx, db.url)
			s, err := loadOnce(ctx, b.duration, h.base+w.path, h.key, clients, w)
			s.CPU, s.Server = 1000*(h.cpu()-cpu)/s.N, 1000*(serverCPU(ctx, db.url)-server)/s.N
			return s, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var answerLink = regexp.MustCompile(`/r/([a-z0-9]+)`)

// surveyPage has one mail sent, and gives the page that its link leads to.
func surveyPage(ctx context.Context, h *program, sink *smtpsink.Sink) (work, error) {
	n := sink.Count()
	if err := post(ctx, http.DefaultClient, h.base+"/v1/events", h.key, 1, dueEvent(sent.Add(1))); err != nil {
		return work{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := sink.Wait(ctx, n+1); err != nil {
		return work{}, fmt.Errorf("no mail came: %w: %s", err, h.log.String())
	}
	mail := sink.Mails()[n].Data
	link := answerLink.FindSubmatch(mail)
	if link == nil {
		return work{}, fmt.Errorf("there is no link in the mail:\n%s", mail)
	}
	return work{name: "survey page", path: "/r/" + string(link[1]), perRequest: 1, clients: []int{16}, floor: "/page"}, nil
}
