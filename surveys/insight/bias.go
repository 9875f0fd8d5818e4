package insight

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// Not everybody who was asked answers. This file says how far that may have moved a
// score: because some segments answer more often than others, because some people answer
// late, and because the silent ones might have answered anything.

// Answers are those of both waves.
func (r Reach) Answers() metric.Tally { return r.First.Plus(r.Reminder) }

// Invited is how many were asked, delivered or unknown. An answer proves that a
// mail arrived, even when its server said that it did not.
func (r Reach) Invited() int64 { return max(r.Delivered+r.Unknown, r.Answers().N()) }

func (r Reach) plus(o Reach) Reach {
	r.Delivered, r.Unknown, r.Failed = r.Delivered+o.Delivered, r.Unknown+o.Unknown, r.Failed+o.Failed
	r.Reminded += o.Reminded
	r.First, r.Reminder = r.First.Plus(o.First), r.Reminder.Plus(o.Reminder)
	return r
}

// BiasQuery asks how far a score may be off for want of answers.
type BiasQuery struct {
	Touchpoint string
	Survey     string      // needed when the touchpoint has several
	From, To   string      // days; the last 90 when empty
	By         []string    // names of the segments to weigh by; all when empty
	Filter     pick.Filter // which invitations
	Small      bool        // the asker may see small cells
}

// ResponseBias is the answer to a BiasQuery. Only answers to invitations count
// here, not those that were imported or came by a link.
type ResponseBias struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	pick.Picked
	Held         bool          `json:"held,omitempty" doc:"For keys that lack the scope small_cells: what tells mails and segments apart is held back, since no whole group of days lies in the period. Where one does, from and to are those of whole groups: who was asked and who answered on single days would tell whose a comment is"`
	Invited      int64         `json:"invited" doc:"Invitations that went out: delivered or unknown"`
	Delivered    int64         `json:"delivered" doc:"Those of them that a mail server took"`
	Unknown      int64         `json:"unknown" doc:"Those of them of which nobody knows whether a server took them"`
	Failed       int64         `json:"failed" doc:"Invitations that could not be sent or came back; not among those invited"`
	Answered     int64         `json:"answered"`
	ResponseRate *float64      `json:"response_rate,omitempty" doc:"Answered out of invited, 0 to 1; left out where nobody was invited"`
	RateInterval *[2]float64   `json:"rate_interval,omitempty" doc:"95 percent interval of the response rate (Wilson), 0 to 1"`
	Raw          Figures       `json:"raw" doc:"The score of those who answered an invitation"`
	Bounds       *[2]float64   `json:"bounds,omitempty" doc:"Score of all invited if everybody who kept silent were as dissatisfied, or as satisfied, as can be"`
	Silent       *BiasSilent   `json:"silent,omitempty"`
	Waves        *BiasWaves    `json:"waves,omitempty" doc:"Left out where nobody answered a reminder"`
	Segments     []SegmentBias `json:"segments" doc:"In the order of their names"`
	Days         []ReachedDay  `json:"days" doc:"Days with invitations, earliest first"`
	Cautions     []BiasCaution `json:"cautions" doc:"What the reader of the score should know; empty when nothing was found"`
}

// BiasSilent says what those who did not answer would have to think.
type BiasSilent struct {
	Target   float64 `json:"target" doc:"The middle of the scale"`
	Needed   float64 `json:"needed" doc:"The score of those who did not answer that would bring the score of all invited to target"`
	Possible bool    `json:"possible" doc:"Whether needed lies on the scale"`
}

// BiasWaves sets those who answered the first mail beside those who needed a
// reminder. Late answerers resemble those who never answer more than the early
// ones do.
type BiasWaves struct {
	First      Figures     `json:"first"`
	Reminder   Figures     `json:"reminder"`
	Difference *Difference `json:"difference,omitempty" doc:"Reminder minus first; left out where either side has fewer than five answers"`
}

// SegmentBias is what one segment explains.
type SegmentBias struct {
	Name             string        `json:"name"`
	Values           []ReachedPart `json:"values" doc:"In the order of the values; empty is those without one"`
	Lowest           string        `json:"lowest,omitempty" doc:"Value with the lowest response rate of those with ten invitations or more"`
	Highest          string        `json:"highest,omitempty"`
	Representativity *float64      `json:"representativity,omitempty" doc:"R-indicator: 1 when all values answer equally often, toward 0 the more they differ"`
	CollapsedShare   float64       `json:"collapsed_share" doc:"Share of those invited, 0 to 1, whose values have too few answers to be weighed and were put together: the weights say nothing about what these values differ by"`
	NotWeighted      bool          `json:"not_weighted" doc:"That share is above 0.25: a score by these weights would not be weighted, and there is none"`
	Weighted         *BiasWeighted `json:"weighted,omitempty" doc:"Left out where fewer than two values have ten answers, or not_weighted"`
}

// ReachedPart counts one value of a segment.
type ReachedPart struct {
	Value        string      `json:"value"`
	Invited      int64       `json:"invited"`
	Delivered    int64       `json:"delivered"`
	Unknown      int64       `json:"unknown"`
	Answered     int64       `json:"answered"`
	ResponseRate float64     `json:"response_rate"`
	RateInterval *[2]float64 `json:"rate_interval,omitempty" doc:"95 percent interval of the rate, 0 to 1"`
	Collapsed    bool        `json:"collapsed,omitempty" doc:"Taken together with others for the weighted score: too few answers"`
	Figures
}

// BiasWeighted is the score as it would be had all values answered equally often.
type BiasWeighted struct {
	Score      float64    `json:"score"`
	Interval   [2]float64 `json:"interval" doc:"95 percent interval; it allows for what the values that were put together may differ by"`
	EffectiveN float64    `json:"n_eff" doc:"Number of unweighted answers that are worth as much"`
	Unweighed  float64    `json:"unweighed" doc:"How far the values that were put together may have moved the score, as one standard deviation; the interval holds it"`
	Gap        float64    `json:"gap" doc:"Weighted minus raw"`
	Flagged    bool       `json:"flagged" doc:"The gap is larger than half the interval of the raw score"`
}

// ReachedDay counts one day of the experience.
type ReachedDay struct {
	Day       string `json:"day"`
	Invited   int64  `json:"invited"`
	Delivered int64  `json:"delivered"`
	Answered  int64  `json:"answered"`
}

// BiasCaution is something the reader of a score should know.
type BiasCaution struct {
	Kind    BiasKind `json:"kind" enum:"weighted_differs,waves_differ"`
	Segment string   `json:"segment,omitempty"`
}

// BiasKind says what a caution is about.
type BiasKind string

// The kinds of caution.
const (
	// WeightedDiffers: the score weighted to all invited lies further from the raw
	// one than half its interval.
	WeightedDiffers BiasKind = "weighted_differs"
	// WavesDiffer: those who needed a reminder score differently.
	WavesDiffer BiasKind = "waves_differ"
)

// Bias says how far the score of a touchpoint may be off because some answered
// and others did not.
func (s *Service) Bias(ctx context.Context, q BiasQuery) (ResponseBias, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return ResponseBias{}, err
	}
	survey, err := p.SurveyOf(q.Touchpoint, q.Survey)
	if err != nil {
		return ResponseBias{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return ResponseBias{}, err
	}
	names := slices.Sorted(maps.Keys(p.Definition.Segments))
	for _, name := range q.By {
		if !slices.Contains(names, name) {
			return ResponseBias{}, surveys.Refuse("segment", "is not one of the segments %s", strings.Join(names, ", "))
		}
	}
	if len(q.By) > 0 {
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(q.By, name) })
	}
	of, err := invitationsOf(p, survey, q)
	if err != nil {
		return ResponseBias{}, err
	}
	period, held, err := s.wholeGroups(ctx, survey.Key, period, q.Small)
	if err != nil {
		return ResponseBias{}, err
	}
	if held {
		names = nil
	}
	rows, err := s.store.Read(ctx).InvitationsReached(ReachQuery{survey.Key, period.From, period.To, of.By()[surveys.DimensionLocale]})
	if err != nil {
		return ResponseBias{}, err
	}
	rows = reachedBy(rows, of)
	answers, err := s.invitedAnswers(ctx, survey, period, rows, names, q.Small)
	if err != nil {
		return ResponseBias{}, err
	}
	b := biasOf(survey.Metric, rows, names, answers)
	if b.Held = held; held {
		b.Waves, b.Cautions = nil, []BiasCaution{} // they are two values of a dimension as well
	}
	b.Touchpoint, b.Survey, b.From, b.To, b.Filter = q.Touchpoint, survey.Key, period.From, period.To, of.Names()
	return b, nil
}

// invitationsOf reads which invitations are picked. Nobody is invited by a source.
func invitationsOf(p *definition.Plan, survey surveys.Survey, q BiasQuery) (pick.Values, error) {
	if len(q.Filter.Sources) > 0 {
		return pick.Values{}, surveys.Refuse("source", "is of answers alone: this report sets answers beside the invitations they came from, and an invitation goes out by mail whatever the source")
	}
	for _, wave := range q.Filter.Waves {
		if wave != surveys.WaveFirst && wave != surveys.WaveReminder {
			return pick.Values{}, surveys.Refuse("wave", "is not one of first, reminder")
		}
	}
	asked, of, err := q.Filter.At(p, []string{survey.Key})
	if err == nil && len(asked) == 0 {
		err = surveys.Refuse("channel", "is not that of %s", survey.Touchpoint)
	}
	if err == nil && !of.None() && !q.Small {
		err = pick.Held("who answered of one segment, language or mail")
	}
	return of, err
}

// reachedBy keeps the invitations with some segments, and of their mails those of some
// waves. The first mail reaches all who are invited; a reminder those it was sent to.
func reachedBy(rows []Reach, of pick.Values) []Reach {
	out := rows[:0]
	waves, segments := of.By()[surveys.DimensionWave], of.Without(surveys.DimensionLocale, surveys.DimensionWave)
	for _, r := range rows {
		if !segments.Hold(surveys.Response{Segments: r.Segments}) {
			continue
		}
		if len(waves) == 1 && waves[0] == surveys.WaveFirst {
			r.Reminder = metric.Tally{}
		}
		if len(waves) == 1 && waves[0] == surveys.WaveReminder {
			r.Delivered, r.Unknown, r.Failed, r.First = r.Reminded, 0, 0, metric.Tally{}
		}
		out = append(out, r)
	}
	return out
}

// biasOf compares the people who were asked with those who answered.
func biasOf(m metric.Metric, rows []Reach, names []string, answers invitedAnswers) ResponseBias {
	var all Reach
	days := map[string]Reach{}
	for _, r := range rows {
		all = all.plus(r)
		days[r.Day] = days[r.Day].plus(r)
	}
	b := ResponseBias{
		Metric: m, Invited: all.Invited(), Delivered: all.Delivered, Unknown: all.Unknown, Failed: all.Failed,
		Answered: all.Answers().N(), Raw: answers.figures(m, answers.all),
		Segments: []SegmentBias{}, Days: []ReachedDay{}, Cautions: []BiasCaution{},
	}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		r := days[day]
		b.Days = append(b.Days, ReachedDay{day, r.Invited(), r.Delivered, r.Answers().N()})
	}
	if b.Invited > 0 {
		b.ResponseRate, b.RateInterval = responseRate(b.Answered, b.Invited)
	}
	if b.Raw.Score != nil {
		b.bound(answers.all.Tally)
	}
	if !all.Reminder.IsZero() {
		b.compareWaves(answers)
	}
	for _, name := range names {
		b.segment(name, rows, answers)
	}
	return b
}

// bound says how far those who kept silent could change the score.
func (b *ResponseBias) bound(answers metric.Tally) {
	n := b.Metric.Nonresponse(b.Invited, answers)
	b.Bounds = ends(n.Bounds)
	limits := b.Metric.Range()
	middle := (limits.Lo + limits.Hi) / 2
	if needed, exists := n.NeededFor(middle); exists {
		b.Silent = &BiasSilent{middle, needed, limits.Contains(needed)}
	}
}

func (b *ResponseBias) compareWaves(answers invitedAnswers) {
	first, reminder := answers.figures(b.Metric, answers.first), answers.figures(b.Metric, answers.reminder)
	b.Waves = &BiasWaves{first, reminder, DifferenceBetween(b.Metric, first, reminder)}
	if d := b.Waves.Difference; d != nil && d.P < alpha {
		b.Cautions = append(b.Cautions, BiasCaution{Kind: WavesDiffer})
	}
}

// segment adds what one segment explains; nothing where nobody was invited.
func (b *ResponseBias) segment(name string, rows []Reach, answers invitedAnswers) {
	parts := partsOf(rows, name)
	if len(parts) == 0 {
		return
	}
	out := SegmentBias{Name: name, Values: []ReachedPart{}}
	low, high := 2.0, -1.0
	values := slices.Sorted(maps.Keys(parts))
	strata := make([]metric.Stratum, len(values))
	for i, value := range values {
		strata[i] = metric.Stratum{Invited: parts[value].Invited(), Tally: answers.parts[name][value].Tally}
	}
	weighted := b.Metric.Stratify(strata, 1-alpha)
	for i, value := range values {
		r := parts[value]
		part := ReachedPart{
			Value: value, Invited: r.Invited(), Delivered: r.Delivered, Unknown: r.Unknown, Answered: r.Answers().N(),
			Collapsed: weighted.Together[i], Figures: answers.figures(b.Metric, answers.parts[name][value]),
		}
		part.ResponseRate = float64(part.Answered) / float64(part.Invited)
		rate := metric.Wilson(part.Answered, part.Invited, 1-alpha) // in percent
		part.RateInterval = &[2]float64{rate.Lo / 100, rate.Hi / 100}
		out.Values = append(out.Values, part)
		if part.Invited >= metric.LeastInCell && part.ResponseRate < low {
			low, out.Lowest = part.ResponseRate, value
		}
		if part.Invited >= metric.LeastInCell && part.ResponseRate > high {
			high, out.Highest = part.ResponseRate, value
		}
	}
	b.weigh(&out, weighted)
	b.Segments = append(b.Segments, out)
}

// weigh adds the score of all invited, as the segment has it.
func (b *ResponseBias) weigh(out *SegmentBias, w metric.Stratified) {
	out.CollapsedShare, out.NotWeighted = w.Share, w.Refused
	if len(w.Cells) < 2 {
		return
	}
	rates := make([]metric.Invited, len(w.Cells))
	for i, c := range w.Cells {
		rates[i] = metric.Invited{Invited: c.Invited, Responded: c.Tally.N()}
	}
	r := metric.Representativity(rates)
	out.Representativity = &r
	if w.Refused || w.Absent() || b.Raw.Score == nil {
		return
	}
	gap := w.Value - *b.Raw.Score
	flagged := math.Abs(gap) > (b.Raw.Interval[1]-b.Raw.Interval[0])/2
	out.Weighted = &BiasWeighted{w.Value, *ends(w.Interval.Within(b.Metric.Range())), w.EffectiveN, w.Gap, gap, flagged}
	if flagged {
		b.Cautions = append(b.Cautions, BiasCaution{Kind: WeightedDiffers, Segment: out.Name})
	}
}

func ends(i metric.Interval) *[2]float64 { return &[2]float64{i.Lo, i.Hi} }
