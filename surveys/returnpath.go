package surveys

import (
	"crypto/hmac"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// A return path is the sender on the envelope of one mail: reports of what went
// wrong with it come back there. Ours says by itself which mail it was and that
// we made it:
//
//	bounce+<invitation and wave>.<mac>@mail.example.org
//
// Some servers change the case of what stands before the @, so it is written in
// base 32. Its 50 octets and the name before the + stay within the 64 that are
// allowed (RFC 5321, 4.5.3.1.1).
const (
	returnPathMAC  = 12 // bytes of the MAC
	returnPathName = 14 // longest name before the +, octets
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ParseReturnPath reads where reports shall come: an address such as
// bounce@mail.example.org, or a domain, whose name is bounce then. The error
// reads on from the name of the setting.
func ParseReturnPath(s string) (Address, error) {
	if s = strings.TrimSpace(s); !strings.Contains(s, "@") {
		s = "bounce@" + s
	}
	a, err := ParseAddress(s)
	if err != nil {
		return Address{}, err
	}
	if len(a.local) > returnPathName || strings.ContainsFunc(a.local, func(r rune) bool { return r == '+' || r > '~' }) {
		return Address{}, fmt.Errorf("needs a plain name of at most %d characters before the @, such as bounce@mail.example.org", returnPathName)
	}
	return a, nil
}

// ReturnPath gives the envelope sender of one wave (0, 1 or 2) of an invitation,
// at a name that ParseReturnPath has read. It is empty for an id that is not a
// UUID, and for a zero address: then the mail has no return path of its own.
func (s Secret) ReturnPath(at Address, invitation string, wave int) string {
	id, err := uuid.Parse(invitation)
	if err != nil || at.IsZero() || wave < 0 || wave > 255 {
		return ""
	}
	return at.local + "+" + s.returnPathToken(append(id[:], byte(wave))) + "@" + at.domain
}

// ReadReturnPath gives the mail that an address of ReturnPath stands for. Upper and
// lower case are the same; the domain may be missing, and the name and the domain may
// be any. NotFound for any other address.
func (s Secret) ReadReturnPath(address string) (invitation string, wave int, err error) {
	unknown := Errorf(NotFound, "This is not a return path of ours.")
	if len(address) > 320 {
		return "", 0, unknown
	}
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	token := local[strings.LastIndexByte(local, '+')+1:]
	encoded, _, _ := strings.Cut(token, ".")
	body, err := base32Lower.DecodeString(encoded)
	if err != nil || len(body) != 17 || !hmac.Equal([]byte(token), []byte(s.returnPathToken(body))) {
		return "", 0, unknown
	}
	return uuid.UUID(body[:16]).String(), int(body[16]), nil
}

// returnPathToken is what stands between + and @ for an invitation's id and wave.
func (s Secret) returnPathToken(body []byte) string {
	return base32Lower.EncodeToString(body) + "." + base32Lower.EncodeToString(s.Mac("return path", string(body))[:returnPathMAC])
}
