package surveys

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest name by which somebody is greeted.
const (
	mostNameRunes = 60
	mostNameWords = 8
)

// linkLike is what mail programs make a link of, without http:// before it.
var linkLike = regexp.MustCompile(`(?i)\bwww\.|[\pL\pN-]{2,}\.\pL{2,}`)

// GreetingName gives the name by which a mail greets a contact; empty where what was
// sent as a name looks like anything else: an address, a link, an encoded word, a
// sentence. Whoever can send events could have us sign such a mail.
func (c Contact) GreetingName() string {
	name := strings.Join(strings.Fields(c.Name), " ")
	if utf8.RuneCountInString(name) > mostNameRunes || strings.Count(name, " ") >= mostNameWords || linkLike.MatchString(name) {
		return ""
	}
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsMark(r), strings.ContainsRune(" .,-'’‘`´·–&()\u200c\u200d", r): // the last two join letters of some scripts, or do not
		default:
			return ""
		}
	}
	if letters == 0 || digits > 1 {
		return ""
	}
	return name
}
