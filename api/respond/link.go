package respond

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"halte/surveys/dispatch"
)

// Link reads the address of a request as the link from a mail that it is meant to be,
// whatever mail systems made of it: letters in another case, a slash or a dot behind
// it, line ends within it, a question mark that was escaped, once or twice. It gives
// the address that the link had, of which the parameters that the pages read are left;
// false where it is no link of ours. Nothing is looked up: which token it is says the
// text alone.
func Link(u *url.URL) (*url.URL, bool) {
	if !linkBegin.MatchString(u.Path) { // most addresses are no links
		return nil, false
	}
	text := u.EscapedPath()
	if u.RawQuery != "" {
		text += "?" + u.RawQuery
	}
	parts := linkForm.FindStringSubmatch(plain(text[:min(len(text), longestLink)]))
	if parts == nil {
		return nil, false
	}
	token, rest, query := parts[2], parts[3], url.Values{}
	if strings.EqualFold(token, dispatch.TestToken) {
		token = dispatch.TestToken
	}
	whole := u.Query()
	for name, form := range parameterForms {
		if value := whole.Get(name); number.MatchString(value) { // others may hold a text like ours
			query.Set(name, value)
		} else if value := form.FindStringSubmatch(rest); value != nil {
			query.Set(name, value[1])
		}
	}
	return &url.URL{Path: "/" + strings.ToLower(parts[1]) + "/" + token, RawQuery: query.Encode()}, true
}

// longestLink is how much of an address is read: ours takes 200 characters, and others
// append what they count clicks by.
const longestLink = 4 << 10

var (
	linkBegin = regexp.MustCompile(`^[/\\]*[rRuU][/\\%]`)
	number    = regexp.MustCompile(`^[0-9]{1,3}$`)
)

// linkForm has the kind of a link, its token and what follows.
var linkForm = regexp.MustCompile(`^[/\\]*([rRuU])[/\\]+[^A-Za-z0-9_-]*([A-Za-z0-9_-]+)(.*)$`)

// parameterForms find the parameters that the pages read.
var parameterForms = map[string]*regexp.Regexp{
	"rating": regexp.MustCompile(`(?i)\brating=["'<(\[=]*([0-9]{1,3})(?:[^0-9.,]|[.,][^0-9]|[.,]?$)`),
	"saved":  regexp.MustCompile(`(?i)\bsaved=(1)`),
}

// Quoted-printable, as mails are written: of its escapes those that a link of ours may
// hold, and the mark of a line that goes on.
var (
	softBreak = regexp.MustCompile(`=\s*[\r\n]\s*`)
	quoted    = strings.NewReplacer("=3D", "=", "=3d", "=", "=3F", "?", "=3f", "?", "=26", "&", "=2F", "/", "=2f", "/")
)

// plain takes the escapes off a text, also where they were escaped again, and drops what
// nobody sees: white space and marks of no width.
func plain(text string) string {
	for range 4 {
		before := text
		text = unescape(text)
		if text == before {
			break
		}
	}
	text = quoted.Replace(softBreak.ReplaceAllString(text, ""))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// unescape reads what is escaped with %, and leaves what only looks like it.
func unescape(text string) string {
	return percent.ReplaceAllStringFunc(text, func(escaped string) string {
		plain, _ := url.PathUnescape(escaped) // percent lets no other through
		return plain
	})
}
