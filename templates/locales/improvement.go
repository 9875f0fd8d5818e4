package locales

import (
	"strings"

	"halte/surveys"
)

// Improvements are the pages about improvements. In all their phrases {touchpoint}
// is where something was changed, {name} what, {smallest} the smallest effect
// that matters and {controls} what it is set against.
type Improvements struct {
	Use                  string
	And                  string
	Units                map[string]string // by metric: what follows a difference
	Up                   string            // {touchpoint}, {name}, {difference}, {least}
	Down                 string            // {touchpoint}, {name}, {difference}, {least}
	UpBecause            string            // {touchpoint}, {name}, {difference}, {least}, {controls}
	DownBecause          string            // {touchpoint}, {name}, {difference}, {least}, {controls}
	HeldBecause          string            // {touchpoint}, {name}, {difference}, {least}, {controls}: better than without, and no higher than before
	HeldBackBecause      string            // {touchpoint}, {name}, {difference}, {least}, {controls}: the other way round
	UpAsBefore           string            // {touchpoint}, {name}, {difference}, {least}
	DownAsBefore         string            // {touchpoint}, {name}, {difference}, {least}
	SharedUp             string            // {touchpoint}, {name}, {difference}, {controls}, {most}
	SharedDown           string            // {touchpoint}, {name}, {difference}, {controls}, {most}
	Held                 HeldClaims
	TooFewToSay          string // of a group
	TooFewBesideToSay    string // the same where controls stand beside it
	NoEffect             string // {touchpoint}, {name}, {controls}, {most}
	NoDifference         string // {touchpoint}, {most}, {name}
	NotEnough            string // {touchpoint}, {name}
	EndedUnclear         string // {name}, {touchpoint}
	MoreNever            string // {name}, {smallest}, {touchpoint}
	MoreBy               string // {touchpoint}, {name}, {n}, {date}
	More                 string // {touchpoint}, {name}, {n}
	SoFar                string // {lo}, {hi}
	BecauseUnclear       string // {controls}, {lo}, {hi}
	BecauseBy            string // {n}, {date}
	Itself               string // {name}, {needed}, {itself}
	ItselfStill          string // {name}, {needed}
	ItselfUnknown        string // {needed}
	LastYear             string // {difference}
	Described            string // {day}, {difference}, {lo}, {hi}, {date}, {from}
	Withdrawn            string // {date}
	FallsHere            string
	ByItself             string // {lo}, {hi}
	NoControls           string
	ControlsFew          string // {controls}
	ClaimedOn            string // {date}
	NoLongerClear        string // {date}
	ClaimedBecauseOn     string // {date}
	BecauseNoLongerClear string // {date}
	Retrospective        string // {date}
	Stands               string
	Falls                string
	States               map[string]string // by state
	Verdict              string
	PathTitle            string
	PathDesc             string // {lo}, {hi}
	PathNote             string
	NoPath               string
	Windows              string
	Before               string
	After                string
	WindowNote           string
	Paired               string // {n}
	Groups               string
	GroupDifference      string
	GroupN               string
	GroupRange           string // {lo}, {hi}
	GroupNote            string
	Otherwise            string
	Fits                 string
	Warns                string
	Cautions             map[string]Caution // by kind
	Plan                 string
	Changed              string
	Baseline             string
	SmallestEffect       string
	Rule                 string
	AlwaysValid          string
	PlannedUntil         string // {date}
	ChanceOfError        string
	Needed               string
	Hypothesis           string
	Frozen               string
	FrozenOn             string // {date}, {version}
	Earlier              string
	PlanNever            string // {n}, {smallest}
	PlanOpen             string
	PlanBy               string // {n}, {smallest}, {date}
	PlanNeeds            string // {n}, {smallest}
	PlanDetectable       string // {effect}
	Lead                 string
	EmptyTitle           string
	Empty                string
}

// ImprovementForm is the form that writes an improvement down.
type ImprovementForm struct {
	Title     string
	Lead      string
	Problem   string
	Missing   string // goes on from the label of a field, as the next two do
	NoNumber  string
	NoWeeks   string               // {lowest}, {highest}
	Refusals  map[string]string    // by code: goes on from the label too; the blanks are the arguments of the reason
	Refused   string               // for any other reason
	Fields    map[string]FormField // by the name of the field
	AsAsked   string
	Always    string
	Until     string
	Ask       string
	Write     string
	Expected  string
	Compared  string // {span}, {n}
	Late      string // {from}
	Unwritten string // {alpha}
	Nowhere   string
	Optional  string
}

// ImprovementRefusal says why a field of the form is refused, in words that go on
// from its label; touchpoint gives what people call a touchpoint.
func (l *Locale) ImprovementRefusal(why surveys.Reason, touchpoint func(key string) string) string {
	phrase, known := l.ImprovementForm.Refusals[string(why.Code)]
	if !known {
		return l.ImprovementForm.Refused
	}
	var pairs []string
	for name, value := range why.Args {
		switch name {
		case "touchpoint":
			value = touchpoint(value)
		case "metric", "other":
			value = l.Chart.Metrics[value]
		case "lowest", "highest":
			value = strings.Replace(value, ".", l.Decimal, 1)
		}
		pairs = append(pairs, name, value)
	}
	return Fill(phrase, pairs...)
}

// Caution is what else might explain a difference: what is asked, and the answer
// when something was found and when nothing was.
type Caution struct{ Title, Flagged, Quiet string }

// FormField is a field's label, and what helps to fill it in; Hint may be left out.
type FormField struct {
	Label string
	Hint  string `locale:"optional"`
}

// HeldClaims say that something moved to readers who may not know how far: {touchpoint},
// {name}, {controls}.
type HeldClaims struct {
	Up           string
	Down         string
	UpBecause    string
	DownBecause  string
	UpAsBefore   string
	DownAsBefore string
	Moved        string
	Note         string
}
