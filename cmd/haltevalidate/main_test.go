package main

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys/validate"
)

const hostile = `"><script>alert(1)</script> & 'worlds'`

func sample() document {
	figure := func(value, err float64, n int, bar *validate.Bar) validate.Figure {
		return validate.Figure{Value: value, Error: err, N: n, Unit: validate.Percent, Bar: bar}
	}
	return document{Date: "2026-11-29", Command: "go run it", Report: validate.Report{Seed: 7, Lives: 40, Tables: []validate.Table{{
		Key: "k", Title: "A table", Promise: "A promise", How: "How", Columns: []string{"claims", "day", "others"},
		Rows: []validate.Row{
			{World: hostile, Lives: 40, Figures: []validate.Figure{figure(.2, .01, 40, validate.AtMost(.05)), {Value: 12, Error: 1, N: 40, Unit: validate.Days}, {}}},
			{World: "a quiet one", Lives: 30, Figures: []validate.Figure{figure(.01, .01, 30, validate.AtMost(.05)), {Unit: validate.Days}, figure(.5, .1, 30, nil)}},
		},
	}}}}
}

func TestTheReportNamesTheWorldsInWhichAPromiseDoesNotHoldFirst(t *testing.T) {
	t.Parallel()
	text := sample().markdown()
	named := strings.Index(text, "A table: "+hostile+", claims: 20.0% ± 1.0 (promised: at most 5%)")
	if table := strings.Index(text, "| world |"); named < 0 || named > table {
		t.Errorf("what does not hold is named at %d, the table begins at %d:\n%s", named, table, text)
	}
	if !strings.Contains(text, "seed 7") || !strings.Contains(text, "2026-11-29") || !strings.Contains(text, "`go run it`") {
		t.Error("date, seed or command are missing")
	}
	if !strings.Contains(text, "| a quiet one | 1.0% ± 1.0 ✓ | none | 50.0% ± 10.0 | 30 |") {
		t.Errorf("the quiet world is not in\n%s", text)
	}
}

func TestThePageHasAChartForEachRowAndNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	html, err := sample().page()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(html)))
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("tbody tr svg").Length(); n != 2 {
		t.Errorf("%d charts for 2 rows", n)
	}
	if n := doc.Find("script, link, img, iframe, [src], [href], [style], [onload]").Length(); n > 0 {
		t.Errorf("%d parts come from elsewhere or could run", n)
	}
	policy := doc.Find(`meta[http-equiv="Content-Security-Policy"]`).AttrOr("content", "")
	sum := sha256.Sum256([]byte(doc.Find("style").Text()))
	if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("the policy %q does not allow the style, or more than it", policy)
	}
	if got := doc.Find("tbody tr").First().Find("strong.broken").Text(); got != "does not hold" {
		t.Errorf("the first row says %q", got)
	}
	if n := doc.Find("tbody tr").Last().Find("circle").Length(); n != 2 {
		t.Errorf("%d marks for 2 shares", n)
	}
}

func TestACommandWritesBothReports(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text, page := filepath.Join(folder, "r.md"), filepath.Join(folder, "r.html")
	var told strings.Builder
	if err := run(t.Context(), []string{"-seed", "9", "-lives", "2", "-only", "weighted", "-markdown", text, "-page", page}, nil, &told); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{text, page} {
		if written, err := os.ReadFile(file); err != nil || !strings.Contains(string(written), "-seed 9 -lives 2 -only weighted") {
			t.Errorf("%s does not say how to make it again: %v", filepath.Base(file), err)
		}
	}
	if !strings.Contains(told.String(), "weighted: ") {
		t.Errorf("while it runs it says %q", told.String())
	}
}

func TestAPartThatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"-only", "weather", "-lives", "2"}, os.Stdout, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "weather") {
		t.Errorf("it ended with %v", err)
	}
}
