package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"halte/surveys"
	"halte/surveys/keyword"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// What tells the comments of the dissatisfied from those of the satisfied: words
// and pairs of words, by language, with counts on both sides.

// MaxCommentsRead is how many answers with words are looked at, the newest:
// enough for any word that matters, and a page is not long in coming.
const MaxCommentsRead = 10_000

// KeywordsQuery asks what people say at a touchpoint.
type KeywordsQuery struct {
	Touchpoint string
	Survey     string      // needed when the touchpoint has several
	From, To   string      // days; the last 90 when empty
	Filter     pick.Filter // its locales are languages: nl takes nl-BE too
	Small      bool        // may see scores of fewer than five answers
}

// Keywords is the answer to a WordsQuery.
type Keywords struct {
	Touchpoint string             `json:"touchpoint"`
	Survey     string             `json:"survey"`
	Metric     metric.Metric      `json:"metric"`
	From       string             `json:"from"`
	To         string             `json:"to"`
	Low        [2]int             `json:"low" doc:"Ratings of the dissatisfied, from and to: 0 to 6 for NPS, 1 and 2 for CSAT and stars, 1 to 3 for CES"`
	High       [2]int             `json:"high" doc:"Ratings of the satisfied: 9 and 10, 4 and 5, 5 to 7"`
	Held       bool               `json:"held,omitempty" doc:"Held back from this key: there are fewer than five answers"`
	Coarse     bool               `json:"coarse,omitempty" doc:"For keys that lack the scope small_cells: words said by five persons or more, counted in whole fives, over whole blocks of days (from and to), or over whole groups of days where these have enough comments for sides to be told"`
	Answers    int                `json:"answers" doc:"Answers with words that were looked at"`
	Cut        bool               `json:"cut,omitempty" doc:"There are more answers; only the newest were looked at"`
	Languages  []keyword.Language `json:"languages" doc:"Those with most comments first; comments of different languages are never counted together"`
	// Prompted says that the survey asks for comments in several ways, perhaps of
	// either side in another.
	Prompted bool `json:"prompted,omitempty" doc:"The survey has several questions for a comment: some of the difference may come from what was asked"`
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
	picks, err := q.Filter.Written(p, survey, q.Small)
	if err != nil {
		return Keywords{}, err
	}
	out := Keywords{
		Touchpoint: q.Touchpoint, Survey: survey.Key, Metric: survey.Metric, From: period.From, To: period.To,
		Low: ratingsOf(survey.Metric, -1), High: ratingsOf(survey.Metric, 1), Languages: []keyword.Language{},
	}
	if period, out.Held, err = s.wholeBlocks(ctx, []string{survey.Key}, period, q.Small); err != nil || out.Held {
		return out, err
	}
	out.From, out.To, out.Coarse = period.From, period.To, !q.Small
	asked := 0
	for _, f := range survey.FollowUps {
		if f.Type.FreeText() {
			asked++
		}
	}
	out.Prompted = asked > 1
	groups, noGroups, err := s.wholeGroups(ctx, survey.Key, period, q.Small)
	if err != nil {
		return out, err
	}
	all, grouped := newSpoken(), newSpoken()
	out.Cut, err = s.eachWritten(ctx, survey, period, surveys.Cursor{}, func(r surveys.Response) bool {
		if picks(r) {
			all.read(survey, r)
			if out.Coarse && !noGroups && groups.From <= r.Day && r.Day <= groups.To {
				grouped.read(survey, r)
			}
		}
		return true
	})
	switch {
	case q.Small:
		out.Answers, out.Languages = all.answers, all.languages(func(v *keyword.Vocabulary) keyword.Language { return v.Keywords(out.Least()) })
	case grouped.sided(): // one block more or less would tell the sides of its few comments
		out.From, out.To = groups.From, groups.To
		out.Answers, out.Languages = grouped.answers, grouped.languages(func(v *keyword.Vocabulary) keyword.Language { return v.Guarded(true) })
	default:
		out.Answers, out.Languages = all.answers, all.languages(func(v *keyword.Vocabulary) keyword.Language { return v.Guarded(false) })
	}
	return out, err
}

// spoken is what was written, by language.
type spoken struct {
	answers int
	in      map[string]*keyword.Vocabulary
}

func newSpoken() *spoken { return &spoken{in: map[string]*keyword.Vocabulary{}} }

func (s *spoken) read(survey surveys.Survey, r surveys.Response) {
	s.answers++
	lang := keyword.BaseLanguage(r.Locale)
	if s.in[lang] == nil {
		s.in[lang] = keyword.NewVocabulary(lang)
	}
	for _, text := range survey.Comments(r) {
		s.in[lang].Read(text, survey.Metric.Side(r.Rating), personOf(r))
	}
}

// sided says whether the sides of any language may be told to every reader.
func (s *spoken) sided() bool {
	for _, v := range s.in {
		if v.Sided() {
			return true
		}
	}
	return false
}

func (s *spoken) languages(told func(*keyword.Vocabulary) keyword.Language) []keyword.Language {
	out := []keyword.Language{}
	for _, lang := range slices.Sorted(maps.Keys(s.in)) {
		out = append(out, told(s.in[lang]))
	}
	slices.SortStableFunc(out, func(a, b keyword.Language) int { return cmp.Compare(b.Comments, a.Comments) })
	return out
}

// Sided says whether it is told of any language which side says what.
func (k Keywords) Sided() bool {
	return slices.ContainsFunc(k.Languages, func(l keyword.Language) bool { return !l.SidesHeld })
}

// Least gives how many people must have said a word for it to be told.
func (k Keywords) Least() int {
	return surveys.IfElse(k.Coarse, keyword.MostPersons, keyword.LeastPersons)
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
