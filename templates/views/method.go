package views

import (
	"io"

	"halte/templates/locales"
)

// MethodPage says how Halte counts.
type MethodPage struct {
	Console
}

// Method writes the page.
func (t *Pages) Method(w io.Writer, p MethodPage) error {
	v := methodView{t.view(p.Console, Period{})}
	v.Title = v.L.Method.Title
	return t.render(w, "method.html", v)
}

type methodView struct{ consoleView }

// methodSection is a section with the anchor by which other pages link to it.
type methodSection struct {
	Anchor string
	locales.MethodSection
}

// Sections gives the parts of the page in their order.
func (v methodView) Sections() []methodSection {
	m := v.L.Method
	return []methodSection{
		{"score", m.Score},
		{"worth", m.Worth},
		{"comparing", m.Comparing},
		{"chosen", m.Chosen},
		{"changes", m.Changes},
		{"improvements", m.Improvements},
		{"alerts", m.Alerts},
		{"drivers", m.Drivers},
		{"weighted", m.Weighted},
		{"held-back", m.HeldBack},
	}
}
