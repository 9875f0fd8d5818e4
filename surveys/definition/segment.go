package definition

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"

	"halte/surveys"
)

// compileSegment compiles the expression of a segment. The values of segments stay when
// a person is erased, and stand in the sums of every page, so it may name nothing that
// tells one person from all others: no id, no name and no address.
func compileSegment(source string) (*value, error) {
	names := &nameFinder{}
	v, err := compile(source, expr.Patch(names))
	if err == nil {
		err = names.problem()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// nameFinder finds what an expression takes of an event and a contact.
type nameFinder struct {
	whole int        // how often event or contact stands there
	plain [][]string // paths from one of them, such as contact properties country; also their beginnings
}

// Visit implements ast.Visitor.
func (n *nameFinder) Visit(node *ast.Node) {
	switch x := (*node).(type) {
	case *ast.IdentifierNode:
		if isWhole(x.Value) {
			n.whole++
		}
	case *ast.MemberNode:
		if path := memberPath(x); len(path) > 1 && isWhole(path[0]) {
			n.plain = append(n.plain, path)
		}
	}
}

func isWhole(name string) bool { return name == "contact" || name == "event" }

// problem says which of the paths a segment may not take. One that is not plain, such as
// contact[event.name], may lead anywhere.
func (n *nameFinder) problem() error {
	longer := map[string]int{} // how often a path goes on
	begun := 0
	for _, path := range n.plain {
		longer[strings.Join(path[:len(path)-1], ".")]++
		begun += surveys.IfElse(len(path) == 2, 1, 0)
	}
	for _, path := range n.plain {
		name, last := strings.Join(path, "."), path[len(path)-1]
		switch {
		case len(path) > 2 && isPersonalWord(last):
			if longer[name]--; longer[name] < 0 {
				return fmt.Errorf("takes %s, which tells who somebody is or which order it was: the values of a segment stay when a person is erased; take what many share, such as a country, a shop or a plan", name)
			}
		case len(path) == 2 && (last == "id" || name == "contact.name"):
			return fmt.Errorf("takes %s, which tells who somebody is: the values of a segment stay when a person is erased", name)
		case len(path) > 2 && isAddressWord(last):
			if longer[name]--; longer[name] < 0 { // address.city goes on
				return fmt.Errorf("takes %s, an address, which tells who somebody is: the values of a segment stay when a person is erased", name)
			}
		}
	}
	if begun != n.whole {
		return fmt.Errorf("has to name what it takes in full, such as contact.properties.country")
	}
	return nil
}

// addressWords end the names of properties that hold an address, in the languages that
// mails are written in.
var addressWords = []string{
	"email", "emails", "mail", "mailaddress", "emailaddress", "address", "addresses", "adres", "emailadres", "mailadres", "adresse", "mailadresse",
	"anschrift", "courriel", "correo", "direccion", "dirección",
}

var wordBorder = regexp.MustCompile(`[^\p{L}\p{N}]+|(\p{Ll})(\p{Lu})`)

// isAddressWord says whether the name of a property ends in a word for an address:
// customer_email, billingAddress, e-mail; not email_opt_in.
func isAddressWord(name string) bool {
	words := strings.Fields(strings.ToLower(wordBorder.ReplaceAllString(name, "$1 $2")))
	return len(words) > 0 && slices.Contains(addressWords, words[len(words)-1])
}

// Names of properties that tell one person or one order from all others: the word for
// the thing, and behind it the word for its number. A shop, a product or a campaign has a
// number too, but many share it.
var (
	personalWords = []string{
		"phone", "phones", "telephone", "telefoon", "telefon", "telefono", "teléfono", "mobile", "mobiel", "handy", "tel", "msisdn", "fax",
		"firstname", "lastname", "fullname", "surname", "forename", "givenname", "familyname", "middlename", "displayname", "username", "nickname", "customername", "contactname",
		"voornaam", "achternaam", "vorname", "nachname", "prenom", "prénom", "nombre", "apellido", "apellidos", "iban", "bsn", "ssn",
		"birthday", "birthdate", "dob", "geboortedatum", "geburtsdatum", "uuid", "guid",
	}
	ownWords = []string{
		"order", "customer", "client", "user", "account", "member", "contact", "person", "subscriber", "patient", "guest", "passenger", "invoice", "booking", "reservation",
		"ticket", "case", "transaction", "payment", "parcel", "shipment", "tracking", "session", "device", "visitor", "policy", "contract",
		"klant", "bestel", "bestelling", "factuur", "kunde", "kunden", "bestell", "rechnungs", "cliente", "pedido", "factura", "first", "last", "full", "given", "family",
	}
	numberWords = []string{"id", "ids", "number", "numbers", "nr", "no", "num", "nummer", "code", "ref", "reference", "key", "name", "naam", "numero", "número"}
)

// isPersonalWord says whether a property is one that each person or each order has for
// itself, by its name: phone, first_name, orderId, klantnummer; not store_id and phone_type.
func isPersonalWord(name string) bool {
	words := strings.Fields(strings.ToLower(wordBorder.ReplaceAllString(name, "$1 $2")))
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	if slices.Contains(personalWords, last) || len(words) == 1 && slices.Contains([]string{"name", "naam", "id"}, last) {
		return true
	}
	if len(words) > 1 {
		return slices.Contains(numberWords, last) && slices.Contains(ownWords, words[len(words)-2]) || strings.Join(words, " ") == "date of birth"
	}
	for _, number := range numberWords {
		if own, ends := strings.CutSuffix(last, number); ends && slices.Contains(ownWords, own) {
			return true
		}
	}
	return false
}

var (
	betweenDigits = regexp.MustCompile(`[ ()/+-]`)
	manyDigits    = regexp.MustCompile(`\pN{7}`)
	onlyDay       = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	longID        = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-`)
)

// Text gives the value of a segment: what the expression gives, unless that looks like a
// mail address, a telephone number, or an id that nobody shares, whatever it is called.
func (s segmentRule) Text(f facts) string {
	text := s.value.Text(f)
	if strings.Contains(text, "@") {
		if _, err := surveys.ReadAddress(text); err == nil {
			return ""
		}
	}
	if longID.MatchString(text) || manyDigits.MatchString(betweenDigits.ReplaceAllString(text, "")) && !onlyDay.MatchString(text) {
		return ""
	}
	return text
}
