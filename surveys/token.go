package surveys

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// The tokens of links are written in base 32, in letters that may lose their case on the
// way. They were once written in base 64, and such links stay good. Whoever reads a token
// does not mind what follows it: mail systems put dots and brackets there. Nor do hyphens
// matter, which they put where a line ends, and which base 32 does not have.

// binaryText reads bytes that are written as letters.
type binaryText interface {
	DecodeString(string) ([]byte, error)
}

// isToken says whether a text is 16 bytes.
func isToken(in binaryText, text string) bool {
	b, err := in.DecodeString(text)
	return err == nil && len(b) == 16
}

// NewToken makes the token of an answer link, 128 random bits in 26 characters.
func NewToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, since Go 1.24)
	return base32Lower.EncodeToString(b[:])
}

// unhyphenated drops the hyphens of a text.
func unhyphenated(text string) string { return strings.ReplaceAll(text, "-", "") }

// TokenHash gives the stored form of the token that a text begins with; empty for a text
// that begins with none.
func TokenHash(text string) string {
	token := strings.ToLower(unhyphenated(text))
	token = token[:min(len(token), 26)]
	if isToken(base32Lower, token) {
		return HashOf(token)
	}
	token = text[:min(len(text), 22)]
	if isToken(base64.RawURLEncoding, token) {
		return HashOf(token)
	}
	return ""
}

// UnsubscribeToken gives the token of an unsubscribe link: it says whom and
// where by itself, so that it works after every row is gone.
func (s Secret) UnsubscribeToken(p Person, touchpoint string) string {
	id, _ := hex.DecodeString(string(p)) // a Person is made by Secret.Person
	body := append(id, touchpoint...)
	return base32Lower.EncodeToString(append(body, s.unsubscribeMAC(body)...))
}

func (s Secret) unsubscribeMAC(body []byte) []byte { return s.Mac("unsubscribe", string(body))[:16] }

// longestUnsubscribe is more than the token of the longest key of a touchpoint.
const longestUnsubscribe = 160

// ReadUnsubscribe reads the token made by UnsubscribeToken that a text begins with;
// NotFound for a text that begins with none.
func (s Secret) ReadUnsubscribe(text string) (Person, string, error) {
	text = text[:min(len(text), longestUnsubscribe)]
	body, ok := s.unsubscribeBody(base32Lower, strings.ToLower(unhyphenated(text)))
	if !ok {
		body, ok = s.unsubscribeBody(base64.RawURLEncoding, text)
	}
	if !ok {
		return "", "", Errorf(NotFound, "This unsubscribe link is not complete. Please use the whole link from the mail.")
	}
	return Person(hex.EncodeToString(body[:16])), string(body[16:]), nil
}

// unsubscribeBody gives what is said by the token that a text begins with. Where it ends
// the MAC tells.
func (s Secret) unsubscribeBody(in binaryText, text string) ([]byte, bool) {
	b, err := in.DecodeString(text)
	for err != nil { // what is empty is read without one
		text = text[:len(text)-1]
		b, err = in.DecodeString(text)
	}
	for ; len(b) >= 32; b = b[:len(b)-1] {
		body, mac := b[:len(b)-16], b[len(b)-16:]
		if hmac.Equal(mac, s.unsubscribeMAC(body)) {
			return body, true
		}
	}
	return nil, false
}
