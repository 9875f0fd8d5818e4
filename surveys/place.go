package surveys

import "strings"

// place is a touchpoint with where it stands.
type place struct {
	journey, stage string
	touchpoint     *Touchpoint
}

// places gives every touchpoint in the order of the journeys.
func (p *Plan) places() []place {
	var out []place
	for ji := range p.Definition.Journeys {
		j := &p.Definition.Journeys[ji]
		for si := range j.Stages {
			for ti := range j.Stages[si].Touchpoints {
				out = append(out, place{j.Key, j.Stages[si].Key, &j.Stages[si].Touchpoints[ti]})
			}
		}
	}
	return out
}

// grouping is how scores are put together: by a property of the place, or by a
// stored dimension.
type grouping struct {
	keyOf     func(place) string // nil where the dimension's value is the key
	dimension string
}

// grouping reads what scores are put together by.
func (p *Plan) grouping(by string) (grouping, error) {
	places := func(keyOf func(place) string) (grouping, error) { return grouping{keyOf, DimensionTotal}, nil }
	switch by {
	case "touchpoint":
		return places(func(at place) string { return at.touchpoint.Key })
	case "stage":
		return places(func(at place) string { return at.journey + "/" + at.stage })
	case "journey":
		return places(func(at place) string { return at.journey })
	case "channel":
		return places(func(at place) string { return at.touchpoint.Channel })
	case "owner":
		return places(func(at place) string { return at.touchpoint.Owner })
	case DimensionLocale, DimensionWave, DimensionSource:
		return grouping{nil, by}, nil
	}
	if name, ok := strings.CutPrefix(by, DimensionSegment); ok {
		if _, known := p.Definition.Segments[name]; known {
			return grouping{nil, by}, nil
		}
	}
	return grouping{}, Refuse("by", "is not one of touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave, source")
}
