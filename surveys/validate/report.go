package validate

import (
	"fmt"
	"math"
	"strings"
)

// Report is what a validation found.
type Report struct {
	Seed   uint64
	Lives  int // of a world with 20 answers a day; each row says its own
	Tables []Table
}

// Table holds a promise against the worlds.
type Table struct {
	Key     string
	Title   string
	Promise string // as README makes it
	How     string // what was done, and what the columns are
	Columns []string
	Rows    []Row
}

// Row is a world with its figures, one for each column; one that is empty (N 0, no
// unit) does not belong to the world.
type Row struct {
	World   string
	Lives   int
	Figures []Figure
}

// Find is a figure that stands out, with where it stands.
type Find struct {
	Table, World, Column string
	Figure
}

// Outcomes gives the figures with an outcome, in the order of the tables.
func (r Report) Outcomes(of Outcome) (all []Find) {
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			for i, f := range row.Figures {
				if f.Outcome() == of {
					all = append(all, Find{t.Title, row.World, t.Columns[i], f})
				}
			}
		}
	}
	return all
}

// Table gives the table of a key; nil when there is none.
func (r Report) Table(key string) *Table {
	for i := range r.Tables {
		if r.Tables[i].Key == key {
			return &r.Tables[i]
		}
	}
	return nil
}

// String writes a figure with its error: "3.2% ± 0.5".
func (f Figure) String() string {
	switch {
	case f.N == 0 && f.Unit == "":
		return ""
	case f.N == 0:
		return "none"
	case f.Value > 1e9:
		return "never"
	case f.Unit == Percent:
		return fmt.Sprintf("%.1f%% ± %.1f", 100*f.Value, 100*f.Error)
	case f.Unit == Days:
		return fmt.Sprintf("%.0f ± %s", f.Value, short(f.Error))
	}
	return fmt.Sprintf("%s ± %s", short(f.Value), short(f.Error))
}

// String says what is allowed: "at most 5%". Bars are of shares, but for alarms a year.
func (b Bar) String() string {
	percent := func(x float64) string { return short(100*x) + "%" }
	switch {
	case math.IsInf(b.Least, -1) && b.Most >= 1:
		return "at most " + short(b.Most)
	case math.IsInf(b.Least, -1):
		return "at most " + percent(b.Most)
	case math.IsInf(b.Most, 1):
		return "at least " + percent(b.Least)
	}
	return percent(b.Least) + " to " + percent(b.Most)
}

func short(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}
