package main_test

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// domain loads the rooms with their types, once for all tests that look at them.
var domain = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{
		Dir:  "../..",
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports,
	}, "./surveys/...", "./templates/...", "./api/...", "./cmd/halte", "./scheduler")
})

// rooms gives the packages that keep their own Store, Reader or Tx.
func rooms(t *testing.T) (found []*packages.Package) {
	t.Helper()
	all, err := domain()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if _, isInterface := port(p, "Store"); isInterface {
			found = append(found, p)
		}
	}
	if len(found) < 6 {
		t.Fatalf("only %d rooms have a Store", len(found))
	}
	return found
}

// port gives an interface that a room declares.
func port(p *packages.Package, name string) (*types.Interface, bool) {
	o := p.Types.Scope().Lookup(name)
	if o == nil {
		return nil, false
	}
	i, ok := o.Type().Underlying().(*types.Interface)
	return i, ok
}

// Whoever has a context can read from the pool, where others write meanwhile: what
// decides in a transaction is handed the transaction alone.
func TestWhatRunsInATransactionHasNoContext(t *testing.T) {
	t.Parallel()
	for _, p := range rooms(t) {
		tx := p.Types.Scope().Lookup("Tx")
		if tx == nil {
			continue // it writes nothing
		}
		inside := func(f *ast.FuncType) bool {
			return slices.ContainsFunc(f.Params.List, func(param *ast.Field) bool { return types.Identical(p.TypesInfo.TypeOf(param.Type), tx.Type()) })
		}
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				var signature *ast.FuncType
				var body *ast.BlockStmt
				switch f := n.(type) {
				case *ast.FuncDecl:
					signature, body = f.Type, f.Body
				case *ast.FuncLit:
					signature, body = f.Type, f.Body
				}
				if body == nil || !inside(signature) {
					return true
				}
				ast.Inspect(body, func(n ast.Node) bool {
					if e, ok := n.(ast.Expr); ok && isContext(p.TypesInfo.TypeOf(e)) {
						t.Errorf("%s: a transaction has a context", p.Fset.Position(e.Pos()))
					}
					return true
				})
				return false
			})
		}
	}
}

func isContext(t types.Type) bool { return t != nil && t.String() == "context.Context" }

// A Store that lists more than its room calls tells a reader of queries that
// nobody asks, and every fake has to answer them. A room may hand its Reader to the
// edge, which calls it then; what a room below calls of it is embedded from there.
func TestARoomAsksItsStoreForNoMoreThanItCalls(t *testing.T) {
	t.Parallel()
	called := map[string]bool{} // by full name, and inside of a room by its package and name
	all, err := domain()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, s := range p.TypesInfo.Selections {
			if m, ok := s.Obj().(*types.Func); ok && types.IsInterface(m.Signature().Recv().Type()) {
				called[m.FullName()], called[p.PkgPath+" "+m.Name()] = true, true
			}
		}
	}
	for _, p := range rooms(t) {
		for _, name := range []string{"Store", "Reader", "Tx"} {
			declared, ok := port(p, name)
			if !ok {
				continue
			}
			for m := range declared.ExplicitMethods() {
				if !called[m.FullName()] && !called[p.PkgPath+" "+m.Name()] {
					t.Errorf("%s: nothing in %s calls %s.%s", p.Fset.Position(m.Pos()), strings.TrimPrefix(p.PkgPath, "halte/"), name, m.Name())
				}
			}
		}
	}
}

// Whoever holds a Service could go past every rule with a store that he finds on it.
func TestNoServiceHandsOutItsStore(t *testing.T) {
	t.Parallel()
	for _, p := range rooms(t) {
		service := p.Types.Scope().Lookup("Service")
		if service == nil {
			t.Errorf("%s has a Store and no Service", p.PkgPath)
			continue
		}
		methods := types.NewMethodSet(types.NewPointer(service.Type()))
		for _, name := range []string{"Store", "Reader", "Tx"} {
			declared, ok := port(p, name)
			if !ok {
				continue
			}
			for m := range declared.Methods() {
				found := methods.Lookup(p.Types, m.Name())
				if found != nil && types.IsInterface(found.Obj().(*types.Func).Signature().Recv().Type()) {
					t.Errorf("%s.Service hands out %s of its %s", p.PkgPath, m.Name(), name)
				}
			}
			for field := range service.Type().Underlying().(*types.Struct).Fields() {
				if field.Exported() && types.Identical(field.Type(), p.Types.Scope().Lookup(name).Type()) {
					t.Errorf("%s: a Service hands out its %s", p.Fset.Position(field.Pos()), name)
				}
			}
		}
	}
}
