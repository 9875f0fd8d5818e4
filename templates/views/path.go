package views

import (
	"html/template"
	"io"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// PathsPage shows the ways customers take along a journey, and where they end.
type PathsPage struct {
	Console
	Period
	Journey  string // its name
	Tabs     []Link // the pages about the journey
	Contacts int64
	Others   int64
	Paths    []CustomerPath
	Stops    []PathStop // in the order of the journey
}

// CustomerPath is a sequence of touchpoints with how many took it. Interval is
// of the share, in percent.
type CustomerPath struct {
	Stops    []Link
	Longer   bool
	N        int64
	Share    float64
	Interval metric.Interval
	UnderWay int64
}

// PathStop is what became of those who came by a touchpoint. EndedShare and its
// Interval, in percent, mean nothing unless it is Known.
type PathStop struct {
	Name, Link              string
	Reached                 int64
	Held                    bool
	WentOn, Ended, UnderWay int64
	Known                   bool
	EndedShare              float64
	Interval                metric.Interval
	Next                    []NextStop
}

// NextStop is where some went from a touchpoint.
type NextStop struct {
	Name string
	N    int64
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
	CustomerPath
	Weight         int
	Text, UnderWay string
	Open           bool // most of them may still go on
}

// pathsDrawn is how many paths a page shows; the eye takes in no more.
const pathsDrawn = 12

// Rows gives the paths, the most frequent first.
func (v pathsView) Rows() []pathRow {
	shown := v.Page.Paths[:min(len(v.Page.Paths), pathsDrawn)]
	rows := make([]pathRow, len(shown))
	for i, p := range shown {
		most := max(v.Page.Paths[0].N, 1)
		rows[i] = pathRow{CustomerPath: p, Weight: 1 + int(4*p.N/most), Open: 2*p.UnderWay > p.N}
		rows[i].Text = locales.Fill(v.L.Paths.Steps, "n", v.L.Count(p.N), "share", v.percentOf(p.Share), "interval", v.rangeOf(p.Interval))
		if p.UnderWay > 0 {
			rows[i].UnderWay = locales.Fill(v.L.Paths.PathUnderWay, "n", v.L.Count(p.UnderWay))
		}
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

func (v pathsView) rangeOf(i metric.Interval) string {
	decimals := 0
	if i.Hi < 10 {
		decimals = 1
	}
	return v.L.PercentRange(i.Lo, i.Hi, decimals)
}

// Others tells how many took a path that is not shown.
func (v pathsView) Others() string {
	others := v.Page.Others
	for _, p := range v.Page.Paths[min(len(v.Page.Paths), pathsDrawn):] {
		others += p.N
	}
	if others == 0 {
		return ""
	}
	return locales.Fill(v.L.Paths.Others, "n", v.L.Count(others))
}

// stopRow is a touchpoint as it is set.
type stopRow struct {
	PathStop
	Bar                    template.HTML
	Reached, Ended, Onward string
	Then                   []string
}

// Stops gives the touchpoints in the order of the journey.
func (v pathsView) Stops() []stopRow {
	var most int64 = 1
	for _, s := range v.Page.Stops {
		most = max(most, s.Reached)
	}
	rows := make([]stopRow, len(v.Page.Stops))
	for i, s := range v.Page.Stops {
		row := stopRow{PathStop: s, Reached: locales.Fill(v.L.Paths.Reached, "n", v.L.Count(s.Reached))}
		switch {
		case s.Reached == 0:
			row.Reached = v.L.Paths.NobodyCame
		case s.Held:
			row.Reached = locales.Fill(v.L.Paths.FewContacts, "n", v.L.Count(s.Reached), "least", v.L.Count(charts.Least))
		default:
			row.Bar = v.bar(s, most)
			if s.Known {
				row.Ended = locales.Fill(v.L.Paths.Ended, "share", v.L.PercentOf(s.EndedShare, 0), "interval", v.L.PercentRange(s.Interval.Lo, s.Interval.Hi, 0))
			}
			if s.UnderWay > 0 {
				row.Onward = locales.Fill(v.L.Paths.UnderWay, "n", v.L.Count(s.UnderWay))
			}
			for _, n := range s.Next[:min(len(s.Next), 3)] {
				row.Then = append(row.Then, n.Name+" "+v.L.Count(n.N))
			}
		}
		rows[i] = row
	}
	return rows
}

// bar draws how many came by a touchpoint: who went on as the line that runs on,
// who is under way dotted, and who ended there as a block at its end.
func (v pathsView) bar(stop PathStop, most int64) template.HTML {
	desc := locales.Fill(v.L.Paths.EndsDesc, "reached", v.L.Count(stop.Reached), "on", v.L.Count(stop.WentOn), "ended", v.L.Count(stop.Ended), "underway", v.L.Count(stop.UnderWay))
	return charts.FlowBar(v.L.Paths.EndsTitle, desc, stop.WentOn, stop.UnderWay, stop.Ended, most)
}
