package views

import (
	"html/template"

	"halte/surveys/insight"
	"halte/templates/charts"
	"halte/templates/locales"
)

type funnelView struct {
	Title, Unmatched, Note string
	Rows                   []funnelRow
}

type funnelRow struct {
	Name, N, Share string
	Bar            template.HTML
	Lost           []string
}

// funnelLevel is one level of a funnel, with the parts of it that went no further.
type funnelLevel struct {
	key  string
	n    int64
	lost []funnelPart
}

type funnelPart struct {
	key string
	n   int64
}

// levelsOf gives the levels of a funnel: each is what went no further and the next.
func levelsOf(f insight.Funnel) []funnelLevel {
	return []funnelLevel{
		{"eligible", f.Eligible, []funnelPart{
			{"sampled_out", f.SampledOut},
			{"quarantined", f.Quarantined},
			{"outweighed", f.Outweighed},
			{"cancelled", f.Cancelled},
			{"unreachable", f.Unreachable},
			{"suppressed", f.Suppressed},
			{"expired", f.Expired},
			{"other", f.Other},
			{"failed", f.Failed},
			{"unknown", f.Unknown},
			{"scheduled", f.Scheduled},
			{"sending", f.Sending},
		}},
		{"sent", f.Sent, []funnelPart{{"bounced", f.Bounced}}},
		{"delivered", f.Delivered, []funnelPart{{"not_opened", f.NotOpened}}},
		{"opened", f.Opened, []funnelPart{{"not_answered", f.NotAnswered}}},
		{"answered", f.Answered, nil},
	}
}

// Funnel draws how far events came; nil where nobody could have been asked.
func (v touchpointView) Funnel() *funnelView {
	f := v.Page.Funnel
	if f.Eligible == 0 {
		return nil
	}
	w := v.L.Funnel
	out := &funnelView{Title: w.Title, Note: w.Note}
	if f.Unmatched > 0 {
		out.Unmatched = locales.Fill(w.Unmatched, "n", v.L.Count(f.Unmatched))
	}
	for _, l := range levelsOf(f) {
		row := funnelRow{Name: w.Levels[l.key], N: v.L.Count(l.n), Share: v.L.Part(l.n, f.Eligible)}
		next := l.n
		for _, p := range l.lost {
			if next -= p.n; p.n > 0 {
				row.Lost = append(row.Lost, locales.Fill(w.Parts[p.key], "n", v.L.Count(p.n)))
			}
		}
		row.Bar = charts.FunnelBar(row.Name+": "+row.N, l.n, next, f.Eligible)
		out.Rows = append(out.Rows, row)
	}
	return out
}
