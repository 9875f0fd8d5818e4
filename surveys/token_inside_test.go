package surveys

import (
	"regexp"
	"testing"
)

func TestATokenIs128RandomBitsStoredHashed(t *testing.T) {
	t.Parallel()
	form, seen := regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`), map[string]bool{}
	for range 1000 {
		token := NewToken()
		if !form.MatchString(token) || seen[token] || len(TokenHash(token)) != 64 {
			t.Fatalf("%q with the hash %q", token, TokenHash(token))
		}
		seen[token] = true
	}
}

// One link has one spelling: base64 leaves four bits over, and they are zero.
func FuzzTokenHash(f *testing.F) {
	f.Add("AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("AAAAAAAAAAAAAAAAAAAAAB")
	f.Add("test")
	f.Fuzz(func(t *testing.T, token string) {
		hash := TokenHash(token)
		if hash != "" && (len(token) != 22 || hash != HashOf(token)) {
			t.Fatalf("%q has the hash %q", token, hash)
		}
	})
}
