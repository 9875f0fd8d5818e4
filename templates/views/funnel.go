package views

import (
	"html/template"

	"halte/templates/charts"
	"halte/templates/locales"
)

// Funnel is how far the events of a touchpoint came: each level with what went no
// further, so that a level is what went no further and the next level.
type Funnel struct {
	Unmatched int64 // events whose trigger's condition was false
	Levels    []FunnelLevel
}

// FunnelLevel is one level: eligible, sent, delivered, opened or answered.
type FunnelLevel struct {
	Key  string
	N    int64
	Lost []FunnelPart // what went no further; parts of zero are left out
}

// FunnelPart is why some went no further, or what they wait for.
type FunnelPart struct {
	Key string
	N   int64
}

type funnelView struct {
	Title, Unmatched, Note string
	Rows                   []funnelRow
}

type funnelRow struct {
	Name, N, Share string
	Bar            template.HTML
	Lost           []string
}

// Funnel draws how far events came; nil where nobody could have been asked.
func (v touchpointView) Funnel() *funnelView {
	f := v.Page.Funnel
	if f == nil || len(f.Levels) == 0 || f.Levels[0].N == 0 {
		return nil
	}
	w := v.L.Funnel
	most := f.Levels[0].N
	out := &funnelView{Title: w.Title, Note: w.Note}
	if f.Unmatched > 0 {
		out.Unmatched = locales.Fill(w.Unmatched, "n", v.L.Count(f.Unmatched))
	}
	for _, l := range f.Levels {
		row := funnelRow{Name: w.Levels[l.Key], N: v.L.Count(l.N), Share: v.L.Part(l.N, most)}
		next := l.N
		for _, p := range l.Lost {
			if next -= p.N; p.N > 0 {
				row.Lost = append(row.Lost, locales.Fill(w.Parts[p.Key], "n", v.L.Count(p.N)))
			}
		}
		row.Bar = charts.FunnelBar(row.Name+": "+row.N, l.N, next, most)
		out.Rows = append(out.Rows, row)
	}
	return out
}
