package main_test

import (
	"go/ast"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// clockReaders lists the files outside of cmd that may ask what time it is, and why
// each of them is not handed a clock. A test that stands at a fixed moment does not
// reach them.
var clockReaders = map[string]string{
	"api/log.go":                   "measures how long an answer took",
	"api/slow.go":                  "a deadline of a connection is one of the machine's clock",
	"scheduler/embedded.go":        "lets the keys of the embedded Redis grow old",
	"scheduler/scheduler.go":       "takes the clock of the machine when it is handed none",
	"surveys/mailer/connection.go": "a deadline of a connection is one of the machine's clock",
	"surveys/mailer/relay.go":      "so is the deadline of a context",
}

// What the domain decides depends on the time it is told, or no test could repeat it.
func TestNobodyButTheEdgeAsksTheClock(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	found, err := packages.Load(&packages.Config{
		Dir: root, Mode: packages.NeedName | packages.NeedSyntax | packages.NeedFiles | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports,
	}, "./api/...", "./scheduler/...", "./surveys/...", "./templates/...", "./migrations/...")
	if err != nil {
		t.Fatal(err)
	}
	unused := maps.Clone(clockReaders)
	for _, p := range found {
		if under(strings.TrimPrefix(p.PkgPath, "halte/"), free...) {
			continue
		}
		for _, ask := range clockAsks(p) {
			file, err := filepath.Rel(root, ask.file)
			if err != nil {
				t.Fatal(err)
			}
			if _, allowed := clockReaders[filepath.ToSlash(file)]; !allowed {
				t.Errorf("%s:%d asks time.%s: hand it a clock", file, ask.line, ask.name)
			}
			delete(unused, filepath.ToSlash(file))
		}
	}
	for _, file := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("%s may ask the clock and does not: strike it from the list", file)
	}
}

type clockAsk struct {
	file string
	line int
	name string
}

// clockAsks gives where a package uses a function that reads the machine's clock.
func clockAsks(p *packages.Package) (out []clockAsk) {
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			used := p.TypesInfo.Uses[name]
			if used == nil || used.Pkg() == nil || used.Pkg().Path() != "time" || used.Parent() != used.Pkg().Scope() {
				return true
			}
			if slices.Contains([]string{"Now", "Since", "Until"}, used.Name()) {
				at := p.Fset.Position(name.Pos())
				out = append(out, clockAsk{at.Filename, at.Line, used.Name()})
			}
			return true
		})
	}
	return out
}
