package improve

import (
	"math"
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

const (
	sameWeeks = 52 * 7 // days from one year to the same weekday of the next
	fortnight = 14     // days around a day of last year that speak for it
	// slow is how many days a drift takes at least.
	slow = 56
	// standsOut is by how much, in squared standard errors, a step must fit better than a
	// slope to be no going on of what was told: the answers are then 5 times as likely.
	standsOut = 3.2
	// brisk is how many days a slope takes at least that a break has to be told from.
	brisk = 28
	// likelier is how many times as likely a shape must make the answers as the other one.
	likelier = 5
	// trendDays are the days before a baseline that say, with it, whether the score was
	// going one way already.
	trendDays = 180
)

// standard is what one direction of a stream is held to.
type standard struct {
	of       history
	metric   metric.Metric
	baseline *surveys.Baseline
	rise     bool
	told     string  // day of the last alert of this direction; "" for none
	pace     float64 // points a day that are tolerated, since the score was going this way already
	until    int     // last day on which they are
	byDelay  [delays]metric.Detector
}

// newStandard gives that of a direction which was told last on a day, or never.
func newStandard(m metric.Metric, h history, b *surveys.Baseline, direction surveys.Direction, told string) *standard {
	var timely metric.Tally
	for _, given := range b.Delays {
		timely = timely.Plus(given)
	}
	whole := m.Cell(timely)
	s := &standard{of: h, metric: m, baseline: b, rise: direction == surveys.Rise, told: told}
	if told != "" {
		s.pace, s.until = s.trend(), surveys.DayNumber(told)+driftAgainAfter-1
	}
	all := m.Detect(whole, s.rise, b.Phi)
	for delay := range s.byDelay {
		s.byDelay[delay] = all.Part(m.Cell(b.Delays[delay]), whole)
	}
	return s
}

// factors gives what a day multiplies each bet by, in logarithms, as far as it is
// known when another is looked at.
func (s *standard) factors(day, look int) []float64 {
	tolerated := s.season(day)
	if day <= s.until {
		middle := (surveys.DayNumber(s.baseline.From) + surveys.DayNumber(s.baseline.To)) / 2
		tolerated = max(tolerated, s.pace*float64(day-middle))
	}
	factors := make([]float64, len(s.byDelay[0].Bets))
	for delay := range min(look-day+1, delays) {
		given := s.of.on(day, delay)
		if given.N() == 0 {
			continue
		}
		detector := s.byDelay[delay]
		if tolerated > 0 {
			detector = detector.Lenient(tolerated)
		}
		for j, factor := range detector.Factors(given) {
			factors[j] += factor
		}
	}
	return factors
}

// since gives the day since which the answers up to last speak loudest for a
// change: the start that makes the product of the days' factors largest, over all
// bets, as a CUSUM would have it (Page 1954).
func (s *standard) since(first, last int) int {
	since, loudest := last, math.Inf(-1)
	sums := make([]float64, len(s.byDelay[0].Bets))
	for day := last; day >= first; day-- {
		for j, factor := range s.factors(day, last) {
			if sums[j] += factor; sums[j] > loudest {
				since, loudest = day, sums[j]
			}
		}
	}
	return since
}

// season gives the points by which the same weeks of last year went the same way:
// as seen from the days before them, and as seen from the baseline, whichever is
// less, so that a break of last year that stayed is not taken for a season. It is
// drawn toward 0 as far as chance may have made it (James & Stein, positive part).
func (s *standard) season(day int) float64 {
	last := s.of.lastYear(*s.baseline, day, day)
	if last == nil {
		return 0
	}
	before, after, base := s.metric.Cell(last.Before.Tally), s.metric.Cell(last.After.Tally), s.metric.Cell(s.baseline.Tally)
	move, moved := after.Raw-before.Raw, after.Raw-base.Raw
	if !s.rise {
		move, moved = -move, -moved
	}
	size := min(move, moved)
	if size <= 0 {
		return 0
	}
	return max(0, size-s.baseline.Phi*(before.Variance+after.Variance)/size)
}

// trend gives by how many points a day the score went this way, from half a year
// before the baseline to its end; 0 where a step in that time fits clearly better. It
// is drawn toward 0 like a season. A drift that was told goes on after the new baseline
// is there. Simulated with 1.5 points a month and 20 (100) answers a day, it is told
// 1.10 (1.03) times a year; if no trend were tolerated, 1.32 (1.35) times. Of two drops of 20 points, 150 days
// apart, the second is found in 75 (97) of 100, and in 79 (97) without.
func (s *standard) trend() float64 {
	var days []metric.Cell
	for day := surveys.DayNumber(s.baseline.From) - trendDays; day <= surveys.DayNumber(s.baseline.To); day++ {
		days = append(days, s.metric.Cell(s.of.sum(day, day)))
	}
	line := along(days, func(day int) float64 { return float64(day) })
	size := line.slope
	if !s.rise {
		size = -size
	}
	if size <= 0 {
		return 0
	}
	noise := s.baseline.Phi * s.metric.Cell(s.baseline.Tally).Spread
	if bestStep(days)-line.explained > 2*standsOut*noise {
		return 0
	}
	return max(0, size-noise/line.squares/size)
}

// lastYear gives what the score did in the same weeks of the year before some days;
// nil where they, or the days before them, have too few answers. Days more than a
// year after the baseline are held against the baseline itself.
func (h history) lastYear(b surveys.Baseline, from, to int) *surveys.Season {
	from, to = from-sameWeeks-fortnight, to-sameWeeks+fortnight
	if to < h.first {
		return nil
	}
	begin, end := surveys.DayNumber(b.From), surveys.DayNumber(b.To)
	if from <= end {
		begin, end = begin-sameWeeks, end-sameWeeks
	}
	before, after := h.sum(begin, end), h.sum(from, to)
	whole := h.sum(begin, begin+fortnight-1).N() > 0 && h.sum(end-fortnight+1, end).N() > 0
	if !whole || before.N() < BaselineAnswers || after.N() < BaselineAnswers {
		return nil
	}
	return &surveys.Season{
		Before: surveys.Stretch{From: surveys.DayName(begin), To: surveys.DayName(end), Tally: before},
		After:  surveys.Stretch{From: surveys.DayName(from), To: surveys.DayName(to), Tally: after},
	}
}

// shape says whether the days from the baseline to last look like a break after the
// baseline or like a drift up to the last day. Of each, how likely it makes the answers is
// averaged over the days on which it may have begun, since a shape with more days to choose
// from fits better by chance (Kass & Raftery 1995, Bayes factors). A break has to make them
// clearly likelier than a slope of at least four weeks, a drift clearly
// likelier than a break, with a slope of at least eight weeks; where neither does, it
// cannot be said yet.
func (h history) shape(m metric.Metric, b surveys.Baseline, last int) surveys.Shape {
	first := surveys.DayNumber(b.From)
	var cells []metric.Cell
	for day := first; day <= last; day++ {
		cells = append(cells, m.Cell(h.known(day, day, last)))
	}
	likely := func(from, to int, at func(start, day int) float64) float64 {
		var all []float64
		for start := from; start <= to; start++ {
			all = append(all, along(cells, func(day int) float64 { return at(start, day) }).explained/(2*b.Phi*m.Cell(b.Tally).Spread))
		}
		return logMeanExp(all)
	}
	slope := func(start, day int) float64 { return float64(max(0, day-start)) }
	broke := likely(surveys.DayNumber(b.To)+1-first, len(cells)-1, func(start, day int) float64 { return surveys.IfElse(day < start, 0.0, 1) })
	switch clearly := math.Log(likelier); {
	case broke-likely(0, len(cells)-brisk, slope) > clearly:
		return surveys.Break
	case likely(0, len(cells)-slow, slope)-broke > clearly:
		return surveys.Drift
	}
	return surveys.Open
}

// sudden reports that a step fits the days from the baseline to last clearly better than
// a slope of eight weeks or more up to the last day, each beginning where it fits best.
func (h history) sudden(m metric.Metric, b surveys.Baseline, last int) bool {
	var cells []metric.Cell
	for day := surveys.DayNumber(b.From); day <= last; day++ {
		cells = append(cells, m.Cell(h.known(day, day, last)))
	}
	var drifted float64
	for start := range max(0, len(cells)-slow+1) {
		drifted = max(drifted, along(cells, func(day int) float64 { return float64(max(0, day-start)) }).explained)
	}
	return bestStep(cells)-drifted > standsOut*b.Phi*m.Cell(b.Tally).Spread
}

// logMeanExp gives the logarithm of the mean of what has these logarithms; -Inf of none.
func logMeanExp(logs []float64) float64 {
	if len(logs) == 0 {
		return math.Inf(-1)
	}
	most, sum := slices.Max(logs), 0.0
	for _, x := range logs {
		sum += math.Exp(x - most)
	}
	return most + math.Log(sum/float64(len(logs)))
}

// course is how the scores of days go along with something: by how much, on how many
// squares, and how much of their own squares it explains.
type course struct{ slope, squares, explained float64 }

// along fits a course to days, each weighing as much as it has answers.
func along(days []metric.Cell, at func(day int) float64) course {
	var n, x, y, xx, xy float64
	for day, c := range days {
		if c.N == 0 {
			continue
		}
		v := at(day)
		n += c.N
		x += c.N * v
		y += c.N * c.Raw
		xx += c.N * v * v
		xy += c.N * v * c.Raw
	}
	if xx -= x * x / n; !(xx > 0) {
		return course{}
	}
	xy -= x * y / n
	return course{xy / xx, xx, xy * xy / xx}
}

// bestStep gives how much of the squares of the days' scores a step explains, from the
// day on which it explains most.
func bestStep(days []metric.Cell) (most float64) {
	var n, sum float64
	for _, c := range days {
		n += c.N
		sum += c.N * c.Raw
	}
	var before, below float64 // answers before the step, and by how much they are below the mean together
	for _, c := range days {
		before += c.N
		below += c.N * (sum/n - c.Raw)
		if c.N > 0 && before < n {
			most = max(most, below*below*n/(before*(n-before)))
		}
	}
	return most
}
