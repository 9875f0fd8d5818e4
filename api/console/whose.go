package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/pick"
	"halte/templates/views"
)

// whose reads whose answers a page is about, and offers those of other segments.
func (v view) whose(ctx context.Context, r *http.Request, in views.Period) (views.Whose, pick.Filter, error) {
	q := r.URL.Query()
	filter := pick.Filter{Segments: q["segment"]}
	values, err := v.Insight.SegmentValues(ctx, surveys.Period{From: in.From, To: in.To}, small(ctx))
	if err != nil {
		return views.Whose{}, filter, err
	}
	out := views.Whose{}
	for _, chosen := range filter.Segments {
		name, value, _ := strings.Cut(chosen, ":")
		if !slices.Contains(values[name], value) {
			values[name] = append(values[name], value) // nobody had it in these days
		}
		out.Chosen = append(out.Chosen, name+" "+value)
	}
	for _, name := range sorted(values) {
		link := func(label, value string) views.Link {
			of := keep(q, "from", "to", "journey", "survey", "by", "metric", "touchpoint", "category")
			current := value == ""
			for _, chosen := range filter.Segments {
				if other, at, _ := strings.Cut(chosen, ":"); other != name {
					of.Add("segment", chosen)
				} else {
					current = at == value
				}
			}
			if value != "" {
				of.Add("segment", name+":"+value)
			}
			return views.Link{Name: label, URL: withQuery(r.URL.Path, of), Current: current}
		}
		choice := views.WhoseSegment{Name: name, Links: []views.Link{link(v.locale.Console.WhoseEvery, "")}}
		for _, value := range values[name] {
			choice.Links = append(choice.Links, link(value, value))
		}
		out.Segments = append(out.Segments, choice)
	}
	return out, filter, nil
}

// whoseOfSmall is whose for a page of which no one segment is told to readers who may
// not see small cells: it offers them none.
func (v view) whoseOfSmall(ctx context.Context, r *http.Request, in views.Period) (views.Whose, error) {
	if !small(ctx) {
		return views.Whose{}, nil
	}
	out, _, err := v.whose(ctx, r, in)
	return out, err
}
