package surveys

import (
	"regexp"
	"testing"
)

func TestATokenIs128RandomBitsStoredHashed(t *testing.T) {
	t.Parallel()
	form, seen := regexp.MustCompile(`^[a-z2-7]{26}$`), map[string]bool{}
	for range 1000 {
		token := NewToken()
		if !form.MatchString(token) || seen[token] || len(TokenHash(token)) != 64 {
			t.Fatalf("%q with the hash %q", token, TokenHash(token))
		}
		seen[token] = true
	}
}
