package pick

import (
	"maps"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/keyword"
)

// Filter picks answers: those that have one of the values of every dimension it
// names. The empty filter picks all.
type Filter struct {
	Segments []string // each NAME:VALUE; several of one name are alternatives
	Locales  []string
	Sources  []string
	Waves    []string
	Channels []string // of the touchpoint
}

// known are the values that a dimension can have, where they are few.
var known = map[string][]string{
	surveys.DimensionSource: {"mail", "link", "kiosk", "embed", "api", "import"},
	surveys.DimensionWave:   {surveys.WaveFirst, surveys.WaveReminder},
}

// Values is a filter as it is counted. The zero value picks all.
type Values struct {
	by      map[string][]string // the alternatives of each dimension, in order
	crossed []surveys.Crossing  // of which sums are kept
}

// Values reads a filter. Channels are not in it: they pick touchpoints.
func (f Filter) Values(p *definition.Plan) (Values, error) {
	out := Values{map[string][]string{}, p.Definition.Crossings()}
	add := func(dimension, value string) {
		if at, there := slices.BinarySearch(out.by[dimension], value); !there {
			out.by[dimension] = slices.Insert(out.by[dimension], at, value)
		}
	}
	for _, segment := range f.Segments {
		segment = surveys.Normal(segment)
		name, value, ok := strings.Cut(segment, ":")
		if _, known := p.Definition.Segments[name]; !ok || !known || value == "" {
			return Values{}, surveys.Refuse("segment", "%q is not NAME:VALUE with one of the segments %s", segment, strings.Join(slices.Sorted(maps.Keys(p.Definition.Segments)), ", "))
		}
		add(surveys.DimensionSegment+name, value)
	}
	for dimension, values := range map[string][]string{
		surveys.DimensionLocale: f.Locales, surveys.DimensionSource: f.Sources, surveys.DimensionWave: f.Waves,
	} {
		for _, value := range values {
			if value == "" {
				return Values{}, surveys.Refuse(dimension, "is empty")
			}
			if dimension == surveys.DimensionLocale {
				tag, err := surveys.CanonicalLocale(value)
				if err != nil || tag == "" {
					return Values{}, surveys.Refuse(dimension, "%q is not a language tag such as nl or en-GB", surveys.Truncate(value, 60))
				}
				value = tag
			}
			if all := known[dimension]; all != nil && !slices.Contains(all, value) {
				return Values{}, surveys.Refuse(dimension, "%q is not one of %s", value, strings.Join(all, ", "))
			}
			add(dimension, value)
		}
	}
	return out, nil
}

// Names writes what a filter picks by: "segment.persona:commuter", "locale:nl" and
// so on, in order.
func (of Values) Names() (out []string) {
	for _, dimension := range of.dimensions() {
		for _, value := range of.by[dimension] {
			out = append(out, dimension+":"+value)
		}
	}
	return out
}

// Picked says which of the answers figures are of.
type Picked struct {
	Filter      []string `json:"filter,omitempty" doc:"Which answers were picked, as DIMENSION:VALUE; alternatives of one dimension each for itself" example:"segment.persona:commuter"`
	CountedFrom string   `json:"counted_from,omitempty" enum:"responses" doc:"responses: the answers themselves were counted, since no sums are kept of these values together; left out where sums were read"`
}

// Told says what was picked, of answers that are told apart by a dimension.
func (of Values) Told(by string) Picked {
	out := Picked{Filter: of.Names()}
	if _, kept := of.kept(by); of.isCrossed(by) && !kept {
		out.CountedFrom = "responses"
	}
	return out
}

// At reads a filter, and keeps the surveys at which it picks.
func (f Filter) At(p *definition.Plan, asked []string) ([]string, Values, error) {
	asked, err := f.channels(p, asked)
	if err != nil {
		return nil, Values{}, err
	}
	of, err := f.Values(p)
	return asked, of, err
}

// Of reads a filter of the answers to one survey. It is refused where it picks another
// channel than that of the survey.
func (f Filter) Of(p *definition.Plan, survey surveys.Survey) (Values, error) {
	asked, of, err := f.At(p, []string{survey.Key})
	if err == nil && len(asked) == 0 {
		err = surveys.Refuse("channel", "is not that of %s", survey.Touchpoint)
	}
	return of, err
}

// Uncrossed gives the same values, of counts of which no sums of two segments are kept.
func (of Values) Uncrossed() Values {
	of.crossed = nil
	return of
}

// None reports that all answers are picked.
func (of Values) None() bool { return len(of.by) == 0 }

// By gives the alternatives of each dimension, which are not to be changed.
func (of Values) By() map[string][]string { return of.by }

// Without gives what is picked when nothing is asked of some dimensions.
func (of Values) Without(dimensions ...string) Values {
	of.by = maps.Clone(of.by)
	maps.DeleteFunc(of.by, func(dimension string, _ []string) bool { return slices.Contains(dimensions, dimension) })
	return of
}

func (of Values) dimensions() []string { return slices.Sorted(maps.Keys(of.by)) }

// isCrossed reports that answers have to be told apart by several dimensions at once:
// those that are picked by, and the one that figures are by.
func (of Values) isCrossed(by string) bool { return len(of.together(by)) > 1 }

// kept gives the two segments that answers have to be told apart by, where sums of both
// together are kept.
func (of Values) kept(by string) (surveys.Crossing, bool) {
	together := of.together(by)
	at := slices.IndexFunc(of.crossed, func(c surveys.Crossing) bool {
		a, b := c.Dimensions()
		return slices.Equal(together, []string{a, b})
	})
	if at < 0 {
		return surveys.Crossing{}, false
	}
	return of.crossed[at], true
}

// together gives the dimensions that answers have to be told apart by, in order.
func (of Values) together(by string) []string {
	out := of.dimensions()
	if at, there := slices.BinarySearch(out, by); by != surveys.DimensionTotal && !there {
		out = slices.Insert(out, at, by)
	}
	return out
}

// channels keeps the surveys of touchpoints in the channels of a filter.
func (f Filter) channels(p *definition.Plan, asked []string) ([]string, error) {
	if len(f.Channels) == 0 {
		return asked, nil
	}
	channels := map[string]bool{}
	for _, t := range p.TouchpointByKey {
		channels[t.Channel] = t.Channel != ""
	}
	for _, channel := range f.Channels {
		if !channels[channel] {
			return nil, surveys.Refuse("channel", "%q is the channel of no touchpoint", channel)
		}
	}
	return slices.DeleteFunc(slices.Clone(asked), func(survey string) bool {
		return !slices.Contains(f.Channels, p.TouchpointByKey[p.SurveyByKey[survey].Touchpoint].Channel)
	}), nil
}

// Hold reports whether an answer is picked.
func (of Values) Hold(r surveys.Response) bool {
	return of.holds(func(dimension string) string { return valueOf(r, dimension) })
}

// holds reports whether an answer is picked that has a value of each dimension.
func (of Values) holds(value func(dimension string) string) bool {
	for dimension, values := range of.by {
		if !slices.Contains(values, value(dimension)) {
			return false
		}
	}
	return true
}

func valueOf(r surveys.Response, dimension string) string {
	switch dimension {
	case surveys.DimensionLocale:
		return r.Locale
	case surveys.DimensionSource:
		return string(r.Source)
	case surveys.DimensionWave:
		return r.Wave
	}
	return r.Segments[strings.TrimPrefix(dimension, surveys.DimensionSegment)]
}

// Held refuses what would tell of single people, to whoever may not see small cells.
func Held(what string) error {
	return &surveys.Error{Kind: surveys.Forbidden, Scope: surveys.ScopeSmallCells, Message: "This key or login may not see " + what + ". Such groups can be so small that what one person answered could be worked out. " +
		"Choose one value at a time, or ask whoever manages Halte for a key with the scope small_cells."}
}

// Written gives what picks answers for their words. There a locale is a language,
// as words are counted by language.
func (f Filter) Written(p *definition.Plan, survey surveys.Survey, small bool) (func(surveys.Response) bool, error) {
	languages := map[string]bool{}
	for _, locale := range f.Locales {
		languages[keyword.BaseLanguage(locale)] = true
	}
	f.Locales = nil
	of, err := f.Of(p, survey)
	if err == nil && !of.None() && !small {
		err = Held("comments of one segment, source or mail (by language and channel it may pick them)")
	}
	return func(r surveys.Response) bool {
		return (len(languages) == 0 || languages[keyword.BaseLanguage(r.Locale)]) && of.Hold(r)
	}, err
}
