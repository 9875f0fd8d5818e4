package templates

import "halte/surveys/metric"

// consoleWords are the phrases the team reads, in one language.
type consoleWords struct {
	Journey, Journeys, Mailbox, SkipToContent string
	Period, Today                             string

	Map, MapDesc, Table, SameAsTable string // {journey}
	Stage, Touchpoint, Survey        string
	Score, Interval, N, Trend        string
	Range, Answers                   string // {n}
	MomentOfTruth, Target, Owner     string
	Channel                          string
	NoStop                           string // a stage without touchpoints
	NoAnswers, HeldBack, NoSurvey    string // {n}, {least}
	NotShown, NoAnswersTitle         string
	AlertOn                          string // {date}
	OpenTouchpoint                   string

	Channels map[string]string

	LegendLine, LegendBand, LegendFilled, LegendHollow, LegendDotted string
	LegendInterchange, LegendTarget, LegendFlag                      string
	OwnScale                                                         string // {scales}
	ScaleOf                                                          string // {metric}, {lo}, {hi}
	Best, Middle, Worst, Better, Worse                               string
	LeftOut                                                          string
	PeriodAnswers                                                    string // {period}, {n}

	EmptyTitle, Empty, EmptyExample     string
	SilentTitle, Silent, SilentExample  string
	Distribution, DistributionDesc      string
	ResponseRate                        string // {share}, {answered}, {asked}
	OutweighedOne, Outweighed           string // {n}: invitations that gave way
	Detractors, Passives, Promoters     string
	Dissatisfied, Neutral, Satisfied    string
	Hard, Between, Easy                 string
	RatingCount, RatingsCount           string // {rating}, {n}
	Day, Week, Month                    string
	TrendDesc, TrendFaint, TrendTable   string
	TrendEmpty, TrendThin, TrendFrom    string
	ImprovementMark, Improvements       string
	Alerts                              string
	Comments, NoComments, NoCommentsHow string
	CommentsHeld                        string // {least}
	RatingOf                            string // {rating}, {highest}
	Group                               string

	MailboxLead, MailboxEmpty, MailboxEmptyHow string
	OneMail, Mails, To, ShowPlain, LinksInMail string
	OpenMail, MailFrame                        string
	DevelopmentOnly                            string
}

var consoleWordsOf = map[string]consoleWords{
	"en": {
		Journey: "Journey", Journeys: "Journeys", Mailbox: "Development mailbox", SkipToContent: "Skip to the content", Improvements: "Improvements", Alerts: "Alerts",
		Period: "Period", Today: "today",
		Map: "Map of the journey “{journey}”", MapDesc: "Stops from left to right in the order of the journey; the higher the stop, the better its score on its own scale.",
		Table: "Table", SameAsTable: "The same as a table",
		Stage: "Stage", Touchpoint: "Touchpoint", Survey: "Survey",
		Score: "Score", Interval: "95% interval", N: "n", Trend: "Trend",
		Range: "95% interval", Answers: "{n} answers",
		MomentOfTruth: "moment of truth", Target: "target", Owner: "owner", Channel: "channel",
		NoStop: "no stop yet", NoAnswers: "no answers yet", NoSurvey: "no survey yet",
		HeldBack: "n {n}, shown from {least} answers on", NotShown: "held back", NoAnswersTitle: "Nobody has answered in this period",
		AlertOn: "alert on {date}", OpenTouchpoint: "Open {touchpoint}",
		Channels:   map[string]string{"email": "mail", "web": "web", "app": "app", "phone": "phone", "chat": "chat", "store": "store", "post": "post"},
		LegendLine: "score", LegendBand: "where the score may lie (95%)", LegendFilled: "stop, larger with more answers", LegendHollow: "fewer than 30 answers", LegendDotted: "fewer than 5, no score",
		LegendInterchange: "moment of truth", LegendTarget: "target", LegendFlag: "alert, with its date",
		OwnScale: "Every stop stands on its own scale: {scales}. Heights of different metrics show where each stands on its scale; they are not the same points.",
		ScaleOf:  "{metric} from {lo} to {hi}",
		Best:     "best", Middle: "middle", Worst: "worst", Better: "better", Worse: "worse",
		LeftOut:       "The lowest quarter of the scales is left out: no stop reaches it.",
		PeriodAnswers: "{period} · {n} answers",
		EmptyTitle:    "No journey yet", Empty: "A journey has stages, a stage has touchpoints, and a touchpoint asks one question. Write them in one file and apply it:", EmptyExample: exampleDefinition,
		SilentTitle: "The stops are there, the answers are not yet", Silent: "Send Halte an event when something happens at a touchpoint; it asks the customer one question. For example:", SilentExample: exampleEvent,
		Distribution: "How people answered", DistributionDesc: "Answers by rating, laid out around the middle group.",
		ResponseRate:  "{share} answered: {answered} of {asked} asked",
		OutweighedOne: "1 invitation gave way to another one to the same person: they fell due together, and only one may go out.",
		Outweighed:    "{n} invitations gave way to another one to the same person: they fell due together, and only one may go out.",
		Detractors:    "detractors", Passives: "passives", Promoters: "promoters",
		Dissatisfied: "dissatisfied", Neutral: "neutral", Satisfied: "satisfied",
		Hard: "hard", Between: "in between", Easy: "easy",
		RatingCount: "rating {rating}: {n}", RatingsCount: "ratings {ratings}, {n} answers",
		Day: "day", Week: "week", Month: "month",
		TrendDesc: "The line is the score, the band its 95% interval.", TrendFaint: "Faded where fewer than 5 people answered.", TrendTable: "The trend as a table",
		TrendEmpty: "No trend yet: it begins with the first answers.", TrendThin: "Too few people answered in each single {step} to draw a line. The table has what there is.", TrendFrom: "starting",
		ImprovementMark: "improvement",
		Comments:        "Latest comments", NoComments: "Nobody has written anything in this period.", NoCommentsHow: "Comments come from a follow-up of type comment, for example “What went wrong?” for ratings up to 6.",
		CommentsHeld: "Comments are shown from {least} answers on.",
		RatingOf:     "{rating} out of {highest}", Group: "Group",
		MailboxLead: "Mails that would have gone out. Nothing here left this machine.", MailboxEmpty: "No mail yet", MailboxEmptyHow: "Send an event for which a trigger waits; its invitation appears here once it is due. For example:",
		OneMail: "1 mail", Mails: "{n} mails", To: "to", ShowPlain: "Plain text", LinksInMail: "Links in this mail",
		OpenMail: "Open on its own", MailFrame: "Mail: {subject}",
		DevelopmentOnly: "development",
	},
	"nl": {
		Journey: "Klantreis", Journeys: "Klantreizen", Mailbox: "Ontwikkelpostbus", SkipToContent: "Naar de inhoud", Improvements: "Verbeteringen", Alerts: "Meldingen",
		Period: "Periode", Today: "vandaag",
		Map: "Kaart van de klantreis “{journey}”", MapDesc: "Haltes van links naar rechts in de volgorde van de reis; hoe hoger de halte, hoe beter de score op de eigen schaal.",
		Table: "Tabel", SameAsTable: "Hetzelfde als tabel",
		Stage: "Fase", Touchpoint: "Contactmoment", Survey: "Vragenlijst",
		Score: "Score", Interval: "95%-interval", N: "n", Trend: "Verloop",
		Range: "95%-interval", Answers: "{n} antwoorden",
		MomentOfTruth: "moment van de waarheid", Target: "doel", Owner: "eigenaar", Channel: "kanaal",
		NoStop: "nog geen halte", NoAnswers: "nog geen antwoorden", NoSurvey: "nog geen vragenlijst",
		HeldBack: "n {n}, zichtbaar vanaf {least} antwoorden", NotShown: "achtergehouden", NoAnswersTitle: "In deze periode antwoordde niemand",
		AlertOn: "melding op {date}", OpenTouchpoint: "Open {touchpoint}",
		Channels:   map[string]string{"email": "mail", "web": "web", "app": "app", "phone": "telefoon", "chat": "chat", "store": "winkel", "post": "post"},
		LegendLine: "score", LegendBand: "waar de score kan liggen (95%)", LegendFilled: "halte, groter bij meer antwoorden", LegendHollow: "minder dan 30 antwoorden", LegendDotted: "minder dan 5, geen score",
		LegendInterchange: "moment van de waarheid", LegendTarget: "doel", LegendFlag: "melding, met datum",
		OwnScale: "Elke halte staat op haar eigen schaal: {scales}. De hoogte toont waar een score op haar schaal staat; punten van verschillende schalen zijn niet hetzelfde.",
		ScaleOf:  "{metric} van {lo} tot {hi}",
		Best:     "best", Middle: "midden", Worst: "slechtst", Better: "beter", Worse: "slechter",
		LeftOut:       "Het laagste kwart van de schalen is weggelaten: geen halte komt daar.",
		PeriodAnswers: "{period} · {n} antwoorden",
		EmptyTitle:    "Nog geen klantreis", Empty: "Een klantreis heeft fasen, een fase heeft contactmomenten, en een contactmoment stelt één vraag. Schrijf ze in één bestand en pas het toe:", EmptyExample: exampleDefinition,
		SilentTitle: "De haltes staan er, de antwoorden nog niet", Silent: "Stuur Halte een gebeurtenis wanneer er iets gebeurt bij een contactmoment; Halte stelt de klant dan één vraag. Bijvoorbeeld:", SilentExample: exampleEvent,
		Distribution: "Zo antwoordden mensen", DistributionDesc: "Antwoorden per cijfer, rond de middengroep gelegd.",
		ResponseRate:  "{share} antwoordde: {answered} van {asked} gevraagd",
		OutweighedOne: "1 uitnodiging maakte plaats voor een andere aan dezelfde persoon: ze waren tegelijk aan de beurt, en er mag er maar één uit.",
		Outweighed:    "{n} uitnodigingen maakten plaats voor een andere aan dezelfde persoon: ze waren tegelijk aan de beurt, en er mag er maar één uit.",
		Detractors:    "criticasters", Passives: "passieven", Promoters: "promotors",
		Dissatisfied: "ontevreden", Neutral: "neutraal", Satisfied: "tevreden",
		Hard: "moeilijk", Between: "ertussenin", Easy: "makkelijk",
		RatingCount: "cijfer {rating}: {n}", RatingsCount: "cijfers {ratings}, {n} antwoorden",
		Day: "dag", Week: "week", Month: "maand",
		TrendDesc: "De lijn is de score, de band het 95%-interval.", TrendFaint: "Vaag waar minder dan 5 mensen antwoordden.", TrendTable: "Het verloop als tabel",
		TrendEmpty: "Nog geen verloop: het begint met de eerste antwoorden.", TrendThin: "Per {step} antwoordden te weinig mensen om een lijn te tekenen. In de tabel staat wat er is.", TrendFrom: "vanaf",
		ImprovementMark: "verbetering",
		Comments:        "Laatste opmerkingen", NoComments: "In deze periode schreef niemand iets.", NoCommentsHow: "Opmerkingen komen uit een vervolgvraag van het type comment, bijvoorbeeld “Wat ging er mis?” bij cijfers tot en met 6.",
		CommentsHeld: "Opmerkingen zijn zichtbaar vanaf {least} antwoorden.",
		RatingOf:     "{rating} van {highest}", Group: "Groep",
		MailboxLead: "Mails die verstuurd zouden zijn. Hiervan heeft niets deze computer verlaten.", MailboxEmpty: "Nog geen mail", MailboxEmptyHow: "Stuur een gebeurtenis waar een trigger op wacht; de uitnodiging verschijnt hier zodra het tijd is. Bijvoorbeeld:",
		OneMail: "1 mail", Mails: "{n} mails", To: "aan", ShowPlain: "Platte tekst", LinksInMail: "Links in deze mail",
		OpenMail: "Los openen", MailFrame: "Mail: {subject}",
		DevelopmentOnly: "ontwikkeling",
	},
}

const exampleDefinition = `# halte.yaml; then: halte apply halte.yaml
organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [en]}
journeys:
  - key: bike-order
    name: {en: Ordering a bike}
    stages:
      - key: action
        name: {en: Purchase}
        touchpoints:
          - {key: delivery, name: {en: Delivery}, channel: post, owner: logistics}
surveys:
  - key: delivery-nps
    touchpoint: delivery
    metric: nps
    question: {en: "How likely are you to recommend us after this delivery?"}
triggers:
  - {key: after-delivery, survey: delivery-nps, on: order.delivered, delay: 24h}`

// step returns the word for a step of a trend.
func (w consoleWords) step(step string) string {
	switch step {
	case "day":
		return w.Day
	case "month":
		return w.Month
	}
	return w.Week
}

// channel returns the word for a channel; one we do not know keeps its name.
func (w consoleWords) channel(c string) string {
	if name, ok := w.Channels[c]; ok {
		return name
	}
	return c
}

// category returns the word for a kind of rating.
func (w consoleWords) category(m metric.Metric, k kind) string {
	names := [3]string{w.Detractors, w.Passives, w.Promoters}
	switch m {
	case metric.CSAT:
		names = [3]string{w.Dissatisfied, w.Neutral, w.Satisfied}
	case metric.CES:
		names = [3]string{w.Hard, w.Between, w.Easy}
	}
	return names[k]
}
