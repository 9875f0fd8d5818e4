package journey_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/journey"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// walked is a customer as a script that counts for itself knows her.
type walked struct {
	persona string
	path    []string // touchpoints
	carrier []string // of each event
	ratings map[string]int
}

var eventOf = map[string]string{"delivery": "order.delivered", "returns": "order.returned", "service": "talk.ended"}

// walk lets customers take paths at random, who answer after some events.
func walk(t *testing.T, h *surveystest.Halte, r *rand.Rand) (all []walked) {
	t.Helper()
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	touchpoints := []string{"delivery", "returns", "service"}
	askedBy := map[string]string{"delivery": "delivery-nps", "returns": "returns-csat", "service": "service-ces"}
	var events []surveys.Event
	var given []respond.ExternalResponse
	for i := range 150 {
		w := walked{persona: one("commuter", "parent", ""), ratings: map[string]int{}}
		r.Shuffle(3, func(a, b int) { touchpoints[a], touchpoints[b] = touchpoints[b], touchpoints[a] })
		for n, touchpoint := range touchpoints[:1+r.IntN(3)] {
			carrier, id := one("dhl", "dpd"), fmt.Sprintf("e%d-%d", i, n)
			at := time.Date(2026, 1, 5+3*n+r.IntN(2), 10, 0, 0, 0, time.UTC)
			w.path, w.carrier = append(w.path, touchpoint), append(w.carrier, carrier)
			details := []surveystest.Detail{surveystest.Of(fmt.Sprint("c", i)), surveystest.ID(id), surveystest.On(at.Format(time.RFC3339)), surveystest.With("carrier", carrier)}
			if w.persona != "" {
				details = append(details, surveystest.Being("persona", w.persona))
			}
			events = append(events, surveystest.Event(eventOf[touchpoint], details...))
			if r.IntN(2) == 0 {
				rating := 1 + r.IntN(5)
				w.ratings[touchpoint] = rating
				given = append(given, respond.ExternalResponse{
					Survey: askedBy[touchpoint], ContactID: fmt.Sprint("c", i), EventID: id, Source: surveys.SourceLink, Rating: &rating, OccurredAt: at, AnsweredAt: at,
				})
			}
		}
		all = append(all, w)
	}
	h.Happened(events...)
	h.Gives(true, given...)
	return all
}

// of says whether an event of a customer has a value of every segment, of which each
// may have alternatives.
func (w walked) of(event int, segments []string) bool {
	has := map[string]string{"persona": w.persona, "carrier": w.carrier[event]}
	wanted := map[string][]string{}
	for _, s := range segments {
		name, value, _ := strings.Cut(s, ":")
		wanted[name] = append(wanted[name], value)
	}
	for name, values := range wanted {
		if !slices.Contains(values, has[name]) {
			return false
		}
	}
	return true
}

// poor is the highest rating that is bad, by touchpoint.
var poor = map[string]int{"delivery": 6, "returns": 2, "service": 3}

func TestTheJourneyOfASegmentIsWhatAScriptCounts(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
		all := walk(t, h, rand.New(rand.NewPCG(9, 2026)))
		if _, err := h.EraseContact(t.Context(), "c3"); err != nil {
			t.Fatal(err)
		}
		for _, segments := range [][]string{
			nil,
			{"persona:commuter"},
			{"persona:commuter", "persona:parent"},
			{"carrier:dhl"},
			{"carrier:dhl", "persona:parent"},
			{"persona:parent", "carrier:dpd", "carrier:dhl"},
			{"persona:ghost"},
		} {
			n, paths := map[string]int64{}, map[string]int64{}
			var respondents, unhappy, contacts int64
			for _, w := range all {
				answered, bad, here := false, false, false
				for event, touchpoint := range w.path {
					if !w.of(event, segments) {
						continue
					}
					here = true
					if rating, there := w.ratings[touchpoint]; there {
						n[touchpoint]++
						answered, bad = true, bad || rating <= poor[touchpoint]
					}
				}
				if here {
					contacts++
					paths[strings.Join(w.path, " ")]++
				}
				respondents += surveys.IfElse[int64](answered, 1, 0)
				unhappy += surveys.IfElse[int64](bad, 1, 0)
			}
			q := journey.Query{Journey: "order", From: "2026-01-01", To: "2026-02-28", Segments: segments, Small: true}
			m, score, err := h.Overview(t.Context(), q)
			surveystest.Must(t, err)
			for i, at := range m.Touchpoints {
				if at.Performance.N != n[at.Touchpoint] || score.Touchpoints[i].N != n[at.Touchpoint] {
					t.Errorf("%v: %s has n %d, a script counts %d", segments, at.Touchpoint, at.Performance.N, n[at.Touchpoint])
				}
			}
			if *score.Respondents != respondents || respondents > 0 && *score.Poor != unhappy {
				t.Errorf("%v: %d respondents, a script counts %d of whom %d are unhappy", segments, score.Respondents, respondents, unhappy)
			}
			p, err := h.Paths(t.Context(), q)
			surveystest.Must(t, err)
			if p.Contacts != contacts || len(p.Filter) != len(segments) {
				t.Errorf("%v: paths of %d customers, a script counts %d", p.Filter, p.Contacts, contacts)
			}
			for _, one := range p.Paths {
				if path := strings.Join(one.Touchpoints, " "); one.N != paths[path] {
					t.Errorf("%v: %d took %s, a script counts %d", segments, one.N, path, paths[path])
				}
			}
			words := strings.Join(segments, " ")
			if crossed := strings.Contains(words, "persona") && strings.Contains(words, "carrier"); (m.CountedFrom == "responses") != crossed {
				t.Errorf("%v: it is counted from %q", segments, m.CountedFrom)
			}
		}
	})
}

func TestWhoMayNotSeeSmallCellsGetsScoresOfOneSegmentAndNoPathsOfIt(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
	walk(t, h, rand.New(rand.NewPCG(9, 2026)))
	q := journey.Query{Journey: "order", From: "2026-01-01", To: "2026-02-28", Segments: []string{"persona:parent"}}
	_, score, err := h.Overview(t.Context(), q)
	if err != nil || score.Poor != nil || score.PoorShare != nil {
		t.Errorf("the share with a bad touchpoint is %v, %v", score.PoorShare, err)
	}
	_, err = h.Paths(t.Context(), q)
	surveystest.WantKind(t, err, surveys.Forbidden, "")
	q.Segments = append(q.Segments, "carrier:dhl")
	_, _, err = h.Overview(t.Context(), q)
	surveystest.WantKind(t, err, surveys.Forbidden, "")
	q.Segments = []string{"shoes:red"}
	_, err = h.Moments(t.Context(), q)
	surveystest.WantKind(t, err, surveys.Invalid, "segment")
	_, err = h.Paths(t.Context(), q)
	surveystest.WantKind(t, err, surveys.Invalid, "segment")
}
