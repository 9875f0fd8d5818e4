package locales

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

var blank = regexp.MustCompile(`\{(\w+)\}`)

// declaredReasons reads the codes from the file of package surveys that declares
// them, each with the arguments that the comment beside it names.
func declaredReasons(t *testing.T, name string) map[string][]string {
	t.Helper()
	return declaredConstants(t, name, "ReasonCode")
}

// declaredConstants reads the constants of a type from a file of package surveys, each
// with the arguments that the comment beside it names.
func declaredConstants(t *testing.T, name, kind string) map[string][]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../surveys/"+name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := v.Type.(*ast.Ident); !ok || of.Name != kind {
			return true
		}
		code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		said := v.Comment.Text()
		args := []string{}
		for _, m := range blank.FindAllStringSubmatch(said, -1) {
			args = append(args, m[1])
		}
		if strings.Contains(said, "why") {
			args = append(args, "why")
		}
		if slices.Contains(args, "at") {
			args = append(args, "day")
		}
		declared[code] = args
		return true
	})
	return declared
}

func TestTheListOfReasonsHoldsEachThatIsDeclared(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, code := range surveys.ReasonCodes() {
		listed = append(listed, string(code))
	}
	slices.Sort(listed)
	if declared := slices.Sorted(maps.Keys(declaredReasons(t, "reason.go"))); len(declared) == 0 || !slices.Equal(listed, declared) {
		t.Errorf("declared are\n%q, listed\n%q", declared, listed)
	}
}

func TestEveryLanguageOfTheTeamNamesEachStatusOfAnInvitation(t *testing.T) {
	t.Parallel()
	declared := slices.Sorted(maps.Keys(declaredConstants(t, "invitation.go", "Status")))
	for _, l := range loaded(t).team {
		if named := slices.Sorted(maps.Keys(l.Reasons.Statuses)); len(declared) == 0 || !slices.Equal(named, declared) {
			t.Errorf("%s names\n%q, there are\n%q", l.Tag, named, declared)
		}
	}
}

func TestEveryLanguageOfTheTeamHasASentenceForEachReasonAndNoOther(t *testing.T) {
	t.Parallel()
	declared := declaredReasons(t, "reason.go")
	all := loaded(t)
	for _, l := range all.locales {
		if !l.ForTeam() {
			continue
		}
		for code := range declared {
			if l.Reasons.Sentences[code] == "" {
				t.Errorf("%s has no sentence for %s", l.Tag, code)
			}
		}
		for code, sentence := range l.Reasons.Sentences {
			args, known := declared[code]
			if !known {
				t.Errorf("%s has a sentence for %s, which is no reason", l.Tag, code)
			}
			for _, m := range blank.FindAllStringSubmatch(sentence, -1) {
				if known && !slices.Contains(args, m[1]) {
					t.Errorf("%s fills {%s} into %s, which has %q", l.Tag, m[1], code, args)
				}
			}
		}
	}
}

// The words that a mail server or a condition of the definition brings stay as they
// are; everything else is told in the reader's language.
func TestAReasonToldInDutchHoldsNoEnglish(t *testing.T) {
	t.Parallel()
	l := loaded(t).Nearest("nl")
	e := Explainer{Locale: l, Zone: time.UTC, Touchpoint: func(string) string { return "Bezorging" }}
	english := regexp.MustCompile(`\b(the|it|and|mail server|not|before|is to|sent|asked|days?|hours?|at)\b`)
	given := map[string]string{
		"at": "2026-03-02T11:00:00Z", "due": "2026-03-02T11:00:00Z", "send_by": "2026-03-02T11:00:00Z", "wait": "14d", "before": "36h", "expires": "7d",
		"touchpoint": "delivery", "source": "api", "event": "e", "condition": "x > 1", "property": "x", "error": "x", "reply": "x", "answer": "450", "trouble": "x", "text": "x",
		"percent": "25", "answers": "10", "days": "90", "against": "20", "asked": "5", "field": "contact.email", "example": "sender: x",
		"own": "14d", "events": "shipped\nreturned", "status": "sent",
	}
	for code, args := range declaredReasons(t, "reason.go") {
		r := surveys.Because(surveys.ReasonCode(code))
		for _, name := range args {
			switch value, there := given[name]; {
			case there:
				if r.Args == nil {
					r.Args = map[string]string{}
				}
				r.Args[name] = value
			case name == "why":
				r.Why = &surveys.Reason{Code: surveys.ReasonServerSilent}
			case name != "day":
				t.Fatalf("this test gives no %s", name)
			}
		}
		told := e.Reason(r)
		if told == code || strings.ContainsAny(told, "{}") || strings.ContainsAny(told, "\n") || strings.Contains(told, " 7d") || strings.Contains(told, "14d") {
			t.Errorf("%s is told as %q", code, told)
		}
		if found := english.FindString(told); found != "" {
			t.Errorf("%s is told as %q: %q is English", code, told, found)
		}
	}
}

// A language of expressions says in English what it cannot compare. Who reads another
// language sees by the quotes that this is somebody else's.
func TestWhatALibrarySaysOfAConditionIsQuotedBehindASentenceOfTheReaders(t *testing.T) {
	t.Parallel()
	for _, l := range loaded(t).team[1:] {
		e := Explainer{Locale: l, Zone: time.UTC}
		told := e.Reason(surveys.Because(surveys.ReasonConditionError, "error", "mismatched types"))
		if before, quoted := strings.CutSuffix(told, "“mismatched types”"); !quoted || len(strings.Fields(before)) < 5 {
			t.Errorf("%s says %q", l.Tag, told)
		}
	}
}
