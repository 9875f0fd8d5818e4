package views

import (
	"strings"
	"testing"

	"halte/surveys/insight"
)

func TestTheFunnelSaysAtEachLevelWhatWentNoFurther(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Funnel = insight.Funnel{
		Unmatched: 4, Eligible: 200, Quarantined: 30, Scheduled: 10, Sent: 160, Bounced: 8, Delivered: 152, NotOpened: 52, Opened: 100, NotAnswered: 40, Answered: 60,
	}
	doc := touchpoint(t, p)
	if got := text(doc.Find("#funnel").Parent()); !strings.Contains(got, "4 more events") {
		t.Errorf("of the events without a question the page says %q", got)
	}
	levels := doc.Find(".funnel > li")
	for i, want := range []string{
		"Could be asked 200 100% Could be asked: 200 30 asked too recently 10 waiting to be sent",
		"Mail sent 160 80% Mail sent: 160 8 came back",
		"Not come back 152 76% Not come back: 152 52 not opened",
		"Page opened 100 50% Page opened: 100 40 without an answer",
		"Answered 60 30% Answered: 60",
	} {
		if got := text(levels.Eq(i)); got != want {
			t.Errorf("level %d reads %q, want %q", i, got, want)
		}
		next := []string{"800", "760", "500", "300", "300"}[i]
		if got := levels.Eq(i).Find(".funnel-on").AttrOr("width", ""); got != next {
			t.Errorf("level %d is drawn to go on at %s of 1000, want %s", i, got, next)
		}
	}
}

func TestAFunnelOfNobodyIsNotDrawn(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Funnel = insight.Funnel{Unmatched: 4}
	if n := touchpoint(t, p).Find("#funnel").Length(); n != 0 {
		t.Error("a funnel is drawn where nobody could have been asked")
	}
}

func TestEveryPartOfTheFunnelHasItsWords(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "nl"} {
		p := touchpointPage()
		p.Lang = lang
		p.Funnel = insight.Funnel{
			Eligible: 17, SampledOut: 1, Quarantined: 1, Outweighed: 1, Cancelled: 1, Unreachable: 1, Suppressed: 1, Expired: 1, Other: 1,
			Failed: 1, Unknown: 1, Scheduled: 1, Sending: 1, Sent: 5, Bounced: 1, Delivered: 4, NotOpened: 1, Opened: 3, NotAnswered: 1, Answered: 2,
		}
		doc := touchpoint(t, p)
		parts, levels := doc.Find(".funnel > li li"), doc.Find(".funnel .level b")
		if parts.Length() != 15 || levels.Length() != 5 {
			t.Errorf("in %s there are %d levels and %d parts", lang, levels.Length(), parts.Length())
		}
		for i := range parts.Length() {
			if got := text(parts.Eq(i)); !strings.HasPrefix(got, "1 ") {
				t.Errorf("in %s part %d reads %q", lang, i, got)
			}
		}
		for i := range levels.Length() {
			if text(levels.Eq(i)) == "" {
				t.Errorf("in %s level %d has no name", lang, i)
			}
		}
	}
}
