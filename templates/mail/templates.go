package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	texttemplate "text/template"

	"halte/templates/brand"
	"halte/templates/locales"
)

//go:embed *.html *.txt
var files embed.FS

// Templates holds every mail, parsed. It is safe for concurrent use.
type Templates struct {
	html      *template.Template
	text      *texttemplate.Template
	languages *locales.Catalogue
	kept      kept
}

// New parses the embedded mails.
func New(languages *locales.Catalogue) (*Templates, error) {
	html, err := template.New("mails").Funcs(template.FuncMap{"isHTTP": brand.IsWebURL}).ParseFS(files, "*.html")
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	text, err := texttemplate.ParseFS(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	return &Templates{html: html, text: text, languages: languages}, nil
}

// InvitationHTML writes the HTML part of an invitation, or nothing where it fails.
func (t *Templates) InvitationHTML(w io.Writer, m Invitation) error {
	return t.kept.write(w, "html", m, func(w io.Writer, m Invitation) error { return render(w, t.html, "invitation.html", t.view(m)) })
}

// InvitationText writes the plain text part, with the same links.
func (t *Templates) InvitationText(w io.Writer, m Invitation) error {
	return t.kept.write(w, "text", m, func(w io.Writer, m Invitation) error { return render(w, t.text, "invitation.txt", t.view(m)) })
}

// executor is a set of templates, of either kind.
type executor interface {
	ExecuteTemplate(w io.Writer, name string, view any) error
}

// render executes a part into a buffer first, so that a template that fails leaves
// no half mail behind.
func render(w io.Writer, parts executor, name string, view mailView) error {
	var part bytes.Buffer
	if err := parts.ExecuteTemplate(&part, name, view); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	_, err := part.WriteTo(w)
	return err
}
