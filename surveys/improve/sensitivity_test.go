package improve

import (
	"math/rand/v2"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/surveystest/lives"
	"halte/surveys/worlds"
)

// claimIn lives in a world, with a year of answers and more, until the first claim of
// an improvement, and gives its sensitivity; false when nothing was claimed.
func claimIn(w worlds.World, t *testing.T, r *rand.Rand) (*Sensitivity, bool) {
	t.Helper()
	i := surveys.Improvement{Version: 1, Surveys: []string{"s"}, ImprovementDraft: surveys.ImprovementDraft{
		Name: "n", Touchpoints: []string{"t"}, Metric: metric.NPS, Day: changed, Smallest: 10, Rule: surveys.AlwaysValid,
	}}
	written := surveys.AddDays(changed, -1)
	if err := schedule(&i, written); err != nil {
		t.Fatal(err)
	}
	i.Alpha = alphaOf(&i, nil)
	i.CreatedAt, _ = time.Parse(time.DateOnly, written)
	days := past{}
	w.Live(r, -540, lived-1, func(a worlds.Answer) {
		day := surveys.AddDays(changed, a.Day)
		tally := days[day]
		tally[a.Rating]++
		days[day] = tally
	})
	var cells []ImprovementCell
	for day, tally := range days {
		if i.BaselineFrom <= day {
			cells = append(cells, ImprovementCell{Side: Treated, Day: day, Tally: tally})
		}
	}
	c := dailyOf(ImprovementCells{Cells: cells, Ties: tiesOf(&i, days)}, func(t time.Time) string { return t.Format(time.DateOnly) })
	for _, l := range looksOf(&i, c, surveys.AddDays(changed, lived+surveys.TimelyDays)) {
		if l.change.clear {
			return sensitivityOf(&i, days, judge(&i, c, l.today, nil)), true
		}
	}
	return nil, false
}

// tiesOf are those of anonymous answers: each is a person.
func tiesOf(i *surveys.Improvement, days past) []ImprovementTies {
	all := newTies(i, "", "")
	for day := i.BaselineFrom; day < surveys.AddDays(changed, lived); day = surveys.AddDays(day, 1) {
		for rating, n := range days[day] {
			for range n {
				all.add(&surveys.Response{Survey: "s", Day: day, Rating: rating})
			}
		}
	}
	return all.done()
}

func TestAScoreThatMovesByItselfSaysSoWhenItIsClaimed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		world       worlds.World
		least, most float64 // share of the claims that are said to be explained
	}{
		"steady, and lifted by 10":      {worlds.World{PerDay: 20, Effect: 10}, 0, 0.45},
		"a drift of 1.5 points a month": {worlds.World{PerDay: 100, Drift: 1.5}, 0.9, 1},
		"a season of 10 points":         {worlds.World{PerDay: 20, Season: 10}, 0.9, 1},
		"wandering slowly":              {worlds.World{PerDay: 100, Wander: 5}, 0.85, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, n, claims, explained := rand.New(rand.NewPCG(21, 1)), lives.Of(20, 40, 1000), 0, 0
			for range n {
				if s, claimed := claimIn(c.world, t, r); claimed {
					claims++
					if s.Explained || !s.Known {
						explained++
					}
				}
			}
			if claims == 0 {
				t.Fatal("nothing was claimed, so this shows nothing")
			}
			share := float64(explained) / float64(claims)
			t.Logf("%d of %d lives claim, %.0f%% of them explained", claims, n, 100*share)
			if by := slack(0.5, claims); share < c.least-by || share > c.most+by {
				t.Errorf("%.0f%% of %d claims are said to be explained, want %.0f to %.0f%%", 100*share, claims, 100*c.least, 100*c.most)
			}
		})
	}
}

func TestWithoutAPastNobodyKnowsHowFarAScoreMovesByItself(t *testing.T) {
	t.Parallel()
	i := surveys.Improvement{EvidenceFrom: changed, BaselineFrom: "2026-03-09", BaselineTo: "2026-05-31", ImprovementDraft: surveys.ImprovementDraft{Day: changed, Metric: metric.NPS, Baseline: 84}}
	s := sensitivityOf(&i, past{}, Verdict{Through: "2026-07-01", Change: &Judgement{Adjusted: 12, Interval: [2]float64{3, 21}, Phi: 1}})
	if s.Known || s.Explained || s.Needed != 3 || s.Dates != 0 {
		t.Errorf("with no answers before, it says %+v", s)
	}
}

func TestWhatLastYearDidAsWellIsExplainedByTheSeason(t *testing.T) {
	t.Parallel()
	i := surveys.Improvement{EvidenceFrom: changed, BaselineFrom: "2026-03-09", BaselineTo: "2026-05-31", ImprovementDraft: surveys.ImprovementDraft{Day: changed, Metric: metric.NPS, Baseline: 84}}
	for name, c := range map[string]struct {
		after metric.Tally
		want  bool
	}{"the same": {metric.Tally{10: 6, 3: 2}, true}, "the other way": {metric.Tally{10: 2, 3: 6}, false}} {
		days := past{}
		for day := surveys.AddDays(i.BaselineFrom, -yearOfWeeks); day < surveys.AddDays(changed, -200); day = surveys.AddDays(day, 1) {
			days[day] = metric.Tally{10: 4, 3: 4}
			if day >= surveys.AddDays(changed, -yearOfWeeks) {
				days[day] = c.after
			}
		}
		s := sensitivityOf(&i, days, Verdict{Through: "2026-06-30", Change: &Judgement{Adjusted: 50, Interval: [2]float64{45, 55}, Phi: 1, variance: 12}})
		if s.LastYear == nil || s.Explained != c.want {
			t.Errorf("last year it went %s: %+v, last year %+v", name, s, s.LastYear)
		}
	}
}

func TestHalteTicksAScoreThatWasChosenForBeingBad(t *testing.T) {
	t.Parallel()
	days := func(last int) past {
		all := past{}
		for n := range badScoreYear {
			day := surveys.AddDays(changed, -1-n)
			if all[day] = (metric.Tally{10: 5, 3: 3}); n < surveys.BadScoreGap {
				all[day] = metric.Tally{10: int64(last), 3: 3}
			}
		}
		return all
	}
	last := surveys.AddDays(changed, -1)
	for promoters, want := range map[int]bool{2: true, 6: false} {
		if got := worstInAYear(metric.NPS, days(promoters), last); got != want {
			t.Errorf("with %d promoters a day in the last four weeks it is the worst of the year: %v", promoters, got)
		}
	}
	short := days(2)
	for day := range short {
		if day < surveys.AddDays(changed, -100) {
			delete(short, day)
		}
	}
	if worstInAYear(metric.NPS, short, last) {
		t.Error("the worst of three months is called the worst of a year")
	}
	i := surveys.Improvement{ImprovementDraft: surveys.ImprovementDraft{Metric: metric.NPS, Touchpoints: []string{"a"}}}
	scores := map[string]metric.Tally{"a": {10: 20, 3: 20}, "b": {10: 30, 3: 20}, "c": {10: 40, 3: 20}, "d": {10: 50, 3: 20}, "e": {10: 60, 3: 20}}
	if !amongTheLowest(&i, scores) {
		t.Error("the lowest of five is not among the lowest")
	}
	if i.Touchpoints = []string{"b"}; amongTheLowest(&i, scores) {
		t.Error("the second of five is among the lowest")
	}
	if i.Touchpoints = []string{"a"}; amongTheLowest(&i, map[string]metric.Tally{"a": scores["a"], "b": scores["b"]}) {
		t.Error("the lower of two is among the lowest")
	}
}

func TestAClaimOfTheMethodBeforeIsWithdrawnInWords(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(22, 1))
	i, days, today := lifetime{World: worlds.World{PerDay: 20}}.live(t, r)
	old := ImprovementClaim{Method: 1, Words: After, Day: "2026-07-01", Adjusted: 9}
	v := judge(&i, days, today, []ImprovementClaim{old})
	if len(v.Withdrawn) != 1 || v.Withdrawn[0] != old || v.Change.Claim != nil {
		t.Errorf("withdrawn is %+v, claimed %+v", v.Withdrawn, v.Change.Claim)
	}
	i, days, today = lifetime{World: worlds.World{PerDay: 20, Effect: 25}}.live(t, r)
	if v := judge(&i, days, today, []ImprovementClaim{old}); len(v.Withdrawn) != 0 || v.Change.Claim == nil {
		t.Errorf("what is claimed again is withdrawn: %+v", v.Withdrawn)
	}
}
