package locales

import (
	"maps"
	"slices"
	"testing"

	"halte/surveys"
)

// names gives codes as texts, in order.
func names(codes []surveys.ReasonCode) []string {
	out := []string{}
	for _, c := range codes {
		out = append(out, string(c))
	}
	return slices.Sorted(slices.Values(out))
}

func TestTheListsOfRefusalsHoldEachThatIsDeclared(t *testing.T) {
	t.Parallel()
	listed := slices.Compact(names(append(surveys.RespondentRefusals(), surveys.ImprovementRefusals()...)))
	if declared := slices.Sorted(maps.Keys(declaredReasons(t, "refusal.go"))); len(declared) == 0 || !slices.Equal(listed, declared) {
		t.Errorf("declared are\n%q, listed\n%q", declared, listed)
	}
}

// hold checks that a language has a phrase for each of these codes and no other, and
// fills nothing in but what belongs to the code.
func hold(t *testing.T, lang string, phrases map[string]string, codes []surveys.ReasonCode, besides ...string) {
	t.Helper()
	declared := declaredReasons(t, "refusal.go")
	if told := slices.Sorted(maps.Keys(phrases)); !slices.Equal(told, names(codes)) {
		t.Errorf("%s has phrases for\n%q, the refusals are\n%q", lang, told, names(codes))
	}
	for code, phrase := range phrases {
		for _, m := range blank.FindAllStringSubmatch(phrase, -1) {
			if args := append(besides, declared[code]...); !slices.Contains(args, m[1]) {
				t.Errorf("%s fills {%s} into %s, which has %q", lang, m[1], code, args)
			}
		}
	}
}

func TestEveryLanguageTellsRespondentsEachRefusalAndNoOther(t *testing.T) {
	t.Parallel()
	for _, l := range loaded(t).locales {
		hold(t, l.Tag, l.Respondent.Refusals, surveys.RespondentRefusals(), "question")
	}
}

func TestEveryLanguageOfTheTeamTellsEachRefusalOfAnImprovementAndNoOther(t *testing.T) {
	t.Parallel()
	for _, l := range loaded(t).team {
		hold(t, l.Tag, l.ImprovementForm.Refusals, surveys.ImprovementRefusals())
	}
}

func TestARefusalWithoutWordsIsToldByTheOneThatFitsAll(t *testing.T) {
	t.Parallel()
	r := loaded(t).Nearest("fr").Respondent
	if got := r.Refusal(surveys.Because("of a newer version"), ""); got != r.NotUnderstood {
		t.Errorf("it is told to a respondent as %q", got)
	}
	nl := loaded(t).Nearest("nl")
	if got := nl.ImprovementRefusal(surveys.Because("of a newer version"), nil); got != nl.ImprovementForm.Refused {
		t.Errorf("it is told at the form as %q", got)
	}
}
