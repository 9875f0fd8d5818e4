package respond

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"halte/surveys/dispatch"
)

// Link reads the address of a request as the link from a mail that it is meant to be,
// whatever mail systems made of it: letters in another case, something before or behind
// it, line ends or their marks within it, escapes of any kind, once or more often. It
// gives the address that the link had, of which the parameters that the pages read are
// left; false where it is no link of ours. Nothing is looked up: which token it is says
// the text alone.
func Link(u *url.URL) (*url.URL, bool) {
	path := u.EscapedPath()
	kind, token, rest := findLink(plain(path[:min(len(path), longestLink)]))
	if token == "" {
		return nil, false
	}
	if strings.EqualFold(token, dispatch.TestToken) {
		token = dispatch.TestToken
	}
	rest = quoted.Replace(rest + "?" + plain(u.RawQuery[:min(len(u.RawQuery), longestLink)]))
	whole, query := u.Query(), url.Values{}
	for name, form := range parameterForms {
		if value := whole.Get(name); number.MatchString(value) { // others may hold a text like ours
			query.Set(name, value)
		} else if value := form.FindStringSubmatch(rest); value != nil {
			query.Set(name, value[1])
		}
	}
	return &url.URL{Path: "/" + kind + "/" + token, RawQuery: query.Encode()}, true
}

// longestLink is how much of a path, and of a query, is read: ours take 200 characters,
// and others append what they count clicks by.
const longestLink = 4 << 10

var (
	// linkBegin has the kind of a link, and ends where its token begins; so has linkAlone,
	// of a path that is a link whatever follows.
	linkBegin = regexp.MustCompile(beginning)
	linkAlone = regexp.MustCompile(`^[/\\]*` + beginning)
	number    = regexp.MustCompile(`^[0-9]{1,3}$`)
)

const beginning = `(?:[/\\]|=2[Ff])([rRuU])(?:[/\\]|=2[Ff])(?:=2[Ff]|[^A-Za-z0-9_-])*`

// shortestToken is how many letters the tokens of links have at least. Whatever stands
// before so many, it is a link.
const shortestToken = 22

// findLink finds the link in a path: its kind, its token and what follows. The token is ""
// where there is none.
func findLink(path string) (kind, token, rest string) {
	at := 0
	for begin := linkBegin.FindStringSubmatchIndex(path); begin != nil; begin = linkBegin.FindStringSubmatchIndex(path[at:]) {
		kind, token, rest = cutLink(path[at:], begin)
		if len(token) >= shortestToken || strings.EqualFold(token, dispatch.TestToken) {
			return kind, token, rest
		}
		at += begin[0] + 1
	}
	if begin := linkAlone.FindStringSubmatchIndex(path); begin != nil {
		return cutLink(path, begin)
	}
	return "", "", ""
}

// cutLink gives the kind of a link that was found, its token and what follows.
func cutLink(path string, begin []int) (kind, token, rest string) {
	kind = strings.ToLower(path[begin[2]:begin[3]])
	token, rest = cutToken(kind, path[begin[1]:])
	return kind, token, rest
}

// cutToken gives the token that a text begins with, and what follows. Marks of a line
// that ended within the token are no part of it: that of quoted-printable, and those
// before the lines of a mail that is quoted.
func cutToken(kind, text string) (token, rest string) {
	var letters strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		within := kind == "u" || letters.Len() < shortestToken // where the token of kind u ends its MAC tells
		switch {
		case c == '_' || c == '-' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z':
			letters.WriteByte(c)
		case c == '=' && (within || !quotedEscape.MatchString(text[i:])), within && (c == '>' || c == '|'):
		default:
			return letters.String(), text[i:]
		}
	}
	return letters.String(), ""
}

// parameterForms find the parameters that the pages read.
var parameterForms = map[string]*regexp.Regexp{
	"rating": regexp.MustCompile(`(?i)\brating[=:]["'<(\[=+]*([0-9]{1,3})(?:[.,]0+)?(?:[^0-9.,]|[.,][^0-9]|[.,]?$)`),
	"saved":  regexp.MustCompile(`(?i)\bsaved=(1)`),
}

// Quoted-printable, as mails are written: of its escapes those that a link of ours may
// hold, and the mark of a line that goes on.
var (
	softBreak    = regexp.MustCompile(`=\s*[\r\n]\s*`)
	quotedEscape = regexp.MustCompile(`^=(3[DdFf]|2[6Ff])`)
	quoted       = strings.NewReplacer("=3D", "=", "=3d", "=", "=3F", "?", "=3f", "?", "=26", "&", "=2F", "/", "=2f", "/")
)

// plain takes the escapes of addresses and of HTML off a text, also where they were
// escaped again, drops what nobody sees (white space and marks of no width), and writes
// full-width letters, digits of any script and dashes as ASCII has them.
func plain(text string) string {
	for range 4 {
		before := text
		text = strings.Map(narrow, html.UnescapeString(unescape(text)))
		if text == before {
			break
		}
	}
	text = softBreak.ReplaceAllString(text, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// narrow gives the ASCII character that a character stands for, itself where there is
// none.
func narrow(r rune) rune {
	switch {
	case r <= unicode.MaxASCII:
	case '\uFF01' <= r && r <= '\uFF5E': // full width
		return r - 0xFEE0
	case unicode.Is(unicode.Pd, r):
		return '-'
	case unicode.Is(unicode.Nd, r):
		value := rune(0) // the ten digits of a script follow each other (Unicode, 4.6)
		for unicode.Is(unicode.Nd, r-value-1) {
			value++
		}
		return '0' + value%10
	}
	return r
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// unescape reads what is escaped with %, and leaves what only looks like it.
func unescape(text string) string {
	return percent.ReplaceAllStringFunc(text, func(escaped string) string {
		plain, _ := url.PathUnescape(escaped) // percent lets no other through
		return plain
	})
}
