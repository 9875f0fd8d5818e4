package views

import (
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/templates/locales"
)

// Taken tells which days count, and how many answers are held back; "" where all do.
func (v touchpointView) Taken() string {
	t := v.Page.Score.Taken
	if t == nil {
		return ""
	}
	said := locales.Fill(v.L.Touchpoint.Taken, "span", v.L.Span(t.From, t.To))
	switch {
	case t.Held == 1:
		said += " " + v.L.Touchpoint.HeldOne
	case t.Held > 1:
		said += " " + locales.Fill(v.L.Touchpoint.Held, "n", v.L.Count(t.Held))
	}
	if t.Further {
		said += " " + v.L.Touchpoint.HeldFurther
	}
	if len(t.Without) > 0 {
		said += " " + locales.Fill(v.L.Touchpoint.Without, "days", v.spans(t.Without))
	}
	return said
}

// daysOf tells in short which days a row of a table is of; "" where it is of all.
func (v consoleView) daysOf(f insight.Figures) string {
	t := f.Taken
	switch {
	case t == nil:
		return ""
	case len(t.Without) > 0:
		return locales.Fill(v.L.Touchpoint.RowWithout, "span", v.L.Span(t.From, t.To), "days", v.spans(t.Without))
	}
	return v.L.Span(t.From, t.To)
}

// spans writes days that are told one span after the other.
func (v consoleView) spans(list []surveys.Days) string {
	said := make([]string, len(list))
	for i, d := range list {
		if said[i] = v.L.Span(d.From, d.To); d.From == d.To {
			said[i] = v.L.Day(d.From)
		}
	}
	return strings.Join(said, "; ")
}
