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

	mostWords    = 15      // shown of a side
	mostTerms    = 200_000 // kept while counting
	wordsMistake = 0.05    // share of the words shown that may be there by chance
)

// Language are the keywords of one language.
type Language struct {
	Language     string    `json:"language" doc:"BCP 47 without region; und when unknown"`
	LowComments  int64     `json:"low_comments" doc:"Comments of the dissatisfied"`
	HighComments int64     `json:"high_comments" doc:"Comments of the satisfied"`
	Low          []Keyword `json:"low" doc:"Words and pairs that tell the dissatisfied from the satisfied, the clearest first"`
	High         []Keyword `json:"high" doc:"Those that tell the satisfied from the dissatisfied"`
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
	comments     [2]int64 // of the dissatisfied and of the satisfied
	stop         map[string]bool
}

// NewVocabulary gives an empty one of a language, BCP 47 without region.
func NewVocabulary(language string) *Vocabulary {
	return &Vocabulary{language: language, words: lexicon{}, pairs: lexicon{}, stop: stopWords[language]}
}

// Read counts every word and pair of a comment once, on the side of its
// rating: below 0 is the dissatisfied, above 0 the satisfied, and 0 counts nothing.
func (v *Vocabulary) Read(text string, side int, person string) {
	if side == 0 {
		return
	}
	of := 0
	if side > 0 {
		of = 1
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
	texts   [2]int64
	persons [2][]string // of either side, at most MostPersons
}

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
			if c.texts[0]+c.texts[1] <= least {
				delete(l, term)
			}
		}
	}
}

// Keywords gives the words and pairs that tell the sides apart, of those that at
// least so many persons of their side said: LeastPersons to MostPersons.
func (v *Vocabulary) Keywords(persons int) Language {
	out := Language{Language: v.language, LowComments: v.comments[0], HighComments: v.comments[1]}
	found := append(v.words.contrast(), v.pairs.contrast()...)
	p := make([]float64, len(found))
	for i, w := range found {
		p[i] = 2 * metric.OneSided(math.Abs(w.Z))
	}
	adjusted := metric.BenjaminiHochberg(p)
	var low, high []Keyword
	for i, w := range found {
		switch {
		case adjusted[i] > wordsMistake || w.persons < persons:
		case w.Z > 0:
			low = append(low, w.Keyword)
		default:
			w.Z, w.LogOdds = -w.Z, -w.LogOdds
			high = append(high, w.Keyword)
		}
	}
	out.Low, out.High = clearest(low), clearest(high)
	return out
}

// Coarse gives the same without what a single comment would change: counts in whole
// fives, and how clear a word is with one decimal.
func (l Language) Coarse() Language {
	five := func(n int64) int64 { return (n + 2) / 5 * 5 }
	l.LowComments, l.HighComments = five(l.LowComments), five(l.HighComments)
	for _, side := range [][]Keyword{l.Low, l.High} {
		for i, w := range side {
			side[i] = Keyword{w.Word, math.Round(10*w.Z) / 10, math.Round(10*w.LogOdds) / 10, five(w.InLow), five(w.InHigh)}
		}
	}
	return l
}

// candidate is a term with by how many persons of its own side it was said.
type candidate struct {
	Keyword
	persons int
}

// contrast weighs the terms that were said often enough; the others count as one
// of them, so that every share is one of all that was said.
func (l lexicon) contrast() []candidate {
	var rest metric.WordCount
	var counts []metric.WordCount
	var out []candidate
	var all int64
	for _, term := range slices.Sorted(maps.Keys(l)) {
		c := l[term]
		all += c.texts[0] + c.texts[1]
		if c.texts[0]+c.texts[1] < LeastTexts || max(len(c.persons[0]), len(c.persons[1])) < LeastPersons {
			rest.A, rest.B = rest.A+c.texts[0], rest.B+c.texts[1]
			continue
		}
		counts = append(counts, metric.WordCount{A: c.texts[0], B: c.texts[1]})
		out = append(out, candidate{Keyword: Keyword{Word: term, InLow: c.texts[0], InHigh: c.texts[1]}})
	}
	for i, w := range metric.TellApart(append(counts, rest), metric.WordPrior(all))[:len(counts)] {
		out[i].Z, out[i].LogOdds = w.Z, w.LogOdds
		persons := l[out[i].Word].persons
		out[i].persons = len(persons[0])
		if w.Z < 0 {
			out[i].persons = len(persons[1])
		}
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
