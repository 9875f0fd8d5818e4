package keyword

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"halte/surveys/metric"
)

const (
	// LeastPersons is by how many persons of a side a word has to be said before
	// it is shown: a word of one or two would tell of them.
	LeastPersons = 3
	// MostPersons is the largest number of persons that a reader may ask for.
	MostPersons = 5
	// LeastTexts is in how many comments of both sides a word has to occur.
	LeastTexts = 5

	leastToTellSides = 100     // comments of a language, for readers who may not see small cells
	mostWords        = 15      // shown of a side
	mostTerms        = 200_000 // kept while counting
	wordsMistake     = 0.05    // share of the words shown that may be there by chance
)

// Language are the keywords of one language.
type Language struct {
	Language     string    `json:"language" doc:"BCP 47 without region; und when unknown"`
	Comments     int64     `json:"comments" doc:"All comments, also of those between; in whole fives for keys that lack the scope small_cells"`
	SidesHeld    bool      `json:"sides_held,omitempty" doc:"Of which side comments are is held back from this key, and low_comments and high_comments are 0: there are fewer than a hundred of whole groups of days, or nearly all are of one side"`
	LowComments  int64     `json:"low_comments" doc:"Comments of the dissatisfied"`
	HighComments int64     `json:"high_comments" doc:"Comments of the satisfied"`
	Low          []Keyword `json:"low" doc:"Words and pairs that tell the dissatisfied from the satisfied, the clearest first. To keys that lack the scope small_cells one is told only where five persons who are not of its side said it too"`
	High         []Keyword `json:"high" doc:"Those that tell the satisfied from the dissatisfied"`
	Said         []Said    `json:"said,omitempty" doc:"For keys that lack the scope small_cells: what is said most besides, of whichever side"`
}

// Said is a word, or a pair, without the sides of those who said it.
type Said struct {
	Word     string `json:"word"`
	Comments int64  `json:"comments" doc:"Comments that hold it, in whole fives"`
}

// Keyword is a word, or a pair of neighbouring words.
type Keyword struct {
	Word    string  `json:"word"`
	Z       float64 `json:"z" doc:"How clearly it belongs to its side: the log-odds over their standard error"`
	LogOdds float64 `json:"log_odds" doc:"Of its side against the other, drawn toward 0 by the prior"`
	InLow   int64   `json:"in_low" doc:"Comments of the dissatisfied that hold it"`
	InHigh  int64   `json:"in_high" doc:"Comments of the satisfied that hold it"`
}

// Vocabulary counts what was written in one language.
type Vocabulary struct {
	language     string
	words, pairs lexicon
	comments     [sides]int64
	stop         map[string]bool
}

// NewVocabulary gives an empty one of a language, BCP 47 without region.
func NewVocabulary(language string) *Vocabulary {
	return &Vocabulary{language: language, words: lexicon{}, pairs: lexicon{}, stop: stopWords[language]}
}

// The sides that are counted. What those between say tells neither of the others apart.
const (
	low = iota
	high
	between
	sides // how many there are
)

// Read counts every word and pair of a comment once, on the side of its
// rating: below 0 is the dissatisfied, above 0 the satisfied, and 0 is between.
func (v *Vocabulary) Read(text string, side int, person string) {
	of := between
	switch {
	case side < 0:
		of = low
	case side > 0:
		of = high
	}
	v.comments[of]++
	words, pairs := terms(Tokenize(text), v.stop)
	v.words.add(words, of, person)
	v.pairs.add(pairs, of, person)
}

// lexicon is how often each term was said.
type lexicon map[string]*saying

// saying counts the comments that hold a term, and its first persons.
type saying struct {
	texts   [sides]int64
	persons [sides][]string // of each side, at most MostPersons
}

// but says how many persons said it who are not (only) of this side, MostPersons at most
// of each other.
func (c *saying) but(side int) int {
	others := map[string]bool{}
	for of, persons := range c.persons {
		for _, p := range persons {
			if of != side {
				others[p] = true
			}
		}
	}
	return len(others)
}

func (c *saying) all() int64 { return c.texts[low] + c.texts[high] + c.texts[between] }

func (l lexicon) add(said map[string]bool, side int, person string) {
	for term := range said {
		c := l[term]
		if c == nil {
			c = &saying{}
			l[term] = c
		}
		c.texts[side]++
		if len(c.persons[side]) < MostPersons && !slices.Contains(c.persons[side], person) {
			c.persons[side] = append(c.persons[side], person)
		}
	}
	// A term that occurs once among so many does not matter. Forgetting it bounds the
	// memory, also when people write a lot.
	for least := int64(1); len(l) > mostTerms; least++ {
		for term, c := range l {
			if c.all() <= least {
				delete(l, term)
			}
		}
	}
}

// Keywords gives the words and pairs that tell the sides apart, of those that at
// least so many persons of their side said: LeastPersons to MostPersons.
func (v *Vocabulary) Keywords(persons int) Language {
	out := Language{Language: v.language, Comments: v.comments[low] + v.comments[high] + v.comments[between], LowComments: v.comments[low], HighComments: v.comments[high]}
	exactly := func(n int64) int64 { return n }
	out.Low, out.High = toldApart(append(v.words.contrast(exactly), v.pairs.contrast(exactly)...), func(c candidate) bool { return c.persons >= persons })
	return out
}

// toldApart gives the candidates that surely belong to one side, of those that may be told.
func toldApart(found []candidate, told func(candidate) bool) (lows, highs []Keyword) {
	p := make([]float64, len(found))
	for i, w := range found {
		p[i] = 2 * metric.OneSided(math.Abs(w.Z))
	}
	adjusted := metric.BenjaminiHochberg(p)
	for i, w := range found {
		switch {
		case adjusted[i] > wordsMistake || !told(w):
		case w.Z > 0:
			lows = append(lows, w.Keyword)
		default:
			w.Z, w.LogOdds = -w.Z, -w.LogOdds
			highs = append(highs, w.Keyword)
		}
	}
	return clearest(lows), clearest(highs)
}

// five gives a count in whole fives.
func five(n int64) int64 { return (n + 2) / 5 * 5 }

// Sided says whether readers who may not see small cells may be told of sides at all:
// neither those of few comments, nor one that nearly all are of.
func (v *Vocabulary) Sided() bool {
	all := v.comments[low] + v.comments[high] + v.comments[between]
	return all >= leastToTellSides && all-max(v.comments[low], v.comments[high]) >= MostPersons
}

// Guarded gives the keywords for readers who may not see small cells. They may read all
// comments that hold a word, so its side is told only where enough others said it, in
// counts of fives, and how clear it is follows from these. What else is said, is told
// without sides.
func (v *Vocabulary) Guarded(sided bool) Language {
	out := Language{
		Language: v.language, Comments: five(v.comments[low] + v.comments[high] + v.comments[between]),
		SidesHeld: !sided || !v.Sided(), Low: []Keyword{}, High: []Keyword{},
	}
	if !out.SidesHeld {
		out.LowComments, out.HighComments = five(v.comments[low]), five(v.comments[high])
		out.Low, out.High = toldApart(append(v.words.contrast(five), v.pairs.contrast(five)...), func(c candidate) bool {
			return min(c.persons, c.others) >= MostPersons
		})
		for _, side := range [][]Keyword{out.Low, out.High} {
			for i := range side {
				side[i].Z, side[i].LogOdds = math.Round(10*side[i].Z)/10, math.Round(10*side[i].LogOdds)/10
			}
		}
	}
	out.Said = v.most(slices.Concat(out.Low, out.High))
	return out
}

// most gives what most comments hold, of what enough persons said, besides those that
// are told already.
func (v *Vocabulary) most(told []Keyword) []Said {
	var found []Keyword
	for _, l := range []lexicon{v.words, v.pairs} {
		for term, c := range l {
			if c.but(-1) >= MostPersons && !slices.ContainsFunc(told, func(w Keyword) bool { return w.Word == term }) {
				found = append(found, Keyword{Word: term, Z: float64(c.all()), InLow: c.all()})
			}
		}
	}
	slices.SortFunc(found, func(a, b Keyword) int { return cmp.Compare(a.Word, b.Word) })
	var out []Said
	for _, w := range clearest(found) {
		out = append(out, Said{w.Word, five(w.InLow)})
	}
	return out
}

// candidate is a term with by how many persons of its own side it was said, and by how
// many others.
type candidate struct {
	Keyword
	persons, others int
}

// contrast weighs the terms that were said often enough, by counts made so coarse; the
// others count as one of them, so that every share is one of all that was said.
func (l lexicon) contrast(coarse func(int64) int64) []candidate {
	var rest metric.WordCount
	var counts []metric.WordCount
	var out []candidate
	var all int64
	for _, term := range slices.Sorted(maps.Keys(l)) {
		c := l[term]
		all += c.texts[low] + c.texts[high]
		if c.texts[low]+c.texts[high] < LeastTexts || max(len(c.persons[low]), len(c.persons[high])) < LeastPersons {
			rest.A, rest.B = rest.A+c.texts[low], rest.B+c.texts[high]
			continue
		}
		in := metric.WordCount{A: coarse(c.texts[low]), B: coarse(c.texts[high])}
		counts = append(counts, in)
		out = append(out, candidate{Keyword: Keyword{Word: term, InLow: in.A, InHigh: in.B}})
	}
	rest.A, rest.B = coarse(rest.A), coarse(rest.B)
	for i, w := range metric.TellApart(append(counts, rest), metric.WordPrior(coarse(all)))[:len(counts)] {
		side := low
		if w.Z < 0 {
			side = high
		}
		out[i].Z, out[i].LogOdds = w.Z, w.LogOdds
		said := l[out[i].Word]
		out[i].persons, out[i].others = len(said.persons[side]), said.but(side)
	}
	return out
}

// clearest gives the terms with the largest z. A word that is hardly ever said
// outside of a pair that is shown too is left to the pair.
func clearest(said []Keyword) []Keyword {
	texts := func(w Keyword) int64 { return w.InLow + w.InHigh }
	out := make([]Keyword, 0, len(said))
	for _, w := range said {
		words := Tokenize(w.Word)
		covered := slices.ContainsFunc(said, func(o Keyword) bool {
			longer := Tokenize(o.Word)
			return len(longer) > len(words) && Holds(longer, words) && 5*texts(o) >= 4*texts(w)
		})
		if !covered {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Keyword) int { return cmp.Compare(b.Z, a.Z) })
	return out[:min(len(out), mostWords)]
}
