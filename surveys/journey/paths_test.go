package journey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys/journey"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// happens records that contacts delivered, returned or talked, each so many days
// before Monday: "d9 r5" is a delivery nine days before and a return five.
func happens(h *surveystest.Halte, contacts int, name, steps string) {
	names := map[byte]string{'d': "order.delivered", 'r': "order.returned", 't': "talk.ended", 'x': "page.viewed"}
	monday, _ := time.Parse(time.RFC3339, surveystest.Monday)
	for i := range contacts {
		for n, step := range strings.Fields(steps) {
			var days int
			fmt.Sscanf(step[1:], "%d", &days)
			at := monday.Add(-time.Duration(days) * 24 * time.Hour)
			h.Happened(surveystest.Event(names[step[0]], surveystest.Of(fmt.Sprintf("%s%d", name, i)),
				surveystest.ID(fmt.Sprintf("%s%d-%d", name, i, n)), surveystest.On(at.Format(time.RFC3339))))
		}
	}
}

func pathsOf(t *testing.T, h *surveystest.Halte, small bool) journey.Paths {
	t.Helper()
	p, err := h.Paths(t.Context(), journey.Query{Journey: "order", Small: small})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func inWords(p journey.Paths) (all []string) {
	for _, path := range p.Paths {
		all = append(all, fmt.Sprintf("%d: %s, %d under way", path.N, strings.Join(path.Touchpoints, " "), path.UnderWay))
	}
	return all
}

func TestWhoCameByTwiceIsOneCustomer(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
	happens(h, 5, "again", "d80 r75 d70 r65 d60 t55")
	happens(h, 6, "once", "d80 r75")
	delivery := pathsOf(t, h, true).Touchpoints[0]
	if got := fmt.Sprint(delivery.Next); delivery.Reached != 11 || got != "[{returns 6} {service 5}]" {
		t.Errorf("of %d customers at delivery went on: %s", delivery.Reached, got)
	}
}

func TestASmallRestOfNextStopsIsNotToldBySubtraction(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
	happens(h, 9, "back", "d80 r75")
	happens(h, 2, "talk", "d80 t75")
	for small, want := range map[bool]string{true: "[{returns 9} {service 2}]", false: "[]"} {
		if at := pathsOf(t, h, small).Touchpoints[0]; fmt.Sprint(at.Next) != want || *at.WentOn != 11 {
			t.Errorf("of %d who went on, %v are told to a key that may see small cells: %t", *at.WentOn, at.Next, small)
		}
	}
}

func TestPathsAreWhatCustomersDid(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
		happens(h, 6, "a", "d80 x70 t60 t59 r50")
		happens(h, 5, "b", "d80 r5")
		happens(h, 2, "c", "t80 d70")
		happens(h, 1, "old", "d300 r290")
		got := pathsOf(t, h, true)
		want := []string{"6: delivery service returns, 0 under way", "5: delivery returns, 5 under way", "2: service delivery, 0 under way"}
		if !slices.Equal(inWords(got), want) || got.Contacts != 13 || got.Others != 0 {
			t.Errorf("the paths of %d contacts are %q, and %d others", got.Contacts, inWords(got), got.Others)
		}
		delivery := got.Touchpoints[0]
		if delivery.Reached != 13 || *delivery.WentOn != 11 || *delivery.Ended != 2 || *delivery.UnderWay != 0 {
			t.Errorf("at delivery: %+v", delivery)
		}
		if returns := got.Touchpoints[1]; *returns.Ended != 6 || *returns.UnderWay != 5 || *returns.WentOn != 0 || *returns.EndedShare != 100 {
			t.Errorf("at returns: %+v", returns)
		}
		if _, err := h.EraseContact(t.Context(), "a1"); err != nil {
			t.Fatal(err)
		}
		if after := inWords(pathsOf(t, h, true)); !slices.Equal(after, want) {
			t.Errorf("after an erasure the paths are %q", after)
		}
	})
}

func TestPathsOfFewerThanFiveContactsAreHeldBack(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn, surveystest.AfterTalk))
	happens(h, 5, "a", "d80 r70")
	happens(h, 4, "b", "t80 d70")
	got := pathsOf(t, h, false)
	if want := []string{"5: delivery returns, 0 under way"}; !slices.Equal(inWords(got), want) || got.Others != 4 {
		t.Errorf("the paths are %q, and %d others", inWords(got), got.Others)
	}
	if service := got.Touchpoints[2]; !service.Held || service.Ended != nil || service.Next != nil {
		t.Errorf("at the help desk: %+v", service)
	}
}

func TestAVeryLongPathIsCut(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop("", surveystest.AfterDelivery, surveystest.AfterReturn))
	happens(h, 1, "a", "d80 r79 d78 r77 d76 r75 d74 r73 d72 r71 d70 r69 d68")
	if path := pathsOf(t, h, true).Paths[0]; len(path.Touchpoints) != 12 || !path.Longer {
		t.Errorf("the path is %+v", path)
	}
}
