package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// fallback is the language that serves where none fits. The others are held
// against it: they say what it says, with the same placeholders to fill in.
const fallback = "en"

// Catalogue holds every language. It is safe for concurrent use.
type Catalogue struct {
	locales []*Locale // the fallback first
	matcher language.Matcher
	team    []*Locale // those that ForTeam, the fallback first
	accepts language.Matcher
}

// Load reads the embedded languages. An error names every phrase that is wrong,
// by language, section and key.
func Load() (*Catalogue, error) { return load(files) }

func load(folder fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	var c Catalogue
	var problems []error
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		l, err := decode(strings.TrimSuffix(path.Base(name), ".json"), data)
		problems = append(problems, err)
		c.locales = append(c.locales, l)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.locales, func(l *Locale) bool { return l.Tag == fallback })
	if at < 0 || !c.locales[at].ForTeam() {
		return nil, fmt.Errorf("%s.json, with the section console, is missing: it serves where no other language fits", fallback)
	}
	first := c.locales[at]
	c.locales = slices.Insert(slices.Delete(c.locales, at, at+1), 0, first)
	for _, l := range c.locales {
		problems = append(problems, compare(first, l))
		if l.ForTeam() {
			c.team = append(c.team, l)
		}
	}
	c.matcher, c.accepts = matcherOf(c.locales), matcherOf(c.team)
	return &c, errors.Join(problems...)
}

func matcherOf(locales []*Locale) language.Matcher {
	tags := make([]language.Tag, len(locales))
	for i, l := range locales {
		tags[i] = language.Make(l.Tag)
	}
	return language.NewMatcher(tags)
}

// English gives the language in which programs are answered.
var English = sync.OnceValue(func() *Locale {
	c, err := Load()
	if err != nil {
		panic(err) // the files are part of the program, and a test reads them
	}
	return c.locales[0]
})

// Languages are the tags of all languages, the fallback first.
func (c *Catalogue) Languages() []string {
	tags := make([]string, len(c.locales))
	for i, l := range c.locales {
		tags[i] = l.Tag
	}
	return tags
}

// Nearest returns the language that serves a reader of lang (BCP 47) best.
func (c *Catalogue) Nearest(lang string) *Locale {
	tag, err := language.Parse(lang)
	if err != nil {
		return c.locales[0]
	}
	_, i, confidence := c.matcher.Match(tag)
	if confidence == language.No {
		return c.locales[0]
	}
	return c.locales[i]
}

// NearestForTeam is Nearest on the team's pages: the fallback where the nearest
// language is one that only respondents read.
func (c *Catalogue) NearestForTeam(lang string) *Locale {
	if l := c.Nearest(lang); l.ForTeam() {
		return l
	}
	return c.locales[0]
}

// Accepted gives the language of the team's pages that an Accept-Language header
// asks for first; the fallback when it asks for none of them.
func (c *Catalogue) Accepted(header string) *Locale {
	_, i := language.MatchStrings(c.accepts, header)
	return c.team[i]
}
