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

// Text gives the value of a segment: what the expression gives, unless that is a mail
// address, whatever it is called.
func (s segmentRule) Text(f facts) string {
	text := s.value.Text(f)
	if strings.Contains(text, "@") {
		if _, err := surveys.ReadAddress(text); err == nil {
			return ""
		}
	}
	return text
}
