package validate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// equal touchpoints, among which somebody chooses.
const equal = 20

// company is touchpoints that do not differ, in which nothing changes. seen may be nil.
func company(r *rand.Rand, w worlds.World, first, last int, seen func(key string, a worlds.Answer)) (*memory, []string) {
	var keys []string
	for n := range equal {
		keys = append(keys, fmt.Sprint("t", n))
	}
	m := newMemory(keys, first, last)
	for _, key := range keys {
		w.Live(r, first, last, func(a worlds.Answer) {
			if m.add(key, a); seen != nil {
				seen(key, a)
			}
		})
	}
	return m, keys
}

// choices are ways to come by a claim where nothing changes, each true when it does.
var choices = []struct {
	name   string
	claims func(*memory, []string) (bool, error)
}{
	{"the touchpoint of 20 that rose most in the last week, changed a week ago", func(m *memory, keys []string) (bool, error) {
		best := slices.MaxFunc(keys, func(a, b string) int { return rose(m, a, b) })
		return m.claimed([]surveys.ImprovementDraft{draftOf(best, -7)})
	}},
	{"the touchpoint of 20 that was worst in the last four weeks", func(m *memory, keys []string) (bool, error) {
		worst := slices.MinFunc(keys, func(a, b string) int { return better(m, a, b, -28, -1) })
		return m.claimed([]surveys.ImprovementDraft{draftOf(worst, 0)})
	}},
	{"36 improvements of one touchpoint, a day apart each", func(m *memory, keys []string) (bool, error) {
		var drafts []surveys.ImprovementDraft
		for n := range 36 {
			drafts = append(drafts, draftOf(keys[0], n))
		}
		return m.claimed(drafts)
	}},
	{"20 touchpoints watched together: a claim that stands in the list", func(m *memory, keys []string) (bool, error) {
		var drafts []surveys.ImprovementDraft
		for _, key := range keys {
			drafts = append(drafts, draftOf(key, 0))
		}
		return m.stands(drafts)
	}},
}

var choosing = experiment{
	key: "choosing", title: "Chosen because it looked good, or bad",
	promise: "All that look at one touchpoint at the same time share the one in twenty. A claim rests on the days after the writing down. A touchpoint chosen because it was bad is compared with the days before. Of claims watched together that stand, at most one in twenty is false.",
	how:     "20 touchpoints with 20 answers a day each, in which nothing changes. False claims: lives with a claim on any of 90 days (the list: looked at on the first day of a claim, every week from then on, and at the end).",
	columns: []string{"false claims"},
	live: func(r run) (rows []Row, err error) {
		w := worlds.World{PerDay: 20}
		for at, c := range choices {
			lives, err := each(r, "choosing: "+c.name, max(2, r.Lives/[]int{1, 1, 6, 5}[at]), func(random *rand.Rand) (bool, error) {
				m, keys := company(random, w, -history, lived-1, nil)
				return c.claims(m, keys)
			})
			if err != nil {
				return nil, err
			}
			n := 0
			for _, claimed := range lives {
				if claimed {
					n++
				}
			}
			rows = append(rows, Row{c.name, len(lives), []Figure{share(n, len(lives), AtMost(.05))}})
		}
		return rows, nil
	},
}

func draftOf(key string, day int) surveys.ImprovementDraft {
	return surveys.ImprovementDraft{Name: "chosen", Touchpoints: []string{key}, Metric: metric.NPS, Day: nameOf(day)}
}

// score is that of a touchpoint over some days.
func (m *memory) score(key string, from, to int) float64 {
	var sum metric.Tally
	for day := from; day <= to; day++ {
		sum = sum.Plus(m.tally(key, day))
	}
	return metric.NPS.Cell(sum).Center
}

func better(m *memory, a, b string, from, to int) int {
	return surveys.IfElse(m.score(a, from, to) < m.score(b, from, to), -1, 1)
}

// rose compares how much two touchpoints rose in the last week.
func rose(m *memory, a, b string) int {
	jump := func(key string) float64 { return m.score(key, -7, -1) - m.score(key, -window-7, -8) }
	return surveys.IfElse(jump(a) < jump(b), -1, 1)
}

// write puts improvements on record, each on the day before its change, or the day
// before day 0 where that is later.
func (m *memory) write(drafts []surveys.ImprovementDraft) error {
	for n, d := range drafts {
		day := max(written, dayOf(d.Day)-1)
		if _, err := m.improve(day).CreateImprovement(context.Background(), fmt.Sprint("i", n), d, true); err != nil {
			return err
		}
	}
	return nil
}

// claimed says whether any of some improvements claims anything within 90 days.
func (m *memory) claimed(drafts []surveys.ImprovementDraft) (bool, error) {
	if err := m.write(drafts); err != nil {
		return false, err
	}
	for n := range drafts {
		report, err := m.improve(lastLook).ImprovementReport(context.Background(), fmt.Sprint("i", n), true)
		if err != nil || claimOf(report.Verdict.Change).Made {
			return true, err
		}
	}
	return false, nil
}

// stands says whether any claim stands in the list of all.
func (m *memory) stands(drafts []surveys.ImprovementDraft) (bool, error) {
	if err := m.write(drafts); err != nil {
		return false, err
	}
	listed := func(day int) (all []improve.ImprovementReport, stands bool, err error) {
		all, err = m.improve(day).ImprovementReports(context.Background(), true)
		for _, report := range all {
			stands = stands || *report.Stands
		}
		return all, stands, err
	}
	all, stands, err := listed(lastLook)
	first := lastLook
	for _, report := range all {
		if c := claimOf(report.Verdict.Change); c.Made {
			first = min(first, c.Day)
		}
	}
	for day := first; err == nil && !stands && day < lastLook; day += 7 {
		_, stands, err = listed(day)
	}
	return stands, err
}
