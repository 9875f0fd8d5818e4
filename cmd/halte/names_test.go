package main_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"halte/surveys/metric"
)

// Whoever looks for a file must know from its name which one it is: score.go and
// scores.go side by side are opened one for the other.
func TestNoTwoFilesOfAFolderDifferByAPlural(t *testing.T) {
	t.Parallel()
	seen := 0
	names := map[string]string{} // singular -> the file
	err := fs.WalkDir(os.DirFS("../.."), ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || !slices.Contains([]string{".go", ".html", ".css", ".js"}, path.Ext(file)):
			return nil
		}
		seen++
		file = strings.Replace(file, "_test.go", ".go", 1) // a test is called after what it tests
		if other, ok := names[singular(file)]; ok && other != file {
			t.Errorf("%s and %s differ by a plural", other, file)
		}
		names[singular(file)] = file
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d files were looked at", seen)
	}
}

func TestAPluralIsTakenForItsSingular(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"surveys/scores.go":          "surveys/score.go",
		"surveys/score_list.go":      "surveys/score_list.go",
		"surveys/replies_kept.go":    "surveys/reply_kept.go",
		"surveys/reply_kept.go":      "surveys/reply_kept.go",
		"surveys/access.go":          "surveys/access.go",
		"templates/improvements.htm": "templates/improvement.htm",
	} {
		if got := singular(name); got != want {
			t.Errorf("%s is taken for %s, not %s", name, got, want)
		}
	}
}

// singular puts every word of a file's name in the singular; its folder stays.
func singular(file string) string {
	folder, name := path.Split(file)
	name, ending, _ := strings.Cut(name, ".")
	words := strings.Split(name, "_")
	for i, word := range words {
		switch {
		case strings.HasSuffix(word, "ies"):
			words[i] = strings.TrimSuffix(word, "ies") + "y"
		case strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss"):
			words[i] = strings.TrimSuffix(word, "s")
		}
	}
	return folder + strings.Join(words, "_") + "." + ending
}

// TestMetricsAreWrittenOutAsTheTableHasThem: the tags of the API's document and of
// the definition cannot ask the table, so they are held to it.
func TestMetricsAreWrittenOutAsTheTableHasThem(t *testing.T) {
	t.Parallel()
	var all []string
	for _, m := range metric.All() {
		all = append(all, string(m))
	}
	want, found := strings.Join(all, ","), 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(os.DirFS("../.."), file)
		for _, tag := range enumOfMetrics.FindAllStringSubmatch(string(text), -1) {
			found++
			if tag[1] != want && tag[1] != want+",percent" { // percent: of several metrics
				t.Errorf("%s: the metrics are %s, want %s", file, tag[1], want)
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("%d tags were looked at, %v", found, err)
	}
}

var enumOfMetrics = regexp.MustCompile(`enum:"([a-z,]*\bnps\b[a-z,]*)"`)
