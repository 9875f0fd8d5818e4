package templates

import (
	"embed"
	"fmt"
	"io/fs"

	"halte/templates/locales"
	"halte/templates/mail"
	"halte/templates/views"
)

//go:embed html static
var files embed.FS

// Templates holds every page and mail, parsed, and the static files. It is
// safe for concurrent use.
type Templates struct {
	*views.Pages
	Mail      *mail.Templates
	Languages *locales.Catalogue

	static *static
}

// New reads the embedded phrases and parses the embedded pages and mails.
func New() (*Templates, error) {
	assets, err := newStatic()
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	languages, err := locales.Load()
	if err != nil {
		return nil, fmt.Errorf("phrases: %w", err)
	}
	html, err := fs.Sub(files, "html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	pages, err := views.New(html, assets.url, languages)
	if err != nil {
		return nil, err
	}
	mails, err := mail.New(languages)
	if err != nil {
		return nil, err
	}
	return &Templates{Pages: pages, Mail: mails, Languages: languages, static: assets}, nil
}

// Must is New for callers who cannot go on without: it panics where New fails.
func Must() *Templates {
	t, err := New()
	if err != nil {
		panic(err)
	}
	return t
}
