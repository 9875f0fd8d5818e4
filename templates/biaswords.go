package templates

// biasWords are the phrases of what is said about those who did not answer.
type biasWords struct {
	Title, Lead                          string
	Asked                                string // {share}, {answered}, {asked}
	Delivered, UnknownMails, FailedMails string // {n}
	Nobody, NobodyWhy, Silent            string
	Sides, SidesLead                     string
	RawScore, WeightedBy                 string // {segment}
	GapSmall, GapLarge                   string // {gap}
	WorthNote, NoWeights                 string
	BoundsTitle, BoundsSaid              string // {lo}, {hi}
	Needed, NeededNever                  string // {needed}, {target}, {metric}
	BoundsNote                           string
	WavesTitle, First, Reminder          string
	WavesAlike, WavesDiffer              string // {gap}, {lo}, {hi}
	WavesFew, WavesNote                  string
	Rates, LowestHighest                 string // {lowest}, {highest}
	Indicator                            string // {r}
	Value, AskedHead, AnsweredHead, Rate string
	Collapsed, NoValue                   string
	CautionWeighted                      string // {segment}
	CautionWaves, MoreAbout, WhoAnswered string
}

var biasWordsOf = map[string]biasWords{
	"en": {
		Title:     "Who answered, and who did not",
		Lead:      "A score speaks for those who answered. This page says how far it may be off for all who were asked. Only answers to invitations count here.",
		Asked:     "{answered} of {asked} who were asked answered: {share}.",
		Delivered: "Mails delivered: {n}.", UnknownMails: "Nobody knows whether they arrived: {n}.", FailedMails: "Could not be sent, so nobody was asked: {n}.",
		Nobody: "Nobody was invited in this period", NobodyWhy: "Without invitations there is no saying who kept silent: the answers at this touchpoint were imported or came by a link. It begins with the first mail.",
		Silent: "Nobody who was invited has answered yet.",
		Sides:  "The score as it is, and weighted", SidesLead: "Weighted is what the score would be had all groups answered equally often. It repairs what these groups explain, and no more.",
		RawScore: "As answered", WeightedBy: "Weighted by {segment}",
		GapSmall: "{gap}: little beside the interval", GapLarge: "{gap}: more than half the interval. Some groups answer more than others, and they think differently",
		WorthNote:   "For a weighted score, n is the number of answers that would say as much without weights.",
		NoWeights:   "Not weighted, for want of two groups with ten answers each:",
		BoundsTitle: "At worst and at best", BoundsSaid: "If all who kept silent were as dissatisfied as can be, the score of everybody asked would be {lo}; if all were as satisfied as can be, {hi}.",
		Needed:      "Those who kept silent would need {metric} {needed} among them for the score of everybody to be {target}.",
		NeededNever: "Whatever those who kept silent think, the score of everybody would not come to {target}.",
		BoundsNote:  "Many answers make a score precise about those who answer, not about those who do not.",
		WavesTitle:  "First mail and reminder", First: "After the first mail", Reminder: "After a reminder",
		WavesAlike:  "No clear difference: {gap}, between {lo} and {hi}.",
		WavesDiffer: "Those who needed a reminder score differently: {gap}, between {lo} and {hi}. Those who never answered may differ in the same direction.",
		WavesFew:    "Too few answers on either side to compare.", WavesNote: "People who answer late resemble those who never answer more than early ones do.",
		Rates: "Who answers: {segment}", LowestHighest: "“{lowest}” answers least often, “{highest}” most often.",
		Indicator: "Representativity {r}: 1 means that all groups answer equally often.",
		Value:     "Group", AskedHead: "Asked", AnsweredHead: "Answered", Rate: "Response rate",
		Collapsed: "few answers: weighed together with others", NoValue: "not known",
		CautionWeighted: "Groups of {segment} answer unequally often and think differently: weighted to all who were asked, the score is another.",
		CautionWaves:    "Those who answered after a reminder score differently from those who answered at once.",
		MoreAbout:       "How far may it be off?", WhoAnswered: "Who answered, and who did not",
	},
	"nl": {
		Title:     "Wie antwoordde, en wie niet",
		Lead:      "Een score spreekt voor wie antwoordde. Deze pagina zegt hoe ver ze ernaast kan liggen voor iedereen die gevraagd is. Alleen antwoorden op uitnodigingen tellen hier.",
		Asked:     "{answered} van {asked} gevraagde mensen antwoordden: {share}.",
		Delivered: "Bezorgde mails: {n}.", UnknownMails: "Niemand weet of ze aankwamen: {n}.", FailedMails: "Niet te versturen, dus niemand gevraagd: {n}.",
		Nobody: "In deze periode is niemand uitgenodigd", NobodyWhy: "Zonder uitnodigingen valt niet te zeggen wie zweeg: de antwoorden bij dit contactmoment zijn ingelezen of kwamen via een link. Het begint met de eerste mail.",
		Silent: "Van wie uitgenodigd is, antwoordde nog niemand.",
		Sides:  "De score zoals ze is, en gewogen", SidesLead: "Gewogen is wat de score zou zijn als alle groepen even vaak hadden geantwoord. Dat herstelt wat deze groepen verklaren, en niet meer.",
		RawScore: "Zoals geantwoord", WeightedBy: "Gewogen naar {segment}",
		GapSmall: "{gap}: weinig naast het interval", GapLarge: "{gap}: meer dan het halve interval. Sommige groepen antwoorden vaker dan andere, en denken er anders over",
		WorthNote:   "Bij een gewogen score is n het aantal antwoorden dat zonder weging evenveel zou zeggen.",
		NoWeights:   "Niet gewogen, want er zijn geen twee groepen met elk tien antwoorden:",
		BoundsTitle: "In het slechtste en het beste geval", BoundsSaid: "Was iedereen die zweeg zo ontevreden als kan, dan was de score van alle gevraagden {lo}; was iedereen zo tevreden als kan, dan {hi}.",
		Needed:      "Wie zweeg zou onderling {metric} {needed} moeten geven om de score van iedereen op {target} te brengen.",
		NeededNever: "Wat wie zweeg ook vindt, de score van iedereen komt niet op {target}.",
		BoundsNote:  "Veel antwoorden maken een score precies over wie antwoordt, niet over wie zwijgt.",
		WavesTitle:  "Eerste mail en herinnering", First: "Na de eerste mail", Reminder: "Na een herinnering",
		WavesAlike:  "Geen duidelijk verschil: {gap}, tussen {lo} en {hi}.",
		WavesDiffer: "Wie een herinnering nodig had scoort anders: {gap}, tussen {lo} en {hi}. Wie nooit antwoordde kan in dezelfde richting verschillen.",
		WavesFew:    "Te weinig antwoorden aan een van beide kanten om te vergelijken.", WavesNote: "Wie laat antwoordt lijkt meer op wie nooit antwoordt dan wie vroeg antwoordt.",
		Rates: "Wie antwoordt: {segment}", LowestHighest: "“{lowest}” antwoordt het minst vaak, “{highest}” het vaakst.",
		Indicator: "Representativiteit {r}: 1 betekent dat alle groepen even vaak antwoorden.",
		Value:     "Groep", AskedHead: "Gevraagd", AnsweredHead: "Geantwoord", Rate: "Respons",
		Collapsed: "weinig antwoorden: samen met andere gewogen", NoValue: "niet bekend",
		CautionWeighted: "Groepen van {segment} antwoorden niet even vaak en denken er anders over: gewogen naar iedereen die gevraagd is, is de score een andere.",
		CautionWaves:    "Wie na een herinnering antwoordde scoort anders dan wie meteen antwoordde.",
		MoreAbout:       "Hoe ver kan ze ernaast liggen?", WhoAnswered: "Wie antwoordde, en wie niet",
	},
}
