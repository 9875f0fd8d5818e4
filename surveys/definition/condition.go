package definition

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
	"golang.org/x/text/unicode/norm"

	"halte/surveys"
	"halte/surveys/metric"
)

// Conditions are written in the expression language of expr-lang, over `event`
// and `contact`, without any function: small, typed, and without loops over
// anything that comes from outside.

// condition is a compiled `when`.
type condition struct{ value }

// value is a compiled expression over an event and its contact.
type value struct {
	source  string
	program *vm.Program
	needs   [][]string // property paths that must be there, such as event properties value
}

// facts is what an expression may name.
type facts = map[string]any

// FactsOf gives what expressions may ask of an event and its contact.
func FactsOf(e *surveys.StoredEvent, c *surveys.Contact) facts {
	return facts{
		"event": map[string]any{"id": e.ID, "name": e.Name, "properties": normal(e.Properties)},
		"contact": map[string]any{
			"id": c.ID, "name": c.Name, "locale": c.Locale, "timezone": c.Timezone,
			"properties": normal(c.Properties),
		},
	}
}

// normal gives properties in Unicode normal form, also those that were kept before it
// was asked for.
func normal(p map[string]any) map[string]any {
	if out, refused := surveys.NormalProperties("", p); refused == nil {
		return out
	}
	return p
}

// factShape is what the compiler knows of facts, so that a name that does not
// exist and a comparison that cannot be true are refused when they are written.
var factShape = types.Map{
	"event": types.Map{"id": types.String, "name": types.String, "properties": anything},
	"contact": types.Map{
		"id": types.String, "name": types.String, "locale": types.String, "timezone": types.String,
		"properties": anything,
	},
}

var anything = types.Map{types.Extra: types.Any}

// compileCondition compiles a `when`: an expression that is true or false.
func compileCondition(source string) (*condition, error) {
	v, err := compile(source, expr.AsBool())
	if err != nil {
		return nil, err
	}
	return &condition{*v}, nil
}

// compileValue compiles the expression of a segment or of `correlate`.
func compileValue(source string) (*value, error) { return compile(source) }

func compile(source string, options ...expr.Option) (*value, error) {
	if len(source) > 1000 {
		return nil, fmt.Errorf("is longer than 1000 characters")
	}
	source = norm.NFC.String(source) // as what it is held against
	paths, loops, patterns := &pathCollector{}, &loopFinder{}, &patternFinder{known: map[string]*regexp.Regexp{}}
	program, err := expr.Compile(source, append(options, expr.Env(factShape), expr.DisableAllBuiltins(), patterns.function(),
		expr.MaxNodes(200), expr.Patch(paths), expr.Patch(loops), expr.Patch(patterns))...)
	if err == nil {
		err = loops.found
	}
	if err != nil {
		return nil, fmt.Errorf("%s", firstLine(err))
	}
	return &value{source: source, program: program, needs: paths.found}, nil
}

// firstLine drops the picture that the compiler draws under its message.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// loopFinder finds what goes through a list: loops in loops over ranges would keep
// a processor busy for hours, at every event.
type loopFinder struct{ found error }

// Visit implements ast.Visitor.
func (l *loopFinder) Visit(node *ast.Node) {
	if b, ok := (*node).(*ast.BuiltinNode); ok {
		l.found = fmt.Errorf("%s(…) is not known here: a condition has no loops", b.Name)
	}
}

// pathCollector finds the properties an expression names.
type pathCollector struct{ found [][]string }

func (p *pathCollector) Visit(node *ast.Node) {
	member, ok := (*node).(*ast.MemberNode)
	if !ok {
		return
	}
	path := memberPath(member)
	if len(path) >= 3 && path[1] == "properties" && !slices.ContainsFunc(p.found, func(f []string) bool { return slices.Equal(f, path) }) {
		p.found = append(p.found, path)
	}
}

// memberPath gives event.properties.value as its three names; nil for anything
// that is not a plain path.
func memberPath(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}
	case *ast.MemberNode:
		base := memberPath(n.Node)
		name, ok := n.Property.(*ast.StringNode)
		if base == nil || !ok {
			return nil
		}
		return append(base, name.Value)
	case *ast.ChainNode:
		return memberPath(n.Node)
	}
	return nil
}

// missing names the first property that the expression needs and the facts do
// not have; empty when all are there.
func (v *value) missing(f facts) string {
	for _, path := range v.needs {
		at := f[path[0]]
		for _, name := range path[1:] {
			within, _ := at.(map[string]any)
			if at = within[name]; at == nil {
				return strings.Join(path, ".")
			}
		}
	}
	return ""
}

// Holds says whether the condition is true, and if not, why. A condition that
// names a missing property is false.
func (c *condition) Holds(f facts) (bool, surveys.Reason) {
	if m := c.missing(f); m != "" {
		return false, surveys.Because(surveys.ReasonConditionMissing, "property", m)
	}
	out, err := expr.Run(c.program, f)
	if err != nil {
		return false, surveys.Because(surveys.ReasonConditionError, "error", firstLine(err))
	}
	yes, _ := out.(bool)
	return yes, surveys.Because(surveys.ReasonCondition, "condition", c.source)
}

// Text evaluates the expression to one line of words; empty when a property is
// missing or it gives something that is no word, number or truth.
func (v *value) Text(f facts) string {
	if v.missing(f) != "" {
		return ""
	}
	out, err := expr.Run(v.program, f)
	if err != nil {
		return ""
	}
	switch x := out.(type) {
	case string:
		return strings.TrimSpace(surveys.Truncate(norm.NFC.String(surveys.CleanLine(x)), surveys.MaxID))
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return surveys.Truncate(strconv.FormatFloat(x, 'f', -1, 64), surveys.MaxID)
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// showIf says for which ratings a follow-up is shown. It depends on the rating
// alone, so that a page can know it for every rating beforehand.
type showIf [len(metric.Tally{})]bool

// compileShowIf compiles a `show_if`; an empty one is true for every rating.
func compileShowIf(source string) (showIf, error) {
	var s showIf
	if source == "" {
		for r := range s {
			s[r] = true
		}
		return s, nil
	}
	if len(source) > 200 {
		return s, fmt.Errorf("is longer than 200 characters")
	}
	loops := &loopFinder{}
	program, err := expr.Compile(source, expr.Env(map[string]any{"rating": 0}), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(50), expr.Patch(loops))
	if err == nil {
		err = loops.found
	}
	if err != nil {
		return s, fmt.Errorf("%s", firstLine(err))
	}
	for r := range s {
		out, err := expr.Run(program, map[string]any{"rating": r})
		if err != nil {
			return s, fmt.Errorf("%s", firstLine(err))
		}
		s[r], _ = out.(bool)
	}
	return s, nil
}

// Shown says whether the follow-up is shown after this rating.
func (s showIf) Shown(rating int) bool { return rating >= 0 && rating < len(s) && s[rating] }
