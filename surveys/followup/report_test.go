package followup_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// choose lets n strangers answer the delivery survey on a day, all alike.
func choose(h *Halte, day string, n, rating int, answers map[string][]string, more ...func(*respond.ExternalResponse)) {
	var list []respond.ExternalResponse
	for range n {
		r := respond.ExternalResponse{Survey: "delivery-nps", Rating: &rating, Answers: answers, OccurredAt: Time(day + "T10:00:00Z"), AnsweredAt: Time(day + "T10:00:00Z")}
		for _, change := range more {
			change(&r)
		}
		list = append(list, r)
	}
	h.Gives(false, list...)
}

func speed(option string) map[string][]string { return map[string][]string{"speed": {option}} }

func parts(options ...string) map[string][]string { return map[string][]string{"parts": options} }

// report asks about deliveries of 2026, with every right unless q says otherwise.
func report(t *testing.T, h *Halte, q followup.Query) followup.Report {
	t.Helper()
	q.Touchpoint, q.Small = "delivery", true
	r, err := h.FollowUps(t.Context(), q)
	Must(t, err)
	return r
}

// told writes what a report tells of a question: n, and each option with its count.
func told(r followup.Report, question string) string {
	for _, q := range r.Questions {
		if q.Key != question {
			continue
		}
		words := []string{fmt.Sprint(q.N)}
		for _, o := range q.Options {
			switch {
			case !o.Shown():
				words = append(words, o.Key+" -")
			default:
				words = append(words, fmt.Sprintf("%s %d", o.Key, *o.Count))
			}
		}
		return strings.Join(words, ", ")
	}
	return "not asked"
}

func TestSharesAreOfThoseWhoAnsweredTheQuestion(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop(""))
		choose(h, "2026-03-01", 30, 9, map[string][]string{"speed": {"fast"}, "parts": {"box", "bike"}})
		choose(h, "2026-03-02", 10, 3, speed("slow"))
		choose(h, "2026-03-02", 20, 7, nil)
		r := report(t, h, followup.Query{})
		if got := told(r, "speed"); got != "40, slow 10, fast 30" {
			t.Errorf("speed: %s", got)
		}
		if got := told(r, "parts"); got != "30, box 30, bike 30, bell 0" {
			t.Errorf("parts: %s", got)
		}
		if got := told(r, "why"); got != "not asked" {
			t.Errorf("free text is counted: %s", got)
		}
		slow, want := r.Questions[0].Options[0], metric.Wilson(10, 40, 0.95)
		if *slow.Share.Share != 25 || *slow.Interval != [2]float64{want.Lo, want.Hi} {
			t.Errorf("the share is %v in %v, want 25 in %v", *slow.Share.Share, *slow.Interval, want)
		}
		for category, want := range map[followup.Category]string{
			followup.Dissatisfied: "10, slow 10, fast 0", followup.Neutral: "0, slow -, fast -", followup.Satisfied: "30, slow 0, fast 30",
		} {
			if got := told(report(t, h, followup.Query{Category: category}), "speed"); got != want {
				t.Errorf("speed of the %s: %s, want %s", category, got, want)
			}
		}
	})
}

func TestSharesAreToldOfASegmentALanguageAndAWeek(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	for i := range 12 {
		contact := fmt.Sprint("c", i)
		h.Happened(Event("signed.up", ID(contact), Of(contact), Being("persona", IfElse(i < 8, "commuter", "parent")), On("2026-01-01T10:00:00Z")))
		choose(h, IfElse(i < 5, "2026-02-22", "2026-02-23"), 1, 5, speed("slow"), func(r *respond.ExternalResponse) { // a Sunday, a Monday
			r.ContactID, r.Locale = contact, IfElse(i < 7, "nl", "en")
		})
	}
	for _, c := range []struct {
		q    followup.Query
		want string
	}{
		{followup.Query{Filter: pick.Filter{Segments: []string{"persona:commuter"}}}, "8, slow 8, fast 0"},
		{followup.Query{Filter: pick.Filter{Segments: []string{"persona:parent"}}}, "4, slow 4, fast 0"},
		{followup.Query{Filter: pick.Filter{Segments: []string{"persona:parent", "persona:commuter"}}}, "12, slow 12, fast 0"},
		{followup.Query{Filter: pick.Filter{Locales: []string{"nl"}}}, "7, slow 7, fast 0"},
		{followup.Query{Filter: pick.Filter{Sources: []string{"api"}}}, "12, slow 12, fast 0"},
		{followup.Query{Filter: pick.Filter{Sources: []string{"mail"}}}, "0, slow -, fast -"},
	} {
		if got := told(report(t, h, c.q), "speed"); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
	weeks := report(t, h, followup.Query{From: "2026-02-18", To: "2026-03-01", Trend: "week"}).Questions[0].Trend
	if len(weeks) != 2 || weeks[0].Start != "2026-02-16" || weeks[0].N != 5 || *weeks[0].Shares[0].Count != 5 || weeks[1].N != 7 || *weeks[1].Shares[0].Count != 7 {
		t.Errorf("the weeks are %+v", weeks)
	}
}

func TestWhatADefinitionNoLongerHasStaysReadable(t *testing.T) {
	t.Parallel()
	full := Shop("")
	h := Open(t, full)
	choose(h, "2026-03-01", 6, 9, map[string][]string{"parts": {"bell"}, "speed": {"slow"}})
	without := strings.Replace(full, ", {key: bell, text: {nl: Bel}}", "", 1)
	at := strings.Index(without, "      - {key: speed")
	h.Applies(without[:at] + without[at+strings.Index(without[at:], "\n")+1:])
	r := report(t, h, followup.Query{})
	if got := told(r, "parts"); got != "6, box 0, bike 0, bell 6" {
		t.Errorf("parts: %s", got)
	}
	if bell := r.Questions[0].Options[2]; !bell.Retired || bell.Text["nl"] != "Bel" || r.Questions[0].Retired {
		t.Errorf("the option is %+v", bell)
	}
	if gone := r.Questions[1]; gone.Key != "speed" || !gone.Retired || gone.Question["nl"] != "Hoe snel?" || gone.Options[0].Text["nl"] != "Traag" {
		t.Errorf("the question is %+v", gone)
	}
}

func TestTwoPeriodsAreToldApartOnlyWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	before, now := "2026-01-20", "2026-02-20"
	choose(h, before, 20, 5, speed("slow"))
	choose(h, before, 60, 5, speed("fast"))
	choose(h, now, 60, 5, speed("slow"))
	choose(h, now, 20, 5, speed("fast"))
	choose(h, before, 30, 5, parts("box"))
	choose(h, before, 30, 5, parts("bike"))
	choose(h, now, 32, 5, parts("box"))
	choose(h, now, 28, 5, parts("bike"))
	q := followup.Query{From: "2026-02-01", To: "2026-02-28", Compare: followup.ComparePrevious}
	r := report(t, h, q)
	if *r.Previous != (surveys.Days{From: "2026-01-04", To: "2026-01-31"}) {
		t.Errorf("the period before is %v", *r.Previous)
	}
	slow, fast := r.Questions[0].Options[0].Difference, r.Questions[0].Options[1].Difference
	if slow.Verdict != followup.MoreOften || fast.Verdict != followup.LessOften || slow.Value != 50 {
		t.Errorf("slow is %+v, fast is %+v", *slow, *fast)
	}
	_, interval := metric.ShareOf(60, 80, 1, 0.95).Less(metric.ShareOf(20, 80, 1, 0.95))
	if math.Abs(slow.Interval[0]-interval.Lo) > 1e-9 || math.Abs(slow.Interval[1]-interval.Hi) > 1e-9 {
		t.Errorf("the interval is %v, want %v", slow.Interval, interval)
	}
	if box := r.Questions[1].Options[0].Difference; box.Verdict != followup.NoClearDifference {
		t.Errorf("box is %+v", *box)
	}
	if bell := r.Questions[1].Options[2]; bell.Difference == nil || bell.Difference.Verdict != followup.NoClearDifference {
		t.Errorf("what nobody chose is %+v", bell)
	}
	days := report(t, h, followup.Query{From: "2026-02-01", To: "2026-02-28", CompareFrom: "2026-01-04", CompareTo: "2026-01-31"})
	if got, want := *days.Questions[0].Options[0].Difference, *slow; got != want {
		t.Errorf("the same days give %+v, not %+v", got, want)
	}
}

// Of one question alone a difference is clear; among many it may be chance.
func TestADifferenceAmongManyIsHeldToMore(t *testing.T) {
	t.Parallel()
	verdict := func(definition string) followup.Verdict {
		h := Open(t, definition)
		choose(h, "2026-01-20", 40, 5, speed("slow"))
		choose(h, "2026-01-20", 60, 5, speed("fast"))
		choose(h, "2026-02-20", 55, 5, speed("slow"))
		choose(h, "2026-02-20", 45, 5, speed("fast"))
		r := report(t, h, followup.Query{From: "2026-02-01", To: "2026-02-28", Compare: followup.ComparePrevious})
		return r.Questions[0].Options[0].Difference.Verdict
	}
	full := Shop("")
	if got := verdict(full); got != followup.MayBeChance {
		t.Errorf("among four it is %s", got)
	}
	at := strings.Index(full, "      - {key: parts")
	alone := full[:at] + full[at+strings.Index(full[at:], "\n")+1:]
	if got := verdict(alone); got != followup.MoreOften {
		t.Errorf("alone it is %s", got)
	}
}

func TestRepeatedAnswersWidenShares(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	for i := range 20 {
		for day := range 10 {
			choose(h, fmt.Sprintf("2026-02-%02d", day+1), 1, IfElse(i < 10, 2, 10), speed(IfElse(i < 10, "slow", "fast")), func(r *respond.ExternalResponse) { r.ContactID = fmt.Sprint("c", i) })
		}
	}
	q := report(t, h, followup.Query{}).Questions[0]
	if narrow := metric.Wilson(100, 200, 0.95); q.Worth == nil || *q.Worth > 30 || q.Options[0].Interval[1]-q.Options[0].Interval[0] < 2*narrow.Width() {
		t.Errorf("200 answers of 20 people are %+v", q)
	}
}

func TestAnErasureMovesNoShare(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	_, link := h.Invites("jo")
	h.Answers(link, 9, speed("fast"))
	q := followup.Query{Category: followup.Satisfied}
	before := told(report(t, h, q), "speed")
	h.Erases("jo")
	if _, err := h.RebuildRollups(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := told(report(t, h, q), "speed"); before != "1, slow 0, fast 1" || after != before {
		t.Errorf("it is %s, and was %s", after, before)
	}
}

func TestWhatCannotBeAskedOfFollowUpsIsRefusedByName(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	for _, c := range []struct {
		q     followup.Query
		field string
	}{
		{followup.Query{Survey: "returns-csat"}, "survey"},
		{followup.Query{From: "soon"}, "from"},
		{followup.Query{Category: "angry"}, "category"},
		{followup.Query{Trend: "day"}, "trend"},
		{followup.Query{Compare: "next"}, "compare"},
		{followup.Query{Compare: "previous", CompareTo: "2026-01-01"}, "compare"},
		{followup.Query{CompareTo: "2026-01-01"}, "compare_from"},
		{followup.Query{CompareFrom: "2026-01-01"}, "compare_to"},
		{followup.Query{CompareFrom: "2026-01-02", CompareTo: "2026-01-01"}, "compare_from"},
		{followup.Query{CompareFrom: "2026-02-01", CompareTo: "2026-02-28", From: "2026-02-28"}, "compare_from"},
		{followup.Query{Filter: pick.Filter{Segments: []string{"persona"}}}, "segment"},
		{followup.Query{Filter: pick.Filter{Segments: []string{"persona:parent", "shoe:40"}}}, "segment"},
		{followup.Query{Filter: pick.Filter{Waves: []string{"second"}}}, "wave"},
		{followup.Query{Filter: pick.Filter{Sources: []string{"pigeon"}}}, "source"},
		{followup.Query{Filter: pick.Filter{Locales: []string{""}}}, "locale"},
		{followup.Query{Filter: pick.Filter{Channels: []string{"moon"}}}, "channel"},
		{followup.Query{Filter: pick.Filter{Channels: []string{"store"}}}, "channel"},
	} {
		c.q.Touchpoint, c.q.Small = "delivery", true
		_, err := h.FollowUps(t.Context(), c.q)
		var refused *surveys.Error
		if !errors.As(err, &refused) || refused.Field != c.field {
			t.Errorf("%+v gives %v, want a refusal of %s", c.q, err, c.field)
		}
	}
	if !slices.Equal(followup.Categories, []followup.Category{"dissatisfied", "neutral", "satisfied"}) {
		t.Errorf("the categories are %v", followup.Categories)
	}
}
