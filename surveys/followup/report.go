package followup

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// ComparePrevious asks for the period before, of equal length.
const ComparePrevious = "previous"

// Query asks what people chose at a touchpoint.
type Query struct {
	Touchpoint             string
	Survey                 string // needed when the touchpoint has several
	From, To               string // days; the last 90 when empty
	Segment                string // NAME:VALUE; one of these four at most
	Locale, Wave, Source   string
	Category               Category
	Compare                string // previous, or empty
	CompareFrom, CompareTo string // or these days, both together
	Trend                  string // week, or empty
	Small                  bool   // the asker may see small cells
}

// Report tells what people chose.
type Report struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Segment    string        `json:"segment,omitempty"`
	Locale     string        `json:"locale,omitempty"`
	Wave       string        `json:"wave,omitempty"`
	Source     string        `json:"source,omitempty"`
	Category   Category      `json:"category,omitempty" enum:"dissatisfied,neutral,satisfied"`
	Previous   *surveys.Days `json:"previous,omitempty" doc:"The period that is compared with, when one was asked for"`
	Questions  []Question    `json:"questions" doc:"In the order in which they are asked; those that are asked no more come last"`
}

// Question is the shares of the options of a follow-up.
type Question struct {
	Key       string               `json:"key"`
	Type      surveys.FollowUpType `json:"type" doc:"One that has choices"`
	Question  surveys.Text         `json:"question,omitempty" doc:"By language"`
	Retired   bool                 `json:"retired,omitempty" doc:"The survey asks it no more"`
	N         int64                `json:"n" doc:"Respondents to whom it was shown and who answered it; shares are of these"`
	Worth     *int64               `json:"worth,omitempty" doc:"How many independent respondents they are worth, since the same people answered several times; left out where that is n"`
	Few       bool                 `json:"few,omitempty" doc:"Fewer than thirty answered: read the shares with reserve"`
	PreviousN *int64               `json:"previous_n,omitempty" doc:"Of the period that is compared with"`
	Options   []Choice             `json:"options" doc:"In the order of the definition; those that it no longer has come last"`
	Trend     []Step               `json:"trend,omitempty" doc:"Every week, also those without answers"`
}

// Choice is the share of one choice.
type Choice struct {
	Key     string       `json:"key" doc:"yes or no for yes_no"`
	Text    surveys.Text `json:"text,omitempty" doc:"By language; left out for yes_no"`
	Retired bool         `json:"retired,omitempty" doc:"The definition no longer has it"`
	Share
	Previous   *Share      `json:"previous,omitempty" doc:"In the period that is compared with"`
	Difference *Difference `json:"difference,omitempty" doc:"This period minus that one; left out where a side is held back or fewer than five answered"`
}

// Step is the shares of one week.
type Step struct {
	Start  string      `json:"start" doc:"The Monday"`
	N      int64       `json:"n"`
	Shares []StepShare `json:"shares" doc:"In the order of the options"`
}

// StepShare is the share of one choice in a week.
type StepShare struct {
	Key string `json:"key"`
	Share
}

// asked is a question that is or was asked, with all options anybody chose.
type asked struct {
	surveys.FollowUp
	retired bool
	options []Choice // without shares
}

func (a asked) keys() []string {
	keys := make([]string, len(a.options))
	for i, o := range a.options {
		keys[i] = o.Key
	}
	return keys
}

// differences counts those that two periods can have: of two options that exclude each
// other one is the other's with its sign turned.
func (a asked) differences() int {
	if len(a.options) == 2 && !a.Type.Several() {
		return 1
	}
	return len(a.options)
}

// FollowUps tells what people chose at a touchpoint.
func (s *Service) FollowUps(ctx context.Context, q Query) (Report, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Report{}, err
	}
	survey, err := p.SurveyOf(q.Touchpoint, q.Survey)
	if err != nil {
		return Report{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Report{}, err
	}
	before, err := s.compared(p, q, period)
	if err != nil {
		return Report{}, err
	}
	column, known := q.Category.column()
	if !known {
		return Report{}, surveys.Refuse("category", "is not one of dissatisfied, neutral, satisfied")
	}
	if q.Trend != "" && q.Trend != "week" {
		return Report{}, surveys.Refuse("trend", "is not week")
	}
	g, err := q.group(p, survey)
	if err != nil {
		return Report{}, err
	}
	now, err := s.picture(ctx, g, period)
	if err != nil {
		return Report{}, err
	}
	out := Report{
		Touchpoint: q.Touchpoint, Survey: survey.Key, From: period.From, To: period.To, Segment: q.Segment, Locale: q.Locale, Wave: q.Wave,
		Source: q.Source, Category: q.Category, Questions: []Question{},
	}
	pictures := []picture{now}
	if before != nil {
		then, err := s.picture(ctx, g, *before)
		if err != nil {
			return Report{}, err
		}
		pictures, out.Previous = append(pictures, then), &surveys.Days{From: before.From, To: before.To}
	}
	all, err := s.asked(ctx, p, survey, pictures)
	if err != nil {
		return Report{}, err
	}
	many := 0
	for _, a := range all {
		many += a.differences()
	}
	for _, a := range all {
		out.Questions = append(out.Questions, a.question(pictures, column, many, q.Small))
	}
	if q.Trend != "" {
		err = s.addWeeks(ctx, g, now, all, column, q.Small, out.Questions)
	}
	return out, err
}

// compared gives the period to compare with; nil for none.
func (s *Service) compared(p *definition.Plan, q Query, period surveys.Period) (*surveys.Period, error) {
	switch {
	case q.Compare != "" && q.Compare != ComparePrevious:
		return nil, surveys.Refuse("compare", "is not previous")
	case q.Compare != "" && q.CompareFrom+q.CompareTo != "":
		return nil, surveys.Refuse("compare", "stands beside compare_from and compare_to: give one of the two")
	case q.Compare != "":
		before := period.Before()
		return &before, nil
	case q.CompareFrom == "" && q.CompareTo == "":
		return nil, nil
	case q.CompareFrom == "":
		return nil, surveys.Refuse("compare_from", "is missing")
	case q.CompareTo == "":
		return nil, surveys.Refuse("compare_to", "is missing")
	}
	before, err := p.Period(s.now(), q.CompareFrom, q.CompareTo)
	var refused *surveys.Error
	if errors.As(err, &refused) {
		return nil, surveys.Refuse("compare_"+refused.Field, "%s", refused.Message)
	}
	if before.From <= period.To && period.From <= before.To {
		return nil, surveys.Refuse("compare_from", "shares days with the period that is compared")
	}
	return &before, err
}

// group reads who is looked at.
func (q Query) group(p *definition.Plan, s surveys.Survey) (group, error) {
	g := group{survey: s}
	first := ""
	for _, f := range []struct{ field, dimension, value string }{
		{"segment", surveys.DimensionSegment, q.Segment},
		{"locale", surveys.DimensionLocale, q.Locale},
		{"wave", surveys.DimensionWave, q.Wave},
		{"source", surveys.DimensionSource, q.Source},
	} {
		if f.value == "" {
			continue
		}
		if first != "" {
			return g, surveys.Refuse(f.field, "stands beside %s: follow-ups are counted by one of segment, locale, wave, source", first)
		}
		first, g.dimension, g.value = f.field, f.dimension, f.value
		if f.dimension == surveys.DimensionSegment {
			name, value, ok := strings.Cut(f.value, ":")
			if _, known := p.Definition.Segments[name]; !ok || !known || value == "" {
				return g, surveys.Refuse("segment", "is not NAME:VALUE with one of the segments %s", strings.Join(slices.Sorted(maps.Keys(p.Definition.Segments)), ", "))
			}
			g.dimension, g.value = surveys.DimensionSegment+name, value
		}
	}
	return g, nil
}

// asked lists what the survey asks, and what it asked before and somebody chose.
func (s *Service) asked(ctx context.Context, p *definition.Plan, survey surveys.Survey, pictures []picture) ([]asked, error) {
	var out []asked
	for _, f := range survey.FollowUps {
		if f.Type.Counted() {
			out = append(out, askedNow(f))
		}
	}
	chosen := tables{}
	for _, picture := range pictures {
		for question, options := range picture.of {
			for option := range options {
				chosen.add(surveys.FollowUpCount{Question: question, Option: option})
			}
		}
	}
	for _, question := range slices.Sorted(maps.Keys(chosen)) {
		i := slices.IndexFunc(out, func(a asked) bool { return a.Key == question })
		if i < 0 {
			last, err := s.lastVersion(ctx, p, survey.Key, question, "")
			if err != nil {
				return nil, err
			}
			last.Options = nil // those that somebody chose are found one by one
			i, out = len(out), append(out, asked{FollowUp: last, retired: true})
		}
		for _, option := range slices.Sorted(maps.Keys(chosen[question])) {
			if option == "" || slices.Contains(out[i].keys(), option) {
				continue
			}
			last, err := s.lastVersion(ctx, p, survey.Key, question, option)
			if err != nil {
				return nil, err
			}
			out[i].options = append(out[i].options, Choice{Key: option, Text: textOf(last, option), Retired: true})
		}
	}
	return out, nil
}

func askedNow(f surveys.FollowUp) asked {
	a := asked{FollowUp: f}
	for _, key := range f.Choices() {
		a.options = append(a.options, Choice{Key: key, Text: textOf(f, key)})
	}
	return a
}

func textOf(f surveys.FollowUp, option string) surveys.Text {
	for _, o := range f.Options {
		if o.Key == option {
			return o.Text
		}
	}
	return nil
}

// lastVersion gives a question as it was when it was last asked with an option (""
// for any), as a type that is counted.
func (s *Service) lastVersion(ctx context.Context, p *definition.Plan, survey, question, option string) (surveys.FollowUp, error) {
	for version := p.Versions[survey]; version > 0; version-- {
		planned, err := s.plans.Version(ctx, p, survey, version)
		if surveys.KindOf(err) == surveys.NotFound {
			continue
		}
		if err != nil {
			return surveys.FollowUp{}, err
		}
		if i := planned.FollowUp(question); i >= 0 {
			f := planned.FollowUps[i]
			if f.Type.Counted() && (option == "" || slices.Contains(f.Choices(), option)) {
				return f, nil
			}
		}
	}
	return surveys.FollowUp{Key: question}, nil // known by its key alone
}

// question computes the shares of the newest picture, beside the other if there is one.
func (a asked) question(pictures []picture, column, many int, small bool) Question {
	now := pictures[0]
	of, held := now.of[a.Key], now.held(a, small)
	n := of[""][column]
	out := Question{Key: a.Key, Type: a.Type, Question: a.Question, Retired: a.retired, N: n, Few: n > 0 && n < surveys.FewAnswers, Options: slices.Clone(a.options)}
	if worth := metric.Worth(n, now.effect.Persons); worth != n {
		out.Worth = &worth
	}
	for i := range out.Options {
		o := &out.Options[i]
		o.Share = shareOf(of[o.Key][column], n, now.effect.Persons, held.has(o.Key, column))
	}
	if len(pictures) == 1 {
		return out
	}
	then := pictures[1]
	of, held = then.of[a.Key], then.held(a, small)
	before := of[""][column]
	out.PreviousN = &before
	for i := range out.Options {
		o := &out.Options[i]
		share := shareOf(of[o.Key][column], before, then.effect.Persons, held.has(o.Key, column))
		o.Previous, o.Difference = &share, difference(share, o.Share, then.effect, now.effect, many)
	}
	return out
}

// addWeeks puts the shares of each week beside those of the period.
func (s *Service) addWeeks(ctx context.Context, g group, whole picture, all []asked, column int, small bool, into []Question) error {
	starts, err := whole.period.Steps("week")
	if err != nil {
		return err
	}
	weeks, err := s.weeks(ctx, g, whole.period)
	if err != nil {
		return err
	}
	effect := whole.effect.Within(7)
	for i, a := range all {
		parts, above, beside := make([]counts, len(starts)), whole.held(a, small), make([]held, len(starts))
		for j, start := range starts {
			parts[j] = weeks[start][a.Key]
		}
		if !small {
			beside = guardParts(a.keys(), whole.of[a.Key], parts)
		}
		for j, start := range starts {
			step, held := Step{Start: start, N: parts[j][""][column]}, held(nil)
			if !small {
				held = guard(a.keys(), a.Type.Several(), parts[j], beside[j])
			}
			for _, o := range a.options {
				back := held.has(o.Key, column) || above.has(o.Key, column)
				step.Shares = append(step.Shares, StepShare{o.Key, shareOf(parts[j][o.Key][column], step.N, effect.Persons, back)})
			}
			into[i].Trend = append(into[i].Trend, step)
		}
	}
	return nil
}
