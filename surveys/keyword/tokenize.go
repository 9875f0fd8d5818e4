package keyword

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

const (
	maxWords      = 300 // of one comment: what follows is not counted
	maxWordLength = 40  // runes; anything longer is not a word that people share
)

// Tokenize is a comment as its words, in one form each: NFC, without case. An
// empty word stands where the text breaks off (punctuation, a new line, a
// number), so that words on either side of it are not a pair.
//
// Words are found as UAX 29 has it: "can't" and "d'accord" are one, every
// ideograph is one. Words with a hyphen between them are one too, and an emoji
// is a word.
func Tokenize(text string) []string {
	text = cases.Fold().String(strings.ToValidUTF8(text, "\n"))
	text = norm.NFC.String(strings.Map(plainRune, text))
	var out []string
	state, hyphen := -1, false
	for text != "" && len(out) < maxWords {
		var word string
		word, text, state = uniseg.FirstWordInString(text, state)
		word = joined(word)
		last := len(out) - 1
		switch {
		case isWord(word):
			if hyphen && last >= 0 && out[last] != "" {
				out[last] += "-" + word
			} else {
				out = append(out, word)
			}
			hyphen = false
		case (word == "-" || word == "‐" || word == "‑") && last >= 0 && out[last] != "" && !hyphen && startsWord(text):
			hyphen = true
		case isSpace(word):
		default:
			hyphen = false
			if last >= 0 && out[last] != "" {
				out = append(out, "")
			}
		}
	}
	for i, w := range out {
		if overlong(w) {
			out[i] = ""
		}
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// plainRune drops what does not show (direction marks, soft hyphens, variation
// selectors) and writes apostrophes in one way. The joiners stay: they are part
// of words and of emoji.
func plainRune(r rune) rune {
	switch {
	case r == '’' || r == 'ʼ' || r == '＇':
		return '\''
	case r == '\u200c' || r == '\u200d':
		return r
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		return -1
	}
	return r
}

// joined cuts off a joiner that joins nothing, with what stands before it: the
// rules keep together any sign, a joiner and an emoji.
func joined(word string) string {
	word = strings.Trim(word, "\u200c\u200d")
	for {
		before, after, found := strings.Cut(word, "\u200d")
		if !found || isWord(before) {
			return word
		}
		word = after
	}
}

func isWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || isPicture(r) })
}

func startsWord(text string) bool {
	for _, r := range text {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// isPicture says whether r is an emoji, near enough.
func isPicture(r rune) bool {
	return unicode.Is(unicode.So, r) && (r >= 0x2600 && r < 0x2c00 || r >= 0x1f000)
}

func isSpace(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) || r == '\n' || r == '\r' || r == '\u2029' }) < 0
}

func overlong(word string) bool {
	n := 0
	for range word {
		n++
	}
	return n > maxWordLength
}

// unspaced says whether words of this script are written without spaces between,
// and are found again when they are.
func unspaced(word string) bool {
	for _, r := range word {
		return unicode.In(r, unicode.Han, unicode.Hiragana)
	}
	return false
}

// slight says whether a word says too little on its own: a single letter.
func slight(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.In(r, unicode.Han) || isPicture(r) {
			return false
		}
		letters++
	}
	return letters < 2
}

// pairOf writes two neighbouring words as they are written in a text.
func pairOf(a, b string) string {
	if unspaced(a) && unspaced(b) {
		return a + b
	}
	return a + " " + b
}

// Holds says whether words stand among the tokens of a text, one behind the other.
func Holds(tokens, words []string) bool {
next:
	for i := 0; i+len(words) <= len(tokens); i++ {
		for k, w := range words {
			if tokens[i+k] != w {
				continue next
			}
		}
		return true
	}
	return false
}

// terms gives every word and every pair of the tokens of a text once. Words that only hold
// a sentence together are left out, and no pair begins or ends with one.
func terms(tokens []string, stop map[string]bool) (words, pairs map[string]bool) {
	words, pairs = map[string]bool{}, map[string]bool{}
	counts := func(i int) bool { return tokens[i] != "" && !stop[tokens[i]] }
	for i, w := range tokens {
		if !counts(i) {
			continue
		}
		if !slight(w) {
			words[w] = true
		}
		if i+1 < len(tokens) && counts(i+1) && w != tokens[i+1] {
			pairs[pairOf(w, tokens[i+1])] = true
		}
	}
	return words, pairs
}

// BaseLanguage gives the language of a locale without region or script; "und"
// when it names none.
func BaseLanguage(locale string) string {
	tag, err := language.Parse(locale)
	if err != nil || tag == language.Und {
		return "und"
	}
	base, confidence := tag.Base()
	if confidence == language.No {
		return "und"
	}
	return base.String()
}
