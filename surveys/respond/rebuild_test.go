package respond_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// Whatever happens to answers, the rollups written on the way are those that the
// responses give, and an erasure moves no figure.
func TestRollupsAreAPureFoldOverTheResponses(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Crossed(Shop("", AfterDelivery)))
		n := 0 // over all runs: they share the store, and so build on one another
		crossed := true
		var links []string
		var contacts, given []string
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 3).Draw(r, "steps") {
				n++
				score := rapid.IntRange(0, 10).Draw(r, "rating")
				switch what := rapid.SampledFrom([]string{"invite", "invite", "answer", "answer", "answer", "import", "repeat", "erase", "cross", "wait"}).Draw(r, "what"); {
				case what == "invite" || len(links) == 0:
					contact := fmt.Sprint("c", n)
					persona := rapid.SampledFrom([]string{"commuter", "parent", ""}).Draw(r, "persona")
					_, link := h.Invites(contact, ID(fmt.Sprint("e", n)), Being("persona", persona), With("carrier", rapid.SampledFrom([]string{"dhl", `a "b",c`}).Draw(r, "carrier")), Reading(rapid.SampledFrom([]string{"nl", "en", "fr"}).Draw(r, "locale")))
					links, contacts = append(links, link), append(contacts, contact)
				case what == "answer":
					link := rapid.SampledFrom(links).Draw(r, "link")
					if _, err := h.Answer(t.Context(), link, respond.Submission{Rating: &score}); err != nil && surveys.KindOf(err) == surveys.Internal {
						r.Fatal(err)
					}
				case what == "import" || len(given) == 0:
					id := fmt.Sprint("r", n)
					survey := rapid.SampledFrom([]string{"delivery-nps", "service-ces"}).Draw(r, "survey")
					at := h.Clock.Now().Add(-time.Duration(rapid.IntRange(0, 100).Draw(r, "hours")) * time.Hour)
					h.Gives(rapid.Bool().Draw(r, "imported"), respond.ExternalResponse{ID: id, Survey: survey, ContactID: rapid.SampledFrom(append(contacts, "")).Draw(r, "contact"), Rating: Rating(score%7 + 1), OccurredAt: at})
					given = append(given, id)
				case what == "repeat":
					h.Gives(true, respond.ExternalResponse{ID: rapid.SampledFrom(given).Draw(r, "id"), Survey: "delivery-nps", Rating: &score})
				case what == "cross":
					if crossed = !crossed; crossed {
						h.Applies(Crossed(Shop("", AfterDelivery)))
					} else {
						h.Applies(Shop("", AfterDelivery))
					}
				case what == "erase":
					before := figuresOf(t, h)
					_, err := h.EraseContact(t.Context(), rapid.SampledFrom(contacts).Draw(r, "contact"))
					if err != nil && surveys.KindOf(err) != surveys.NotFound {
						r.Fatal(err)
					}
					if after := figuresOf(t, h); before != after {
						r.Fatalf("an erasure changed the figures from\n%s to\n%s", before, after)
					}
				default:
					h.Clock.Pass(time.Duration(rapid.IntRange(0, 30).Draw(r, "days")) * 11 * time.Hour)
				}
			}
			rows, differences, err := h.VerifyRollups(t.Context())
			if err != nil || len(differences) > 0 {
				r.Fatalf("%d rows: %v, %v", rows, differences, err)
			}
		})
		h.Applies(Crossed(Shop("", AfterDelivery)))
		before := rollupsOf(t, h)
		rebuilt, err := h.RebuildRollups(t.Context())
		if after := rollupsOf(t, h); err != nil || rebuilt == 0 || !reflect.DeepEqual(before, after) {
			t.Errorf("%d rows were rebuilt, %v: from\n%v to\n%v", rebuilt, err, before, after)
		}
		h.Applies(Shop("", AfterDelivery))
		isCrossed := func(r surveys.Rollup) bool { return r.Dimension == "segment.carrier+segment.persona" }
		if !slices.ContainsFunc(rollupsOf(t, h), isCrossed) {
			t.Error("the sums of a pair went with it, while readers may still know the definition before")
		}
		_, err = h.RebuildRollups(t.Context())
		if Must(t, err); slices.ContainsFunc(rollupsOf(t, h), isCrossed) {
			t.Error("a rebuild leaves sums of a pair that is not kept any more")
		}
	})
}

func rollupsOf(t *testing.T, h *Halte) (rows []surveys.Rollup) {
	t.Helper()
	Must(t, h.DB.Update(t.Context(), func(tx store.Tx) (err error) {
		rows, err = tx.RollupsAll()
		return err
	}))
	return rows
}

// figuresOf is everything that is computed from answers, as it is sent.
func figuresOf(t *testing.T, h *Halte) string {
	t.Helper()
	figures := fmt.Sprint(rollupsOf(t, h))
	for _, touchpoint := range []string{"delivery", "service"} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: touchpoint, Trend: "week", Small: true})
		Must(t, err)
		text, err := json.Marshal(s)
		Must(t, err)
		figures += string(text)
	}
	return figures
}

func TestVerifyTellsEveryRowThatIsWrong(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	h.Answers(link, 9, nil)
	Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error {
		return tx.RollupsReplace([]surveys.Rollup{
			{Survey: "delivery-nps", Day: "2026-03-02", Tally: [11]int64{9: 2}},
			{Survey: "delivery-nps", Day: "2026-03-02", Dimension: "source", Value: "mail", Tally: [11]int64{9: 1}},
			{Survey: "delivery-nps", Day: "2026-03-02", Dimension: "wave", Value: "reminder", Tally: [11]int64{9: 1}},
		})
	}))
	rows, differences, err := h.VerifyRollups(t.Context())
	want := []string{
		"rollup delivery-nps 2026-03-02 holds [0 0 0 0 0 0 0 0 0 2 0]: the responses give [0 0 0 0 0 0 0 0 0 1 0]",
		"rollup delivery-nps 2026-03-02 locale=nl is missing: the responses give [0 0 0 0 0 0 0 0 0 1 0]",
		"rollup delivery-nps 2026-03-02 wave=first is missing: the responses give [0 0 0 0 0 0 0 0 0 1 0]",
		"rollup delivery-nps 2026-03-02 wave=reminder is there: no response gives it",
	}
	if err != nil || rows != 3 || !reflect.DeepEqual(differences, want) {
		t.Errorf("%d rows, %v:\n%q\nwant\n%q", rows, err, differences, want)
	}
	if _, err := h.RebuildRollups(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, differences, err = h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 {
		t.Errorf("rebuilt: %v, %v", differences, err)
	}
}
