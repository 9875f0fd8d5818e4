package definition

import (
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Expressions are evaluated in the transaction that takes events in, up to a thousand
// times. So what one may cost is bounded when it is written, for events of any size, and
// so is what all may cost together that are evaluated for one event.
const (
	maxReads   = 20  // operators that read a whole text or list
	maxSteps   = 200 // instructions of all patterns together
	maxMatched = 512 // bytes of a text that is held against a pattern
	maxListed  = 100 // numbers of a range

	maxEventReads = 3 * maxReads
	maxEventSteps = 3 * maxSteps
)

// checkEffort refuses an expression that could take long to evaluate. What does not
// parse is left to the compiler.
func checkEffort(source string) error {
	e := effortOf(source)
	switch {
	case e.refused != nil:
		return e.refused
	case e.reads > maxReads:
		return fmt.Errorf("has %d of +, ==, !=, in, contains and matches between values of an event; %d is the most", e.reads, maxReads)
	case e.steps > maxSteps:
		return fmt.Errorf("has patterns of %d steps; %d is the most: shorten them, above all counts such as {1,50}", e.steps, maxSteps)
	}
	return nil
}

// effortOf gives what an expression may cost; nothing where it does not parse.
func effortOf(source string) *effort {
	e := &effort{}
	if tree, err := parser.Parse(source); source != "" && err == nil {
		ast.Walk(&tree.Node, e)
	}
	return e
}

// effort adds up what an expression may cost.
type effort struct {
	refused      error
	reads, steps int
}

// add counts one more expression.
func (e *effort) add(source string) {
	one := effortOf(source)
	// What is beyond the bounds of one is refused there.
	e.reads, e.steps = e.reads+min(one.reads, maxReads), e.steps+min(one.steps, maxSteps)
}

// Visit implements ast.Visitor.
func (e *effort) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.VariableDeclaratorNode:
		e.refused = fmt.Errorf("let is not known here: write the value where it is needed")
	case *ast.BinaryNode:
		if err := e.binary(n); err != nil {
			e.refused = err
		}
	}
}

func (e *effort) binary(n *ast.BinaryNode) error {
	switch n.Operator {
	case "..":
		from, ok := n.Left.(*ast.IntegerNode)
		to, also := n.Right.(*ast.IntegerNode)
		if !ok || !also || to.Value-from.Value >= maxListed {
			return fmt.Errorf("has a range that is not of two numbers, at most %d apart: compare with >= and <=", maxListed)
		}
	case "matches":
		pattern, ok := n.Right.(*ast.StringNode)
		if !ok {
			return fmt.Errorf("matches takes a pattern in quotes, none that an event brings")
		}
		e.reads++
		e.steps += stepsOf(pattern.Value)
	case "contains", "+":
		e.reads++
	case "==", "!=", "in":
		if !isLiteral(n.Left) && !isLiteral(n.Right) {
			e.reads++
		}
	}
	return nil
}

// stepsOf gives the number of instructions of a pattern; 0 for what is none.
func stepsOf(pattern string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return len(program.Inst)
}

// isLiteral says whether a node is written out, as 5, "x" and ["NL", "BE"] are.
func isLiteral(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.StringNode, *ast.BoolNode, *ast.NilNode:
		return true
	case *ast.ArrayNode:
		for _, one := range n.Nodes {
			if !isLiteral(one) {
				return false
			}
		}
		return true
	case *ast.BinaryNode:
		return n.Operator == ".." && isLiteral(n.Left) && isLiteral(n.Right)
	}
	return false
}

// matching holds texts against patterns in place of the operator, which reads texts of
// any length. It is known by a name that nobody can write.
const matching = "text matches"

// patternFinder puts the function into the place of the operator.
type patternFinder struct{ known map[string]*regexp.Regexp }

// Visit implements ast.Visitor.
func (p *patternFinder) Visit(node *ast.Node) {
	n, ok := (*node).(*ast.BinaryNode)
	if !ok || n.Operator != "matches" {
		return
	}
	pattern, ok := n.Right.(*ast.StringNode)
	if !ok { // of a definition from before such were refused
		return
	}
	compiled, err := regexp.Compile(pattern.Value)
	if err != nil { // the compiler says so
		return
	}
	p.known[pattern.Value] = compiled
	ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: matching}, Arguments: []ast.Node{n.Left, n.Right}})
}

// function is what an expression calls. nil matches nothing.
func (p *patternFinder) function() expr.Option {
	return expr.Function(matching, func(given ...any) (any, error) {
		if given[0] == nil {
			return false, nil
		}
		text, ok := given[0].(string)
		switch {
		case !ok:
			return false, fmt.Errorf("matches reads texts, not %T", given[0])
		case len(text) > maxMatched:
			return false, fmt.Errorf("matches reads texts of at most %d bytes; this one has %d", maxMatched, len(text))
		}
		return p.known[given[1].(string)].MatchString(text), nil
	}, new(func(any, string) bool))
}
