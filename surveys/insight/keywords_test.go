package insight_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/keyword"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// says is an answer with a comment.
func says(contact string, rating int, locale, comment string) respond.ExternalResponse {
	return respond.ExternalResponse{
		Survey: "delivery-nps", ContactID: contact, Locale: locale, Rating: &rating,
		Answers: map[string][]string{map[bool]string{true: "why", false: "delight"}[rating <= 6]: {comment}},
	}
}

// grumbles gives what forty dissatisfied and forty satisfied people write.
func grumbles() []respond.ExternalResponse {
	var out []respond.ExternalResponse
	for i := range 40 {
		bad, good := fmt.Sprintf("The parcel was LATE, nobody told me %d.", i), fmt.Sprintf("Friendly courier with my parcel %d", i)
		if i%2 == 0 {
			bad = "Box damaged 😡; the parcel again"
		}
		if i < 2 {
			bad += " Rotterdam Rotterdam"
		}
		out = append(out, says(fmt.Sprintf("bad-%d", i), i%7, "en-GB", bad), says(fmt.Sprintf("good-%d", i), 9+i%2, "en", good))
		if i < 10 {
			out = append(out, says(fmt.Sprintf("slecht-%d", i), 2, "nl", "Veel te late bezorging"))
		}
	}
	return out
}

func wordsOf(list []keyword.Keyword) string {
	var words []string
	for _, w := range list {
		words = append(words, fmt.Sprintf("%s %d:%d", w.Word, w.InLow, w.InHigh))
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

func TestTheDissatisfiedAreToldFromTheSatisfiedByTheirWords(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		h.Gives(false, grumbles()...)
		words, err := h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery", Small: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(words.Languages) != 2 || words.Languages[0].Language != "en" || words.Answers != 90 || words.Cut || !words.Prompted {
			t.Fatalf("%+v", words)
		}
		english, dutch := words.Languages[0], words.Languages[1]
		if got := wordsOf(english.Low); !strings.Contains(got, "late 20:0") || !strings.Contains(got, "box damaged 20:0") || strings.Contains(got, "friendly") {
			t.Errorf("the dissatisfied say %s", got)
		}
		if got := wordsOf(english.High); !strings.Contains(got, "friendly courier 0:40") || strings.Contains(got, "late") {
			t.Errorf("the satisfied say %s", got)
		}
		if all := wordsOf(english.Low) + wordsOf(english.High); strings.Contains(all, "rotterdam") || strings.Contains(all, "parcel 4") {
			t.Errorf("a word of two people, or of both sides, is shown: %s", all)
		}
		if len(dutch.Low)+len(dutch.High) != 0 || dutch.LowComments != 10 {
			t.Errorf("one side is told from nobody: %+v", dutch)
		}
		for _, w := range slices.Concat(english.Low, english.High) {
			all := insight.CommentsQuery{Touchpoint: "delivery", Word: w.Word, Filter: pick.Filter{Locales: []string{"en"}}, Limit: 500, Small: true}
			for side, want := range map[string]int64{"": w.InLow + w.InHigh, "low": w.InLow, "high": w.InHigh} {
				all.Side = side
				if found, err := h.FindComments(t.Context(), all); err != nil || int64(len(found.Comments)) != want || found.Next.ID != "" {
					t.Errorf("%q leads to %d comments of side %q, want %d (%v)", w.Word, len(found.Comments), side, want, err)
				}
			}
		}
		for i := range 40 {
			if _, err := h.EraseContact(t.Context(), fmt.Sprintf("bad-%d", i)); err != nil {
				t.Fatal(err)
			}
		}
		words, err = h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery", Filter: pick.Filter{Locales: []string{"en-US"}}, Small: true})
		if err != nil || len(words.Languages) != 1 || words.Languages[0].LowComments != 0 || len(words.Languages[0].High) != 0 {
			t.Errorf("after an erasure they still say %+v (%v)", words, err)
		}
	})
}

func TestAWordOfOnePersonStaysHidden(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	var given []respond.ExternalResponse
	for i := range 30 {
		bad := says("chatterbox", 1, "en", "zeppelin disaster")
		bad.ID, bad.OccurredAt = fmt.Sprint("bad-", i), h.Clock.Now().Add(-time.Duration(i)*time.Hour)
		given = append(given, bad, says(fmt.Sprint("c-", i), 10, "en", "lovely service"))
	}
	h.Gives(false, given...)
	words, err := h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery", Small: true})
	if err != nil || len(words.Languages) != 1 || len(words.Languages[0].Low) != 0 || len(words.Languages[0].High) == 0 {
		t.Errorf("%+v (%v)", words, err)
	}
}

func TestCommentsAreFoundInPagesWithoutGapsOrRepeats(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop(""))
		h.Gives(false, grumbles()...)
		for word, want := range map[string]int{"": 90, "late": 30, "Box  DAMAGED": 20, "😡": 20, "%": -1, "la_e": 0, "late%": 30, "parcel told": 0} {
			q := insight.CommentsQuery{Touchpoint: "delivery", Word: word, Limit: 7}
			seen := map[string]bool{}
			for page := 0; ; page++ {
				found, err := h.FindComments(t.Context(), q)
				if want < 0 {
					surveystest.WantKind(t, err, surveys.Invalid, "word")
					break
				}
				if err != nil || page > 20 {
					t.Fatalf("page %d of %q: %v", page, word, err)
				}
				for _, c := range found.Comments {
					if seen[c.Response] {
						t.Errorf("%q shows %s twice", word, c.Response)
					}
					seen[c.Response] = true
				}
				if found.Next.ID == "" {
					break
				}
				q.After = found.Next
			}
			if len(seen) != max(want, 0) {
				t.Errorf("%q is in %d comments, want %d", word, len(seen), want)
			}
		}
	})
}

// wrote are answers of eighty days, each of somebody else, who says what those with that
// rating say.
func wrote(h *surveystest.Halte, texts map[int][]string, n int) []respond.ExternalResponse {
	var out []respond.ExternalResponse
	ratings := slices.Sorted(maps.Keys(texts))
	for i := range n {
		rating := ratings[i%len(ratings)]
		says := texts[rating]
		a := remarks(fmt.Sprint("c", i), rating, says[i/len(ratings)%len(says)])
		a.ID, a.OccurredAt = fmt.Sprint("r", i), h.Clock.Now().AddDate(0, 0, -1-i*80/n)
		a.AnsweredAt = a.OccurredAt
		out = append(out, a)
	}
	return out
}

// remarks is an answer with a comment to the same question, whatever the rating.
func remarks(contact string, rating int, comment string) respond.ExternalResponse {
	return respond.ExternalResponse{Survey: "delivery-nps", ContactID: contact, Locale: "nl", Rating: &rating, Comment: comment}
}

func TestWordsToldWithoutSmallCellsSettleTheSideOfNobody(t *testing.T) {
	t.Parallel()
	low, high := []string{"De fietsbel ontbrak", "Veel te laat", "Alles kwam te laat"}, []string{"Snel gebracht", "Heel vriendelijk", "Fietsbel erbij, vriendelijk"}
	for name, k := range map[string]struct {
		n     int
		texts map[int][]string
		want  string // words told with their side
	}{
		"few":                       {60, map[int][]string{2: low, 10: high, 8: {"Het was laat"}}, ""},
		"nobody else says so":       {180, map[int][]string{2: low, 10: high, 8: {"Gewoon"}}, ""},
		"all of one side":           {180, map[int][]string{2: low, 3: low}, ""},
		"others say so, in between": {300, map[int][]string{2: low, 10: high, 8: {"Te laat, vriendelijk", "Gewoon", "Gewoon"}}, "laat vriendelijk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := surveystest.Open(t, surveystest.Shop(""))
			h.Gives(true, wrote(h, k.texts, k.n)...)
			words, err := h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery"})
			if err != nil || len(words.Languages) != 1 || len(words.Languages[0].Said) == 0 {
				t.Fatalf("%+v, %v", words, err)
			}
			in := words.Languages[0]
			var told []string
			for side, list := range map[string][]keyword.Keyword{"low": in.Low, "high": in.High} {
				for _, w := range list {
					told = append(told, w.Word)
					q := insight.CommentsQuery{Touchpoint: "delivery", Word: w.Word, From: words.From, To: words.To, Limit: 500, Filter: pick.Filter{Locales: []string{"nl"}}, Small: true}
					all, err := h.FindComments(t.Context(), q)
					q.Side = side
					its, err2 := h.FindComments(t.Context(), q)
					if err != nil || err2 != nil || len(all.Comments) < len(its.Comments)+5 || len(its.Comments) < 5 {
						t.Errorf("%q is told of side %s, and %d of %d comments are: %v %v", w.Word, side, len(its.Comments), len(all.Comments), err, err2)
					}
				}
			}
			slices.Sort(told)
			if got := strings.Join(told, " "); got != k.want || in.SidesHeld != (name == "few" || name == "all of one side") || in.SidesHeld && in.LowComments+in.HighComments != 0 {
				t.Errorf("%q are told with their side, want %q; of %+v", got, k.want, in)
			}
			for _, w := range in.Said {
				if w.Comments < 5 || w.Comments%5 != 0 || slices.Contains(told, w.Word) {
					t.Errorf("it is said besides: %+v", w)
				}
			}
		})
	}
}

func TestWithoutSidesWordsAreTheSameWhicheverSideSaysThem(t *testing.T) {
	t.Parallel()
	var told []string
	for _, ratings := range [][2]int{{2, 10}, {10, 2}, {8, 8}} {
		h := surveystest.Open(t, surveystest.Shop(""))
		texts := []string{"De fietsbel ontbrak", "Snel gebracht"}
		all := wrote(h, map[int][]string{0: texts}, 60)
		for i := range all {
			all[i].Rating = &ratings[i%2]
		}
		h.Gives(true, all...)
		words, err := h.Keywords(t.Context(), insight.KeywordsQuery{Touchpoint: "delivery"})
		if err != nil || len(words.Languages[0].Said) == 0 {
			t.Fatal(words, err)
		}
		told = append(told, fmt.Sprintf("%+v", words))
	}
	if told[0] != told[1] || told[0] != told[2] {
		t.Errorf("the words are %s, %s and %s", told[0], told[1], told[2])
	}
}
