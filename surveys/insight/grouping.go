package insight

import (
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/worth"
)

// grouping is how scores are put together: by a property of the place, or by a
// stored dimension.
type grouping struct {
	keyOf     func(definition.Position) string // nil where the dimension's value is the key
	dimension string
}

// groupingOf reads what scores are put together by.
func groupingOf(p *definition.Plan, by string) (grouping, error) {
	places := func(keyOf func(definition.Position) string) (grouping, error) {
		return grouping{keyOf, surveys.DimensionTotal}, nil
	}
	switch by {
	case "touchpoint":
		return places(func(at definition.Position) string { return at.Touchpoint.Key })
	case "stage":
		return places(func(at definition.Position) string { return at.Journey + "/" + at.Stage })
	case "journey":
		return places(func(at definition.Position) string { return at.Journey })
	case "channel":
		return places(func(at definition.Position) string { return at.Touchpoint.Channel })
	case "owner":
		return places(func(at definition.Position) string { return at.Touchpoint.Owner })
	case surveys.DimensionLocale, surveys.DimensionWave, surveys.DimensionSource:
		return grouping{nil, by}, nil
	}
	if name, ok := strings.CutPrefix(by, surveys.DimensionSegment); ok {
		if _, known := p.Definition.Segments[name]; known {
			return grouping{nil, by}, nil
		}
	}
	return grouping{}, surveys.Refuse("by", "is not one of touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave, source")
}

// question asks what the answers that are put together are worth.
func (g grouping) question(p *definition.Plan, asked []string, in surveys.Period) worth.Question {
	of := func(survey, value string) worth.Sum {
		return worth.Sum{Key: value, Metric: p.SurveyByKey[survey].Metric}
	}
	if g.dimension == surveys.DimensionTotal {
		keys := g.keys(p)
		of = func(survey, _ string) worth.Sum {
			at := p.SurveyByKey[survey]
			return worth.Sum{Key: keys[at.Touchpoint], Metric: at.Metric}
		}
	}
	return worth.Question{Surveys: asked, Dimension: g.dimension, Of: of, Period: in}
}
