package respond_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestOpeningALinkWritesNothingButAnIntent(t *testing.T) {
	t.Parallel()
	file := SqliteFile(t)
	h := New(t, OpenStore(t, "sqlite://"+filepath.ToSlash(file)), Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	before := rowsOf(t, file)
	for _, row := range []struct {
		what    string
		rating  *int
		intents int
	}{
		{"without a rating", nil, 1},
		{"with a rating", Rating(9), 1},
		{"with another", Rating(0), 1},
		{"with one beyond the scale", Rating(11), 1},
		{"with one below the scale", Rating(-1), 1},
	} {
		if a, err := h.Open(t.Context(), link, row.rating); err != nil || a.Response != nil {
			t.Fatalf("%s: %+v, %v", row.what, a, err)
		}
		before["intents"] += row.intents
		if after := rowsOf(t, file); !maps.Equal(after, before) {
			t.Errorf("%s: the tables hold %v, want %v", row.what, after, before)
		}
	}
	h.Clock.Pass(30 * surveys.Day)
	if a, err := h.Open(t.Context(), link, Rating(9)); err != nil || !a.Closed {
		t.Errorf("closed: %+v, %v", a, err)
	}
	if after := rowsOf(t, file); !maps.Equal(after, before) {
		t.Errorf("a closed link keeps an intent: %v, want %v", after, before)
	}
}

// rowsOf counts the rows of every table.
func rowsOf(t *testing.T, file string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	Must(t, err)
	defer db.Close()
	tables, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table'")
	Must(t, err)
	defer tables.Close()
	var names []string
	for tables.Next() {
		var name string
		Must(t, tables.Scan(&name))
		names = append(names, name)
	}
	Must(t, tables.Err())
	counts := map[string]int{}
	for _, name := range names {
		var n int
		Must(t, db.QueryRow("SELECT count(*) FROM "+name).Scan(&n))
		counts[name] = n
	}
	if counts["tokens"] == 0 || len(counts) < 10 {
		t.Fatalf("these are not the tables: %v", counts)
	}
	return counts
}

func TestALinkShowsTheSurvey(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, link := h.Invites("jo", Reading("en-GB"))
	a, err := h.Open(t.Context(), link, nil)
	Must(t, err)
	if a.Survey.Key != "delivery-nps" || a.Language != "en" || a.Touchpoint.Key != "delivery" || a.Invitation.EventID != e.ID || a.Closed || a.Wave != 0 {
		t.Errorf("%+v", a)
	}
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for i, want := range [][]int{all[:7], all[9:], all, all} {
		if !slices.Equal(a.Shown[i], want) {
			t.Errorf("follow-up %d is shown after %v, want %v", i, a.Shown[i], want)
		}
	}
}

func TestAnAnswerCanBeChangedUntilItCloses(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, link := h.Invites("jo", Being("persona", "commuter"))
	c, err := h.Read(t.Context()).Contact("jo")
	Must(t, err)
	h.Clock.Pass(surveys.Day)
	first := h.Answers(link, 3, map[string][]string{"why": {" Te laat.\r\nHeel laat. "}, "speed": {"slow"}})
	if first.Revision != 1 || first.Rating != 3 || first.Answers["why"][0] != "Te laat.\nHeel laat." || first.Day != "2026-03-02" || first.Source != surveys.SourceMail ||
		first.Wave != surveys.WaveFirst || first.EventID != e.ID || first.Version != 1 || first.Respondent != c.Respondent || first.Person != c.Person ||
		first.Segments["persona"] != "commuter" || first.Locale != "nl" || !first.AnsweredAt.Equal(h.Clock.Now()) {
		t.Errorf("the first answer is %+v", first)
	}
	h.Clock.Pass(time.Hour)
	if again := h.Answers(link, 3, map[string][]string{"speed": {"slow"}}); again.Revision != 1 || !again.AnsweredAt.Equal(first.AnsweredAt) {
		t.Errorf("the same again makes %+v", again)
	}
	second := h.Answers(link, 9, map[string][]string{"delight": {"Toch goed"}})
	if second.Revision != 2 || second.Rating != 9 || !second.AnsweredAt.Equal(h.Clock.Now()) || second.Day != first.Day {
		t.Errorf("the changed answer is %+v", second)
	}
	if second.Answers["why"][0] != "Te laat.\nHeel laat." || second.Answers["delight"] == nil || second.Answers["speed"][0] != "slow" {
		t.Errorf("after another rating the follow-ups are %v: words are lost", second.Answers)
	}
	h.Clock.Pass(time.Minute)
	if third := h.Answers(link, 3, map[string][]string{"delight": {""}}); third.Answers["why"] == nil || third.Answers["delight"] != nil {
		t.Errorf("what was emptied stays, or what was not is gone: %v", third.Answers)
	}
	h.Clock.Pass(29*surveys.Day - time.Hour - time.Minute - time.Microsecond)
	if last := h.Answers(link, 10, nil); last.Revision != 4 {
		t.Errorf("just before it closes: %+v", last)
	}
	h.Clock.Pass(time.Microsecond)
	_, err = h.Answer(t.Context(), link, respond.Submission{Rating: Rating(0)})
	WantKind(t, err, surveys.Gone, "")
	if a, err := h.Open(t.Context(), link, nil); err != nil || !a.Closed || a.Response == nil || a.Response.Rating != 10 {
		t.Errorf("a closed link shows %+v, %v", a, err)
	}
}

func TestChangesWithinAMinuteAreOneRevision(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	h.Clock.Pass(59 * time.Second)
	h.Answers(link, 3, map[string][]string{"why": {"Te laat"}})
	var r surveys.Response
	for _, rating := range []int{4, 9, 0, 10} {
		if r = h.Answers(link, rating, nil); r.Revision != 1 || r.Rating != rating || r.Answers["why"] == nil {
			t.Errorf("within the minute it becomes %+v", r)
		}
	}
	h.Clock.Pass(time.Second) // a full minute: reports may have been made as of it
	if r = h.Answers(link, 8, nil); r.Revision != 2 {
		t.Errorf("in the next minute it becomes %+v", r)
	}
	var kept []string
	Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
		kept = append(kept, fmt.Sprint(r.Revision, " ", r.Rating))
		return nil
	}))
	if !slices.Equal(kept, []string{"1 10", "2 8"}) {
		t.Errorf("kept are %v", kept)
	}
	verified(t, h)
}

func TestALinkUsedWithoutEndMakesFiftyRevisions(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	for n := range surveys.MaxRevisions {
		h.Clock.Pass(time.Minute)
		h.Answers(link, n%11, nil)
	}
	if r := h.Answers(link, 1, nil); r.Revision != surveys.MaxRevisions || r.Rating != 1 {
		t.Errorf("a change of the last revision within its minute makes %+v", r)
	}
	h.Clock.Pass(time.Minute)
	_, err := h.Answer(t.Context(), link, respond.Submission{Rating: Rating(2)})
	WantKind(t, err, surveys.Invalid, "")
	if r := h.Answers(link, 1, nil); r.Revision != surveys.MaxRevisions || r.Rating != 1 {
		t.Errorf("the same once more makes %+v", r)
	}
	verified(t, h)
}

func TestAPartialSubmissionKeepsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	send := func(s respond.Submission) surveys.Response {
		t.Helper()
		h.Clock.Pass(time.Minute)
		r, err := h.Answer(t.Context(), link, s)
		Must(t, err)
		return r
	}
	_, err := h.Answer(t.Context(), link, respond.Submission{Answers: map[string][]string{"speed": {"fast"}}})
	WantKind(t, err, surveys.Invalid, "rating")
	send(respond.Submission{Rating: Rating(9)})
	r := send(respond.Submission{Answers: map[string][]string{"delight": {"Alles"}, "parts": {"box", "bell"}}})
	if r.Rating != 9 || r.Answers["delight"][0] != "Alles" || !slices.Equal(r.Answers["parts"], []string{"box", "bell"}) {
		t.Errorf("%+v", r)
	}
	if r = send(respond.Submission{Answers: map[string][]string{"delight": {""}}}); r.Answers["delight"] != nil || r.Answers["parts"] == nil {
		t.Errorf("an answer taken back: %+v", r)
	}
	if r = send(respond.Submission{}); r.Revision != 3 {
		t.Errorf("an empty submission makes revision %d", r.Revision)
	}
}

func TestAnAnswerThatDoesNotFitIsRefusedByItsField(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	for _, row := range []struct {
		field   string
		rating  *int
		answers map[string][]string
	}{
		{"rating", nil, nil},
		{"rating", Rating(-1), nil},
		{"rating", Rating(11), nil},
		{"why", Rating(3), map[string][]string{"why": {"a", "b"}}},
		{"why", Rating(3), map[string][]string{"why": {strings.Repeat("é", surveys.MaxComment+1)}}},
		{"why", Rating(9), map[string][]string{"why": {strings.Repeat("é", surveys.MaxComment+1)}}}, // not shown, but sent
		{"speed", Rating(3), map[string][]string{"speed": {"medium"}}},
		{"speed", Rating(3), map[string][]string{"speed": {"slow", "fast"}}},
		{"parts", Rating(3), map[string][]string{"parts": {"box", "wheel"}}},
		{"parts", Rating(3), map[string][]string{"parts": {"box", "box"}}},
		{"other", Rating(3), map[string][]string{"other": {"x"}}},
		{strings.Repeat("x", 63), Rating(3), map[string][]string{strings.Repeat("x", 9999): {"x"}}},
	} {
		_, err := h.Answer(t.Context(), link, respond.Submission{Rating: row.rating, Answers: row.answers})
		WantKind(t, err, surveys.Invalid, row.field)
	}
	if h.Answers(link, 3, map[string][]string{"why": {strings.Repeat("é", surveys.MaxComment)}, "parts": {}}).Revision != 1 {
		t.Error("something that was refused left a trace")
	}
}

func TestALinkThatWasNeverGivenOutLeadsNowhere(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	for _, token := range []string{"", "test", link[:21], link[:25], "a" + link, link[1:], "AAAAAAAAAAAAAAAAAAAAAA", "../../../../etc/passwd", "' OR 1=1 --", strings.Repeat("A", 1<<16)} {
		_, err := h.Open(t.Context(), token, Rating(9))
		WantKind(t, err, surveys.NotFound, "")
		_, err = h.Answer(t.Context(), token, respond.Submission{Rating: Rating(9)})
		WantKind(t, err, surveys.NotFound, "")
	}
}

func TestConcurrentAnswersToOneLinkLeaveAChain(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		_, link := h.Invites("jo")
		processes := []*Halte{h, h.Again(db)}
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				_, err := processes[i%2].Answer(t.Context(), link, respond.Submission{Rating: Rating(i % 11), Answers: map[string][]string{"parts": {"box"}}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0
		Must(t, h.Read(t.Context()).ResponseEach(func(r surveys.Response) error {
			if n++; r.Revision != n {
				t.Errorf("revision %d stands in place %d", r.Revision, n)
			}
			return nil
		}))
		if _, differences, err := h.VerifyRollups(t.Context()); err != nil || len(differences) > 0 || n == 0 {
			t.Errorf("%d revisions; %v, %v", n, differences, err)
		}
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Small: true})
		if err != nil || s.N != 1 {
			t.Errorf("n is %d, %v", s.N, err)
		}
	})
}

// interrupted does something once between what an answer reads and its commit.
type interrupted struct {
	respond.Store
	once sync.Once
	do   func()
}

func (s *interrupted) Update(ctx context.Context, fn func(respond.Tx) error) error {
	if s.do != nil {
		s.once.Do(s.do)
	}
	return s.Store.Update(ctx, fn)
}

func (s *interrupted) instead(o *Options) { s.Store, o.Stores.Respond = o.Stores.Respond, s }

func TestACommentThatMeetsAChangedRatingKeepsTheNewerRating(t *testing.T) {
	t.Parallel()
	s := &interrupted{}
	h := Open(t, Shop("", AfterDelivery), s.instead)
	_, link := h.Invites("jo")
	h.Answers(link, 3, map[string][]string{"why": {"Te laat"}})
	other := h.Again(h.DB)
	s.do = func() { other.Answers(link, 9, nil) }
	r, err := h.Answer(t.Context(), link, respond.Submission{Answers: map[string][]string{"speed": {"slow"}}})
	if err != nil || r.Rating != 9 || r.Answers["why"] == nil || r.Answers["speed"] == nil || r.Revision != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAfterAnErasureTheLinkLeadsNowhere(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, link := h.Invites("jo")
	h.Answers(link, 3, map[string][]string{"why": {"Bel mij op 06-12345678"}})
	h.Erases("jo")
	_, err := h.Answer(t.Context(), link, respond.Submission{Rating: Rating(9)})
	WantKind(t, err, surveys.NotFound, "")
	_, err = h.EraseContact(t.Context(), "jo")
	WantKind(t, err, surveys.NotFound, "")
	r, err := h.Read(t.Context()).ResponseToInvitation(h.Invited(e).ID)
	if err != nil || r.Rating != 3 || r.ContactID != "" || r.Person != "" || len(r.Answers) != 0 || r.Respondent == 0 || r.Day != "2026-03-02" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAnAnswerThatMeetsAnErasureNamesNobody(t *testing.T) {
	t.Parallel()
	s := &interrupted{}
	h := Open(t, Shop("", AfterDelivery), s.instead)
	_, link := h.Invites("jo")
	s.do = func() { h.Erases("jo") }
	r, err := h.Answer(t.Context(), link, respond.Submission{Rating: Rating(3), Answers: map[string][]string{"why": {"Bel mij op 06-12345678"}}})
	if err != nil || r.Rating != 3 || r.EventID != "" || r.ContactID != "" || r.Person != "" || r.Respondent != 0 || len(r.Answers) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := h.Read(t.Context()).Contact("jo"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("the answer brought the contact back: %v", err)
	}
}

func TestOldLinksShowTheVersionThatWasMailed(t *testing.T) {
	t.Parallel()
	definition := Shop("", AfterDelivery)
	h := Open(t, definition)
	_, link := h.Invites("jo")
	h.Applies(strings.NewReplacer("Beveelt u ons aan?", "Zou u ons aanbevelen?", "rating >= 9", "rating == 10", "{key: slow, text: {nl: Traag}}, ", "", "{key: fast, text: {nl: Snel}}]", "{key: fast, text: {nl: Snel}}, {key: ok, text: {nl: Gewoon}}]").Replace(definition))
	a, err := h.Open(t.Context(), link, nil)
	Must(t, err)
	if got := a.Survey.Question["nl"]; got != "Beveelt u ons aan?" {
		t.Errorf("the old link asks %q", got)
	}
	if r := h.Answers(link, 9, map[string][]string{"delight": {"Alles"}, "speed": {"slow"}}); r.Version != 1 || len(r.Answers) != 2 {
		t.Errorf("%+v", r)
	}
	_, newer := h.Invites("al")
	if r := h.Answers(newer, 9, map[string][]string{"delight": {"Alles"}}); r.Version != 2 || len(r.Answers) != 1 {
		t.Errorf("%+v", r)
	}
	h.Applies(Shop("")) // the survey stays, its trigger goes
	if r := h.Answers(link, 8, nil); r.Rating != 8 {
		t.Errorf("%+v", r)
	}
	without := definition[:strings.Index(definition, "surveys:")] + "surveys: []\n"
	h.Applies(without)
	if a, err := h.Open(t.Context(), link, nil); err != nil || a.Survey.Key != "delivery-nps" || a.Response.Rating != 8 {
		t.Errorf("of an archived survey the link shows %+v, %v", a, err)
	}
	if r := h.Answers(link, 7, nil); r.Rating != 7 {
		t.Errorf("%+v", r)
	}
}
