package templates

// alertWords are the phrases about alerts, in one language.
type alertWords struct {
	Fell, Rose    string // {touchpoint}
	Lower, Higher string // {since}, {after}, {before}
	Told          string // {date}
	FoundIn       string // {date}
	Before, Since string
	Picked        string
	Older         string

	Lead, EmptyTitle, Empty, EmptyHow string
}

var alertWordsOf = map[string]alertWords{
	"en": {
		Fell: "{touchpoint} went down", Rose: "{touchpoint} went up",
		Lower:  "Since about {since} the score is lower than it was: {after}, after {before}.",
		Higher: "Since about {since} the score is higher than it was: {after}, after {before}.",
		Told:   "Told on {date}", FoundIn: "Found in the history; the answers up to {date} were enough",
		Before: "Before", Since: "Since then", Older: "Older alerts",
		Picked:     "The days since then were picked because they stand out. The change that lasts is likely to be somewhat smaller.",
		Lead:       "Halte watches every survey for a drop and for a rise, day by day, against its own 90 days before. The rule keeps false alarms rare however often one looks: at most one a year for each survey and direction, unless the organisation tolerates another number.",
		EmptyTitle: "No alerts", Empty: "No score is other than it was, as far as the answers can tell. An alert appears here and as a flag on the map when one is.",
		EmptyHow: "A survey is watched once it has 90 days with at least 30 answers. Bring earlier answers in, and their history is looked at too:",
	},
	"nl": {
		Fell: "{touchpoint} ging omlaag", Rose: "{touchpoint} ging omhoog",
		Lower:  "Sinds ongeveer {since} is de score lager dan daarvoor: {after}, na {before}.",
		Higher: "Sinds ongeveer {since} is de score hoger dan daarvoor: {after}, na {before}.",
		Told:   "Gemeld op {date}", FoundIn: "In de geschiedenis gevonden; de antwoorden tot en met {date} waren genoeg",
		Before: "Daarvoor", Since: "Sindsdien", Older: "Oudere meldingen",
		Picked:     "De dagen sindsdien zijn gekozen omdat ze opvallen. De blijvende verandering is waarschijnlijk iets kleiner.",
		Lead:       "Halte let bij elke vragenlijst dag na dag op een daling en op een stijging, vergeleken met de eigen 90 dagen daarvoor. De regel houdt valse meldingen zeldzaam, hoe vaak iemand ook kijkt: hoogstens één per jaar per vragenlijst en richting, tenzij de organisatie een ander aantal aanvaardt.",
		EmptyTitle: "Geen meldingen", Empty: "Geen score is anders dan daarvoor, voor zover de antwoorden dat kunnen zeggen. Verandert er een, dan staat de melding hier en als vlag op de kaart.",
		EmptyHow: "Een vragenlijst wordt gevolgd zodra ze 90 dagen met minstens 30 antwoorden heeft. Breng eerdere antwoorden in, dan wordt ook hun geschiedenis bekeken:",
	},
}

// exampleImport brings in answers of the past.
const exampleImport = "halte import answers answers.csv"
