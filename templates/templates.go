package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	texttemplate "text/template"

	"halte/templates/locales"
)

//go:embed html mail static
var files embed.FS

// Templates holds every page and mail, parsed, and the static files. It is
// safe for concurrent use.
type Templates struct {
	html   *template.Template
	text   *texttemplate.Template
	static *static

	languages *locales.Catalogue
}

// New parses the embedded templates.
func New() (*Templates, error) {
	assets, err := newStatic()
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	funcs := template.FuncMap{
		"asset":  assets.url,
		"brand":  BrandURL,
		"isHTTP": isWebURL,
		"fill":   locales.Fill,
	}
	pages, err := template.New("pages").Funcs(funcs).ParseFS(files, "html/*.html", "mail/*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	texts, err := texttemplate.ParseFS(files, "mail/*.txt")
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	languages, err := locales.Load()
	if err != nil {
		return nil, fmt.Errorf("phrases: %w", err)
	}
	return &Templates{html: pages, text: texts, static: assets, languages: languages}, nil
}

// Must is New for callers who cannot go on without: it panics where New fails.
func Must() *Templates {
	t, err := New()
	if err != nil {
		panic(err)
	}
	return t
}

// render executes a page into a buffer and only then writes it, so that a
// template that fails leaves no half page behind.
func (t *Templates) render(w io.Writer, name string, view any) error {
	var page bytes.Buffer
	if err := t.html.ExecuteTemplate(&page, name, view); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	_, err := page.WriteTo(w)
	return err
}
