package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// benchmarkDefinition is a company with twenty touchpoints, each with an NPS survey and a
// trigger of its own.
func benchmarkDefinition() string {
	var b strings.Builder
	b.WriteString(`{"organisation":{"name":"Bench","timezone":"Europe/Amsterdam","languages":["en"],"quarantine":"7d","sender":{"name":"Bench","address":"ask@bench.test"}},
"segments":{"country":"contact.properties.country"},"journeys":[{"key":"j","name":{"en":"J"},"stages":[{"key":"s","name":{"en":"S"},"touchpoints":[`)
	list := func(format string) {
		for i := range 20 {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
	}
	list(`{"key":"t#","name":{"en":"Touchpoint #"},"channel":"web"}`)
	b.WriteString(`]}]}],"surveys":[`)
	list(`{"key":"s#","touchpoint":"t#","metric":"nps","question":{"en":"How likely?"},"follow_ups":[{"key":"why","type":"comment","question":{"en":"Why?"}}]}`)
	b.WriteString(`],"triggers":[`)
	list(`{"key":"r#","survey":"s#","on":"event.#","delay":"24h","window":{"from":"09:00","to":"20:00"},"expires":"21d"}`)
	b.WriteString(`,{"key":"now","survey":"s0","on":"event.now","expires":"21d"}]}`)
	return b.String()
}

// run makes ids of this run different from those of the last.
var run = time.Now().UnixNano() % 1e9

func oneEvent(n int64) []byte {
	return fmt.Appendf(nil, `{"id":"e-%d-%d","name":"event.7","contact":{"id":"c-%d-%d","email":"u%d@example.test","locale":"en","properties":{"country":"NL"}},"properties":{"order":"A-%d"}}`, run, n, run, n, n, n)
}

func manyEvents(count int64) func(int64) []byte {
	return func(n int64) []byte {
		b := []byte{'['}
		for i := range count {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, oneEvent(1e9+n*count+i)...)
		}
		return append(b, ']')
	}
}

// dueEvent is an event whose mail is due at once.
func dueEvent(n int64) []byte { return dueNow(oneEvent(n)) }

// dueEvents are so many of them.
func dueEvents(count int64) func(int64) []byte {
	return func(n int64) []byte { return dueNow(manyEvents(count)(n)) }
}

func dueNow(events []byte) []byte {
	return bytes.ReplaceAll(events, []byte(`"event.7"`), []byte(`"event.now"`))
}

func oneAnswer(n int64) []byte {
	return fmt.Appendf(nil, `{"touchpoint":"t1","rating":%d,"locale":"en","comment":"good %d good good good good good good good good good good good"}`, rand.IntN(11), n)
}

// sent numbers the bodies of the whole run, so that none comes twice.
var sent atomic.Int64

// loadOnce has some clients ask for a while, each again when it was answered, and gives
// how many things a second were acknowledged.
func loadOnce(ctx context.Context, d time.Duration, url, key string, clients int, w work) (sample, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := func() error { return post(ctx, client, url, key, w.perRequest, w.body(sent.Add(1))) }
	if w.body == nil {
		next = func() error { return get(ctx, client, url, "") }
	}
	var mu sync.Mutex
	var all []float64
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			var mine []float64
			for time.Since(begin) < d && ctx.Err() == nil {
				at := time.Now()
				if err := next(); err != nil {
					cancel(err)
					return
				}
				mine = append(mine, float64(time.Since(at).Microseconds())/1000)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return sample{}, err
	}
	took := time.Since(begin).Seconds()
	slices.Sort(all)
	n := float64(len(all) * w.perRequest)
	return sample{Value: n / took, N: n, P50: percentile(all, .5), P99: percentile(all, .99)}, nil
}

// post sends a body, and wants all that it holds to be accepted.
func post(ctx context.Context, client *http.Client, url, key string, perRequest int, body []byte) error {
	answer, err := ask(ctx, client, http.MethodPost, url, key, body)
	if err != nil || perRequest == 1 {
		return err
	}
	var results struct{ Results []struct{ Status string } }
	if err := json.Unmarshal(answer, &results); err != nil {
		return err
	}
	if len(results.Results) != perRequest {
		return fmt.Errorf("%d of %d events were answered", len(results.Results), perRequest)
	}
	for _, one := range results.Results {
		if one.Status != "accepted" {
			return fmt.Errorf("an event was %s", one.Status)
		}
	}
	return nil
}

// get fetches a page, and drops it.
func get(ctx context.Context, client *http.Client, url, key string) error {
	_, err := ask(ctx, client, http.MethodGet, url, key, nil)
	return err
}

func ask(ctx context.Context, client *http.Client, method, url, key string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s: %.300s", response.Status, answer)
	}
	return answer, err
}

// latency fetches a path so many times, one after the other, from one client: the value
// is the median, in milliseconds, and first the first time.
func (h *program) latency(ctx context.Context, key, path string, times int) (s sample, first float64, err error) {
	var all []float64
	for range times {
		at := time.Now()
		if err := get(ctx, http.DefaultClient, h.base+path, key); err != nil {
			return s, 0, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, float64(time.Since(at).Microseconds())/1000)
	}
	first = all[0]
	slices.Sort(all)
	return sample{Value: percentile(all, .5), P50: percentile(all, .5), P99: percentile(all, .99)}, first, nil
}

func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(p*float64(len(sorted)-1))]
}
