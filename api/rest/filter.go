package rest

import "halte/surveys/pick"

// Filtered picks answers: those that have one of the values of every dimension that
// is named.
type Filtered struct {
	Segment []string `query:"segment,explode" doc:"Only answers with this value of a segment, as NAME:VALUE. It may stand several times: values of one segment are alternatives, and of several segments all must hold" example:"[\"persona:commuter\"]" maxItems:"50"`
	Locale  []string `query:"locale,explode" doc:"Only this locale; several are alternatives. For words and comments it is a language: nl takes nl-BE too" example:"[\"nl\"]" maxItems:"50"`
	Source  []string `query:"source,explode" doc:"Only answers that came in this way; several are alternatives" example:"[\"mail\"]" maxItems:"50"`
	Wave    []string `query:"wave,explode" doc:"Only answers to this mail; several are alternatives" example:"[\"reminder\"]" maxItems:"50"`
	Channel []string `query:"channel,explode" doc:"Only touchpoints of this channel; several are alternatives" maxItems:"50"`
}

func (f Filtered) filter() pick.Filter {
	return pick.Filter{Segments: f.Segment, Locales: f.Locale, Sources: f.Source, Waves: f.Wave, Channels: f.Channel}
}
