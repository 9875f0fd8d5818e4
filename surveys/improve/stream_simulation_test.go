package improve

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/surveystest/lives"
)

// world is a touchpoint that answers come from. Moves are in points.
type world struct {
	shares   [3]float64 // detractors, passives, promoters
	perDay   float64    // answers, Poisson
	shock    float64    // standard deviation of a day's own score
	weeks    float64    // standard deviation of a week's own score
	weekend  float64    // the score moves by so much at weekends
	month    float64    // the score moves by so much in a month, on and on
	season   float64    // the score swings by so much, up and down, in a year
	wander   float64    // standard deviation of a score that wanders: .95 of a day's goes on to the next
	halves   int        // day from which on half as many answer; 0 for no
	regulars int        // customers who come every 14 days, each content or not
	repeats  int        // everybody answers so often within a fortnight, four times in five the same
	prompt   bool       // all answer on the day; else half of them 1 to 7 days later
	slow     float64    // the score of those is another by so much
	change   float64    // the score moves by so much on day from, over so many days
	from     int
	over     int
	twice    int // the change comes once more after so many days; 0 for no
}

// typical is distribution A: NPS 32.
var typical = [3]float64{.22, .24, .54}

// lives gives the answers of so many days.
func (w world) lives(r *rand.Rand, first string, days int) (h history) {
	var week float64
	wandered := w.wander * r.NormFloat64()
	toCome := map[int][]float64{}
	phase, content := r.IntN(365), make([]float64, w.regulars)
	for i := range content {
		content[i] = 35 * float64(2*r.IntN(2)-1)
	}
	for day := range days {
		if day%7 == 0 {
			week = w.weeks * r.NormFloat64()
		}
		wandered = .95*wandered + math.Sqrt(1-.95*.95)*w.wander*r.NormFloat64()
		perDay := w.perDay / float64(max(1, w.repeats))
		if w.halves > 0 && day >= w.halves {
			perDay /= 2
		}
		move := week + wandered + w.shock*r.NormFloat64() + w.month*float64(day)/30.4 + w.season*math.Sin(2*math.Pi*float64(day+phase)/365)
		if day%7 >= 5 {
			move += w.weekend
		}
		if w.change != 0 && day >= w.from {
			move += w.change * min(1, float64(day-w.from+1)/float64(max(1, w.over)))
			if w.twice > 0 && day >= w.from+w.twice {
				move += w.change
			}
		}
		answers := func(move, u float64) {
			delay := 0
			if !w.prompt && r.IntN(2) == 0 {
				delay = 1 + r.IntN(SettledAfter)
				move += w.slow
			}
			// A drop turns promoters into detractors, a rise the other way round.
			rating := 8
			switch {
			case u < w.shares[0]-move/200:
				rating = 3
			case u > 1-w.shares[2]-move/200:
				rating = 10
			}
			on := surveys.DayNumber(first) + day
			h.add(on, on+delay, rating, 1)
		}
		for range poisson(r, perDay) {
			own := r.Float64()
			answers(move, own)
			for range w.repeats - 1 {
				again := own
				if r.Float64() > .8 {
					again = r.Float64()
				}
				later := day + 1 + r.IntN(13)
				toCome[later] = append(toCome[later], again)
			}
		}
		for _, u := range toCome[day] {
			answers(move, u)
		}
		for i, own := range content {
			if i%14 == day%14 {
				answers(move+own, r.Float64())
			}
		}
	}
	return h
}

// poisson draws a count (Knuth).
func poisson(r *rand.Rand, mean float64) int {
	n, p, least := 0, r.Float64(), math.Exp(-mean)
	for p > least {
		n++
		p *= r.Float64()
	}
	return n
}

const simulatedFrom = "2026-01-01"

// year is how long a stream has to be watched until its baseline is there and it was
// watched for 365 days.
const year = BaselineDays + SettledAfter + 365

// toldInAYear gives how many alerts each direction raises in a year of a world, of
// all and of breaks, after so many days of history.
func toldInAYear(w world, seed uint64, runs, history int) (all, breaks map[surveys.Direction]float64) {
	r := rand.New(rand.NewPCG(8, seed))
	all, breaks = map[surveys.Direction]float64{}, map[surveys.Direction]float64{}
	until := surveys.AddDays(simulatedFrom, history+year-1)
	for range runs {
		s := Stream{Survey: "s", Floor: surveys.AddDays(simulatedFrom, history)}
		_, alerts := s.advance(metric.NPS, w.lives(r, simulatedFrom, history+year), until, metric.Threshold(1, 1))
		for _, a := range alerts {
			all[a.Direction] += 1 / float64(runs)
			if a.Shape == surveys.Break {
				breaks[a.Direction] += 1 / float64(runs)
			}
		}
	}
	return all, breaks
}

func TestQuietTouchpointsRaiseAtMostOneFalseAlarmAYear(t *testing.T) {
	t.Parallel()
	for seed, w := range []struct {
		name string
		world
	}{
		{"one every other day", world{shares: typical, perDay: .5}},
		{"5 a day", world{shares: typical, perDay: 5}},
		{"20 a day", world{shares: typical, perDay: 20}},
		{"150 a day", world{shares: typical, perDay: 150}},
		{"20 a day, all prompt", world{shares: typical, perDay: 20, prompt: true}},
		{"excellent, 20 a day", world{shares: [3]float64{.05, .18, .77}, perDay: 20}},
		{"polarised, 20 a day, days of sd 5", world{shares: [3]float64{.47, .21, .32}, perDay: 20, shock: 5}},
		{"20 a day, weekends 15 lower", world{shares: typical, perDay: 20, weekend: -15}},
		{"20 a day, days of sd 10", world{shares: typical, perDay: 20, shock: 10}},
		{"100 a day, days of sd 10", world{shares: typical, perDay: 100, shock: 10}},
		{"20 a day, weeks of sd 8", world{shares: typical, perDay: 20, weeks: 8}},
		{"100 a day, weeks of sd 8", world{shares: typical, perDay: 100, weeks: 8}},
		{"150 a day, the slow 15 lower", world{shares: typical, perDay: 150, slow: -15}},
		{"150 a day, the slow 30 lower", world{shares: typical, perDay: 150, slow: -30}},
		{"20 a day, the slow 30 lower", world{shares: typical, perDay: 20, slow: -30}},
		{"20 a day beside 300 regulars", world{shares: typical, perDay: 20, regulars: 300}},
		{"20 a day, and then half", world{shares: typical, perDay: 20, halves: 200}},
		{"20 a day, everybody six times", world{shares: typical, perDay: 20, repeats: 6}},
		{"100 a day, everybody six times", world{shares: typical, perDay: 100, repeats: 6}},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			all, _ := toldInAYear(w.world, uint64(seed), lives.Of(8, 16, 300), 0)
			t.Logf("in a year %.3f false drops and %.3f false rises", all[surveys.Drop], all[surveys.Rise])
			for direction, n := range all {
				if n > 1 {
					t.Errorf("%.2f false alarms of a %s in a year, at most 1", n, direction)
				}
			}
		})
	}
}

func TestADriftAndASeasonAreHardlyEverCalledABreak(t *testing.T) {
	t.Parallel()
	for seed, w := range []struct {
		name string
		world
	}{
		{"20 a day, 1.5 up a month", world{shares: typical, perDay: 20, month: 1.5}},
		{"100 a day, 1.5 up a month", world{shares: typical, perDay: 100, month: 1.5}},
		{"20 a day, a season of 10", world{shares: typical, perDay: 20, season: 10}},
		{"100 a day, a season of 10", world{shares: typical, perDay: 100, season: 10}},
		{"20 a day, wandering by 5", world{shares: typical, perDay: 20, wander: 5}},
		{"100 a day, wandering by 5", world{shares: typical, perDay: 100, wander: 5}},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			all, breaks := toldInAYear(w.world, uint64(seed), lives.Of(20, 20, 300), 0)
			t.Logf("in a year %.3f drops, %.3f called breaks, and %.3f rises, %.3f called breaks",
				all[surveys.Drop], breaks[surveys.Drop], all[surveys.Rise], breaks[surveys.Rise])
			for direction, n := range all {
				if breaks[direction] > .6 || n > 1.3 {
					t.Errorf("%.2f alerts of a %s in a year, %.2f called a break", n, direction, breaks[direction])
				}
			}
		})
	}
}

func TestASeasonThatLastYearShowsIsHardlyEverTold(t *testing.T) {
	t.Parallel()
	for seed, perDay := range []float64{20, 100} {
		w := world{shares: typical, perDay: perDay, season: 10}
		all, _ := toldInAYear(w, uint64(seed), lives.Of(16, 16, 200), 365)
		t.Logf("with %.0f answers a day, in a year %.3f drops and %.3f rises", perDay, all[surveys.Drop], all[surveys.Rise])
		for direction, n := range all {
			if n > .7 {
				t.Errorf("with %.0f answers a day the %s of a season that comes back is told %.2f times a year", perDay, direction, n)
			}
		}
	}
}

func TestASecondDropIsToldThoughTheFirstWentTheSameWay(t *testing.T) {
	t.Parallel()
	for seed, perDay := range []float64{20, 100} {
		w := world{shares: typical, perDay: perDay, change: -20, from: BaselineDays + 40, twice: 150}
		again := surveys.DayNumber(simulatedFrom) + w.from + w.twice
		r, runs, found := rand.New(rand.NewPCG(9, uint64(seed))), lives.Of(10, 20, 300), 0
		for range runs {
			_, alerts := Stream{Survey: "s"}.advance(metric.NPS, w.lives(r, simulatedFrom, year), surveys.DayName(again+60), metric.Threshold(1, 1))
			if last := len(alerts) - 1; last >= 0 && alerts[last].Direction == surveys.Drop && alerts[last].Day >= surveys.DayName(again) {
				found++
			}
		}
		share := float64(found) / float64(runs)
		t.Logf("with %.0f answers a day the second drop is found in %.0f%%", perDay, 100*share)
		if share < .7 {
			t.Errorf("with %.0f answers a day a second drop of 20 points is found in %.0f%%", perDay, 100*share)
		}
	}
}

// found gives after how many days a change is found where it is within 60, how many
// days off it is dated then, and how often it is said to have which shape.
func found(w world, seed uint64, runs, history int) (delays, off []int, shapes map[surveys.Shape]float64) {
	r := rand.New(rand.NewPCG(8, seed))
	shapes = map[surveys.Shape]float64{}
	w.from = history + BaselineDays + SettledAfter + 30
	began := surveys.DayNumber(simulatedFrom) + w.from
	until := surveys.DayName(began + 59)
	for range runs {
		s := Stream{Survey: "s", Floor: surveys.AddDays(simulatedFrom, history)}
		_, alerts := s.advance(metric.NPS, w.lives(r, simulatedFrom, w.from+60), until, metric.Threshold(1, 1))
		for _, a := range alerts {
			if after := surveys.DayNumber(a.Day) - began + 1; after > 0 && a.Direction == surveys.Drop {
				delays, off = append(delays, after), append(off, surveys.DayNumber(a.Since)-began)
				shapes[a.Shape]++
				break
			}
		}
	}
	for shape := range shapes {
		shapes[shape] /= float64(max(1, len(delays)))
	}
	slices.Sort(delays)
	slices.Sort(off)
	return delays, off, shapes
}

func TestADropIsFoundAndDatedAndHardlyEverCalledADrift(t *testing.T) {
	t.Parallel()
	for seed, w := range []struct {
		name string
		world
		runs    int
		history int
		within  int     // days, half of those that are found
		share   float64 // are found within 60 days, at least
	}{
		{"20 points, 20 a day, all prompt", world{shares: typical, perDay: 20, prompt: true, change: -20}, 300, 0, 10, .95},
		{"20 points, 20 a day", world{shares: typical, perDay: 20, change: -20}, 60, 0, 14, .95},
		{"20 points, 20 a day, the slow 30 lower", world{shares: typical, perDay: 20, slow: -30, change: -20}, 60, 0, 15, .95},
		{"20 points, 20 a day, with last year", world{shares: typical, perDay: 20, change: -20}, 60, 365, 16, .95},
		{"20 points, 150 a day", world{shares: typical, perDay: 150, change: -20}, 60, 0, 4, .95},
		{"15 points, 20 a day", world{shares: typical, perDay: 20, change: -15}, 60, 0, 28, .8},
		{"15 points, 150 a day", world{shares: typical, perDay: 150, change: -15}, 60, 0, 6, .95},
		{"10 points, 20 a day", world{shares: typical, perDay: 20, change: -10}, 60, 0, 45, .3},
		{"10 points, 150 a day", world{shares: typical, perDay: 150, change: -10}, 60, 0, 12, .95},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			runs := lives.Of(w.runs/3, w.runs, 1000)
			delays, off, shapes := found(w.world, uint64(seed), runs, w.history)
			share, median := float64(len(delays))/float64(runs), delays[len(delays)/2]
			t.Logf("%.0f%% found within 60 days, after %d days (median), 9 of 10 of them within %d; the day they are dated to is %d days off (median), 8 of 10 from %d to %d; %.0f%% are called a break, and %.0f%% a drift",
				100*share, median, delays[len(delays)*9/10], off[len(off)/2], off[len(off)/10], off[len(off)*9/10], 100*shapes[surveys.Break], 100*shapes[surveys.Drift])
			if shapes[surveys.Drift] > .1 {
				t.Errorf("%.0f%% of the drops are called a drift", 100*shapes[surveys.Drift])
			}
			if share < w.share || median > w.within {
				t.Errorf("%.0f%% were found, half of them within %d days; want %.0f%% and %d days", 100*share, median, 100*w.share, w.within)
			}
			if m := off[len(off)/2]; m < -3 || m > max(3, w.within/5) {
				t.Errorf("half of the drops are dated %d days off", m)
			}
		})
	}
}
