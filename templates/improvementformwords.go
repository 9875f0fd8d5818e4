package templates

// improvementFormWords are the phrases of the form that writes an improvement
// down, in one language.
type improvementFormWords struct {
	Title, Lead, Problem string
	Fields               map[string]formWords // by the name of the field
	AsAsked              string               // the metric of the touchpoints
	Always, Until        string               // the rules
	Ask, Write           string               // buttons
	Expected             string               // heading
	Compared             string               // {span}, {n}
	Late                 string
	Unwritten            string // {alpha}
	Nowhere              string // nothing is asked anywhere
	Optional             string
}

// formWords are a field's label, and what helps to fill it in.
type formWords struct{ Label, Hint string }

// formFields are the fields in the order of the form.
var formFields = []string{
	"name", "touchpoints", "day", "metric", "smallest_effect", "controls", "rule", "ends", "baseline_days", "chosen_because_bad", "hypothesis", "owner",
}

var improvementFormWordsOf = map[string]improvementFormWords{
	"en": {
		Title:   "Write an improvement down",
		Lead:    "Best before the change is made. What is written down is frozen with the time, so that nobody can choose what to compare once the answers are known.",
		Problem: "Something is not right yet",
		Fields: map[string]formWords{
			"name":               {"What is changed", "As it reads in a sentence, such as: the new carrier"},
			"touchpoints":        {"Where", "Their answers are counted together."},
			"day":                {"First day", "On which customers meet the change."},
			"metric":             {"Metric", "Needed where the touchpoints are asked for several."},
			"smallest_effect":    {"Smallest effect that matters", "Left out: 10 points of NPS, 5 percentage points of CSAT, 0.3 of CES."},
			"controls":           {"Controls", "Touchpoints with the same metric that the change cannot reach, better three than one. Only with them can the verdict say “because of”."},
			"rule":               {"How it is judged", ""},
			"ends":               {"Last day", "Left out: 90 days. Nothing is claimed after it."},
			"baseline_days":      {"Weeks before the change to compare with", "Left out: 12. A longer window finds smaller effects."},
			"chosen_because_bad": {"It was chosen because its score was bad", "What it is compared with then ends 28 days before the change. A score that is picked for being bad mostly rises by itself."},
			"hypothesis":         {"What is expected, and why", ""},
			"owner":              {"Owner", ""},
		},
		AsAsked: "the one that is asked there",
		Always:  "At any time, as often as one likes", Until: "Until a last day, with fewer answers",
		Ask: "See how long it takes", Write: "Write it down",
		Expected: "What to expect", Compared: "It is compared with {span}, of which {n} answers count so far.",
		Late:      "The change was more than a week ago, so the result will be called retrospective: its answers could be seen already.",
		Unwritten: "Nothing is written down yet. Chance of a false claim, at most: {alpha}.",
		Nowhere:   "Nothing is asked at any touchpoint yet. Give one a survey first.",
		Optional:  "optional",
	},
	"nl": {
		Title:   "Een verbetering opschrijven",
		Lead:    "Het liefst voordat de verandering er is. Wat opgeschreven is, ligt vast met de tijd erbij, zodat niemand kan kiezen wat vergeleken wordt als de antwoorden al bekend zijn.",
		Problem: "Er klopt nog iets niet",
		Fields: map[string]formWords{
			"name":               {"Wat verandert er", "Zoals het in een zin staat, bijvoorbeeld: de nieuwe bezorger"},
			"touchpoints":        {"Waar", "De antwoorden worden samen geteld."},
			"day":                {"Eerste dag", "Waarop klanten de verandering meemaken."},
			"metric":             {"Maat", "Nodig waar bij de contactmomenten naar meer dan één gevraagd wordt."},
			"smallest_effect":    {"Kleinste effect dat telt", "Leeg: 10 punten NPS, 5 procentpunten CSAT, 0,3 CES."},
			"controls":           {"Ter vergelijking", "Contactmomenten met dezelfde maat die de verandering niet kan raken, liever drie dan één. Alleen daarmee kan het oordeel zeggen dat het daardoor kwam."},
			"rule":               {"Hoe het beoordeeld wordt", ""},
			"ends":               {"Laatste dag", "Leeg: 90 dagen. Daarna wordt niets meer vastgesteld."},
			"baseline_days":      {"Weken voor de verandering om mee te vergelijken", "Leeg: 12. Meer weken vinden kleinere effecten."},
			"chosen_because_bad": {"Het is gekozen omdat de score slecht was", "Waarmee vergeleken wordt, eindigt dan 28 dagen voor de verandering. Een score die om haar slechtheid gekozen wordt, stijgt meestal vanzelf."},
			"hypothesis":         {"Wat er verwacht wordt, en waarom", ""},
			"owner":              {"Eigenaar", ""},
		},
		AsAsked: "die daar gevraagd wordt",
		Always:  "Op elk moment, zo vaak men wil", Until: "Tot een laatste dag, met minder antwoorden",
		Ask: "Kijk hoelang het duurt", Write: "Schrijf het op",
		Expected: "Wat te verwachten is", Compared: "Er wordt vergeleken met {span}, waarvan tot nu toe {n} antwoorden tellen.",
		Late:      "De verandering is meer dan een week geleden. De uitkomst heet daarom achteraf: de antwoorden waren al te zien.",
		Unwritten: "Er is nog niets opgeschreven. Kans op een onterechte uitspraak, hoogstens: {alpha}.",
		Nowhere:   "Er wordt nog bij geen contactmoment iets gevraagd. Geef er eerst een een vragenlijst.",
		Optional:  "mag leeg",
	},
}
