package surveys

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest name by which somebody is greeted.
const (
	mostNameRunes  = 60
	mostNameWords  = 8
	mostFreeWords  = 3 // of which none has to look like part of a name
	mostCommaWords = 4 // around a comma: García López, María José
	mostHanRunes   = 8 // of one word in a script that writes without spaces
)

var (
	// linkLike is what mail programs make a link of, without http:// before it.
	linkLike = regexp.MustCompile(`(?i)\bwww\.|[\pL\pN-]{2,}\.\pL{2,}`)

	// closeTitle is a title with no space behind it, as in Dr.Müller.
	closeTitle = regexp.MustCompile(`\b((?i:dr|drs|prof|mr|mrs|ms|mag|ing|ir|hr|fr|st|sr|sra))\.(\p{Lu}\p{L}*(?:[ '’-]|$))`)

	// linkWords spell a link for a person to put together.
	linkWords = []string{"www", "http", "https", "hxxp", "hxxps", "dot", "com", "net", "org", "info", "biz"}

	// particles stand in names with a small letter.
	particles = []string{
		"van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "het", "ten", "ter", "te", "op", "in", "aan", "bij", "over",
		"du", "des", "d", "l", "la", "le", "los", "las", "el", "y", "e", "i", "da", "das", "do", "dos", "di", "del", "della", "dello", "dei", "degli",
		"af", "av", "bin", "ibn", "bint", "al", "ul", "ben", "abu", "und", "en", "et", "and", "a", "o", "mac", "mc", "ap", "’t", "'t", "‘t", "t", "s",
	}
)

// GreetingName gives the name by which a mail greets a contact; empty where what was
// sent as a name looks like anything else: an address, a link, an encoded word, a
// sentence. Whoever can send events could have us sign such a mail; and a mail without
// a name does no harm.
func (c Contact) GreetingName() string {
	name := closeTitle.ReplaceAllString(strings.Join(strings.Fields(c.Name), " "), "$1. $2")
	if utf8.RuneCountInString(name) > mostNameRunes || linkLike.MatchString(name) || !hasNameRunes(name) || !hasNameWords(name) {
		return ""
	}
	return name
}

// hasNameRunes says whether a text has letters, and beside them only what stands in names.
func hasNameRunes(name string) bool {
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsMark(r), strings.ContainsRune(" .,-'’‘`´·–&()\u200c\u200d", r): // the last two join letters of some scripts, or do not
		default:
			return false
		}
	}
	return letters > 0 && digits <= 1
}

// hasNameWords says whether the words of a text could be those of a name. Of many words
// each begins with a capital, where its script has them, or is known from names; and not
// all of them are in capitals.
func hasNameWords(name string) bool {
	words := strings.Fields(name)
	if len(words) > mostNameWords || strings.Contains(name, ",") && len(words) > mostCommaWords {
		return false
	}
	free, plain, loud := 0, 0, 0
	for _, word := range words {
		bare := strings.ToLower(strings.Trim(word, ".,-–()"))
		switch {
		case bare == "" || slices.Contains(linkWords, bare) || countHan(word) > mostHanRunes:
			return false
		case bare == "&" || slices.Contains(particles, bare):
			continue
		}
		free++
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, "(-'’‘`´"))
		if unicode.IsLower(first) && !hasInnerCapital(word) {
			plain++
		}
		if utf8.RuneCountInString(bare) > 1 && strings.ToUpper(word) == word && strings.ToLower(word) != word {
			loud++
		}
	}
	return free <= mostFreeWords || plain == 0 && loud <= mostFreeWords
}

// hasInnerCapital knows d'Été, al-Masri and McDonald by a later letter.
func hasInnerCapital(word string) bool {
	return strings.ContainsFunc(word, unicode.IsUpper)
}

// countHan counts the letters of scripts that write words without spaces.
func countHan(word string) (n int) {
	for _, r := range word {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			n++
		}
	}
	return n
}
