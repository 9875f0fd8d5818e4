package insight

import (
	"fmt"
	"strconv"
	"testing"
)

// BenchmarkWords counts the words of as many comments as are ever looked at.
func BenchmarkWords(b *testing.B) {
	texts := make([]string, MaxCommentsRead)
	for i := range texts {
		texts[i] = fmt.Sprintf("The delivery was %d days late and the box number%d was damaged, nobody answered the phone.", i%7, i%997)
	}
	for b.Loop() {
		v := &vocabulary{words: lexicon{}, pairs: lexicon{}, stop: stopWords["en"]}
		for i, text := range texts {
			v.read(text, 1-2*(i%2), strconv.Itoa(i))
		}
		v.keywords("en")
	}
}
