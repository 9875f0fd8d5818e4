package followup

import (
	"context"
	"errors"
	"maps"
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// ComparePrevious asks for the period before, of equal length.
const ComparePrevious = "previous"

// Query asks what people chose at a touchpoint.
type Query struct {
	Touchpoint             string
	Survey                 string // needed when the touchpoint has several
	From, To               string // days; the last 90 when empty
	Filter                 pick.Filter
	Category               Category
	Compare                string // previous, or empty
	CompareFrom, CompareTo string // or these days, both together
	Trend                  string // week, or empty
	Small                  bool   // the asker may see small cells; nobody else is told what people chose
}

// Report tells what people chose.
type Report struct {
	Touchpoint string `json:"touchpoint"`
	Survey     string `json:"survey"`
	From       string `json:"from"`
	To         string `json:"to"`
	pick.Picked
	Category  Category      `json:"category,omitempty" enum:"dissatisfied,neutral,satisfied"`
	Previous  *surveys.Days `json:"previous,omitempty" doc:"The period that is compared with, when one was asked for"`
	Questions []Question    `json:"questions" doc:"In the order in which they are asked; those that are asked no more come last"`
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
	Difference *Difference `json:"difference,omitempty" doc:"This period minus that one; left out where fewer than five answered on a side"`
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

// FollowUps tells what people chose at a touchpoint. Of two periods that differ by a day
// it tells what single respondents chose, by subtraction, so that it is Forbidden to
// whoever may not see small cells.
func (s *Service) FollowUps(ctx context.Context, q Query) (Report, error) {
	if !q.Small {
		return Report{}, surveys.Lacks(surveys.ScopeSmallCells)
	}
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
	of, err := q.Filter.Of(p, survey)
	if err != nil {
		return Report{}, err
	}
	g := group{p, survey, of.Uncrossed()}
	now, err := s.picture(ctx, g, period, q.Trend != "")
	if err != nil {
		return Report{}, err
	}
	out := Report{
		Touchpoint: q.Touchpoint, Survey: survey.Key, From: period.From, To: period.To, Picked: g.of.Told(surveys.DimensionTotal),
		Category: q.Category, Questions: []Question{},
	}
	pictures := []picture{now}
	if before != nil {
		then, err := s.picture(ctx, g, *before, false)
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
		out.Questions = append(out.Questions, a.question(pictures, column, many))
	}
	if q.Trend != "" {
		err = now.addWeeks(all, column, out.Questions)
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
func (a asked) question(pictures []picture, column, many int) Question {
	now := pictures[0]
	of := now.of[a.Key]
	n := of[""][column]
	out := Question{Key: a.Key, Type: a.Type, Question: a.Question, Retired: a.retired, N: n, Few: n > 0 && n < surveys.FewAnswers, Options: slices.Clone(a.options)}
	if worth := metric.Worth(n, now.effect.Persons); worth != n {
		out.Worth = &worth
	}
	for i := range out.Options {
		o := &out.Options[i]
		o.Share = shareOf(of[o.Key][column], n, now.effect.Persons)
	}
	if len(pictures) == 1 {
		return out
	}
	then := pictures[1]
	of = then.of[a.Key]
	before := of[""][column]
	out.PreviousN = &before
	for i := range out.Options {
		o := &out.Options[i]
		share := shareOf(of[o.Key][column], before, then.effect.Persons)
		o.Previous, o.Difference = &share, difference(share, o.Share, then.effect, now.effect, many)
	}
	return out
}

// addWeeks puts the shares of each week beside those of the period.
func (whole picture) addWeeks(all []asked, column int, into []Question) error {
	starts, err := whole.period.Steps("week")
	if err != nil {
		return err
	}
	effect := whole.effect.Within(7)
	for i, a := range all {
		for _, start := range starts {
			of := whole.weeks[start][a.Key]
			step := Step{Start: start, N: of[""][column]}
			for _, o := range a.options {
				step.Shares = append(step.Shares, StepShare{o.Key, shareOf(of[o.Key][column], step.N, effect.Persons)})
			}
			into[i].Trend = append(into[i].Trend, step)
		}
	}
	return nil
}
