package insight

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"

	"halte/surveys"
	"halte/surveys/metric"
)

// What tells the comments of the dissatisfied from those of the satisfied: words
// and pairs of words, by language, with counts on both sides.

const (
	// MaxCommentsRead is how many answers with words are looked at, the newest:
	// enough for any word that matters, and a page is not long in coming.
	MaxCommentsRead = 10_000
	// LeastPersons is by how many persons of a side a word has to be said before
	// it is shown: a word of one or two would tell of them.
	LeastPersons = 3
	// LeastTexts is in how many comments of both sides a word has to occur.
	LeastTexts = 5

	mostWords    = 15      // shown of a side
	mostTerms    = 200_000 // kept while counting
	wordsMistake = 0.05    // share of the words shown that may be there by chance
)

// KeywordsQuery asks what people say at a touchpoint.
type KeywordsQuery struct {
	Touchpoint string
	Survey     string // needed when the touchpoint has several
	From, To   string // days; the last 90 when empty
	Locale     string // of one language; all when empty
	Small      bool   // may see scores of fewer than five answers
}

// Keywords is the answer to a WordsQuery.
type Keywords struct {
	Touchpoint string               `json:"touchpoint"`
	Survey     string               `json:"survey"`
	Metric     metric.Metric        `json:"metric"`
	From       string               `json:"from"`
	To         string               `json:"to"`
	Low        [2]int               `json:"low" doc:"Ratings of the dissatisfied, from and to: 0 to 6 for NPS, 1 and 2 for CSAT, 1 to 3 for CES"`
	High       [2]int               `json:"high" doc:"Ratings of the satisfied: 9 and 10, 4 and 5, 5 to 7"`
	Held       bool                 `json:"held,omitempty" doc:"Held back from this key: there are fewer than five answers"`
	Answers    int                  `json:"answers" doc:"Answers with words that were looked at"`
	Cut        bool                 `json:"cut,omitempty" doc:"There are more answers; only the newest were looked at"`
	Languages  []KeywordsByLanguage `json:"languages" doc:"Those with most comments first; comments of different languages are never counted together"`
	// Prompted says that the survey asks for comments in several ways, perhaps of
	// either side in another.
	Prompted bool `json:"prompted,omitempty" doc:"The survey has several questions for a comment: some of the difference may come from what was asked"`
}

// KeywordsByLanguage are the words of one language.
type KeywordsByLanguage struct {
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

// Keywords finds what the dissatisfied say and the satisfied do not, and the other
// way round.
func (s *Service) Keywords(ctx context.Context, q KeywordsQuery) (Keywords, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Keywords{}, err
	}
	survey, err := p.SurveyOf(q.Touchpoint, q.Survey)
	if err != nil {
		return Keywords{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Keywords{}, err
	}
	out := Keywords{
		Touchpoint: q.Touchpoint, Survey: survey.Key, Metric: survey.Metric, From: period.From, To: period.To,
		Low: ratingsOf(survey.Metric, -1), High: ratingsOf(survey.Metric, 1), Languages: []KeywordsByLanguage{},
	}
	score, err := s.figuresOf(ctx, part{survey, surveys.DimensionTotal, ""}, period, q.Small)
	if out.Held = score.Held; err != nil || out.Held {
		return out, err
	}
	asked := 0
	for _, f := range survey.FollowUps {
		if f.Type.FreeText() {
			asked++
		}
	}
	out.Prompted = asked > 1
	counts := map[string]*vocabulary{}
	out.Cut, err = s.eachWritten(ctx, survey, period, surveys.Cursor{}, func(r surveys.Response) bool {
		out.Answers++
		lang := baseLanguage(r.Locale)
		if q.Locale != "" && lang != baseLanguage(q.Locale) {
			return true
		}
		if counts[lang] == nil {
			counts[lang] = &vocabulary{words: lexicon{}, pairs: lexicon{}, stop: stopWords[lang]}
		}
		for _, text := range survey.Comments(r) {
			counts[lang].read(text, survey.Metric.Side(r.Rating), personOf(r))
		}
		return true
	})
	for _, lang := range slices.Sorted(maps.Keys(counts)) {
		out.Languages = append(out.Languages, counts[lang].keywords(lang))
	}
	slices.SortStableFunc(out.Languages, func(a, b KeywordsByLanguage) int {
		return cmp.Compare(b.LowComments+b.HighComments, a.LowComments+a.HighComments)
	})
	return out, err
}

// ratingsOf gives the ratings of a side, from and to.
func ratingsOf(m metric.Metric, side int) (out [2]int) {
	lowest, highest := m.Scale()
	for first, r := true, lowest; r <= highest; r++ {
		if m.Side(r) == side {
			if first {
				out[0], first = r, false
			}
			out[1] = r
		}
	}
	return out
}

// personOf tells respondents apart. Who is anonymous is taken for one person in
// every answer.
func personOf(r surveys.Response) string {
	if r.Respondent != 0 {
		return strconv.FormatInt(r.Respondent, 10)
	}
	return r.ID
}

// vocabulary counts what was written in one language.
type vocabulary struct {
	words, pairs lexicon
	comments     [2]int64 // of the dissatisfied and of the satisfied
	stop         map[string]bool
}

// read counts every word and pair of a comment once.
func (v *vocabulary) read(text string, side int, person string) {
	if side == 0 {
		return
	}
	of := 0
	if side > 0 {
		of = 1
	}
	v.comments[of]++
	words, pairs := terms(tokenize(text), v.stop)
	v.words.add(words, of, person)
	v.pairs.add(pairs, of, person)
}

// lexicon is how often each term was said.
type lexicon map[string]*saying

// saying counts the comments that hold a term, and its first persons.
type saying struct {
	texts   [2]int64
	persons [2][]string // of either side, at most LeastPersons
}

func (l lexicon) add(said map[string]bool, side int, person string) {
	for term := range said {
		c := l[term]
		if c == nil {
			c = &saying{}
			l[term] = c
		}
		c.texts[side]++
		if len(c.persons[side]) < LeastPersons && !slices.Contains(c.persons[side], person) {
			c.persons[side] = append(c.persons[side], person)
		}
	}
	// What was said once among so many terms will not matter; forgetting it bounds
	// the memory, whatever people write.
	for least := int64(1); len(l) > mostTerms; least++ {
		for term, c := range l {
			if c.texts[0]+c.texts[1] <= least {
				delete(l, term)
			}
		}
	}
}

// keywords gives the words and pairs that tell the sides apart.
func (v *vocabulary) keywords(lang string) KeywordsByLanguage {
	out := KeywordsByLanguage{Language: lang, LowComments: v.comments[0], HighComments: v.comments[1]}
	found := append(v.words.contrast(), v.pairs.contrast()...)
	p := make([]float64, len(found))
	for i, w := range found {
		p[i] = 2 * metric.OneSided(math.Abs(w.Z))
	}
	adjusted := metric.BenjaminiHochberg(p)
	var low, high []Keyword
	for i, w := range found {
		switch {
		case adjusted[i] > wordsMistake || w.persons < LeastPersons:
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
		words := tokenize(w.Word)
		covered := slices.ContainsFunc(said, func(o Keyword) bool {
			longer := tokenize(o.Word)
			return len(longer) > len(words) && holds(longer, words) && 5*texts(o) >= 4*texts(w)
		})
		if !covered {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Keyword) int { return cmp.Compare(b.Z, a.Z) })
	return out[:min(len(out), mostWords)]
}
