package locales

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/metric"
)

func TestEveryLanguageOfTheTeamExplainsEachFlagAndNoteOfAComparison(t *testing.T) {
	t.Parallel()
	var notes []string
	for _, code := range insight.NoteCodes() {
		notes = append(notes, string(code))
	}
	slices.Sort(notes)
	flags := slices.Sorted(slices.Values(insight.FlagProcedures()))
	for _, l := range loaded(t).team {
		for what, c := range map[string]struct {
			phrases map[string]string
			want    []string
		}{"notes": {l.Compare.Notes, notes}, "procedures": {l.Compare.Procedures, flags}, "meant_for": {l.Compare.MeantFor, flags}} {
			if got := slices.Sorted(maps.Keys(c.phrases)); !slices.Equal(got, c.want) {
				t.Errorf("%s has %s for %q, want %q", l.Tag, what, got, c.want)
			}
		}
		for _, n := range notes {
			if told := l.NoteText(insight.ComparisonNote{Code: insight.NoteCode(n), N: 3}); told == "" || strings.ContainsAny(told, "{}") {
				t.Errorf("%s says %s as %q", l.Tag, n, told)
			}
		}
	}
}

func TestWhatAnOrderIsWorthIsSaidByHowManyPairsDiffer(t *testing.T) {
	t.Parallel()
	en := loaded(t).Nearest("en")
	for want, w := range map[string]insight.OrderWorth{
		"There are no two rows":       {},
		"is noise here":               {Pairs: 3, First: 3},
		"every two rows differ":       {Pairs: 3, ToldApart: 3, First: 1},
		"2 of 3 pairs of rows differ": {Pairs: 3, ToldApart: 2, First: 2},
	} {
		if told := en.OrderWorthText(w); !strings.Contains(told, want) {
			t.Errorf("%+v is said as %q", w, told)
		}
	}
}

func TestEveryLanguageOfTheTeamSaysWhatEachScoringRuleDoes(t *testing.T) {
	t.Parallel()
	rules := insight.ScoringRules()
	for _, l := range loaded(t).team {
		if len(l.Method.Rules) != len(rules) {
			t.Errorf("%s explains %d rules, there are %d", l.Tag, len(l.Method.Rules), len(rules))
		}
		for _, r := range rules {
			if l.ScoringRuleText(r) == "" {
				t.Errorf("%s says nothing of rule %s", l.Tag, strconv.Itoa(r.Version))
			}
		}
		newest := strings.ToLower(l.ScoringRuleText(rules[len(rules)-1]))
		for _, m := range metric.All() {
			if !strings.Contains(newest, string(m)+":") {
				t.Errorf("%s does not say how %s is scored: %s", l.Tag, m, newest)
			}
		}
	}
}
