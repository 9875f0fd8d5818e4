package surveys

import (
	"math"
	"regexp"
	"slices"
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
	Retrospective bool      `json:"retrospective" doc:"Written down more than seven days after the change: its result is exploratory"`
	Alpha         float64   `json:"alpha" doc:"Chance of a false claim that this version may spend"`

	BaselineFrom string `json:"baseline_from" doc:"First day of the window before the change"`
	BaselineTo   string `json:"baseline_to" doc:"Its last day, included"`

	Surveys        []string   `json:"surveys" doc:"What is asked at the touchpoints in this metric"`
	ControlSurveys []string   `json:"control_surveys,omitempty"`
	Dispersion     Dispersion `json:"dispersion" doc:"How much the days and weeks of the baseline differed; of one that was less than half over when this was written down, as it comes"`
	// ControlDispersion is that of treated minus control.
	ControlDispersion *Dispersion `json:"control_dispersion,omitempty" doc:"The same of the touchpoints minus their controls"`
	// Shares are the parts of the baseline's answers by segment and value.
	Shares  map[string]map[string]float64 `json:"shares,omitempty" doc:"Parts of the baseline's answers by segment and value; mixes are compared with these"`
	Outlook Outlook                       `json:"outlook" doc:"What was to be expected when it was written down"`
}

// ImprovementDraft is what somebody writes down of an improvement.
type ImprovementDraft struct {
	Name        string        `json:"name" doc:"Such as: New carrier"`
	Touchpoints []string      `json:"touchpoints" minItems:"1" doc:"Where the change was made; their answers are counted together"`
	Metric      metric.Metric `json:"metric,omitempty" enum:"nps,csat,ces" doc:"Needed when the touchpoints have surveys of several"`
	Day         string        `json:"day" doc:"First day on which customers met the change" example:"2026-07-27"`
	Hypothesis  string        `json:"hypothesis,omitempty"`
	Owner       string        `json:"owner,omitempty"`
	Smallest    float64       `json:"smallest_effect,omitempty" doc:"Smallest effect that matters, in the unit of the metric: 10 points of NPS, 5 percentage points of CSAT, 0.3 of CES when left out"`
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
	badScoreGap       = 28 // see ImprovementDraft.BadScore
	lateDays          = 7  // an improvement that is written down later is retrospective
)

// improvementAlpha is the chance of a false claim of an improvement with all its
// versions; improvementPower the chance that a plan finds the smallest effect.
const (
	improvementAlpha = 0.05
	improvementPower = 0.8
)

// Bounds of an improvement.
const (
	maxImprovementText = 2000
	mostTouched        = 20
	maxVersions        = 50
)

// improvementForm stands where the id of an improvement does in the address of a page.
const improvementForm = "new"

var improvementID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// improvementOf checks a draft and fills in what it leaves open; what has to be
// measured is still empty.
func (p *Plan) improvementOf(d ImprovementDraft, now time.Time) (Improvement, error) {
	for _, f := range []struct{ field, value string }{{"name", d.Name}, {"owner", d.Owner}} {
		if f.value == "" && f.field != "name" {
			continue
		}
		if err := checkLine(f.field, f.value, MaxName); err != nil {
			return Improvement{}, err
		}
	}
	if d.Hypothesis = cleanText(d.Hypothesis); len(d.Hypothesis) > maxImprovementText {
		return Improvement{}, Refuse("hypothesis", "is longer than %d bytes", maxImprovementText)
	}
	i := Improvement{ImprovementDraft: d, CreatedAt: now}
	if err := i.schedule(p.DayOf(now)); err != nil {
		return Improvement{}, err
	}
	if err := i.attach(p); err != nil {
		return Improvement{}, err
	}
	if i.Smallest == 0 {
		i.Smallest = i.Metric.SmallestEffect()
	}
	if most := i.Metric.Range().Width(); math.IsNaN(i.Smallest) || i.Smallest < most/1000 || i.Smallest > most {
		return Improvement{}, Refuse("smallest_effect", "is not between %g and %g", most/1000, most)
	}
	return i, nil
}

// schedule settles the days: of the change, of the windows, of the end.
func (i *Improvement) schedule(today string) error {
	day, err := time.Parse(time.DateOnly, i.Day)
	if err != nil {
		return Refuse("day", "is not a day such as 2026-11-20")
	}
	if away := daysBetween(today, i.Day); away > 2*366 || away < -10*366 {
		return Refuse("day", "lies more than two years ahead or ten years back")
	}
	if i.Baseline == 0 {
		i.Baseline = DefaultBaseline
	}
	if i.Baseline%7 != 0 || i.Baseline < 14 || i.Baseline > 728 {
		return Refuse("baseline_days", "is not a number of whole weeks from 14 to 728 days")
	}
	switch i.Rule {
	case "":
		i.Rule = AlwaysValid
	case AlwaysValid, Planned:
	default:
		return Refuse("rule", "is not one of always_valid, planned")
	}
	switch {
	case i.Rule == AlwaysValid && i.Ends != "":
		return Refuse("ends", "belongs to the rule planned: the rule always_valid has no end")
	case i.Rule == Planned && i.Ends == "":
		i.Ends = addDays(i.Day, DefaultEvaluation-1)
	case i.Rule == Planned:
		if _, err := time.Parse(time.DateOnly, i.Ends); err != nil {
			return Refuse("ends", "is not a day such as 2026-11-20")
		}
		if length := daysBetween(i.Day, i.Ends); length < 6 || length > 2*366 {
			return Refuse("ends", "is less than a week or more than two years after day")
		}
	}
	last := day.AddDate(0, 0, -1)
	if i.BadScore {
		last = last.AddDate(0, 0, -badScoreGap)
	}
	i.BaselineTo = last.Format(time.DateOnly)
	i.BaselineFrom = addDays(i.BaselineTo, 1-i.Baseline)
	i.Retrospective = daysBetween(i.Day, today) > lateDays
	return nil
}

// attach finds the surveys behind the touchpoints, all of one metric.
func (i *Improvement) attach(p *Plan) error {
	if len(i.Touchpoints) == 0 {
		return Refuse("touchpoints", "is missing")
	}
	if i.Metric == "" {
		var err error
		if i.Metric, err = p.metricOf(i.Touchpoints); err != nil {
			return err
		}
	}
	if !i.Metric.Known() {
		return Refuse("metric", "is not one of nps, csat, ces")
	}
	for _, key := range i.Controls {
		if slices.Contains(i.Touchpoints, key) {
			return Refuse("controls", "%q is where the change was made: a control is a touchpoint it cannot reach", key)
		}
		if p.IsRelationship(key) {
			return Refuse("controls", "%q asks about the relationship as a whole, which every change reaches: a control is a touchpoint it cannot reach", key)
		}
	}
	var err error
	if i.Surveys, err = p.surveysIn(i.Metric, "touchpoints", i.Touchpoints); err != nil {
		return err
	}
	i.ControlSurveys, err = p.surveysIn(i.Metric, "controls", i.Controls)
	return err
}

// metricOf gives the one metric of some touchpoints.
func (p *Plan) metricOf(touchpoints []string) (metric.Metric, error) {
	var found metric.Metric
	for _, key := range touchpoints {
		for _, s := range p.SurveysOf(key) {
			if found != "" && found != s.Metric {
				return "", Refuse("metric", "is missing: the touchpoints have surveys of %s and %s", found, s.Metric)
			}
			found = s.Metric
		}
	}
	if found == "" {
		// Says which of them does not exist, or has no survey.
		_, err := p.surveysIn(metric.NPS, "touchpoints", touchpoints)
		return metric.NPS, err
	}
	return found, nil
}

// surveysIn gives the surveys of some touchpoints that have the metric.
func (p *Plan) surveysIn(m metric.Metric, field string, touchpoints []string) ([]string, error) {
	if len(touchpoints) > mostTouched {
		return nil, Refuse(field, "names more than %d touchpoints", mostTouched)
	}
	var keys []string
	for n, key := range touchpoints {
		if _, err := p.Touchpoint(key); err != nil {
			return nil, Refuse(field, "%q does not exist", truncate(key, 60))
		}
		if slices.Contains(touchpoints[:n], key) {
			return nil, Refuse(field, "names %q twice", key)
		}
		before := len(keys)
		for _, s := range p.SurveysOf(key) {
			if s.Metric == m {
				keys = append(keys, s.Key)
			}
		}
		if len(keys) == before {
			return nil, Refuse(field, "%q has no survey with the metric %s", key, m)
		}
	}
	return keys, nil
}

// alphaOf gives what a version may spend, so that all versions of an improvement
// together stay within improvementAlpha.
//
// A first version that was written down late has nothing left to protect: what it
// supposes may have come from the data. It is called exploratory wherever it is
// shown, and drawn at the level of any other interval. Its edits have their share
// like all others: to try until something is clear has to cost.
func alphaOf(version int, retrospective bool) float64 {
	if version == 1 && retrospective {
		return improvementAlpha
	}
	return metric.VersionAlpha(improvementAlpha, version)
}

// lastCounted is the last day whose answers count on a day: the time in which an
// answer is timely has passed for everybody who met the touchpoint on it.
func lastCounted(today string) string { return addDays(today, -TimelyDays-1) }

// addDays moves a day that is known to be one.
func addDays(day string, n int) string {
	t, _ := time.Parse(time.DateOnly, day)
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// daysBetween counts the days from one to another; negative when to lies before.
func daysBetween(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(math.Round(b.Sub(a).Hours() / 24))
}
