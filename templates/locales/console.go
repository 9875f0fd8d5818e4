package locales

import (
	"strconv"
	"strings"
)

// Console is the frame of the team's pages, and what several of them say.
type Console struct {
	Journey        string
	Compare        string
	Improvements   string
	Alerts         string
	Mailbox        string
	SkipToContent  string
	Paused         string // {date}
	DatabaseOlder  string // {date}
	Period         string
	Touchpoint     string
	Survey         string
	Score          string
	N              string
	SameAsTable    string
	MomentOfTruth  string
	Owner          string
	Map            string
	LastDays       string // {n}
	WhoseAll       string
	WhoseOnly      string // {values}
	WhoseEvery     string
	WrongAddress   string
	WrongParameter string // {name}
	LacksTitle     string
	Lacks          string // {scope}
	WrongValue     string
	NotFound       string
	NotFoundNote   string
	NotAllowed     string
	NotAllowedNote string
	NotDone        string
	TooOften       string // one key asked too often: the title
	TooOftenNote   string
	NotDoneNote    string
	Guarded        string
	LacksSmall     string
	AlertOn        string            // {date}
	RatingOf       string            // {rating}, {highest}
	WhoseCounted   string            // {most}
	Channels       map[string]string // by channel
}

// Journey is the page of a journey.
type Journey struct {
	Use               string
	Journeys          string
	NoStop            string
	NoSurvey          string
	Worse             string
	Better            string
	LegendLine        string
	LegendBand        string
	LegendFilled      string
	LegendHollow      string
	LegendDotted      string
	LegendInterchange string
	LegendTarget      string
	Standings         map[string]string // by standing to the target: {target}
	StandingMore      string            // {target}, {more}
	AgainstLastYear   string
	AgainstPrevious   string
	LegendFlag        string
	OwnScale          string // {scales}
	LeftOut           string
	PeriodAnswers     string // {period}, {n}
	EmptyTitle        string
	Empty             string
	SilentTitle       string
	Silent            string
	CompareThese      string
	OtherDays         string // why there is no rank
}

// Touchpoint is the page of a touchpoint.
type Touchpoint struct {
	Use             string
	NoAnswersTitle  string
	NotShown        string
	NoAnswers       string
	ResponseRate    string // {share}, {interval}, {answered}, {asked}
	TopBox          string // {ratings}, {share}, {interval}
	PrecisionMore   string // {half}, {needed}, {more}
	PrecisionAsk    string // {half}, {needed}, {more}, {ask}
	PrecisionEnough string // {half}, {needed}
	OutweighedOne   string
	Outweighed      string // {n}
	AgainstAlert    string
	Against         string // {span}, {n}, {difference}, {change}
	Stabilised      string // {score}, {interval}, {strength}
	SmoothHead      string
	TrendTable      string
	TrendEmpty      string
	TrendThin       string // {step}
	SplitThis       string
	Group           string
	Comments        string
	NoComments      string
	NoCommentsHow   string
	CommentsHeld    string // {least}
	Taken           string // {span}
	HeldOne         string
	Held            string            // {n}
	HeldFurther     string            // after the others: there may be more that are not counted
	Without         string            // {days}: of the period and left out
	RowWithout      string            // {span}, {days}
	Targets         map[string]string // by standing: {target}, {interval}
	TargetMore      string            // {more}
	LastYear        string            // {span}, {n}, {score}, {difference}, {change}
	LastYearNone    string            // {span}
	LastYearFew     string            // {span}, {n}
	LastYearHeld    string            // {span}
}

// Funnel is how far events came, level by level.
type Funnel struct {
	Title     string
	Unmatched string // {n}
	Note      string
	Levels    map[string]string // by key
	Parts     map[string]string // by key: {n}
}

// Chosen is what people chose in follow-ups.
type Chosen struct {
	Title         string
	Whose         string // names the choice of respondents
	Rating        string
	Everybody     string
	Nobody        string
	Few           string
	Several       string
	Retired       string
	RetiredOption string
	Counted       string
	Weeks         string
	Faint         string
	Week          string
	Use           string
	Before        string            // {span}
	Points        string            // {points}, {interval}
	Verdicts      map[string]string // by key
}

// Keywords are the words that tell the dissatisfied from the satisfied.
type Keywords struct {
	Use             string
	Title           string // {who}, {others}
	MoreThan        string // {who}, {others}
	Counts          string // {low}, {lows}, {high}, {highs}
	Nothing         string // {low}, {lows}, {high}, {highs}
	SidesHeld       string
	Said            string
	SaidTitle       string
	SaidCount       string // {n}
	Clear           string
	Days            string // {span}
	Note            string // {least}
	Prompted        string
	Cut             string // {n}
	UnknownLanguage string
	Languages       map[string]string // by tag
}

// Comments is the page of comments.
type Comments struct {
	All   string
	With  string // {word}
	None  string
	Older string
}

// Timeline is the page of one contact.
type Timeline struct {
	Title string // {contact}
	Lead  string
	None  string
	Later string
	Open  string
}

// Mailbox is the development mailbox.
type Mailbox struct {
	Lead      string
	Empty     string
	EmptyHow  string
	OneMail   string
	Mails     string // {n}
	To        string
	ShowPlain string
	Links     string
	Open      string
	Frame     string // {subject}
}

// Channel gives the name of a channel; one without a name keeps its key.
func (c Console) Channel(key string) string {
	if name, ok := c.Channels[key]; ok {
		return name
	}
	return key
}

// LanguageName gives the name of a language by its tag: of "nl-BE" that of nl with the rest
// in brackets. "und" is not known, and a language without a name is its tag in quotes.
func (l *Locale) LanguageName(tag string) string {
	if tag == "und" {
		return l.Keywords.UnknownLanguage
	}
	base, rest, regional := strings.Cut(tag, "-")
	switch name := l.Keywords.Languages[base]; {
	case name == "":
		return strconv.Quote(tag)
	case regional:
		return name + " (" + rest + ")"
	default:
		return name
	}
}
