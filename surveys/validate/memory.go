package validate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// Days are counted from this one, a Monday: day 0 of every world.
const changeDay = "2026-06-01"

var dayZero = surveys.DayNumber(changeDay)

// The longest stretch of days that a life may hold.
const firstDay, lastDay = -1000, 1000

// names are the days as the program writes them.
var names = sync.OnceValue(func() []string {
	all := make([]string, lastDay-firstDay+1)
	for i := range all {
		all[i] = surveys.DayName(dayZero + firstDay + i)
	}
	return all
})

func nameOf(day int) string { return names()[day-firstDay] }

// noon of a day is when people meet a touchpoint, and answer; dawn is when one looks.
func noon(day int) time.Time { return dawn(day).Add(11 * time.Hour) }
func dawn(day int) time.Time { return time.Unix(int64(dayZero+day)*24*60*60+60*60, 0).UTC() }

func dayOf(name string) int { return surveys.DayNumber(name) - dayZero }

// memory holds the answers of one life and what the rooms keep of it.
type memory struct {
	first   int // day
	keys    []string
	surveys map[string]*asked
	plans   *definition.Plans
	today   int // answers given on this day or later are not there yet

	improvements []surveys.Improvement
	cells        map[string]improve.ImprovementCells
	claims       map[string][]improve.ImprovementClaim
	streams      map[string]improve.Stream
}

// asked is the answers to a survey.
type asked struct {
	days [][]given // by day of the experience, from memory.first on
}

type given struct {
	delay, rating int8
	respondent    int64
}

// newMemory holds the answers about the days from first to last at touchpoints of
// one organisation, each with one survey of the same key.
func newMemory(keys []string, first, last int) *memory {
	m := &memory{
		first: first, keys: keys, surveys: map[string]*asked{}, today: lastDay,
		cells: map[string]improve.ImprovementCells{}, claims: map[string][]improve.ImprovementClaim{}, streams: map[string]improve.Stream{},
	}
	for _, key := range keys {
		m.surveys[key] = &asked{days: make([][]given, last-first+1)}
	}
	m.plans = definition.NewPlans(definitionStore{planOf(keys)}, func() time.Time { return dawn(0) })
	return m
}

// add keeps an answer; one about another day is not of this life.
func (m *memory) add(key string, a worlds.Answer) {
	of := m.surveys[key]
	if at := a.Day - m.first; at >= 0 && at < len(of.days) {
		of.days[at] = append(of.days[at], given{int8(a.Delay), int8(a.Rating), a.Respondent})
	}
}

// known says whether an answer is there already.
func (m *memory) known(day int, g given) bool { return day+int(g.delay) < m.today }

// tally counts the answers to a survey about a day.
func (m *memory) tally(key string, day int) (t metric.Tally) {
	of := m.surveys[key]
	if at := day - m.first; of != nil && at >= 0 && at < len(of.days) {
		for _, g := range of.days[at] {
			if m.known(day, g) {
				t[g.rating]++
			}
		}
	}
	return t
}

func (m *memory) last(key string) int { return m.first + len(m.surveys[key].days) - 1 }

// improve gives the room of improvements and alerts as it is at dawn of a day.
func (m *memory) improve(day int) *improve.Service {
	m.today = day
	return improve.New(improve.Options{Store: improveStore{m}, Plans: m.plans, Now: func() time.Time { return dawn(day) }})
}

// insight gives the room that people read from, as it is at dawn of a day.
func (m *memory) insight(day int) *insight.Service {
	m.today = day
	return insight.New(insight.Options{Store: insightStore{m}, Plans: m.plans, Now: func() time.Time { return dawn(day) }})
}

// journey gives the room of the map, as it is at dawn of a day.
func (m *memory) journey(day int) *journey.Service {
	m.today = day
	return journey.New(journey.Options{Store: journeyStore{m}, Plans: m.plans, Now: func() time.Time { return dawn(day) }})
}

// planOf is the definition in force of planText.
func planOf(keys []string) surveys.Revision {
	d, err := definition.ReadDefinition([]byte(planText(keys)))
	if err != nil {
		panic(err) // it is the same in every life
	}
	versions := map[string]int{}
	for _, key := range keys {
		versions[key] = 1
	}
	return surveys.Revision{Number: 1, Definition: d, Versions: versions}
}

// planText defines an organisation that asks for NPS at some touchpoints.
func planText(keys []string) string {
	var points, asked []string
	for _, key := range keys {
		points = append(points, fmt.Sprintf(`{"key":%q,"name":{"en":"Touchpoint"},"channel":"web"}`, key))
		asked = append(asked, fmt.Sprintf(`{"key":%q,"touchpoint":%q,"metric":"nps","question":{"en":"How likely?"}}`, key, key))
	}
	return `{"organisation":{"name":"Made up","timezone":"UTC","languages":["en"],"quarantine":"0d"},` +
		`"journeys":[{"key":"j","name":{"en":"Journey"},"stages":[{"key":"s","name":{"en":"Stage"},"touchpoints":[` + strings.Join(points, ",") + `]}]}],` +
		`"surveys":[` + strings.Join(asked, ",") + `]}`
}

// definitionStore keeps one definition for good.
type definitionStore struct{ revision surveys.Revision }

func (s definitionStore) Read(context.Context) definition.Reader { return definitionReader(s) }

func (s definitionStore) Update(context.Context, func(definition.Tx) error) error {
	return errors.New("the definition of a life does not change")
}

type definitionReader struct{ revision surveys.Revision }

func (r definitionReader) Revision() (surveys.Revision, error) { return r.revision, nil }

func (r definitionReader) SurveyVersion(survey string, _ int) (surveys.Survey, error) {
	for _, s := range r.revision.Definition.Surveys {
		if s.Key == survey {
			return s, nil
		}
	}
	return surveys.Survey{}, surveys.Errorf(surveys.NotFound, "There is no survey %q.", survey)
}

// each calls fn with the answers of a span as the rooms know a response.
func (m *memory) each(span improve.ImprovementSpan, fn func(surveys.Response) error) error {
	n, through := 0, dayOf(span.Through)
	from := dayOf(span.From.Format(time.DateOnly)) - mostDelay
	for _, key := range span.Touchpoints {
		for day := max(from, m.first); day <= min(through, m.last(key)); day++ {
			for _, g := range m.surveys[key].days[day-m.first] {
				n++
				at := noon(day + int(g.delay))
				if at.Before(span.From) || !at.Before(span.Until) {
					continue
				}
				if err := fn(surveys.Response{
					ID: key + strconv.Itoa(n), Revision: 1, Survey: key, Touchpoint: key, Respondent: g.respondent, Rating: int(g.rating),
					Day: nameOf(day), OccurredAt: noon(day), AnsweredAt: at,
				}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// mostDelay is after how many days the slowest answer.
const mostDelay = 10

// rollups sums tallies as a query asks, total only.
func (m *memory) rollups(q surveys.RollupQuery) (rows []surveys.Rollup) {
	if q.Dimension != surveys.DimensionTotal {
		return nil
	}
	keys := slices.Sorted(slices.Values(m.keys))
	for _, key := range keys {
		if len(q.Surveys) > 0 && !slices.Contains(q.Surveys, key) {
			continue
		}
		from, to := m.first, m.last(key)
		if q.From != "" {
			from = max(from, dayOf(q.From))
		}
		if q.To != "" {
			to = min(to, dayOf(q.To))
		}
		for day := from; day <= to; day++ {
			t := m.tally(key, day)
			if t.IsZero() {
				continue
			}
			name := stepOf(q, day)
			if last := len(rows) - 1; last >= 0 && rows[last].Survey == key && rows[last].Day == name {
				rows[last].Tally = rows[last].Tally.Plus(t)
				continue
			}
			rows = append(rows, surveys.Rollup{Survey: key, Day: name, Tally: t})
		}
	}
	return rows
}

// stepOf names the row that a day is summed in.
func stepOf(q surveys.RollupQuery, day int) string {
	switch {
	case q.PerDay:
		return nameOf(day)
	case q.PerWeek:
		return nameOf(day - ((day%7)+7)%7)
	case q.PerMonth:
		return nameOf(day)[:7] + "-01"
	}
	return ""
}
