package views

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"

	"halte/templates/brand"
	"halte/templates/locales"
)

// Pages holds every page, parsed. It is safe for concurrent use.
type Pages struct {
	html      *template.Template
	languages *locales.Catalogue
}

// New parses the pages (*.html) of a folder. asset gives the address of a static
// file by its name; at gives an address as browsers have to ask for it, and every
// link, form and picture of a page passes through it.
func New(folder fs.FS, at, asset func(string) string, languages *locales.Catalogue) (*Pages, error) {
	html, err := template.New("pages").Funcs(template.FuncMap{
		"at":     at,
		"asset":  func(name string) string { return at(asset(name)) },
		"brand":  brand.URL,
		"isHTTP": brand.IsWebURL,
		"fill":   locales.Fill,
	}).ParseFS(folder, "*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	if err := checkFollowUps(html); err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return &Pages{html: html, languages: languages}, nil
}

// render executes a page into a buffer and only then writes it, so that a
// template that fails leaves no half page behind.
func (t *Pages) render(w io.Writer, name string, view any) error {
	var page bytes.Buffer
	if err := t.html.ExecuteTemplate(&page, name, view); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	_, err := page.WriteTo(w)
	return err
}
