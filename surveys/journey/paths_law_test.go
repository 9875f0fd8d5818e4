package journey

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever happens to people, each of them is once at a touchpoint, and once where he
// went from there.
func TestWhoCameByIsWhoWentOnOrEndedOrIsUnderWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		stops := rapid.IntRange(1, 4).Draw(t, "touchpoints")
		keys := []string{"a", "b", "c", "d"}[:stops]
		begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		w, there := newPathCounter(keys, begin.AddDate(0, 0, 30)), make([]map[int]bool, stops)
		people := rapid.IntRange(0, 30).Draw(t, "people")
		for who := range people {
			for _, at := range rapid.SliceOfN(rapid.IntRange(0, stops-1), 1, 16).Draw(t, "steps") {
				if there[at] == nil {
					there[at] = map[int]bool{}
				}
				there[at][who] = true
				w.step(fmt.Sprint(who), at, begin.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "day")), true)
			}
		}
		w.leave()
		all := w.paths(true)
		var stayed int64
		for i, s := range all.Touchpoints {
			if s.Reached != int64(len(there[i])) {
				t.Fatalf("%d came by %s, not %d", s.Reached, s.Touchpoint, len(there[i]))
			}
			if s.Reached == 0 {
				continue
			}
			if *s.WentOn+*s.Ended+*s.UnderWay != s.Reached {
				t.Fatalf("of %d at %s, %d went on, %d ended and %d are under way", s.Reached, s.Touchpoint, *s.WentOn, *s.Ended, *s.UnderWay)
			}
			stayed += *s.Ended + *s.UnderWay
			var sum int64
			for _, next := range s.Next {
				if sum += next.N; next.N > all.reached(next.Touchpoint) || next.Touchpoint == s.Touchpoint {
					t.Fatalf("%d went from %s to %s, where %d came by", next.N, s.Touchpoint, next.Touchpoint, all.reached(next.Touchpoint))
				}
			}
			if sum != *s.WentOn {
				t.Fatalf("%d went on from %s, to %v", *s.WentOn, s.Touchpoint, s.Next)
			}
		}
		if stayed != int64(people) || all.Contacts != int64(people) {
			t.Fatalf("of %d people %d stayed somewhere", people, stayed)
		}
		var took int64
		for _, p := range all.Paths {
			took += p.N
		}
		if took+all.Others != int64(people) {
			t.Fatalf("%d of %d people took a path", took+all.Others, people)
		}
	})
}

func (p Paths) reached(touchpoint string) int64 {
	for _, s := range p.Touchpoints {
		if s.Touchpoint == touchpoint {
			return s.Reached
		}
	}
	return 0
}
