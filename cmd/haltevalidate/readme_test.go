package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// reported reads the committed report: the figure of a table, world and column.
func reported(t *testing.T) func(table, world, column string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/validation.md")
	if err != nil {
		t.Fatal(err)
	}
	figures, table, columns := map[[3]string]string{}, "", []string(nil)
	for line := range strings.Lines(string(text)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			table = strings.TrimSpace(title)
		}
		cells := cellsOf(line)
		switch {
		case len(cells) < 2:
		case cells[0] == "world":
			columns = cells
		case len(cells) == len(columns):
			for i, cell := range cells {
				figures[[3]string{table, cells[0], columns[i]}] = cell
			}
		}
	}
	return func(table, world, column string) string {
		figure, ok := figures[[3]string{table, world, column}]
		if !ok {
			t.Errorf("the report has no figure for %s, %s, %s", table, world, column)
		}
		return figure
	}
}

// cellsOf gives the cells of a row of a table; nil for any other line.
func cellsOf(line string) (cells []string) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
		cells = append(cells, strings.TrimSpace(cell))
	}
	return cells
}

var leading = regexp.MustCompile(`^[\d.]+`)

// A promise is worth what was found; what README says of it must be what was found.
func TestTheReadmeQuotesTheReport(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	figure := reported(t)
	const alone, controls = "Improvements without controls that change nothing", "Improvements with controls that change nothing"
	sources := []struct{ table, rate, column string }{
		{alone, "20", "Halte"},
		{alone, "100", "Halte"},
		{controls, "20", "Halte"},
		{controls, "100", "Halte"},
		{alone, "20", "test repeated daily"},
		{alone, "100", "test repeated daily"},
	}
	_, text, found := strings.Cut(string(readme), "**How often it is wrong.**")
	if !found {
		t.Fatal("README does not say how often Halte is wrong")
	}
	rows := 0
	for line := range strings.Lines(text) {
		cells := cellsOf(line)
		if len(cells) != len(sources)+1 || cells[0] == "" || strings.HasPrefix(cells[0], "--") || strings.HasPrefix(cells[1], "20") {
			if rows > 0 {
				break
			}
			continue
		}
		rows++
		for i, s := range sources {
			world := cells[0] + ", " + s.rate + " a day"
			said, in, doubted := strings.Cut(cells[i+1], " (")
			if said == "" {
				continue
			}
			if got := leading.FindString(figure(s.table, world, s.column)); got != said {
				t.Errorf("README says %s of %s, %s; the report has %s", said, s.column, world, got)
			}
			if !doubted {
				continue
			}
			if before := leading.FindString(figure(s.table, world, "said as before")); before != strings.TrimSuffix(in, ")") {
				t.Errorf("README says %s of those said as before, %s; the report has %s", in, world, before)
			}
		}
	}
	if rows < 12 {
		t.Errorf("README quotes %d worlds", rows)
	}
}
