package surveys

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Secret keys everything that must be recognised again without being kept in
// the clear. It is at least 32 bytes and never changes: with another secret old
// unsubscribe links die and suppressions are not found.
type Secret []byte

// Person gives who reads the address; without one, the contact is a person of
// its own.
func (s Secret) Person(a Address, contactID string) Person {
	if a.IsZero() {
		return Person(hex.EncodeToString(s.Mac("contact", contactID)[:16]))
	}
	return Person(hex.EncodeToString(s.Mac("address", a.Key())[:16]))
}

// Persons gives the persons that a contact may have been asked as: the one who reads
// its address, and the contact itself, from the time before its address was known.
func (s Secret) Persons(c *Contact) []Person {
	return Unique([]Person{c.Person, s.Person(Address{}, c.ID)})
}

// Itself lets what a contact was asked under another address count as asked of the
// contact itself: a new address ends no quarantine.
func (s Secret) Itself(asked []LastAsked) []LastAsked {
	for i, a := range asked {
		if a.Contact != "" {
			asked[i].Person = s.Person(Address{}, a.Contact)
		}
	}
	return asked
}

// unsubscribeName stands before the + of an unsubscribe address.
const unsubscribeName = "unsubscribe"

// UnsubscribeAddress gives where a mail from a person means "no more mail at all",
// at the domain of the return path: unsubscribe+<person and mac>@mail.example.org.
// Like a return path it is written in base 32. It is empty for a zero address.
func (s Secret) UnsubscribeAddress(at Address, p Person) string {
	id, err := hex.DecodeString(string(p))
	if err != nil || len(id) != 16 || at.IsZero() {
		return ""
	}
	return unsubscribeName + "+" + s.unsubscribeMail(id) + "@" + at.domain
}

// ReadUnsubscribeAddress tells whom an address made by UnsubscribeAddress stands
// for, in any case of its letters; NotFound for any other address.
func (s Secret) ReadUnsubscribeAddress(address string) (Person, error) {
	unknown := Errorf(NotFound, "This is not an unsubscribe address of ours.")
	if len(address) > 320 {
		return "", unknown
	}
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	token, ours := strings.CutPrefix(local, unsubscribeName+"+")
	body, err := base32Lower.DecodeString(token)
	if !ours || err != nil || len(body) != 28 || !hmac.Equal([]byte(token), []byte(s.unsubscribeMail(body[:16]))) {
		return "", unknown
	}
	return Person(hex.EncodeToString(body[:16])), nil
}

// unsubscribeMail is what stands between + and @ for a person: 45 characters.
func (s Secret) unsubscribeMail(id []byte) string {
	return base32Lower.EncodeToString(append(slices.Clone(id), s.Mac("unsubscribe by mail", string(id))[:12]...))
}

// Mac gives 32 bytes that only the holder of the secret can make of a value; purpose keeps uses apart.
func (s Secret) Mac(purpose, of string) []byte {
	h := hmac.New(sha256.New, s)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(of))
	return h.Sum(nil)
}

// Pseudonym gives the id of a response for readers who may not see whose it is.
// It is the same every time and leads nowhere: the response's own id is that of its
// invitation. 32 hexadecimal digits.
func (s Secret) Pseudonym(response string) string {
	return hex.EncodeToString(s.Mac("response", response)[:16])
}

// ErasedMark gives what stays of an id from outside after an erasure: a repeat is known
// by it, and without the secret it leads nowhere. of keeps the ids of events and of
// responses apart. 32 hexadecimal digits.
func (s Secret) ErasedMark(of, id string) string {
	return hex.EncodeToString(s.Mac("erased "+of, id)[:16])
}

// What ids are of, for ErasedMark.
const (
	MarkEvent    = "event"
	MarkResponse = "response"
)

// HashOf gives the stored form of a secret: SHA-256 in hexadecimal digits.
func HashOf(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// NewID makes an id that sorts by time (UUID version 7).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IsID says whether a text has the form of an id, so that a database may be asked for it.
func IsID(text string) bool { return len(text) == 36 && uuid.Validate(text) == nil }

// NewRespondent makes the random number that stands for a contact after an
// erasure: positive, 62 bits.
func NewRespondent() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return int64(binary.BigEndian.Uint64(b[:])>>2) + 1
}
