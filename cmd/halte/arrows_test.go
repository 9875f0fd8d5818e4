package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The tests in this file keep the direction of imports. surveys and its rooms are
// the middle and do no input or output; adapters stand around them and do not know
// one another; cmd puts them together. Only direct imports outside of tests count.

// homes says which folders alone may import a library.
var homes = []struct {
	name      string
	libraries []string
	folders   []string
}{
	{"gin", []string{"github.com/gin-gonic", "github.com/gin-contrib"}, []string{"api"}},
	{"compression", []string{"github.com/klauspost/compress"}, []string{"api"}},
	{"huma", []string{"github.com/danielgtaylor/huma"}, []string{"api/rest"}},
	{"the language of conditions", []string{"github.com/expr-lang"}, []string{"surveys/definition"}},
	{"YAML", []string{"go.yaml.in"}, []string{"surveys/definition"}},
	{"the command line", []string{"github.com/alecthomas/kong", "github.com/schollz/progressbar", "golang.org/x/term"}, []string{"cmd"}},
	{"the database", []string{"gorm.io", "github.com/jackc", "modernc.org"}, []string{"surveys/store/sqldb"}},
	{"goose", []string{"github.com/pressly/goose"}, []string{"surveys/store/sqldb", "migrations"}},
	{"Redis", []string{"github.com/hibiken/asynq", "github.com/redis", "github.com/alicebob/miniredis"}, []string{"scheduler"}},
	{"go-mail", []string{"github.com/go-mail/mail"}, []string{"surveys/mailer"}},
	{"go-smtp", []string{"github.com/emersion/go-smtp"}, []string{"surveys/mailer"}},
}

// free may import any library: the load generators and what only tests use.
var free = []string{"cmd/haltebench", "surveys/surveystest", "surveys/store/storetest"}

// knows says which packages of this module a folder may import, itself and what
// lies beneath it apart. The first folder that holds a package decides.
var knows = []struct {
	folder   string
	packages []string
}{
	{"cmd/haltebench", []string{"..."}},
	{"cmd/haltevalidate", []string{"surveys/metric", "surveys/validate", "templates/charts"}},
	{"cmd", []string{
		"api/...", "surveys", "surveys/access", "surveys/definition", "surveys/dispatch", "surveys/followup", "surveys/improve", "surveys/insight",
		"surveys/intake", "surveys/journey", "surveys/mailer", "surveys/metric", "surveys/privacy", "surveys/respond", "surveys/sheet", "surveys/store", "scheduler", "templates", "templates/locales",
	}},
	{"api/internal", []string{"surveys", "surveys/access", "api/internal/..."}},
	{"api", []string{
		"surveys", "surveys/access", "surveys/definition", "surveys/dispatch", "surveys/followup", "surveys/improve", "surveys/insight",
		"surveys/intake", "surveys/journey", "surveys/jsonlist", "surveys/keyword", "surveys/metric", "surveys/pick", "surveys/privacy", "surveys/respond", "surveys/sheet", "templates", "templates/locales", "templates/views", "api/internal/...",
	}},
	{"scheduler", []string{"surveys"}},
	{"surveys/mailer", []string{"surveys", "surveys/blame", "templates/mail"}},
	{"surveys/store/storetest", []string{
		"surveys", "surveys/metric", "surveys/improve", "surveys/insight", "surveys/intake", "surveys/journey",
		"surveys/privacy", "surveys/store",
	}},
	{"surveys/store/sqldb", []string{"surveys", "migrations"}},
	{"surveys/store", []string{
		"surveys", "surveys/metric", "surveys/store/sqldb", "surveys/access", "surveys/definition", "surveys/dispatch",
		"surveys/followup", "surveys/guard", "surveys/improve", "surveys/insight", "surveys/intake", "surveys/journey", "surveys/privacy", "surveys/respond",
	}},
	{"surveys/surveystest", []string{"surveys/...", "templates/locales"}},
	{"surveys/metric", nil},
	{"surveys/blame", nil},
	{"surveys/access", []string{"surveys"}},
	{"surveys/batch", []string{"surveys"}},
	{"surveys/definition", []string{"surveys", "surveys/jsonlist", "surveys/metric"}},
	{"surveys/rules", []string{"surveys", "surveys/definition"}},
	{"surveys/intake", []string{"surveys", "surveys/definition", "surveys/rules", "surveys/batch", "surveys/jsonlist"}},
	{"surveys/privacy", []string{"surveys", "surveys/definition", "surveys/followup"}},
	{"surveys/dispatch", []string{"surveys", "surveys/batch", "surveys/blame", "surveys/definition", "surveys/rules", "surveys/sheet"}},
	{"surveys/respond", []string{"surveys", "surveys/definition", "surveys/metric", "surveys/batch", "surveys/followup", "surveys/jsonlist", "surveys/sheet"}},
	{"surveys/sheet", []string{"surveys"}},
	{"surveys/jsonlist", []string{"surveys"}},
	{"surveys/followup", []string{"surveys", "surveys/definition", "surveys/metric", "surveys/pick", "surveys/worth"}},
	{"surveys/worth", []string{"surveys", "surveys/metric"}},
	{"surveys/guard", []string{"surveys", "surveys/metric"}},
	{"surveys/keyword", []string{"surveys/metric"}},
	{"surveys/pick", []string{"surveys", "surveys/definition", "surveys/guard", "surveys/keyword"}},
	{"surveys/insight", []string{"surveys", "surveys/definition", "surveys/guard", "surveys/keyword", "surveys/metric", "surveys/pick", "surveys/worth"}},
	{"surveys/journey", []string{"surveys", "surveys/definition", "surveys/guard", "surveys/insight", "surveys/metric", "surveys/pick", "surveys/worth"}},
	{"surveys/improve", []string{"surveys", "surveys/definition", "surveys/guard", "surveys/insight", "surveys/metric", "surveys/pick", "surveys/worth"}},
	{"surveys/worlds", []string{"surveys/metric"}},
	{"surveys/validate", []string{"surveys", "surveys/definition", "surveys/guard", "surveys/improve", "surveys/insight", "surveys/journey", "surveys/metric", "surveys/worlds"}},
	{"surveys", []string{"surveys/blame", "surveys/metric"}},
	{"templates/brand", nil},
	{"templates/locales", []string{"surveys", "surveys/insight", "surveys/metric"}},
	{"templates/charts", []string{"surveys/metric", "templates/locales"}},
	{"templates/mail", []string{"surveys/metric", "templates/brand", "templates/locales"}},
	{"templates/views", []string{"surveys", "surveys/followup", "surveys/improve", "surveys/insight", "surveys/journey", "surveys/metric", "templates/brand", "templates/charts", "templates/locales"}},
	{"templates", []string{"templates/brand", "templates/locales", "templates/mail", "templates/views"}},
	{"migrations", nil},
}

// pure lists the packages that import only these libraries, and nothing of the
// standard library that does input or output where quiet is set.
var pure = map[string]struct {
	libraries []string
	quiet     bool
}{
	"surveys": {[]string{
		"github.com/google/uuid", "golang.org/x/text", "golang.org/x/net/idna", "github.com/rivo/uniseg",
	}, true},
	"surveys/access":     {nil, true},
	"surveys/batch":      {nil, true},
	"surveys/blame":      {nil, true},
	"surveys/sheet":      {[]string{"golang.org/x/text"}, true},
	"surveys/jsonlist":   {[]string{"github.com/go-json-experiment/json/jsontext"}, true},
	"surveys/definition": {[]string{"github.com/expr-lang/expr", "go.yaml.in/yaml/v3", "golang.org/x/text", "github.com/rivo/uniseg", "github.com/go-json-experiment/json/jsontext"}, true},
	"surveys/rules":      {nil, true},
	"surveys/intake":     {nil, true},
	"surveys/privacy":    {nil, true},
	"surveys/dispatch":   {nil, true},
	"surveys/respond":    {nil, true},
	"surveys/worth":      {nil, true},
	"surveys/guard":      {nil, true},
	"surveys/pick":       {nil, true},
	"surveys/followup":   {nil, true},
	"surveys/keyword":    {[]string{"golang.org/x/text", "github.com/rivo/uniseg"}, true},
	"surveys/insight":    {nil, true},
	"surveys/journey":    {nil, true},
	"surveys/improve":    {nil, true},
	"surveys/worlds":     {nil, true},
	"surveys/validate":   {nil, true},
	"surveys/metric":     {[]string{"gonum.org/v1/gonum"}, true},
	"templates":          {nil, false},
	"templates/brand":    {nil, false},
	"templates/charts":   {nil, false},
	"templates/mail":     {nil, false},
	"templates/views":    {nil, false},
	"templates/locales":  {[]string{"golang.org/x/text", "github.com/go-json-experiment/json"}, false},
}

func TestArrowsPointTheWayTheDesignSays(t *testing.T) {
	t.Parallel()
	for importer, all := range imports(t) {
		for _, imported := range all {
			if rule := broken(importer, imported); rule != "" {
				t.Errorf("%s imports %s: %s", importer, imported, rule)
			}
		}
	}
}

// An arrow that nobody needs any more would be there for whoever takes a short cut.
func TestTheTableAllowsNoArrowThatNobodyNeeds(t *testing.T) {
	t.Parallel()
	used := map[string]bool{} // folder and pattern
	for importer, all := range imports(t) {
		for _, rule := range knows {
			if !under(strings.TrimPrefix(importer, "halte/"), rule.folder) {
				continue
			}
			for _, pattern := range rule.packages {
				used[rule.folder+" "+pattern] = used[rule.folder+" "+pattern] || slices.ContainsFunc(all, func(imported string) bool {
					ours, ok := strings.CutPrefix(imported, "halte/")
					return ok && matches(pattern, ours)
				})
			}
			break
		}
	}
	for _, rule := range knows {
		for _, pattern := range rule.packages {
			if !used[rule.folder+" "+pattern] {
				t.Errorf("%s may import %s and does not: strike it from the table", rule.folder, pattern)
			}
		}
	}
}

// The doc of a room says what it may import: a reader looks there, and not here.
func TestTheDocOfARoomNamesWhatItMayImport(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, rule := range knows {
		if p, ok := pure[rule.folder]; !ok || !p.quiet || len(rule.packages) == 0 || rule.folder == "surveys" {
			continue
		}
		doc, err := os.ReadFile("../../" + rule.folder + "/doc.go")
		if err != nil {
			t.Fatal(err)
		}
		seen++
		_, sentence, _ := strings.Cut(strings.ReplaceAll(string(doc), "\n// ", " "), "It may import ")
		sentence, _, _ = strings.Cut(sentence, "\n")
		for _, imported := range rule.packages {
			if !regexp.MustCompile(`\b` + path.Base(imported) + `\b`).MatchString(sentence) {
				t.Errorf("%s/doc.go does not say that it may import %s", rule.folder, imported)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d rooms were looked at", seen)
	}
}

// imports gives what each package of this module imports, outside of its tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	list.Dir = "../.."
	var complaint strings.Builder
	list.Stderr = &complaint
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaint.String())
	}
	all := map[string][]string{}
	for packages := json.NewDecoder(strings.NewReader(string(out))); packages.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := packages.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p.Imports
	}
	if len(all) == 0 {
		t.Fatal("go list named no packages")
	}
	return all
}

func TestAnArrowTheWrongWayIsNamedWithItsRule(t *testing.T) {
	for _, c := range []struct{ importer, imported, want string }{
		{"halte/cmd/halte", "halte/surveys/store", ""},
		{"halte/cmd/halte", "gorm.io/gorm", "the database belongs in surveys/store"},
		{"halte/cmd/haltebench", "github.com/emersion/go-smtp", ""},
		{"halte/api", "halte/api/rest", ""},
		{"halte/api", "go.yaml.in/yaml/v3", "YAML belongs in surveys/definition alone"},
		{"halte/api/console", "github.com/danielgtaylor/huma/v2", "huma belongs in api/rest alone"},
		{"halte/api/rest", "halte/api/internal/reply", ""},
		{"halte/api/rest", "halte/api/console", "api may import of this module only surveys, surveys/access,"},
		{"halte/api/internal/access", "halte/surveys/respond", "api/internal may import of this module only"},
		{"halte/api/console", "github.com/gin-gonic/gin/render", ""},
		{"halte/scheduler", "halte/surveys/store", "scheduler may import of this module only surveys"},
		{"halte/surveys/intake", "halte/surveys/rules", ""},
		{"halte/surveys/intake", "halte/surveys/respond", "surveys/intake may import of this module only"},
		{"halte/surveys/dispatch", "halte/surveys/respond", "surveys/dispatch may import of this module only"},
		{"halte/surveys/insight", "halte/surveys/journey", "surveys/insight may import of this module only"},
		{"halte/surveys/insight", "halte/surveys/improve", "surveys/insight may import of this module only"},
		{"halte/surveys/rules", "time/tzdata", ""},
		{"halte/surveys/rules", "database/sql", "surveys/rules does no input or output"},
		{"halte/surveys", "net/url", ""},
		{"halte/surveys", "net", "surveys does no input or output"},
		{"halte/surveys", "os/exec", "surveys does no input or output"},
		{"halte/surveys", "golang.org/x/text/language", ""},
		{"halte/surveys", "golang.org/x/net/html", "surveys may import of libraries only"},
		{"halte/surveys", "halte/templates", "surveys may import of this module only surveys/blame, surveys/metric"},
		{"halte/surveys/metric", "halte/surveys", "surveys/metric may import nothing of this module"},
		{"halte/surveys/mailer", "github.com/gin-gonic/gin", "gin belongs in api"},
		{"halte/surveys/mailer", "github.com/emersion/go-smtp", ""},
		{"halte/cmd/halte", "github.com/emersion/go-smtp", "go-smtp belongs in surveys/mailer alone"},
		{"halte/surveys/surveystest", "github.com/emersion/go-smtp", ""},
		{"halte/surveys/store", "halte/surveys/surveystest", "surveys/store may import of this module only"},
		{"halte/templates", "html/template", ""},
		{"halte/newcomer", "halte/surveys", "newcomer is not a folder of the design"},
	} {
		got := broken(c.importer, c.imported)
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s imports %s: got rule %q, want %q", c.importer, c.imported, got, c.want)
		}
	}
}

// A newcomer finds every room by what go doc says of the domain.
func TestTheDocOfTheDomainNamesEveryRoom(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../surveys/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "./surveys/...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		room := strings.TrimPrefix(strings.TrimPrefix(path, "halte/surveys"), "/")
		if room == "" || under(path, "halte/surveys/surveystest/lives", "halte/surveys/surveystest/servers", "halte/surveys/surveystest/smtpsink", "halte/surveys/store/storetest") {
			continue // the domain itself, and what only tests use
		}
		if !strings.Contains(string(doc), "\n//\t"+room+" ") {
			t.Errorf("surveys/doc.go says nothing of %s", room)
		}
		if _, err := os.Stat("../../surveys/" + room + "/doc.go"); err != nil {
			t.Error(err)
		}
	}
}

// What sqlite asks of libc is part of it: translated C on another libc may read
// memory that is not its own.
func TestSQLiteRunsOnTheLibcItIsMadeFor(t *testing.T) {
	list := exec.Command("go", "list", "-m", "-f", "{{.GoMod}} {{with .Replace}}{{.Version}}{{else}}{{.Version}}{{end}}", "modernc.org/sqlite", "modernc.org/libc")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(out))
	file, version := fields[0], fields[len(fields)-1]
	wants, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(wants), "modernc.org/libc "+version+"\n") {
		t.Errorf("go.mod has libc %s, and %s another", version, file)
	}
}

// broken returns the rule that an import breaks, or nothing.
func broken(importer, imported string) string {
	importer = strings.TrimPrefix(importer, "halte/")
	if ours, ok := strings.CutPrefix(imported, "halte/"); ok {
		return brokenInside(importer, ours)
	}
	p, isPure := pure[importer]
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") { // the standard library
		if isPure && p.quiet && noisy(imported) {
			return importer + " does no input or output"
		}
		return ""
	}
	if isPure && !under(imported, p.libraries...) {
		return importer + " may import of libraries only " + strings.Join(p.libraries, ", ")
	}
	for _, home := range homes {
		if !under(imported, home.libraries...) || under(importer, home.folders...) || under(importer, free...) {
			continue
		}
		return home.name + " belongs in " + strings.Join(home.folders, " and ") + " alone"
	}
	return ""
}

// brokenInside is broken for two packages of this module.
func brokenInside(importer, imported string) string {
	for _, rule := range knows {
		if !under(importer, rule.folder) {
			continue
		}
		if under(imported, importer) || slices.ContainsFunc(rule.packages, func(pattern string) bool {
			return matches(pattern, imported)
		}) {
			return ""
		}
		if rule.packages == nil {
			return rule.folder + " may import nothing of this module"
		}
		return fmt.Sprintf("%s may import of this module only %s", rule.folder, strings.Join(rule.packages, ", "))
	}
	return importer + " is not a folder of the design"
}

// noisy says whether a package of the standard library does input or output.
func noisy(path string) bool {
	return under(path, "net", "database", "os", "syscall", "log/syslog", "io/ioutil") &&
		!slices.Contains([]string{"net/mail", "net/url", "net/netip"}, path)
}

// matches is the pattern of the go command: "a/..." is a and all beneath it.
func matches(pattern, path string) bool {
	if folder, ok := strings.CutSuffix(pattern, "..."); ok {
		return folder == "" || under(path, strings.TrimSuffix(folder, "/"))
	}
	return pattern == path
}

// under says whether a path is one of the folders or lies beneath one.
func under(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return path == folder || strings.HasPrefix(path, folder+"/")
	})
}
