package surveys

import (
	"time"

	"halte/surveys/metric"
)

// Improvement is a change at touchpoints on a day, with everything its verdict
// depends on. It is frozen when it is written down: what is changed afterwards
// is another version, which has less error to spend.
type Improvement struct {
	ID      string `json:"id"`
	Version int    `json:"version" doc:"From 1; every edit is another one"`
	ImprovementDraft
	CreatedAt     time.Time `json:"created_at" doc:"When this version was frozen"`
	EvidenceFrom  string    `json:"evidence_from" doc:"First day of the experiences that a claim may rest on: the day of the change, or the one after it was written down where that is later. What came before could be seen when the day was chosen: it is shown, and claims nothing"`
	Retrospective bool      `json:"retrospective" doc:"All its days lay before it was written down: it can be described, and claims nothing"`
	Alpha         float64   `json:"alpha" doc:"Chance of a false claim that this version may spend: all that look at the same touchpoint at the same time share one in twenty, in the order in which they were written down"`
	BadScoreFound bool      `json:"bad_score_found,omitempty" doc:"chosen_because_bad was ticked by Halte: when this was written down, the last 28 days were the touchpoint's worst in a year, or among the lowest of all touchpoints"`

	BaselineFrom string `json:"baseline_from" doc:"First day of the window before the change"`
	BaselineTo   string `json:"baseline_to" doc:"Its last day, included"`

	Surveys        []string   `json:"surveys" doc:"What is asked at the touchpoints in this metric"`
	ControlSurveys []string   `json:"control_surveys,omitempty"`
	Dispersion     Dispersion `json:"dispersion" doc:"How much the days and weeks of the baseline differed; of one that was less than half over when this was written down, as it comes"`
	// ControlDispersion is that of treated minus control.
	ControlDispersion *Dispersion `json:"control_dispersion,omitempty" doc:"The same of the touchpoints minus their controls"`
	// Shares are the parts of the baseline's answers by segment and value.
	Shares  map[string]map[string]float64 `json:"shares,omitempty" doc:"Parts of the baseline's answers by segment and value; mixes are compared with these. For keys that lack the scope small_cells, left out where not all answers of the baseline are told by the segment"`
	Outlook Outlook                       `json:"outlook" doc:"What was to be expected when it was written down"`
}

// ImprovementDraft is what somebody writes down of an improvement.
type ImprovementDraft struct {
	Name        string        `json:"name" doc:"Such as: New carrier"`
	Touchpoints []string      `json:"touchpoints" minItems:"1" doc:"Where the change was made; their answers are counted together"`
	Metric      metric.Metric `json:"metric,omitempty" doc:"Needed when the touchpoints have surveys of several"`
	Day         string        `json:"day" doc:"First day on which customers met the change" example:"2026-07-27"`
	Hypothesis  string        `json:"hypothesis,omitempty"`
	Owner       string        `json:"owner,omitempty"`
	Smallest    float64       `json:"smallest_effect,omitempty" doc:"Smallest effect that matters, in the unit of the metric: 10 points of NPS, 5 percentage points of CSAT, 0.3 of CES, 0.2 of stars when left out"`
	Controls    []string      `json:"controls,omitempty" doc:"Touchpoints with the same metric that the change cannot reach; only with them can a verdict say because of"`
	Rule        Rule          `json:"rule,omitempty" enum:"always_valid,planned" doc:"always_valid when left out"`
	Ends        string        `json:"ends,omitempty" doc:"Last day of a planned evaluation; 90 days when left out"`
	Baseline    int           `json:"baseline_days,omitempty" doc:"Length of the window before the change in whole weeks; 84 when left out"`
	BadScore    bool          `json:"chosen_because_bad,omitempty" doc:"The touchpoint was picked because its score was bad: the window before the change then ends 28 days earlier, or mere chance would look like a rise"`
}

// Rule is how an improvement is judged. It is chosen once.
type Rule string

// The rules: judge at any time for as long as one likes, or until a declared day
// with fewer answers.
const (
	AlwaysValid Rule = "always_valid"
	Planned     Rule = "planned"
)

// The windows of an improvement, in days.
const (
	TimelyDays        = 7  // an answer counts when it came within so many days of the experience
	DefaultBaseline   = 84 // whole weeks, so that weekdays cancel
	DefaultEvaluation = 90
	BadScoreGap       = 28 // see ImprovementDraft.BadScore
)

// Window says whether a day lies before or after the change; neither when it
// belongs to no window.
func (i *Improvement) Window(day string) (before, after bool) {
	before = i.BaselineFrom <= day && day <= i.BaselineTo
	after = i.Day <= day && (i.Ends == "" || day <= i.Ends)
	return before, after
}

// Evidence says on which side of the change a day is where a claim is made:
// after it count only the days that came after the writing down.
func (i *Improvement) Evidence(day string) (before, after bool) {
	before, after = i.Window(day)
	return before, after && i.EvidenceFrom <= day
}

// Dispersion is how much the blocks of a baseline differ, as multiples of what
// chance gives, and what that made of the plan.
type Dispersion struct {
	Days  float64 `json:"days" doc:"Of the days; about 1 by chance, 0 when unknown"`
	Weeks float64 `json:"weeks" doc:"Of the weeks"`
	Phi   float64 `json:"phi" doc:"Variance of the baseline's score over that of as many answers that have nothing to do with one another: people who answered again, days and weeks with a score of their own. The plan reckons with it; a verdict measures it anew"`
}

// Outlook says what may be expected of an improvement, from the answers before
// it: how many it takes, and about when they will be there.
type Outlook struct {
	Answers    int64    `json:"baseline_answers" doc:"Answers in the window before the change so far"`
	PerDay     float64  `json:"answers_per_day" doc:"In that window"`
	Needed     int64    `json:"needed,omitempty" doc:"Answers after the change that find the smallest effect that matters, if it is there, four times in five: at most about. Left out for never, and while nobody has answered in a window that is not over"`
	About      string   `json:"about,omitempty" doc:"Day on which they are there at this rate; left out beyond ten years"`
	Never      bool     `json:"never" doc:"No number of answers is enough to find the smallest effect: with this baseline waiting does not help. That was foreseen when it was written down; expected in the verdict knows the answers since, and a difference that may be larger"`
	ByEnd      int64    `json:"by_end,omitempty" doc:"Rule planned: answers to expect until the end"`
	Detectable *float64 `json:"detectable,omitempty" doc:"Smallest effect that is found four times in five by the declared end, or within 90 days"`
}

// PlannedAfter is how many answers a planned evaluation is to have, at least one.
func (o Outlook) PlannedAfter() int64 { return max(o.ByEnd, 1) }
