package charts

import (
	"slices"
	"strings"
	"unicode"
)

// soften puts soft hyphens into words with more letters than a column has room
// for, so that "Aansprakelijkheidsverzekering" breaks between syllables. It knows
// no dictionary: it parts a word before the consonant that begins a syllable,
// which reads well enough in every language we have words for. Browsers that
// can hyphenate by themselves do better and are free to.
func soften(s string, room int) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		words[i] = softenWord(word, room)
	}
	return strings.Join(words, " ")
}

func softenWord(word string, room int) string {
	const edge = 3 // letters left on either side
	letters := []rune(word)
	if len(letters) <= room {
		return word
	}
	var b strings.Builder
	for i, r := range letters {
		if i >= edge && len(letters)-i >= edge && beginsSyllable(letters, i) {
			b.WriteRune('\u00ad')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// beginsSyllable reports that a vowel stands somewhere before the consonant at
// i and one follows it, or follows the consonants that belong with it.
func beginsSyllable(letters []rune, i int) bool {
	if !isConsonant(letters[i]) || !unicode.IsLetter(letters[i-1]) || together(letters[i-1], letters[i]) {
		return false
	}
	last := i // of the consonants that begin the syllable
	for last+1 < len(letters) && together(letters[last], letters[last+1]) {
		last++
	}
	if last+1 == len(letters) || !isVowel(letters[last+1]) {
		return false
	}
	return slices.ContainsFunc(letters[:i], isVowel)
}

// together reports that two consonants are not parted.
func together(a, b rune) bool {
	switch strings.ToLower(string([]rune{a, b})) {
	case "ch", "sc", "sh", "th", "ph", "ck", "qu", "pr", "br", "tr", "dr", "kr", "gr", "fr", "pl", "bl", "kl", "gl", "fl", "sl", "sp":
		return true
	}
	return false
}

func isConsonant(r rune) bool { return unicode.IsLetter(r) && !isVowel(r) }

func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyáàâäéèêëíìîïóòôöúùûü", unicode.ToLower(r))
}
