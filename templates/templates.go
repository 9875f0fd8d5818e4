package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

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
	root   string // before every address in the pages; "" for none
}

// New reads the embedded phrases and parses the embedded pages and mails.
func New() (*Templates, error) { return under("") }

// Under gives the same for an installation that is reached under a path of its host,
// such as "/ask": every address in its pages begins with it. "" changes nothing.
func (t *Templates) Under(root string) (*Templates, error) {
	if root == t.root {
		return t, nil
	}
	return under(root)
}

// At gives an address of this installation, such as "/compare", as browsers have to
// ask for it. An address of another site, one within the page, and none at all stay
// as they are.
func (t *Templates) At(address string) string { return at(t.root, address) }

func at(root, address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") {
		return address
	}
	return root + address
}

func under(root string) (*Templates, error) {
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
	pages, err := views.New(html, func(address string) string { return at(root, address) }, assets.url, languages)
	if err != nil {
		return nil, err
	}
	mails, err := mail.New(languages)
	if err != nil {
		return nil, err
	}
	return &Templates{Pages: pages, Mail: mails, Languages: languages, static: assets, root: root}, nil
}

// Must is New for callers who cannot go on without: it panics where New fails.
func Must() *Templates {
	t, err := New()
	if err != nil {
		panic(err)
	}
	return t
}
