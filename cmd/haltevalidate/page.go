package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"math"
	"strings"

	"halte/surveys/metric"
	"halte/surveys/validate"
	"halte/templates/charts"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page writes the report as a page of its own: no script, and nothing from elsewhere.
func (d document) page() ([]byte, error) {
	sum := sha256.Sum256([]byte(pageStyle))
	v := pageView{
		document: d, Style: template.CSS(pageStyle), Hash: base64.StdEncoding.EncodeToString(sum[:]), Reading: reading(d.Lives), //nolint:gosec // our own file
	}
	for i := range v.Reading {
		v.Reading[i] = strings.ReplaceAll(v.Reading[i], "`", "")
	}
	for _, of := range summaries {
		v.Summaries = append(v.Summaries, summaryView{of.title, of.outcome != validate.Holds, d.Outcomes(of.outcome)})
	}
	for _, t := range d.Tables {
		v.Drawn = append(v.Drawn, drawn(t))
	}
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, v)
	return b.Bytes(), err
}

type pageView struct {
	document
	Style     template.CSS
	Hash      string
	Reading   []string
	Summaries []summaryView
	Drawn     []tableView
}

type summaryView struct {
	Title  string
	Listed bool
	Found  []validate.Find
}

type tableView struct {
	validate.Table
	Heads []headView
	Lines []lineView
}

type headView struct {
	Name string
	Mark int // of its shares in the chart; -1 where it has none
}

type lineView struct {
	World string
	Lives int
	Cells []cellView
	Chart template.HTML
}

type cellView struct{ Text, Outcome string }

// drawn draws the shares of each row.
func drawn(t validate.Table) tableView {
	v := tableView{Table: t}
	shares := sharesOf(t)
	for i, name := range t.Columns {
		v.Heads = append(v.Heads, headView{name, shares[i]})
	}
	for _, row := range t.Rows {
		line := lineView{World: row.World, Lives: row.Lives}
		var marks []charts.Mark
		var within *metric.Interval
		for i, f := range row.Figures {
			line.Cells = append(line.Cells, cellView{f.String(), string(f.Outcome())})
			if shares[i] < 0 {
				continue
			}
			if f.Bar != nil && len(marks) == 0 {
				within = &metric.Interval{Lo: 100 * max(f.Bar.Least, 0), Hi: 100 * min(f.Bar.Most, 1)}
			}
			mark := charts.Mark{Name: t.Columns[i], Text: f.String(), Value: math.NaN()}
			if f.N > 0 {
				mark.Value = 100 * f.Value
				mark.Interval = metric.Interval{Lo: 100 * (f.Value - 2*f.Error), Hi: 100 * (f.Value + 2*f.Error)}
			}
			marks = append(marks, mark)
		}
		if len(marks) > 0 {
			line.Chart = charts.Strip(row.World, marks, within)
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

// sharesOf numbers the columns that hold shares; -1 for the others.
func sharesOf(t validate.Table) []int {
	out, n := make([]int, len(t.Columns)), 0
	for i := range t.Columns {
		out[i] = -1
		for _, row := range t.Rows {
			if row.Figures[i].Unit == validate.Percent && out[i] < 0 {
				out[i], n = n, n+1
			}
		}
	}
	return out
}
