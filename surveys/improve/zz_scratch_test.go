package improve

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"fmt"
	"sync"

	"halte/surveys/worlds"
)

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZ"))
	for _, w := range []worlds.World{
		{Name: "+10", PerDay: 20, Effect: 10},
		{Name: "mon 20", PerDay: 20, Weeks: 8}, {Name: "thu 20", PerDay: 20, Weeks: 8, Begins: 3},
		{Name: "mon 100", PerDay: 100, Weeks: 8}, {Name: "thu 100", PerDay: 100, Weeks: 8, Begins: 3},
		{Name: "days 20", PerDay: 20, Days: 10},
		{Name: "paired", Regulars: 280, Repeats: 0.6, Lift: 0.147},
	} {
		k := n
		if w.PerDay > 50 { k = n / 2 }
		var mu sync.Mutex; var wg sync.WaitGroup
		c, phi := 0, 0.
		for core := range 2 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(99, uint64(core)))
				for range k / 2 {
					i, days, today := lifetime{World: w}.live(t, r)
					v := judge(&i, days, today, nil)
					mu.Lock()
					if v.Change != nil { phi += v.Change.Phi; if v.Change.Claim != nil { c++ } }
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		fmt.Printf("%-10s %d claims %.1f%% phi %.2f\n", w.Name, k, 100*float64(c)/float64(k/2*2), phi/float64(k/2*2))
	}
}
