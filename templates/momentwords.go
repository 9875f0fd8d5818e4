package templates

// momentWords are the phrases on the pages about a journey as a whole.
type momentWords struct {
	Moments, Paths, Map string
	Lead                string
	Caution             string

	NoRelationship, NoRelationshipHow                       string
	TooFewAnswers, TooFewTouchpoints                        string // {n}, {least}
	First, FirstOpen                                        string // {touchpoint}, {chance}
	SecondOpen, SecondAmong, Or                             string // {touchpoints}
	Indicative, Ranking                                     string // {n}, {least}
	WantOfPairs                                             string // {touchpoints}, {least}
	WholeTitle, WholePercent                                string // {score}, {interval}, {n}, {measured}, {surveyed}
	WholeMetric                                             string // and {metric}
	WeightMeasured                                          string // {weight}
	Poor                                                    string // {share}, {interval}, {n}
	ForestTitle, Forest                                     string // {equal}
	Team, Share, Scores, BestScore                          string
	Place, PlaceSure, Priority                              string // {best}, {worst}; {rank}
	FewPairs, Pairs                                         string // {n}, {least}
	BelievedFound, BelievedOpen                             string
	BelievedLess, FoundOnly, Open, Less                     string
	BarDesc, AxisDesc                                       string // {share}, {interval}
	PriorityTitle, PriorityDesc                             string
	MendFirst, KeepUp, Later, Fine                          string
	Importance, Performance, EqualShare                     string
	PriorityHow                                             string
	NoPriority                                              string
	PathsLead, PathsCaution, PathsOthers                    string // {n}
	PathsTitle, NoPaths, NoPathsHow                         string
	PathSteps                                               string // {n}, {share}, {interval}
	PathUnderWay, PathLonger                                string // {n}
	EndsTitle, EndsLead, Reached, Ended                     string // {n}; {share}, {interval}
	UnderWay, WentOn, Then, NobodyCame, OnTheWay, EndedHere string
	EndsDesc                                                string // {reached}, {on}, {ended}, {underway}
	FewContacts                                             string // {n}, {least}
}

var momentWordsOf = map[string]momentWords{
	"en": {
		Moments: "Moments of truth", Paths: "Paths", Map: "Map",
		Lead:              "Which touchpoints go together with how customers see us as a whole. Each answer about the relationship is set beside the latest rating the same customer gave of each touchpoint in the 90 days before.",
		Caution:           "Going together is not causing: whether mending a touchpoint changes the relationship shows only when you mend it.",
		NoRelationship:    "No touchpoint asks about the relationship as a whole, so there is nothing to set the others beside.",
		NoRelationshipHow: "Mark the touchpoint that does with relationship: true in the definition, or give it the key relationship, and apply it.",
		TooFewAnswers:     "{n} answers about the relationship so far. From {least} on this page says what goes together with them; with fewer it would mostly show chance.",
		TooFewTouchpoints: "{n} answers about the relationship, but fewer than two touchpoints with {least} customers who rated both. Nothing can be shared out yet.",
		First:             "{touchpoint} comes first: drawing again from the same uncertainty, it leads {chance} times in 100.",
		FirstOpen:         "{touchpoint} has the largest share, but who comes first is undecided: it leads {chance} times in 100.",
		SecondOpen:        "The second place is undecided.",
		SecondAmong:       "The second place is undecided: {touchpoints}.", Or: "or",
		Indicative:  "Indicative: this stands on {n} answers about the relationship. It becomes a ranking from {least} on.",
		Ranking:     "This stands on {n} answers about the relationship.",
		WantOfPairs: "Held back for want of pairs: {touchpoints}. Each needs {least} customers who rated it and the relationship.",
		WholeTitle:  "The journey as a whole", WholePercent: "Score {score} of 100, {interval}, n {n}: each touchpoint as percent of its own scale, weighted by importance. {measured} of {surveyed} touchpoints measured.",
		WholeMetric:    "{metric} {score}, {interval}, n {n}, weighted by importance. {measured} of {surveyed} touchpoints measured.",
		WeightMeasured: "Those that are measured carry {weight} of the weight.",
		Poor:           "{share} of the customers who answered had at least one bad touchpoint, {interval}, n {n}.",
		ForestTitle:    "What goes together with the relationship", Forest: "In the order of the journey. The dot is the share, the bar its 95% interval; the upright line is an equal share for all, {equal}.",
		Team: "the team believes in it", Share: "Share", Scores: "Score in the period", BestScore: "Best quarter", Place: "rank {best} to {worst}", PlaceSure: "rank {rank}", Priority: "Priority",
		FewPairs: "{n} of {least} pairs: nothing to say yet", Pairs: "{n} pairs",
		BelievedFound: "believed in, and found", BelievedOpen: "believed in; not clear yet", BelievedLess: "believed in, but found small",
		FoundOnly: "found, though nobody named it", Open: "not clear yet", Less: "small",
		BarDesc: "{share}, {interval}", AxisDesc: "Share of what goes together with the relationship.",
		PriorityTitle: "What to mend first", PriorityDesc: "Each touchpoint by its share and by its score on its own scale, both with their intervals.",
		MendFirst: "weighs much, goes badly", KeepUp: "weighs much, goes well", Later: "weighs little, goes badly", Fine: "weighs little, goes well",
		Importance: "share in what goes together with the relationship", Performance: "score, as percent of its own scale", EqualShare: "equal share",
		PriorityHow: "Priority is the share times the distance to the best quarter of touchpoints with the same metric, in percent of the scale. Read it with the intervals: it is an order to look in, not a result.",
		NoPriority:  "As soon as shares can be told, this shows which touchpoint weighs much and goes badly.",
		PathsLead:   "The ways customers really take, from what happened to them: one line for each sequence of touchpoints, the most frequent first.", PathsCaution: "A path may have begun before the period. Who had something happen in its last 30 days may still go on.",
		PathsOthers: "{n} customers took other, rarer paths.",
		PathsTitle:  "Most frequent paths", NoPaths: "Nothing happened on this journey in this period", NoPathsHow: "Paths are made of the events that start triggers. Send one, or choose a longer period.",
		PathSteps: "{n} customers, {share}, {interval}", PathUnderWay: "{n} may still go on", PathLonger: "and further",
		EndsTitle: "Where paths end", EndsLead: "In the order of the journey: how many came by, and for how many nothing followed for at least 30 days.",
		Reached: "{n} came by", Ended: "{share} ended here, {interval}", UnderWay: "{n} under way", WentOn: "went on", OnTheWay: "under way", EndedHere: "ended here", Then: "then", NobodyCame: "nobody came by",
		EndsDesc: "{reached} came by: {on} went on, {ended} ended here, {underway} under way", FewContacts: "n {n}, shown from {least} on",
	},
	"nl": {
		Moments: "Momenten van de waarheid", Paths: "Paden", Map: "Kaart",
		Lead:              "Welke contactpunten samengaan met hoe klanten ons als geheel zien. Naast elk antwoord over de relatie staat het laatste cijfer dat dezelfde klant in de 90 dagen ervoor aan elk contactpunt gaf.",
		Caution:           "Samengaan is geen oorzaak: of een beter contactpunt de relatie verandert, blijkt pas als je het verbetert.",
		NoRelationship:    "Geen enkel contactpunt vraagt naar de relatie als geheel, dus er is niets om de andere naast te leggen.",
		NoRelationshipHow: "Zet bij het contactpunt dat dit wel doet relationship: true in de definitie, of geef het de sleutel relationship, en pas die toe.",
		TooFewAnswers:     "{n} antwoorden over de relatie tot nu toe. Vanaf {least} zegt deze pagina wat ermee samengaat; met minder zou ze vooral toeval tonen.",
		TooFewTouchpoints: "{n} antwoorden over de relatie, maar minder dan twee contactpunten met {least} klanten die beide beoordeelden. Er valt nog niets te verdelen.",
		First:             "{touchpoint} komt op de eerste plaats: bij opnieuw trekken uit dezelfde onzekerheid {chance} van de 100 keer.",
		FirstOpen:         "{touchpoint} heeft het grootste aandeel, maar wie eerste is staat niet vast: {chance} van de 100 keer.",
		SecondOpen:        "De tweede plaats is onbeslist.",
		SecondAmong:       "De tweede plaats is onbeslist: {touchpoints}.", Or: "of",
		Indicative:  "Indicatief: dit berust op {n} antwoorden over de relatie. Vanaf {least} wordt het een rangorde.",
		Ranking:     "Dit berust op {n} antwoorden over de relatie.",
		WantOfPairs: "Niet getoond bij gebrek aan paren: {touchpoints}. Nodig zijn {least} klanten die het contactpunt en de relatie beoordeelden.",
		WholeTitle:  "De reis als geheel", WholePercent: "Score {score} van 100, {interval}, n {n}: elk contactpunt in procenten van zijn eigen schaal, gewogen naar belang. {measured} van {surveyed} contactpunten gemeten.",
		WholeMetric:    "{metric} {score}, {interval}, n {n}, gewogen naar belang. {measured} van {surveyed} contactpunten gemeten.",
		WeightMeasured: "De gemeten contactpunten dragen {weight} van het gewicht.",
		Poor:           "{share} van de klanten die antwoordden had minstens één slecht contactpunt, {interval}, n {n}.",
		ForestTitle:    "Wat samengaat met de relatie", Forest: "In de volgorde van de reis. De stip is het aandeel, de balk het 95%-interval; de staande lijn is een gelijk aandeel voor alle, {equal}.",
		Team: "het team gelooft erin", Share: "Aandeel", Scores: "Score in de periode", BestScore: "Beste kwart", Place: "plaats {best} tot {worst}", PlaceSure: "plaats {rank}", Priority: "Voorrang",
		FewPairs: "{n} van {least} paren: nog niets te zeggen", Pairs: "{n} paren",
		BelievedFound: "geloofd en gevonden", BelievedOpen: "geloofd; nog niet duidelijk", BelievedLess: "geloofd, maar klein gevonden",
		FoundOnly: "gevonden, al noemde niemand het", Open: "nog niet duidelijk", Less: "klein",
		BarDesc: "{share}, {interval}", AxisDesc: "Aandeel in wat samengaat met de relatie.",
		PriorityTitle: "Wat eerst te verbeteren", PriorityDesc: "Elk contactpunt naar zijn aandeel en zijn score op de eigen schaal, beide met hun interval.",
		MendFirst: "weegt zwaar, gaat slecht", KeepUp: "weegt zwaar, gaat goed", Later: "weegt licht, gaat slecht", Fine: "weegt licht, gaat goed",
		Importance: "aandeel in wat samengaat met de relatie", Performance: "score, in procenten van de eigen schaal", EqualShare: "gelijk aandeel",
		PriorityHow: "Voorrang is het aandeel maal de afstand tot het beste kwart van de contactpunten met dezelfde maat, in procenten van de schaal. Lees het met de intervallen: het is een volgorde om te kijken, geen uitslag.",
		NoPriority:  "Zodra er aandelen zijn, toont dit welk contactpunt zwaar weegt en slecht gaat.",
		PathsLead:   "De wegen die klanten echt gaan, naar wat hun overkwam: een regel per reeks contactpunten, de meest voorkomende eerst.", PathsCaution: "Een pad kan voor de periode zijn begonnen. Wie in de laatste 30 dagen iets meemaakte, kan nog verdergaan.",
		PathsOthers: "{n} klanten gingen andere, zeldzamere paden.",
		PathsTitle:  "Meest voorkomende paden", NoPaths: "Op deze reis gebeurde in deze periode niets", NoPathsHow: "Paden bestaan uit de gebeurtenissen die triggers starten. Stuur er een, of kies een langere periode.",
		PathSteps: "{n} klanten, {share}, {interval}", PathUnderWay: "{n} kunnen nog verder", PathLonger: "en verder",
		EndsTitle: "Waar paden eindigen", EndsLead: "In de volgorde van de reis: hoeveel er langskwamen, en voor hoeveel daarna minstens 30 dagen niets volgde.",
		Reached: "{n} kwamen langs", Ended: "{share} eindigde hier, {interval}", UnderWay: "{n} onderweg", WentOn: "ging verder", OnTheWay: "onderweg", EndedHere: "eindigde hier", Then: "daarna", NobodyCame: "niemand kwam langs",
		EndsDesc: "{reached} kwamen langs: {on} gingen verder, {ended} eindigden hier, {underway} onderweg", FewContacts: "n {n}, getoond vanaf {least}",
	},
}
