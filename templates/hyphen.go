package templates

import (
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

// beginsSyllable reports that a vowel, then one consonant or more, stand before
// the consonant at i and a vowel after it, or a vowel directly on both sides.
func beginsSyllable(letters []rune, i int) bool {
	if !unicode.IsLetter(letters[i]) || isVowel(letters[i]) || !isVowel(letters[i+1]) || !unicode.IsLetter(letters[i-1]) {
		return false
	}
	switch string(unicode.ToLower(letters[i-1])) + string(unicode.ToLower(letters[i])) {
	case "ch", "sh", "th", "ph", "ck", "qu", "pr", "br", "tr", "dr", "kr", "gr", "fr", "pl", "bl", "kl", "gl", "fl", "sl", "st", "sp":
		return false // these begin a syllable together, or end one
	}
	for k := i - 1; k >= 0; k-- {
		if isVowel(letters[k]) {
			return true
		}
	}
	return false
}

func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyáàâäéèêëíìîïóòôöúùûü", unicode.ToLower(r))
}
