package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	message "github.com/emersion/go-message/mail"

	"halte/surveys"
	"halte/surveys/surveystest/smtpsink"
)

func TestWhatWasAcknowledgedIsThereOnceThoughTheAPIWasKilled(t *testing.T) {
	t.Parallel()
	onBoth(t, smtpsink.Options{}, func(t *testing.T, w *world, role string) {
		f := newFlood(w)
		kill := w.kill
		if role == "worker" { // the API has a process of its own, which sends nothing
			w.serve("worker")
			role, kill = "api", func(p *running) { p.Kill() }
		}
		p := w.serve(role)
		f.leadTo(p)
		f.begin()
		for i := range scaled(20, 3) {
			w.eventually("more is acknowledged", func() bool { return f.acknowledged() > (i+1)*scaled(500, 100) })
			time.Sleep(time.Duration(w.random.IntN(20_000)) * time.Microsecond)
			kill(p)
			if role == "all" {
				w.leasesEnd()
			}
			p = w.serve(role)
			f.leadTo(p)
		}
		f.end()
		w.invited = len(f.events)
		w.settles()
		f.counts()
	})
}

// flood is some clients that send events and answers, and repeat what was not
// acknowledged, as clients do.
type flood struct {
	w       *world
	key     string
	base    atomic.Pointer[string]
	done    chan struct{}
	clients sync.WaitGroup

	mu      sync.Mutex // what was acknowledged:
	events  map[string]bool
	answers map[string]int // stored id to rating, of those that came in elsewhere
	links   map[string]int // invitation to rating, of those that followed a link
}

func newFlood(w *world) *flood {
	return &flood{
		w: w, key: w.halte("key", "create", "--name=flood", "--scope=events", "--scope=responses"),
		done: make(chan struct{}), events: map[string]bool{}, answers: map[string]int{}, links: map[string]int{},
	}
}

// leadTo tells the clients where the API is now.
func (f *flood) leadTo(p *running) { f.base.Store(&p.base) }

// begin starts the clients.
func (f *flood) begin() {
	ctx := within(f.w.t)
	for client := range 4 {
		f.clients.Go(func() { f.sendEvents(ctx, client) })
	}
	for client := range 2 {
		f.clients.Go(func() { f.sendAnswers(ctx, client) })
	}
	f.clients.Go(func() { f.followLinks(ctx) })
}

// end lets every client have its last acknowledgement.
func (f *flood) end() {
	close(f.done)
	f.clients.Wait()
}

func (f *flood) over() bool {
	select {
	case <-f.done:
		return true
	default:
		return f.w.t.Failed()
	}
}

func (f *flood) acknowledged() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.events) + len(f.answers) + len(f.links)
}

func (f *flood) sendEvents(ctx context.Context, client int) {
	for n := 0; !f.over(); n++ {
		var events, ids []string
		for i := range 1 + n%3 {
			id := fmt.Sprintf("e-%d-%d-%d", client, n, i)
			ids = append(ids, id)
			events = append(events, fmt.Sprintf(`{"id":%q,"name":"order.delivered","contact":{"id":%q,"email":"%s@example.org"}}`, id, id, id))
		}
		if f.post(ctx, "/v1/events", "["+strings.Join(events, ",")+"]") {
			f.mu.Lock()
			for _, id := range ids {
				f.events[id] = true
			}
			f.mu.Unlock()
		}
	}
}

func (f *flood) sendAnswers(ctx context.Context, client int) {
	for n := 0; !f.over(); n++ {
		id := fmt.Sprintf("a-%d-%d", client, n)
		if f.post(ctx, "/v1/responses", fmt.Sprintf(`{"id":%q,"survey":"delivery-nps","rating":%d}`, id, n%11)) {
			f.mu.Lock()
			f.answers[surveys.ExternalResponseID(id)] = n % 11
			f.mu.Unlock()
		}
	}
}

// followLinks answers the mails as they arrive.
func (f *flood) followLinks(ctx context.Context) {
	for n := 0; !f.over(); {
		mails := f.w.sink.Mails()
		if n == len(mails) {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		id, token := messageID.FindSubmatch(mails[n].Data), linkIn(mails[n].Data)
		if id == nil || token == "" {
			f.w.t.Errorf("a mail has no link or no Message-ID:\n%s", mails[n].Data)
			return
		}
		if f.post(ctx, "/r/"+token, fmt.Sprintf(`{"rating":%d}`, n%11)) {
			f.mu.Lock()
			f.links[string(id[1])] = n % 11
			f.mu.Unlock()
		}
		n++
	}
}

var link = regexp.MustCompile(`http://halte\.localhost/r/([\w-]+)`)

// linkIn finds the token in a mail.
func linkIn(data []byte) string {
	r, err := message.CreateReader(bytes.NewReader(data))
	if err != nil {
		return ""
	}
	for {
		part, err := r.NextPart()
		if err != nil {
			return ""
		}
		body, _ := io.ReadAll(part.Body)
		if found := link.FindSubmatch(body); found != nil {
			return string(found[1])
		}
	}
}

// post sends a body until it is acknowledged. It says false when it never was.
func (f *flood) post(ctx context.Context, path, body string) bool {
	for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, *f.base.Load()+path, strings.NewReader(body))
		if err != nil {
			f.w.t.Error(err)
			return false
		}
		r.Header.Set("Authorization", "Bearer "+f.key)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			continue // it was killed
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		switch {
		case response.StatusCode < 300:
			var of struct {
				Results []struct{ Status, Field, Reason string }
			}
			if err == nil {
				_ = json.Unmarshal(text, &of)
			}
			for _, one := range of.Results {
				if one.Status == "refused" {
					f.w.t.Errorf("%s %s was refused: %s", one.Field, one.Reason, body)
					return false
				}
			}
			return true // the status came, and that is the promise
		case response.StatusCode < 500:
			f.w.t.Errorf("%s: %s: %s", path, response.Status, text)
			return false
		}
	}
	return false
}

// counts holds the database against what was acknowledged.
func (f *flood) counts() {
	w := f.w
	w.t.Helper()
	for _, table := range []string{"decisions", "invitations"} {
		of := map[string]string{}
		for _, row := range w.rows("SELECT event_id, cast(count(*) AS text) FROM " + table + " GROUP BY event_id") {
			of[row[0]] = row[1]
		}
		wrong := 0
		for id := range f.events {
			if of[id] != "1" {
				wrong++
			}
		}
		if wrong > 0 {
			w.t.Errorf("%d of %d acknowledged events have not one row in %s", wrong, len(f.events), table)
		}
	}
	stored := len(w.ids("SELECT id FROM events"))
	if stored != len(f.events) {
		w.t.Errorf("%d events are stored, want %d", stored, len(f.events))
	}
	f.same("answer", f.answers, w.rows("SELECT id, cast(rating AS text) FROM responses WHERE invitation = ''"))
	// The same answer again is another revision of it; the newest counts.
	f.same("answer behind a link", f.links, w.rows("SELECT invitation, cast(rating AS text) FROM responses AS r WHERE invitation <> ''"+
		" AND revision = (SELECT max(revision) FROM responses AS newer WHERE newer.id = r.id)"))
	w.t.Logf("%d events, %d answers and %d answers behind links acknowledged; %s", len(f.events), len(f.answers), len(f.links), w.halte("rollup", "verify"))
}

// same wants each acknowledged answer once, with its rating.
func (f *flood) same(what string, acknowledged map[string]int, rows [][2]string) {
	f.w.t.Helper()
	stored := map[string]string{}
	for _, row := range rows {
		if _, twice := stored[row[0]]; twice {
			f.w.t.Errorf("%s %s is there twice", what, row[0])
		}
		stored[row[0]] = row[1]
	}
	wrong := 0
	for id, rating := range acknowledged {
		if stored[id] != fmt.Sprint(rating) {
			wrong++
		}
	}
	if wrong > 0 || len(stored) != len(acknowledged) {
		f.w.t.Errorf("of %d acknowledged (%s) %d are missing or other than they were, and %d are stored", len(acknowledged), what, wrong, len(stored))
	}
}
