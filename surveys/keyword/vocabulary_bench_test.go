package keyword

import (
	"fmt"
	"strconv"
	"testing"
)

// BenchmarkWords counts the words of as many comments as are ever looked at.
func BenchmarkWords(b *testing.B) {
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = fmt.Sprintf("The delivery was %d days late and the box number%d was damaged, nobody answered the phone.", i%7, i%997)
	}
	for b.Loop() {
		v := NewVocabulary("en")
		for i, text := range texts {
			v.Read(text, 1-2*(i%2), strconv.Itoa(i))
		}
		v.Keywords()
	}
}
