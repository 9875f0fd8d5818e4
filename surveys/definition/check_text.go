package definition

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"halte/surveys"
)

// text checks words by language: the default language must have some.
func (c *checking) text(field string, t surveys.Text, most int) {
	if len(t) == 0 {
		c.refuse(field, "is missing")
		return
	}
	if len(c.languages) == 0 {
		return
	}
	if _, there := t[c.languages[0]]; !there {
		c.refuse(field, "has no words in %s, the default language", c.languages[0])
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		at := child(field, l)
		if !slices.Contains(c.languages, l) {
			if tag, err := surveys.CanonicalLocale(l); err == nil && slices.Contains(c.languages, tag) {
				c.refuse(at, "write `%s` as `%s`", l, tag)
				continue
			}
			c.refuse(at, "unknown language `%s`; organisation.languages has %s", surveys.Truncate(l, 40), strings.Join(c.languages, ", "))
			continue
		}
		c.line(at, t[l], most)
	}
}

// line checks a text that must be there and stand on one line.
func (c *checking) line(field, s string, most int) {
	if s == "" {
		c.refuse(field, "is missing")
	} else if strings.Contains(s, "\n") {
		c.refuse(field, "must stand on one line")
	} else {
		c.note(field, s, most)
	}
}

// note checks a text of any number of lines, or none. Braces are what other programs
// put a name or an order into; here they would be mailed as they stand.
func (c *checking) note(field, s string, most int) {
	if placeholder.MatchString(norm.NFKC.String(s)) {
		c.refuse(field, "holds {{, }} or ${, and nothing is put in their place: a text is mailed as it stands")
		return
	}
	if word := encodedWord.FindString(s); word != "" {
		c.refuse(field, "holds an encoded word (%s): write its letters themselves", surveys.Truncate(word, 60))
		return
	}
	c.readable(field, s, most)
}

var (
	// placeholder is what other programs take for one, with blanks within it or not.
	placeholder = regexp.MustCompile(`\{\s*\{|\}\s*\}|\$\s*\{`)
	// encodedWord is what mail programs decode in a header (RFC 2047).
	encodedWord = regexp.MustCompile(`=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=`)
)

func (c *checking) readable(field, s string, most int) {
	switch {
	case utf8.RuneCountInString(s) > most:
		c.refuse(field, "is longer than %d characters", most)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, invisible):
		c.refuse(field, "holds characters that do not print")
	case s != strings.TrimSpace(s):
		c.refuse(field, "begins or ends with a space")
	}
}

// invisible says whether r has no place in a text. Spaces that do not break and
// joiners have one: French, Persian and emoji need them.
func invisible(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Co) ||
		r == utf8.RuneError || r == '\ufeff' || r&0xfffe == 0xfffe
}

func (c *checking) expression(field, source string, compile func(string) error) {
	if source == "" {
		return
	}
	before := len(c.problems)
	if c.readable(field, source, 1000); len(c.problems) > before {
		return
	}
	if err := cmp.Or(compile(source), checkEffort(source)); err != nil {
		c.refuse(field, "%s", err)
	}
}

func (c *checking) span(field string, s surveys.Span) {
	if again, err := surveys.ParseSpan(s.String()); err != nil || again != s {
		c.refuse(field, "%s is not a length of time such as 30d, 24h, 1d12h or 90m", s.Duration())
	}
}

func (c *checking) address(field, s string) {
	if s == "" {
		c.refuse(field, "is missing")
	} else if _, err := surveys.ParseAddress(s); err != nil {
		c.refuse(field, "%q %s", surveys.Truncate(s, 80), err)
	}
}

func (c *checking) web(field, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(s) > maxNote || strings.ContainsFunc(s, unicode.IsSpace) {
		c.refuse(field, "%q is not a web address such as https://www.example.org/privacy", surveys.Truncate(s, 80))
	}
}

// windowProblems gives what is wrong with the window, by field.
func windowProblems(w surveys.Window) []surveys.Problem {
	var found []surveys.Problem
	seen := map[surveys.Weekday]bool{}
	for i, d := range w.Days {
		field := fmt.Sprintf("days[%d]", i)
		switch {
		case !surveys.IsWeekday(d):
			found = append(found, surveys.Problem{Field: field, Reason: fmt.Sprintf("%q is not one of mon, tue, wed, thu, fri, sat, sun", string(d))})
		case seen[d]:
			found = append(found, surveys.Problem{Field: field, Reason: fmt.Sprintf("%s stands there twice", d)})
		}
		seen[d] = true
	}
	from, err := w.From.Minutes()
	if err != nil {
		found = append(found, surveys.Problem{Field: "from", Reason: err.Error()})
	} else if from == 24*60 {
		found = append(found, surveys.Problem{Field: "from", Reason: "a window cannot begin at 24:00; write 00:00"})
	}
	to, err2 := w.To.Minutes()
	if err2 != nil {
		found = append(found, surveys.Problem{Field: "to", Reason: err2.Error()})
	}
	if err == nil && err2 == nil && from%(24*60) == to%(24*60) && (from != 0 || to != 24*60) {
		found = append(found, surveys.Problem{Field: "to", Reason: "is the same as from; leave the window out to send at any time"})
	}
	return found
}
