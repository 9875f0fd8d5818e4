package respond_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// countModel holds what everybody chose last, and counts it by walking through all.
type countModel map[string]countedAnswer // by response

type countedAnswer struct {
	day, survey string
	dimensions  map[string]string // name to value
	rating      int
	answers     map[string][]string
}

// counts writes the rows that the answers give.
func (m countModel) counts() []string {
	all := map[string][3]int64{}
	for _, a := range m {
		side := 2
		switch {
		case a.survey == "delivery-nps" && a.rating <= 6, a.survey == "returns-csat" && a.rating <= 2:
			side = 0
		case a.survey == "delivery-nps" && a.rating <= 8, a.survey == "returns-csat" && a.rating == 3:
			side = 1
		}
		for question, chosen := range a.answers {
			if !slices.Contains([]string{"speed", "parts", "again"}, question) || len(chosen) == 0 {
				continue
			}
			for _, option := range append([]string{""}, chosen...) {
				for dimension, value := range a.dimensions {
					key := strings.Join([]string{a.survey, a.day, dimension, value, question, option}, "|")
					row := all[key]
					row[side]++
					all[key] = row
				}
			}
		}
	}
	var rows []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		rows = append(rows, fmt.Sprint(key, all[key]))
	}
	return rows
}

// storedCounts writes the rows that are kept.
func storedCounts(t *testing.T, h *Halte) (rows []string) {
	t.Helper()
	Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error {
		all, err := tx.FollowUpCountsAll()
		for _, c := range all {
			key := strings.Join([]string{c.Survey, c.Day, c.Dimension, c.Value, c.Question, c.Option}, "|")
			rows = append(rows, fmt.Sprint(key, [3]int64{c.Dissatisfied, c.Neutral, c.Satisfied}))
		}
		return err
	}))
	slices.Sort(rows)
	return rows
}

// Whatever is answered, changed and erased, in any order and over several versions
// of a survey, what is counted is what everybody chose last, and the responses with
// what erasures left give the same.
func TestWhatIsCountedOfFollowUpsIsWhatEverybodyChoseLast(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		full := Shop("", AfterDelivery)
		h := New(t, db, full)
		m, n := countModel{}, 0 // over all runs: they share the store, and so build on one another
		links, contacts := map[string]string{}, []string{"early"}
		drawn := func(r *rapid.T, survey string) map[string][]string {
			if survey == "returns-csat" {
				return map[string][]string{"again": rapid.SampledFrom([][]string{{"yes"}, {"no"}, {}}).Draw(r, "again")}
			}
			all := map[string][]string{}
			if rapid.Bool().Draw(r, "speeds") {
				all["speed"] = rapid.SampledFrom([][]string{{"slow"}, {"fast"}, {}}).Draw(r, "speed")
			}
			if rapid.Bool().Draw(r, "names parts") {
				all["parts"] = rapid.SampledFrom([][]string{{"box"}, {"bike"}, {"bike", "box"}, {}}).Draw(r, "parts")
			}
			if rapid.Bool().Draw(r, "writes") {
				all["why"] = []string{"slow"} // counted, it would look like a choice
			}
			return all
		}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(r, "steps") {
				n++
				rating := rapid.IntRange(0, 10).Draw(r, "rating")
				what := rapid.SampledFrom([]string{"invite", "invite", "answer", "answer", "answer", "answer", "give", "erase", "publish", "wait"}).Draw(r, "what")
				switch {
				case what == "invite" || what == "answer" && len(links) == 0:
					contact := fmt.Sprint("c", n)
					_, link := h.Invites(contact, ID(fmt.Sprint("e", n)), Being("persona", rapid.SampledFrom([]string{"commuter", "parent", ""}).Draw(r, "persona")))
					links[link], contacts = contact, append(contacts, contact)
				case what == "answer":
					link := rapid.SampledFrom(slices.Sorted(maps.Keys(links))).Draw(r, "link")
					answers := drawn(r, "delivery-nps")
					got, err := h.Answer(t.Context(), link, respond.Submission{Rating: &rating, Answers: answers})
					if surveys.KindOf(err) == surveys.Gone {
						continue
					}
					Must(t, err)
					a := countedAnswer{got.Day, got.Survey, map[string]string{"": "", "locale": got.Locale, "wave": got.Wave, "source": "mail"}, rating, map[string][]string{}}
					for name, value := range got.Segments {
						a.dimensions["segment."+name] = value
					}
					maps.Copy(a.answers, m[got.ID].answers)
					maps.Copy(a.answers, answers)
					m[got.ID] = a
				case what == "give":
					survey := rapid.SampledFrom([]string{"delivery-nps", "returns-csat"}).Draw(r, "survey")
					contact, id, rating := rapid.SampledFrom(append(contacts, "")).Draw(r, "contact"), fmt.Sprint("r", n), rating%5+1
					answers := drawn(r, survey)
					h.Gives(false, respond.ExternalResponse{ID: id, Survey: survey, ContactID: contact, Rating: &rating, Answers: answers, OccurredAt: h.Clock.Now()})
					stored, err := h.Read(t.Context()).ResponseList(surveys.ResponseFilter{Survey: survey, Limit: 500})
					Must(t, err)
					i := slices.IndexFunc(stored, func(s surveys.Response) bool { return s.GivenID() == id })
					a := countedAnswer{stored[i].Day, survey, map[string]string{"": "", "source": "api"}, rating, answers}
					for name, value := range stored[i].Segments {
						a.dimensions["segment."+name] = value
					}
					m[id] = a
				case what == "erase":
					contact := rapid.SampledFrom(contacts).Draw(r, "contact")
					if _, err := h.EraseContact(t.Context(), contact); err != nil && surveys.KindOf(err) != surveys.NotFound {
						r.Fatal(err)
					}
					for link, of := range links {
						if of == contact {
							delete(links, link)
						}
					}
				case what == "publish":
					h.Applies(rapid.SampledFrom([]string{full, strings.Replace(full, "{key: bell, text: {nl: Bel}}", "{key: horn, text: {nl: Toeter}}", 1)}).Draw(r, "definition"))
				default:
					h.Clock.Pass(surveys.Day)
				}
				if got, want := storedCounts(t, h), m.counts(); !slices.Equal(got, want) {
					r.Fatalf("after %s the counts are\n%s\nnot\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
			rows, differences, err := h.VerifyRollups(t.Context())
			if err != nil || len(differences) > 0 {
				r.Fatalf("%d rows: %v, %v", rows, differences, err)
			}
		})
		_, err := h.RebuildRollups(t.Context())
		Must(t, err)
		if got, want := storedCounts(t, h), m.counts(); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("rebuilt, the counts are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestVerifyTellsCountsOfFollowUpsThatAreWrong(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	h.Answers(link, 9, map[string][]string{"speed": {"fast"}})
	wrong := surveys.FollowUpCount{Survey: "delivery-nps", Day: "2026-03-02", Question: "speed", Option: "fast", Dissatisfied: 1}
	Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error { return tx.FollowUpCountsAdd([]surveys.FollowUpCount{wrong}) }))
	_, differences, err := h.VerifyRollups(t.Context())
	if err != nil || len(differences) != 1 || !strings.HasPrefix(differences[0], `answers "fast" to speed of delivery-nps 2026-03-02`) {
		t.Errorf("it tells %q, %v", differences, err)
	}
	if _, err := h.RebuildRollups(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
		t.Errorf("rebuilt: %q, %v", differences, err)
	}
}
