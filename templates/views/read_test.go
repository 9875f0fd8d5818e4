package views

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The tests in this file keep what doc.go says: what was read stands in a page as it
// came, and no page has fields of its own for it.

// most is how many fields a type here may have that a read has too: a name and a key
// are no copy.
const most = 2

// fields are the fields of a struct by name, with the shapes of their types.
type fields map[string]string

// A structure is a struct as it is declared.
type structure struct {
	fields            // those that it exports itself; what it embeds is no field of its own
	mentions []string // the types in it
}

// structures reads the exported structs of a folder, by name. beneath are the named
// types that are something simpler, such as a string.
func structures(t *testing.T, folder string, beneath map[string]string) map[string]structure {
	t.Helper()
	out := map[string]structure{}
	for _, spec := range typesIn(t, folder) {
		if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
			out[spec.Name.Name] = structureOf(s, beneath)
		}
	}
	return out
}

func structureOf(s *ast.StructType, beneath map[string]string) structure {
	out := structure{fields: fields{}}
	for _, f := range s.Fields.List {
		ast.Inspect(f.Type, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok {
				out.mentions = append(out.mentions, name.Name)
			}
			_, elsewhere := n.(*ast.SelectorExpr)
			return !elsewhere
		})
		for _, name := range f.Names {
			if name.IsExported() {
				out.fields[name.Name] = shape(f.Type, beneath)
			}
		}
	}
	return out
}

// ofTheTeam picks the pages that have a console around them, with all that is in them.
// What a respondent reads is a text in one language, chosen with the answer token.
func ofTheTeam(all map[string]structure) map[string]structure {
	out := map[string]structure{}
	var add func(name string)
	add = func(name string) {
		if _, known := out[name]; known {
			return
		}
		if of, here := all[name]; here {
			out[name] = of
			for _, other := range of.mentions {
				add(other)
			}
		}
	}
	for name, of := range all {
		if slices.Contains(of.mentions, "Console") {
			add(name)
		}
	}
	return out
}

func typesIn(t *testing.T, folder string) []*ast.TypeSpec {
	t.Helper()
	var out []*ast.TypeSpec
	for _, file := range parsed(t, folder, 0) {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				out = append(out, spec)
			}
			return true
		})
	}
	return out
}

func parsed(t *testing.T, folder string, mode parser.Mode) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, mode)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// shape writes a type so that what is filled in from another is like it: without its
// package, without a pointer, and a State that is a string beneath as a string.
func shape(e ast.Expr, beneath map[string]string) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return shape(e.X, beneath)
	case *ast.SelectorExpr:
		return shape(e.Sel, beneath)
	case *ast.ArrayType:
		if e.Len == nil {
			return "[]" + shape(e.Elt, beneath)
		}
	case *ast.Ident:
		if of, named := beneath[e.Name]; named {
			return of
		}
		return e.Name
	}
	return types.ExprString(e)
}

// alike are named types that a page would write in another way.
func alike(t *testing.T, folders []string) map[string]string {
	t.Helper()
	out := map[string]string{"Text": "string", "Interval": "[2]float64"}
	for _, folder := range folders {
		for _, spec := range typesIn(t, folder) {
			if of, ok := spec.Type.(*ast.Ident); ok {
				out[spec.Name.Name] = of.Name
			}
		}
	}
	return out
}

// repeated says which types of pages repeat fields of which reads.
func repeated(pages map[string]structure, reads map[string]map[string]structure) []string {
	var out []string
	for _, page := range slices.Sorted(maps.Keys(pages)) {
		for _, room := range slices.Sorted(maps.Keys(reads)) {
			for _, read := range slices.Sorted(maps.Keys(reads[room])) {
				var same []string
				for _, name := range slices.Sorted(maps.Keys(pages[page].fields)) {
					if of, there := reads[room][read].fields[name]; there && of == pages[page].fields[name] {
						same = append(same, name)
					}
				}
				if len(same) > most {
					out = append(out, fmt.Sprintf("%s repeats %s of %s.%s", page, strings.Join(same, ", "), room, read))
				}
			}
		}
	}
	return out
}

// rooms are the folders of the middle that this package imports, by package.
func rooms(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, file := range parsed(t, ".", parser.ImportsOnly) {
		for _, i := range file.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if inside, ok := strings.CutPrefix(path, "halte/surveys"); ok && inside != "/metric" {
				out[filepath.Base(path)] = filepath.Join("../../surveys", inside)
			}
		}
	}
	return out
}

// readsHere are the exported structs of those folders, by package.
func readsHere(t *testing.T) (reads map[string]map[string]structure, beneath map[string]string) {
	t.Helper()
	folders := rooms(t)
	beneath = alike(t, slices.Collect(maps.Values(folders)))
	reads = map[string]map[string]structure{}
	for room, folder := range folders {
		reads[room] = structures(t, folder, beneath)
	}
	return reads, beneath
}

func TestNoPageOfTheTeamRepeatsWhatWasRead(t *testing.T) {
	t.Parallel()
	reads, beneath := readsHere(t)
	for _, fault := range repeated(ofTheTeam(structures(t, ".", beneath)), reads) {
		t.Error(fault + ": hold the read itself")
	}
}

func TestAPageThatRepeatsAReadIsFound(t *testing.T) {
	t.Parallel()
	reads, beneath := readsHere(t)
	for name, c := range map[string]struct{ source, want string }{
		"the same types":  {`type P struct { Console; N int64; Held, Few bool }`, "P repeats Few, Held, N of insight.Figures"},
		"other types":     {`type P struct { Console; State, Through string; Path []Look; Ended *bool }`, "P repeats Ended, Path, State, Through of improve.Verdict"},
		"in what it has":  {`type P struct { Console; Rows []Row }; type Row struct { Key string; N int64; Question string }`, "Row repeats Key, N, Question of followup.Question"},
		"the read itself": {`type P struct { Console; insight.Figures; Key, Name string }`, ""},
		"for respondents": {`type P struct { Respondent; N int64; Held, Few bool }`, ""},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "p.go"), []byte("package p; "+c.source), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := strings.Join(repeated(ofTheTeam(structures(t, folder, beneath)), reads), "; "); !strings.Contains(found, c.want) || c.want == "" && found != "" {
			t.Errorf("%s: found %q, want %q", name, found, c.want)
		}
	}
}

func TestWhatChartsDrawStandsInNoPage(t *testing.T) {
	t.Parallel()
	for _, of := range typesIn(t, ".") {
		if !of.Name.IsExported() {
			continue
		}
		ast.Inspect(of.Type, func(n ast.Node) bool {
			if drawn, ok := n.(*ast.SelectorExpr); ok && types.ExprString(drawn.X) == "charts" {
				t.Errorf("%s holds %s: hold the read, and let the view make of it what is drawn", of.Name.Name, types.ExprString(drawn))
			}
			return true
		})
	}
}
