package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/pick"
	"halte/templates/views"
)

// whose reads whose answers a page is about, and offers those of other segments. Who
// may not see small cells looks at one value of one of them at a time, and is offered
// nothing else.
func (v view) whose(ctx context.Context, r *http.Request, in views.Period) (views.Whose, pick.Filter, error) {
	return v.whoseBy(ctx, r, in, surveys.DimensionTotal)
}

// whoseBy is whose for a page whose figures are by something.
func (v view) whoseBy(ctx context.Context, r *http.Request, in views.Period, by string) (views.Whose, pick.Filter, error) {
	filter := pick.Filter{Segments: r.URL.Query()["segment"]}
	values, err := v.Insight.SegmentValues(ctx, surveys.Period{From: in.From, To: in.To}, small(ctx))
	if err != nil {
		return views.Whose{}, filter, err
	}
	of, err := filter.Values(v.plan)
	if err != nil {
		return views.Whose{}, filter, err
	}
	out := views.Whose{}
	if of.Told(by).CountedFrom != "" {
		out.Counted = pick.MaxCounted
	}
	for _, chosen := range filter.Segments {
		name, value, _ := strings.Cut(chosen, ":")
		if !slices.Contains(values[name], value) {
			values[name] = append(values[name], value) // nobody had it in these days
		}
		out.Chosen = append(out.Chosen, name+" "+value)
	}
	for _, name := range sorted(values) {
		if !small(ctx) && isDimension(by) && by != surveys.DimensionSegment+name {
			continue
		}
		choice := views.WhoseSegment{Name: name, Links: []views.Link{whoseLink(ctx, r.URL, v.locale.Console.WhoseEvery, name, "")}}
		for _, value := range values[name] {
			choice.Links = append(choice.Links, whoseLink(ctx, r.URL, value, name, value))
		}
		out.Segments = append(out.Segments, choice)
	}
	return out, filter, nil
}

// whoseLink leads to the same page about the answers with another value of a segment.
func whoseLink(ctx context.Context, at *url.URL, label, name, value string) views.Link {
	of, current := at.Query(), value == ""
	segments := of["segment"]
	of.Del("segment")
	of.Del("after")
	for _, chosen := range segments {
		if other, is, _ := strings.Cut(chosen, ":"); other == name {
			current = is == value
		} else if small(ctx) {
			of.Add("segment", chosen)
		}
	}
	if value != "" {
		of.Add("segment", name+":"+value)
	}
	return views.Link{Name: label, URL: withQuery(at.Path, of), Current: current}
}

// isDimension reports whether figures that are by this tell answers apart by what is
// stored with them, and not by where they were given.
func isDimension(by string) bool {
	return strings.HasPrefix(by, surveys.DimensionSegment) || by == surveys.DimensionLocale || by == surveys.DimensionWave
}

// choices offers the values of what a parameter picks by, beside those of segments.
func choices(at *url.URL, label, every, parameter string, values []string, name func(string) string) views.WhoseSegment {
	chosen := at.Query()[parameter]
	rest := without(at.Query(), parameter, "after")
	out := views.WhoseSegment{Name: label, Links: []views.Link{{Name: every, URL: withQuery(at.Path, rest), Current: len(chosen) == 0}}}
	for _, value := range values {
		out.Links = append(out.Links, views.Link{Name: name(value), URL: withQuery(at.Path, rest, parameter, value), Current: slices.Equal(chosen, []string{value})})
	}
	return out
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

// ofSmall gives what is kept in links to such a page.
func (v view) ofSmall(ctx context.Context) url.Values {
	return surveys.IfElse(small(ctx), v.query, without(v.query, "segment"))
}
