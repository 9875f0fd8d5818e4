package locales

// Compare is the page that compares scores, and differences on other pages.
type Compare struct {
	Title             string
	TitleOf           string // {touchpoint}
	Metric            string
	Grouping          string
	NoPairs           string
	NoneApart         string
	AllApart          string
	SomeApart         string // {apart}, {pairs}, {first}
	OneFirst          string // {row}, {apart}, {pairs}
	Use               string
	UseNone           string
	OrderNote         string
	BracketNote       string
	DailyNote         string
	FewNote           string
	ManyGroups        string
	Zoomed            string // {lo}, {hi}
	Rank              string // {rank}, {best}, {worst}
	RankSure          string // {rank}
	RankHead          string
	RestHead          string
	GroupHead         string
	Above             string // {n}, {others}
	Below             string // {n}, {others}
	AboveAll          string
	BelowAll          string
	Between           string // {above}, {below}, {others}
	NoClearDifference string
	Untested          map[string]string // by why a row is not compared
	Days              string            // {days}
	ScoreHead         string
	GroupsOf          string // {groups}
	SinceHead         string
	SinceLastYear     string
	Changes           map[string]string                            // what may be said of a change, by insight.Change
	Groupings         map[string]string                            // by what rows are
	OrderWorth        struct{ NoPairs, Noise, Holds, Some string } // {apart}, {pairs}, {first}
	Procedures        map[string]string                            // name of the procedure of each flag
	MeantFor          map[string]string                            // what it is for; {least}
	Notes             map[string]string                            // by code; {n}, {least}, {small}
	Quarters          [4]string                                    // this, this and the last, this year, since the last
}

// Alerts is the list of alerts.
type Alerts struct {
	Use            string
	Fell           string // {touchpoint}
	Rose           string // {touchpoint}
	Lower          string // {since}, {after}, {before}
	Higher         string // {since}, {after}, {before}
	Raised         string // {date}
	FoundInHistory string // {date}
	Before         string
	Since          string
	Break          string
	Drift          string
	Open           string
	LastYear       string // {after}, {before}
	NoLastYear     string
	Picked         string
	GroupNote      string // {values}
	GroupChange    string // {difference}, {change}
	Older          string
	Lead           string
	EmptyTitle     string
	Empty          string
	EmptyHow       string
}

// Bias is the page about those who did not answer.
type Bias struct {
	Title           string
	Language        string
	Mail            string
	FirstMail       string
	AReminder       string
	NobodyChosen    string
	Lead            string
	Asked           string // {answered}, {asked}, {share}, {interval}
	Delivered       string // {n}
	UnknownMails    string // {n}
	FailedMails     string // {n}
	Held            string // of segments and mails, for those who may not see single answers
	Taken           string // {span}
	Nobody          string
	NobodyWhy       string
	Silent          string
	Sides           string
	SidesLead       string
	RawScore        string
	WeightedBy      string // {segment}
	GapSmall        string // {gap}
	GapLarge        string // {gap}
	WorthNote       string
	NoWeights       string
	Use             string
	Refused         string // {segment}, {share}
	Unweighed       string // {segment}, {share}
	BoundsTitle     string
	Bounds          string // {lo}, {hi}
	Needed          string // {metric}, {needed}, {target}
	NeededNever     string // {target}
	BoundsNote      string
	WavesTitle      string
	First           string
	Reminder        string
	WavesAlike      string // {gap}, {lo}, {hi}
	WavesDiffer     string // {gap}, {lo}, {hi}
	WavesFew        string
	WavesNote       string
	Rates           string // {segment}
	LowestHighest   string // {lowest}, {highest}
	Indicator       string // {r}
	Value           string
	AskedHead       string
	AnsweredHead    string
	Rate            string
	Collapsed       string
	NoValue         string
	CautionWeighted string // {segment}
	CautionWaves    string
	HowFarOff       string
	WhoAnswered     string
}

// Moments is the page about moments of truth.
type Moments struct {
	Title             string
	Lead              string
	Caution           string
	NoRelationship    string
	NoRelationshipHow string
	OfSome            string
	TooFewAnswers     string // {n}, {least}
	TooFewTouchpoints string // {n}, {least}
	First             string // {touchpoint}, {chance}
	FirstOpen         string // {touchpoint}, {chance}
	SecondOpen        string
	SecondAmong       string // {touchpoints}
	Or                string
	Indicative        string // {n}, {least}
	Ranking           string // {n}
	WantOfPairs       string // {touchpoints}, {least}
	WholeTitle        string
	WholePercent      string // {score}, {interval}, {n}, {measured}, {surveyed}
	WholeMetric       string // {metric}, {score}, {interval}, {n}, {measured}, {surveyed}
	WeightMeasured    string // {weight}
	Poor              string // {share}, {interval}, {n}
	ForestTitle       string
	Forest            string // {equal}
	Team              string
	Scores            string
	BestScore         string
	Priority          string
	FewPairs          string // {n}, {least}
	Pairs             string // {n}
	PairsOf           string // {n}, {customers}
	Since             string // {since}
	Use               string
	With              string
	Twins             string
	InPeriod          string
	PairsHead         string
	BelievedFound     string
	BelievedOpen      string
	BelievedLess      string
	FoundOnly         string
	Open              string
	Less              string
	PriorityHow       string
	NoPriority        string
}

// Paths is the page about the ways customers take.
type Paths struct {
	Title        string
	Lead         string
	Caution      string
	Others       string // {n}
	MostFrequent string
	OfSome       string
	None         string
	NoneHow      string
	Steps        string // {n}, {share}, {interval}
	PathUnderWay string // {n}
	Longer       string
	EndsTitle    string
	EndsLead     string
	Reached      string // {n}
	Ended        string // {share}, {interval}
	UnderWay     string // {n}
	WentOn       string
	OnTheWay     string
	EndedHere    string
	Then         string
	Elsewhere    string // {n}
	NobodyCame   string
	EndsDesc     string // {reached}, {on}, {ended}, {underway}
	FewContacts  string // {n}, {least}
	Use          string
}
