package mailer

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// Key signs mail from a domain and its subdomains (DKIM, RFC 6376). Of several
// keys for one domain each makes a signature of its own, so that receivers who
// do not know Ed25519 (RFC 8463) find one that they can check.
type Key struct {
	Domain   string // in punycode
	Selector string
	signer   crypto.Signer // *rsa.PrivateKey or ed25519.PrivateKey
}

// leastBits of an RSA key; shorter ones count for nothing (RFC 8301).
const leastBits = 1024

// ParseKeys reads "example.org selector=halte key=/path/to/key.pem": one entry a
// line or between commas; the files are read with read. Its error names every
// entry that is wrong and quotes nothing of a key.
func ParseKeys(text string, read func(path string) ([]byte, error)) ([]Key, error) {
	var keys []Key
	var problems []error
	seen := map[string]bool{}
	for _, e := range entries(text) {
		k, err := parseKey(e, read)
		if err == nil && seen[k.Name()] {
			err = errors.New("has a selector that is there twice")
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("entry %q %w", e.name, err))
			continue
		}
		seen[k.Name()] = true
		keys = append(keys, k)
	}
	return keys, errors.Join(problems...)
}

func parseKey(e entry, read func(string) ([]byte, error)) (k Key, err error) {
	if k.Domain, err = domainName(e.name); err != nil {
		return k, err
	}
	for name := range e.values {
		if name != "selector" && name != "key" {
			return k, fmt.Errorf("knows selector and key, not %q", name)
		}
	}
	k.Selector = strings.ToLower(e.values["selector"])
	if k.Selector == "" || e.values["key"] == "" {
		return k, errors.New("needs selector=… and key=…, the path of a private key in PEM")
	}
	if strings.Trim(k.Selector, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		return k, errors.New("has a selector that cannot be a name in DNS")
	}
	b, err := read(e.values["key"])
	if err != nil {
		return k, fmt.Errorf("has a key that cannot be read: %w", err)
	}
	k.signer, err = privateKey(b)
	return k, err
}

func privateKey(b []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, errors.New("has a key that is not PEM; make one with `openssl genpkey -algorithm ed25519` or `openssl genrsa 2048`")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	switch key := key.(type) {
	case ed25519.PrivateKey:
		return key, nil
	case *rsa.PrivateKey:
		if err == nil && key.N.BitLen() < leastBits {
			return nil, fmt.Errorf("has an RSA key of less than %d bits, which receivers ignore", leastBits)
		}
		if err == nil {
			return key, nil
		}
	}
	return nil, errors.New("has a key that is no private key of RSA or Ed25519 without a password")
}

// Name is where the public half has to be published: a TXT record.
func (k Key) Name() string { return k.Selector + "._domainkey." + k.Domain }

// Algorithm is "Ed25519" or "RSA, 2048 bits".
func (k Key) Algorithm() string {
	if public, ok := k.signer.Public().(*rsa.PublicKey); ok {
		return fmt.Sprintf("RSA, %d bits", public.N.BitLen())
	}
	return "Ed25519"
}

// Record is the TXT record to publish at Name.
func (k Key) Record() string { return "v=DKIM1; k=" + k.kind() + "; p=" + k.public() }

// Weak says whether the key is shorter than is advised (RFC 8301, 3.2).
func (k Key) Weak() bool {
	public, ok := k.signer.Public().(*rsa.PublicKey)
	return ok && public.N.BitLen() < 2048
}

func (k Key) kind() string {
	if _, ok := k.signer.(ed25519.PrivateKey); ok {
		return "ed25519"
	}
	return "rsa"
}

func (k Key) public() string {
	if public, ok := k.signer.Public().(ed25519.PublicKey); ok {
		return base64.StdEncoding.EncodeToString(public)
	}
	der, _ := x509.MarshalPKIXPublicKey(k.signer.Public()) // of an RSA key it cannot fail
	return base64.StdEncoding.EncodeToString(der)
}

// Matches says whether a TXT record publishes this key.
func (k Key) Matches(record string) bool {
	tags := map[string]string{"k": "rsa"}
	for part := range strings.SplitSeq(record, ";") {
		name, value, _ := strings.Cut(part, "=")
		tags[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
	}
	if k.kind() != tags["k"] {
		return false
	}
	if tags["p"] == k.public() {
		return true
	}
	public, ok := k.signer.Public().(*rsa.PublicKey) // the older way to write it
	return ok && tags["p"] == base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(public))
}

// Covers says whether the key signs mail from a domain: its own, or one below.
func (k Key) Covers(domain string) bool {
	return domain == k.Domain || strings.HasSuffix(domain, "."+k.Domain)
}

// twice lists what is signed: a name without a header says that there is none.
var twice = slices.Concat(order, order)

// sign puts the signatures of the keys for the author's domain before a letter.
// They cover every header that a mail may have, so that none can be added to
// those that count, and every name once more than it is there: both
// List-Unsubscribe headers among them, as RFC 8058 wants.
func sign(keys []Key, l Letter) ([]byte, error) {
	var signatures []byte
	for _, k := range keys {
		if !k.Covers(l.Domain) {
			continue
		}
		signer, err := dkim.NewSigner(&dkim.SignOptions{
			Domain: k.Domain, Selector: k.Selector, Signer: k.signer, HeaderKeys: twice,
			HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		})
		if err != nil {
			return nil, fmt.Errorf("sign a mail: %w", err)
		}
		_, wrong := signer.Write(l.Bytes)
		if err := errors.Join(wrong, signer.Close()); err != nil {
			return nil, fmt.Errorf("sign a mail: %w", err)
		}
		signatures = append(signatures, signer.Signature()...)
	}
	if len(signatures) == 0 {
		return l.Bytes, nil
	}
	return bytes.Join([][]byte{signatures, l.Bytes}, nil), nil
}
