package improve

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
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
func improvementOf(p *definition.Plan, d surveys.ImprovementDraft, now time.Time) (surveys.Improvement, error) {
	for _, f := range []struct{ field, value string }{{"name", d.Name}, {"owner", d.Owner}} {
		if f.value == "" && f.field != "name" {
			continue
		}
		if err := surveys.CheckLine(f.field, f.value, surveys.MaxName); err != nil {
			return surveys.Improvement{}, err
		}
	}
	if d.Hypothesis = surveys.CleanText(d.Hypothesis); len(d.Hypothesis) > maxImprovementText {
		return surveys.Improvement{}, surveys.Refuse("hypothesis", "is longer than %d bytes", maxImprovementText).Because(surveys.RefusedTooManyBytes, "most", surveys.ReasonNumber(maxImprovementText))
	}
	i := surveys.Improvement{ImprovementDraft: d, CreatedAt: now}
	if err := schedule(&i, p.DayOf(now)); err != nil {
		return surveys.Improvement{}, err
	}
	if err := attach(&i, p); err != nil {
		return surveys.Improvement{}, err
	}
	if i.Smallest == 0 {
		i.Smallest = i.Metric.SmallestEffect()
	}
	if most := i.Metric.Range().Width(); math.IsNaN(i.Smallest) || i.Smallest < most/1000 || i.Smallest > most {
		return surveys.Improvement{}, surveys.Refuse("smallest_effect", "is not between %g and %g", most/1000, most).
			Because(surveys.RefusedEffect, "lowest", fmt.Sprint(most/1000), "highest", fmt.Sprint(most))
	}
	return i, nil
}

// schedule settles the days: of the change, of the windows, of the end.
func schedule(i *surveys.Improvement, today string) error {
	day, err := time.Parse(time.DateOnly, i.Day)
	if err != nil {
		return surveys.Refuse("day", "is not a day such as 2026-11-20").Because(surveys.RefusedNotADay)
	}
	if away := surveys.DaysBetween(today, i.Day); away > 2*366 || away < -10*366 {
		return surveys.Refuse("day", "lies more than two years ahead or ten years back").Because(surveys.RefusedFarDay)
	}
	if i.Baseline == 0 {
		i.Baseline = surveys.DefaultBaseline
	}
	if i.Baseline%7 != 0 || i.Baseline < 14 || i.Baseline > 728 {
		return surveys.Refuse("baseline_days", "is not a number of whole weeks from 14 to 728 days")
	}
	switch i.Rule {
	case "":
		i.Rule = surveys.AlwaysValid
	case surveys.AlwaysValid, surveys.Planned:
	default:
		return surveys.Refuse("rule", "is not one of always_valid, planned").Because(surveys.RefusedNoChoice)
	}
	switch {
	case i.Rule == surveys.AlwaysValid && i.Ends != "":
		return surveys.Refuse("ends", "belongs to the rule planned: the rule always_valid has no end")
	case i.Rule == surveys.Planned && i.Ends == "":
		i.Ends = surveys.AddDays(i.Day, surveys.DefaultEvaluation-1)
	case i.Rule == surveys.Planned:
		if _, err := time.Parse(time.DateOnly, i.Ends); err != nil {
			return surveys.Refuse("ends", "is not a day such as 2026-11-20").Because(surveys.RefusedNotADay)
		}
		if length := surveys.DaysBetween(i.Day, i.Ends); length < 6 || length > 2*366 {
			return surveys.Refuse("ends", "is less than a week or more than two years after day").Because(surveys.RefusedEnd)
		}
	}
	last := day.AddDate(0, 0, -1)
	if i.BadScore {
		last = last.AddDate(0, 0, -surveys.BadScoreGap)
	}
	i.BaselineTo = last.Format(time.DateOnly)
	i.BaselineFrom = surveys.AddDays(i.BaselineTo, 1-i.Baseline)
	i.EvidenceFrom = max(i.Day, surveys.AddDays(today, 1))
	i.Retrospective = i.Ends != "" && i.Ends < i.EvidenceFrom
	return nil
}

// attach finds the surveys behind the touchpoints, all of one metric.
func attach(i *surveys.Improvement, p *definition.Plan) error {
	if len(i.Touchpoints) == 0 {
		return surveys.Refuse("touchpoints", "is missing")
	}
	if i.Metric == "" {
		var err error
		if i.Metric, err = metricOf(p, i.Touchpoints); err != nil {
			return err
		}
	}
	if !i.Metric.Known() {
		return surveys.Refuse("metric", "is not one of %s", metric.List()).Because(surveys.RefusedNoChoice)
	}
	for _, key := range i.Controls {
		if slices.Contains(i.Touchpoints, key) {
			return surveys.Refuse("controls", "%q is where the change was made: a control is a touchpoint it cannot reach", key).
				Because(surveys.RefusedControlTouched, "touchpoint", key)
		}
		if p.IsRelationship(key) {
			return surveys.Refuse("controls", "%q asks about the relationship as a whole, which every change reaches: a control is a touchpoint it cannot reach", key).
				Because(surveys.RefusedControlRelationship, "touchpoint", key)
		}
	}
	var err error
	if i.Surveys, err = surveysIn(p, i.Metric, "touchpoints", i.Touchpoints); err != nil {
		return err
	}
	i.ControlSurveys, err = surveysIn(p, i.Metric, "controls", i.Controls)
	return err
}

// metricOf gives the one metric of some touchpoints.
func metricOf(p *definition.Plan, touchpoints []string) (metric.Metric, error) {
	var found metric.Metric
	for _, key := range touchpoints {
		for _, s := range p.SurveysOf(key) {
			if found != "" && found != s.Metric {
				return "", surveys.Refuse("metric", "is missing: the touchpoints have surveys of %s and %s", found, s.Metric).
					Because(surveys.RefusedMetricUnclear, "metric", string(found), "other", string(s.Metric))
			}
			found = s.Metric
		}
	}
	if found == "" {
		// Says which of them does not exist, or has no survey.
		_, err := surveysIn(p, "", "touchpoints", touchpoints)
		return "", err
	}
	return found, nil
}

// surveysIn gives the surveys of some touchpoints that have the metric.
func surveysIn(p *definition.Plan, m metric.Metric, field string, touchpoints []string) ([]string, error) {
	if len(touchpoints) > mostTouched {
		return nil, surveys.Refuse(field, "names more than %d touchpoints", mostTouched).Because(surveys.RefusedManyTouchpoints, "most", surveys.ReasonNumber(mostTouched))
	}
	var keys []string
	for n, key := range touchpoints {
		if _, err := p.Touchpoint(key); err != nil {
			key = surveys.Truncate(key, 60)
			return nil, surveys.Refuse(field, "%q does not exist", key).Because(surveys.RefusedNoTouchpoint, "touchpoint", key)
		}
		if slices.Contains(touchpoints[:n], key) {
			return nil, surveys.Refuse(field, "names %q twice", key).Because(surveys.RefusedTouchpointTwice, "touchpoint", key)
		}
		before := len(keys)
		for _, s := range p.SurveysOf(key) {
			if s.Metric == m {
				keys = append(keys, s.Key)
			}
		}
		switch {
		case len(keys) == before && m == "":
			return nil, surveys.Refuse(field, "%q has no survey", key).Because(surveys.RefusedNoSurvey, "touchpoint", key)
		case len(keys) == before:
			return nil, surveys.Refuse(field, "%q has no survey with the metric %s", key, m).
				Because(surveys.RefusedNoSurveyOf, "touchpoint", key, "metric", string(m))
		}
	}
	return keys, nil
}

// alphaOf gives what an improvement may spend that is written down after earlier
// ones (each version of each counts): all that look at a touchpoint at the same time
// share improvementAlpha, whatever they are called. To try until something is clear
// has to cost, under a new name as well.
func alphaOf(i *surveys.Improvement, earlier []surveys.Improvement) float64 {
	turn := 1
	for _, e := range earlier {
		if e.ID == i.ID && i.ID != "" || overlaps(i, &e) {
			turn++
		}
	}
	return metric.VersionAlpha(improvementAlpha, turn)
}

// overlaps says whether two improvements look at one touchpoint at the same time, by
// whatever metric. One that has no end is taken to last as long as an evaluation does.
func overlaps(a, b *surveys.Improvement) bool {
	shared := slices.ContainsFunc(a.Touchpoints, func(t string) bool { return slices.Contains(b.Touchpoints, t) })
	return shared && a.Day <= endOf(b) && b.Day <= endOf(a)
}

func endOf(i *surveys.Improvement) string {
	if i.Ends != "" {
		return i.Ends
	}
	return surveys.AddDays(i.Day, surveys.DefaultEvaluation-1)
}

// lastCounted is the last day whose answers count on a day: the time in which an
// answer is timely has passed for everybody who met the touchpoint on it.
func lastCounted(today string) string { return surveys.AddDays(today, -surveys.TimelyDays-1) }

// lastOf gives the last day whose answers count for an improvement on a day.
func lastOf(i *surveys.Improvement, today string) string {
	last := lastCounted(today)
	if i.Ends != "" {
		last = min(last, i.Ends)
	}
	return last
}
