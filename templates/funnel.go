package templates

import (
	"html/template"
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
	w := funnelWordsOf[v.Lang]
	most := f.Levels[0].N
	out := &funnelView{Title: w.Title, Note: w.Note}
	if f.Unmatched > 0 {
		out.Unmatched = fill(w.Unmatched, "n", v.T.count(f.Unmatched))
	}
	for _, l := range f.Levels {
		row := funnelRow{Name: w.Levels[l.Key], N: v.T.count(l.N), Share: v.T.share(l.N, most)}
		next := l.N
		for _, p := range l.Lost {
			if next -= p.N; p.N > 0 {
				row.Lost = append(row.Lost, fill(w.Parts[p.Key], "n", v.T.count(p.N)))
			}
		}
		row.Bar = funnelBar(row.Name+": "+row.N, l.N, next, most)
		out.Rows = append(out.Rows, row)
	}
	return out
}

// funnelBar draws a level: what went on filled, what went no further as a frame.
func funnelBar(title string, n, on, most int64) template.HTML {
	const width, height = 1000.0, 18.0
	s := newSVG("funnel-bar", width, height, title, "")
	wide := func(n int64) float64 { return width * float64(n) / float64(most) }
	s.rect("funnel-all", 0, 0, wide(n), height, 0)
	if on > 0 {
		s.rect("funnel-on", 0, 0, max(wide(on), 2), height, 0)
	}
	return s.html()
}

// funnelWords are the phrases of a funnel in one language.
type funnelWords struct {
	Title, Unmatched, Note string            // {n}
	Levels                 map[string]string // by key
	Parts                  map[string]string // by key: {n}
}

var funnelWordsOf = map[string]funnelWords{
	"en": {
		Title:     "From event to answer",
		Unmatched: "{n} more events did not meet the condition of their trigger.",
		Note:      "Every line is what went on to the next and what stands under it. A page counts as opened when a link was followed, by a person or by a machine that looks at mail.",
		Levels:    map[string]string{"eligible": "Could be asked", "sent": "Mail sent", "delivered": "Not come back", "opened": "Page opened", "answered": "Answered"},
		Parts: map[string]string{
			"sampled_out": "{n} not in the sample", "quarantined": "{n} asked too recently", "outweighed": "{n} gave way to another question",
			"cancelled": "{n} called off", "unreachable": "{n} without an address", "suppressed": "{n} unsubscribed or bounced before", "expired": "{n} too late",
			"other": "{n} for another reason", "scheduled": "{n} waiting to be sent", "sending": "{n} being sent", "failed": "{n} refused by the mail server",
			"unknown": "{n} nobody knows whether they arrived", "bounced": "{n} came back", "not_opened": "{n} not opened", "not_answered": "{n} without an answer",
		},
	},
	"nl": {
		Title:     "Van gebeurtenis tot antwoord",
		Unmatched: "{n} andere gebeurtenissen voldeden niet aan de voorwaarde van hun trigger.",
		Note:      "Elke regel is wat doorging naar de volgende en wat eronder staat. Een pagina telt als geopend wanneer een link is gevolgd, door een mens of door een machine die mail bekijkt.",
		Levels:    map[string]string{"eligible": "Te vragen", "sent": "Mail verstuurd", "delivered": "Niet teruggekomen", "opened": "Pagina geopend", "answered": "Beantwoord"},
		Parts: map[string]string{
			"sampled_out": "{n} niet in de steekproef", "quarantined": "{n} kort geleden al gevraagd", "outweighed": "{n} maakten plaats voor een andere vraag",
			"cancelled": "{n} afgeblazen", "unreachable": "{n} zonder adres", "suppressed": "{n} afgemeld of eerder teruggekomen", "expired": "{n} te laat",
			"other": "{n} om een andere reden", "scheduled": "{n} wachten op verzending", "sending": "{n} worden verstuurd", "failed": "{n} geweigerd door de mailserver",
			"unknown": "{n} waarvan niemand weet of ze aankwamen", "bounced": "{n} kwamen terug", "not_opened": "{n} niet geopend", "not_answered": "{n} zonder antwoord",
		},
	},
}
