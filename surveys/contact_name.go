package surveys

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The longest name by which somebody is greeted.
const (
	mostNameRunes  = 60
	mostNameWords  = 8
	mostFreeWords  = 4 // beside particles, titles and initials
	mostPlainWords = 3 // of which none has to look like part of a name
	mostCommaWords = 4 // around a comma: García López, María José
	mostHanRunes   = 8 // of one word in a script that writes without spaces
	mostMarks      = 4 // on one letter, in scripts that have their own
	mostAccents    = 2 // on one letter, as in ễ
)

var (
	// closeTitle is a title or an initial with no space behind it, as in Dr.Müller.
	closeTitle = regexp.MustCompile(`\b((?i:dr|drs|prof|mr|mrs|ms|mag|ing|ir|hr|fr|st|sr|sra))\.(\p{Lu}\p{L}*(?:[ '’-]|$))`)
	closeWord  = regexp.MustCompile(`(^|[ .(-])(\pL)\.(\p{Lu}\p{Ll}|(?:van|von|de|den|der|du|di|da)\b)`)

	// particles stand in names with a small letter.
	particles = []string{
		"van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "het", "ten", "ter", "te", "op", "in", "aan", "bij", "over",
		"du", "des", "d", "l", "la", "le", "los", "las", "el", "y", "e", "i", "da", "das", "do", "dos", "di", "del", "della", "dello", "dei", "degli",
		"af", "av", "bin", "ibn", "bint", "al", "ul", "ben", "abu", "und", "en", "et", "and", "a", "o", "mac", "mc", "ap", "’t", "'t", "‘t", "t", "s",
		"بن", "ابن", "بنت", "عبد", "أبو", "ابو", "آل",
	}
	titles = []string{"dr", "drs", "prof", "professor", "med", "mr", "mrs", "ms", "mag", "ing", "ir", "dipl", "univ", "univ.-prof", "hr", "fr", "sr", "sra", "ph.d"}
)

// GreetingName gives the name by which a mail greets a contact; empty where what was
// sent as a name looks like anything else: an address, a link, an encoded word, a
// sentence. Whoever can send events could have us sign such a mail; and a mail without
// a name does no harm.
func (c Contact) GreetingName() string {
	name := strings.Join(strings.Fields(Normal(withoutJoiners(c.Name))), " ")
	name = closeWord.ReplaceAllString(closeTitle.ReplaceAllString(name, "$1. $2"), "$1$2. $3")
	// What looks like plain letters is judged as those.
	plain := norm.NFKC.String(strings.ReplaceAll(name, "´", "'"))
	if utf8.RuneCountInString(name) > mostNameRunes || !hasNameRunes(name) || !hasNameRunes(plain) || isLinkLike(plain) || !hasNameWords(plain) {
		return ""
	}
	return name
}

// withoutJoiners drops what joins letters, or does not, where these are of scripts that
// know no such thing: it would hide a link.
func withoutJoiners(name string) string {
	runes := []rune(name)
	joined := func(i int) bool {
		return i >= 0 && i < len(runes) && unicode.In(runes[i], unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
			unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
	}
	var out strings.Builder
	for i, r := range runes {
		if !isJoiner(r) || joined(i-1) && joined(i+1) {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// hasNameRunes says whether a text has letters, and beside them only what stands in names.
func hasNameRunes(name string) bool {
	letters, digits, marks, accents := 0, 0, 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters, marks, accents = letters+1, 0, 0
		case unicode.IsDigit(r):
			digits++
		case unicode.IsMark(r):
			if marks++; unicode.Is(unicode.Inherited, r) {
				accents++
			}
			if marks > mostMarks || accents > mostAccents {
				return false
			}
		case isJoiner(r), strings.ContainsRune(" .,-'’‘`´·–&()", r):
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
		case bare == "" || countHan(word) > mostHanRunes || mixesScripts(word) || isPleading(bare):
			return false
		case bare == "&" || slices.Contains(particles, bare) || slices.Contains(titles, bare) || isInitial(word):
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
	return free <= mostPlainWords || free <= mostFreeWords && plain == 0 && loud <= mostPlainWords
}

// isInitial knows R. by its one letter.
func isInitial(word string) bool { return utf8.RuneCountInString(strings.TrimSuffix(word, ".")) == 1 }

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
