package surveys_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"halte/surveys"
	. "halte/surveys/surveystest"
)

// oldToken is a token as links had it that were made in base 64.
func oldToken(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// oldUnsubscribe is an unsubscribe token of that time.
func oldUnsubscribe(p surveys.Person, touchpoint string) string {
	id, _ := hex.DecodeString(string(p))
	body := append(id, touchpoint...)
	return oldToken(append(body, Secret.Mac("unsubscribe", string(body))[:16]...))
}

// someone is a person.
const someone = surveys.Person("00112233445566778899aabbccddeeff")

func TestATokenIsReadInAnyCaseAndWithWhatFollowsIt(t *testing.T) {
	t.Parallel()
	token := surveys.NewToken()
	hash := surveys.TokenHash(token)
	for _, text := range []string{strings.ToUpper(token), strings.ToUpper(token[:9]) + token[9:], token + ".", token + "_", token + "rating", token + "\u200b", token[:9] + "-" + token[9:], "-" + token[:25] + "--" + token[25:] + "-x"} {
		if surveys.TokenHash(text) != hash {
			t.Errorf("%q is not read as %q", text, token)
		}
	}
	for _, text := range []string{"", token[:25], "." + token, token[1:] + "a", token[:25] + "!"} {
		if got := surveys.TokenHash(text); got != "" && got == hash {
			t.Errorf("%q is read as %q", text, token)
		}
	}
}

func TestATokenOfAnOldLinkStaysGood(t *testing.T) {
	t.Parallel()
	token := oldToken([]byte("0123456789abcdef"))
	for _, text := range []string{token, token + ".", token + "-", token + "_)"} {
		if surveys.TokenHash(text) != surveys.HashOf(token) {
			t.Errorf("%q is not read as %q", text, token)
		}
	}
	if surveys.TokenHash(strings.ToLower(token)) == surveys.HashOf(token) {
		t.Error("letters of another case stand for other bytes")
	}
	for _, touchpoint := range []string{"", "delivery", strings.Repeat("x", 63)} {
		old := oldUnsubscribe(someone, touchpoint)
		for _, text := range []string{old, old + ".", old + "_", old + "-->"} {
			if p, where, err := Secret.ReadUnsubscribe(text); err != nil || p != someone || where != touchpoint {
				t.Errorf("%q gives %q at %q, %v", text, p, where, err)
			}
		}
	}
}

func TestAnUnsubscribeTokenTellsWhomAndWhere(t *testing.T) {
	t.Parallel()
	for _, touchpoint := range []string{"", "delivery", strings.Repeat("x", 63)} {
		token := Secret.UnsubscribeToken(someone, touchpoint)
		for _, text := range []string{token, strings.ToUpper(token), token + ".", token + "here", token + "_", token + "\u200b", token[:9] + "-" + token[9:50] + "-" + token[50:]} {
			if p, where, err := Secret.ReadUnsubscribe(text); err != nil || p != someone || where != touchpoint {
				t.Errorf("%q gives %q at %q, %v", text, p, where, err)
			}
		}
		if _, _, err := surveys.Secret(strings.Repeat("x", 32)).ReadUnsubscribe(token); surveys.KindOf(err) != surveys.NotFound {
			t.Errorf("another secret takes the token: %v", err)
		}
		letters := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
		raw, err := letters.DecodeString(token)
		Must(t, err)
		for i := range raw {
			changed := append([]byte(nil), raw...)
			changed[i] ^= 1
			if _, _, err := Secret.ReadUnsubscribe(letters.EncodeToString(changed)); surveys.KindOf(err) != surveys.NotFound {
				t.Errorf("a token with byte %d changed is taken: %v", i, err)
			}
		}
	}
}

// No text stands for the token of somebody else: the token stands in it, but for the bits
// of its last letter that are left over.
func FuzzTokens(f *testing.F) {
	f.Add("")
	f.Add("test")
	f.Add("AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("AAAAAAAAAAAAAAAAAAAAAB")
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaaa.")
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaab")
	f.Add(Secret.UnsubscribeToken(someone, "delivery") + "here")
	f.Add(oldUnsubscribe(someone, "delivery") + ".")
	begins := func(text, token string) bool { return strings.HasPrefix(text, token[:len(token)-1]) }
	f.Add("aaaaaaaaaaaaa-aaaaaaaaaaaaa")
	f.Fuzz(func(t *testing.T, text string) {
		hash, whole := surveys.TokenHash(text), strings.ToLower(strings.ReplaceAll(text, "-", "")) // hyphens of base 32 are those of lines
		if hash != "" && hash != surveys.HashOf(whole[:min(len(whole), 26)]) && hash != surveys.HashOf(text[:22]) {
			t.Fatalf("%q has the hash of what does not stand in it", text)
		}
		who, touchpoint, err := Secret.ReadUnsubscribe(text)
		if err == nil && !begins(whole, Secret.UnsubscribeToken(who, touchpoint)) && !begins(text, oldUnsubscribe(who, touchpoint)) {
			t.Fatalf("%q does not begin with the token for %s at %q", text, who, touchpoint)
		}
		if err != nil && surveys.KindOf(err) != surveys.NotFound {
			t.Fatal(err)
		}
	})
}
