package locales

import (
	"strconv"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// OrderWorthText says how much of an order by score is more than noise.
func (l *Locale) OrderWorthText(w insight.OrderWorth) string {
	phrases := l.Compare.OrderWorth
	phrase := phrases.Some
	switch {
	case w.Pairs == 0:
		phrase = phrases.NoPairs
	case w.ToldApart == 0:
		phrase = phrases.Noise
	case w.ToldApart == w.Pairs:
		phrase = phrases.Holds
	}
	return Fill(phrase, "apart", strconv.Itoa(w.ToldApart), "pairs", strconv.Itoa(w.Pairs), "first", strconv.Itoa(w.First))
}

// ProcedureText names the procedure of a flag, and says what it is meant for.
func (l *Locale) ProcedureText(flag string) (name, meantFor string) {
	return l.Compare.Procedures[flag], Fill(l.Compare.MeantFor[flag], "least", strconv.Itoa(metric.LeastToClaim))
}

// NoteText says a note of a comparison.
func (l *Locale) NoteText(n insight.ComparisonNote) string {
	return Fill(l.Compare.Notes[string(n.Code)],
		"n", strconv.Itoa(n.N), "least", strconv.Itoa(metric.LeastToCompare), "small", strconv.Itoa(surveys.SmallCell))
}

// ScoringRuleText says how a version of the rule makes scores of ratings.
func (l *Locale) ScoringRuleText(r insight.ScoringRule) string {
	return l.Method.Rules[strconv.Itoa(r.Version)]
}
