package templates

import "halte/surveys/metric"

// improvementWords are the phrases about improvements, in one language. In all
// of them {touchpoint} is where something was changed, {name} what.
type improvementWords struct {
	And, Points, PercentPoints string

	Up, Down, UpBecause, DownBecause       string // {difference}, {least}
	NoDifference                           string // {most}
	NotEnough, EndedUnclear, MoreNever     string
	MoreBy, More                           string // {n}, {date}
	SoFar, BecauseUnclear, AloneSays       string // {lo}, {hi}
	NoControls, ControlsFew                string
	ClaimedOn, NoLongerClear               string // {date}
	ClaimedBecauseOn, BecauseNoLongerClear string // {date}
	Retrospective                          string // {date}
	Stands, Falls                          string
	States                                 map[string]string

	Verdict                            string
	PathTitle, PathDesc, PathSmallest  string
	PathNote, NoPath                   string
	Windows, Before, After, WindowNote string
	Explains                           string // {explains}, {difference}
	Otherwise, Fits, Warns             string // headings of cautions
	Cautions                           map[string]cautionWords

	Plan, Changed, Baseline, SmallestEffect, Rule, AlwaysValid, PlannedUntil string
	ChanceOfError, Needed, Hypothesis, Frozen, FrozenOn, Earlier             string
	PlanNever, PlanOpen, PlanBy, PlanNeeds, PlanDetectable                   string

	Lead, EmptyTitle, Empty string
}

// cautionWords are a caution's title, and what it says when it found something
// and when it did not.
type cautionWords struct{ Title, Flagged, Quiet string }

// always is a caution that says the same whatever was found.
func always(title, text string) cautionWords { return cautionWords{title, text, text} }

// unit is what follows a difference of a metric.
func (w improvementWords) unit(m metric.Metric) string {
	switch m {
	case metric.NPS:
		return w.Points
	case metric.CSAT:
		return w.PercentPoints
	}
	return ""
}

const exampleImprovement = `curl http://127.0.0.1:8080/v1/improvements \
  -H "Authorization: Bearer $HALTE_KEY" \
  -H "Content-Type: application/json" \
  -d '{"id":"new-carrier","name":"The new carrier","day":"2026-07-27",
       "touchpoints":["delivery"],"controls":["first-service"],
       "hypothesis":"Fewer boxes arrive damaged."}'`

var improvementWordsOf = map[string]improvementWords{
	"en": {
		And: " and ", Points: " points", PercentPoints: " percentage points",
		Up:             "{touchpoint} went up after {name}: about {difference}, at least {least}.",
		Down:           "{touchpoint} went down after {name}: about {difference}, at least {least}.",
		UpBecause:      "{touchpoint} went up because of {name}: about {difference}, at least {least}, set against {controls}.",
		DownBecause:    "{touchpoint} went down because of {name}: about {difference}, at least {least}, set against {controls}.",
		NoDifference:   "{touchpoint} did not change by more than {most} after {name}.",
		NotEnough:      "Not enough answers yet to say whether {touchpoint} changed after {name}.",
		EndedUnclear:   "The evaluation of {name} is over, and no difference at {touchpoint} became clear.",
		MoreNever:      "The answers from before {name} are too few: a difference of {smallest} at {touchpoint} cannot be told from chance, however long one waits.",
		MoreBy:         "Not enough answers yet to say whether {touchpoint} changed after {name}: about {n} more, around {date}.",
		More:           "Not enough answers yet to say whether {touchpoint} changed after {name}: about {n} more, which takes longer than ten years at this rate.",
		SoFar:          "So far anything from {lo} to {hi} is possible.",
		BecauseUnclear: "Because of it? Not yet clear: set against {controls}, anything from {lo} to {hi} is possible.",
		AloneSays:      "By itself the score changed by anything from {lo} to {hi}.",
		NoControls:     "Because of it? That cannot be said: there are no controls, touchpoints that the change could not reach.",
		ControlsFew:    "Because of it? Not yet clear: too few people answered at {controls}.",
		ClaimedOn:      "First clear on {date}.", NoLongerClear: "Claimed on {date}, no longer clear.",
		ClaimedBecauseOn: "Against the controls first clear on {date}.", BecauseNoLongerClear: "Against the controls claimed on {date}, no longer clear.",
		Retrospective: "Retrospective: it was written down on {date}, when its answers could be seen already. Take the result as a hint.",
		Stands:        "stands among all of these", Falls: "may be chance among so many",
		States:    map[string]string{"improved": "improved", "worsened": "worsened", "no_difference": "no difference", "not_enough": "not enough answers", "ended": "over, nothing clear"},
		Verdict:   "Verdict",
		PathTitle: "How the difference developed", PathDesc: "The newest interval goes from {lo} to {hi}.", PathSmallest: "smallest effect that matters",
		PathNote: "The line is the difference with all experiences up to a day, the band where the true one may lie. It holds for all days together, so it may be looked at every day.",
		NoPath:   "Too few people have answered to draw the difference.",
		Windows:  "Before and after", Before: ", before", After: ", after",
		WindowNote: "Answers count that came within seven days of the experience, one of each person before and after. Later experiences wait until everybody has had seven days.",
		Otherwise:  "What else could explain it", Explains: "Had what was measured gone on, it would explain {explains} of the {difference}.",
		Fits: "nothing found", Warns: "look at this",
		Cautions: map[string]cautionWords{
			"dispersion": {
				"Do days and weeks differ more than by chance?",
				"Before the change, days differed {days} times and weeks {weeks} times as much as chance would have it. With all of that counted, anything from {lo} to {hi} is possible.",
				"Not clearly: days differed {days} times and weeks {weeks} times as much as chance would have it. With all of that counted, anything from {lo} to {hi} is possible.",
			},
			"pre_trend": {
				"Was the score moving already?",
				"It was moving by {month} a month before the change.",
				"No trend visible, though one of up to {most} a month, up or down, cannot be excluded.",
			},
			"placebo": {
				"Do days on which nothing changed show as much?",
				"{as_large} of {dates} dates before the change, on which nothing was changed, show a difference as large.",
				"{as_large} of {dates} dates before the change, on which nothing was changed, show a difference as large.",
			},
			"mix": {
				"Do others answer than before? By {segment}",
				"Others answer: {mix} of the difference comes of that. With the shares of before it is {adjusted}, anything from {lo} to {hi}.",
				"About the same people answer: {mix} of the difference comes of other shares. With those of before it is {adjusted}, anything from {lo} to {hi}.",
			},
			"response_rate": {
				"Do more people answer, or fewer?",
				"{before} of those asked answered before, {after} after. Those who answer now may be others.",
				"{before} of those asked answered before, {after} after.",
			},
			"chosen_because_bad": always("Was it chosen because its score was bad?", "Yes. A score that is picked for being bad mostly rises by itself, so what it is compared with ends 28 days before the change."),
		},
		Plan: "What was written down", Changed: "Changed on", Baseline: "Compared with", SmallestEffect: "Smallest effect that matters", Rule: "Judged",
		AlwaysValid: "at any time, as often as one likes", PlannedUntil: "until {date}, and then no more",
		ChanceOfError: "Chance of a false claim, at most", Needed: "Expected then", Hypothesis: "Hypothesis", Frozen: "Frozen", FrozenOn: "on {date}, version {version}", Earlier: "Earlier versions",
		PlanNever:      "Never with this baseline: {n} answers before the change are too few to tell {smallest} from chance, however many come after it.",
		PlanOpen:       "Nobody has answered yet in the days it is compared with. Once somebody has, it can be said how many answers it takes.",
		PlanBy:         "At most about {n} answers after the change find {smallest}, around {date}.",
		PlanNeeds:      "At most about {n} answers after the change find {smallest}.",
		PlanDetectable: "About {effect} can be found within the time.",
		Lead:           "What was changed at a touchpoint, and whether it worked. These verdicts may be looked at every day.",
		EmptyTitle:     "No improvement yet", Empty: "Write down what you change before you change it: where, on which day, and what you expect. Halte then says how many answers it takes to see whether it worked, and keeps watching. A touchpoint that the change cannot reach, as a control, lets it say whether it was because of the change. For example:",
	},
	"nl": {
		And: " en ", Points: " punten", PercentPoints: " procentpunten",
		Up:             "{touchpoint} ging omhoog na {name}: ongeveer {difference}, minstens {least}.",
		Down:           "{touchpoint} ging omlaag na {name}: ongeveer {difference}, minstens {least}.",
		UpBecause:      "{touchpoint} ging omhoog door {name}: ongeveer {difference}, minstens {least}, afgezet tegen {controls}.",
		DownBecause:    "{touchpoint} ging omlaag door {name}: ongeveer {difference}, minstens {least}, afgezet tegen {controls}.",
		NoDifference:   "{touchpoint} veranderde niet meer dan {most} na {name}.",
		NotEnough:      "Nog niet genoeg antwoorden om te zeggen of {touchpoint} veranderde na {name}.",
		EndedUnclear:   "De evaluatie van {name} is voorbij, en bij {touchpoint} werd geen verschil duidelijk.",
		MoreNever:      "Er zijn te weinig antwoorden van voor {name}: een verschil van {smallest} bij {touchpoint} is niet van toeval te onderscheiden, hoe lang men ook wacht.",
		MoreBy:         "Nog niet genoeg antwoorden om te zeggen of {touchpoint} veranderde na {name}: nog ongeveer {n}, rond {date}.",
		More:           "Nog niet genoeg antwoorden om te zeggen of {touchpoint} veranderde na {name}: nog ongeveer {n}, en dat duurt in dit tempo langer dan tien jaar.",
		SoFar:          "Tot nu toe is alles van {lo} tot {hi} mogelijk.",
		BecauseUnclear: "Kwam het daardoor? Nog niet duidelijk: afgezet tegen {controls} is alles van {lo} tot {hi} mogelijk.",
		AloneSays:      "Op zichzelf veranderde de score met iets tussen {lo} en {hi}.",
		NoControls:     "Kwam het daardoor? Dat is niet te zeggen: er is niets om mee te vergelijken, geen contactmoment dat de verandering niet kon raken.",
		ControlsFew:    "Kwam het daardoor? Nog niet duidelijk: bij {controls} antwoordden te weinig mensen.",
		ClaimedOn:      "Voor het eerst duidelijk op {date}.", NoLongerClear: "Vastgesteld op {date}, niet langer duidelijk.",
		ClaimedBecauseOn: "In vergelijking voor het eerst duidelijk op {date}.", BecauseNoLongerClear: "In vergelijking vastgesteld op {date}, niet langer duidelijk.",
		Retrospective: "Achteraf: het werd opgeschreven op {date}, toen de antwoorden al te zien waren. Neem de uitkomst als een aanwijzing.",
		Stands:        "houdt stand tussen al deze", Falls: "kan tussen zoveel toeval zijn",
		States:    map[string]string{"improved": "verbeterd", "worsened": "verslechterd", "no_difference": "geen verschil", "not_enough": "te weinig antwoorden", "ended": "voorbij, niets duidelijk"},
		Verdict:   "Oordeel",
		PathTitle: "Hoe het verschil zich ontwikkelde", PathDesc: "Het nieuwste interval loopt van {lo} tot {hi}.", PathSmallest: "kleinste effect dat telt",
		PathNote: "De lijn is het verschil met alle ervaringen tot en met een dag, de band is waar het echte kan liggen. Die geldt voor alle dagen samen, dus er mag elke dag gekeken worden.",
		NoPath:   "Er antwoordden te weinig mensen om het verschil te tekenen.",
		Windows:  "Voor en na", Before: ", voor", After: ", na",
		WindowNote: "Antwoorden tellen die binnen zeven dagen na de ervaring kwamen, één per persoon voor en na. Latere ervaringen wachten tot iedereen zeven dagen heeft gehad.",
		Otherwise:  "Wat het anders zou kunnen verklaren", Explains: "Was doorgegaan wat gemeten is, dan verklaarde het {explains} van de {difference}.",
		Fits: "niets gevonden", Warns: "let hierop",
		Cautions: map[string]cautionWords{
			"dispersion": {
				"Verschillen dagen en weken meer dan door toeval?",
				"Voor de verandering verschilden dagen {days} keer en weken {weeks} keer zoveel als bij toeval. Telt dat allemaal mee, dan is alles van {lo} tot {hi} mogelijk.",
				"Niet duidelijk: dagen verschilden {days} keer en weken {weeks} keer zoveel als bij toeval. Telt dat allemaal mee, dan is alles van {lo} tot {hi} mogelijk.",
			},
			"pre_trend": {
				"Was de score al in beweging?",
				"Ze bewoog met {month} per maand voor de verandering.",
				"Geen trend te zien, al is er een van hoogstens {most} per maand, omhoog of omlaag, niet uit te sluiten.",
			},
			"placebo": {
				"Laten dagen waarop niets veranderde evenveel zien?",
				"{as_large} van {dates} datums voor de verandering, waarop niets veranderde, laten een even groot verschil zien.",
				"{as_large} van {dates} datums voor de verandering, waarop niets veranderde, laten een even groot verschil zien.",
			},
			"mix": {
				"Antwoorden anderen dan eerst? Naar {segment}",
				"Anderen antwoorden: {mix} van het verschil komt daarvan. Met de verdeling van eerst is het {adjusted}, alles van {lo} tot {hi}.",
				"Ongeveer dezelfde mensen antwoorden: {mix} van het verschil komt van een andere verdeling. Met die van eerst is het {adjusted}, alles van {lo} tot {hi}.",
			},
			"response_rate": {
				"Antwoorden meer mensen, of minder?",
				"Van wie gevraagd werd antwoordde eerst {before}, daarna {after}. Wie nu antwoorden, kunnen anderen zijn.",
				"Van wie gevraagd werd antwoordde eerst {before}, daarna {after}.",
			},
			"chosen_because_bad": always("Is het gekozen omdat de score slecht was?", "Ja. Een score die om haar slechtheid gekozen wordt, stijgt meestal vanzelf. Daarom eindigt waarmee vergeleken wordt 28 dagen voor de verandering."),
		},
		Plan: "Wat is opgeschreven", Changed: "Veranderd op", Baseline: "Vergeleken met", SmallestEffect: "Kleinste effect dat telt", Rule: "Beoordeeld",
		AlwaysValid: "op elk moment, zo vaak men wil", PlannedUntil: "tot en met {date}, en daarna niet meer",
		ChanceOfError: "Kans op een onterechte uitspraak, hoogstens", Needed: "Toen verwacht", Hypothesis: "Hypothese", Frozen: "Vastgelegd", FrozenOn: "op {date}, versie {version}", Earlier: "Eerdere versies",
		PlanNever:      "Nooit met deze antwoorden: {n} van voor de verandering zijn te weinig om {smallest} van toeval te onderscheiden, hoeveel er daarna ook komen.",
		PlanOpen:       "In de dagen waarmee vergeleken wordt heeft nog niemand geantwoord. Zodra dat wel zo is, is te zeggen hoeveel antwoorden nodig zijn.",
		PlanBy:         "Hoogstens ongeveer {n} antwoorden na de verandering vinden {smallest}, rond {date}.",
		PlanNeeds:      "Hoogstens ongeveer {n} antwoorden na de verandering vinden {smallest}.",
		PlanDetectable: "Ongeveer {effect} is in die tijd te vinden.",
		Lead:           "Wat bij een contactmoment veranderd is, en of het hielp. Naar deze oordelen mag elke dag gekeken worden.",
		EmptyTitle:     "Nog geen verbetering", Empty: "Schrijf op wat u verandert voordat u het verandert: waar, op welke dag, en wat u verwacht. Halte zegt dan hoeveel antwoorden nodig zijn om te zien of het hielp, en blijft kijken. Met een contactmoment dat de verandering niet kan raken, kan het ook zeggen of het daardoor kwam. Bijvoorbeeld:",
	},
}
