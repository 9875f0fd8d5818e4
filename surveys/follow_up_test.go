package surveys_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
)

// asking is a follow-up of a type with as many options as it needs.
func asking(t surveys.FollowUpType) surveys.FollowUp {
	f := surveys.FollowUp{Key: "asked", Type: t}
	for _, key := range []string{"a", "b", "c"}[:t.LeastOptions()] {
		f.Options = append(f.Options, surveys.Option{Key: key})
	}
	return f
}

func TestTheFollowUpTypesHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	all := surveys.FollowUpTypes()
	if len(all) < 4 {
		t.Errorf("there are only %v", all)
	}
	for i, of := range all {
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(of)) {
			t.Errorf("%q is no name for a type", of)
		}
		if slices.Contains(all[:i], of) {
			t.Errorf("%s has two rows", of)
		}
	}
}

func TestEveryFollowUpMayBeLeftUnanswered(t *testing.T) {
	t.Parallel()
	for _, of := range surveys.FollowUpTypes() {
		if kept, err := asking(of).Check([]string{"", " \n"}); err != nil || len(kept) != 0 {
			t.Errorf("%s keeps %q of nothing: %v", of, kept, err)
		}
	}
}

func TestAFollowUpTakesTheAnswersOfItsType(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", surveys.MaxComment)
	for _, c := range []struct {
		of      surveys.FollowUpType
		values  []string
		refused string
	}{
		{surveys.Comment, []string{long}, ""},
		{surveys.Comment, []string{long + "é"}, "is longer than 5000 characters"},
		{surveys.Comment, []string{"one", "two"}, "takes one answer"},
		{surveys.Single, []string{"a"}, ""},
		{surveys.Single, []string{"z"}, "is not one of the choices"},
		{surveys.Single, []string{"a", "b"}, "takes one answer"},
		{surveys.Multi, []string{"b", "a"}, ""},
		{surveys.Multi, []string{"a", "z"}, "is not one of the choices"},
		{surveys.Multi, []string{"a", "a"}, "names a choice twice"},
		{surveys.YesNo, []string{"yes"}, ""},
		{surveys.YesNo, []string{"no"}, ""},
		{surveys.YesNo, []string{"perhaps"}, "is yes or no"},
		{surveys.YesNo, []string{"yes", "no"}, "takes one answer"},
		{"ranking", []string{"a"}, "has a type that is not known"},
	} {
		kept, err := asking(c.of).Check(c.values)
		switch {
		case c.refused == "" && (err != nil || !slices.Equal(kept, c.values)):
			t.Errorf("%s keeps %.40q of %.40q: %v", c.of, kept, c.values, err)
		case c.refused != "" && (err == nil || err.Message != c.refused):
			t.Errorf("%s says %v to %.40q, want that it %s", c.of, err, c.values, c.refused)
		}
	}
}
