package views

import (
	"html/template"
	"io"

	"halte/surveys/journey"
	"halte/templates/charts"
	"halte/templates/locales"
)

// PathsPage shows the ways customers take along a journey, and where they end.
type PathsPage struct {
	Console
	Period
	Journey     string          // its name
	Tabs        []Link          // the pages about the journey
	Touchpoints map[string]Link // of the journey, by key
	Paths       journey.Paths
}

// Paths writes the page.
func (t *Pages) Paths(w io.Writer, p PathsPage) error {
	v := pathsView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.Title = v.L.Paths.Title
	return t.render(w, "paths.html", v)
}

type pathsView struct {
	consoleView
	Page PathsPage
}

// pathRow is a path as it is set: Weight is how thick its line is, 1 to 5.
type pathRow struct {
	Stops          []Link
	Longer         bool
	Weight         int
	Text, UnderWay string
	Open           bool // most of them may still go on
}

// pathsDrawn is how many paths a page shows; the eye takes in no more.
const pathsDrawn = 12

// Rows gives the paths, the most frequent first.
func (v pathsView) Rows() []pathRow {
	all := v.Page.Paths.Paths
	shown := all[:min(len(all), pathsDrawn)]
	rows := make([]pathRow, len(shown))
	for i, p := range shown {
		most := max(all[0].N, 1)
		row := pathRow{Longer: p.Longer, Weight: 1 + int(4*p.N/most), Open: 2*p.UnderWay > p.N}
		for _, key := range p.Touchpoints {
			row.Stops = append(row.Stops, v.Page.Touchpoints[key])
		}
		row.Text = locales.Fill(v.L.Paths.Steps, "n", v.L.Count(p.N), "share", v.percentOf(p.Share), "interval", v.rangeOf(p.Interval))
		if p.UnderWay > 0 {
			row.UnderWay = locales.Fill(v.L.Paths.PathUnderWay, "n", v.L.Count(p.UnderWay))
		}
		rows[i] = row
	}
	return rows
}

// percentOf writes a percentage, with a decimal where it is small.
func (v pathsView) percentOf(x float64) string {
	decimals := 0
	if x < 10 {
		decimals = 1
	}
	return v.L.PercentOf(x, decimals)
}

func (v pathsView) rangeOf(ends [2]float64) string {
	decimals := 0
	if ends[1] < 10 {
		decimals = 1
	}
	return v.L.PercentRange(ends[0], ends[1], decimals)
}

// Others tells how many took a path that is not shown.
func (v pathsView) Others() string {
	others, all := v.Page.Paths.Others, v.Page.Paths.Paths
	for _, p := range all[min(len(all), pathsDrawn):] {
		others += p.N
	}
	if others == 0 {
		return ""
	}
	return locales.Fill(v.L.Paths.Others, "n", v.L.Count(others))
}

// stopRow is a touchpoint as it is set.
type stopRow struct {
	Link
	Held                   bool
	Bar                    template.HTML
	Reached, Ended, Onward string
	Then                   []string
}

// Stops gives the touchpoints in the order of the journey.
func (v pathsView) Stops() []stopRow {
	var most int64 = 1
	for _, s := range v.Page.Paths.Touchpoints {
		most = max(most, s.Reached)
	}
	rows := make([]stopRow, len(v.Page.Paths.Touchpoints))
	for i, s := range v.Page.Paths.Touchpoints {
		row := stopRow{Link: v.Page.Touchpoints[s.Touchpoint], Held: s.Held, Reached: locales.Fill(v.L.Paths.Reached, "n", v.L.Count(s.Reached))}
		switch {
		case s.Reached == 0:
			row.Reached = v.L.Paths.NobodyCame
		case s.Held:
			row.Reached = locales.Fill(v.L.Paths.FewContacts, "n", v.L.Count(s.Reached), "least", v.L.Count(charts.Least))
		default:
			row.Bar = v.bar(s, most)
			if s.EndedShare != nil {
				row.Ended = locales.Fill(v.L.Paths.Ended, "share", v.L.PercentOf(*s.EndedShare, 0), "interval", v.L.PercentRange(s.Interval[0], s.Interval[1], 0))
			}
			if *s.UnderWay > 0 {
				row.Onward = locales.Fill(v.L.Paths.UnderWay, "n", v.L.Count(*s.UnderWay))
			}
			rest := *s.WentOn
			for _, n := range s.Next[:min(len(s.Next), 3)] {
				row.Then = append(row.Then, v.Page.Touchpoints[n.Touchpoint].Name+" "+v.L.Count(n.N))
				rest -= n.N
			}
			if rest > 0 && len(row.Then) > 0 {
				row.Then = append(row.Then, locales.Fill(v.L.Paths.Elsewhere, "n", v.L.Count(rest)))
			}
		}
		rows[i] = row
	}
	return rows
}

// bar draws how many came by a touchpoint: who went on as the line that runs on,
// who is under way dotted, and who ended there as a block at its end.
func (v pathsView) bar(s journey.PathsThere, most int64) template.HTML {
	desc := locales.Fill(v.L.Paths.EndsDesc, "reached", v.L.Count(s.Reached), "on", v.L.Count(*s.WentOn), "ended", v.L.Count(*s.Ended), "underway", v.L.Count(*s.UnderWay))
	return charts.FlowBar(v.L.Paths.EndsTitle, desc, *s.WentOn, *s.UnderWay, *s.Ended, most)
}
