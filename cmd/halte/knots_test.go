package main_test

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// Bounds of a package of the domain, so that a reader can hold it in his head.
const (
	mostLines  = 4000 // without tests
	mostInKnot = 8    // files that all need one another
	mostInFunc = 68   // lines of one function
)

// A function that does not fit on a screen does more than its name says.
func TestNoFunctionIsLongerThanAScreen(t *testing.T) {
	t.Parallel()
	found, err := domain()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, p := range found {
		if under(strings.TrimPrefix(p.PkgPath, "halte/"), "surveys/surveystest", "surveys/store/storetest") {
			continue // what tests share is no part of the program
		}
		for _, file := range p.Syntax {
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				seen++
				first, last := p.Fset.Position(f.Pos()), p.Fset.Position(f.End())
				if lines := last.Line - first.Line + 1; lines > mostInFunc {
					t.Errorf("%s: %s has %d lines, more than %d", first, f.Name.Name, lines, mostInFunc)
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d functions were looked at", seen)
	}
}

// Files that need one another in a circle can only be read together.
func TestNoPackageOfTheDomainIsAKnotOrTooLarge(t *testing.T) {
	t.Parallel()
	found, err := domain()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, p := range found {
		if folder := strings.TrimPrefix(p.PkgPath, "halte/"); !under(folder, "surveys", "templates") || under(folder, "surveys/surveystest", "surveys/store/storetest") {
			continue // what tests share is no part of the program
		}
		seen++
		lines := 0
		for _, file := range p.Syntax {
			lines += p.Fset.Position(file.FileEnd).Line
		}
		if lines > mostLines {
			t.Errorf("%s has %d lines, more than %d: which noun wants a room of its own?", p.PkgPath, lines, mostLines)
		}
		for _, knot := range knots(references(p)) {
			if len(knot) > mostInKnot {
				t.Errorf("%s: %d files need one another, more than %d: %s", p.PkgPath, len(knot), mostInKnot, strings.Join(knot, ", "))
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were looked at", seen)
	}
}

func TestKnotsAreFoundAndChainsAreNot(t *testing.T) {
	t.Parallel()
	got := knots(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": nil})
	if len(got) != 1 || !slices.Equal(got[0], []string{"a", "b", "c"}) {
		t.Errorf("the knots are %v", got)
	}
}

// references gives, for each file of a package, the other files whose
// declarations it names.
func references(p *packages.Package) map[string][]string {
	all := map[string][]string{}
	for _, file := range p.Syntax {
		from := filepath.Base(p.Fset.Position(file.Package).Filename)
		ast.Inspect(file, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			o := p.TypesInfo.Uses[name]
			if o == nil || o.Pkg() != p.Types {
				return true
			}
			if _, method := o.(*types.Func); !method && o.Parent() != p.Types.Scope() {
				return true
			}
			if to := filepath.Base(p.Fset.Position(o.Pos()).Filename); to != from && !slices.Contains(all[from], to) {
				all[from] = append(all[from], to)
			}
			return true
		})
	}
	return all
}

// knots gives the sets of two and more that can all be reached from one another,
// each sorted.
func knots(edges map[string][]string) (found [][]string) {
	reached := map[string]map[string]bool{}
	var walk func(from, at string)
	walk = func(from, at string) {
		for _, to := range edges[at] {
			if !reached[from][to] {
				reached[from][to] = true
				walk(from, to)
			}
		}
	}
	var all []string
	for from := range edges {
		all = append(all, from)
		reached[from] = map[string]bool{}
		walk(from, from)
	}
	slices.Sort(all)
	done := map[string]bool{}
	for _, a := range all {
		knot := []string{a}
		for _, b := range all {
			if a != b && reached[a][b] && reached[b][a] {
				knot = append(knot, b)
			}
		}
		slices.Sort(knot)
		if len(knot) > 1 && !done[a] {
			found = append(found, knot)
		}
		for _, b := range knot {
			done[b] = true
		}
	}
	return found
}
