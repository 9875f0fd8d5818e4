package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

func TestAFolderKeepsTheFurthestMarkOfEachDatabase(t *testing.T) {
	t.Parallel()
	folder := markFolder(t.TempDir())
	noon := time.Date(2026, 11, 29, 12, 0, 0, 123456000, time.UTC)
	for _, step := range []struct{ give, want surveys.Mark }{
		{surveys.Mark{Database: "a"}, surveys.Mark{Database: "a"}},
		{surveys.Mark{Database: "a", At: noon}, surveys.Mark{Database: "a", At: noon}},
		{surveys.Mark{Database: "a", At: noon.Add(-time.Microsecond)}, surveys.Mark{Database: "a", At: noon}},
		{surveys.Mark{Database: "b"}, surveys.Mark{Database: "b"}},
		{surveys.Mark{Database: "a"}, surveys.Mark{Database: "a", At: noon}},
	} {
		if got, err := folder.MarkRaise(t.Context(), step.give); err != nil || got != step.want {
			t.Errorf("%v gives %v, %v, want %v", step.give, got, err, step.want)
		}
	}
	files, err := filepath.Glob(string(folder) + "/*")
	if err != nil || len(files) != 1 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
}

// A machine may stop while the file is written.
func TestAMarkThatWasCutOffIsAsGoodAsNone(t *testing.T) {
	t.Parallel()
	folder := markFolder(t.TempDir())
	if err := os.WriteFile(folder.file("a"), []byte("2026-11-2"), 0o600); err != nil {
		t.Fatal(err)
	}
	mark := surveys.Mark{Database: "a", At: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}
	for _, give := range []surveys.Mark{mark, {Database: "a"}} {
		if got, err := folder.MarkRaise(t.Context(), give); err != nil || got != mark {
			t.Errorf("it gives %v, %v, want %v", got, err, mark)
		}
	}
}

func TestAFolderThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	folder := markFolder(filepath.Join(t.TempDir(), "gone"))
	if got, err := folder.MarkRaise(t.Context(), surveys.Mark{Database: "a", At: time.UnixMicro(1)}); err == nil {
		t.Errorf("it gives %v", got)
	}
}

func TestADataFolderThatIsNotThereIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	env := map[string]string{"HALTE_DATA": filepath.Join(t.TempDir(), "gone")}
	if _, err := readConfig(func(name string) string { return env[name] }); err == nil || !strings.Contains(err.Error(), "HALTE_DATA is not a folder") {
		t.Errorf("it gives %v", err)
	}
}
