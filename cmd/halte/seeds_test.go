package main_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A property that is tried on other cases each time fails for what nobody changed.
func TestEveryPackageTriesItsPropertiesOnTheSameCases(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-json=ImportPath,TestImports,XTestImports,TestGoFiles,XTestGoFiles", "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for packages := json.NewDecoder(strings.NewReader(string(out))); packages.More(); {
		var p struct {
			ImportPath                                           string
			TestImports, XTestImports, TestGoFiles, XTestGoFiles []string
		}
		if err := packages.Decode(&p); err != nil {
			t.Fatal(err)
		}
		imports := slices.Concat(p.TestImports, p.XTestImports)
		if !slices.Contains(imports, "pgregory.net/rapid") {
			continue
		}
		tried++
		if !slices.Contains(imports, "halte/surveys/surveystest") && !slices.Contains(slices.Concat(p.TestGoFiles, p.XTestGoFiles), "seed_test.go") {
			t.Errorf("%s has properties and neither surveystest nor a seed_test.go, which fix the seed", p.ImportPath)
		}
	}
	if tried == 0 {
		t.Error("no package has properties")
	}
}
