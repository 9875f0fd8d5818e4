package main

import (
	"fmt"
	"strings"

	"halte/surveys/validate"
)

// markdown writes the report for a reader of the repository.
func (d document) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What Halte promises, and how often it held\n\n%s, seed %d: `%s` (or `make validate`, which also makes a page with charts).\n\n", d.Date, d.Seed, d.Command)
	b.WriteString(strings.Join(reading(d.Lives), "\n\n") + "\n")
	for _, of := range summaries {
		found := d.Outcomes(of.outcome)
		fmt.Fprintf(&b, "\n## %s: %d\n\n", of.title, len(found))
		if of.outcome == validate.Holds {
			b.WriteString("They are in the tables.\n")
			continue
		}
		if len(found) == 0 {
			b.WriteString("None.\n")
		}
		for _, f := range found {
			fmt.Fprintf(&b, "- %s: %s, %s: %s (promised: %s)\n", f.Table, f.World, f.Column, f.Figure, f.Bar)
		}
	}
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "\n## %s\n\n> %s\n\n%s\n\n| world | %s | lives |\n|---|%s---|\n", t.Title, t.Promise, t.How, strings.Join(t.Columns, " | "), strings.Repeat("---|", len(t.Columns)))
		for _, row := range t.Rows {
			fmt.Fprintf(&b, "| %s |", row.World)
			for _, f := range row.Figures {
				fmt.Fprintf(&b, " %s |", strings.TrimSpace(f.String()+words[f.Outcome()]))
			}
			fmt.Fprintf(&b, " %d |\n", row.Lives)
		}
	}
	return b.String()
}

var words = map[validate.Outcome]string{validate.Holds: " ✓", validate.Near: " (within error)", validate.Broken: " **does not hold**", validate.Cautious: " (wider than it need be)"}

// summaries are the outcomes as a reader wants to know them: the bad news first.
var summaries = []struct {
	outcome validate.Outcome
	title   string
}{
	{validate.Broken, "Where a promise does not hold"},
	{validate.Cautious, "Intervals that are wider than they need be"},
	{validate.Near, "Missed, but by less than two Monte Carlo errors"},
	{validate.Holds, "Figures that hold"},
}

// reading tells how to read a report.
func reading(lives int) []string {
	return []string{
		"Customers are made up, so that it is known what changed and what did not. Their answers go through the program's own rooms (`surveys/improve`, `surveys/insight`, `surveys/metric`) on a store in memory, and what these say is counted. The worlds are in `surveys/worlds`.",
		fmt.Sprintf("Each figure stands with its Monte Carlo standard error: with other seeds it would be about as much higher or lower. ✓ holds what is promised; \"within error\" misses it by less than two such errors; \"does not hold\" misses it by more; an interval that holds the truth more often than it says is \"wider than it need be\". A figure without a mark has no promise. Worlds with 20 answers a day are lived through %d times, larger ones less often, and some cheap ones more often.", lives),
		"Beside Halte stand usual methods on the same answers, each at 5%: a test that is repeated every day; the group-sequential boundary of O'Brien & Fleming, watched continuously until a declared 90th day; the mixture sequential probability ratio test (mSPRT) with effects of 10 points in mind; and the asymptotic confidence sequence, tightest on the 90th day. Halte's own verdict is such a sequence too: it differs in the variance, which knows people, days and weeks, and in claiming at 4%, since later versions share the 5%.",
		"Not lived through: moments of truth (how many customers a ranking takes), the words of detractors, and what is no figure.",
	}
}
