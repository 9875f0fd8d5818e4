package main_test

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
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
