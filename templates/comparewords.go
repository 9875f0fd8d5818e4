package templates

// compareWords are the phrases about differences, in one language.
type compareWords struct {
	Nav, Title, TitleOf string // {touchpoint}
	Metric, Grouping    string

	NoPairs, NoneApart, AllApart, SomeApart, OneFirst string // {apart}, {pairs}, {first}
	OrderNote, BracketNote, FlagNote                  string
	FewNote, ManyGroups, Zoomed                       string // {lo}, {hi}

	Rank, RankSure, RankHead, RestHead, GroupHead string // {rank}, {best}, {worst}
	Above, Below, NoClearDifference, LeftOut      string
	ScoreHead, GroupsOf                           string // {groups}

	SinceHead, NoClearChange, Higher, Lower string
	Against                                 string // {span}, {n}, {difference}, {words}
	CompareThese, SplitThis                 string
	HeldBeside                              string // {n}
}

// C are the words about differences in the page's language.
func (v consoleView) C() compareWords {
	if w, ok := compareWordsOf[v.Lang]; ok {
		return w
	}
	return compareWordsOf["en"]
}

var compareWordsOf = map[string]compareWords{
	"en": {
		Nav: "Compare", Title: "What can be told apart", TitleOf: "{touchpoint}: what can be told apart",
		Metric: "Metric", Grouping: "Compared by",
		NoPairs:     "There are no two rows with enough answers to compare.",
		NoneApart:   "None of these can be told apart: each of them may be the best.",
		AllApart:    "Looked at once: every two of these differ clearly.",
		SomeApart:   "Looked at once: {apart} of {pairs} pairs differ clearly, and {first} of the rows may be the best.",
		OneFirst:    "Looked at once: {apart} of {pairs} pairs differ clearly, and one row stands above all others.",
		OrderNote:   "Rows stand in their own order, that of the journey for touchpoints, never in that of the score. A rank is the place by score with the best and the worst it may be.",
		BracketNote: "A bracket joins rows of which no two differ clearly (Holm, 5% over all pairs); two rows that share no bracket do differ. Ranks and brackets are made for one look, not for one every day.",
		FlagNote:    "“Clearly above” and “clearly below” the other rows together hold however often you look, as long as the first day of the period stays where it is (e-BH, 5%). The interval of the difference allows for that too, which makes it wider. Each side needs 20 answers.",
		FewNote:     "Rows with fewer than 5 answers are left out of all tests. A dashed interval has fewer than 30.",
		ManyGroups:  "There are too many groups to draw; rows that share a letter cannot be told apart.",
		Zoomed:      "The drawing shows the scale from {lo} to {hi}.",
		Rank:        "rank {rank}, between {best} and {worst}", RankSure: "rank {rank}",
		RankHead: "Rank", RestHead: "Against the rest", GroupHead: "Not told apart",
		Above: "clearly above", Below: "clearly below", NoClearDifference: "no clear difference", LeftOut: "left out of the tests",
		ScoreHead: "Score, 95% interval", GroupsOf: "not told apart: {groups}",
		SinceHead: "Since the period before", NoClearChange: "no clear change", Higher: "higher", Lower: "lower",
		Against:      "Against {span} (n {n}): {difference}, {words}",
		CompareThese: "Which of these can be told apart?", SplitThis: "Which groups can be told apart?",
		HeldBeside: "n {n}, held back: a group of fewer than 5 would follow from it",
	},
	"nl": {
		Nav: "Vergelijken", Title: "Wat te onderscheiden is", TitleOf: "{touchpoint}: wat te onderscheiden is",
		Metric: "Maat", Grouping: "Vergeleken per",
		NoPairs:     "Er zijn geen twee rijen met genoeg antwoorden om te vergelijken.",
		NoneApart:   "Geen van deze is van de andere te onderscheiden: elk kan de beste zijn.",
		AllApart:    "Eén keer bekeken: elke twee hiervan verschillen duidelijk.",
		SomeApart:   "Eén keer bekeken: {apart} van {pairs} paren verschillen duidelijk, en {first} van de rijen kunnen de beste zijn.",
		OneFirst:    "Eén keer bekeken: {apart} van {pairs} paren verschillen duidelijk, en één rij staat boven alle andere.",
		OrderNote:   "Rijen staan in hun eigen volgorde, bij contactmomenten die van de reis, nooit in die van de score. Een rang is de plaats naar score met de beste en de slechtste die het kan zijn.",
		BracketNote: "Een haak verbindt rijen waarvan er geen twee duidelijk verschillen (Holm, 5% over alle paren); twee rijen zonder gedeelde haak verschillen wel. Rang en haak zijn voor één keer kijken, niet voor elke dag.",
		FlagNote:    "“Duidelijk boven” en “duidelijk onder” de andere rijen samen gelden hoe vaak u ook kijkt, zolang de eerste dag van de periode blijft staan (e-BH, 5%). Ook het interval van het verschil houdt daar rekening mee, en is daarom breder. Elke kant vraagt 20 antwoorden.",
		FewNote:     "Rijen met minder dan 5 antwoorden blijven buiten alle toetsen. Een gestippeld interval heeft er minder dan 30.",
		ManyGroups:  "Er zijn te veel groepen om te tekenen; rijen met een gedeelde letter zijn niet te onderscheiden.",
		Zoomed:      "De tekening toont de schaal van {lo} tot {hi}.",
		Rank:        "rang {rank}, tussen {best} en {worst}", RankSure: "rang {rank}",
		RankHead: "Rang", RestHead: "Tegenover de rest", GroupHead: "Niet te onderscheiden",
		Above: "duidelijk boven", Below: "duidelijk onder", NoClearDifference: "geen duidelijk verschil", LeftOut: "buiten de toetsen",
		ScoreHead: "Score, 95%-interval", GroupsOf: "niet te onderscheiden: {groups}",
		SinceHead: "Sinds de vorige periode", NoClearChange: "geen duidelijke verandering", Higher: "hoger", Lower: "lager",
		Against:      "Tegenover {span} (n {n}): {difference}, {words}",
		CompareThese: "Welke hiervan zijn te onderscheiden?", SplitThis: "Welke groepen zijn te onderscheiden?",
		HeldBeside: "n {n}, achtergehouden: een groep van minder dan 5 zou eruit volgen",
	},
}
