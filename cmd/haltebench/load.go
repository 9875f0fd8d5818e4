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

	"halte/surveys/respond"
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

func oneAnswer(n int64) []byte {
	return fmt.Appendf(nil, `{"touchpoint":"t1","rating":%d,"locale":"en","comment":"good %d good good good good good good good good good good good"}`, rand.IntN(11), n)
}

// filledAnswer is one of the answers the queries run over: twenty touchpoints,
// the last half year, four countries.
func filledAnswer(n int, now time.Time) respond.ExternalResponse {
	rating := (n*7 + n/11) % 11
	at := now.Add(-time.Duration(n%(183*24)) * time.Hour)
	return respond.ExternalResponse{
		ID: fmt.Sprintf("f-%d-%d", run, n), Survey: fmt.Sprintf("s%d", n%20), Rating: &rating, Locale: "en",
		OccurredAt: at, AnsweredAt: at,
	}
}

// rate is what a load run reached; latencies are in milliseconds, and ratio is
// that to the bare parts where they were measured.
type rate struct{ perSecond, p50, p99, ratio, first float64 }

// load posts bodies from some clients, each sending the next when the last was
// answered, and gives the medians of some runs. perRequest is how many things one
// body holds; each has to be acknowledged. With an address of the bare parts, every
// run has one of theirs right before it: a machine that slows down then slows both.
func (h *program) load(ctx context.Context, o settings, path string, clients, perRequest int, body func(int64) []byte, bare string) (rate, error) {
	var runs []rate
	for range o.repeat {
		var floor rate
		var err error
		if bare != "" {
			if floor, err = loadOnce(ctx, o.duration, bare, "", clients, perRequest, body); err != nil {
				return rate{}, fmt.Errorf("the bare parts: %w", err)
			}
		}
		r, err := loadOnce(ctx, o.duration, h.base+path, h.key, clients, perRequest, body)
		if err != nil {
			return rate{}, err
		}
		if bare != "" {
			r.ratio = r.perSecond / floor.perSecond
		}
		runs = append(runs, r)
	}
	median := func(of func(rate) float64) float64 {
		all := make([]float64, len(runs))
		for i, r := range runs {
			all[i] = of(r)
		}
		slices.Sort(all)
		return percentile(all, .5)
	}
	return rate{
		perSecond: median(func(r rate) float64 { return r.perSecond }), p50: median(func(r rate) float64 { return r.p50 }),
		p99: median(func(r rate) float64 { return r.p99 }), ratio: median(func(r rate) float64 { return r.ratio }),
	}, nil
}

// sent numbers the bodies of the whole run, so that none comes twice.
var sent atomic.Int64

func loadOnce(ctx context.Context, d time.Duration, url, key string, clients, perRequest int, body func(int64) []byte) (rate, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var all []float64
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			var mine []float64
			for time.Since(begin) < d && ctx.Err() == nil {
				at := time.Now()
				if err := post(ctx, client, url, key, perRequest, body(sent.Add(1))); err != nil {
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
		return rate{}, err
	}
	took := time.Since(begin).Seconds()
	slices.Sort(all)
	return rate{perSecond: float64(len(all)*perRequest) / took, p50: percentile(all, .5), p99: percentile(all, .99)}, nil
}

func post(ctx context.Context, client *http.Client, url, key string, perRequest int, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	response, err := client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", response.Status, answer)
	}
	if perRequest > 1 {
		var results struct{ Results []struct{ Status string } }
		if err := json.Unmarshal(answer, &results); err != nil {
			return err
		}
		for _, one := range results.Results {
			if one.Status != "accepted" {
				return fmt.Errorf("an event was %s", one.Status)
			}
		}
	}
	return nil
}

// latency gets a path so many times, one after the other, from one client.
func (h *program) latency(ctx context.Context, key, path string, times int) (rate, error) {
	var all []float64
	for range times {
		at := time.Now()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+path, nil)
		if err != nil {
			return rate{}, err
		}
		r.Header.Set("Authorization", "Bearer "+key)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return rate{}, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return rate{}, err
		}
		if response.StatusCode != http.StatusOK {
			return rate{}, fmt.Errorf("%s: %.300s", response.Status, body)
		}
		all = append(all, float64(time.Since(at).Microseconds())/1000)
	}
	first := all[0]
	slices.Sort(all)
	return rate{p50: percentile(all, .5), p99: percentile(all, .99), first: first}, nil
}

func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(p*float64(len(sorted)-1))]
}
