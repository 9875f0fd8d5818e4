package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// answered is an NPS before and after of some people on some days.
type answered struct {
	person, day int
	after       bool
	rating      int
}

func effectOf(all []answered, days int) (Contrast, DesignEffect) {
	var t [4]Tally
	var d Dependence
	persons, both := map[int]*Pile{}, map[[2]int]*Pile{}
	d.Days = make([]Pile, 2*days)
	for _, a := range all {
		w, day := BeforeTreated, a.day
		if a.after {
			w, day = AfterTreated, a.day+days
		}
		t[w][a.rating]++
		for _, pile := range []*Pile{pileOf(persons, a.person), pileOf(both, [2]int{a.person, day}), &d.Days[day]} {
			pile.Add(w, NPS.Value(a.rating))
		}
	}
	for _, p := range persons {
		d.Persons.Add(*p, 1)
	}
	for _, p := range both {
		d.PersonDays.Add(*p, 1)
	}
	return Change(NPS.Cell(t[0]), NPS.Cell(t[1])), NPS.DesignEffect(t, [4]float64{-1, 1}, d)
}

func pileOf[K comparable](piles map[K]*Pile, key K) *Pile {
	if piles[key] == nil {
		piles[key] = &Pile{}
	}
	return piles[key]
}

func TestAnswersThatHaveNothingToDoWithOneAnotherCountEach(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	sum := 0.0
	for range 50 {
		var all []answered
		for k := range 1600 {
			all = append(all, answered{k, r.IntN(84), k%2 == 0, r.IntN(11)})
		}
		_, e := effectOf(all, 84)
		if math.Abs(e.Persons) > 1e-9 {
			t.Errorf("people who answer once add %v", e.Persons)
		}
		sum += e.Factor
	}
	if mean := sum / 50; mean > 1.15 {
		t.Errorf("the variance is %.2f of that of independent answers", mean)
	}
}

func TestWhoSaysTheSameTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 1))
	var all []answered
	for k := range 800 {
		rating := r.IntN(11)
		for range 2 {
			all = append(all, answered{k, r.IntN(84), k%2 == 0, rating})
		}
	}
	if _, e := effectOf(all, 84); math.Abs(e.Persons-1) > 0.05 {
		t.Errorf("to say everything twice adds %.2f to the variance, want 1", e.Persons)
	}
}

func TestWhoStaysTheSameBeforeAndAfterMakesTheDifferenceSurerOnlyAmongEnough(t *testing.T) {
	t.Parallel()
	for people, want := range map[int][2]int{LeastPaired - 1: {0, 0}, 400: {16, 20}} { // of 20; shocks are found by chance in some
		surer := 0
		for seed := range uint64(20) {
			r := rand.New(rand.NewPCG(3, seed))
			var all []answered
			for k := range people {
				rating := r.IntN(11)
				all = append(all, answered{k, r.IntN(84), false, rating}, answered{k, r.IntN(84), true, rating})
			}
			if _, e := effectOf(all, 84); e.Factor < 1 {
				surer++
			}
		}
		if surer < want[0] || surer > want[1] {
			t.Errorf("%d people made the difference surer in %d of 20 times, want %d to %d", people, surer, want[0], want[1])
		}
	}
}

func TestDaysWithAScoreOfTheirOwnMakeADifferenceLessSure(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 1))
	var all []answered
	for day := range 84 {
		for _, after := range []bool{false, true} {
			good := r.IntN(2) * 5
			for range 20 {
				all = append(all, answered{len(all), day, after, good + r.IntN(6)})
			}
		}
	}
	if _, e := effectOf(all, 84); e.Days < 3 || e.Factor < 4 {
		t.Errorf("days that are half good and half bad give %+v", e)
	}
}

func TestWeeksWithAScoreOfTheirOwnMakeADifferenceLessSureOnWhateverDayTheyBegin(t *testing.T) {
	t.Parallel()
	for begins := range 7 {
		r, sum := rand.New(rand.NewPCG(6, uint64(begins))), 0.0
		for range 20 {
			var all []answered
			for _, after := range []bool{false, true} {
				good := 0
				for day := range 84 {
					if day%7 == begins {
						good = r.IntN(2) * 3
					}
					for range 20 {
						all = append(all, answered{len(all), day, after, good + r.IntN(8)})
					}
				}
			}
			_, e := effectOf(all, 84)
			sum += e.Weeks / 20
		}
		if sum < 25 || sum > 35 { // 140 answers that move by 31 beside their own 70 make 28
			t.Errorf("weeks that begin on day %d add %.1f to the variance", begins, sum)
		}
	}
}

func TestThePartsOfASumOfClustersAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piles := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Pile {
			var p Pile
			for range rapid.IntRange(0, 4).Draw(t, "answers") {
				p.Add(Window(rapid.IntRange(0, 3).Draw(t, "window")), int64(rapid.IntRange(-100, 100).Draw(t, "value")))
			}
			return p
		}), 0, 12).Draw(t, "piles")
		var all, left, right Clusters
		at := rapid.IntRange(0, len(piles)).Draw(t, "at")
		for i, p := range piles {
			all.Add(p, 1)
			if i < at {
				left.Add(p, 1)
			} else {
				right.Add(p, 1)
			}
		}
		if left.Plus(right) != all {
			t.Fatal("the parts are not the whole")
		}
		for _, p := range piles {
			all.Add(p, -1)
		}
		if all != (Clusters{}) {
			t.Fatalf("taken out again, %+v is left", all)
		}
	})
}
