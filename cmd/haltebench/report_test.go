package main

import "testing"

func TestANumberIsWrittenWithACommaBetweenThousands(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0.00", 2.345: "2.35", 47.04: "47.0", 999: "999", 1_000: "1,000", 12_345.4: "12,345", 10_512_000: "10,512,000"} {
		if got := number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func TestARowHasTheMediansOfItsMeasurementsAndOfTheirRatios(t *testing.T) {
	t.Parallel()
	p := &report{}
	ours, theirs := []float64{30, 10, 20}, []float64{10, 20, 10}
	next := func(all []float64) func() (sample, error) {
		i := -1
		return func() (sample, error) { i++; return sample{Value: all[i]}, nil }
	}
	if err := p.measured(row{Work: "work", Unit: "/s"}, 3, next(theirs), next(ours)); err != nil {
		t.Fatal(err)
	}
	if r := p.Rows[0]; r.Low != 10 || r.Median != 20 || r.High != 30 || r.Bare != 10 || r.RatioLow != .5 || r.Ratio != 2 || r.RatioHigh != 3 {
		t.Errorf("%+v", r)
	}
}
