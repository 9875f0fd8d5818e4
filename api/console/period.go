package console

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"halte/surveys/definition"
	"halte/templates/locales"
	"halte/templates/views"
)

// spans are the periods one can choose, in days.
var spans = []int{30, 90, 365}

// period reads the days a page is about, and offers others.
func (a *handlers) period(p *definition.Plan, r *http.Request) (views.Period, error) {
	q := r.URL.Query()
	chosen, err := p.Period(a.Insight.Now(), q.Get("from"), q.Get("to"))
	if err != nil {
		return views.Period{}, err
	}
	out := views.Period{From: chosen.From, To: chosen.To}
	today, _ := time.Parse(time.DateOnly, p.DayOf(a.Insight.Now())) // it was formatted just so
	for _, days := range spans {
		from, to := today.AddDate(0, 0, 1-days).Format(time.DateOnly), today.Format(time.DateOnly)
		out.Choices = append(out.Choices, views.Link{
			Name:    locales.Fill(a.locale(r).Console.LastDays, "n", strconv.Itoa(days)),
			URL:     withQuery(r.URL.Path, without(q, "after", "compare"), "from", from, "to", to),
			Current: out.From == from && out.To == to,
		})
	}
	return out, nil
}

// keep copies some parameters of a query.
func keep(q url.Values, names ...string) url.Values {
	out := url.Values{}
	for _, n := range names {
		for _, v := range q[n] {
			if v != "" {
				out.Add(n, v)
			}
		}
	}
	return out
}

// without copies a query but for some parameters.
func without(q url.Values, names ...string) url.Values {
	out := maps.Clone(q)
	for _, n := range names {
		out.Del(n)
	}
	return out
}

// withQuery is a path with parameters, some of them changed; names and values
// take turns.
func withQuery(path string, q url.Values, set ...string) string {
	all := maps.Clone(q)
	if all == nil {
		all = url.Values{}
	}
	for i := 0; i+1 < len(set); i += 2 {
		all.Set(set[i], set[i+1])
	}
	u := url.URL{Path: path, RawQuery: all.Encode()}
	return u.String()
}
