package surveys

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Address is a mail address that is safe to put on an envelope: no quotes, no
// comments, no white space, and a domain in ASCII.
type Address struct {
	local  string // as written, in Unicode normal form C
	domain string // punycode, lower case
}

// ParseAddress reads a bare mail address such as jo@example.org or
// jö@bücher.example. A display name, a quoted local part, a literal address in
// brackets and anything longer than SMTP allows (RFC 5321, section 4.5.3.1) are
// refused: nobody has such an address, and they smuggle parameters into SMTP.
func ParseAddress(s string) (Address, error) {
	bad := fmt.Errorf("is not a mail address such as jo@example.org")
	local, domain, found := strings.Cut(s, "@")
	local = norm.NFC.String(local)
	if !found || local == "" || len(local) > 64 || len(s) > 512 || strings.ContainsFunc(local, notAtom) ||
		strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return Address{}, bad
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !isHost(ascii) {
		return Address{}, bad
	}
	if ascii != domain {
		if again, err := idna.Lookup.ToASCII(ascii); err != nil || again != ascii {
			return Address{}, bad // such as what becomes of bytes that are no text
		}
	}
	a := Address{local: local, domain: strings.ToLower(ascii)}
	if len(a.String()) > 254 {
		return Address{}, bad
	}
	if parsed, err := mail.ParseAddress(a.String()); err != nil || parsed.Address != a.String() || parsed.Name != "" {
		return Address{}, bad
	}
	return a, nil
}

// ReadAddress is ParseAddress of what somebody typed or copied: white space round it,
// which a cell or a form left there, does not count.
func ReadAddress(s string) (Address, error) {
	return ParseAddress(strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }))
}

// isHost says whether a domain in ASCII can be one that takes mail: labels of
// 1 to 63 characters, and a last one that is no number, as that of an IP address
// is.
func isHost(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 {
			return false
		}
	}
	return domain == "localhost" || len(labels) > 1 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// notAtom says whether r may not stand in an unquoted local part: RFC 5322
// atext and the dot, or (RFC 6531) a letter beyond ASCII that prints.
func notAtom(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	case r < 0x80:
		return !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r)
	}
	return !isPrintable(r)
}

// String is the address for an envelope: the local part as written, the domain
// in punycode.
func (a Address) String() string { return a.local + "@" + a.domain }

// Domain is the part behind the @, in punycode.
func (a Address) Domain() string { return a.domain }

// Key is equal for all spellings of one address: case, Unicode form and the two
// ways to write a domain do not matter. (A server may tell JO@ from jo@; none
// that people use does, and one mail too few is the better mistake.)
func (a Address) Key() string {
	return norm.NFC.String(strings.ToLower(a.local)) + "@" + a.domain
}

// IsZero says whether there is no address.
func (a Address) IsZero() bool { return a.domain == "" }
